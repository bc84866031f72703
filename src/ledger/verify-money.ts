import type { Finding } from '../audit/verify.ts';
import { formatPounds } from '../money/pence.ts';
import type { Db } from '../platform/database.ts';
import { rawRows } from './raw-rows.ts';

/**
 * Promises 1 and 3: what came in stands somewhere. Per source, financial year and nature: every entry stays within
 * its money; and awarded and carried in, less carried out and lapsed, is what all accounts from unallocated to spent
 * hold together.
 */
export async function findConservation(db: Db, officeId: number): Promise<Finding[]> {
  const strayed = await rawRows(
    db,
    `SELECT e.id, f.name AS from_name, t.name AS to_name FROM entry e
     JOIN account f ON f.id = e.from_account_id JOIN account t ON t.id = e.to_account_id
     WHERE e.office_id = :officeId AND (f.fund <> t.fund OR f.fund <> e.fund OR f.source <> t.source
       OR f.year <> t.year OR f.nature <> t.nature OR f.office_id <> e.office_id OR t.office_id <> e.office_id)
     ORDER BY e.id`,
    { officeId },
  );
  const astray = await rawRows(
    db,
    `WITH signed AS (
       SELECT e.from_account_id, CASE WHEN e.kind = 'reversal' THEN o.kind ELSE e.kind END AS kind,
              CASE WHEN e.kind = 'reversal' THEN -e.pence ELSE e.pence END AS pence
       FROM entry e LEFT JOIN entry o ON o.id = e.corrects_entry_id WHERE e.office_id = :officeId
     ), came AS (
       SELECT a.fund, a.source, a.year, a.nature,
              CASE WHEN s.kind IN ('award', 'carry-in') THEN s.pence ELSE -s.pence END AS pence
       FROM signed s JOIN account a ON a.id = s.from_account_id
       WHERE s.kind IN ('award', 'carry-in', 'carry-out', 'lapse')
     ), moved AS (
       SELECT to_account_id AS account_id, pence FROM entry WHERE office_id = :officeId
       UNION ALL SELECT from_account_id, -pence FROM entry WHERE office_id = :officeId
     ), stands AS (
       SELECT a.fund, a.source, a.year, a.nature, -m.pence AS pence FROM moved m JOIN account a ON a.id = m.account_id
       WHERE a.kind IN ('unallocated', 'allocation', 'initiative', 'agreement', 'prepaid', 'spent')
     ), both_sides AS (SELECT * FROM came UNION ALL SELECT * FROM stands)
     SELECT fund, source, year, nature, CAST(sum(pence) AS BIGINT) AS astray FROM both_sides
     GROUP BY fund, source, year, nature HAVING sum(pence) <> 0 ORDER BY fund, source, year, nature`,
    { officeId },
  );
  return [
    ...strayed.map((row) => ({
      check: 'conservation',
      seq: null,
      sentence: `Entry ${row.id} leaves its money: it goes from ${row.from_name} to ${row.to_name}.`,
    })),
    ...astray.map((row) => ({
      check: 'conservation',
      seq: null,
      sentence:
        `${row.fund} ${row.source} ${row.year} ${row.nature}: what came in and what stands differ by ` +
        `${formatPounds(row.astray)}.`,
    })),
  ];
}

/** Promise 4: a budget account below zero has an entry that says by whose authority or for what reason. */
export async function findBelowZero(db: Db, officeId: number): Promise<Finding[]> {
  const found = await rawRows(
    db,
    `WITH moved AS (
       SELECT to_account_id AS account_id, pence FROM entry WHERE office_id = :officeId
       UNION ALL SELECT from_account_id, -pence FROM entry WHERE office_id = :officeId
     ), held AS (
       SELECT account_id, CAST(sum(pence) AS BIGINT) AS balance FROM moved GROUP BY account_id HAVING sum(pence) < 0
     )
     SELECT a.name, h.balance FROM held h JOIN account a ON a.id = h.account_id
     WHERE a.kind IN ('unallocated', 'allocation', 'initiative', 'agreement', 'prepaid') AND NOT EXISTS (
       SELECT 1 FROM entry e WHERE e.from_account_id = h.account_id AND e.excess IS NOT NULL)
     ORDER BY a.name`,
    { officeId },
  );
  return found.map((row) => ({
    check: 'below-zero',
    seq: null,
    sentence: `${row.name} stands at ${formatPounds(row.balance)} without a recorded override or overspend.`,
  }));
}

/**
 * Promise 6: a correction goes back its original's way, and all of them together never exceed it. An accrual that
 * turns round across the year end goes back in the next year's money; the check of accruals looks at those.
 */
export async function findCorrections(db: Db, officeId: number): Promise<Finding[]> {
  const found = await rawRows(
    db,
    `SELECT o.id, o.pence, CAST(sum(c.pence - coalesce(r.pence, 0)) AS BIGINT) AS corrected,
            max(CASE WHEN c.fund <> o.fund THEN 1
                     WHEN c.kind = 'accrual-reversal' AND c.year <> o.year THEN 0
                     WHEN c.from_account_id <> o.to_account_id OR c.to_account_id <> o.from_account_id THEN 1
                     ELSE 0 END) AS other_way
     FROM entry c JOIN entry o ON o.id = c.corrects_entry_id
     LEFT JOIN entry r ON r.corrects_entry_id = c.id AND r.kind = 'reversal'
     WHERE c.office_id = :officeId GROUP BY o.id, o.pence ORDER BY o.id`,
    { officeId },
  );
  return found
    .filter(({ pence, corrected, other_way }) => corrected > pence || other_way === 1)
    .map((row) => ({
      check: 'corrections',
      seq: null,
      sentence:
        `Entry ${row.id} of ${formatPounds(row.pence)} is corrected by ${formatPounds(row.corrected)}` +
        `${row.other_way === 1 ? ', not all of it the way back' : ''}.`,
    }));
}
