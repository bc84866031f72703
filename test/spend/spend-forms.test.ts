import { describe, expect, test } from '@jest/globals';
import { settableClock } from '../../src/platform/clock.ts';
import { csvFile } from '../../src/platform/csv.ts';
import { HeldFiles } from '../../src/spend/import/held.ts';
import { readAsGroups } from '../../src/spend/import/plan.pages.ts';
import type { KeyedLine } from '../../src/spend/import/read/whole-file.ts';
import { pagesOf, paging, rowsShown } from '../../src/spend/paging.ts';
import { readSpendQuery, scopeOf } from '../../src/spend/spend-list.form.ts';
import { rowsTotal } from '../../src/spend/spend-list.pages.ts';

describe('The address of a list of spend', () => {
  test('is a filter, and the scope of a figure where a figure can be asked the same', () => {
    const query = readSpendQuery({
      initiative: 'I-01',
      year: '2015-16',
      place: 'E08000035',
      page: '3',
      sort: 'amount',
    });
    expect(query.filter).toEqual({ initiative: 'I-01', year: 2015, place: 'E08000035' });
    expect([query.page, query.sort]).toEqual([3, 'amount']);
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
      { page: '0' },
      { page: '1e2' },
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
    expect(file).toBe(`\ufeffa,b\r\n'=1+1,-1234.50\r\n' @sum,7\r\n"say ""x"", y",\r\n'-12,0.05\r\n`);
  });
});

describe('An uploaded file', () => {
  const file = (size = 10) => ({
    bytes: new Uint8Array(size),
    fileName: 'a.csv',
    profile: 'own-template',
    target: { initiative: 'I-01', place: 'E23000010' },
  });
  const ann = { personId: 1, session: 'one' };

  test('is held for whoever sent it, in the same session, for half an hour', () => {
    const clock = settableClock('2015-07-31T09:00:00.000Z');
    const files = new HeldFiles(clock);
    const token = files.hold(ann, file());
    expect(files.find(ann, token)?.fileName).toBe('a.csv');
    expect(files.find({ ...ann, personId: 2 }, token)).toBeNull();
    expect(files.find({ ...ann, session: 'two' }, token)).toBeNull();
    clock.set('2015-07-31T09:29:59.999Z');
    expect(files.find(ann, token)).not.toBeNull();
    clock.set('2015-07-31T09:30:00.000Z');
    expect(files.find(ann, token)).toBeNull();
  });

  test('gives way to newer ones: three of one person, 100 MB in all', () => {
    const files = new HeldFiles(settableClock('2015-07-31T09:00:00.000Z'));
    const tokens = [1, 2, 3, 4].map(() => files.hold(ann, file()));
    expect(tokens.map((token) => files.find(ann, token) !== null)).toEqual([false, true, true, true]);
    const others = Array.from({ length: 12 }, (_, id) => ({ personId: 10 + id, session: 's' }));
    const large = others.map((other) => files.hold(other, file(10_000_000)));
    const kept = large.filter((token, index) => files.find(others[index] as typeof ann, token) !== null);
    expect(kept).toEqual(large.slice(2));
  });

  test('shows odd cells as they were read, the same ones together', () => {
    const line = (row: number, found: string): KeyedLine => ({
      row,
      key: String(row),
      keyText: String(row),
      body: null,
      transaction: 'T',
      date: '2015-07-01',
      supplier: 'S',
      pence: 100,
      category: '4',
      area: null,
      reference: null,
      supplierId: null,
      vatPence: 0,
      account: null,
      costCentre: null,
      project: null,
      text: null,
      type: null,
      period: null,
      readAs: [{ column: 'Code', found, readAs: '4' }],
    });
    const lines = [line(2, 'A'), ...[3, 4, 5, 6, 7, 8].map((row) => line(row, 'B'))];
    expect(readAsGroups(lines)).toEqual([
      { column: 'Code', found: 'B', readAs: '4', rows: '3, 4, 5, 6, 7 and 1 more' },
      { column: 'Code', found: 'A', readAs: '4', rows: '2' },
    ]);
  });
});
