import type { Finding } from '../audit/verify.ts';
import { formatPounds } from '../money/pence.ts';
import type { Db } from '../platform/database.ts';
import { rawRows } from './raw-rows.ts';

const CODED = ['initiative', 'agreement', 'nature', 'money_year', 'year', 'period'];
const CODING = CODED.join(', ');
const codingOf = (table: string): string => CODED.map((column) => `${table}.${column}`).join(', ');

/** Every version of what awaits approval against the spend entered and decided up to its act. */
export async function findAwaiting(db: Db, officeId: number): Promise<Finding[]> {
  const found = await rawRows(
    db,
    `WITH signed AS (
       SELECT s.ref, s.initiative, s.agreement, s.nature, s.year, s.period, s.act_seq,
              coalesce(n.year, s.year) AS money_year,
              CASE WHEN s.kind IN ('spend', 'accrual', 'prepayment', 'adjustment')
                     OR (s.kind = 'reversal' AND coalesce(o.kind, c.line_kind) NOT IN ('spend', 'accrual', 'prepayment', 'adjustment'))
                   THEN s.pence ELSE -s.pence END AS pence
       FROM spend s LEFT JOIN spend o ON o.office_id = s.office_id AND o.ref = s.corrects_ref
       LEFT JOIN spend_concern n ON n.office_id = s.office_id AND n.spend_ref = s.ref
       LEFT JOIN line_correction c ON c.office_id = s.office_id AND c.spend_ref = s.ref
       WHERE s.office_id = :officeId
     ), grouped AS (
       SELECT batch_ref, initiative, agreement, nature, year AS money_year, year, period, act_seq,
              CASE WHEN kind = 'spend' THEN pence ELSE -pence END AS pence
       FROM import_group WHERE office_id = :officeId
     ), step AS (
       SELECT ${CODING}, act_seq, pence FROM signed
       UNION ALL
       SELECT ${codingOf('g')}, d.act_seq, -g.pence
       FROM signed g JOIN spend_outcome d ON d.office_id = :officeId AND d.spend_ref = g.ref
       UNION ALL
       SELECT ${codingOf('b')}, b.act_seq, b.pence FROM grouped b
       UNION ALL
       SELECT ${codingOf('b')}, d.act_seq, -b.pence
       FROM grouped b JOIN import_outcome d ON d.office_id = :officeId AND d.batch_ref = b.batch_ref
     ), moved AS (
       SELECT ${CODING}, act_seq, sum(pence) AS pence FROM step GROUP BY ${CODING}, act_seq
     ), expected AS (
       SELECT ${CODING}, act_seq, sum(pence) OVER (PARTITION BY ${CODING} ORDER BY act_seq) AS pence FROM moved
     ), kept AS (
       SELECT ${codingOf('c')}, v.act_seq, v.pence FROM awaiting_cell c JOIN awaiting_version v ON v.cell_id = c.id
       WHERE c.office_id = :officeId AND c.act_seq <= v.act_seq AND NOT EXISTS (
         SELECT 1 FROM awaiting_version w WHERE w.cell_id = v.cell_id AND w.act_seq = v.act_seq AND w.id > v.id)
     ), both_sides AS (
       SELECT ${CODING}, act_seq, pence, 1 AS made FROM expected
       UNION ALL SELECT ${CODING}, act_seq, -pence, -1 FROM kept
     )
     SELECT ${CODING}, act_seq, CAST(sum(pence) AS BIGINT) AS difference FROM both_sides
     GROUP BY ${CODING}, act_seq HAVING sum(pence) <> 0 OR sum(made) <> 0 ORDER BY act_seq, initiative`,
    { officeId },
  );
  return found.map((row) => ({
    check: 'awaiting',
    seq: row.act_seq,
    sentence:
      `What awaits approval of ${row.initiative} in period ${row.period} of ${row.year}, as at act ${row.act_seq}: ` +
      `the spend entered and the balance kept differ by ${formatPounds(row.difference)}.`,
  }));
}
