import { dialectOf } from '../../migrations/dialect.ts';
import type { Finding } from '../audit/verify.ts';
import { formatPounds } from '../money/pence.ts';
import type { Db, Row } from '../platform/database.ts';

/**
 * Adds the raw entries up again, in the database and by none of the code that posts or reports, and compares with
 * the balances kept beside them: per account, per cell, and per source and financial year.
 */
export async function verifyLedger(db: Db, officeId: number): Promise<Finding[]> {
  return [
    ...(await verifyCells(db, officeId)),
    ...(await verifyConservation(db, officeId)),
    ...(await verifyBelowZero(db, officeId)),
    ...(await verifyCorrections(db, officeId)),
  ];
}

async function rows(db: Db, sql: string, bindings: Record<string, number>): Promise<Row[]> {
  const answer = await db.raw(sql, bindings);
  return dialectOf(db as never) === 'postgres' ? answer.rows : answer;
}

/** Each cell of the cache against the entries it stands for, both ways, so that none is missing or made up. */
async function verifyCells(db: Db, officeId: number): Promise<Finding[]> {
  const found = await rows(
    db,
    `WITH side AS (
       SELECT to_account_id AS account_id, year, period, kind, place, category, pence AS pence_in, 0 AS pence_out
       FROM entry WHERE office_id = :officeId
       UNION ALL
       SELECT from_account_id, year, period, kind, place, category, 0, pence FROM entry WHERE office_id = :officeId
     ), raw_total AS (
       SELECT account_id, year, period, kind, place, category,
              CAST(sum(pence_in) AS BIGINT) AS pence_in, CAST(sum(pence_out) AS BIGINT) AS pence_out
       FROM side GROUP BY account_id, year, period, kind, place, category
     ), kept AS (
       SELECT c.account_id, c.year, c.period, c.kind, c.place, c.category, v.pence_in, v.pence_out
       FROM balance_cell c JOIN balance_version v ON v.id =
         (SELECT w.id FROM balance_version w WHERE w.cell_id = c.id ORDER BY w.act_seq DESC, w.id DESC LIMIT 1)
       WHERE c.office_id = :officeId
     ), both_sides AS (
       SELECT account_id, year, period, kind, place, category, pence_in, pence_out, 1 AS raw_side FROM raw_total
       UNION ALL
       SELECT account_id, year, period, kind, place, category, -pence_in, -pence_out, -1 FROM kept
     )
     SELECT a.name, d.year, d.period, d.kind, d.difference_in, d.difference_out FROM (
       SELECT account_id, year, period, kind, place, category, CAST(sum(pence_in) AS BIGINT) AS difference_in,
              CAST(sum(pence_out) AS BIGINT) AS difference_out, sum(raw_side) AS unpaired
       FROM both_sides GROUP BY account_id, year, period, kind, place, category
     ) d JOIN account a ON a.id = d.account_id
     WHERE d.difference_in <> 0 OR d.difference_out <> 0 OR d.unpaired <> 0 ORDER BY a.name, d.year, d.period, d.kind`,
    { officeId },
  );
  return found.map((row) => ({
    check: 'balances',
    seq: null,
    sentence:
      `${row.name}, ${row.kind} in period ${row.period} of ${row.year}: the entries and the balance differ by ` +
      `${formatPounds(row.difference_in)} in and ${formatPounds(row.difference_out)} out.`,
  }));
}

/** Promise 3: what was awarded stands somewhere, per source and financial year. */
async function verifyConservation(db: Db, officeId: number): Promise<Finding[]> {
  const found = await rows(
    db,
    `WITH moved AS (
       SELECT to_account_id AS account_id, pence FROM entry WHERE office_id = :officeId
       UNION ALL SELECT from_account_id, -pence FROM entry WHERE office_id = :officeId
     )
     SELECT a.fund, a.source, a.year, a.nature, CAST(sum(m.pence) AS BIGINT) AS astray
     FROM moved m JOIN account a ON a.id = m.account_id GROUP BY a.fund, a.source, a.year, a.nature
     HAVING sum(m.pence) <> 0`,
    { officeId },
  );
  return found.map((row) => ({
    check: 'conservation',
    seq: null,
    sentence: `${row.fund} ${row.source} ${row.year} ${row.nature}: ${formatPounds(row.astray)} came from nowhere.`,
  }));
}

/** Promise 4: a budget account below zero has an entry that says by whose authority or for what reason. */
async function verifyBelowZero(db: Db, officeId: number): Promise<Finding[]> {
  const found = await rows(
    db,
    `WITH moved AS (
       SELECT to_account_id AS account_id, pence FROM entry WHERE office_id = :officeId
       UNION ALL SELECT from_account_id, -pence FROM entry WHERE office_id = :officeId
     )
     SELECT a.name, CAST(sum(m.pence) AS BIGINT) AS balance FROM moved m JOIN account a ON a.id = m.account_id
     WHERE a.kind IN ('unallocated', 'allocation', 'initiative', 'agreement')
       AND NOT EXISTS (SELECT 1 FROM entry e WHERE e.from_account_id = a.id AND e.excess IS NOT NULL)
     GROUP BY a.name HAVING sum(m.pence) < 0`,
    { officeId },
  );
  return found.map((row) => ({
    check: 'below-zero',
    seq: null,
    sentence: `${row.name} stands at ${formatPounds(row.balance)} without a recorded override or overspend.`,
  }));
}

/** Promise 6: a correction goes back its original's way, and all of them together never exceed it. */
async function verifyCorrections(db: Db, officeId: number): Promise<Finding[]> {
  const found = await rows(
    db,
    `SELECT o.id, o.pence, CAST(sum(c.pence - coalesce(r.pence, 0)) AS BIGINT) AS corrected
     FROM entry c JOIN entry o ON o.id = c.corrects_entry_id
     LEFT JOIN entry r ON r.corrects_entry_id = c.id AND r.kind = 'reversal'
     WHERE c.office_id = :officeId
     GROUP BY o.id, o.pence, o.fund, o.from_account_id, o.to_account_id
     HAVING sum(c.pence - coalesce(r.pence, 0)) > o.pence OR min(c.from_account_id) <> o.to_account_id
       OR max(c.to_account_id) <> o.from_account_id OR min(c.fund) <> o.fund`,
    { officeId },
  );
  return found.map((row) => ({
    check: 'corrections',
    seq: null,
    sentence: `Entry ${row.id} of ${formatPounds(row.pence)} is corrected by ${formatPounds(row.corrected)}.`,
  }));
}
