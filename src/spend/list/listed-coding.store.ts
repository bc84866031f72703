import { addUp } from '../../ledger/balance.ts';
import type { Pence } from '../../money/pence.ts';
import { type Db, onPostgres, type Row } from '../../platform/database.ts';
import type { SpendFilter } from '../spend.store.ts';
import type { ListedBatch } from './listed-batch.store.ts';

/** Lines of these are not listed: they were left out, or became rows of `spend`, or their plan was never confirmed. */
export const UNLISTED = ['queue', 'left-out', 'pays', 'matched'];

/** A coding that a filter means, with what its lines come to. */
export interface ListedCoding {
  id: number;
  planId: number;
  chargeLines: number;
  chargePence: Pence;
  creditLines: number;
  creditPence: Pence;
  firstOn: string;
  lastOn: string;
}

/** The codings of these batches that a filter means and that have lines. */
export async function readListedCodings(
  db: Db,
  batches: readonly ListedBatch[],
  filter: SpendFilter,
): Promise<ListedCoding[]> {
  if (batches.length === 0) return [];
  const rows: Row[] = await db('import_coding as c')
    .modify((q) => {
      for (const { sql, bindings } of codingConditions(db, batches, filter)) q.whereRaw(sql, bindings);
    })
    .whereRaw('c.charge_lines + c.credit_lines > 0')
    .select(
      'c.id',
      'c.plan_id',
      'c.charge_lines',
      'c.charge_pence',
      'c.credit_lines',
      'c.credit_pence',
      'c.first_on',
      'c.last_on',
    );
  return rows.map((row) => ({
    id: row.id,
    planId: row.plan_id,
    chargeLines: row.charge_lines,
    chargePence: row.charge_pence,
    creditLines: row.credit_lines,
    creditPence: Math.abs(row.credit_pence),
    firstOn: row.first_on,
    lastOn: row.last_on,
  }));
}

/** What a filter asks of the coding `c` of a line. */
export function codingConditions(
  db: Db,
  batches: readonly ListedBatch[],
  filter: SpendFilter,
): { sql: string; bindings: (string | number)[] }[] {
  const { initiative, agreement, place, category, year, period } = filter;
  const asked = { initiative, agreement, place, category, year };
  return [
    {
      sql: `c.how NOT IN (${UNLISTED.map(() => '?').join(', ')})`,
      bindings: UNLISTED,
    },
    among(
      db,
      'c.plan_id',
      batches.map(({ planId }) => planId),
    ),
    ...Object.entries(asked).flatMap(([column, value]) =>
      value === undefined ? [] : [{ sql: `c.${column} = ?`, bindings: [value] }],
    ),
    ...(period === undefined ? [] : [{ sql: 'c.year = ? AND c.period = ?', bindings: [period.year, period.number] }]),
  ];
}

/** That a column is one of these numbers, however many they are. */
export function among(db: Db, column: string, ids: readonly number[]): { sql: string; bindings: string[] } {
  const list = JSON.stringify(ids);
  return onPostgres(db)
    ? { sql: `${column} IN (SELECT value::bigint FROM json_array_elements_text(?::json))`, bindings: [list] }
    : { sql: `${column} IN (SELECT value FROM json_each(?))`, bindings: [list] };
}

/** How many lines codings have that a filter means: charges, credits, or both. */
export function countLinesOf(codings: readonly ListedCoding[], filter: SpendFilter): number {
  let count = 0;
  for (const { chargeLines, creditLines } of codings) {
    if (meansCharges(filter)) count += chargeLines;
    if (meansCredits(filter)) count += creditLines;
  }
  return count;
}

/** What the lines of codings come to that a filter means, in pence; credits take away. */
export function addLinesOf(codings: readonly ListedCoding[], filter: SpendFilter): Pence {
  return addUp(
    codings.flatMap(({ chargePence, creditPence }) => [
      meansCharges(filter) ? chargePence : 0,
      meansCredits(filter) ? -creditPence : 0,
    ]),
  );
}

/** Whether a filter can mean charges among lines. */
export function meansCharges({ kinds }: SpendFilter): boolean {
  return kinds === undefined || kinds.includes('spend');
}

/** Whether a filter can mean credits among lines; until one is matched it belongs to no agreement. */
export function meansCredits({ kinds, agreement }: SpendFilter): boolean {
  return agreement === undefined && (kinds === undefined || kinds.includes('unmatched-credit'));
}
