import { type PeriodKey, periodLabel, readPeriod } from '../../../calendar/period.ts';
import { monthNumber } from './date.ts';
import type { PeriodSource, YearNaming } from './profile.ts';

const LONGEST = 30;

/** What a profile's period is written like, in words for a fault; '' where the person is asked. */
export function periodExpected(source: PeriodSource): string {
  switch (source.from) {
    case 'asked':
      return '';
    case 'year and period':
      return 'a financial year and its period from 1 to 13, such as 201503';
    case 'period and fiscal year':
      return 'a period from 1 to 13 and its financial year, such as 3 and 2015';
    case 'month name':
      return 'a month and its year, such as APR-15';
  }
}

/** The period that a line's cells name; null when they name none, such as period 0, which holds opening balances. */
export function readLinePeriod(source: PeriodSource, period: string, fiscalYear: string): PeriodKey | null {
  const text = period.trim();
  if (source.from === 'asked' || text.length > LONGEST) return null;
  if (source.from === 'month name') return byMonth(source, text);
  if (source.from === 'period and fiscal year') {
    const year = fiscalYear.trim();
    return /^\d{4}$/.test(year) && /^0{0,2}\d{1,2}$/.test(text)
      ? inYear(Number(year), Number(text), source.year)
      : null;
  }
  const match = /^(\d{4})[-/ ]?(\d{2,3})$/.exec(text);
  return match === null ? null : inYear(Number(match[1]), Number(match[2]), source.year);
}

function byMonth(source: Extract<PeriodSource, { from: 'month name' }>, text: string): PeriodKey | null {
  const match = /^([a-z]{2,9})[- ]?(\d{2}|\d{4})$/i.exec(text);
  if (match === null) return null;
  const [, name = '', digits = ''] = match;
  const year = digits.length === 2 ? 2000 + Number(digits) : Number(digits);
  if (source.yearEnd.some((start) => name.toLowerCase() === start.toLowerCase())) return inYear(year, 13, source.year);
  const month = monthNumber(name);
  if (month === 0) return null;
  return month >= 4 ? inYear(year, month - 3, 'starts') : inYear(year, month + 9, 'ends');
}

/** The period of a financial year that is named by its first or its last calendar year; null where there is none. */
function inYear(named: number, number: number, naming: YearNaming): PeriodKey | null {
  const year = naming === 'starts' ? named : named - 1;
  if (year < 1900 || year > 2098 || number < 1 || number > 13) return null;
  return readPeriod(periodLabel({ year, number }));
}
