import type { PeriodKey } from '../calendar/period.ts';
import { addUp } from '../ledger/balance.ts';
import type { PrepaymentShare } from '../ledger/prepayment.store.ts';
import type { Pence } from '../money/pence.ts';
import type { Db } from '../platform/database.ts';

/** What of a payment in advance serves one period, as it was entered and as the books have it. */
export interface ScheduledShare extends PrepaymentShare {
  /** The period that it became spend in; null while that has not come. */
  releasedIn: PeriodKey | null;
}

/** The schedules of payments in advance by their references, each in its order, with what was spent up to the act named. */
export async function readSchedules(
  db: Db,
  officeId: number,
  refs: readonly string[],
  upToSeq = Number.MAX_SAFE_INTEGER,
): Promise<Map<string, ScheduledShare[]>> {
  const rows = await db('spend_schedule')
    .where({ office_id: officeId })
    .whereIn('spend_ref', [...refs])
    .orderBy([{ column: 'year' }, { column: 'period' }])
    .select('spend_ref', 'year', 'period', 'pence');
  const released = await readReleased(db, officeId, refs, upToSeq);
  const schedules = new Map<string, ScheduledShare[]>();
  for (const { spend_ref: ref, year, period: number, pence } of rows) {
    const releasedIn = released.get(keyOf(ref, year, number)) ?? null;
    schedules.set(ref, [...(schedules.get(ref) ?? []), { year, number, pence, releasedIn }]);
  }
  return schedules;
}

/** The shares that became spend, with the period posted to. The parts of a share are released together. */
async function readReleased(
  db: Db,
  officeId: number,
  refs: readonly string[],
  upToSeq: number,
): Promise<Map<string, PeriodKey>> {
  const rows = await db('prepayment_release as r')
    .join('prepayment_share as s', 's.id', 'r.share_id')
    .join('entry as e', 'e.id', 'r.entry_id')
    .where('r.office_id', officeId)
    .where('r.act_seq', '<=', upToSeq)
    .whereIn('e.spend_ref', [...refs])
    .select('e.spend_ref', 's.year', 's.period', 'e.year as posted_year', 'e.period as posted_period');
  return new Map(
    rows.map((row) => [
      keyOf(row.spend_ref, row.year, row.period),
      { year: row.posted_year, number: row.posted_period },
    ]),
  );
}

function keyOf(ref: string, year: number, number: number): string {
  return `${ref}|${year}|${number}`;
}

/** What of a schedule has become spend, and what has not, in pence. */
export function servedOf(schedule: readonly ScheduledShare[]): { served: Pence; left: Pence } {
  const of = (isServed: boolean) =>
    addUp(schedule.filter(({ releasedIn }) => (releasedIn !== null) === isServed).map(({ pence }) => pence));
  return { served: of(true), left: of(false) };
}
