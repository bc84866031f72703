import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { distance, lookAlike, looksOf } from '../../src/partners/look-alike.ts';
import { normalForm } from '../../src/partners/organisation-name.ts';
import { effortGauge } from '../effort.ts';

/** Spellings of one body, in the shapes that published spend files have. */
const SAME: [string, string][] = [
  ['City of Bradford Metropolitan District Council', 'CITY OF BRADFORD M D C'],
  ['City of Bradford Metropolitan District Council', 'City of Bradford MDC'],
  ['Calderdale Metropolitan Borough Council', 'CALDERDALE M.B.C.'],
  ['Leeds City Council', 'LEEDS  CITY COUNCIL '],
  ['The Council of the City of Wakefield', 'COUNCIL OF THE CITY OF WAKEFIELD'],
  ['Theatre Company Limited', 'THEATRE COMPANY LTD.'],
  ['Care & Support Ltd', 'CARE AND SUPPORT LIMITED'],
  ['Valley Young People’s Trust', "VALLEY YOUNG PEOPLE'S TRUST"],
  ['Valley Young People’s Trust', 'Valley Young Peoples Trust'],
  ['Café Société', 'CAFE SOCIETE'],
  ['AAA Elderly Care Ltd/St Saviours', 'AAA ELDERLY CARE LIMITED - SAINT SAVIOURS'],
  ['Ａｂｂｅｙｆｉｅｌｄ', 'abbeyfield'],
];
const NOT_SAME: [string, string][] = [
  ['Leeds City Council', 'Leeds Council'],
  ['Bradford MDC', 'Bradford MBC'],
  ['St Saviours', 'Saviours'],
  ['A B Care', 'A C Care'],
];

describe('the normal form of a name', () => {
  test.each(SAME)('%s is %s', (one, other) => {
    expect(normalForm(one)).toBe(normalForm(other));
  });

  test.each(NOT_SAME)('%s is not %s', (one, other) => {
    expect(normalForm(one)).not.toBe(normalForm(other));
  });

  test('is empty without a letter or a digit, and keeps a name that is an article alone', () => {
    expect(normalForm(' -- !? ')).toBe('');
    expect(normalForm('The')).toBe('the');
  });

  test('of a form is itself, whatever the name', () => {
    const parts = fc.constantFrom(
      'the',
      'The ',
      'T',
      'h',
      'e',
      ' ',
      'M.B.C.',
      '&',
      'Limited',
      'company',
      'metropolitan ',
    );
    const names = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 600 }),
      fc.string({ unit: 'grapheme', maxLength: 300 }),
      fc.array(parts, { maxLength: 120 }).map((some) => some.join('')),
    );
    fc.assert(
      fc.property(names, (name) => {
        const form = normalForm(name);
        expect(normalForm(form)).toBe(form);
        expect(form.length).toBeLessThanOrEqual(200);
      }),
      { numRuns: 500 },
    );
  });
});

describe('names that look alike', () => {
  test.each([
    ['Kirklees Council', 'Kirkless Council'],
    ['Kirklees Council', 'Kirklees Metropolitan Council'],
    ['Leeds City Council', 'Council of the City of Leeds'],
    ['West Yorkshire Police', 'West Yorkshire Polcie'],
    ['Theatre in education company', 'Theatre in Education Co., The'],
    ['Barnardos', "Barnardo's"],
  ])('%s and %s', (one, other) => {
    expect(lookAlike(looksOf(one), looksOf(other))).toBe(true);
    expect(lookAlike(looksOf(other), looksOf(one))).toBe(true);
  });

  test.each([
    ['Leeds City Council', 'Wakefield City Council'],
    ['NHS', 'NSH'],
    ['West Yorkshire Police', 'South Yorkshire Police'],
    ['City Council', 'Borough Council'],
    ['!!', '??'],
  ])('not %s and %s', (one, other) => {
    expect(lookAlike(looksOf(one), looksOf(other))).toBe(false);
  });

  test('the distance is that of the whole table, or too far', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', ' '), maxLength: 12 });
    fc.assert(
      fc.property(word, word, fc.integer({ min: 0, max: 4 }), (a, b, most) => {
        expect(distance(a, b, most)).toBe(Math.min(plainDistance(a, b), most + 1));
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    ['10,000 letters', 'a'.repeat(10_000)],
    ['a letter with 9,999 accents', `a${'\u0301'.repeat(9999)}`],
    ['accents of many kinds', `a${'\u0301\u0323\u0489'.repeat(3333)}`],
    ['50,000 spaces', ' '.repeat(50_000)],
    ['thousands of articles', 'the '.repeat(12_500)],
    ['thousands of initials', 'M.B.C. '.repeat(7000)],
    ['letters that unfold to many', '\ufdfa'.repeat(10_000)],
    ['half characters', '\ud83d'.repeat(10_000)],
  ])('a hostile name of %s takes hardly any effort', async (_what, name) => {
    const looks = looksOf(name);
    const effort = await effortGauge()(() => {
      lookAlike(looksOf(name), looksOf(`${name}b`));
      distance(looks.form, `${looks.form}b`, 3);
    });
    expect(effort).toBeLessThan(15);
    expect(normalForm(looks.form)).toBe(looks.form);
  });
});

/** The same distance from the whole table, without bounds, to compare with. */
function plainDistance(a: string, b: string): number {
  const rows = Array.from({ length: a.length + 1 }, (_, row) =>
    Array.from({ length: b.length + 1 }, (_unused, column) => (row === 0 ? column : column === 0 ? row : 0)),
  );
  const at = (row: number, column: number) => (rows[row] as number[])[column] as number;
  for (let row = 1; row <= a.length; row += 1) {
    for (let column = 1; column <= b.length; column += 1) {
      const cost = a[row - 1] === b[column - 1] ? 0 : 1;
      let least = Math.min(at(row - 1, column) + 1, at(row, column - 1) + 1, at(row - 1, column - 1) + cost);
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        least = Math.min(least, at(row - 2, column - 2) + 1);
      }
      (rows[row] as number[])[column] = least;
    }
  }
  return at(a.length, b.length);
}
