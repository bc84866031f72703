import { type PeriodKey, periodLabel, periodShown } from '../calendar/period.ts';
import type { Obstacle } from '../ledger/obstacle.ts';
import type { Db } from '../platform/database.ts';
import { listUnrecorded } from '../spend/payroll/unrecorded.ts';

/** The recharge schedules whose month has posts filled and was neither recorded nor accrued. */
export async function payrollObstacle(db: Db, officeId: number, period: PeriodKey): Promise<Obstacle> {
  const schedules = await listUnrecorded(db, officeId, period);
  const [first] = schedules;
  return {
    name: 'Payroll recharges not recorded',
    weight: 'warning',
    count: schedules.length,
    total: null,
    found:
      first === undefined
        ? 'None.'
        : `${schedules.map(({ ref, initiative }) => `${ref} of ${initiative}`).join(', ')}: payroll of ` +
          `${periodShown(period)} is not recorded yet.`,
    mend: {
      text: 'Record or accrue it',
      href: first === undefined ? '/payroll' : `/payroll/${first.ref}/${periodLabel(period)}`,
    },
  };
}
