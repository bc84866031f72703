import { yearShown } from '../calendar/financial-year.ts';
import { comparePeriods, type PeriodKey, periodLabel, periodShown } from '../calendar/period.ts';
import type { Period } from '../ledger/period.ts';
import { columns, head, instantCell, type Table, words } from '../platform/table.ts';
import type { ForecastSaid } from './forecast.store.ts';
import { saidCell } from './forecast-grid.pages.ts';

/** A period in a few letters: `P4`, and with its year where that is another, `2014/15 P13`. */
export function shortPeriod({ year, number }: PeriodKey, within: number): string {
  return year === within ? `P${number}` : `${yearShown(year)} P${number}`;
}

/**
 * Each version of a year's forecast beside the others: a column for every period in which something was said, and in
 * it what stood at that period's end for what was said then. Empty where nothing new was said.
 */
export function versionTable(said: readonly ForecastSaid[], periods: readonly Period[], year: number): Table {
  const made = new Map(said.map(({ madeIn }) => [periodLabel(madeIn), madeIn]));
  const versions = [...made.values()].toSorted(comparePeriods);
  const lastSaid = (period: PeriodKey, madeIn?: PeriodKey) =>
    said.findLast(
      (one) =>
        comparePeriods(one.period, period) === 0 && (madeIn === undefined || comparePeriods(one.madeIn, madeIn) === 0),
    )?.pence ?? null;
  return {
    caption: 'Versions by the period they were made in',
    columns: columns('Period', ...versions.map((madeIn) => `#Made in ${shortPeriod(madeIn, year)}`), '#Latest'),
    rows: periods
      .filter((period) => lastSaid(period) !== null)
      .map((period) => [
        head(periodShown(period)),
        ...versions.map((madeIn) => saidCell(lastSaid(period, madeIn))),
        saidCell(lastSaid(period)),
      ]),
    notes:
      versions.length === 0
        ? []
        : ['A cell is empty where nothing new was said in that period. Only the latest version counts.'],
    empty: 'Nothing has been forecast for this year yet.',
  };
}

/** Everything that was said, with when and by whom: on the page the last first, in the file in its order. */
export function saidTable(said: readonly ForecastSaid[], names: ReadonlyMap<number, string>): Table {
  return {
    caption: 'Who forecast what, and when',
    columns: columns('When', 'Who', 'Period', 'Made in', '#Forecast', '#Before', 'What it was'),
    rows: said.map(({ recordedAt, enteredBy, period, madeIn, pence, before }) => [
      instantCell(recordedAt),
      words(names.get(enteredBy) ?? ''),
      { ...words(periodShown(period)), file: periodLabel(period) },
      { ...words(shortPeriod(madeIn, period.year)), file: periodLabel(madeIn) },
      saidCell(pence),
      saidCell(before?.pence ?? null),
      words(whatItWas(madeIn, before)),
    ]),
    notes: [],
    empty: '',
  };
}

function whatItWas(madeIn: PeriodKey, before: ForecastSaid['before']): string {
  if (before === null) return 'First forecast';
  return comparePeriods(before.madeIn, madeIn) === 0 ? 'Revision' : 'New version';
}
