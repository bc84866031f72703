import type { DeadlineReader } from '../../notices/deadline.ts';
import { reportingPeriodShown } from './duty.ts';
import { listReturns } from './return.store.ts';
import { returnHref } from './return.ts';

/** The returns of providers that have not come whole, or were sent back. */
export const readReturnDeadlines: DeadlineReader = async (db, officeId, today) =>
  (await listReturns(db, officeId, today))
    .filter(({ state }) => state !== 'received' && state !== 'accepted')
    .map(({ agreement, period }) => ({
      kind: 'monitoring-return',
      ref: `${agreement.ref} ${period.key}`,
      dueOn: period.dueOn,
      what: `Monitoring return of ${agreement.ref}, ${reportingPeriodShown(period)}`,
      path: returnHref(agreement.ref, period.key),
      to: { roles: ['commissioning-officer'] },
    }));
