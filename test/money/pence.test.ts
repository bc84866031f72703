import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  formatDecimal,
  formatOverUnder,
  formatPounds,
  formatWholePounds,
  MAX_PENCE,
  parsePounds,
  readDecimal,
  roundToPounds,
  shareOut,
} from '../../src/money/pence.ts';

const RUNS = { seed: 20150717, numRuns: 300 };
const anyPence = fc.integer({ min: -MAX_PENCE, max: MAX_PENCE });
const total = (parts: readonly number[]): number => parts.reduce((sum, part) => sum + part, 0);

const AMOUNT = 'must be an amount in pounds, like 1,234.50';
const DECIMALS = 'must have no more than two decimal places';
const LIMIT = 'must be £1,000,000,000.00 or less';

describe('an amount typed by a person', () => {
  test.each([
    ['1234', 123_400],
    ['1,234', 123_400],
    ['£1,234.50', 123_450],
    ['1234.5', 123_450],
    [' £ 1,234.5 ', 123_450],
    ['1 234.56', 123_456],
    ['1 234 567', 123_456_700],
    ['1\u00a0234.56', 123_456],
    ['5\u200b', 500],
    ['\ufeff£5', 500],
    ['\u00a05.00\u00a0', 500],
    ['0', 0],
    ['0.01', 1],
    ['007', 700],
    ['-0.00', 0],
    ['1.005', DECIMALS],
    ['4.35', 435],
    ['1,000,000,000.00', MAX_PENCE],
    ['-1,000,000,000.00', -MAX_PENCE],
  ])('%j is read as %j', (typed, expected) => {
    const read = parsePounds(typed);
    expect(read.ok ? read.pence : read.reason).toBe(expected);
  });

  test.each([
    '(1,234.50)',
    '1,234.50-',
    '-1234.50',
    '-£1,234.50',
    '£-1,234.50',
    '(£1,234.50)',
    '£(1,234.50)',
    '- 1 234.5',
  ])('%j is below zero', (typed) => {
    expect(parsePounds(typed)).toEqual({ ok: true, pence: -123_450 });
  });

  test.each([
    ['nothing', ''],
    ['only spaces', '   '],
    ['only a pound sign', '£'],
    ['only brackets', '()'],
    ['a lone minus', '-'],
    ['words', 'five'],
    ['scientific text', '1e3'],
    ['hexadecimal', '0x10'],
    ['a continental amount', '1.234,56'],
    ['commas in the wrong place', '1,23,456'],
    ['four digits after a comma', '1,2345'],
    ['a group that starts with nought', '0,001'],
    ['commas and spaces mixed', '1,234 567'],
    ['spaces in the wrong place', '12 34'],
    ['no digits after the point', '5.'],
    ['no digits before the point', '.5'],
    ['a plus', '+5'],
    ['two minuses', '--5'],
    ['a minus at both ends', '-5-'],
    ['a minus before brackets', '-(5)'],
    ['a minus within brackets', '(-5)'],
    ['a minus after brackets', '(5)-'],
    ['two brackets', '((5))'],
    ['half a bracket', '(5'],
    ['the other half', '5)'],
    ['the mathematical minus', '\u22125'],
    ['Arabic digits', '١٢٣'],
    ['full-width digits', '１２３'],
    ['NaN', 'NaN'],
    ['Infinity', 'Infinity'],
    ['an underscore', '1_000'],
    ['dollars', '$5'],
    ['pence', '5p'],
    ['two pound signs', '££5'],
    ['a ledger mark', '5 CR'],
    ['two points', '1.2.3'],
    ['two lines', '1\n2'],
  ])('%s is refused', (_, typed) => {
    expect(parsePounds(typed)).toEqual({ ok: false, reason: AMOUNT });
  });

  test('an amount typed with three decimals is refused', () => {
    expect(parsePounds('638.875')).toEqual({ ok: false, reason: DECIMALS });
  });

  test.each(['1,000,000,000.01', '9'.repeat(40)])('%j is over the limit', (typed) => {
    expect(parsePounds(typed)).toEqual({ ok: false, reason: LIMIT });
  });

  test('a penny below the lower limit is refused', () => {
    expect(parsePounds('(1,000,000,000.01)')).toEqual({ ok: false, reason: 'must be -£1,000,000,000.00 or more' });
  });

  test('what a page prints can be typed back', () => {
    fc.assert(
      fc.property(anyPence, (pence) => {
        for (const typed of [formatPounds(pence), formatOverUnder(pence), formatDecimal(pence)]) {
          expect(parsePounds(typed)).toEqual({ ok: true, pence });
        }
      }),
      RUNS,
    );
  });

  test('any text is refused, or stands for one amount within the limit', () => {
    const nearly = fc.string({ unit: fc.constantFrom(...'0123456789,.-()£ eE+CR\u00a0\u200b'), maxLength: 24 });
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' }), nearly), (text) => {
        const read = parsePounds(text);
        if (read.ok) {
          expect(Number.isSafeInteger(read.pence) && Math.abs(read.pence) <= MAX_PENCE).toBe(true);
          expect(parsePounds(formatPounds(read.pence))).toEqual(read);
          expect(readDecimal(text)).toBe(read.pence);
        } else {
          expect([AMOUNT, DECIMALS, LIMIT, 'must be -£1,000,000,000.00 or more']).toContain(read.reason);
        }
      }),
      { ...RUNS, numRuns: 3000 },
    );
  });
});

