import type { Pence } from '../money/pence.ts';
import type { Db } from '../platform/database.ts';
import { rawRows } from './raw-rows.ts';

/** An amount of an initiative and financial year. */
export interface RawTotal {
  initiative: string;
  year: number;
  pence: Pence;
}

/** Each initiative's budget of each year as at an act, added up from raw entries: for verification alone. */
export async function rawBudgets(db: Db, officeId: number, seq: number): Promise<RawTotal[]> {
  return rawRows<RawTotal>(
    db,
    `SELECT a.initiative, a.year,
            CAST(sum(CASE WHEN e.to_account_id = a.id THEN e.pence ELSE -e.pence END) AS BIGINT) AS pence
     FROM entry e JOIN account a ON a.id IN (e.to_account_id, e.from_account_id) AND a.kind = 'initiative'
     WHERE e.office_id = :officeId AND e.act_seq <= :seq
       AND e.kind IN ('budget', 'budget-revision', 'virement', 'carry-in')
     GROUP BY a.initiative, a.year ORDER BY a.year, a.initiative`,
    { officeId, seq },
  );
}

/**
 * Each initiative's outturn of each year as it stands now, for verification alone: spend of the year's money, and for
 * each period of the year that is open how far its latest forecast passes what was spent in it.
 */
export async function rawOutturns(db: Db, officeId: number): Promise<RawTotal[]> {
  return rawRows<RawTotal>(
    db,
    `WITH spent AS (
       SELECT t.initiative, t.year AS money_year, e.year, e.period, e.pence FROM entry e
       JOIN account t ON t.id = e.to_account_id AND t.kind = 'spent' WHERE e.office_id = :officeId
       UNION ALL
       SELECT f.initiative, f.year, e.year, e.period, -e.pence FROM entry e
       JOIN account f ON f.id = e.from_account_id AND f.kind = 'spent' WHERE e.office_id = :officeId
     ), still_open AS (
       SELECT p.year, p.number FROM period p WHERE p.office_id = :officeId AND coalesce((
         SELECT c.closed FROM period_closing c
         WHERE c.office_id = p.office_id AND c.year = p.year AND c.number = p.number ORDER BY c.id DESC LIMIT 1), 0) = 0
     ), counted AS (
       SELECT f.initiative, f.year, f.period, f.pence FROM forecast f
       JOIN still_open o ON o.year = f.year AND o.number = f.period
       WHERE f.office_id = :officeId AND NOT EXISTS (
         SELECT 1 FROM forecast l WHERE l.office_id = f.office_id AND l.initiative = f.initiative AND l.year = f.year
           AND l.period = f.period AND (l.act_seq > f.act_seq OR (l.act_seq = f.act_seq AND l.id > f.id)))
     ), beyond AS (
       SELECT c.initiative, c.year, c.pence - coalesce((
         SELECT sum(s.pence) FROM spent s
         WHERE s.initiative = c.initiative AND s.money_year = c.year AND s.year = c.year
           AND s.period = c.period), 0) AS pence
       FROM counted c
     ), parts AS (
       SELECT initiative, money_year AS year, pence FROM spent
       UNION ALL SELECT initiative, year, pence FROM beyond WHERE pence > 0
     )
     SELECT initiative, year, CAST(sum(pence) AS BIGINT) AS pence FROM parts
     GROUP BY initiative, year ORDER BY year, initiative`,
    { officeId },
  );
}
