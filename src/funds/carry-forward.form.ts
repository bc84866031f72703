import type { Day } from '../calendar/day.ts';
import { type Choice, type FormAnswer, FormReader } from '../platform/form.ts';
import { type Holding, holdingValue } from './budget-head.store.ts';
import { type HoldingInWords, holdingChoices } from './budget-head-choices.ts';
import type { NewCarryForward } from './carry-forward.store.ts';

/** What the form can choose from, and whether it asks why it is late. */
export interface CarryForwardChoices {
  holdings: readonly HoldingInWords[];
  decisions: readonly Choice[];
  today: Day;
  mayBeLate: boolean;
}

const FIELDS = ['held', 'amount', 'decision', 'reason', 'consent'];

/** Reads the form that asks for a carry-forward. */
export function readCarryForward(body: unknown, choices: CarryForwardChoices): FormAnswer<NewCarryForward> {
  const { holdings, decisions, today, mayBeLate } = choices;
  const form = new FormReader(body, [...FIELDS, ...(mayBeLate ? ['late'] : [])]);
  const held = form.choice('held', 'Where the money is', holdingChoices(holdings));
  const pence = form.pounds('amount', 'Amount');
  const decisionRef = form.choice('decision', 'Decision', decisions);
  const reason = form.text('reason', 'Reason', { longest: 1000 });
  const consent = form.text('consent', 'Consent of the funder', { optional: true, longest: 1000 }) || null;
  const late = mayBeLate
    ? form.text('late', 'Reason for asking late', { optional: true, longest: 1000 }) || null
    : null;
  return form.answer(() => {
    const { head, money } = holdings.find((holding) => holdingValue(holding) === held) as Holding;
    return { ...money, head, pence, decisionRef, reason, consent, late, askedOn: today };
  });
}
