import type { Moment } from '../audit/moment.ts';
import type { Db, Row } from '../platform/database.ts';
import type { Account } from './account.ts';
import type { Cell } from './balance.ts';

/**
 * Every cell of the office's books as at a moment. It costs by the number of cells, not of entries: each is looked
 * up in its latest version no later than the moment.
 */
export async function readCells(
  db: Db,
  officeId: number,
  where: { moment?: Moment; fund?: string; accountIds?: number[] } = {},
): Promise<Cell[]> {
  const upTo = where.moment?.seq ?? Number.MAX_SAFE_INTEGER;
  const rows = await db('balance_cell as c')
    .join('account as a', 'a.id', 'c.account_id')
    .join('balance_version as v', 'v.cell_id', 'c.id')
    .where('c.office_id', officeId)
    .where('c.act_seq', '<=', upTo)
    .modify((q) => {
      if (where.fund !== undefined) q.where('c.fund', where.fund);
      if (where.accountIds !== undefined) q.whereIn('c.account_id', where.accountIds);
    })
    .whereRaw(
      `v.id = (SELECT w.id FROM balance_version w WHERE w.cell_id = c.id AND w.act_seq <= ?
               ORDER BY w.act_seq DESC, w.id DESC LIMIT 1)`,
      [upTo],
    )
    .orderBy('c.id')
    .select(
      'a.id as account_id',
      'a.fund',
      'a.name',
      'a.kind as account_kind',
      'a.source',
      'a.year as account_year',
      'a.nature',
      'a.allocation',
      'a.initiative',
      'a.agreement',
      'c.year',
      'c.period',
      'c.kind',
      'c.place',
      'c.category',
      'v.pence_in',
      'v.pence_out',
    );
  const accounts = new Map<number, Account>();
  return rows.map((row: Row) => {
    let account = accounts.get(row.account_id);
    if (account === undefined) {
      const { fund, name, source, nature, allocation, initiative, agreement } = row;
      account = {
        id: row.account_id,
        fund,
        name,
        kind: row.account_kind,
        source,
        year: row.account_year,
        nature,
        allocation,
        initiative,
        agreement,
      };
      accounts.set(account.id, account);
    }
    const { year, period, kind, place, category } = row;
    return { account, year, period, kind, place, category, penceIn: row.pence_in, penceOut: row.pence_out };
  });
}
