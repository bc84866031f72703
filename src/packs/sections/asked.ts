import type { DecisionAsked } from '../../meetings/decision-asked.ts';
import type { PackContext } from '../context.ts';

/** What a meeting is asked, as far as everybody who gets the pack may read it; of the rest, how much there is. */
export interface Asked {
  /** In the order of the papers, then what comes over from earlier meetings. */
  open: DecisionAsked[];
  /** How many are asked by papers that are for those named alone. */
  restricted: number;
  /** Items of the agenda that are for decision and have no paper that asks it. */
  items: { number: number; title: string; lead: string }[];
}

/** What is put to the meeting, by its papers and its agenda. */
export function askedOf({ file, restricted }: PackContext): Asked {
  const all = [...file.asked, ...file.carried];
  const withPaper = new Set(
    file.papers.filter(({ ref }) => file.asked.some(({ paper }) => paper === ref)).map(({ item }) => item),
  );
  return {
    open: all.filter(({ paper }) => !restricted.has(paper)),
    restricted: all.filter(({ paper }) => restricted.has(paper)).length,
    items: file.agenda
      .filter(({ purpose, id }) => purpose === 'decision' && !withPaper.has(id))
      .map(({ number, title, lead }) => ({ number, title, lead })),
  };
}

/** Whether the meeting is still to say something to it. */
export function isToRecommend({ state }: DecisionAsked): boolean {
  return state === 'asked' || state === 'deferred';
}
