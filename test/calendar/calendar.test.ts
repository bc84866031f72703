import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  addDays,
  day,
  dayParts,
  daysBetween,
  formatDay,
  formatInstant,
  formatShortDay,
  isDay,
  londonDay,
  monthName,
  readDayText,
  readTypedDay,
  weekday,
} from '../../src/calendar/day.ts';
import {
  periodsOf,
  readYear,
  spanShown,
  yearLabel,
  yearOfDay,
  yearShown,
  yearSpan,
} from '../../src/calendar/financial-year.ts';
import {
  comparePeriods,
  periodLabel,
  periodShown,
  periodSpan,
  quarterOf,
  readPeriod,
} from '../../src/calendar/period.ts';
import {
  compareQuarters,
  periodsOfQuarter,
  type Quarter,
  quarterLabel,
  quarterShown,
  quarterSpan,
  readQuarter,
} from '../../src/calendar/quarter.ts';
import { clearWorkingDaysBefore, isWorkingDay } from '../../src/calendar/working-days.ts';

const RUNS = { seed: 20150717, numRuns: 300 };
const anyDay = fc.integer({ min: 0, max: 73_413 }).map((days) => addDays('1900-01-01', days));
const anyYear = fc.integer({ min: 1900, max: 2099 });

/** Every day from one to another, counted by JavaScript's own UTC calendar and not by ours. */
function* everyDay(from: string, to: string): Generator<string> {
  const end = Date.parse(`${to}T00:00:00Z`);
  for (let at = Date.parse(`${from}T00:00:00Z`); at <= end; at += 86_400_000) {
    yield new Date(at).toISOString().slice(0, 10);
  }
}

describe('a calendar day', () => {
  test.each(['2015-07-31', '2024-02-29', '2000-02-29', '1900-01-01', '2100-12-31'])('%s is one', (text) => {
    expect(isDay(text)).toBe(true);
  });

  test.each([
    '',
    '2025-02-31',
    '2027-02-29',
    '1900-02-29',
    '2100-02-29',
    '2025-04-31',
    '2025-00-10',
    '2025-13-10',
    '2025-10-00',
    '1899-12-31',
    '2101-01-01',
    '0025-01-01',
    '2025-4-1',
    '2025-04-01 ',
    '2025-04-01\n',
    '2025/04/01',
    '01-04-2025',
    '٢٠٢٥-٠٤-٠١',
    '1'.repeat(50_000),
  ])('%.20s is not', (text) => {
    expect(isDay(text)).toBe(false);
  });

  test('parts make a day, or nothing', () => {
    expect(day(2015, 7, 31)).toBe('2015-07-31');
    expect(day(2015, 2, 29)).toBeNull();
    expect(day(2015, 0, 1)).toBeNull();
    expect(day(2015, 1.5, 1)).toBeNull();
    expect(day(Number.NaN, 1, 1)).toBeNull();
    expect(dayParts('2015-07-31')).toEqual({ year: 2015, month: 7, day: 31 });
    expect(() => dayParts('2015-02-29')).toThrow(RangeError);
  });

  test('every day from 1900 to 2100 follows the one before, and knows its weekday', () => {
    let yesterday = '';
    for (const today of everyDay('1900-01-01', '2100-12-31')) {
      if (yesterday !== '' && (addDays(yesterday, 1) !== today || addDays(today, -1) !== yesterday)) {
        throw new Error(`${today} does not follow ${yesterday}`);
      }
      if (weekday(today) % 7 !== new Date(`${today}T00:00:00Z`).getUTCDay()) {
        throw new Error(`${today} has the wrong weekday`);
      }
      yesterday = today;
    }
    expect(yesterday).toBe('2100-12-31');
  });

  test('adding the days between two days to the first gives the second', () => {
    fc.assert(
      fc.property(anyDay, anyDay, (a, b) => {
        expect(addDays(a, daysBetween(a, b))).toBe(b);
        expect(Math.sign(daysBetween(a, b))).toBe(a === b ? 0 : a < b ? 1 : -1);
      }),
      RUNS,
    );
  });

  test('there is no day past the last', () => {
    expect(() => addDays('2100-12-31', 1)).toThrow(RangeError);
    expect(() => addDays('1900-01-01', -1)).toThrow(RangeError);
    expect(() => addDays('2015-07-31', 0.5)).toThrow(RangeError);
  });

  test('shown in full and in short', () => {
    expect(formatDay('2015-07-31')).toBe('31 July 2015');
    expect(formatDay('2015-03-01')).toBe('1 March 2015');
    expect(formatShortDay('2015-07-31')).toBe('31 Jul 2015');
    expect(() => monthName(13)).toThrow(RangeError);
  });
});

