import type { Act } from '../../audit/act.ts';
import { withLeft } from '../../funds/budget-head.store.ts';
import type { Purse } from '../../funds/budget-head.ts';
import { ensureAccount, findAccounts } from '../../ledger/account.store.ts';
import { type Account, type Nature, sibling } from '../../ledger/account.ts';
import type { Db } from '../../platform/database.ts';

/** The initiative's own accounts of a year and nature, in the order in which their sources were budgeted. */
export async function initiativePurses(
  db: Db,
  officeId: number,
  initiative: string,
  year: number,
  nature: Nature,
): Promise<Purse[]> {
  return withLeft(db, officeId, await findAccounts(db, officeId, { kind: 'initiative', initiative, year, nature }));
}

/** The agreement's accounts, of all its years or one, by source in the order in which they were bound. */
export async function agreementPurses(db: Db, officeId: number, agreement: string, year?: number): Promise<Purse[]> {
  const where = { kind: 'agreement' as const, agreement, ...(year === undefined ? {} : { year }) };
  return withLeft(db, officeId, await findAccounts(db, officeId, where));
}

/** Where what an agreement's account held is free again: the initiative's own account of the same money. */
export function freeAccount(act: Act, account: Account): Promise<Account> {
  return ensureAccount(act, sibling(account, { kind: 'initiative', agreement: '' }));
}
