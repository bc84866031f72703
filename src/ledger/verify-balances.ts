import type { Finding } from '../audit/verify.ts';
import { formatPounds } from '../money/pence.ts';
import type { Db, Row } from '../platform/database.ts';
import { rawRows } from './raw-rows.ts';

/** A table of balances, and what each of its cells is kept by. */
interface Kept {
  cells: string;
  versions: string;
  by: string[];
}

const KEPT: Kept[] = [
  {
    cells: 'balance_cell',
    versions: 'balance_version',
    by: ['account_id', 'year', 'period', 'kind', 'place', 'category'],
  },
  { cells: 'period_cell', versions: 'period_version', by: ['account_id', 'year', 'period', 'kind'] },
];

/**
 * Every version of every balance against the raw entries up to its act, added up by window functions: so not only
 * what the books say now, but what they say as at any past act. None is missing and none made up.
 */
export async function findBalances(db: Db, officeId: number): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const kept of KEPT) findings.push(...firstOfEach(kept, await wrongVersions(db, officeId, kept)));
  return findings;
}

async function wrongVersions(db: Db, officeId: number, { cells, versions, by }: Kept): Promise<Row[]> {
  const key = by.join(', ');
  const keyOf = (table: string): string => by.map((column) => `${table}.${column}`).join(', ');
  const sideKey = by.slice(1).join(', ');
  return rawRows(
    db,
    `WITH side AS (
       SELECT to_account_id AS account_id, ${sideKey}, act_seq, pence AS pence_in, 0 AS pence_out
       FROM entry WHERE office_id = :officeId
       UNION ALL
       SELECT from_account_id, ${sideKey}, act_seq, 0, pence FROM entry WHERE office_id = :officeId
     ), moved AS (
       SELECT ${key}, act_seq, sum(pence_in) AS pence_in, sum(pence_out) AS pence_out
       FROM side GROUP BY ${key}, act_seq
     ), expected AS (
       SELECT ${key}, act_seq, min(act_seq) OVER (PARTITION BY ${key}) AS first_seq,
              sum(pence_in) OVER (PARTITION BY ${key} ORDER BY act_seq) AS pence_in,
              sum(pence_out) OVER (PARTITION BY ${key} ORDER BY act_seq) AS pence_out
       FROM moved
     ), kept AS (
       SELECT ${keyOf('c')}, v.act_seq, c.act_seq AS first_seq, v.pence_in, v.pence_out
       FROM ${cells} c JOIN account a ON a.id = c.account_id AND a.fund = c.fund AND a.office_id = c.office_id
       JOIN ${versions} v ON v.cell_id = c.id
       WHERE c.office_id = :officeId AND NOT EXISTS (
         SELECT 1 FROM ${versions} w WHERE w.cell_id = v.cell_id AND w.act_seq = v.act_seq AND w.id > v.id)
     ), both_sides AS (
       SELECT ${key}, act_seq, first_seq, pence_in, pence_out, 1 AS made FROM expected
       UNION ALL
       SELECT ${key}, act_seq, -first_seq, -pence_in, -pence_out, -1 FROM kept
     )
     SELECT a.name, d.* FROM (
       SELECT ${key}, act_seq, CAST(sum(pence_in) AS BIGINT) AS difference_in,
              CAST(sum(pence_out) AS BIGINT) AS difference_out, CAST(sum(made) AS BIGINT) AS unpaired
       FROM both_sides GROUP BY ${key}, act_seq
       HAVING sum(pence_in) <> 0 OR sum(pence_out) <> 0 OR sum(made) <> 0 OR sum(first_seq) <> 0
     ) d JOIN account a ON a.id = d.account_id
     ORDER BY a.name, ${keyOf('d')}, d.act_seq`,
    { officeId },
  );
}

/** The first wrong version of each balance: those after it are mostly wrong because it is. */
function firstOfEach({ cells, by }: Kept, wrong: Row[]): Finding[] {
  const first = new Map<string, { row: Row; more: number }>();
  for (const row of wrong) {
    const key = JSON.stringify(by.map((column) => row[column]));
    const known = first.get(key);
    if (known === undefined) first.set(key, { row, more: 0 });
    else known.more += 1;
  }
  const grain = cells === 'period_cell' ? 'kept by period' : 'kept by place and category';
  return [...first.values()].map(({ row, more }) => ({
    check: 'balances',
    seq: row.act_seq,
    sentence:
      `${row.name}, ${row.kind} in period ${row.period} of ${row.year}, as at act ${row.act_seq}: ` +
      `the entries and the balance ${grain} differ by ${pounds(row.difference_in)} in and ${pounds(row.difference_out)} out` +
      `${howWrong(row)}${more === 0 ? '.' : `, and again as at ${more} later acts.`}`,
  }));
}

function howWrong({ difference_in, difference_out, unpaired }: Row): string {
  if (unpaired > 0) return '; the balance is missing';
  if (unpaired < 0) return '; no entry made the balance';
  return difference_in === 0 && difference_out === 0 ? '; the balance begins at another act than its first entry' : '';
}

/** A difference may be anything at all where rows were changed, so it need not be an amount that can be held. */
function pounds(pence: number): string {
  return Number.isSafeInteger(pence) ? formatPounds(pence) : String(pence);
}
