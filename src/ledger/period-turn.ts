import { comparePeriods, type PeriodKey } from '../calendar/period.ts';
import type { Db } from '../platform/database.ts';
import type { Entry } from './entry.ts';
import { readPeriods } from './period.store.ts';
import { monthAfter, type Period } from './period.ts';
import { type DueShare, readUnreleased } from './prepayment.store.ts';
import { readOpenAccruals } from './turn.ts';

/** What closing a period would post by itself. */
export interface Turn {
  /** The month in which it would be posted; null while the year that holds it has not been made. */
  next: Period | null;
  /** What would turn round there. */
  accruals: Entry[];
  /** What was paid in advance and would be spent there. */
  releases: DueShare[];
}

/** Reads what closing a period would post, as the books stand now. */
export async function readTurn(db: Db, officeId: number, period: PeriodKey): Promise<Turn> {
  const next = monthAfter(await readPeriods(db, officeId), period);
  const unreleased = next === null ? [] : await readUnreleased(db, officeId);
  return {
    next,
    accruals: await readOpenAccruals(db, officeId, period),
    releases: unreleased.filter((share) => next !== null && comparePeriods(share.period, next) <= 0),
  };
}
