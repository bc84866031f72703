import { findAccounts } from '../ledger/account.store.ts';
import type { Account, AccountPlan } from '../ledger/account.ts';
import { readPeriodCells } from '../ledger/balance.store.ts';
import { total } from '../ledger/balance.ts';
import { formatPounds, type Pence } from '../money/pence.ts';
import type { Db } from '../platform/database.ts';
import { refused } from '../platform/refusal.ts';
import { type BudgetHead, headOf, headShown, type Money, moneyInWords, type Purse } from './budget-head.ts';

/** The accounts in which a head holds this money, in the order in which they were opened. */
export async function readPurses(db: Db, officeId: number, head: BudgetHead, money: Money): Promise<Purse[]> {
  const { level, ref } = head;
  const { source, year, nature } = money;
  const where: Partial<AccountPlan> = { kind: level, source, year, nature };
  if (level !== 'unallocated') where[level] = ref;
  return withLeft(db, officeId, await findAccounts(db, officeId, where));
}

/** The accounts with what is left in each. */
export async function withLeft(db: Db, officeId: number, accounts: Account[]): Promise<Purse[]> {
  const cells = await readPeriodCells(db, officeId, { accountIds: accounts.map(({ id }) => id) });
  return accounts.map((account) => ({ account, left: total(cells, { accountId: account.id }) }));
}

/** A head with whose money it holds. */
export interface Holding {
  head: BudgetHead;
  money: Money;
  fund: string;
}

/** Every head with each money that it holds, in the order in which the accounts were opened. */
export async function listHoldings(db: Db, officeId: number): Promise<Holding[]> {
  const found = new Map<string, Holding>();
  for (const account of await findAccounts(db, officeId, {})) {
    const head = headOf(account);
    if (head === null) continue;
    const { source, year, nature, fund } = account;
    const holding = { head, money: { source, year, nature }, fund };
    const value = holdingValue(holding);
    if (!found.has(value)) found.set(value, holding);
  }
  return [...found.values()];
}

/** How a form names a holding. */
export function holdingValue({ head, money }: Pick<Holding, 'head' | 'money'>): string {
  return [head.level, head.ref, money.source, money.year, money.nature].join(':');
}

/** Refused when the head holds no such money at all. */
export function noMoney(head: BudgetHead, money: Money, field?: string) {
  return refused(
    'no-money',
    `${headShown(head)} holds no money of ${moneyInWords(money)}. Choose a head that does.`,
    field,
  );
}

/** Refused when more is asked of a head than is left there. */
export function beyondLeft(
  head: BudgetHead,
  money: Money,
  { left, pence, advice, field }: { left: Pence; pence: Pence; advice: string; field?: string },
) {
  return refused(
    'below-zero',
    `What is left of ${headShown(head)} (${moneyInWords(money)}) is ${formatPounds(left)}, ` +
      `${formatPounds(pence - left)} less than ${formatPounds(pence)}. ${advice}`,
    field,
  );
}