describe('a date typed by a person', () => {
  test.each([
    ['1', '4', '2025', '2025-04-01'],
    ['01', '04', '2025', '2025-04-01'],
    ['31', 'jul', '2015', '2015-07-31'],
    ['31', 'JULY', '2015', '2015-07-31'],
    ['5', 'Sept', '2015', '2015-09-05'],
    [' 1 ', '\u00a0May', '2015\u200b', '2015-05-01'],
    ['29', '2', '2024', '2024-02-29'],
  ])('%j %j %j is %s', (dayOfMonth, month, year, expected) => {
    expect(readTypedDay({ day: dayOfMonth, month, year })).toEqual({ ok: true, day: expected });
  });

  test.each([
    // day, month, year, reason, boxes marked
    ['', '', '', 'must include a day, month and year', ['day', 'month', 'year']],
    ['1', '', '2025', 'must include a month', ['month']],
    ['', ' ', '2025', 'must include a day and month', ['day', 'month']],
    ['1', '4', '\u200b', 'must include a year', ['year']],
    ['1', '4', '25', 'must include a year with 4 numbers', ['year']],
    ['1', '4', '20255', 'must include a year with 4 numbers', ['year']],
    ['1', '4', '２０２５', 'must include a year with 4 numbers', ['year']],
    ['1', '4', '0025', 'must have a year between 1900 and 2100', ['year']],
    ['1', '4', '2101', 'must have a year between 1900 and 2100', ['year']],
    ['31', '2', '2025', 'must be a real date', ['day', 'month', 'year']],
    ['29', '2', '2027', 'must be a real date', ['day', 'month', 'year']],
    ['31', 'april', '2025', 'must be a real date', ['day', 'month', 'year']],
    ['0', '4', '2025', 'must be a real date', ['day']],
    ['32', '4', '2025', 'must be a real date', ['day']],
    ['1', '13', '2025', 'must be a real date', ['month']],
    ['1', '00', '2025', 'must be a real date', ['month']],
    ['1', 'febuary', '2025', 'must be a real date', ['month']],
    ['١', '4', '2025', 'must be a real date', ['day']],
    ['1.5', 'x', '2025', 'must be a real date', ['day', 'month']],
    ['-1', '4', '2025', 'must be a real date', ['day']],
    ['1/4/2025', '4', '2025', 'must be a real date', ['day']],
    [`1${' '.repeat(50_000)}x`, '4', '2025', 'must be a real date', ['day']],
    ['1', '4', `2025${' '.repeat(50)}1`, 'must include a year with 4 numbers', ['year']],
  ])('%.12j %j %.12j %s', (dayOfMonth, month, year, reason, parts) => {
    expect(readTypedDay({ day: dayOfMonth, month, year })).toEqual({ ok: false, reason, parts });
  });

  test('any text is refused, or is a day', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (dayOfMonth, month, year) => {
        const read = readTypedDay({ day: dayOfMonth, month, year });
        expect(read.ok ? isDay(read.day) : read.parts.length > 0).toBe(true);
      }),
      RUNS,
    );
  });
});

