import type { Day } from '../../calendar/day.ts';
import { type Choice, dayFields, type FormAnswer, FormReader } from '../../platform/form.ts';
import type { NewDuty } from './duty.store.ts';
import { RHYTHMS, type Rhythm } from './duty.ts';

export const RHYTHM_CHOICES: readonly Choice[] = Object.entries(RHYTHMS).map(([value, text]) => ({ value, text }));

const FIELDS = ['rhythm', 'daysAfter', 'finalDays', ...dayFields('from'), 'reason'];
const MOST_DAYS = 366;

/** Reads how a provider reports on an agreement. */
export function readDutyForm(body: unknown, agreement: string): FormAnswer<NewDuty> {
  const form = new FormReader(body, FIELDS);
  const rhythm = form.choice('rhythm', 'How often', RHYTHM_CHOICES) as Rhythm;
  const isQuarterly = rhythm === 'quarterly';
  const daysAfter = form.wholeNumber('daysAfter', 'Days after the quarter', {
    optional: !isQuarterly,
    most: MOST_DAYS,
  });
  if (daysAfter === 0) form.fail('daysAfter', 'Days after the quarter must be 1 or more');
  if (!isQuarterly && rhythm !== ('' as Rhythm) && daysAfter !== null) {
    form.fail('daysAfter', 'Days after the quarter belong to quarterly returns; leave them empty, or select those');
  }
  const finalDays = form.wholeNumber('finalDays', 'Days after the end', { optional: true, most: MOST_DAYS });
  if (finalDays === 0) form.fail('finalDays', 'Days after the end must be 1 or more, or empty for no final return');
  const appliesFrom = form.day('from', 'First day');
  const reason = form.text('reason', 'Why it changes', { optional: true, longest: 1000 }) || null;
  return form.answer(() => ({ agreement, rhythm, daysAfter, finalDays, appliesFrom: appliesFrom as Day, reason }));
}
