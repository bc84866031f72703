import type { Act } from '../../audit/act.ts';
import { ensureAccount, findAccounts } from '../../ledger/account.store.ts';
import { type Account, type Nature, sibling } from '../../ledger/account.ts';
import { readPeriodCells } from '../../ledger/balance.store.ts';
import { total } from '../../ledger/balance.ts';
import type { Pence } from '../../money/pence.ts';
import type { Db } from '../../platform/database.ts';

/** An account and what is left in it. */
export interface Purse {
  account: Account;
  left: Pence;
}

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

async function withLeft(db: Db, officeId: number, accounts: Account[]): Promise<Purse[]> {
  const cells = await readPeriodCells(db, officeId, { accountIds: accounts.map(({ id }) => id) });
  return accounts.map((account) => ({ account, left: total(cells, { accountId: account.id }) }));
}

/**
 * Divides an amount over purses in their order, each as far as it reaches; what none can bear falls on the last. The
 * parts add up to the amount.
 */
export function drawInOrder(purses: readonly Purse[], pence: Pence): { account: Account; pence: Pence }[] {
  const drawn: { account: Account; pence: Pence }[] = [];
  let open = pence;
  for (const [index, { account, left }] of purses.entries()) {
    const isLast = index === purses.length - 1;
    const part = isLast ? open : Math.max(0, Math.min(open, left));
    if (part > 0) drawn.push({ account, pence: part });
    open -= part;
  }
  return drawn;
}

/** Where what an agreement's account held is free again: the initiative's own account of the same money. */
export function freeAccount(act: Act, account: Account): Promise<Account> {
  return ensureAccount(act, sibling(account, { kind: 'initiative', agreement: '' }));
}