describe('a date held in a file', () => {
  test.each([
    ['01/04/2025', 'dd/mm/yyyy', '2025-04-01'],
    ['1/4/2025', 'dd/mm/yyyy', '2025-04-01'],
    [' 31/07/2015 ', 'dd/mm/yyyy', '2015-07-31'],
    ['04/13/2025', 'dd/mm/yyyy', null],
    ['31/02/2025', 'dd/mm/yyyy', null],
    ['01/04/25', 'dd/mm/yyyy', null],
    ['2025-04-01', 'dd/mm/yyyy', null],
    ['2025-04-01', 'yyyy-mm-dd', '2025-04-01'],
    ['2025-4-1', 'yyyy-mm-dd', '2025-04-01'],
    ['01/04/2025', 'yyyy-mm-dd', null],
    ['2025-02-31', 'yyyy-mm-dd', null],
    ['2025-04-01T00:00:00', 'yyyy-mm-dd', '2025-04-01'],
    ['2025-04-01 23:59:59.997', 'yyyy-mm-dd', '2025-04-01'],
    ['2025-04-01 09:30', 'yyyy-mm-dd', '2025-04-01'],
    ['2015-03-31T23:00:00Z', 'yyyy-mm-dd', '2015-04-01'],
    ['2015-04-01T00:30:00+01:00', 'yyyy-mm-dd', '2015-04-01'],
    ['2015-04-01 00:30:00.0000000 +02:00', 'yyyy-mm-dd', '2015-03-31'],
    ['2015-03-31T20:30:00-0500', 'yyyy-mm-dd', '2015-04-01'],
    ['2025-04-01T24:00:00', 'yyyy-mm-dd', null],
    ['2025-04-01T23:59:60', 'yyyy-mm-dd', null],
    ['2025-04-01Tnoon', 'yyyy-mm-dd', null],
    ['2025-04-01T', 'yyyy-mm-dd', null],
    ['42095', 'yyyy-mm-dd', null],
    ['', 'dd/mm/yyyy', null],
    [' '.repeat(50_000), 'yyyy-mm-dd', null],
    ['1'.repeat(50_000), 'dd/mm/yyyy', null],
  ] as const)('%.34j as %s is %j', (text, shape, expected) => {
    expect(readDayText(text, shape)).toBe(expected);
  });
});

describe('an instant in London', () => {
  test.each([
    ['2015-07-31T13:05:00.000Z', '31 July 2015 at 14:05'],
    ['2015-01-31T13:05:00Z', '31 January 2015 at 13:05'],
    ['2026-03-31T23:30:00Z', '1 April 2026 at 00:30'],
    ['2026-03-31T22:59:59.999999Z', '31 March 2026 at 23:59'],
    ['2015-10-25T00:30:00Z', '25 October 2015 at 01:30'],
    ['2015-10-25T01:30:00Z', '25 October 2015 at 01:30'],
    ['2015-03-29T00:59:00Z', '29 March 2015 at 00:59'],
    ['2015-03-29T01:00:00Z', '29 March 2015 at 02:00'],
    ['2015-12-31T23:59:59Z', '31 December 2015 at 23:59'],
  ])('%s is %s', (instant, shown) => {
    expect(formatInstant(instant)).toBe(shown);
    expect(formatDay(londonDay(instant))).toBe(shown.replace(/ at .*/, ''));
  });

  test('half an hour before midnight UTC on 31 March belongs to the new financial year', () => {
    expect(yearOfDay(londonDay('2026-03-31T23:30:00Z'))).toBe(2026);
  });

  test.each([
    '',
    '2015-07-31',
    '2015-07-31T13:05:00',
    '2015-07-31 13:05:00Z',
    '2015-07-31T13:05:00+01:00',
    '2015-02-31T13:05:00Z',
    '2015-06-30T23:59:60Z',
    '2015-07-31T25:00:00Z',
    'Z'.repeat(50_000),
  ])('%.30j is not an instant', (text) => {
    expect(() => londonDay(text)).toThrow(RangeError);
    expect(() => formatInstant(text)).toThrow(RangeError);
  });

  test('an instant at noon UTC is on the same day in London all the year round', () => {
    fc.assert(
      fc.property(anyDay, (on) => {
        expect(londonDay(`${on}T12:00:00Z`)).toBe(on);
      }),
      RUNS,
    );
  });
});

