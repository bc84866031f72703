import type { DeadlineReader } from '../notices/deadline.ts';
import { listOwedReturns, owedShown } from './duty.ts';
import { filingHref } from './return.pages.ts';

/** The returns that are owed and were not submitted, for those who prepare them. */
export const readFilingDeadlines: DeadlineReader = async (db, officeId, today) =>
  (await listOwedReturns(db, officeId, today))
    .filter(({ submitted }) => submitted === null)
    .map((owed) => ({
      kind: 'return-filing',
      ref: owed.ref,
      dueOn: owed.dueOn,
      what: `${owed.template.title}, ${owedShown(owed)}`,
      path: owed.latest === null ? '/returns' : filingHref(owed.latest),
      to: { roles: ['finance-officer', 'finance-manager'] },
    }));
