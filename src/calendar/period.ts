import {
  type PeriodSpan,
  periodsOf,
  quarterOf,
  readYear,
  spanShown,
  YEAR_END_PERIOD,
  yearLabel,
  yearShown,
} from './financial-year.ts';

export { type PeriodSpan, quarterOf };

/** Names a period: a financial year by its starting year, and 1 (April) to 12 (March) or 13 (year end). */
export type PeriodKey = { year: number; number: number };

/** Orders periods from the earliest, for sort: below zero when a comes first, 0 when they are the same. */
export function comparePeriods(a: PeriodKey, b: PeriodKey): number {
  return a.year - b.year || a.number - b.number;
}

/** The days and quarter of a period. Throws RangeError when there is none, as period 1 of 2021/22. */
export function periodSpan({ year, number }: PeriodKey): PeriodSpan {
  const found = periodsOf(year).find((period) => period.number === number);
  if (found === undefined) {
    throw new RangeError(`${yearShown(year)} has no period ${number}`);
  }
  return found;
}

/** A period in addresses and files: '2014-15-P04'. */
export function periodLabel({ year, number }: PeriodKey): string {
  return `${yearLabel(year)}-P${String(number).padStart(2, '0')}`;
}

/**
 * A period on a page: 'Period 4 (July 2015)', 'Period 13 (year end 2014/15)', and where a law cut the month short
 * or drew it out, its days: 'Period 12 (1 March to 9 May 2021)'. Throws RangeError when there is no such period.
 */
export function periodShown(period: PeriodKey): string {
  const { year, number } = period;
  return number === YEAR_END_PERIOD
    ? `Period ${number} (year end ${yearShown(year)})`
    : `Period ${number} (${spanShown(periodSpan(period))})`;
}

/** Reads '2014-15-P04' or '2014/15-P4'; null when it is anything else or there is no such period. */
export function readPeriod(text: string): PeriodKey | null {
  const match = text.length <= 11 ? /^(.{7})-[Pp](\d{1,2})$/.exec(text) : null;
  const year = readYear(match?.[1] ?? '');
  const number = Number(match?.[2]);
  return year !== null && periodsOf(year).some((period) => period.number === number) ? { year, number } : null;
}
