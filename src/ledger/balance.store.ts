import type { Moment } from '../audit/moment.ts';
import type { Pence } from '../money/pence.ts';
import type { Db, Row } from '../platform/database.ts';
import { ACCOUNT_COLUMNS } from './account.store.ts';
import type { Account } from './account.ts';
import type { Cell } from './balance.ts';
import { type CellGrain, PERIOD_GRAIN, PLACE_GRAIN } from './cell.ts';

interface CellsWhere {
  moment?: Moment;
  fund?: string;
  accountIds?: number[];
  /** The financial year of the money. */
  moneyYear?: number;
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
  const isNarrow = where.accountIds !== undefined || where.moneyYear !== undefined;
  const rows: Row[] = await db(`${grain.cells} as c`)
    // The plus keeps SQLite from going through every cell of the office where it is asked about a few accounts.
    .whereRaw(`${isNarrow ? '+' : ''}c.office_id = ?`, [officeId])
    .whereRaw('+c.act_seq <= ?', [upTo])
    .modify((q) => {
      if (where.fund !== undefined) q.where('c.fund', where.fund);
      if (where.accountIds !== undefined) q.whereIn('c.account_id', where.accountIds);
      if (where.moneyYear !== undefined) {
        const ofYear = db('account').where({ office_id: officeId, year: where.moneyYear }).select('id');
        q.whereIn('c.account_id', ofYear);
      }
    })
    .orderBy('c.id')
    .select('c.account_id', 'c.year', 'c.period', 'c.kind', ...columns)
    // Both amounts by one look into the index, which holds them: it is by these looks that the reading costs.
    .select(
      db.raw(
        `(SELECT v.pence_in || ' ' || v.pence_out FROM ?? v WHERE v.cell_id = c.id AND v.act_seq <= ?
          ORDER BY v.act_seq DESC, v.id DESC LIMIT 1) AS amounts`,
        [grain.versions, upTo],
      ),
    );
  const ids = [...new Set(rows.map((row) => row.account_id))];
  const accounts = await accountsOf(db, officeId, where.accountIds === undefined ? undefined : ids);
  const cells: Cell[] = [];
  for (const { account_id, year, period, kind, place = '', category = '', amounts } of rows) {
    if (amounts === null) continue;
    const [penceIn, penceOut] = (amounts as string).split(' ').map(Number) as [Pence, Pence];
    const account = accounts.get(account_id) as Account;
    cells.push({ account, year, period, kind, place, category, penceIn, penceOut });
  }
  // Nothing is ever added to what was read, so that whoever asks it often may group it once.
  return Object.freeze(cells) as Cell[];
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
