import type { DeadlineReader } from '../notices/deadline.ts';
import { DATA_RETURNS, dataReturnState } from './data-return.ts';
import { readPartnership } from './partnership.ts';
import { SHARING_AGREEMENTS, sharingState } from './sharing-agreement.ts';

/** Reviews of information-sharing agreements, and data that one area owes another. */
export const readPartnershipDeadlines: DeadlineReader = async (db, officeId, today) => {
  const { agreements, returns } = await readPartnership(db, officeId);
  const to = { roles: ['coordinator'] as const };
  return [
    ...agreements
      .filter(({ answers }) => sharingState(answers, today) !== 'ended')
      .map(({ ref, answers }) => ({
        kind: 'sharing-review',
        ref,
        dueOn: String(answers.reviewDue),
        what: `Review of information-sharing agreement ${ref}`,
        path: `${SHARING_AGREEMENTS.path}/${ref}`,
        to,
      })),
    ...returns
      .filter(({ answers }) => ['due', 'overdue'].includes(dataReturnState(answers, today).state))
      .map(({ ref, answers }) => ({
        kind: 'data-return',
        ref,
        dueOn: String(answers.due),
        what: `Data return ${ref}`,
        path: `${DATA_RETURNS.path}/${ref}`,
        to,
      })),
  ];
};
