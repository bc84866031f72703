import type { Knex } from 'knex';
import { type Db, onPostgres, type Row } from '../../platform/database.ts';
import { searchOf } from '../../platform/search.ts';
import { lineWord } from '../import/stage/line-digest.ts';
import type { SpendFilter } from '../spend.store.ts';
import type { ListedBatch } from './listed-batch.store.ts';
import {
  among,
  type CodedLines,
  codingConditions,
  meansCharges,
  meansCredits,
  readCodingIds,
} from './listed-coding.store.ts';
import type { Place, SortKey } from './place.ts';

/** A question about imported lines: the filter, the batches that it can mean, and what their codings count. */
export interface LineQuestion {
  db: Db;
  filter: SpendFilter;
  batches: readonly ListedBatch[];
  coded: readonly CodedLines[];
  /** The suppliers whose name the filter asks about, with how many lines they have; null when it does not. */
  suppliers: readonly { id: number; lines: number }[] | null;
  /** Between which numbers all lines of the batches lie, where those are not all there are. */
  span: readonly [first: number, last: number] | null;
}

/** A line as far as it is counted and put in order. */
export interface LightLine {
  id: number;
  codingId: number;
  supplierId: number;
  words: string | null;
  planId: number;
  row: number;
  day: string;
  pence: number;
}

/**
 * Between which numbers the lines of batches lie, by which an index can pass over those of all others. A plan's lines are
 * numbered in the order of its file.
 */
export async function readSpan(db: Db, batches: readonly ListedBatch[]): Promise<[first: number, last: number]> {
  const { sql, bindings } = among(
    db,
    'p.id',
    batches.map(({ planId }) => planId),
  );
  const endOf = (way: 'asc' | 'desc') =>
    db('import_line as l').where('l.plan_id', db.ref('p.id')).orderBy('l.row_number', way).limit(1).select('l.id');
  const ends: Row[] = await db('import_plan as p')
    .whereRaw(sql, bindings)
    .select({ first: endOf('asc'), last: endOf('desc') });
  const lined = ends.filter(({ first }) => first !== null);
  return [Math.min(...lined.map(({ first }) => first)), Math.max(...lined.map(({ last }) => last))];
}

