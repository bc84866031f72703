import type { DeadlineReader } from '../../notices/deadline.ts';
import { listRecords } from '../../registers/register.store.ts';
import { MILESTONES } from './milestone.ts';

/** The milestones that have not been reached. */
export const readMilestoneDeadlines: DeadlineReader = async (db, officeId) =>
  (await listRecords(db, officeId, MILESTONES))
    .filter(({ answers }) => (answers.reached ?? null) === null)
    .map(({ ref, answers }) => ({
      kind: 'milestone',
      ref,
      dueOn: String(answers.current),
      what: `Milestone ${ref} of ${answers.initiative}`,
      path: `${MILESTONES.path}/${ref}`,
      to: { roles: ['commissioning-officer'] as const },
    }));
