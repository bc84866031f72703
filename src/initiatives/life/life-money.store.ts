import { comparePeriods } from '../../calendar/period.ts';
import { findAccounts } from '../../ledger/account.store.ts';
import { readPeriodCells } from '../../ledger/balance.store.ts';
import { total } from '../../ledger/balance.ts';
import { readEntries } from '../../ledger/entry.store.ts';
import type { EntryKind } from '../../ledger/entry.ts';
import type { Pence } from '../../money/pence.ts';
import type { Db } from '../../platform/database.ts';
import type { FirstMoney } from './life-check.ts';

const SPENT: readonly EntryKind[] = ['spend', 'accrual', 'prepayment'];

/**
 * The first days on which money of an initiative was bound and spent. Only the first period that has any is read entry
 * by entry, so it costs as much at a million entries as at ten.
 */
export async function readFirstMoney(db: Db, officeId: number, initiative: string): Promise<FirstMoney> {
  const accountIds = (await findAccounts(db, officeId, { initiative })).map(({ id }) => id);
  if (accountIds.length === 0) return { bound: null, spent: null };
  const cells = await readPeriodCells(db, officeId, { accountIds });
  const first = async (kinds: readonly EntryKind[]) => {
    const [earliest] = cells
      .filter(({ kind }) => kinds.includes(kind))
      .map(({ year, period }) => ({ year, number: period }))
      .toSorted(comparePeriods);
    if (earliest === undefined) return null;
    const entries = await readEntries(db, officeId, { kinds, period: earliest, accountIds });
    return entries.map(({ happenedOn }) => happenedOn).toSorted()[0] ?? null;
  };
  return { bound: await first(['commit']), spent: await first(SPENT) };
}

/** What the agreements of an initiative still bind, in pence. */
export async function readBound(db: Db, officeId: number, initiative: string): Promise<Pence> {
  const accountIds = (await findAccounts(db, officeId, { kind: 'agreement', initiative })).map(({ id }) => id);
  return total(await readPeriodCells(db, officeId, { accountIds }), { accountKinds: ['agreement'] });
}
