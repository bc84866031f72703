import { addDays, type Day, day as dayOf, weekday } from './day.ts';

// Days that a proclamation moved or added; the rest follow the rules below (Banking and Financial Dealings Act 1971).
const MOVED: ReadonlyMap<Day, Day> = new Map([
  ['2002-05-27', '2002-06-04'],
  ['2012-05-28', '2012-06-04'],
  ['2020-05-04', '2020-05-08'],
  ['2022-05-30', '2022-06-02'],
]);
const ADDED: readonly Day[] = ['2002-06-03', '2011-04-29', '2012-06-05', '2022-06-03', '2022-09-19', '2023-05-08'];

const MONDAY = 1;
const SATURDAY = 6;

/**
 * The bank holidays of England and Wales in a calendar year, in order: those of the rules in force since 1978, with
 * what proclamations moved or added since 2002. A day that a later proclamation adds is not known until it is listed.
 */
export function bankHolidaysOf(year: number): Day[] {
  const easter = easterSunday(year);
  const found = new Set([
    ...onWeekdays([on(year, 1, 1)]),
    addDays(easter, -2),
    addDays(easter, 1),
    firstMonday(year, 5),
    lastMonday(year, 5),
    lastMonday(year, 8),
    ...onWeekdays([on(year, 12, 25), on(year, 12, 26)]),
  ]);
  for (const [from, to] of MOVED) if (found.delete(from)) found.add(to);
  for (const added of ADDED) if (added.startsWith(`${year}-`)) found.add(added);
  return [...found].toSorted();
}

/** Those that fall on a weekend move to the next weekdays that are free. */
function onWeekdays(days: readonly Day[]): Day[] {
  const taken: Day[] = [];
  for (let of of days) {
    while (weekday(of) >= SATURDAY || taken.includes(of)) of = addDays(of, 1);
    taken.push(of);
  }
  return taken;
}

function firstMonday(year: number, month: number): Day {
  let of = on(year, month, 1);
  while (weekday(of) !== MONDAY) of = addDays(of, 1);
  return of;
}

function lastMonday(year: number, month: number): Day {
  let of = addDays(on(year, month + 1, 1), -1);
  while (weekday(of) !== MONDAY) of = addDays(of, -1);
  return of;
}

/** Easter Sunday by the Gregorian rule, in the anonymous form of 1876. */
function easterSunday(year: number): Day {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const ofCentury = year % 100;
  const shift = century - Math.floor(century / 4) - Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3);
  const epact = (19 * golden + shift + 15) % 30;
  const toSunday = (32 + 2 * (century % 4) + 2 * Math.floor(ofCentury / 4) - epact - (ofCentury % 4)) % 7;
  const late = Math.floor((golden + 11 * epact + 22 * toSunday) / 451);
  const monthAndDay = epact + toSunday - 7 * late + 114;
  return on(year, Math.floor(monthAndDay / 31), (monthAndDay % 31) + 1);
}

function on(year: number, month: number, dayOfMonth: number): Day {
  const found = dayOf(year, month, dayOfMonth);
  if (found === null) throw new RangeError(`not a day: ${dayOfMonth}.${month}.${year}`);
  return found;
}
