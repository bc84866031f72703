import { UTCDate } from '@date-fns/utc';
import { addDays as laterDate } from 'date-fns/addDays';
import { differenceInCalendarDays } from 'date-fns/differenceInCalendarDays';
import { getDaysInMonth } from 'date-fns/getDaysInMonth';
import { getISODay } from 'date-fns/getISODay';

/** A calendar day as `YYYY-MM-DD`, from 1900-01-01 to 2100-12-31. Text in this shape sorts as days do. */
export type Day = string;

/** The three boxes of a date question. */
export type DayPart = 'day' | 'month' | 'year';

/** What reading a typed date gives. The reason follows the name of the field: "Date paid must be ...". */
export type ReadDay = { ok: true; day: Day } | { ok: false; reason: string; parts: DayPart[] };

const FIRST_YEAR = 1900;
const LAST_YEAR = 2100;
const LONGEST_BOX = 20;
const LONGEST_TEXT = 40;
const UNREADABLE = '?';

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

const ZERO_WIDTH = /[\u200b-\u200f\u2060\ufeff]/g;
const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;
const SLASHED_DAY = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/;
const DASHED_DAY = /^(\d{4})-(\d{1,2})-(\d{1,2})$/;
const CLOCK_TIME = /^([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.\d{1,9})?)? ?(Z|[+-]\d{2}:?\d{2})?$/;

const LONDON = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

/** Whether the text is a real calendar day, as `YYYY-MM-DD`, in the years 1900 to 2100. */
export function isDay(text: string): boolean {
  const match = text.length === 10 ? DAY.exec(text) : null;
  return match !== null && day(Number(match[1]), Number(match[2]), Number(match[3])) !== null;
}

/** The day of a year, month (1 to 12) and day of the month; null when there is no such day in 1900 to 2100. */
export function day(year: number, month: number, dayOfMonth: number): Day | null {
  const whole = Number.isInteger(year) && Number.isInteger(month) && Number.isInteger(dayOfMonth);
  if (!whole || year < FIRST_YEAR || year > LAST_YEAR || month < 1 || month > 12) {
    return null;
  }
  if (dayOfMonth < 1 || dayOfMonth > daysInMonth(year, month)) {
    return null;
  }
  return `${year}-${twoDigits(month)}-${twoDigits(dayOfMonth)}`;
}

/** The year, month (1 to 12) and day of the month of a day. Throws RangeError when it is not a day. */
export function dayParts(of: Day): { year: number; month: number; day: number } {
  if (!isDay(of)) {
    throw new RangeError(`not a day: ${of.slice(0, LONGEST_TEXT)}`);
  }
  return { year: Number(of.slice(0, 4)), month: Number(of.slice(5, 7)), day: Number(of.slice(8, 10)) };
}

/**
 * Reads the three boxes of a date question. A month may be a number or a name ('jan', 'January').
 * Gives the day, or the reason and the boxes to mark; all three empty is "must include a day, month and year", and
 * the caller says "Enter ..." instead. Never throws. Wording: GOV.UK Design System, date input.
 */
export function readTypedDay(typed: { day: string; month: string; year: string }): ReadDay {
  const boxes = { day: clean(typed.day), month: clean(typed.month), year: clean(typed.year) };
  const names = ['day', 'month', 'year'] as const;
  const missing = names.filter((name) => boxes[name] === '');
  if (missing.length > 0) {
    return { ok: false, reason: `must include a ${listed(missing)}`, parts: missing };
  }
  const dayOfMonth = /^\d{1,2}$/.test(boxes.day) ? Number(boxes.day) : 0;
  const month = readMonth(boxes.month);
  const unreal: DayPart[] = [];
  if (dayOfMonth < 1 || dayOfMonth > 31) {
    unreal.push('day');
  }
  if (month < 1 || month > 12) {
    unreal.push('month');
  }
  if (unreal.length > 0) {
    return { ok: false, reason: 'must be a real date', parts: unreal };
  }
  if (!/^\d{4}$/.test(boxes.year)) {
    return { ok: false, reason: 'must include a year with 4 numbers', parts: ['year'] };
  }
  const year = Number(boxes.year);
  if (year < FIRST_YEAR || year > LAST_YEAR) {
    return { ok: false, reason: `must have a year between ${FIRST_YEAR} and ${LAST_YEAR}`, parts: ['year'] };
  }
  const found = day(year, month, dayOfMonth);
  return found ? { ok: true, day: found } : { ok: false, reason: 'must be a real date', parts: [...names] };
}

