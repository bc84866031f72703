import type { Moment } from '../audit/moment.ts';
import type { Db, Row } from '../platform/database.ts';
import { ACCOUNT_COLUMNS } from './account.store.ts';
import type { Account } from './account.ts';
import type { Cell } from './balance.ts';
import { type CellGrain, PERIOD_GRAIN, PLACE_GRAIN } from './cell.ts';

interface CellsWhere {
  moment?: Moment;
  fund?: string;
  accountIds?: number[];
}

/**
 * Every cell of the office's books as at a moment, by place and category too. It costs by the number of cells, not of
 * entries: each is looked up in its latest version no later than the moment.
 */
export async function readCells(db: Db, officeId: number, where: CellsWhere = {}): Promise<Cell[]> {
  return read(db, officeId, where, PLACE_GRAIN, ['c.place', 'c.category']);
}

/** As `readCells`, with places and categories together: far fewer cells, and the same totals. */
export async function readPeriodCells(db: Db, officeId: number, where: CellsWhere = {}): Promise<Cell[]> {
  return read(db, officeId, where, PERIOD_GRAIN, []);
}

async function read(db: Db, officeId: number, where: CellsWhere, grain: CellGrain, columns: string[]): Promise<Cell[]> {
  const upTo = where.moment?.seq ?? Number.MAX_SAFE_INTEGER;
  const rows: Row[] = await db(`${grain.cells} as c`)
    .join(`${grain.versions} as v`, 'v.cell_id', 'c.id')
    .where('c.office_id', officeId)
    .where('c.act_seq', '<=', upTo)
    .modify((q) => {
      if (where.fund !== undefined) q.where('c.fund', where.fund);
      if (where.accountIds !== undefined) q.whereIn('c.account_id', where.accountIds);
    })
    .whereRaw(
      `v.id = (SELECT w.id FROM ${grain.versions} w WHERE w.cell_id = c.id AND w.act_seq <= ?
               ORDER BY w.act_seq DESC, w.id DESC LIMIT 1)`,
      [upTo],
    )
    .orderBy('c.id')
    .select('c.account_id', 'c.year', 'c.period', 'c.kind', 'v.pence_in', 'v.pence_out', ...columns);
  const ids = [...new Set(rows.map((row) => row.account_id))];
  const accounts = await accountsOf(db, officeId, where.accountIds === undefined ? undefined : ids);
  return rows.map(({ account_id, year, period, kind, place = '', category = '', pence_in, pence_out }) => ({
    account: accounts.get(account_id) as Account,
    year,
    period,
    kind,
    place,
    category,
    penceIn: pence_in,
    penceOut: pence_out,
  }));
}

async function accountsOf(db: Db, officeId: number, ids: number[] | undefined): Promise<Map<number, Account>> {
  const accounts: Account[] = await db('account')
    .where({ office_id: officeId })
    .modify((q) => {
      if (ids !== undefined) q.whereIn('id', ids);
    })
    .select(...ACCOUNT_COLUMNS);
  return new Map(accounts.map((account) => [account.id, account]));
}
