import type { Day } from '../calendar/day.ts';
import { type PeriodKey, readPeriod } from '../calendar/period.ts';
import { readNature } from '../funds/money.form.ts';
import { type Choice, type FormAnswer, FormReader } from '../platform/form.ts';
import type { NewAdjustment } from './adjustment.ts';
import { CODING_FIELDS, readCoding, readOverspendReason, readPostedPeriod } from './spend.form.ts';
import { periodChoices, type SpendChoices } from './spend-choices.ts';

export const ADJUSTMENT_KINDS: readonly Choice[] = [
  { value: 'adjustment', text: 'Add spend that the closed period left out' },
  { value: 'adjustment-credit', text: 'Take off spend that the closed period had too much of' },
];

/** Reads the form of an adjustment. An open period it would concern passes, so that the act refuses it and says why. */
export function readAdjustmentForm(body: unknown, choices: SpendChoices, today: Day): FormAnswer<NewAdjustment> {
  const form = new FormReader(body, [...CODING_FIELDS, 'kind', 'concerns', 'amount', 'comment']);
  const kind = form.choice('kind', 'What it does', ADJUSTMENT_KINDS);
  const concerns = readPeriod(form.choice('concerns', 'Period it concerns', periodChoices(choices.periods)));
  const coding = readCoding(form, choices);
  const pence = form.pounds('amount', 'Amount');
  const nature = readNature(form);
  const period = readPostedPeriod(form, choices);
  const comment = form.text('comment', 'Comment', { longest: 500 });
  const reason = readOverspendReason(form);
  return form.answer(() => ({
    ...coding,
    kind: kind as NewAdjustment['kind'],
    concerns: concerns as PeriodKey,
    nature,
    pence,
    period: period as PeriodKey,
    comment,
    reason,
    happenedOn: today,
  }));
}
