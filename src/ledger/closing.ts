import type { Act } from '../audit/act.ts';
import { yearLabel } from '../calendar/financial-year.ts';
import { comparePeriods, type PeriodKey, periodShown } from '../calendar/period.ts';
import type { Db } from '../platform/database.ts';
import { refused } from '../platform/refusal.ts';
import { readPeriods } from './period.store.ts';
import { turnPeriod } from './turn.ts';

/**
 * Closes a period, and posts what its closing brings: accruals turn round in the next ordinary period, and what was
 * paid in advance for that period is spent in it. Periods close in order, so that the oldest open one is always the
 * current one.
 */
export async function closePeriod(act: Act, key: PeriodKey): Promise<void> {
  const periods = await readPeriods(act.trx, act.doer.officeId);
  const oldest = periods.find((period) => !period.closed);
  if (oldest === undefined || comparePeriods(oldest, key) !== 0) {
    throw refused(
      'close-in-order',
      `${yearLabel(key.year)} period ${key.number} is not the oldest open period. Periods close in order.`,
    );
  }
  await addClosing(act, key, true, null);
  await turnPeriod(act, oldest);
}

/** A published pack or a submitted return, and the latest period that it rests on. */
export interface Hold {
  what: string;
  href: string;
  through: PeriodKey;
}

/** Reads what holds periods closed; rooms above the ledger know packs and returns. */
export type ReadHolds = (db: Db, officeId: number) => Promise<Hold[]>;

/**
 * Opens the period that was closed last again, with a reason that stays. Refused by name: `reopen-in-order`, and
 * `period-held` once a published pack or a submitted return rests on it.
 */
export async function reopenPeriod(act: Act, key: PeriodKey, reason: string, readHolds: ReadHolds): Promise<void> {
  const periods = await readPeriods(act.trx, act.doer.officeId);
  const last = periods.findLast((period) => period.closed);
  if (last === undefined || comparePeriods(last, key) !== 0) {
    throw refused(
      'reopen-in-order',
      `${yearLabel(key.year)} period ${key.number} is not the period that was closed last. Periods reopen in order.`,
    );
  }
  const holds = await readHolds(act.trx, act.doer.officeId);
  const held = holds.filter(({ through }) => comparePeriods(through, key) >= 0);
  if (held.length > 0) {
    const current = periods.find((period) => !period.closed);
    throw refused(
      'period-held',
      `${periodShown(key)} stays closed, because ${held.map(({ what }) => what).join(' and ')} rests on it. Record an ` +
        `adjustment in ${current === undefined ? 'the next open period' : periodShown(current)} that names this period.`,
    );
  }
  await addClosing(act, key, false, await act.words(reason));
}

async function addClosing(act: Act, key: PeriodKey, closed: boolean, reasonWords: string | null): Promise<void> {
  await act.add('period_closing', {
    year: key.year,
    number: key.number,
    closed: closed ? 1 : 0,
    reason_words: reasonWords,
    decided_by: act.doer.personId,
  });
}
