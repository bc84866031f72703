import { OVERRIDE, readOverride } from '../funds/money.form.ts';
import type { Nature } from '../ledger/account.ts';
import { type Choice, type FormAnswer, FormReader } from '../platform/form.ts';
import type { NewBudget } from './initiative.store.ts';

/** Money of one source and nature that an allocation holds. */
export interface Holding {
  allocation: string;
  source: string;
  nature: Nature;
  year: number;
  purpose: string;
}

/** How the form names a holding: an allocation may hold money of several sources, and of the year before too. */
export function holdingValue({ allocation, source, nature, year }: Holding): string {
  return `${allocation}:${source}:${nature}:${year}`;
}

export const DIRECTIONS: readonly Choice[] = [
  { value: 'give', text: 'Give it a budget, or more' },
  { value: 'take', text: 'Take some of its budget back into the allocation' },
];

export type TypedBudget = Omit<NewBudget, 'happenedOn'> & { direction: 'give' | 'take' };

/** Reads the form that changes an initiative's budget. The day on which it happened is that of the decision. */
export function readBudget(
  body: unknown,
  initiative: string,
  choices: { holdings: readonly Holding[]; decisions: readonly Choice[]; mayOverride: boolean },
): FormAnswer<TypedBudget> {
  const override = choices.mayOverride ? [OVERRIDE] : [];
  const form = new FormReader(body, ['direction', 'allocation', 'amount', 'decision', 'reason', ...override]);
  const direction = form.choice('direction', 'What to do', DIRECTIONS) as TypedBudget['direction'];
  const values = choices.holdings.map((holding) => ({ value: holdingValue(holding), text: '' }));
  const chosen = form.choice('allocation', 'Allocation', values);
  const pence = form.pounds('amount', 'Amount');
  const decisionRef = form.choice('decision', 'Decision', choices.decisions);
  const reason = form.text('reason', 'Reason', { optional: direction !== 'take', longest: 1000 }) || null;
  const overrideReason = readOverride(form, choices.mayOverride);
  return form.answer(() => {
    const { allocation, source, nature, year } = choices.holdings.find(
      (holding) => holdingValue(holding) === chosen,
    ) as Holding;
    return { direction, initiative, allocation, source, nature, year, pence, decisionRef, reason, overrideReason };
  });
}
