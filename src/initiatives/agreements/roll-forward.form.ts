import { OVERRIDE, readOverride } from '../../funds/money.form.ts';
import { type Choice, type FormAnswer, FormReader } from '../../platform/form.ts';
import type { NewRollForward } from './roll-forward.store.ts';
import { rollAmountField, rollChoiceField } from './roll-forward.ts';

/** What the form of open commitments can choose from. */
export interface RollForwardChoices {
  /** Agreements with something outstanding in the year. */
  agreements: readonly string[];
  decisions: readonly Choice[];
  mayOverride: boolean;
}

export type TypedRollForward = Omit<NewRollForward, 'happenedOn'>;

/** Reads which open commitments of a year are rolled forward, with their amounts, and by which decision. */
export function readRollForward(
  body: unknown,
  fromYear: number,
  { agreements, decisions, mayOverride }: RollForwardChoices,
): FormAnswer<TypedRollForward> {
  const boxes = agreements.flatMap((ref) => [rollChoiceField(ref), rollAmountField(ref)]);
  const form = new FormReader(body, [...boxes, 'decision', ...(mayOverride ? [OVERRIDE] : [])]);
  const chosen = agreements.filter((ref) => form.typed[rollChoiceField(ref)] === 'yes');
  const items = chosen.map((agreement) => ({
    agreement,
    pence: form.pounds(rollAmountField(agreement), `Amount of ${agreement}`),
  }));
  if (chosen.length === 0 && agreements[0] !== undefined) {
    form.fail(rollChoiceField(agreements[0]), 'Select at least one commitment to roll forward');
  }
  const decisionRef = form.choice('decision', 'Decision', decisions);
  const overrideReason = readOverride(form, mayOverride);
  return form.answer(() => ({ fromYear, decisionRef, items, overrideReason }));
}
