import { readAssuranceDeadlines } from '../assurance/assurance.deadlines.ts';
import type { Day } from '../calendar/day.ts';
import { readCarryForwardDeadlines } from '../funds/carry-forward.deadlines.ts';
import { readMilestoneDeadlines } from '../initiatives/delivery/milestone.deadlines.ts';
import { readStepDeadlines } from '../initiatives/life/life.deadlines.ts';
import { readMeetingDeadlines } from '../meetings/meeting.deadlines.ts';
import type { Deadline, DeadlineReader } from '../notices/deadline.ts';
import { readCheckDeadlines } from '../partners/check.deadlines.ts';
import { readPartnershipDeadlines } from '../partners/partnership.deadlines.ts';
import type { Db } from '../platform/database.ts';
import { readPublicationDeadlines } from '../publication/publication.deadlines.ts';
import { readFilingDeadlines } from '../returns/duty.deadlines.ts';
import { readPayableDeadlines } from '../spend/claims/payable.deadlines.ts';
import { readReturnDeadlines } from '../spend/monitoring/return.deadlines.ts';

/** Every room's deadlines: one line for each. */
const DEADLINES: readonly DeadlineReader[] = [
  readReturnDeadlines,
  readPayableDeadlines,
  readCheckDeadlines,
  readPartnershipDeadlines,
  readStepDeadlines,
  readMilestoneDeadlines,
  readAssuranceDeadlines,
  readMeetingDeadlines,
  readFilingDeadlines,
  readCarryForwardDeadlines,
  readPublicationDeadlines,
];

/** Everything of an office that is still to be done by a day, of every room. */
export async function readDeadlines(db: Db, officeId: number, today: Day): Promise<Deadline[]> {
  const found: Deadline[] = [];
  for (const read of DEADLINES) found.push(...(await read(db, officeId, today)));
  return found;
}
