import { readPeriod } from '../src/calendar/period.ts';
import { nameByHand } from '../src/spend/payroll/by-hand.ts';
import { readStandingBeside } from '../src/spend/payroll/proposal.store.ts';
import { findSchedule, SCHEDULES } from '../src/spend/payroll/schedule.ts';
import { theRecords } from './records.ts';
import { type By, type Event, eachRow, known } from './timeline.ts';

/** The recharge schedule of the investigators, and the months whose recharge was recorded by hand before it was made. */
export function thePayroll(by: By): Event[] {
  return [
    ...theRecords(by, 'payroll-schedules', SCHEDULES),
    ...eachRow('payroll-by-hand', (row) =>
      by(row.by as string, 'payroll.by-hand', 'payroll-schedule', async (act) => {
        const { officeId } = act.doer;
        const ref = row.schedule as string;
        const period = known(readPeriod(row.period as string), row.period);
        const standing = await readStandingBeside(
          act.trx,
          officeId,
          await findSchedule(act.trx, officeId, ref),
          period,
        );
        const spend = known(
          standing.find(({ reference }) => reference === row.reference),
          row.reference,
        );
        await nameByHand(act, { schedule: ref, period, spend: spend.ref });
        return ref;
      }),
    ),
  ];
}