describe('an amount held in a file', () => {
  test.each([
    ['638.875', 63_888],
    ['-638.875', -63_888],
    ['638.8749999', 63_887],
    ['6.82121E-13', 0],
    ['-6.82121E-13', 0],
    ['7956.420000000001', 795_642],
    ['1.005', 101],
    ['4.35', 435],
    ['0.005', 1],
    ['0.0049999', 0],
    ['1.5e3', 150_000],
    ['1E+3', 100_000],
    ['1.234567E4', 1_234_567],
    ['0e30', 0],
    ['.5', 50],
    ['5.', 500],
    ['  1,234.50  ', 123_450],
    ['£1,234.50', 123_450],
    ['(1,234.50)', -123_450],
    ['1,234.50-', -123_450],
    ['-£1,234.50', -123_450],
    ['1,234.50 CR', -123_450],
    ['1,234.50cr', -123_450],
    ['1,234.50 DR', 123_450],
    ['£1,234.50 DR', 123_450],
    ['12.50\r\n', 1250],
    ['1000000000.004', MAX_PENCE],
  ])('%j is read as %j pence', (text, pence) => {
    expect(readDecimal(text)).toBe(pence);
  });

  test.each([
    '',
    ' ',
    '.',
    '-',
    'CR',
    'n/a',
    '#REF!',
    '1,23,456',
    '1.234,56',
    '+5',
    '-5 CR',
    '(5) CR',
    '-5 DR',
    '5 CRCR',
    '5 C',
    '-(5)',
    'NaN',
    'Infinity',
    '0x10',
    '1e',
    'e5',
    '1e31',
    '1e-31',
    '1e999999999',
    '1,234e2',
    '1000000000.005',
    '1e30',
    '9'.repeat(40),
    '$5',
    '\u22125',
    '١٢٣',
  ])('%j is not an amount', (text) => {
    expect(readDecimal(text)).toBeNull();
  });

  test('a CSV amount reads back as it was written', () => {
    fc.assert(
      fc.property(anyPence, (pence) => {
        expect(readDecimal(formatDecimal(pence))).toBe(pence);
      }),
      RUNS,
    );
  });

  test('a fraction of a penny goes to the nearer penny, half away from zero, on both sides alike', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000 }), fc.integer({ min: 0, max: 999 }), (pence, thousandths) => {
        const text = `${formatDecimal(pence)}${String(thousandths).padStart(3, '0')}`;
        const expected = thousandths >= 500 ? pence + 1 : pence;
        expect(readDecimal(text)).toBe(expected);
        expect(readDecimal(`${text}-`)).toBe(expected === 0 ? 0 : -expected);
        expect(readDecimal(`${text.replace('.', '')}E-5`)).toBe(expected);
      }),
      RUNS,
    );
  });
});

describe('text made to be slow', () => {
  test.each([
    ['spaces', ' '.repeat(50_000)],
    ['digits', '1'.repeat(50_000)],
    ['a digit and spaces', `1${' '.repeat(50_000)}x`],
    ['digits and commas', '1,'.repeat(25_000)],
    ['commas in threes', `1${',111'.repeat(12_500)}!`],
    ['brackets', '('.repeat(50_000)],
    ['minuses', '-'.repeat(50_000)],
    ['zero-width spaces', '\u200b'.repeat(50_000)],
    ['a huge exponent', `1e${'9'.repeat(50_000)}`],
    ['29 digits and a letter', `${'1'.repeat(28)}x`],
  ])('%s: refused at once', (_, text) => {
    expect(parsePounds(text)).toEqual({ ok: false, reason: AMOUNT });
    expect(readDecimal(text)).toBeNull();
  });
});

