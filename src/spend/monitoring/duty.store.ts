import type { Act } from '../../audit/act.ts';
import { spellOut } from '../../audit/words.ts';
import { formatDay } from '../../calendar/day.ts';
import { findAgreement } from '../../initiatives/agreements/agreement.store.ts';
import type { Db, Row } from '../../platform/database.ts';
import { refused } from '../../platform/refusal.ts';
import { beginsQuarter, type Duty, standingDuties } from './duty.ts';

/** A duty to be recorded. */
export type NewDuty = Omit<Duty, 'enteredBy'>;

/**
 * Records how a provider reports on an agreement, from a day on. Once one was recorded, a change says why.
 *
 * Refused by name: `outside-agreement`, `mid-quarter` (a duty begins with the agreement or with a quarter),
 * `reason-needed`, `nothing-changes`.
 */
export async function setDuty(act: Act, wanted: NewDuty): Promise<void> {
  const { trx, doer } = act;
  const { ref, startsOn, endsOn } = await findAgreement(trx, doer.officeId, wanted.agreement);
  const { appliesFrom } = wanted;
  if (appliesFrom < startsOn || appliesFrom > endsOn) {
    throw refused(
      'outside-agreement',
      `${ref} runs from ${formatDay(startsOn)} to ${formatDay(endsOn)}. Enter a day between the two.`,
      'from-day',
    );
  }
  if (appliesFrom !== startsOn && !beginsQuarter(appliesFrom)) {
    throw refused(
      'mid-quarter',
      `A duty begins with the agreement, on ${formatDay(startsOn)}, or with a quarter: on the first of January, April, July or October.`,
      'from-day',
    );
  }
  const recorded = await readDuties(trx, doer.officeId, { agreement: ref });
  if (recorded.length > 0 && wanted.reason === null) {
    throw refused('reason-needed', `The duty of ${ref} was recorded before. Say why it changes.`, 'reason');
  }
  const last = standingDuties(recorded).at(-1);
  const isSame =
    last !== undefined &&
    last.rhythm === wanted.rhythm &&
    last.daysAfter === wanted.daysAfter &&
    last.finalDays === wanted.finalDays &&
    last.appliesFrom <= appliesFrom;
  if (isSame) {
    throw refused('nothing-changes', `${ref} has this duty already. Change something, or leave it.`, 'rhythm');
  }
  await act.add('reporting_duty', {
    agreement: ref,
    applies_from: appliesFrom,
    rhythm: wanted.rhythm,
    days_after: wanted.daysAfter,
    final_days: wanted.finalDays,
    reason_words: recorded.length === 0 ? null : await act.optionalWords(wanted.reason),
    entered_by: doer.personId,
  });
}

/** Every duty that was recorded up to an act, of one agreement or of all, in the order in which it was. */
export async function readDuties(
  db: Db,
  officeId: number,
  { agreement, upToSeq = Number.MAX_SAFE_INTEGER }: { agreement?: string; upToSeq?: number } = {},
): Promise<Duty[]> {
  const rows: Row[] = await db('reporting_duty')
    .where({ office_id: officeId, ...(agreement === undefined ? {} : { agreement }) })
    .where('act_seq', '<=', upToSeq)
    .orderBy('id');
  return (await spellOut(db, rows)).map((row) => ({
    agreement: row.agreement,
    appliesFrom: row.applies_from,
    rhythm: row.rhythm,
    daysAfter: row.days_after,
    finalDays: row.final_days,
    reason: row.reason as string | null,
    enteredBy: row.entered_by,
  }));
}
