import { rawRows } from '../../src/ledger/raw-rows.ts';
import type { Db, Row } from '../../src/platform/database.ts';

/**
 * The budget-monitoring report as one statement over the entries, as somebody would write it who had no balances: they
 * are grouped once, by initiative and period, and all that is small is joined to that. It is let off what awaits
 * approval and the rating. It takes every profile to be even, which those of the generated ledgers are.
 */
const REPORT = `
WITH side AS (
  SELECT to_account_id AS account_id, year, period, kind, pence FROM entry WHERE office_id = :officeId
  UNION ALL
  SELECT from_account_id, year, period, kind, -pence FROM entry WHERE office_id = :officeId
), moved AS MATERIALIZED (
  SELECT a.initiative, s.year, s.period,
    CAST(sum(CASE WHEN a.kind = 'initiative' AND s.kind = 'budget' THEN s.pence ELSE 0 END) AS BIGINT) AS original,
    CAST(sum(CASE WHEN a.kind = 'initiative' AND s.kind IN ('budget', 'budget-revision', 'virement', 'carry-in')
      THEN s.pence ELSE 0 END) AS BIGINT) AS budget,
    CAST(sum(CASE WHEN a.kind = 'spent' THEN s.pence ELSE 0 END) AS BIGINT) AS spent,
    CAST(sum(CASE WHEN a.kind = 'spent' AND s.kind IN ('accrual', 'accrual-reversal') THEN s.pence ELSE 0 END)
      AS BIGINT) AS accrued,
    CAST(sum(CASE WHEN a.kind = 'agreement' THEN s.pence ELSE 0 END) AS BIGINT) AS bound,
    CAST(sum(CASE WHEN a.kind = 'initiative' THEN s.pence ELSE 0 END) AS BIGINT) AS available
  FROM side s JOIN account a ON a.id = s.account_id
  WHERE a.year = :year AND a.initiative <> '' GROUP BY a.initiative, s.year, s.period
), year_period AS MATERIALIZED (
  SELECT p.number, coalesce((SELECT c.closed FROM period_closing c WHERE c.office_id = p.office_id AND c.year = p.year
    AND c.number = p.number ORDER BY c.id DESC LIMIT 1), 0) AS closed
  FROM period p WHERE p.office_id = :officeId AND p.year = :year
), spine AS MATERIALIZED (
  SELECT i.ref AS initiative, p.number AS period, p.closed,
    (SELECT f.pence FROM forecast f WHERE f.office_id = i.office_id AND f.initiative = i.ref AND f.year = :year
      AND f.period = p.number ORDER BY f.act_seq DESC, f.id DESC LIMIT 1) AS forecast
  FROM initiative i CROSS JOIN year_period p WHERE i.office_id = :officeId
), summed AS MATERIALIZED (
  SELECT s.initiative, s.period, s.closed, s.forecast,
    CAST(sum(m.original) AS BIGINT) AS original, CAST(sum(m.budget) AS BIGINT) AS budget,
    CAST(sum(m.spent) AS BIGINT) AS spent_all,
    CAST(sum(CASE WHEN m.year = :year AND m.period = s.period THEN m.spent ELSE 0 END) AS BIGINT) AS spent_in,
    CAST(sum(CASE WHEN m.year < :year OR m.period <= s.period THEN m.spent ELSE 0 END) AS BIGINT) AS spent,
    CAST(sum(CASE WHEN m.year < :year OR m.period <= s.period THEN m.accrued ELSE 0 END) AS BIGINT) AS accrued,
    CAST(sum(CASE WHEN m.year < :year OR m.period <= s.period THEN m.bound ELSE 0 END) AS BIGINT) AS bound,
    CAST(sum(CASE WHEN m.year < :year OR m.period <= s.period THEN m.available ELSE 0 END) AS BIGINT) AS available
  FROM spine s JOIN moved m ON m.initiative = s.initiative GROUP BY s.initiative, s.period, s.closed, s.forecast
), expected AS (
  SELECT initiative, CAST(sum(CASE WHEN closed = 0 AND forecast > spent_in THEN forecast - spent_in ELSE 0 END)
    AS BIGINT) AS remaining
  FROM summed GROUP BY initiative
)
SELECT s.initiative, s.period, s.original, s.budget,
  s.budget / 12 * (CASE WHEN s.period > 12 THEN 12 ELSE s.period END)
    + (CASE WHEN s.period > s.budget % 12 THEN s.budget % 12 ELSE s.period END) AS profile,
  s.spent_in, s.spent, s.accrued, s.bound, s.available,
  s.spent_all + e.remaining - s.spent AS after_period,
  s.spent_all + e.remaining AS outturn,
  s.spent_all + e.remaining - s.budget AS over_under
FROM summed s JOIN expected e ON e.initiative = s.initiative ORDER BY s.initiative, s.period`;

/** In which column of the statement each figure of the report stands. */
export const SQL_COLUMNS: Record<string, string> = {
  'budget.original': 'original',
  'budget.current': 'budget',
  'budget.profile': 'profile',
  'spend.in-period': 'spent_in',
  'spend.to-date': 'spent',
  'spend.accruals': 'accrued',
  'commitment.outstanding': 'bound',
  'budget.available': 'available',
  'forecast.after-period': 'after_period',
  outturn: 'outturn',
  'over-under-spend': 'over_under',
};

/** The report's rows by initiative and period, added up from the raw entries by the database alone. */
export function reportBySql(db: Db, officeId: number, year: number): Promise<Row[]> {
  return rawRows(db, REPORT, { officeId, year });
}
