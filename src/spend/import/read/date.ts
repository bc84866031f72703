import { type Day, day, readDayText } from '../../../calendar/day.ts';
import type { CellKind } from '../../../documents/table/csv-rows.ts';
import { serialDay } from '../../../documents/table/sheet-rows.ts';
import type { DateShape } from './profile.ts';

/** What a date cell says: a day, or two of the profile's shapes that read it as different days, or nothing. */
export type ReadDate = { day: Day; isOdd: boolean } | { twoWays: readonly [Day, Day] } | null;

const LONGEST = 40;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const zeroWidth = /[\u200b-\u200f\u2060\ufeff]/g;

/**
 * Reads a date in every shape that the profile names. Where two read the cell as different days, such as 01/02/2015
 * with the day first and with the month first, neither is taken. A workbook says itself which of its numbers are dates.
 */
export function readDate(cell: string, shapes: readonly DateShape[], kind: CellKind = 'text'): ReadDate {
  if (cell.length > LONGEST) return null;
  if (kind === 'date') {
    const stored = readDayText(cell, 'yyyy-mm-dd');
    return stored === null ? null : { day: stored, isOdd: false };
  }
  const text = cell.replace(zeroWidth, '').trim();
  let found: { day: Day; isOdd: boolean } | null = null;
  for (const shape of shapes) {
    const read = readShape(text, shape);
    if (read === null) continue;
    if (found !== null && found.day !== read) return { twoWays: [found.day, read] };
    found ??= { day: read, isOdd: shape.startsWith('Excel serial') || text.length > 11 };
  }
  return found;
}

function readShape(text: string, shape: DateShape): Day | null {
  switch (shape) {
    case 'dd/mm/yyyy':
    case 'yyyy-mm-dd':
      return readDayText(text, shape);
    case 'mm/dd/yyyy':
      return fromParts(/^(?<month>\d{1,2})\/(?<day>\d{1,2})\/(?<year>\d{4})$/.exec(text));
    case 'dd.mm.yyyy':
      return fromParts(/^(?<day>\d{1,2})\.(?<month>\d{1,2})\.(?<year>\d{4})$/.exec(text));
    case 'yyyymmdd':
      return fromParts(/^(?<year>\d{4})(?<month>\d{2})(?<day>\d{2})$/.exec(text));
    case 'dd-mmm-yyyy':
      return fromParts(/^(?<day>\d{1,2})[- ](?<month>[a-z]{3,9})[- ](?<year>\d{4})$/i.exec(text));
    case 'dd-mmm-yy':
      return fromParts(/^(?<day>\d{1,2})[- ](?<month>[a-z]{3})[- ](?<year>\d{2})$/i.exec(text), 2000);
    case 'Excel serial 1900':
      return serialDay(text, false);
    case 'Excel serial 1904':
      return serialDay(text, true);
  }
}

function fromParts(match: RegExpExecArray | null, century = 0): Day | null {
  if (match?.groups === undefined) return null;
  const { year, month = '', day: dayOfMonth } = match.groups;
  return day(century + Number(year), /^\d/.test(month) ? Number(month) : monthNumber(month), Number(dayOfMonth));
}

/** The number of a month by its English name or the first three letters of it; 0 for anything else. */
export function monthNumber(name: string): number {
  const small = name.toLowerCase();
  const at = MONTHS.indexOf(small.slice(0, 3));
  const isName = small.length === 3 || LONG_MONTHS[at] === small || small === 'sept';
  return isName ? at + 1 : 0;
}

const LONG_MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];
