import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addDays, type Day, dayParts } from '../../../src/calendar/day.ts';
import { formatDecimal, MAX_PENCE, parsePounds } from '../../../src/money/pence.ts';
import { isOddAmount, readPence } from '../../../src/spend/import/read/amount.ts';
import { readDate } from '../../../src/spend/import/read/date.ts';
import { readLinePeriod } from '../../../src/spend/import/read/period.ts';
import type { AmountNotation, DateShape } from '../../../src/spend/import/read/profile.ts';

const all: AmountNotation = {
  thousands: true,
  pound: true,
  negatives: ['leading minus', 'trailing minus', 'brackets', 'CR and DR'],
};
const plain: AmountNotation = { thousands: false, pound: false, negatives: [] };

describe('An amount of a file', () => {
  test.each<[string, number]>([
    ['1234.50', 123_450],
    ['0', 0],
    ['-0.00', 0],
    ['.5', 50],
    ['5.', 500],
    ['£1,234.50', 123_450],
    [' 1 234.50 ', 123_450],
    ['(1,234.50)', -123_450],
    ['(£5)', -500],
    ['1,234.50-', -123_450],
    ['\u22125.00', -500],
    ['5.00\u2212', -500],
    ['100.00 CR', -10_000],
    ['100.00DR', 10_000],
    ['CR 100.00', -10_000],
    ['Dr £1,000', 100_000],
    ['7956.420000000001', 795_642],
    ['6.82121E-13', 0],
    ['1.5e3', 150_000],
    ['-1.005', -101],
    ['0.005', 1],
    ['1000000000.00', MAX_PENCE],
    ['\u00a012.50', 1_250],
  ])('%j is %d pence', (text, pence) => {
    expect(readPence(text, all)).toBe(pence);
  });

  test.each([
    '',
    '-',
    '.',
    'ten',
    '=1+1',
    '0x10',
    '1.234,50',
    '1,23',
    '12,34,567.00',
    '1.2.3',
    '--5',
    '(-5)',
    '-5 CR',
    '(5) DR',
    'CR 5 DR',
    '1000000000.01',
    '1E400',
    '٣',
    '1'.repeat(200),
    '5 C',
  ])('%j is refused', (text) => {
    expect(readPence(text, all)).toBeNull();
  });

  test.each(['1,234', '£5', '-5', '5-', '(5)', '5 CR', 'DR 5', '\u22125'])(
    '%j is refused where the profile does not name its mark',
    (text) => {
      expect(readPence(text, plain)).toBeNull();
      expect(readPence(text, all)).not.toBeNull();
    },
  );

  test('with a point before three digits is not read where cells are separated by semicolons', () => {
    expect([readPence('1.234', all, true), readPence('-1.234.567', all, true)]).toEqual([null, null]);
    expect([readPence('1.23', all, true), readPence('638.875', all, false)]).toEqual([123, 63_888]);
  });

  test('typed by a person may still not say CR first', () => {
    expect(parsePounds('CR 5').ok).toBe(false);
  });

  const pence = fc.integer({ min: -MAX_PENCE, max: MAX_PENCE });
  const grouped = (amount: number) => formatDecimal(Math.abs(amount)).replace(/\B(?=(\d{3})+\.)/g, ',');
  test.each<[string, (amount: number) => string]>([
    ['a leading minus', formatDecimal],
    ['commas', (amount) => (amount < 0 ? '-' : '') + grouped(amount)],
    ['pounds', (amount) => `${amount < 0 ? '-' : ''}£${grouped(amount)}`],
    ['a true minus', (amount) => formatDecimal(amount).replace('-', '\u2212')],
    ['brackets', (amount) => (amount < 0 ? `(${grouped(amount)})` : grouped(amount))],
    ['a trailing minus', (amount) => grouped(amount) + (amount < 0 ? '-' : '')],
    ['CR and DR after', (amount) => `${grouped(amount)} ${amount < 0 ? 'CR' : 'DR'}`],
    ['CR and DR before', (amount) => `${amount < 0 ? 'cr' : 'dr'} ${grouped(amount)}`],
    ['padding', (amount) => `  ${formatDecimal(amount)}\u00a0`],
    ['an exponent', (amount) => `${amount < 0 ? '-' : ''}${Math.abs(amount)}E-2`],
  ])('written with %s is read back as it was', (_name, write) => {
    fc.assert(fc.property(pence, (amount) => readPence(write(amount), all) === (amount === 0 ? 0 : amount)));
  });

  test('is shown as read when it is not digits, a point and two decimals', () => {
    expect(['1234.50', '-5', '£1,234.50'].map(isOddAmount)).toEqual([false, false, false]);
    const odd = ['(5)', '5-', '5 CR', ' 5', '1e3', '1.005', '\u22125'];
    expect(odd.filter((text) => !isOddAmount(text))).toEqual([]);
  });
});

