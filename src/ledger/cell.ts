import type { Act } from '../audit/act.ts';
import type { Plain } from '../platform/digest.ts';
import type { Account } from './account.ts';
import type { NewEntry } from './entry.ts';

/** How finely balances are kept, and in which tables. */
export interface CellGrain {
  cells: string;
  versions: string;
  where(account: Account, entry: NewEntry): Record<string, string | number>;
  add(act: Act, table: string, row: Record<string, Plain>): Promise<number>;
  addMany(act: Act, table: string, rows: Record<string, Plain>[]): Promise<void>;
}

function periodOf(account: Account, { period, kind }: NewEntry) {
  return { account_id: account.id, year: period.year, period: period.number, kind };
}

/** By account, period, kind, place and category: what a question by district or category is answered from. */
export const PLACE_GRAIN: CellGrain = {
  cells: 'balance_cell',
  versions: 'balance_version',
  where: (account, entry) => ({
    ...periodOf(account, entry),
    place: entry.place ?? '',
    category: entry.category ?? '',
  }),
  add: (act, table, row) => act.add(table, row),
  addMany: (act, table, rows) => act.addMany(table, rows),
};

/**
 * By account, period and kind alone: what every other report is answered from, so that it costs the same however
 * many places and categories there are. These rows can all be made again from the entries, and `verify` compares each
 * version with them; so they are not bound to the chain, and an upgrade could fill them for acts of the past.
 */
export const PERIOD_GRAIN: CellGrain = {
  cells: 'period_cell',
  versions: 'period_version',
  where: periodOf,
  async add(act, table, row) {
    const [added] = await act.trx(table).insert(stamped(act, row)).returning('id');
    return added.id;
  },
  async addMany(act, table, rows) {
    for (let at = 0; at < rows.length; at += 100) {
      await act.trx(table).insert(rows.slice(at, at + 100).map((row) => stamped(act, row)));
    }
  },
};

function stamped(act: Act, row: Record<string, Plain>): Record<string, Plain> {
  return { ...row, office_id: act.doer.officeId, act_seq: act.seq };
}