/**
 * Reads a day as a file holds it, in the shape its profile names; null when it is not a day in that shape.
 * With 'yyyy-mm-dd' a time may follow. A time that states its offset (Z, +01:00) is an instant, so the day is its
 * day in London: a ledger writes midnight on 1 April 2015 as 2015-03-31T23:00:00Z. Never throws.
 */
export function readDayText(text: string, shape: 'dd/mm/yyyy' | 'yyyy-mm-dd'): Day | null {
  if (text.length > LONGEST_TEXT) {
    return null;
  }
  const trimmed = text.replace(ZERO_WIDTH, '').trim();
  if (shape === 'dd/mm/yyyy') {
    const slashed = SLASHED_DAY.exec(trimmed);
    return slashed && day(Number(slashed[3]), Number(slashed[2]), Number(slashed[1]));
  }
  const gap = trimmed.search(/[T ]/);
  const dashed = DASHED_DAY.exec(gap < 0 ? trimmed : trimmed.slice(0, gap));
  const written = dashed && day(Number(dashed[1]), Number(dashed[2]), Number(dashed[3]));
  if (written === null || gap < 0) {
    return written;
  }
  const time = CLOCK_TIME.exec(trimmed.slice(gap + 1).trim());
  if (!time) {
    return null;
  }
  return time[4] === undefined ? written : londonDayOf(secondsOf(written, time));
}

/** A day in full for a page: '31 July 2015'. Throws RangeError when it is not a day. */
export function formatDay(of: Day): string {
  const { year, month, day: dayOfMonth } = dayParts(of);
  return `${dayOfMonth} ${monthName(month)} ${year}`;
}

/** A day for a table: '31 Jul 2015'. Throws RangeError when it is not a day. */
export function formatShortDay(of: Day): string {
  const { year, month, day: dayOfMonth } = dayParts(of);
  return `${dayOfMonth} ${monthName(month).slice(0, 3)} ${year}`;
}

/** The name of a month (1 to 12): 'July'. Throws RangeError for any other number. */
export function monthName(month: number): string {
  const name = MONTHS[month - 1];
  if (name === undefined) {
    throw new RangeError(`not a month: ${month}`);
  }
  return name;
}

/** How many days a month (1 to 12) of a year has. */
export function daysInMonth(year: number, month: number): number {
  return getDaysInMonth(new UTCDate(year, month - 1, 1));
}

/** The day so many days later, or earlier when below zero. Throws RangeError outside 1900 to 2100. */
export function addDays(from: Day, days: number): Day {
  if (!Number.isSafeInteger(days)) {
    throw new RangeError(`not a whole number of days: ${days}`);
  }
  const later = laterDate(dateOf(from), days);
  const found = day(later.getFullYear(), later.getMonth() + 1, later.getDate());
  if (found === null) {
    throw new RangeError(`outside the years ${FIRST_YEAR} to ${LAST_YEAR}`);
  }
  return found;
}

/** The last day of the month that is so many months before that of the day: of 31 March 2016 and 1, 29 February. */
export function endOfMonthBefore(of: Day, months: number): Day {
  const { year, month } = dayParts(of);
  const counted = year * 12 + (month - 1) - months;
  const then = { year: Math.floor(counted / 12), month: (counted % 12) + 1 };
  const found = day(then.year, then.month, daysInMonth(then.year, then.month));
  if (found === null) {
    throw new RangeError(`outside the years ${FIRST_YEAR} to ${LAST_YEAR}`);
  }
  return found;
}

