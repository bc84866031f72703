import { yearShown } from '../calendar/financial-year.ts';
import type { ReadFigures } from '../ledger/shown-figure.ts';
import type { Pence } from '../money/pence.ts';
import type { Visit } from '../people/door.ts';
import type { Choice } from '../platform/form.ts';
import { listAllocations } from './allocation.store.ts';
import { type Holding, holdingValue } from './budget-head.store.ts';
import { leftFigure, moneyInWords, type ReadInitiatives } from './budget-head.ts';

/** A holding as a form offers it. */
export interface HoldingInWords extends Holding {
  text: string;
  left: Pence;
}

export function holdingChoices(holdings: readonly HoldingInWords[]): Choice[] {
  return holdings.map((holding) => ({ value: holdingValue(holding), text: holding.text }));
}

/** The initiatives and the allocations of the office as choices. */
export async function readHeads({ site, office }: Visit, readInitiatives: ReadInitiatives) {
  const initiatives = await readInitiatives(site.db, office.id);
  const allocations = await listAllocations(site.db, office.id);
  const initiative: Choice[] = initiatives.map(({ ref, name }) => ({ value: ref, text: `${ref} ${name}` }));
  const allocation: Choice[] = allocations.map(({ ref, year, purpose }) => ({
    value: ref,
    text: `${ref}, ${yearShown(year)}: ${purpose}`,
  }));
  // A list of them all is narrowed by short names.
  const short = allocations.map(({ ref, year }) => ({ value: ref, text: `${ref}, ${yearShown(year)}` }));
  return { initiative, allocation, all: [...initiative, ...short] };
}

/** Holdings as a form offers them: the head, whose money it holds, and what is left of it. */
export async function withWords(
  where: Parameters<ReadFigures>[0],
  held: readonly Holding[],
  heads: readonly Choice[],
  readFigures: ReadFigures,
): Promise<HoldingInWords[]> {
  const left = await readFigures(
    where,
    held.map(({ head, money }) => leftFigure(head, money)),
  );
  return held.map((holding, index) => {
    const { head, money } = holding;
    const name = heads.find(({ value }) => value === head.ref)?.text ?? 'Unallocated';
    const shown = left[index];
    return { ...holding, left: shown?.value ?? 0, text: `${name} (${moneyInWords(money)}): ${shown?.text ?? ''} left` };
  });
}
