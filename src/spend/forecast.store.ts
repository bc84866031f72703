import type { Act } from '../audit/act.ts';
import type { Moment } from '../audit/moment.ts';
import { comparePeriods, type PeriodKey, periodLabel, periodShown } from '../calendar/period.ts';
import { type Initiative, listInitiatives } from '../initiatives/initiative.store.ts';
import { readPeriods } from '../ledger/period.store.ts';
import { currentPeriod } from '../ledger/period.ts';
import { formatPounds, type Pence } from '../money/pence.ts';
import type { Db, Row } from '../platform/database.ts';
import { notFound, Refusal, refused } from '../platform/refusal.ts';
import { forecastCell } from './forecast.form.ts';

/** What is expected in a period, as it was last said no later than the moment. */
export interface Forecast {
  fund: string;
  initiative: string;
  period: PeriodKey;
  pence: Pence;
  madeIn: PeriodKey;
  /** The act that said so. */
  seq: number;
}

/** The latest forecast of each initiative and period as at a moment; history stays in the table. */
export async function readForecasts(
  db: Db,
  officeId: number,
  where: { moment?: Pick<Moment, 'seq'>; initiative?: string } = {},
): Promise<Forecast[]> {
  const rows = await db('forecast')
    .where({ office_id: officeId, ...(where.initiative === undefined ? {} : { initiative: where.initiative }) })
    .where('act_seq', '<=', where.moment?.seq ?? Number.MAX_SAFE_INTEGER)
    .orderBy([{ column: 'act_seq' }, { column: 'id' }]);
  const latest = new Map<string, Forecast>();
  for (const row of rows) {
    const forecast = forecastFrom(row);
    latest.set(cellKey(forecast), forecast);
  }
  return [...latest.values()];
}

function forecastFrom(row: Row): Forecast {
  return {
    fund: row.fund,
    initiative: row.initiative,
    period: { year: row.year, number: row.period },
    pence: row.pence,
    madeIn: { year: row.made_in_year, number: row.made_in_period },
    seq: row.act_seq,
  };
}

function cellKey({ initiative, period }: Pick<Forecast, 'initiative' | 'period'>): string {
  return `${initiative} ${periodLabel(period)}`;
}

/** A forecast as it was said at some time, whether it still counts or not. */
export interface ForecastSaid extends Forecast {
  enteredBy: number;
  recordedAt: string;
  /** What stood before: a revision when it was made in the same period, else an earlier version; null at first. */
  before: Forecast | null;
}

/** Everything that was ever forecast for an initiative's financial year, in the order in which it was said. */
export async function readForecastHistory(
  db: Db,
  officeId: number,
  where: { initiative: string; year: number },
): Promise<ForecastSaid[]> {
  const rows: Row[] = await db('forecast as f')
    .join('audit_event as e', (on) => {
      on.on('e.office_id', 'f.office_id').andOn('e.seq', 'f.act_seq');
    })
    .where({ 'f.office_id': officeId, 'f.initiative': where.initiative, 'f.year': where.year })
    .orderBy([{ column: 'f.act_seq' }, { column: 'f.year' }, { column: 'f.period' }, { column: 'f.id' }])
    .select('f.*', 'e.recorded_at');
  const latest = new Map<string, Forecast>();
  return rows.map((row) => {
    const forecast = forecastFrom(row);
    const before = latest.get(cellKey(forecast)) ?? null;
    latest.set(cellKey(forecast), forecast);
    return { ...forecast, enteredBy: row.entered_by, recordedAt: row.recorded_at, before };
  });
}

/** What somebody expects of an initiative in a period. */
export type NewForecast = Pick<Forecast, 'initiative' | 'period' | 'pence'>;

/** As `enterForecastCells`, for one initiative. */
export async function enterForecasts(
  act: Act,
  initiative: string,
  wanted: { period: PeriodKey; pence: Pence }[],
  enteredBy: number,
): Promise<number> {
  return enterForecastCells(
    act,
    wanted.map((cell) => ({ ...cell, initiative })),
    { enteredBy },
  );
}

