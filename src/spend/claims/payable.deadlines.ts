import type { DeadlineReader } from '../../notices/deadline.ts';
import { listPayables } from './payable.store.ts';

/** What is still to be paid on claims, until a line that pays it is recorded. */
export const readPayableDeadlines: DeadlineReader = async (db, officeId) =>
  (await listPayables(db, officeId))
    .filter(({ free }) => free > 0)
    .map(({ ref, dueOn, claim }) => ({
      kind: 'payable',
      ref,
      dueOn,
      what: `Payment of ${ref} under ${claim.agreement}`,
      path: `/payables/${ref}`,
      to: { roles: ['finance-officer', 'finance-manager'] },
    }));
