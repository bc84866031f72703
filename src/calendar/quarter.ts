import {
  type PeriodSpan,
  periodsOf,
  type QuarterNumber,
  readYear,
  type Span,
  spanShown,
  yearLabel,
  yearShown,
} from './financial-year.ts';

/** A quarter of a financial year (known by its starting year); 1 is April to June. */
export type Quarter = { year: number; quarter: QuarterNumber };

/** Orders quarters from the earliest, for sort: below zero when a comes first, 0 when they are the same. */
export function compareQuarters(a: Quarter, b: Quarter): number {
  return a.year - b.year || a.quarter - b.quarter;
}

/** A quarter in addresses and references: '2014-15-Q4'. */
export function quarterLabel({ year, quarter }: Quarter): string {
  return `${yearLabel(year)}-Q${quarter}`;
}

/** A quarter on a page: '2014/15 quarter 4 (January to March 2015)'. */
export function quarterShown(quarter: Quarter): string {
  return `${yearShown(quarter.year)} quarter ${quarter.quarter} (${spanShown(quarterSpan(quarter))})`;
}

/** Reads '2014-15-Q4' or '2014/15-Q4'; null when it is anything else. */
export function readQuarter(text: string): Quarter | null {
  const match = text.length === 10 ? /^(.{7})-[Qq]([1-4])$/.exec(text) : null;
  const year = readYear(match?.[1] ?? '');
  return year === null ? null : { year, quarter: Number(match?.[2]) as QuarterNumber };
}

/** The periods of a quarter in order; quarter 4 ends with period 13. */
export function periodsOfQuarter({ year, quarter }: Quarter): PeriodSpan[] {
  return periodsOf(year).filter((period) => period.quarter === quarter);
}

/** The first and last day of a quarter: as its periods run, so 2021/22 quarter 1 starts on 10 May 2021. */
export function quarterSpan(quarter: Quarter): Span {
  const periods = periodsOfQuarter(quarter);
  const first = periods[0];
  const last = periods.at(-1);
  if (first === undefined || last === undefined) {
    throw new RangeError(`not a quarter: ${quarter.quarter}`);
  }
  return { startsOn: first.startsOn, endsOn: last.endsOn };
}
