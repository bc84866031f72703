import type { Day } from '../calendar/day.ts';
import { readPeriod } from '../calendar/period.ts';
import type { Period } from '../ledger/period.ts';
import { type Choice, dayFields, type FormAnswer, FormReader } from '../platform/form.ts';
import type { NewCorrection } from './enter.ts';
import { periodChoices } from './spend-choices.ts';

export const CORRECTION_KINDS: readonly Choice[] = [
  { value: 'reversal', text: 'Reversal: it should not have been recorded, so the whole is taken back' },
  { value: 'refund', text: 'Refund: the supplier gave some of it back' },
];

/** Reads the correction form for the spend named. A reversal takes back the whole, so it asks no amount. */
export function readCorrectionForm(
  body: unknown,
  ref: string,
  periods: readonly Period[],
  today: Day,
): FormAnswer<NewCorrection> {
  const form = new FormReader(body, ['kind', 'amount', 'reason', 'period', ...dayFields('happened')]);
  const kind = form.choice('kind', 'What kind of correction it is', CORRECTION_KINDS);
  const pence = kind === 'refund' ? form.pounds('amount', 'Amount refunded') : 0;
  if (kind === 'reversal' && (form.typed.amount ?? '').trim() !== '') {
    form.fail('amount', 'Leave the amount empty: a reversal takes back the whole');
  }
  const happenedOn = form.day('happened', 'Date', { notAfter: today });
  const period = readPeriod(form.choice('period', 'Period', periodChoices(periods)));
  const reason = form.text('reason', 'Reason', { longest: 500 });
  return form.answer(() => ({
    kind: kind as NewCorrection['kind'],
    corrects: ref,
    pence,
    reason,
    happenedOn: happenedOn as Day,
    period: period as NewCorrection['period'],
  }));
}
