import { OVERRIDE, readOverride } from '../funds/money.form.ts';
import type { Nature } from '../ledger/account.ts';
import { type Choice, type FormAnswer, FormReader } from '../platform/form.ts';
import type { NewBudget } from './initiative.store.ts';

/** Money of one source and nature that an allocation holds. */
export interface Purse {
  allocation: string;
  source: string;
  nature: Nature;
  year: number;
  purpose: string;
}

/** How the form names a purse: an allocation may hold money of several sources. */
export function purseValue({ allocation, source, nature }: Purse): string {
  return `${allocation}:${source}:${nature}`;
}

export type TypedBudget = Omit<NewBudget, 'happenedOn'>;

export function readBudget(
  body: unknown,
  initiative: string,
  choices: { purses: readonly Purse[]; decisions: readonly Choice[]; mayOverride: boolean },
): FormAnswer<TypedBudget> {
  const override = choices.mayOverride ? [OVERRIDE] : [];
  const form = new FormReader(body, ['allocation', 'amount', 'decision', ...override]);
  const values = choices.purses.map((purse) => ({ value: purseValue(purse), text: '' }));
  const chosen = form.choice('allocation', 'Allocation', values);
  const pence = form.pounds('amount', 'Amount');
  const decisionRef = form.choice('decision', 'Decision', choices.decisions);
  const overrideReason = readOverride(form, choices.mayOverride);
  return form.answer(() => {
    const { allocation, source, nature } = choices.purses.find((purse) => purseValue(purse) === chosen) as Purse;
    return { initiative, allocation, source, nature, pence, decisionRef, overrideReason };
  });
}