/**
 * Records what is expected of initiatives, period by period, and answers how much of it differed from before. Only
 * that is added: made in the same open period it revises what was said, made in a later one it is another version.
 *
 * `seen` is the act up to which the person had seen the forecasts: what they left as they saw it is none of their
 * saying. Refused by name: `period-closed`, `no-such-period`, and `changed-meanwhile` where they would change what
 * somebody else has changed since.
 */
export async function enterForecastCells(
  act: Act,
  wanted: readonly NewForecast[],
  { enteredBy, seen }: { enteredBy: number; seen?: number },
): Promise<number> {
  const { trx, doer } = act;
  const initiatives = new Map((await listInitiatives(trx, doer.officeId)).map((of) => [of.ref, of]));
  const periods = await readPeriods(trx, doer.officeId);
  const current = currentPeriod(periods);
  const latest = byCell(await readForecasts(trx, doer.officeId));
  const asSeen =
    seen === undefined ? latest : byCell(await readForecasts(trx, doer.officeId, { moment: { seq: seen } }));
  const changed: (NewForecast & { fund: string })[] = [];
  const changedMeanwhile: Forecast[] = [];
  for (const cell of wanted) {
    const { fund } = initiativeOf(initiatives, cell.initiative);
    const stored = periods.find((candidate) => comparePeriods(candidate, cell.period) === 0);
    if (stored === undefined || stored.closed) throw notForecast(cell, stored !== undefined);
    const [now, then] = [latest.get(cellKey(cell)), asSeen.get(cellKey(cell))];
    if (then?.pence === cell.pence || now?.pence === cell.pence) continue;
    if (now !== undefined && now.seq > (seen ?? now.seq)) changedMeanwhile.push(now);
    changed.push({ ...cell, fund });
  }
  if (changedMeanwhile.length > 0) throw otherSaid(changedMeanwhile);
  await act.addMany(
    'forecast',
    changed.map(({ fund, initiative, period, pence }) => ({
      fund,
      initiative,
      year: period.year,
      period: period.number,
      pence,
      made_in_year: current.year,
      made_in_period: current.number,
      entered_by: enteredBy,
    })),
  );
  return changed.length;
}

function byCell(forecasts: readonly Forecast[]): Map<string, Forecast> {
  return new Map(forecasts.map((forecast) => [cellKey(forecast), forecast]));
}

function initiativeOf(initiatives: ReadonlyMap<string, Initiative>, ref: string): Initiative {
  const found = initiatives.get(ref);
  if (found === undefined) throw notFound(`initiative ${ref}`);
  return found;
}

function notForecast({ initiative, period }: NewForecast, isClosed: boolean) {
  const field = forecastCell(initiative, period);
  return isClosed
    ? refused(
        'period-closed',
        `${periodShown(period)} is closed, so the actual spend of ${initiative} counts in it. Forecast a later one.`,
        field,
      )
    : refused('no-such-period', `The record has no ${periodLabel(period)} in which ${initiative} could spend.`, field);
}

/** Whether an act was refused because somebody else had changed the same forecast meanwhile. */
export function isChangedMeanwhile(error: unknown): boolean {
  return error instanceof Refusal && error.rule === 'changed-meanwhile';
}

function otherSaid(forecasts: readonly Forecast[]) {
  const said = forecasts.map(
    ({ initiative, period, pence }) => `${initiative} in ${periodShown(period)} to ${formatPounds(pence)}`,
  );
  const first = forecasts[0] as Forecast;
  return refused(
    'changed-meanwhile',
    `Somebody changed the forecast of ${said.join(', and of ')} since you opened this page. Nothing was saved. Look at ` +
      'what you typed there, and save again if it still holds.',
    forecastCell(first.initiative, first.period),
  );
}
