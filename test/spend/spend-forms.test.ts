import { describe, expect, test } from '@jest/globals';
import { csvFile } from '../../src/platform/csv.ts';
import { pagesOf, paging, rowsShown } from '../../src/spend/paging.ts';
import { readSpendQuery, scopeOf } from '../../src/spend/spend-list.form.ts';
import { rowsTotal } from '../../src/spend/spend-list.pages.ts';

describe('The address of a list of spend', () => {
  test('is a filter, and the scope of a figure where a figure can be asked the same', () => {
    const query = readSpendQuery({
      initiative: 'I-01',
      year: '2015-16',
      place: 'E08000035',
      after: '125000~s12',
      at: '101',
      sort: 'amount',
    });
    expect(query.filter).toEqual({ initiative: 'I-01', year: 2015, place: 'E08000035' });
    expect([query.at, query.sort]).toEqual([101, 'amount']);
    expect(query.turn).toEqual({ to: 'after', place: { key: 125_000, isLine: false, number: 12 } });
    expect(scopeOf(query)).toEqual({ initiative: 'I-01', year: 2015, place: 'E08000035' });
    expect(scopeOf(readSpendQuery({}))).toEqual({});
    for (const narrow of [{ supplier: 'x' }, { status: 'approved' }, { batch: 'IB-2015-16-001' }]) {
      expect(scopeOf(readSpendQuery(narrow))).toBeNull();
    }
  });

  test('is refused where a part is not understood, and an empty part asks nothing', () => {
    expect(readSpendQuery({ supplier: ' ', place: '' }).filter).toEqual({});
    for (const wrong of [
      { initiative: "I-01' OR 1" },
      { year: '2015' },
      { period: '2015-16-P14' },
      { category: '11' },
      { sort: 'random' },
      { at: '0' },
      { at: '1e2' },
      { by: 'finance' },
      { supplier: 'x'.repeat(101) },
      { place: 'E1' },
    ]) {
      expect(() => readSpendQuery(wrong)).toThrow(/must be/);
    }
  });
});

describe('A long list', () => {
  test('is divided into pages of 50, with links to the first, the last and those around', () => {
    expect([pagesOf(0), pagesOf(50), pagesOf(51)]).toEqual([1, 1, 2]);
    expect(paging(1, 50, String)).toBeNull();
    const middle = paging(5, 500, (page) => `/p/${page}`);
    expect(middle?.items.map((item) => ('number' in item ? item.number : '…'))).toEqual([1, '…', 4, 5, 6, '…', 10]);
    expect([middle?.previous?.href, middle?.next?.href]).toEqual(['/p/4', '/p/6']);
    expect(paging(1, 100, String)?.previous).toBeUndefined();
    expect(paging(2, 100, String)?.next).toBeUndefined();
    expect(rowsShown(2, 60)).toBe('Rows 51 to 60 of 60');
  });

  test('says what its rows come to, and how much of that has which status', () => {
    const approved = { kind: 'spend', correctsKind: null, pence: 1000, status: 'approved' } as const;
    expect(rowsTotal([approved])).toEqual({ rows: 1, text: '£10.00', parts: [] });
    const mixed = rowsTotal([approved, { ...approved, kind: 'refund', pence: 250, status: 'awaiting approval' }]);
    const back = rowsTotal([{ ...approved, kind: 'reversal', correctsKind: 'refund' }]);
    expect(back.text).toBe('£10.00');
    expect(mixed).toEqual({ rows: 2, text: '£7.50', parts: ['-£2.50 awaiting approval', '£10.00 approved'] });
  });
});

describe('A file of rows', () => {
  test('has a mark, CRLF, exact amounts, quotes where needed, and no word that runs as a formula', () => {
    const file = csvFile(
      ['a', 'b'],
      [
        ['=1+1', { amount: -123_450 }],
        [' @sum', 7],
        ['say "x", y', null],
        ['-12', { amount: 5 }],
      ],
    ).toString('utf8');
    expect(file).toBe(`\ufeffa,b\r\n'=1+1,-1234.50\r\n' @sum,7\r\n"say ""x"", y",\r\n-12,0.05\r\n`);
  });

  test('lets nothing but a plain number begin with a minus', () => {
    const written = (text: string) =>
      csvFile(['a'], [[text]])
        .toString('utf8')
        .split('\r\n')[1]
        ?.replaceAll('"', '');
    for (const number of ['-12', '-1,234.50', '-£12.00', '-5%', '\u221212']) expect(written(number)).toBe(number);
    for (const formula of [
      "-1+cmd|' /C calc'!A1",
      '-2-3',
      '-12e5',
      '--1',
      '-1.2.3',
      '-£',
      '-12\t=1+1',
      '-12\n=1+1',
      '\t=1',
      '\u00a0=1',
      '\ufeff@sum',
      '\uff1d1+1',
      '\uff0b1',
      '\uff0d1',
      '\uff20sum',
    ]) {
      expect(written(formula)).toBe(`'${formula}`);
    }
  });
});
