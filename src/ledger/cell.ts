import type { Act } from '../audit/act.ts';
import type { Db, Row } from '../platform/database.ts';
import type { Plain } from '../platform/digest.ts';
import type { Account } from './account.ts';
import { addUp } from './balance.ts';
import type { NewEntry } from './entry.ts';

/** How finely balances are kept, and in which tables. */
export interface CellGrain {
  cells: string;
  versions: string;
  /** What a cell is known by, in the order of its index. */
  key: readonly string[];
  where(account: Account, entry: NewEntry): Record<string, string | number>;
  /** Adds rows within the act and answers their ids in order. */
  addAll(act: Act, table: string, rows: Record<string, Plain>[]): Promise<number[]>;
}

function periodOf(account: Account, { period, kind }: NewEntry) {
  return { account_id: account.id, year: period.year, period: period.number, kind };
}

/** By account, period, kind, place and category: what a question by district or category is answered from. */
export const PLACE_GRAIN: CellGrain = {
  cells: 'balance_cell',
  versions: 'balance_version',
  key: ['account_id', 'year', 'period', 'kind', 'place', 'category'],
  where: (account, entry) => ({
    ...periodOf(account, entry),
    place: entry.place ?? '',
    category: entry.category ?? '',
  }),
  addAll: (act, table, rows) => act.addAll(table, rows),
};

/**
 * By account, period and kind alone: what every other report is answered from, so that it costs the same however
 * many places and categories there are. These rows can all be made again from the entries, and `verify` compares each
 * version with them; so they are not bound to the chain, and an upgrade could fill them for acts of the past.
 */
export const PERIOD_GRAIN: CellGrain = {
  cells: 'period_cell',
  versions: 'period_version',
  key: ['account_id', 'year', 'period', 'kind'],
  where: periodOf,
  addAll: addUnbound,
};

const SLICE = 100;

/** Adds rows with the act's office and number that are not bound to the chain, and answers their ids in order. */
export async function addUnbound(act: Act, table: string, rows: Record<string, Plain>[]): Promise<number[]> {
  const ids: number[] = [];
  for (let at = 0; at < rows.length; at += SLICE) {
    const slice = rows.slice(at, at + SLICE).map((row) => ({ ...row, office_id: act.doer.officeId, act_seq: act.seq }));
    const added: { id: number }[] = await act.trx(table).insert(slice).returning('id');
    ids.push(...added.map(({ id }) => id).sort((a, b) => a - b));
  }
  return ids;
}

/**
 * A column of the latest version of the cell `c` no later than an act, for a select: one look into an index for each
 * cell, however many versions there are.
 */
export function latest(db: Db, versions: string, column: string, upTo = Number.MAX_SAFE_INTEGER) {
  return db.raw(
    '(SELECT v.?? FROM ?? v WHERE v.cell_id = c.id AND v.act_seq <= ? ORDER BY v.act_seq DESC, v.id DESC LIMIT 1) AS ??',
    [column, versions, upTo, column],
  );
}

/** The cells under these keys that exist, with the columns of their latest versions; answered by `cellKey`. */
export async function knownCells(
  act: Act,
  table: { cells: string; versions: string; key: readonly string[]; columns: readonly string[] },
  keys: Record<string, string | number>[],
): Promise<Map<string, Row>> {
  const known = new Map<string, Row>();
  // Each key by itself finds its row through the index; compared as tuples, SQLite would read the whole table.
  const one = `(${table.key.map((column) => `c.${column} = ?`).join(' AND ')})`;
  for (let at = 0; at < keys.length; at += SLICE) {
    const slice = keys.slice(at, at + SLICE);
    const rows: Row[] = await act
      .trx(`${table.cells} as c`)
      .whereRaw(
        slice.map(() => one).join(' OR '),
        slice.flatMap((key) => table.key.map((column) => key[column] as string | number)),
      )
      .select('c.id', ...table.key.map((column) => `c.${column}`))
      .select(table.columns.map((column) => latest(act.trx, table.versions, column)));
    for (const row of rows) known.set(cellKey(table.key, row), row);
  }
  return known;
}

/** One text for what a cell is known by. */
export function cellKey(key: readonly string[], row: Row): string {
  return JSON.stringify(key.map((column) => row[column]));
}

/** Adds a new version of each cell that the entries touch. */
export async function saveCells(act: Act, grain: CellGrain, entries: readonly NewEntry[]): Promise<void> {
  const touched = new Map<
    string,
    { key: Record<string, string | number>; fund: string; in: number[]; out: number[] }
  >();
  for (const entry of entries) {
    for (const account of [entry.from, entry.to]) {
      const key = grain.where(account, entry);
      const name = cellKey(grain.key, key);
      const moved = touched.get(name) ?? { key, fund: account.fund, in: [], out: [] };
      (account === entry.from ? moved.out : moved.in).push(entry.pence);
      touched.set(name, moved);
    }
  }
  const columns = ['pence_in', 'pence_out'];
  const known = await knownCells(
    act,
    { ...grain, columns },
    [...touched.values()].map(({ key }) => key),
  );
  const missing = [...touched].filter(([name]) => !known.has(name));
  const ids = await grain.addAll(
    act,
    grain.cells,
    missing.map(([, { key, fund }]) => ({ ...key, fund })),
  );
  for (const [index, [name]] of missing.entries()) known.set(name, { id: ids[index], pence_in: 0, pence_out: 0 });
  await grain.addAll(
    act,
    grain.versions,
    [...touched].map(([name, moved]) => {
      const cell = known.get(name) as Row;
      return {
        cell_id: cell.id,
        pence_in: addUp([cell.pence_in, ...moved.in]),
        pence_out: addUp([cell.pence_out, ...moved.out]),
      };
    }),
  );
}
