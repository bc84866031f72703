import { yearShown } from '../calendar/financial-year.ts';
import { comparePeriods, periodShown } from '../calendar/period.ts';
import type { Initiative } from '../initiatives/initiative.store.ts';
import type { Period } from '../ledger/period.ts';
import type { FigureAsked, ShownFigure } from '../ledger/shown-figure.ts';
import type { Page } from '../people/door.ts';
import type { FieldError, Typed } from '../platform/form.ts';
import { forecastField } from './forecast.form.ts';
import type { Forecast } from './forecast.store.ts';
import { shownErrors } from './form-error.ts';

const YEAR_FIGURES = ['budget.current', 'spend.to-date', 'forecast.remaining', 'outturn', 'over-under-spend'];

/** The figures of an initiative's year, from budget to over/(under)spend. */
export function yearFigures(initiative: string, year: number): FigureAsked[] {
  return YEAR_FIGURES.map((figure) => ({ figure, scope: { initiative, year } }));
}

/** The actual spend of each period of the year. */
export function actualFigures(initiative: string, periods: readonly Period[]): FigureAsked[] {
  return periods.map(({ year, number }) => ({
    figure: 'spend.in-period',
    scope: { initiative, period: { year, number } },
  }));
}

/** Every initiative with what its year is expected to come to. `figures` follow `yearFigures`, one by one. */
export function forecastListPage(
  initiatives: readonly Initiative[],
  year: number,
  figures: readonly ShownFigure[],
): Page {
  return {
    title: `Forecasts for ${yearShown(year)}`,
    wide: true,
    back: { href: '/spend', text: 'Spend' },
    columns: figures.slice(0, YEAR_FIGURES.length).map(({ label }) => label),
    rows: initiatives.map(({ ref, name }, index) => ({
      text: `${ref} ${name}`,
      href: `/forecasts/${ref}`,
      cells: figures
        .slice(index * YEAR_FIGURES.length, (index + 1) * YEAR_FIGURES.length)
        .map(({ text, href }) => ({ text, href })),
    })),
  };
}

export interface ForecastShown {
  initiative: Initiative;
  periods: readonly Period[];
  latest: readonly Forecast[];
  /** As `actualFigures` asked for them. */
  actuals: readonly ShownFigure[];
  /** As `yearFigures` asked for them. */
  year: readonly ShownFigure[];
  mayEnter: boolean;
}

/** The grid of a year: actual spend of what is closed, and a forecast to be typed for what is open. */
export function forecastPage(shown: ForecastShown, typed: Typed, errors: readonly FieldError[] = []): Page {
  const { initiative, periods, latest, actuals, year, mayEnter } = shown;
  const { errors: summary, errorOf } = shownErrors(errors);
  return {
    title: `Forecast of ${initiative.ref} ${initiative.name}`,
    caption: yearShown(periods[0]?.year ?? 0),
    back: { href: '/forecasts', text: 'Forecasts' },
    errors: summary,
    action: `/forecasts/${initiative.ref}`,
    figures: year.map(({ label, text, href, note }) => ({ label, text, href, note })),
    rows: periods.map((period, index) => {
      const field = forecastField(period);
      const forecast = latest.find((candidate) => comparePeriods(candidate.period, period) === 0);
      return {
        period: periodShown(period),
        closed: period.closed,
        actual: { text: actuals[index]?.text ?? '', href: actuals[index]?.href ?? '' },
        field,
        asks: mayEnter && !period.closed,
        label: `Forecast for ${periodShown(period)}, in pounds`,
        value: typed[field] ?? '',
        error: errorOf[field],
        madeIn:
          forecast === undefined ? 'Not forecast' : `${yearShown(forecast.madeIn.year)} P${forecast.madeIn.number}`,
      };
    }),
    mayEnter,
  };
}
