import { type Day, day as dayOf, dayParts, daysInMonth, formatDay, monthName } from './day.ts';

/** A run of days, both ends included. */
export interface Span {
  startsOn: Day;
  endsOn: Day;
}

/** A quarter of a financial year; 1 is April to June. */
export type QuarterNumber = 1 | 2 | 3 | 4;

/** A period of a financial year (known by its starting year) with the days it covers. */
export interface PeriodSpan extends Span {
  year: number;
  number: number;
  quarter: QuarterNumber;
}

/** The period that holds year-end adjustments, after March. */
export const YEAR_END_PERIOD = 13;

const FIRST_YEAR = 1900;
const LAST_YEAR = 2099;

// West Yorkshire's Commissioner ended on 9 May 2021, and by law that office's last year ran on until then; the
// Mayor's first year starts the day after.
const EXCEPTIONAL_SPANS: ReadonlyMap<number, Span> = new Map([
  [2020, { startsOn: '2020-04-01', endsOn: '2021-05-09' }],
  [2021, { startsOn: '2021-05-10', endsOn: '2022-03-31' }],
]);

/** A financial year in addresses, references and account names: '2014-15'. */
export function yearLabel(year: number): string {
  return `${known(year)}-${lastTwoDigits(year + 1)}`;
}

/** A financial year on a page: '2014/15'. */
export function yearShown(year: number): string {
  return `${known(year)}/${lastTwoDigits(year + 1)}`;
}

/** Reads '2014-15' or '2014/15' as the starting year; null when it is anything else, as '2014-16' is. */
export function readYear(text: string): number | null {
  const match = text.length === 7 ? /^(\d{4})[-/](\d{2})$/.exec(text) : null;
  const year = Number(match?.[1]);
  if (!match || year < FIRST_YEAR || year > LAST_YEAR || match[2] !== lastTwoDigits(year + 1)) {
    return null;
  }
  return year;
}

/**
 * The first and last day of a financial year: 1 April to 31 March, except where a law says otherwise.
 * Throws RangeError outside 1900 to 2099.
 */
export function yearSpan(year: number): Span {
  return EXCEPTIONAL_SPANS.get(known(year)) ?? { startsOn: `${year}-04-01`, endsOn: `${year + 1}-03-31` };
}

/**
 * The financial year, by its starting year, that a day falls in.
 * Throws RangeError when it is not a day, or its year is not one of 1900 to 2099.
 */
export function yearOfDay(on: Day): number {
  const { year, month } = dayParts(on);
  const usual = month >= 4 ? year : year - 1;
  const exceptional = EXCEPTIONAL_SPANS.get(usual);
  return known(exceptional && on < exceptional.startsOn ? usual - 1 : usual);
}

/**
 * The periods of a financial year in order: the months, 1 for April to 12 for March, then 13 for year-end
 * adjustments, which stands on the year's last day. Months cut short or drawn out by law are so here: period 12 of
 * 2020/21 runs to 9 May 2021, and 2021/22 has no period 1. Throws RangeError outside 1900 to 2099.
 */
export function periodsOf(year: number): PeriodSpan[] {
  const { startsOn, endsOn } = yearSpan(year);
  const periods: PeriodSpan[] = [];
  for (let number = 1; number <= 12; number += 1) {
    const month = monthSpan(year, number);
    const cutShort = month.startsOn < startsOn;
    const first = cutShort ? startsOn : month.startsOn;
    const last = number === 12 ? endsOn : month.endsOn;
    if (first <= last) {
      periods.push({ year, number, startsOn: first, endsOn: last, quarter: quarterOf(number) });
    }
  }
  const quarter = quarterOf(YEAR_END_PERIOD);
  return [...periods, { year, number: YEAR_END_PERIOD, startsOn: endsOn, endsOn, quarter }];
}

/** The quarter of a period number: 1 to 3 are quarter 1, 10 to 13 are quarter 4. Throws RangeError for others. */
export function quarterOf(number: number): QuarterNumber {
  if (!Number.isInteger(number) || number < 1 || number > YEAR_END_PERIOD) {
    throw new RangeError(`not a period number: ${number}`);
  }
  if (number <= 3) {
    return 1;
  }
  if (number <= 6) {
    return 2;
  }
  return number <= 9 ? 3 : 4;
}

/** A run of days in words: by months when it is made of whole ones ('January to March 2015'), or else by days. */
export function spanShown({ startsOn, endsOn }: Span): string {
  const first = dayParts(startsOn);
  const last = dayParts(endsOn);
  const sameYear = first.year === last.year;
  const sameMonth = sameYear && first.month === last.month;
  const wholeMonths = first.day === 1 && last.day === daysInMonth(last.year, last.month);
  const end = wholeMonths ? `${monthName(last.month)} ${last.year}` : formatDay(endsOn);
  if (sameMonth) {
    return wholeMonths ? end : `${first.day} to ${end}`;
  }
  const start = wholeMonths ? monthName(first.month) : `${first.day} ${monthName(first.month)}`;
  return `${start}${sameYear ? '' : ` ${first.year}`} to ${end}`;
}

function known(year: number): number {
  if (!Number.isInteger(year) || year < FIRST_YEAR || year > LAST_YEAR) {
    throw new RangeError(`not a financial year: ${year}`);
  }
  return year;
}

function lastTwoDigits(year: number): string {
  return String(year % 100).padStart(2, '0');
}

function monthSpan(year: number, number: number): Span {
  const calendarYear = number <= 9 ? year : year + 1;
  const month = number <= 9 ? number + 3 : number - 9;
  const startsOn = dayOf(calendarYear, month, 1);
  const endsOn = dayOf(calendarYear, month, daysInMonth(calendarYear, month));
  if (startsOn === null || endsOn === null) {
    throw new RangeError(`not a month of a financial year: ${number} of ${year}`);
  }
  return { startsOn, endsOn };
}
