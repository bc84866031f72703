import type { Act } from '../audit/act.ts';
import { formatInstant } from '../calendar/day.ts';
import { yearShown } from '../calendar/financial-year.ts';
import { type PeriodKey, periodShown } from '../calendar/period.ts';
import { readPeriods } from '../ledger/period.store.ts';
import { closedPeriod, currentPeriod, type Period } from '../ledger/period.ts';
import { demand } from '../people/may.ts';
import { readNames } from '../people/person.store.ts';
import { type Person, whoShown } from '../people/person.ts';
import type { Db } from '../platform/database.ts';
import { refused } from '../platform/refusal.ts';
import { moveAwaiting } from './awaiting.store.ts';
import { freeByRefund, payAgain } from './claims/refunded.ts';
import { readPaying, takeOver } from './claims/take-over.ts';
import { checkCoding } from './enter.ts';
import { demandNotStoodFor } from './import/match/stood-for.ts';
import { decidedOf, isRecoding, readTogether } from './joint.store.ts';
import { postSpend } from './posting.ts';
import { postRecoding } from './recode-posting.ts';
import { otherYear } from './schedule.ts';
import { findSpend } from './spend.store.ts';
import { approvalSubject, type Spend } from './spend.ts';

/**
 * Approves what somebody else entered, whatever kind it is, and posts it, with all that was entered to be decided together. Its period may have closed since it was
 * entered: then it goes to the oldest open one and keeps its own dates; not so an accrual.
 *
 * Refused by name: `own-entry`, `limit`, `decided` (already approved or returned), `part-of-batch`,
 * `other-year` when its agreement binds no money of the year that it would now be posted in: return it;
 * `overspend-reason` when it now passes the budget and nobody said why, and where `postingPeriod` refuses it.
 */
export async function approveSpend(act: Act, person: Person, ref: string, reason: string | null): Promise<Spend> {
  const together = await demandUndecided(act, person, ref);
  if (isRecoding(together)) await approveRecoding(act, person, together, reason);
  else for (const spend of together) await approveOne(act, person, spend, reason);
  await moveAwaiting(act, together, 'decided');
  return together.find((spend) => spend.ref === ref) as Spend;
}

/** Takes the original back and posts its parts anew; they pay what it paid. All of it, or nothing. */
async function approveRecoding(act: Act, person: Person, together: Spend[], reason: string | null): Promise<void> {
  const [back, ...parts] = together as [Spend, ...Spend[]];
  const periods = await readPeriods(act.trx, act.doer.officeId);
  const { year, number } = postingPeriod(periods, back);
  const paying = await readPaying(act.trx, act.doer.officeId, { ref: back.corrects as string });
  await postRecoding(act, together, { period: { year, number }, reason });
  for (const spend of together) await addApproval(act, person, spend, { year, number }, reason);
  await takeOver(
    act,
    paying,
    parts.filter(({ agreement }) => agreement === back.agreement),
  );
}

async function approveOne(act: Act, person: Person, spend: Spend, reason: string | null): Promise<void> {
  if (spend.kind === 'reversal') await demandNotStoodFor(act.trx, act.doer.officeId, spend.corrects as string);
  const periods = await readPeriods(act.trx, act.doer.officeId);
  const period = postingPeriod(periods, spend);
  // The year may have turned since: then its agreement must bind money of the new one.
  if (spend.corrects === null && spend.concerns === null) {
    await checkCoding(act.trx, act.doer.officeId, { ...spend, period });
  }
  await postSpend(act, spend, { period: { year: period.year, number: period.number }, reason });
  await addApproval(act, person, spend, period, reason);
  if (spend.kind === 'refund') await freeByRefund(act, spend);
  if (spend.correctsKind === 'refund') await payAgain(act, spend);
}

async function addApproval(
  act: Act,
  person: Person,
  { ref }: Spend,
  { year, number }: PeriodKey,
  reason: string | null,
): Promise<void> {
  await act.add('spend_outcome', {
    spend_ref: ref,
    outcome: 'approved',
    year,
    period: number,
    reason_words: await act.optionalWords(reason),
    decided_by: person.id,
  });
}

