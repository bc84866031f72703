import type { Act } from '../../audit/act.ts';
import { type PeriodKey, periodShown } from '../../calendar/period.ts';
import { readPosts } from '../../initiatives/kinds/post.store.ts';
import { refused } from '../../platform/refusal.ts';
import { listRecorded } from './payroll.store.ts';
import { postMonth } from './post-month.ts';
import { readStandingBeside } from './proposal.store.ts';
import { isRecorded } from './proposal.ts';
import { addLine, addRun } from './record-payroll.ts';
import { findSchedule } from './schedule.ts';

/**
 * Records that one entry, made by hand or brought by a file, is the recharge of a month: the month is then not proposed
 * again, and only what its posts come to more or less from now on is.
 *
 * Refused by name: `recorded-already`, `not-its-recharge` where the entry is not of the schedule's initiative, supplier,
 * category and period or stands for another month, and `no-post-filled`.
 */
export async function nameByHand(
  act: Act,
  wanted: { schedule: string; period: PeriodKey; spend: string },
): Promise<void> {
  const { trx, doer } = act;
  const { period } = wanted;
  const schedule = await findSchedule(trx, doer.officeId, wanted.schedule);
  if (isRecorded(await listRecorded(trx, doer.officeId, { schedule: schedule.ref }), period)) {
    throw refused(
      'recorded-already',
      `${periodShown(period)} of ${schedule.ref} was recorded before. Nothing was changed.`,
    );
  }
  const standing = await readStandingBeside(trx, doer.officeId, schedule, period);
  if (!standing.some(({ ref, kind }) => ref === wanted.spend && kind === 'spend')) {
    throw refused(
      'not-its-recharge',
      `${wanted.spend} is not spend of ${schedule.initiative} by ${schedule.supplier} in ${periodShown(period)}, or stands for another month. Select one that is listed.`,
      'spend',
    );
  }
  const posts = await readPosts(trx, doer.officeId, { initiative: schedule.initiative });
  const filled = posts
    .map((post) => ({ post, period, month: postMonth(post, period, schedule.onCost) }))
    .filter(({ month }) => month.filled > 0);
  if (filled.length === 0) {
    throw refused(
      'no-post-filled',
      `No post of ${schedule.initiative} is filled in ${periodShown(period)}, so no recharge is due. Record its posts first.`,
    );
  }
  const run = await addRun(act, schedule, { period, kind: 'by hand' });
  for (const line of filled) {
    const proposed = line.month.filled;
    await addLine(
      act,
      run,
      schedule,
      { ...line, proposed },
      { outcome: 'by hand', pence: 0, reason: null, spend: wanted.spend },
    );
  }
}
