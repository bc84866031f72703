import type { Act } from '../audit/act.ts';
import type { Moment } from '../audit/moment.ts';
import { comparePeriods, type PeriodKey, periodLabel, periodShown } from '../calendar/period.ts';
import { findInitiative } from '../initiatives/initiative.store.ts';
import { readPeriods } from '../ledger/period.store.ts';
import { currentPeriod } from '../ledger/period.ts';
import type { Pence } from '../money/pence.ts';
import type { Db } from '../platform/database.ts';
import { refused } from '../platform/refusal.ts';

/** What is expected in a period, as it was last said no later than the moment. */
export interface Forecast {
  fund: string;
  initiative: string;
  period: PeriodKey;
  pence: Pence;
  madeIn: PeriodKey;
}

/** The latest forecast of each initiative and period as at a moment; history stays in the table. */
export async function readForecasts(
  db: Db,
  officeId: number,
  where: { moment?: Moment; initiative?: string } = {},
): Promise<Forecast[]> {
  const rows = await db('forecast')
    .where({ office_id: officeId, ...(where.initiative === undefined ? {} : { initiative: where.initiative }) })
    .where('act_seq', '<=', where.moment?.seq ?? Number.MAX_SAFE_INTEGER)
    .orderBy([{ column: 'act_seq' }, { column: 'id' }]);
  const latest = new Map<string, Forecast>();
  for (const row of rows) {
    const period = { year: row.year, number: row.period };
    latest.set(`${row.initiative} ${periodLabel(period)}`, {
      fund: row.fund,
      initiative: row.initiative,
      period,
      pence: row.pence,
      madeIn: { year: row.made_in_year, number: row.made_in_period },
    });
  }
  return [...latest.values()];
}

/**
 * Records what is expected of an initiative, period by period. Only what differs from the last version is added.
 * A closed period counts its actuals and is refused.
 */
export async function enterForecasts(
  act: Act,
  initiativeRef: string,
  wanted: { period: PeriodKey; pence: Pence }[],
  enteredBy: number,
): Promise<number> {
  const { trx, doer } = act;
  const initiative = await findInitiative(trx, doer.officeId, initiativeRef);
  const periods = await readPeriods(trx, doer.officeId);
  const current = currentPeriod(periods);
  const latest = await readForecasts(trx, doer.officeId, { initiative: initiativeRef });
  const rows = [];
  for (const { period, pence } of wanted) {
    const stored = periods.find((candidate) => comparePeriods(candidate, period) === 0);
    if (stored === undefined || stored.closed) {
      throw refused(
        'period-closed',
        `${periodShown(period)} is closed, so its actual spend counts. Forecast a later one.`,
      );
    }
    const before = latest.find((forecast) => comparePeriods(forecast.period, period) === 0);
    if (before?.pence === pence) continue;
    rows.push({
      fund: initiative.fund,
      initiative: initiativeRef,
      year: period.year,
      period: period.number,
      pence,
      made_in_year: current.year,
      made_in_period: current.number,
      entered_by: enteredBy,
    });
  }
  if (rows.length > 0) await act.addMany('forecast', rows);
  return rows.length;
}
