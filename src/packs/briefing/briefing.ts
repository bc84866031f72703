import { londonDay } from '../../calendar/day.ts';
import { figureKey } from '../../figures/figure-key.ts';
import { findFigure } from '../../figures/registry.ts';
import type { FrozenFigure } from '../../figures/snapshot.store.ts';
import { readScope } from '../../ledger/scope.ts';
import type { FigureAsked } from '../../ledger/shown-figure.ts';
import { Refusal } from '../../platform/refusal.ts';
import type { Marking } from '../marking.ts';
import { frozenText, type RegisterRow } from '../pack.ts';

export const BRIEFING_KINDS = { letter: 'Letter', briefing: 'Briefing' } as const;
export type BriefingKind = keyof typeof BRIEFING_KINDS;

/** What somebody wrote: the text holds references to figures in double square brackets. */
export interface BriefingText {
  kind: BriefingKind;
  title: string;
  addressee: string;
  signatory: string;
  text: string;
  marking: Marking;
  handling: string | null;
}

/** A piece of a line: words, or a figure that opens by its number. */
export type Run = { text: string; figure: number | null };

/** The parts of a text, as it is shown: nothing else is arranged in it. */
export type Part = { kind: 'heading' | 'paragraph'; runs: Run[] } | { kind: 'list'; items: Run[][] };

/** A briefing as it is rendered, whole. */
export interface BriefingModel {
  format: 1;
  ref: string;
  /** Null for a draft. */
  version: number | null;
  kind: BriefingKind;
  title: string;
  office: string;
  addressee: string;
  signatory: string;
  marking: Marking;
  handling: string | null;
  demonstration: boolean;
  status: string;
  parts: Part[];
  register: RegisterRow[];
  chain: { seq: number; hash: string; at: string; shown: string };
  day: string;
}

const REFERENCE = /\[\[([^[\]\n]{1,400})\]\]/g;

/** The figures that a text refers to, in its order, each once. Refused by name when one is not understood. */
export function figuresIn(text: string): FigureAsked[] {
  const found = new Map<string, FigureAsked>();
  for (const [, reference = ''] of text.matchAll(REFERENCE)) {
    const asked = readReference(reference);
    found.set(figureKey(asked.figure, asked.scope), asked);
  }
  return [...found.values()];
}

/**
 * A reference as somebody wrote it or copied it from the address of an opened number, such as
 * `spend.to-date?initiative=I-02&year=2014-15`.
 */
function readReference(written: string): FigureAsked {
  const plain = written.trim().replace(/^(?:https?:\/\/[^/]+)?\/?figures\//, '');
  const [id = '', query = ''] = plain.split('?');
  try {
    const figure = findFigure(id);
    if (figure.readBy !== undefined) throw new Error('It is not for everybody.');
    const texts = Object.fromEntries([...new URLSearchParams(query)].filter(([name]) => name !== 'as-at'));
    return { figure: id, scope: readScope(texts) };
  } catch {
    throw new Refusal(
      'refused',
      'reference',
      `[[${written.slice(0, 80)}]] is no figure that a briefing can show. Open the number that you mean, and copy its address between the brackets.`,
      'text',
    );
  }
}

/** The text in its parts, with each reference as its figure's value. */
export function partsOf(text: string, figures: readonly FrozenFigure[]): Part[] {
  const byKey = new Map(figures.map((figure) => [figureKey(figure.figure, figure.scope), figure]));
  const runs = (line: string): Run[] => runsOf(line, byKey);
  return text
    .split(/\n\s*\n/)
    .map((block) => block.trim())
    .filter((block) => block !== '')
    .flatMap((block): Part[] => {
      if (block.startsWith('# ')) {
        const [first = '', ...rest] = block.split('\n');
        const after: Part[] = rest.length === 0 ? [] : partsOf(rest.join('\n'), figures);
        return [{ kind: 'heading', runs: runs(first.slice(2)) }, ...after];
      }
      const lines = block.split('\n');
      if (lines.every((line) => line.startsWith('- '))) {
        return [{ kind: 'list', items: lines.map((line) => runs(line.slice(2))) }];
      }
      return [{ kind: 'paragraph', runs: runs(lines.join(' ')) }];
    });
}

function runsOf(line: string, byKey: ReadonlyMap<string, FrozenFigure>): Run[] {
  const runs: Run[] = [];
  let at = 0;
  for (const found of line.matchAll(REFERENCE)) {
    if (found.index > at) runs.push({ text: line.slice(at, found.index), figure: null });
    const asked = readReference(found[1] as string);
    const figure = byKey.get(figureKey(asked.figure, asked.scope));
    if (figure === undefined) throw new Error(`The briefing did not ask for ${asked.figure}.`);
    runs.push({ text: frozenText(figure), figure: figure.number });
    at = found.index + found[0].length;
  }
  if (at < line.length) runs.push({ text: line.slice(at), figure: null });
  return runs;
}

/** Money that somebody typed rather than referred to: it opens to nothing, so it is pointed out before issuing. */
export function typedAmounts(text: string): string[] {
  return [
    ...new Set(text.replaceAll(REFERENCE, '').match(/£\s?\d+(?:,\d{3})*(?:\.\d+)?(?:\s?(?:million|m|k)\b)?/gi) ?? []),
  ];
}

/** The day that a briefing is dated by. */
export function briefingDay(at: string): string {
  return londonDay(at);
}
