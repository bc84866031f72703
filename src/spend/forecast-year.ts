import { YEAR_END_PERIOD } from '../calendar/financial-year.ts';
import { comparePeriods, type PeriodKey, periodLabel, quarterOf } from '../calendar/period.ts';
import { addUp, type Cell, meantAccounts, total } from '../ledger/balance.ts';
import type { Books } from '../ledger/figure.ts';
import type { Period } from '../ledger/period.ts';
import type { Scope } from '../ledger/scope.ts';
import type { Pence } from '../money/pence.ts';
import { type Forecast, readForecasts } from './forecast.store.ts';

/** What one period holds of an initiative's money of a financial year, in pence. */
export interface ForecastPeriod {
  period: PeriodKey;
  closed: boolean;
  spent: Pence;
  /** The latest forecast; null when none was made, which is not the same as one of £0.00. */
  forecast: Forecast | null;
}

/**
 * An initiative's money of a financial year by the period it was posted in. The year's own periods are all here;
 * those of other years only where they hold some of it, as a correction that was posted after the year had closed.
 */
export interface ForecastYear {
  fund: string;
  initiative: string;
  year: number;
  periods: ForecastPeriod[];
  /** Whether an account of the year stands open for it, so that a forecast is wanted. */
  hasBudget: boolean;
}

/** What a period counts in the outturn: a closed one its spend, an open one the greater of spend and forecast. */
export function countedPence({ closed, spent, forecast }: ForecastPeriod): Pence {
  return closed || forecast === null ? spent : Math.max(spent, forecast.pence);
}

/** What is still expected of a period beyond what was spent in it. */
export function remainingPence(period: ForecastPeriod): Pence {
  return countedPence(period) - period.spent;
}

/**
 * Every initiative's money of a year as at the books' moment, in the order of their references. The books and the
 * forecasts are gone through once, however many questions are asked.
 */
export function forecastYears(books: Books, year: number): Promise<ForecastYear[]> {
  return books.once(`spend.forecast-years ${year}`, () => readYears(books, year));
}

async function readYears(books: Books, year: number): Promise<ForecastYear[]> {
  const [periods, cells] = [await books.periods(), await books.cells(year)];
  const forecasts = await readForecasts(books.db, books.officeId, { moment: books.moment });
  const found = new Map<string, Building>();
  const yearOf = (fund: string, initiative: string): Building => {
    const known = found.get(initiative) ?? {
      fund,
      initiative,
      year,
      spent: new Map(),
      forecasts: new Map(),
      hasBudget: false,
    };
    found.set(initiative, known);
    return known;
  };
  for (const cell of cells) {
    const { fund, kind, initiative } = cell.account;
    if (kind !== 'initiative' && kind !== 'spent') continue;
    const of = yearOf(fund, initiative);
    if (kind === 'initiative') of.hasBudget = true;
    else keepCell(of.spent, cell);
  }
  for (const forecast of forecasts) {
    const { fund, initiative, period } = forecast;
    if (period.year === year) yearOf(fund, initiative).forecasts.set(periodLabel(period), forecast);
  }
  return [...found.values()]
    .toSorted((a, b) => (a.initiative < b.initiative ? -1 : 1))
    .map((built) => finished(built, periods));
}

interface Building extends Omit<ForecastYear, 'periods'> {
  spent: Map<string, Cell[]>;
  forecasts: Map<string, Forecast>;
}

function keepCell(spent: Map<string, Cell[]>, cell: Cell): void {
  const label = periodLabel({ year: cell.year, number: cell.period });
  const known = spent.get(label);
  if (known === undefined) spent.set(label, [cell]);
  else known.push(cell);
}

function finished({ spent, forecasts, ...of }: Building, all: readonly Period[]): ForecastYear {
  const periods: ForecastPeriod[] = [];
  for (const { year, number, closed } of all) {
    const label = periodLabel({ year, number });
    const cells = spent.get(label);
    if (year !== of.year && cells === undefined) continue;
    const forecast = forecasts.get(label) ?? null;
    periods.push({ period: { year, number }, closed, spent: total(cells ?? [], {}), forecast });
  }
  return { ...of, periods };
}

/**
 * The financial year meant: the one named, else that of the period named, else the current period's; of an allocation
 * that holds no money of that year, the latest that it holds money of.
 */
export async function yearMeant(books: Books, scope: Scope): Promise<number> {
  const named = scope.year ?? scope.period?.year ?? scope.quarter?.year ?? scope.through?.year;
  if (named !== undefined) return named;
  const periods = await books.periods();
  const current = (periods.find((period) => !period.closed) ?? periods.at(-1))?.year ?? 0;
  if (scope.allocation === undefined) return current;
  const held = (await allocationYears(books)).get(scope.allocation) ?? [current];
  return held.includes(current) ? current : Math.max(...held);
}

/** The scope with the year that it means; as it is where the office has no financial year yet. */
export async function inYearMeant(books: Books, scope: Scope): Promise<Scope> {
  const year = await yearMeant(books, scope);
  return year === 0 ? scope : { ...scope, year };
}

function allocationYears(books: Books): Promise<Map<string, number[]>> {
  return books.once('spend.allocation-years', async () => {
    const found = new Map<string, number[]>();
    for (const { allocation, year } of meantAccounts(await books.cells(), {})) {
      found.set(allocation, [...(found.get(allocation) ?? []), year]);
    }
    return found;
  });
}

/** The initiatives' years that a scope means. */
export async function yearsMeant(books: Books, scope: Scope): Promise<ForecastYear[]> {
  return ofScope(await forecastYears(books, await yearMeant(books, scope)), scope);
}

/** Those of the initiatives' years that are of a scope's fund and initiative. */
export function ofScope<Y extends ForecastYear>(years: Y[], { fund, initiative }: Scope): Y[] {
  if (fund === undefined && initiative === undefined) return years;
  return years.filter(
    (of) => (fund === undefined || of.fund === fund) && (initiative === undefined || of.initiative === initiative),
  );
}

/** What the years' periods come to, each by the measure given. */
export function addPeriods(years: readonly ForecastYear[], measure: (period: ForecastPeriod) => Pence): Pence {
  const amounts: Pence[] = [];
  for (const { periods } of years) for (const period of periods) amounts.push(measure(period));
  return addUp(amounts);
}

/**
 * Whether an initiative has a budget and periods that a forecast is wanted for, and nobody has made one for any. None is
 * wanted for the year-end period, which only takes what the year's end puts right.
 */
export function isUnforecast({ hasBudget, year, periods }: ForecastYear): boolean {
  const open = periods.filter(
    ({ period, closed }) => period.year === year && period.number !== YEAR_END_PERIOD && !closed,
  );
  return hasBudget && open.length > 0 && open.every(({ forecast }) => forecast === null);
}

/** The same years with only those of their periods that are meant. */
export function withinPeriods(years: readonly ForecastYear[], isMeant: (period: PeriodKey) => boolean): ForecastYear[] {
  return years.map((of) => ({ ...of, periods: of.periods.filter(({ period }) => isMeant(period)) }));
}

/** Whether a period is among those that a scope names: this one, those up to it, or those of a quarter. */
export function isPeriodMeant({ period, through, quarter }: Scope, of: PeriodKey): boolean {
  return (
    (period === undefined || comparePeriods(of, period) === 0) &&
    (through === undefined || comparePeriods(of, through) <= 0) &&
    (quarter === undefined || (of.year === quarter.year && quarterOf(of.number) === quarter.quarter))
  );
}
