import { type Day, day, dayParts, daysInMonth, monthName } from './day.ts';
import type { Span } from './financial-year.ts';

/** A month of the calendar; month 1 is January. */
export type Month = { year: number; month: number };

/** Orders months from the earliest, for sort. */
export function compareMonths(a: Month, b: Month): number {
  return a.year - b.year || a.month - b.month;
}

/** A month in addresses and file names: '2015-06'. */
export function monthLabel({ year, month }: Month): string {
  return `${year}-${String(month).padStart(2, '0')}`;
}

/** A month on a page: 'June 2015'. */
export function monthShown({ year, month }: Month): string {
  return `${monthName(month)} ${year}`;
}

/** Reads '2015-06'; null when it is anything else. */
export function readMonth(text: string): Month | null {
  const match = text.length === 7 ? /^(\d{4})-(0[1-9]|1[0-2])$/.exec(text) : null;
  const found = { year: Number(match?.[1]), month: Number(match?.[2]) };
  return match === null || day(found.year, found.month, 1) === null ? null : found;
}

/** The first and last day of a month. */
export function monthSpan({ year, month }: Month): Span {
  const label = monthLabel({ year, month });
  return { startsOn: `${label}-01`, endsOn: `${label}-${String(daysInMonth(year, month)).padStart(2, '0')}` };
}

/** The month of a day. */
export function monthOfDay(of: Day): Month {
  const { year, month } = dayParts(of);
  return { year, month };
}

/** The month so many months later, or earlier when below zero. */
export function monthsOn({ year, month }: Month, months: number): Month {
  const counted = year * 12 + month - 1 + months;
  return { year: Math.floor(counted / 12), month: (counted % 12) + 1 };
}
