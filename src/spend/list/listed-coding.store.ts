import { addUp } from '../../ledger/balance.ts';
import { addedUp } from '../../ledger/counted.ts';
import type { Pence } from '../../money/pence.ts';
import { type Db, onPostgres, type Row } from '../../platform/database.ts';
import type { SpendFilter } from '../spend.store.ts';
import type { ListedBatch } from './listed-batch.store.ts';

/** Lines of these are not listed: they were left out, or became rows of `spend`, or their plan was never confirmed. */
const UNLISTED = ['queue', 'left-out', 'ruled-out', 'pays', 'matched'];

/** What the codings of a batch that a filter means have between them, counted by the database. */
export interface CodedLines {
  planId: number;
  chargeLines: number;
  creditLines: number;
  firstOn: string;
  lastOn: string;
}

/** How many lines of each batch a filter can mean, as far as codings know. */
export async function readCodedLines(
  db: Db,
  batches: readonly ListedBatch[],
  filter: SpendFilter,
): Promise<CodedLines[]> {
  if (batches.length === 0) return [];
  const rows: Row[] = await addedUp(
    codings(db, batches, filter)
      .groupBy('c.plan_id')
      .select('c.plan_id')
      .min({ first: 'c.first_on' })
      .max({ last: 'c.last_on' }),
    { charges: 'c.charge_lines', credits: 'c.credit_lines' },
  );
  return rows.map((row) => ({
    planId: row.plan_id,
    chargeLines: Number(row.charges),
    creditLines: Number(row.credits),
    firstOn: row.first,
    lastOn: row.last,
  }));
}

/** The codings that a filter means, by their numbers. */
export function readCodingIds(db: Db, batches: readonly ListedBatch[], filter: SpendFilter): Promise<number[]> {
  return codings(db, batches, filter).pluck('c.id') as unknown as Promise<number[]>;
}

/** What the lines of each batch come to that a filter means, in pence; credits take away. */
export async function addCodedLines(
  db: Db,
  batches: readonly ListedBatch[],
  filter: SpendFilter,
): Promise<Map<number, Pence>> {
  const rows: Row[] = await codings(db, batches, filter).select('c.plan_id', 'c.charge_pence', 'c.credit_pence');
  const amounts = new Map<number, Pence[]>();
  for (const { plan_id: planId, charge_pence: charged, credit_pence: credited } of rows) {
    const of = amounts.get(planId) ?? [];
    amounts.set(planId, of);
    if (meansCharges(filter)) of.push(charged);
    if (meansCredits(filter)) of.push(-Math.abs(credited));
  }
  return new Map([...amounts].map(([planId, of]) => [planId, addUp(of)]));
}

function codings(db: Db, batches: readonly ListedBatch[], filter: SpendFilter) {
  return db('import_coding as c')
    .modify((q) => {
      for (const { sql, bindings } of codingConditions(db, batches, filter)) q.whereRaw(sql, bindings);
    })
    .whereRaw('c.charge_lines + c.credit_lines > 0');
}

/**
 * What a filter asks of the coding `c` of a line. A sign before the columns leaves SQLite no index but that of the number,
 * by which each line knows its coding.
 */
export function codingConditions(
  db: Db,
  batches: readonly ListedBatch[],
  filter: SpendFilter,
  plain = '',
): { sql: string; bindings: (string | number)[] }[] {
  const { initiative, agreement, place, category, year, period, from, to } = filter;
  const asked = { initiative, agreement, place, category, year };
  return [
    {
      sql: `c.how NOT IN (${UNLISTED.map(() => '?').join(', ')})`,
      bindings: UNLISTED,
    },
    among(
      db,
      `${plain}c.plan_id`,
      batches.map(({ planId }) => planId),
    ),
    ...Object.entries(asked).flatMap(([column, value]) =>
      value === undefined ? [] : [{ sql: `${plain}c.${column} = ?`, bindings: [value] }],
    ),
    // A coding knows its first and its last day: one that has none of the days asked for need not be looked through.
    ...(from === undefined ? [] : [{ sql: 'c.last_on >= ?', bindings: [from] }]),
    ...(to === undefined ? [] : [{ sql: 'c.first_on <= ?', bindings: [to] }]),
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

/** How many lines there are that a filter means: charges, credits, or both. */
export function countCodedLines(coded: readonly CodedLines[], filter: SpendFilter): number {
  let count = 0;
  for (const { chargeLines, creditLines } of coded) {
    if (meansCharges(filter)) count += chargeLines;
    if (meansCredits(filter)) count += creditLines;
  }
  return count;
}

/** Whether a filter can mean charges among lines. */
export function meansCharges({ kinds }: SpendFilter): boolean {
  return kinds === undefined || kinds.includes('spend');
}

/** Whether a filter can mean credits among lines; until one is matched it belongs to no agreement. */
export function meansCredits({ kinds, agreement }: SpendFilter): boolean {
  return agreement === undefined && (kinds === undefined || kinds.includes('unmatched-credit'));
}
