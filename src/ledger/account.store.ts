import type { Act } from '../audit/act.ts';
import { yearShown } from '../calendar/financial-year.ts';
import type { Db } from '../platform/database.ts';
import { refused } from '../platform/refusal.ts';
import { type Account, type AccountPlan, accountName } from './account.ts';

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
 * Finds the account of this plan or opens it. Refused when the initiative's money of this source and year already
 * stands under another allocation, since its spend could then not be told apart.
 */
export async function ensureAccount(act: Act, plan: AccountPlan): Promise<Account> {
  const name = accountName(plan);
  const found: Account | undefined = await act
    .trx('account')
    .where({ office_id: act.doer.officeId, name })
    .first(...ACCOUNT_COLUMNS);
  if (found === undefined) return { ...plan, name, id: await act.add('account', { ...plan, name }) };
  if (found.allocation !== plan.allocation) {
    throw refused(
      'one-allocation',
      `${plan.initiative} already draws on ${found.allocation} in ${yearShown(plan.year)}. Use that allocation.`,
    );
  }
  return found;
}

export async function findAccounts(db: Db, officeId: number, where: Partial<AccountPlan>): Promise<Account[]> {
  return db('account')
    .where({ office_id: officeId, ...where })
    .orderBy('id')
    .select(...ACCOUNT_COLUMNS);
}