describe('a financial year', () => {
  test.each([
    [2014, '2014-15', '2014/15'],
    [1999, '1999-00', '1999/00'],
    [2099, '2099-00', '2099/00'],
  ])('%i is %s in addresses and %s on pages', (year, label, shown) => {
    expect([yearLabel(year), yearShown(year)]).toEqual([label, shown]);
    expect([readYear(label), readYear(shown)]).toEqual([year, year]);
  });

  test.each([
    '2014-16',
    '2014-14',
    '2014',
    '14-15',
    '2014-2015',
    '2014_15',
    '1899-00',
    ' 2014-15',
    '',
    '1'.repeat(50_000),
  ])('%.12j is not one', (text) => {
    expect(readYear(text)).toBeNull();
  });

  test.each([
    [2014, '2014-04-01', '2015-03-31'],
    [2019, '2019-04-01', '2020-03-31'],
    [2020, '2020-04-01', '2021-05-09'],
    [2021, '2021-05-10', '2022-03-31'],
    [2022, '2022-04-01', '2023-03-31'],
  ])('%i runs from %s to %s', (year, startsOn, endsOn) => {
    expect(yearSpan(year)).toEqual({ startsOn, endsOn });
  });

  test.each([
    ['2015-03-31', 2014],
    ['2015-04-01', 2015],
    ['2021-03-31', 2020],
    ['2021-04-01', 2020],
    ['2021-05-09', 2020],
    ['2021-05-10', 2021],
    ['2022-03-31', 2021],
    ['2022-04-01', 2022],
  ])('%s falls in %i', (on, year) => {
    expect(yearOfDay(on)).toBe(year);
  });

  test('every day from 2000 to 2030 falls in the year a plain reading of the rule gives', () => {
    for (const on of everyDay('2000-01-01', '2030-12-31')) {
      const monthDay = on.slice(5);
      let plain = Number(on.slice(0, 4));
      if (on >= '2021-04-01' && on <= '2021-05-09') {
        plain = 2020;
      } else if (monthDay < '04-01') {
        plain -= 1;
      }
      const { startsOn, endsOn } = yearSpan(plain);
      if (yearOfDay(on) !== plain || on < startsOn || on > endsOn) {
        throw new Error(`${on} is not in ${plain}`);
      }
    }
  });

  test('a year that is not a whole number from 1900 to 2099 is refused', () => {
    for (const year of [1899, 2100, 2014.5, Number.NaN]) {
      expect(() => yearSpan(year)).toThrow(RangeError);
      expect(() => yearLabel(year)).toThrow(RangeError);
      expect(() => periodsOf(year)).toThrow(RangeError);
    }
    expect(() => yearOfDay('1900-03-31')).toThrow(RangeError);
    expect(() => yearOfDay('2100-04-01')).toThrow(RangeError);
  });
});

