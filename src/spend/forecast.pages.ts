import { yearLabel, yearShown } from '../calendar/financial-year.ts';
import { comparePeriods, periodShown } from '../calendar/period.ts';
import type { Initiative } from '../initiatives/initiative.store.ts';
import type { Period } from '../ledger/period.ts';
import { type FigureAsked, figureNotes, type ShownFigure } from '../ledger/shown-figure.ts';
import type { Page } from '../people/door.ts';
import { errorSummary } from '../platform/form.pages.ts';
import type { FieldError, Typed } from '../platform/form.ts';
import { forecastField } from './forecast.form.ts';
import type { Forecast, ForecastSaid } from './forecast.store.ts';
import { saidTable, shortPeriod, versionTable } from './forecast-history.pages.ts';
import { SPEND } from './spend-way.ts';

/** The figures of an initiative's year, from budget to over/(under)spend. */
export const YEAR_FIGURES = ['budget.current', 'spend.to-date', 'forecast.remaining', 'outturn', 'over-under-spend'];

/** The actual spend of each period of the year. */
export function actualFigures(initiative: string, periods: readonly Period[]): FigureAsked[] {
  return periods.map(({ year, number }) => ({
    figure: 'spend.in-period',
    scope: { initiative, year, period: { year, number } },
  }));
}

/** A year's forecast with everything that its page shows. */
export interface ForecastShown {
  initiative: Initiative;
  periods: readonly Period[];
  latest: readonly Forecast[];
  history: readonly ForecastSaid[];
  names: ReadonlyMap<number, string>;
  /** As `actualFigures` asked for them. */
  actuals: readonly ShownFigure[];
  /** The figures of `YEAR_FIGURES`. */
  year: readonly ShownFigure[];
  /** The act up to which the forecasts stand. */
  seen: number;
  mayEnter: boolean;
}

/** An initiative's year: what is closed with its spend, a box for what is open, and all that was ever forecast. */
export function forecastPage(shown: ForecastShown, typed: Typed, errors: readonly FieldError[] = []): Page {
  const { initiative, periods, latest, history, names, actuals, year, seen, mayEnter } = shown;
  const financialYear = periods[0]?.year ?? 0;
  return {
    title: `Forecast of ${initiative.ref} ${initiative.name}`,
    caption: yearShown(financialYear),
    breadcrumbs: [SPEND, { text: 'Forecasts', href: '/forecasts' }, { text: initiative.ref }],
    errors: errorSummary(errors),
    action: `/forecasts/${initiative.ref}?year=${yearLabel(financialYear)}`,
    figures: year,
    seen,
    rows: periods.map((period, index) => {
      const field = forecastField(period);
      const error = errors.find((candidate) => candidate.field === field);
      const forecast = latest.find((candidate) => comparePeriods(candidate.period, period) === 0);
      return {
        period: periodShown(period),
        closed: period.closed,
        actual: { text: actuals[index]?.text ?? '', href: actuals[index]?.href ?? '' },
        field,
        asks: mayEnter && !period.closed,
        label: `Forecast for ${periodShown(period)}, in pounds`,
        value: typed[field] ?? '',
        error: error === undefined ? undefined : { text: error.message },
        madeIn: forecast === undefined ? 'Not forecast' : shortPeriod(forecast.madeIn, financialYear),
      };
    }),
    notes: figureNotes(year),
    mayEnter: mayEnter && periods.some(({ closed }) => !closed),
    versions: versionTable(history, periods, financialYear),
    said: saidTable(history.toReversed(), names),
    links: [
      {
        text: 'Download every version (CSV)',
        href: `/forecasts/${initiative.ref}.csv?year=${yearLabel(financialYear)}`,
      },
      { text: 'Forecasts of all initiatives', href: `/forecasts?year=${yearLabel(financialYear)}` },
      { text: `${initiative.ref} ${initiative.name}`, href: `/initiatives/${initiative.ref}` },
    ],
  };
}