describe('A date of a file', () => {
  test.each<[string, DateShape, Day]>([
    ['01/04/2015', 'dd/mm/yyyy', '2015-04-01'],
    ['2015-04-01T23:30:00Z', 'yyyy-mm-dd', '2015-04-02'],
    ['2015-04-01 00:00:00', 'yyyy-mm-dd', '2015-04-01'],
    ['4/1/2015', 'mm/dd/yyyy', '2015-04-01'],
    ['01.04.2015', 'dd.mm.yyyy', '2015-04-01'],
    ['01-Apr-2015', 'dd-mmm-yyyy', '2015-04-01'],
    ['1 April 2015', 'dd-mmm-yyyy', '2015-04-01'],
    ['01-APR-15', 'dd-mmm-yy', '2015-04-01'],
    ['20150401', 'yyyymmdd', '2015-04-01'],
    ['42095', 'Excel serial 1900', '2015-04-01'],
    ['42095.75', 'Excel serial 1900', '2015-04-01'],
    ['40633', 'Excel serial 1904', '2015-04-01'],
    ['61', 'Excel serial 1900', '1900-03-01'],
  ])('%j as %s is %s', (text, shape, day) => {
    expect(readDate(text, [shape])).toMatchObject({ day });
  });

  test.each<[string, DateShape]>([
    ['31/02/2015', 'dd/mm/yyyy'],
    ['31-Apr-2015', 'dd-mmm-yyyy'],
    ['01-Apl-2015', 'dd-mmm-yyyy'],
    ['01/04/15', 'dd/mm/yyyy'],
    ['42095', 'dd/mm/yyyy'],
    ['60', 'Excel serial 1900'],
    ['-5', 'Excel serial 1904'],
    ['9999999', 'Excel serial 1900'],
    ['2015-04-01T25:00', 'yyyy-mm-dd'],
    ['', 'yyyymmdd'],
  ])('%j as %s is none', (text, shape) => {
    expect(readDate(text, [shape])).toBeNull();
  });

  test('that two shapes read as different days is not guessed', () => {
    const both: DateShape[] = ['dd/mm/yyyy', 'mm/dd/yyyy'];
    expect(readDate('01/02/2015', both)).toEqual({ twoWays: ['2015-02-01', '2015-01-02'] });
    expect(readDate('31/01/2015', both)).toMatchObject({ day: '2015-01-31' });
    expect(readDate('02/02/2015', both)).toMatchObject({ day: '2015-02-02' });
    expect(readDate('20150401', ['yyyymmdd', 'Excel serial 1900'])).toMatchObject({ day: '2015-04-01' });
  });

  const days = fc.integer({ min: 0, max: 60_000 }).map((count) => addDays('1930-01-01', count));
  const two = (part: number) => String(part).padStart(2, '0');
  const names = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
  test.each<[DateShape, (parts: { year: number; month: number; day: number }) => string]>([
    ['dd/mm/yyyy', ({ year, month, day }) => `${two(day)}/${two(month)}/${year}`],
    ['mm/dd/yyyy', ({ year, month, day }) => `${two(month)}/${two(day)}/${year}`],
    ['dd.mm.yyyy', ({ year, month, day }) => `${two(day)}.${two(month)}.${year}`],
    ['dd-mmm-yyyy', ({ year, month, day }) => `${two(day)}-${names[month - 1]}-${year}`],
    ['yyyymmdd', ({ year, month, day }) => `${year}${two(month)}${two(day)}`],
    ['yyyy-mm-dd', ({ year, month, day }) => `${year}-${two(month)}-${two(day)}`],
    ['Excel serial 1900', ({ year, month, day }) => String(Date.UTC(year, month - 1, day) / 86_400_000 + 25_569)],
    ['Excel serial 1904', ({ year, month, day }) => String(Date.UTC(year, month - 1, day) / 86_400_000 + 24_107)],
  ])('written as %s is read back as it was', (shape, write) => {
    fc.assert(
      fc.property(days, (day) => {
        const read = readDate(write(dayParts(day)), [shape]);
        return read !== null && 'day' in read && read.day === day;
      }),
    );
  });
});

describe('The period of a line', () => {
  test.each<[Parameters<typeof readLinePeriod>, { year: number; number: number } | null]>([
    [[{ from: 'year and period', year: 'starts' }, '201503', ''], { year: 2015, number: 3 }],
    [[{ from: 'year and period', year: 'ends' }, '201503', ''], { year: 2014, number: 3 }],
    [[{ from: 'year and period', year: 'starts' }, '2015/13', ''], { year: 2015, number: 13 }],
    [[{ from: 'year and period', year: 'starts' }, '201500', ''], null],
    [[{ from: 'year and period', year: 'starts' }, '201514', ''], null],
    [[{ from: 'year and period', year: 'starts' }, '202101', ''], null],
    [[{ from: 'period and fiscal year', year: 'starts' }, '003', '2015'], { year: 2015, number: 3 }],
    [[{ from: 'period and fiscal year', year: 'ends' }, '3', '2015'], { year: 2014, number: 3 }],
    [[{ from: 'period and fiscal year', year: 'starts' }, '3', ''], null],
    [[{ from: 'month name', year: 'ends', yearEnd: ['ADJ'] }, 'APR-15', ''], { year: 2015, number: 1 }],
    [[{ from: 'month name', year: 'ends', yearEnd: ['ADJ'] }, 'Mar-2016', ''], { year: 2015, number: 12 }],
    [[{ from: 'month name', year: 'ends', yearEnd: ['ADJ'] }, 'ADJ-16', ''], { year: 2015, number: 13 }],
    [[{ from: 'month name', year: 'ends', yearEnd: [] }, 'ADJ-16', ''], null],
    [[{ from: 'asked' }, '201503', ''], null],
  ])('%j is %j', (given, period) => {
    expect(readLinePeriod(...given)).toEqual(period);
  });
});