describe('the periods of a year', () => {
  test('2014/15 has twelve months and a year end', () => {
    expect(periodsOf(2014).map(({ number, startsOn, endsOn, quarter }) => [number, startsOn, endsOn, quarter])).toEqual(
      [
        [1, '2014-04-01', '2014-04-30', 1],
        [2, '2014-05-01', '2014-05-31', 1],
        [3, '2014-06-01', '2014-06-30', 1],
        [4, '2014-07-01', '2014-07-31', 2],
        [5, '2014-08-01', '2014-08-31', 2],
        [6, '2014-09-01', '2014-09-30', 2],
        [7, '2014-10-01', '2014-10-31', 3],
        [8, '2014-11-01', '2014-11-30', 3],
        [9, '2014-12-01', '2014-12-31', 3],
        [10, '2015-01-01', '2015-01-31', 4],
        [11, '2015-02-01', '2015-02-28', 4],
        [12, '2015-03-01', '2015-03-31', 4],
        [13, '2015-03-31', '2015-03-31', 4],
      ],
    );
  });

  test('the long year: period 12 of 2020/21 ends on 9 May 2021', () => {
    expect(periodsOf(2020).slice(-2)).toEqual([
      { year: 2020, number: 12, startsOn: '2021-03-01', endsOn: '2021-05-09', quarter: 4 },
      { year: 2020, number: 13, startsOn: '2021-05-09', endsOn: '2021-05-09', quarter: 4 },
    ]);
  });

  test('the year after it: 2021/22 has no period 1, and period 2 starts on 10 May', () => {
    expect(periodsOf(2021)).toHaveLength(12);
    expect(periodsOf(2021)[0]).toEqual({
      year: 2021,
      number: 2,
      startsOn: '2021-05-10',
      endsOn: '2021-05-31',
      quarter: 1,
    });
    expect(() => periodSpan({ year: 2021, number: 1 })).toThrow(RangeError);
  });

  test('months and quarters follow one another without a gap, from the first day of the year to the last', () => {
    fc.assert(
      fc.property(anyYear, (year) => {
        const months = periodsOf(year).filter(({ number }) => number <= 12);
        const quarters = ([1, 2, 3, 4] as const).map((quarter) => quarterSpan({ year, quarter }));
        for (const spans of [months, quarters]) {
          for (const [index, { startsOn, endsOn }] of spans.entries()) {
            const before = spans[index - 1];
            expect(startsOn).toBe(before ? addDays(before.endsOn, 1) : yearSpan(year).startsOn);
            expect(startsOn <= endsOn).toBe(true);
          }
          expect(spans.at(-1)?.endsOn).toBe(yearSpan(year).endsOn);
        }
        if (year < 2099) {
          expect(addDays(yearSpan(year).endsOn, 1)).toBe(yearSpan(year + 1).startsOn);
        }
      }),
      RUNS,
    );
  });

  test.each([
    [{ year: 2015, number: 4 }, '2015-16-P04', 'Period 4 (July 2015)'],
    [{ year: 2014, number: 12 }, '2014-15-P12', 'Period 12 (March 2015)'],
    [{ year: 2014, number: 13 }, '2014-15-P13', 'Period 13 (year end 2014/15)'],
    [{ year: 2020, number: 12 }, '2020-21-P12', 'Period 12 (1 March to 9 May 2021)'],
    [{ year: 2021, number: 2 }, '2021-22-P02', 'Period 2 (10 to 31 May 2021)'],
  ])('%j is %s, %s', (period, label, shown) => {
    expect([periodLabel(period), periodShown(period)]).toEqual([label, shown]);
    expect(readPeriod(label)).toEqual(period);
  });

  test.each(['2014/15-P4', '2014-15-P4', '2014/15-P04', '2014-15-p04'])('%s is read', (text) => {
    expect(readPeriod(text)).toEqual({ year: 2014, number: 4 });
  });

  test.each([
    '2014-15-P0',
    '2014-15-P14',
    '2014-15-P004',
    '2014-16-P04',
    '2021-22-P01',
    '2014-15',
    '2014-15-Q4',
    '',
    '1'.repeat(50_000),
  ])('%.14j is not a period', (text) => {
    expect(readPeriod(text)).toBeNull();
  });

  test('periods sort by year, then number', () => {
    const sorted = ['2014-15-P02', '2014-15-P13', '2015-16-P01'];
    expect(
      [...sorted]
        .reverse()
        .map((label) => readPeriod(label) ?? { year: 0, number: 0 })
        .sort(comparePeriods)
        .map(periodLabel),
    ).toEqual(sorted);
    expect(comparePeriods({ year: 2014, number: 4 }, { year: 2014, number: 4 })).toBe(0);
  });

  test('each period has its quarter', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13].map(quarterOf)).toEqual([1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 4]);
    for (const number of [0, 14, 1.5, Number.NaN]) {
      expect(() => quarterOf(number)).toThrow(RangeError);
    }
  });
});

