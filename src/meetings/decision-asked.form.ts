import type { Day } from '../calendar/day.ts';
import { PART_FIELDS, readParts } from '../funds/decision-record.form.ts';
import { type Choice, dayFields, type FormAnswer, FormReader } from '../platform/form.ts';
import type { NewRuling, recordOutcome } from './decision-asked.store.ts';
import { OUTCOMES, type Outcome, RULINGS, type RulingWord } from './decision-asked.ts';

export const OUTCOME_CHOICES: Choice[] = Object.entries(OUTCOMES).map(([value, text]) => ({ value, text }));
export const RULING_CHOICES: Choice[] = Object.entries(RULINGS).map(([value, text]) => ({ value, text }));

/** Reads what a meeting said to a decision asked. */
export function readOutcomeForm(
  body: unknown,
  meetings: readonly Choice[],
): FormAnswer<Parameters<typeof recordOutcome>[2]> {
  const form = new FormReader(body, ['meeting', 'outcome', 'amount', 'text']);
  const meeting = form.choice('meeting', 'Meeting', meetings);
  const outcome = form.choice('outcome', 'What the group said', OUTCOME_CHOICES) as Outcome;
  const isTyped = (form.typed.amount ?? '').trim() !== '';
  const pence = form.pounds('amount', 'Amount as amended', { optional: true });
  if (isTyped && outcome !== 'amended') form.fail('amount', 'Leave the amount empty, or choose that it was amended');
  const text = form.text('text', 'In words', { longest: 4000 });
  return form.answer(() => ({ meeting, outcome, text, pence: isTyped ? pence : null }));
}

/** Reads what the Commissioner decided, and by which power. */
export function readRulingForm(body: unknown, today: Day): FormAnswer<Omit<NewRuling, 'invented'>> {
  const form = new FormReader(body, ['ruling', ...dayFields('decided'), 'decidedBy', 'summary', ...PART_FIELDS]);
  const ruling = form.choice('ruling', 'What was decided', RULING_CHOICES) as RulingWord;
  const decidedOn = form.day('decided', 'Date of the decision', { notAfter: today });
  const decidedBy = form.text('decidedBy', 'Decided by');
  const summary = form.text('summary', 'Summary', { longest: 4000 });
  const parts = readParts(form);
  return form.answer(() => ({ ruling, decidedOn: decidedOn as Day, decidedBy, summary, parts: parts() }));
}
