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

/** How the form names a holding: an allocation may hold money of several sources. */
export function holdingValue({ allocation, source, nature }: Holding): string {
  return `${allocation}:${source}:${nature}`;
}

export type TypedBudget = Omit<NewBudget, 'happenedOn'>;

/** Reads the form that gives an initiative a budget. The day on which it happened is that of the decision. */
export function readBudget(
  body: unknown,
  initiative: string,
  choices: { holdings: readonly Holding[]; decisions: readonly Choice[]; mayOverride: boolean },
): FormAnswer<TypedBudget> {
  const override = choices.mayOverride ? [OVERRIDE] : [];
  const form = new FormReader(body, ['allocation', 'amount', 'decision', ...override]);
  const values = choices.holdings.map((holding) => ({ value: holdingValue(holding), text: '' }));
  const chosen = form.choice('allocation', 'Allocation', values);
  const pence = form.pounds('amount', 'Amount');
  const decisionRef = form.choice('decision', 'Decision', choices.decisions);
  const overrideReason = readOverride(form, choices.mayOverride);
  return form.answer(() => {
    const { allocation, source, nature } = choices.holdings.find(
      (holding) => holdingValue(holding) === chosen,
    ) as Holding;
    return { initiative, allocation, source, nature, pence, decisionRef, overrideReason };
  });
}
