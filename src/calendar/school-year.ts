import { type Day, dayParts } from './day.ts';
import type { Span } from './financial-year.ts';

/** A school year, by the calendar year in which it starts: 2014 is 1 September 2014 to 31 August 2015. */
export type SchoolYear = number;

const FIRST_YEAR = 1900;
const LAST_YEAR = 2099;
const STARTS_IN = 9;

/** The first and last day of a school year (School Admissions Code: from 1 September). Throws RangeError outside 1900 to 2099. */
export function schoolYearSpan(year: SchoolYear): Span {
  return { startsOn: `${known(year)}-09-01`, endsOn: `${year + 1}-08-31` };
}

/** The school year that a day falls in. Throws RangeError when it is not a day, or its year is not one of 1900 to 2099. */
export function schoolYearOfDay(on: Day): SchoolYear {
  const { year, month } = dayParts(on);
  return known(month >= STARTS_IN ? year : year - 1);
}

/** A school year in addresses and files: '2014-15'. */
export function schoolYearLabel(year: SchoolYear): string {
  return `${known(year)}-${lastTwoDigits(year + 1)}`;
}

/** A school year on a page: '2014/15'. Whoever prints it says that it is a school year: a financial year looks the same. */
export function schoolYearShown(year: SchoolYear): string {
  return `${known(year)}/${lastTwoDigits(year + 1)}`;
}

/** Reads '2014-15' or '2014/15'; null when it is anything else, as '2014-16' is. */
export function readSchoolYear(text: string): SchoolYear | null {
  const match = text.length === 7 ? /^(\d{4})[-/](\d{2})$/.exec(text) : null;
  const year = Number(match?.[1]);
  const isKnown = match !== null && year >= FIRST_YEAR && year <= LAST_YEAR;
  return isKnown && match[2] === lastTwoDigits(year + 1) ? year : null;
}

function known(year: SchoolYear): SchoolYear {
  if (!Number.isInteger(year) || year < FIRST_YEAR || year > LAST_YEAR) {
    throw new RangeError(`not a school year: ${year}`);
  }
  return year;
}

function lastTwoDigits(year: number): string {
  return String(year % 100).padStart(2, '0');
}
