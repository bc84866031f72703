import { spellOut } from '../audit/words.ts';
import type { Day } from '../calendar/day.ts';
import { comparePeriods, type PeriodKey, periodLabel } from '../calendar/period.ts';
import type { Db, Row } from '../platform/database.ts';

/** A financial year of the office with its stored dates, which a law may have drawn out. */
export interface StoredYear {
  year: number;
  startsOn: Day;
  endsOn: Day;
}

/** The financial years of the office, the earliest first. */
export async function readStoredYears(db: Db, officeId: number): Promise<StoredYear[]> {
  const rows: Row[] = await db('financial_year').where({ office_id: officeId }).orderBy('year');
  return rows.map(({ year, starts_on, ends_on }) => ({ year, startsOn: starts_on, endsOn: ends_on }));
}

/** One closing or reopening of a period: by whom, when and why. */
export interface Closing extends PeriodKey {
  closed: boolean;
  reason: string | null;
  decidedBy: number | null;
  at: string;
  seq: number;
}

/** Every closing and reopening, in the order in which they were made. */
export async function readClosings(db: Db, officeId: number): Promise<Closing[]> {
  const rows: Row[] = await db('period_closing as c')
    .join('audit_event as e', (on) => {
      on.on('e.office_id', 'c.office_id').andOn('e.seq', 'c.act_seq');
    })
    .where('c.office_id', officeId)
    .orderBy('c.id')
    .select('c.year', 'c.number', 'c.closed', 'c.reason_words', 'c.decided_by', 'c.act_seq', 'e.recorded_at');
  return (await spellOut(db, rows)).map((row: Row) => ({
    year: row.year,
    number: row.number,
    closed: row.closed === 1,
    reason: row.reason,
    decidedBy: row.decided_by,
    at: row.recorded_at,
    seq: row.act_seq,
  }));
}

/** The latest period that was closed once the act named had been recorded; null when none was. */
export function lastClosedBy(closings: readonly Closing[], seq: number): PeriodKey | null {
  const closed = new Map<string, PeriodKey>();
  for (const { year, number, ...closing } of closings) {
    if (closing.seq > seq) continue;
    const key = { year, number };
    if (closing.closed) closed.set(periodLabel(key), key);
    else closed.delete(periodLabel(key));
  }
  return [...closed.values()].toSorted(comparePeriods).at(-1) ?? null;
}
