import { yearShown } from '../calendar/financial-year.ts';
import { comparePeriods, periodShown } from '../calendar/period.ts';
import type { Initiative } from '../initiatives/initiative.store.ts';
import type { Period } from '../ledger/period.ts';
import { type FigureAsked, figureCell, type ShownFigure } from '../ledger/shown-figure.ts';
import type { Page } from '../people/door.ts';
import { errorSummary } from '../platform/form.pages.ts';
import type { FieldError, Typed } from '../platform/form.ts';
import { columns, head, type Table } from '../platform/table.ts';
import { forecastField } from './forecast.form.ts';
import type { Forecast } from './forecast.store.ts';
import { SPEND } from './spend.pages.ts';

/** The figures of an initiative's year, from budget to over/(under)spend. */
export const YEAR_FIGURES = ['budget.current', 'spend.to-date', 'forecast.remaining', 'outturn', 'over-under-spend'];

/** The actual spend of each period of the year. */
export function actualFigures(initiative: string, periods: readonly Period[]): FigureAsked[] {
  return periods.map(({ year, number }) => ({
    figure: 'spend.in-period',
    scope: { initiative, period: { year, number } },
  }));
}

/** Every initiative with what its year is expected to come to: for each the figures of `YEAR_FIGURES`. */
export function forecastListPage(
  initiatives: readonly Initiative[],
  year: number,
  figures: readonly ShownFigure[][],
): Page {
  return {
    title: `Forecasts for ${yearShown(year)}`,
    wide: true,
    breadcrumbs: [SPEND, { text: 'Forecasts' }],
    lede: [
      'A closed period counts its actual spend, an open one the greater of what was spent and what is forecast. An overspend is positive; an underspend stands in brackets.',
    ],
    sections: [
      {
        table: {
          caption: 'Forecasts by initiative',
          captionHidden: true,
          columns: columns('Initiative', ...(figures[0] ?? []).map(({ label }) => `#${label}`)),
          rows: initiatives.map(({ ref, name }, index) => [
            head(`${ref} ${name}`, `/forecasts/${ref}`),
            ...(figures[index] ?? []).map(figureCell),
          ]),
          notes: [],
          empty: 'There are no initiatives yet.',
        } satisfies Table,
      },
    ],
  };
}

/** A year's forecast with everything that its page shows. */
export interface ForecastShown {
  initiative: Initiative;
  periods: readonly Period[];
  latest: readonly Forecast[];
  /** As `actualFigures` asked for them. */
  actuals: readonly ShownFigure[];
  /** The figures of `YEAR_FIGURES`. */
  year: readonly ShownFigure[];
  mayEnter: boolean;
}

/** The grid of a year: actual spend of what is closed, and a forecast to be typed for what is open. */
export function forecastPage(shown: ForecastShown, typed: Typed, errors: readonly FieldError[] = []): Page {
  const { initiative, periods, latest, actuals, year, mayEnter } = shown;
  return {
    title: `Forecast of ${initiative.ref} ${initiative.name}`,
    caption: yearShown(periods[0]?.year ?? 0),
    breadcrumbs: [SPEND, { text: 'Forecasts', href: '/forecasts' }, { text: initiative.ref }],
    errors: errorSummary(errors),
    action: `/forecasts/${initiative.ref}`,
    figures: year,
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
        madeIn:
          forecast === undefined ? 'Not forecast' : `${yearShown(forecast.madeIn.year)} P${forecast.madeIn.number}`,
      };
    }),
    mayEnter,
  };
}
