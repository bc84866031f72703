import { type PeriodKey, periodLabel, periodShown } from '../calendar/period.ts';
import type { Period } from '../ledger/period.ts';
import { formatPounds, type Pence } from '../money/pence.ts';
import { type FormAnswer, FormReader, type Typed } from '../platform/form.ts';
import type { Forecast } from './forecast.store.ts';

/** The field of a period's forecast. */
export function forecastField(period: PeriodKey): string {
  return `amount-${periodLabel(period)}`;
}

/** What the grid starts with: the latest forecast of each period. */
export function forecastTyped(forecasts: readonly Forecast[]): Typed {
  return Object.fromEntries(
    forecasts.map(({ period, pence }) => [forecastField(period), formatPounds(pence).replace('£', '')]),
  );
}

/**
 * Reads the grid. An empty box says nothing about its period, unless a forecast stands there: then 0 has to be
 * written, since a forecast is never deleted. A closed period passes here, so that the act itself refuses it.
 */
export function readForecastForm(
  body: unknown,
  periods: readonly Period[],
  latest: readonly Forecast[],
): FormAnswer<{ period: PeriodKey; pence: Pence }[]> {
  const form = new FormReader(body, periods.map(forecastField));
  const before = forecastTyped(latest);
  const wanted: { period: PeriodKey; pence: Pence }[] = [];
  for (const { year, number, closed } of periods) {
    const period = { year, number };
    const field = forecastField(period);
    if ((form.typed[field] ?? '').trim() === '') {
      if (!closed && field in form.typed && before[field] !== undefined) {
        form.fail(field, `Enter the forecast for ${periodShown(period)}, 0 if nothing is expected`);
      }
      continue;
    }
    wanted.push({ period, pence: form.pounds(field, `Forecast for ${periodShown(period)}`, { least: 0 }) });
  }
  return form.answer(() => wanted);
}
