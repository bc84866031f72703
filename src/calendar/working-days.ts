import { bankHolidaysOf } from './bank-holidays.ts';
import { addDays, type Day, weekday } from './day.ts';

/** Whether a day is a working day: Monday to Friday and not a bank holiday. */
export function isWorkingDay(on: Day, bankHolidays: ReadonlySet<Day>): boolean {
  return weekday(on) <= 5 && !bankHolidays.has(on);
}

/** The last working day of England and Wales on or before a day. */
export function workingDayOnOrBefore(on: Day): Day {
  let found = on;
  while (!isWorkingDay(found, new Set(bankHolidaysOf(Number(found.slice(0, 4)))))) found = addDays(found, -1);
  return found;
}

/**
 * The last day on which papers can be sent so that n clear working days lie before the meeting. Neither the day sent
 * nor the day of the meeting counts, nor do weekends and bank holidays; the answer itself may be one of those, since
 * a paper e-mailed on a Sunday before five clear working days is in time.
 * Throws RangeError when n is not a whole number >= 0 or the meeting is not a day. Rule: sources.md, circulation.
 */
export function clearWorkingDaysBefore(meeting: Day, n: number, bankHolidays: ReadonlySet<Day>): Day {
  if (!Number.isSafeInteger(n) || n < 0) {
    throw new RangeError(`not a number of working days: ${n}`);
  }
  let sent = addDays(meeting, -1);
  let clear = 0;
  while (clear < n) {
    clear += isWorkingDay(sent, bankHolidays) ? 1 : 0;
    sent = addDays(sent, -1);
  }
  return sent;
}