describe('an amount on a page', () => {
  test.each([
    // pence, in full, whole pounds, over/(under)spend, CSV
    [0, '£0.00', '£0', '£0.00', '0.00'],
    [-0, '£0.00', '£0', '£0.00', '0.00'],
    [1, '£0.01', '£0', '£0.01', '0.01'],
    [-1, '-£0.01', '£0', '(£0.01)', '-0.01'],
    [50, '£0.50', '£1', '£0.50', '0.50'],
    [-50, '-£0.50', '-£1', '(£0.50)', '-0.50'],
    [100, '£1.00', '£1', '£1.00', '1.00'],
    [-100, '-£1.00', '-£1', '(£1.00)', '-1.00'],
    [99_999, '£999.99', '£1,000', '£999.99', '999.99'],
    [123_450, '£1,234.50', '£1,235', '£1,234.50', '1234.50'],
    [-123_450, '-£1,234.50', '-£1,235', '(£1,234.50)', '-1234.50'],
    [MAX_PENCE, '£1,000,000,000.00', '£1,000,000,000', '£1,000,000,000.00', '1000000000.00'],
    [
      Number.MAX_SAFE_INTEGER,
      '£90,071,992,547,409.91',
      '£90,071,992,547,410',
      '£90,071,992,547,409.91',
      '90071992547409.91',
    ],
  ])('%j pence', (pence, full, whole, overUnder, csv) => {
    expect([formatPounds(pence), formatWholePounds(pence), formatOverUnder(pence), formatDecimal(pence)]).toEqual([
      full,
      whole,
      overUnder,
      csv,
    ]);
  });

  test.each([Number.NaN, 0.5, Number.POSITIVE_INFINITY, 2 ** 53])('%j is never printed', (pence) => {
    for (const format of [formatPounds, formatWholePounds, formatOverUnder, formatDecimal]) {
      expect(() => format(pence)).toThrow(RangeError);
    }
  });
});

describe('sharing an amount out', () => {
  test.each([
    ['a penny three ways', 1, [1, 1, 1], [1, 0, 0]],
    ['two pence three ways', 2, [1, 1, 1], [1, 1, 0]],
    ['a refund of a penny', -1, [1, 1, 1], [-1, 0, 0]],
    ['£100 by 33.33, 33.33, 33.34 per cent', 10_000, [3333, 3333, 3334], [3333, 3333, 3334]],
    ['the largest remainder first', 10, [1, 2, 4], [1, 3, 6]],
    ['nothing to one that has no weight', 101, [1, 0, 1], [51, 0, 50]],
    ['nothing to share', 0, [1, 2], [0, 0]],
    ['all to one', 12_345, [7], [12_345]],
    [
      '£1.5m seven ways',
      150_000_000,
      [1, 1, 1, 1, 1, 1, 1],
      [21_428_572, 21_428_572, 21_428_572, ...Array(4).fill(21_428_571)],
    ],
  ])('%s', (_, pence, weights, parts) => {
    expect(shareOut(pence, weights)).toEqual(parts);
  });

  test.each([[[]], [[0]], [[0, 0]], [[-1, 2]], [[0.5]], [[Number.NaN]], [[2 ** 53]]])('by %j is refused', (weights) => {
    expect(() => shareOut(100, weights)).toThrow(RangeError);
  });

  test('what is not whole pence is refused', () => {
    expect(() => shareOut(0.1, [1])).toThrow(RangeError);
  });

  test('the parts add up, each is within a penny of its share, and a refund mirrors the charge', () => {
    const weights = fc
      .array(fc.oneof(fc.nat(10), fc.maxSafeNat()), { minLength: 1, maxLength: 12 })
      .filter((list) => list.some((weight) => weight > 0));
    fc.assert(
      fc.property(anyPence, weights, (pence, list) => {
        const parts = shareOut(pence, list);
        expect(total(parts)).toBe(pence);
        const all = list.reduce((sum, weight) => sum + BigInt(weight), 0n);
        for (const [index, part] of parts.entries()) {
          const apart = BigInt(part) * all - BigInt(pence) * BigInt(list[index] ?? 0);
          expect(apart < all && apart > -all).toBe(true);
        }
        expect(shareOut(0 - pence, list)).toEqual(parts.map((part) => 0 - part));
      }),
      RUNS,
    );
  });
});

describe('whole pounds on a page', () => {
  test.each([
    ['three thirds of a pound', [33, 33, 34], [0, 0, 100]],
    ['two halves', [50, 50], [100, 0]],
    ['two halves below zero', [-50, -50], [-100, 0]],
    ['a total of a half rounds up', [25, 25], [100, 0]],
    ['whole pounds stay', [100, 250, 250], [100, 300, 200]],
    ['a charge and its credit', [149, -149], [100, -100]],
    ['no parts', [], []],
  ])('%s', (_, parts, rounded) => {
    expect(roundToPounds(parts)).toEqual(rounded);
  });

  test('the rounded parts add up to the rounded total, and none moves by a pound or more', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(anyPence, fc.integer({ min: -300, max: 300 })), { maxLength: 12 }), (parts) => {
        const rounded = roundToPounds(parts);
        expect(formatPounds(total(rounded))).toBe(`${formatWholePounds(total(parts))}.00`);
        for (const [index, part] of rounded.entries()) {
          expect(part % 100 === 0 && Math.abs(part - (parts[index] ?? 0)) < 100).toBe(true);
        }
      }),
      RUNS,
    );
  });

  test('a million lines of ten pence are £100,000 exactly', () => {
    const line = readDecimal('0.1') ?? 0;
    expect(formatPounds(total(Array(1_000_000).fill(line)))).toBe('£100,000.00');
  });
});
