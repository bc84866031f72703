import { type Choice, type FormAnswer, FormReader } from '../platform/form.ts';
import type { NewAllocation } from './allocation.store.ts';
import { OVERRIDE, readMoneyYear, readNature, readOverride } from './money.form.ts';

/** What the form can choose from, and whether it asks for an override. */
export interface AllocationChoices {
  sources: readonly Choice[];
  years: readonly Choice[];
  decisions: readonly Choice[];
  mayOverride: boolean;
}

/** What the form says; the day on which it happened is that of the decision. */
export type TypedAllocation = Omit<NewAllocation, 'happenedOn'>;

/** Reads the form that sets money aside. */
export function readAllocation(body: unknown, choices: AllocationChoices): FormAnswer<TypedAllocation> {
  const override = choices.mayOverride ? [OVERRIDE] : [];
  const form = new FormReader(body, ['source', 'year', 'nature', 'amount', 'purpose', 'decision', ...override]);
  const source = form.choice('source', 'Funding source', choices.sources);
  const year = readMoneyYear(form, choices.years);
  const nature = readNature(form);
  const pence = form.pounds('amount', 'Amount');
  const purpose = form.text('purpose', 'Purpose', { longest: 1000 });
  const decisionRef = form.choice('decision', 'Decision', choices.decisions);
  const overrideReason = readOverride(form, choices.mayOverride);
  return form.answer(() => ({ source, year, nature, pence, purpose, decisionRef, overrideReason }));
}
