import type { Act } from '../audit/act.ts';
import { findInitiative } from '../initiatives/initiative.store.ts';
import { addUp } from '../ledger/balance.ts';
import { readPeriods } from '../ledger/period.store.ts';
import { openPeriod } from '../ledger/period.ts';
import type { PrepaymentShare } from '../ledger/prepayment.store.ts';
import type { Pence } from '../money/pence.ts';
import type { Db } from '../platform/database.ts';
import { ALONE, addSpendRow, checkCoding, checkEffect, type Effect, type NewSpend, wholeAmount } from './enter.ts';
import { checkSchedule } from './schedule.ts';

/** One payment for several periods, and what of it serves each. */
export interface NewPrepayment extends NewSpend {
  shares: PrepaymentShare[];
}

/** What of a schedule is money of this financial year, in pence. */
export function ownShare(shares: readonly PrepaymentShare[], year: number): Pence {
  return addUp(shares.filter((share) => share.year === year).map(({ pence }) => pence));
}

/**
 * What paying this in advance would leave of the year's money; what serves later years comes out of theirs.
 *
 * Refused by name: as spend is, and `schedule`, `schedule-year`, `not-in-advance`.
 */
export async function checkPrepayment(db: Db, officeId: number, wanted: NewPrepayment): Promise<Effect> {
  await checkCoding(db, officeId, wanted);
  const periods = await readPeriods(db, officeId);
  openPeriod(periods, wanted.period);
  checkSchedule(wanted.shares, { pence: wholeAmount(wanted), period: wanted.period, periods });
  const pence = ownShare(wanted.shares, wanted.period.year);
  return checkEffect(db, officeId, wanted, { pence, reason: wanted.reason });
}

/** Enters a payment in advance with its schedule, to be approved by somebody else. Answers its reference. */
export async function enterPrepayment(act: Act, wanted: NewPrepayment, enteredBy: number): Promise<string> {
  const { trx, doer } = act;
  await checkPrepayment(trx, doer.officeId, wanted);
  const { fund } = await findInitiative(trx, doer.officeId, wanted.initiative);
  const pence = wholeAmount(wanted);
  const ref = await addSpendRow(act, { ...wanted, ...ALONE, fund, kind: 'prepayment', pence, enteredBy });
  await act.addMany(
    'spend_schedule',
    wanted.shares.map((share) => ({ spend_ref: ref, year: share.year, period: share.number, pence: share.pence })),
  );
  return ref;
}
