import type { Act } from '../audit/act.ts';
import type { Db } from '../platform/database.ts';
import { type Account, type AccountPlan, accountName, sibling } from './account.ts';

export const ACCOUNT_COLUMNS = [
  'id',
  'fund',
  'name',
  'kind',
  'source',
  'year',
  'nature',
  'allocation',
  'initiative',
  'agreement',
] as const;

/**
 * Finds the account of this plan or opens it. Money of another allocation stands in an account of its own, whose name
 * says so, since its spend could otherwise not be told apart.
 */
export async function ensureAccount(act: Act, plan: AccountPlan): Promise<Account> {
  const name = accountName(plan);
  const found = await accountNamed(act, name);
  if (found === undefined) return open(act, plan, name);
  if (found.allocation === plan.allocation) return found;
  const ownName = `${name}:${plan.allocation}`;
  return (await accountNamed(act, ownName)) ?? open(act, plan, ownName);
}

async function accountNamed(act: Act, name: string): Promise<Account | undefined> {
  return act
    .trx('account')
    .where({ office_id: act.doer.officeId, name })
    .first(...ACCOUNT_COLUMNS);
}

async function open(act: Act, plan: AccountPlan, name: string): Promise<Account> {
  return { ...plan, name, id: await act.add('account', { ...plan, name }) };
}

/** The accounts of this shape that were open by an act, in the order in which they were opened. */
export async function findAccounts(
  db: Db,
  officeId: number,
  where: Partial<AccountPlan>,
  upToSeq = Number.MAX_SAFE_INTEGER,
): Promise<Account[]> {
  return db('account')
    .where({ office_id: officeId, ...where })
    .where('act_seq', '<=', upToSeq)
    .orderBy('id')
    .select(...ACCOUNT_COLUMNS);
}

/**
 * The account of the same coding and source in another year: the agreement's where it binds money of that year, else
 * the initiative's, else one that is opened under the same allocation.
 */
export async function sameMoneyOf(act: Act, account: Account, year: number): Promise<Account> {
  const { fund, source, nature, initiative, agreement } = account;
  const same = { fund, source, nature, initiative, year };
  const bound =
    agreement === '' ? [] : await findAccounts(act.trx, act.doer.officeId, { ...same, kind: 'agreement', agreement });
  const free = await findAccounts(act.trx, act.doer.officeId, { ...same, kind: 'initiative' });
  return (
    bound[0] ?? free[0] ?? ensureAccount(act, sibling({ ...account, year }, { kind: 'initiative', agreement: '' }))
  );
}

/**
 * Where what is spent out of another year's money stands, with the coding it was first given: the agreement is kept
 * where it binds money of that year too.
 */
export async function spentInYear(act: Act, from: Account, agreement: string): Promise<Account> {
  const { officeId } = act.doer;
  const bound =
    agreement === '' ? [] : await findAccounts(act.trx, officeId, { kind: 'agreement', agreement, year: from.year });
  return ensureAccount(act, sibling(from, { kind: 'spent', agreement: bound.length > 0 ? agreement : '' }));
}
