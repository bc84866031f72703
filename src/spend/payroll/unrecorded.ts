import { comparePeriods, type PeriodKey } from '../../calendar/period.ts';
import { readPosts } from '../../initiatives/kinds/post.store.ts';
import type { Db } from '../../platform/database.ts';
import { listRecorded } from './payroll.store.ts';
import { postMonth } from './post-month.ts';
import { readStandingBeside } from './proposal.store.ts';
import { isRecorded } from './proposal.ts';
import { listSchedules, monthsOfSchedule, type Schedule } from './schedule.ts';

/** The schedules whose posts are filled in a month that was neither recorded nor accrued. */
export async function listUnrecorded(db: Db, officeId: number, period: PeriodKey): Promise<Schedule[]> {
  const found: Schedule[] = [];
  for (const schedule of await listSchedules(db, officeId)) {
    if (!monthsOfSchedule(schedule).some((month) => comparePeriods(month, period) === 0)) continue;
    if (isRecorded(await listRecorded(db, officeId, { schedule: schedule.ref }), period)) continue;
    const posts = await readPosts(db, officeId, { initiative: schedule.initiative });
    if (!posts.some((post) => postMonth(post, period, schedule.onCost).filled > 0)) continue;
    const standing = await readStandingBeside(db, officeId, schedule, period);
    if (standing.every(({ kind }) => kind !== 'accrual')) found.push(schedule);
  }
  return found;
}