/** The suppliers of these batches whose name holds a part. */
export async function readListedSuppliers(
  db: Db,
  batches: readonly ListedBatch[],
  part: string,
): Promise<{ id: number; lines: number }[]> {
  const sought = `%${part.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;
  const { sql, bindings } = among(
    db,
    'plan_id',
    batches.map(({ planId }) => planId),
  );
  return db('import_supplier')
    .whereRaw(sql, bindings)
    .whereRaw("lower(name) LIKE ? ESCAPE '\\'", [sought])
    .select('id', 'lines');
}

/** Lines `l` with their codings `c` that the question means, whatever their words; on SQLite in the order of `l`. */
function meant(of: LineQuestion, lines: Knex.QueryBuilder | null = null): Knex.QueryBuilder {
  const { db, filter, suppliers } = of;
  const query = onPostgres(db)
    ? db(lines ?? 'import_line as l').join('import_coding as c', 'c.id', 'l.coding_id')
    : db(lines ?? 'import_line as l')
        .crossJoin(db.raw('import_coding AS c'))
        .whereRaw('c.id = l.coding_id');
  return query.modify((q) => {
    // SQLite would take any index on a column that is asked about; a sign before it leaves that to the order.
    const plain = onPostgres(db) ? '' : '+';
    for (const { sql, bindings } of codingConditions(db, of.batches, filter, plain)) q.whereRaw(sql, bindings);
    if (!meansCharges(filter)) q.whereRaw('abs(l.pence) = -l.pence');
    if (!meansCredits(filter)) q.whereRaw('abs(l.pence) = l.pence');
    if (filter.from !== undefined) q.whereRaw(`${plain}l.happened_on >= ?`, [filter.from]);
    if (filter.to !== undefined) q.whereRaw(`${plain}l.happened_on <= ?`, [filter.to]);
    if (filter.least !== undefined) q.whereRaw('abs(l.pence) >= ?', [filter.least]);
    if (filter.most !== undefined) q.whereRaw('abs(l.pence) <= ?', [filter.most]);
    if (suppliers !== null) {
      const { sql, bindings } = among(
        db,
        'l.supplier_id',
        suppliers.map(({ id }) => id),
      );
      q.whereRaw(sql, bindings);
    }
  });
}

/** The columns of a line that anything here looks at. */
const COLUMNS = ['id', 'coding_id', 'supplier_id', 'words', 'plan_id', 'row_number', 'happened_on', 'pence'].map(
  (column) => `l.${column}`,
);

const LIGHT = [
  'l.id',
  'l.coding_id as codingId',
  'l.supplier_id as supplierId',
  'l.words',
  'l.plan_id as planId',
  'l.row_number as row',
  'l.happened_on as day',
  'l.pence',
];

/** Those of some lines that the question means, whatever their words. */
export async function readLinesAmong(of: LineQuestion, ids: readonly number[]): Promise<LightLine[]> {
  if (ids.length === 0) return [];
  const { sql, bindings } = among(of.db, 'l.id', ids);
  return meant(of).whereRaw(sql, bindings).select(LIGHT);
}

/** Every so-many-th of all lines, whatever is asked, and how many there are at most: what a whole is judged by. */
export async function readSample(db: Db, size: number): Promise<{ lines: LightLine[]; of: number }> {
  // Asked for both ends at once, SQLite goes through all that stands between them.
  const [first, last] = await Promise.all(
    ['asc', 'desc'].map((way) => db('import_line').orderBy('id', way).first('id')),
  );
  if (first === undefined || last === undefined) return { lines: [], of: 0 };
  const [from, of] = [first.id, last.id - first.id + 1];
  const count = Math.min(size, of);
  const ids = Array.from({ length: count }, (_, index) => from + Math.floor((index * of) / count));
  const { sql, bindings } = among(db, 'l.id', ids);
  return { lines: await db('import_line as l').whereRaw(sql, bindings).select(LIGHT), of };
}

/** Lines as they stand in an index, from some place on. */
export interface Stretch {
  /** Has a query of lines `l` go along it. */
  lines(query: Knex.QueryBuilder): void;
  /** Their ids alone, which the index has itself. */
  ids(): Knex.QueryBuilder;
}

/** Of the first so many lines of a stretch those that the question means, whatever their words, in no order. */
export function readStretch(of: LineQuestion, stretch: Stretch, looked: number): Promise<LightLine[]> {
  const lines = of.db('import_line as l').modify(stretch.lines).limit(looked).select(COLUMNS).as('l');
  return meant(of, lines).select(LIGHT) as unknown as Promise<LightLine[]>;
}

/** The last of the first so many lines of a stretch, whether it is meant or not; null where there are not so many. */
export async function findStretchEnd(db: Db, stretch: Stretch, looked: number): Promise<LightLine | null> {
  const last = stretch
    .ids()
    .offset(looked - 1)
    .limit(1);
  const [line] = await db('import_line as l').where('l.id', last).select(LIGHT);
  return line ?? null;
}

/** The ids of lines of some codings, of some suppliers, with some words, or within days or sizes: about so many. */
export const candidates = {
  async ofCodings({ db, batches, filter }: LineQuestion): Promise<number[]> {
    const codings = await readCodingIds(db, batches, filter);
    return ofWords(
      db,
      codings.map((id) => lineWord('coding', id)),
    );
  },
  async ofSuppliers({ db, suppliers }: LineQuestion): Promise<number[]> {
    return ofWords(
      db,
      (suppliers ?? []).map(({ id }) => lineWord('supplier', id)),
    );
  },
  async withWords({ db, filter }: LineQuestion, limit: number): Promise<number[]> {
    return searchOf(db, 'import_line_search')
      .ids(filter.words ?? [])
      .limit(limit)
      .pluck('rowid');
  },
  async withinDays({ db, filter }: LineQuestion, limit: number): Promise<number[]> {
    return db('import_line')
      .modify((q) => {
        if (filter.from !== undefined) q.where('happened_on', '>=', filter.from);
        if (filter.to !== undefined) q.where('happened_on', '<=', filter.to);
      })
      .limit(limit)
      .pluck('id');
  },
  async withinSizes({ db, filter }: LineQuestion, limit: number): Promise<number[]> {
    const { least = 0, most = Number.MAX_SAFE_INTEGER } = filter;
    const sized = (from: number, to: number): Promise<number[]> =>
      db('import_line_size').whereBetween('pence', [from, to]).limit(limit).pluck('line_id');
    return [...(await sized(least, most)), ...(await sized(-most, -least))];
  },
};

async function ofWords(db: Db, words: readonly string[]): Promise<number[]> {
  const ids: number[] = [];
  for (let at = 0; at < words.length; at += 100) {
    ids.push(
      ...(await searchOf(db, 'import_line_search')
        .idsOfAny(words.slice(at, at + 100))
        .pluck('rowid')),
    );
  }
  return ids;
}

/** Where a line stands in a list of an order. */
export function placeOfLine(line: LightLine, by: SortKey, seq: number): Place {
  if (by === 'recorded') return { key: seq, isLine: true, number: line.row };
  return { key: by === 'size' ? Math.abs(line.pence) : line.day, isLine: true, number: line.id };
}
