import type { Purse } from '../funds/budget-head.ts';
import { addUp } from '../ledger/balance.ts';
import type { FigureAsked } from '../ledger/shown-figure.ts';
import type { Pence } from '../money/pence.ts';
import type { Db } from '../platform/database.ts';
import type { Corrected } from './corrected.ts';
import { effectFigures } from './effect.pages.ts';
import { type Coded, pursesOf } from './enter.ts';
import { keepsPurse, type Part } from './part.ts';
import { draw } from './spend.ts';

/** What is left of an agreement or a budget, now and after a recoding, in pence. */
export interface LeftLine {
  coded: Coded;
  of: 'agreement' | 'budget';
  /** The figure that says what is left now. */
  asked: FigureAsked;
  after: Pence;
}

/** What a recoding leaves, and how far it passes what is left. */
export interface RecodeEffect {
  lines: LeftLine[];
  over: Pence;
}

/**
 * What taking back what is left of something and posting its parts anew would leave of every agreement and budget that
 * it touches. It works on purses alone, as the posting will: first everything back, then each part out again.
 */
export async function recodeEffect(
  db: Db,
  officeId: number,
  corrected: Corrected,
  parts: readonly Part[],
): Promise<RecodeEffect> {
  const period = corrected.concerns ?? corrected.period;
  const held = new Map<number, Purse>();
  const known = (purse: Purse): Purse => {
    if (!held.has(purse.account.id)) held.set(purse.account.id, purse);
    return held.get(purse.account.id) as Purse;
  };
  const touched: { coded: Coded; bound: Purse[]; free: Purse[] }[] = [];
  const pursesFor = async (of: Omit<Coded, 'period'>) => {
    const found = touched.find(({ coded }) => keepsPurse(coded, { ...of, place: '', category: '' }));
    if (found !== undefined) return found;
    const coded = { initiative: of.initiative, agreement: of.agreement, nature: of.nature, period };
    const { bound, free } = await pursesOf(db, officeId, coded);
    const added = { coded, bound: bound.map(known), free: free.map(known) };
    touched.push(added);
    return added;
  };
  await pursesFor(corrected);
  for (const part of parts) await pursesFor(part);
  const move = (accountId: number, pence: Pence) => {
    const purse = held.get(accountId);
    if (purse !== undefined) purse.left = addUp([purse.left, pence]);
  };
  for (const { entry, pence } of corrected.entries) move(entry.from.id, pence);
  for (const { entry, pence } of keptEntries(corrected, parts).flat()) move(entry.from.id, -pence);
  const over: Pence[] = [];
  for (const part of parts.filter((one) => !keepsPurse(one, corrected))) {
    const { bound, free } = await pursesFor(part);
    for (const drawn of draw(part.agreement, bound, free, part.pence)) if (drawn.over) over.push(drawn.pence);
  }
  return { lines: linesOf(touched), over: addUp(over) };
}

/**
 * Of which entries the parts that draw on the same money are made, part by part: what was drawn first stays first, so
 * that every source bears what it bore. A part that draws on other money has none.
 */
export function keptEntries(corrected: Corrected, parts: readonly Omit<Part, 'place' | 'category'>[]) {
  const left = corrected.entries.map(({ entry, pence }) => ({ entry, pence }));
  return parts.map((part) => {
    if (!keepsPurse(part, corrected)) return [];
    const taken: { entry: (typeof left)[number]['entry']; pence: Pence }[] = [];
    let open = part.pence;
    for (const of of left) {
      const pence = Math.min(open, of.pence);
      if (pence <= 0) continue;
      of.pence -= pence;
      open -= pence;
      taken.push({ entry: of.entry, pence });
    }
    return taken;
  });
}

function linesOf(touched: readonly { coded: Coded; bound: Purse[]; free: Purse[] }[]): LeftLine[] {
  const lines = new Map<string, LeftLine>();
  for (const { coded, bound, free } of touched) {
    const figures = effectFigures(coded);
    const purses = coded.agreement === '' ? [free] : [bound, free];
    for (const [index, asked] of figures.entries()) {
      const of = purses.length === 2 && index === 0 ? ('agreement' as const) : ('budget' as const);
      const after = addUp((purses[index] ?? []).map(({ left }) => left));
      lines.set(JSON.stringify(asked), { coded, of, asked, after });
    }
  }
  return [...lines.values()];
}
