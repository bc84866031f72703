import type { Act } from '../audit/act.ts';
import { yearLabel } from '../calendar/financial-year.ts';
import { comparePeriods, type PeriodKey, periodShown } from '../calendar/period.ts';
import type { Db } from '../platform/database.ts';
import { refused } from '../platform/refusal.ts';
import { type ReadObstacles, standing } from './obstacle.ts';
import { readPeriods } from './period.store.ts';
import { turnPeriod } from './turn.ts';

/** Why a period is closed over what stands in the way, and what reads that. */
export interface ClosingOver {
  reason: string | null;
  readObstacles: ReadObstacles;
}

/**
 * Closes a period, and posts what its closing brings: accruals turn round in the next ordinary period, and what was
 * paid in advance for that period is spent in it. Periods close in order, so that the oldest open one is always the
 * current one. Answers the names of what stood in the way.
 *
 * Refused by name: `close-in-order`; `in-the-way` when something of the month-end list is and no reason says why it
 * closes all the same (warnings ask for none); `no-next-period` when accruals have no period to turn round in.
 */
export async function closePeriod(act: Act, key: PeriodKey, over?: ClosingOver): Promise<string[]> {
  const periods = await readPeriods(act.trx, act.doer.officeId);
  const oldest = periods.find((period) => !period.closed);
  if (oldest === undefined || comparePeriods(oldest, key) !== 0) {
    throw refused(
      'close-in-order',
      `${yearLabel(key.year)} period ${key.number} is not the oldest open period. Periods close in order.`,
    );
  }
  const obstacles = over === undefined ? [] : await over.readObstacles(act.trx, act.doer.officeId, key);
  const stood = standing(obstacles, 'in the way').map(({ name }) => name);
  if (stood.length > 0 && over?.reason === null) {
    throw refused(
      'in-the-way',
      `Something still stands in the way of closing ${periodShown(key)}: ${stood.join('; ')}. Mend it first, or ` +
        'say why the period closes all the same.',
      'reason',
    );
  }
  await addClosing(act, key, true, await act.optionalWords(over?.reason));
  await turnPeriod(act, oldest);
  return stood;
}

/** A published pack or a submitted return, and the latest period that it rests on. */
export interface Hold {
  what: string;
  href: string;
  through: PeriodKey;
}

/** Reads what holds periods closed; rooms above the ledger know packs and returns. */
export type ReadHolds = (db: Db, officeId: number) => Promise<Hold[]>;

/** What holds a period closed: whatever rests on it, or on a later one. */
export function holdsOn(holds: readonly Hold[], key: PeriodKey): Hold[] {
  return holds.filter(({ through }) => comparePeriods(through, key) >= 0);
}

const MOST_NAMED = 3;

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
  const held = holdsOn(await readHolds(act.trx, act.doer.officeId), key);
  if (held.length > 0) {
    const current = periods.find((period) => !period.closed);
    throw refused(
      'period-held',
      `${periodShown(key)} stays closed: ${restsOn(held)}. Record an adjustment in ` +
        `${current === undefined ? 'the next open period' : periodShown(current)} that names this period.`,
    );
  }
  await addClosing(act, key, false, await act.words(reason));
}

/** 'version 1 of the pack PEG-2015-03 rests on it'; of many, the first few are named. */
export function restsOn(held: readonly Hold[]): string {
  const named = held.slice(0, MOST_NAMED).map(({ what }) => what);
  if (held.length > MOST_NAMED) named.push(`${held.length - MOST_NAMED} more`);
  const list = named.length === 1 ? named[0] : `${named.slice(0, -1).join(', ')} and ${named.at(-1)}`;
  return `${list} ${held.length === 1 ? 'rests' : 'rest'} on it`;
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