/** The same day of the month so many months later, or the month's last day where it is shorter: of 31 January and 1, 28 February. */
export function monthsLater(from: Day, months: number): Day {
  const { day: dayOfMonth } = dayParts(from);
  const last = endOfMonthBefore(from, -months);
  const { year, month, day: longest } = dayParts(last);
  return day(year, month, Math.min(dayOfMonth, longest)) ?? last;
}

/** Days from one day to another: 1 from a day to the next, below zero when the second is earlier. */
export function daysBetween(from: Day, to: Day): number {
  return differenceInCalendarDays(dateOf(to), dateOf(from));
}

/** The day of the week: 1 for Monday to 7 for Sunday. */
export function weekday(of: Day): number {
  return getISODay(dateOf(of));
}

/**
 * The civil date in Europe/London of an instant, which is UTC text ('2026-03-31T23:30:00.000Z' is 1 April 2026).
 * Throws RangeError when it is not such an instant.
 */
export function londonDay(instant: string): Day {
  const found = londonDayOf(instantSeconds(instant));
  if (found === null) {
    throw new RangeError(`not an instant: ${instant.slice(0, LONGEST_TEXT)}`);
  }
  return found;
}

/** The time of day in London of an instant, such as '02:30'. Throws RangeError when it is not UTC text. */
export function londonTime(instant: string): string {
  const { hour, minute } = londonParts(instantSeconds(instant));
  return `${hour}:${minute}`;
}

/** An instant in London time for a page: '31 July 2015 at 14:05'. Throws RangeError when it is not UTC text. */
export function formatInstant(instant: string): string {
  const seconds = instantSeconds(instant);
  const { hour, minute } = londonParts(seconds);
  return `${formatDay(londonDay(instant))} at ${hour}:${minute}`;
}

function clean(box: string): string {
  return box.length > LONGEST_BOX ? UNREADABLE : box.replace(ZERO_WIDTH, '').trim();
}

function readMonth(box: string): number {
  if (/^\d{1,2}$/.test(box)) {
    return Number(box);
  }
  const name = box.toLowerCase();
  if (name === 'sept') {
    return 9;
  }
  return MONTHS.findIndex((month) => name === month.toLowerCase() || name === month.slice(0, 3).toLowerCase()) + 1;
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}

/** The day as a date without a time zone's pull, for date-fns. Throws RangeError when it is not a day. */
function dateOf(of: Day): UTCDate {
  const { year, month, day: dayOfMonth } = dayParts(of);
  return new UTCDate(year, month - 1, dayOfMonth);
}

/** Seconds since 1970 of UTC text. Throws RangeError when it is anything else. */
function instantSeconds(instant: string): number {
  const readable = instant.length <= LONGEST_TEXT && instant.charAt(10) === 'T' && isDay(instant.slice(0, 10));
  const time = readable ? CLOCK_TIME.exec(instant.slice(11)) : null;
  if (time?.[4] !== 'Z') {
    throw new RangeError(`not an instant: ${instant.slice(0, LONGEST_TEXT)}`);
  }
  return secondsOf(instant.slice(0, 10), time);
}

function secondsOf(on: Day, time: RegExpExecArray): number {
  const [, hours, minutes, seconds = '0', zone = 'Z'] = time;
  const clock = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  const digits = zone === 'Z' ? '0000' : zone.slice(1).replace(':', '');
  const ahead = Number(digits.slice(0, 2)) * 3600 + Number(digits.slice(2)) * 60;
  return dateOf(on).getTime() / 1000 + clock - (zone.startsWith('-') ? -ahead : ahead);
}

function londonDayOf(seconds: number): Day | null {
  const { year, month, day: dayOfMonth } = londonParts(seconds);
  return day(Number(year), Number(month), Number(dayOfMonth));
}

function londonParts(seconds: number): Record<'year' | 'month' | 'day' | 'hour' | 'minute', string> {
  const found = { year: '', month: '', day: '', hour: '', minute: '' };
  for (const { type, value } of LONDON.formatToParts(seconds * 1000)) {
    if (type in found) {
      found[type as keyof typeof found] = value;
    }
  }
  return found;
}