describe('a quarter', () => {
  test.each<[Quarter, string, string]>([
    [{ year: 2014, quarter: 4 }, '2014-15-Q4', '2014/15 quarter 4 (January to March 2015)'],
    [{ year: 2015, quarter: 1 }, '2015-16-Q1', '2015/16 quarter 1 (April to June 2015)'],
    [{ year: 2020, quarter: 4 }, '2020-21-Q4', '2020/21 quarter 4 (1 January to 9 May 2021)'],
    [{ year: 2021, quarter: 1 }, '2021-22-Q1', '2021/22 quarter 1 (10 May to 30 June 2021)'],
  ])('%j is %s, %s', (quarter, label, shown) => {
    expect([quarterLabel(quarter), quarterShown(quarter)]).toEqual([label, shown]);
    expect([readQuarter(label), readQuarter(label.replace('-', '/'))]).toEqual([quarter, quarter]);
  });

  test.each(['2014-15-Q5', '2014-15-Q0', '2014-16-Q4', '2014-15-P4', '2014-Q4', '', '1'.repeat(50_000)])(
    '%.14j is not one',
    (text) => {
      expect(readQuarter(text)).toBeNull();
    },
  );

  test('holds its periods; the last quarter holds the year end too', () => {
    expect(periodsOfQuarter({ year: 2014, quarter: 3 }).map(({ number }) => number)).toEqual([7, 8, 9]);
    expect(periodsOfQuarter({ year: 2014, quarter: 4 }).map(({ number }) => number)).toEqual([10, 11, 12, 13]);
    expect(periodsOfQuarter({ year: 2021, quarter: 1 }).map(({ number }) => number)).toEqual([2, 3]);
    expect(quarterSpan({ year: 2014, quarter: 4 })).toEqual({ startsOn: '2015-01-01', endsOn: '2015-03-31' });
  });

  test('quarters sort by year, then number', () => {
    expect(compareQuarters({ year: 2014, quarter: 4 }, { year: 2015, quarter: 1 })).toBeLessThan(0);
    expect(compareQuarters({ year: 2014, quarter: 4 }, { year: 2014, quarter: 3 })).toBeGreaterThan(0);
    expect(compareQuarters({ year: 2014, quarter: 4 }, { year: 2014, quarter: 4 })).toBe(0);
  });

  test.each([
    ['2014-04-01', '2015-03-31', 'April 2014 to March 2015'],
    ['2020-04-01', '2021-05-09', '1 April 2020 to 9 May 2021'],
  ])('a year from %s to %s is shown as %s', (startsOn, endsOn, shown) => {
    expect(spanShown({ startsOn, endsOn })).toBe(shown);
  });
});

describe('sending papers before a meeting', () => {
  const none: ReadonlySet<string> = new Set();
  const christmas: ReadonlySet<string> = new Set(['2015-12-25', '2015-12-28', '2016-01-01']);

  test.each([
    // meeting, clear working days, bank holidays, last day to send
    ['a Friday meeting', '2015-07-17', 5, none, '2015-07-09'],
    ['a Monday meeting: the weekend before does not count', '2015-07-20', 1, none, '2015-07-16'],
    ['a Monday meeting: a Sunday is in time, as five clear days follow it', '2015-07-20', 5, none, '2015-07-12'],
    ['no clear days: the day before', '2015-07-17', 0, none, '2015-07-16'],
    ['over Christmas', '2016-01-06', 5, christmas, '2015-12-28'],
  ])('%s', (_, meeting, n, bankHolidays, expected) => {
    expect(clearWorkingDaysBefore(meeting, n, bankHolidays)).toBe(expected);
  });

  test('exactly n working days lie between, and one day later they no longer do', () => {
    const clear = (sent: string, meeting: string): number => {
      let count = 0;
      for (let on = addDays(sent, 1); on < meeting; on = addDays(on, 1)) {
        count += isWorkingDay(on, christmas) ? 1 : 0;
      }
      return count;
    };
    const meetings = fc.integer({ min: 0, max: 120 }).map((days) => addDays('2015-11-01', days));
    fc.assert(
      fc.property(meetings, fc.integer({ min: 1, max: 10 }), (meeting, n) => {
        const sent = clearWorkingDaysBefore(meeting, n, christmas);
        expect(clear(sent, meeting)).toBe(n);
        expect(clear(addDays(sent, 1), meeting)).toBe(n - 1);
      }),
      RUNS,
    );
  });

  test('half a day, or fewer than none, is refused', () => {
    expect(() => clearWorkingDaysBefore('2015-07-17', 0.5, none)).toThrow(RangeError);
    expect(() => clearWorkingDaysBefore('2015-07-17', -1, none)).toThrow(RangeError);
  });
});