/** Gives a spend back to whoever entered it, with a reason that stays. Nothing moves in the books. */
export async function returnSpend(act: Act, person: Person, ref: string, reason: string): Promise<Spend> {
  const together = await demandUndecided(act, person, ref);
  // A recoding that is returned leaves what a line stands for as it was.
  if (!isRecoding(together)) {
    for (const spend of together) await demandNotStoodFor(act.trx, act.doer.officeId, spend.ref);
  }
  for (const spend of together) {
    await act.add('spend_outcome', {
      spend_ref: spend.ref,
      outcome: 'returned',
      year: null,
      period: null,
      reason_words: await act.words(reason),
      decided_by: person.id,
    });
  }
  await moveAwaiting(act, together, 'decided');
  return together.find((spend) => spend.ref === ref) as Spend;
}

/**
 * What the person may decide now, with all that is decided together with it. Refused by name: `own-entry` for whoever
 * entered any of it or an earlier version of it, `limit` on all of it, `part-of-batch`, `decided` saying who was first.
 */
export async function demandUndecided(act: Act, person: Person, ref: string): Promise<Spend[]> {
  const spend = await findSpend(act.trx, act.doer.officeId, ref);
  const together = await readTogether(act.trx, act.doer.officeId, spend);
  demand(person, 'spend.approve', approvalSubject(decidedOf(together)));
  if (spend.batch !== null) {
    throw refused('part-of-batch', `${ref} belongs to ${spend.batch}, which is accepted as a whole.`);
  }
  if (spend.status !== 'awaiting approval') throw await decidedBefore(act.trx, act.doer.officeId, spend);
  return together;
}

/** Says who was first, and when, to somebody who decides on what is decided. */
async function decidedBefore(db: Db, officeId: number, { ref, decidedBy, status }: Spend) {
  const decided = await db('spend_outcome as o')
    .join('audit_event as e', (on) => {
      on.on('e.office_id', 'o.office_id').andOn('e.seq', 'o.act_seq');
    })
    .where({ 'o.office_id': officeId, 'o.spend_ref': ref })
    .first('e.recorded_at');
  const who = whoShown(await readNames(db, officeId), decidedBy);
  const what = status === 'returned' ? 'returned' : 'approved';
  const when = formatInstant(decided?.recorded_at ?? '');
  return refused('decided', `${ref} was ${what} by ${who} on ${when}. Nothing was changed.`);
}

/**
 * Where a spend goes when it is approved: its own period while that is open, else the oldest open one.
 *
 * Refused by name: `accrual-late`, since an accrual stands in its own period or nowhere; `schedule-year`, when a
 * payment in advance would leave the year in which its schedule begins; `not-closed`, when the period that an
 * adjustment concerns has been opened again.
 */
export function postingPeriod(periods: Period[], spend: Pick<Spend, 'ref' | 'kind' | 'period' | 'concerns'>): Period {
  const own = periods.find(({ year, number }) => year === spend.period.year && number === spend.period.number);
  const isLate = own === undefined || own.closed;
  if (isLate && spend.kind === 'accrual') throw lateAccrual(spend);
  const period = isLate ? currentPeriod(periods) : own;
  if (spend.kind === 'prepayment' && period.year !== spend.period.year) throw otherYear(spend.period.year, period);
  if (spend.concerns !== null) closedPeriod(periods, spend.concerns);
  return period;
}

function lateAccrual({ ref, period }: Pick<Spend, 'ref' | 'period'>) {
  const name = `${periodShown(period)} of ${yearShown(period.year)}`;
  return refused(
    'accrual-late',
    `${ref} is an accrual of ${name}, which has closed since. An accrual stands in its own period or nowhere: return ` +
      `it. If ${name} is wrong without it, record an adjustment that concerns that period.`,
  );
}
