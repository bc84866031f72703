import { describe, expect, test } from '@jest/globals';
import type { DifferenceNote } from '../../src/home/reconciliation.store.ts';
import { readControlFile } from '../../src/home/reconciliation-file.ts';
import { type LedgerLine, matchLines, type PostedSpend } from '../../src/home/reconciliation-match.ts';
import { carriedOn, stateOf } from '../../src/home/reconciliation-state.ts';

const INITIATIVES = [
  { ref: 'I-01', name: 'Investigators' },
  { ref: 'I-02', name: 'School awareness' },
];
const read = (text: string | Uint8Array) => readControlFile(Buffer.from(text), INITIATIVES);

describe('a file of the finance system', () => {
  test('is read by its headers, whatever their case, padding and order, with amounts as files hold them', () => {
    const file = read(
      '\ufeff" POSTED ",Cost centre,net  amount,Initiative,reference\r\n' +
        '30/06/2015,X,"£1,234.50",i-01,WYP-1\r\n' +
        '2015-07-01,X,(10.00), School  Awareness ,\r\n' +
        ',X,6.38875E2,I-02 School awareness,  PW 7 \r\n' +
        ',X,0.00,I-02,nothing\r\n' +
        ',,\r\n'.replace(',,', ',,,,') +
        ',,"1,863.38",,Total\r\n',
    );
    expect(file.faults).toEqual([]);
    expect(file.ofLines).toBe(true);
    expect(file.rows).toEqual([
      { row: 2, initiative: 'I-01', pence: 123_450, reference: 'WYP-1', day: '2015-06-30' },
      { row: 3, initiative: 'I-02', pence: -1_000, reference: null, day: '2015-07-01' },
      { row: 4, initiative: 'I-02', pence: 63_888, reference: 'PW 7', day: null },
    ]);
  });

  test('is one of totals where it has neither a reference nor a date, and then £0.00 says something', () => {
    const file = read('Initiative,Control total\nI-01,10\nI-02,0.00\n');
    expect([file.ofLines, file.faults]).toEqual([false, []]);
    expect(file.rows.map(({ initiative, pence }) => [initiative, pence])).toEqual([
      ['I-01', 1_000],
      ['I-02', 0],
    ]);
  });

  test.each<[what: string, text: string, faults: [row: number, says: string][]]>([
    [
      'every fault of every row, all at once',
      'initiative,amount,date,reference\nI-09,ten,31/02/2015,1.2E+11\nI-01,5.00,,A\nI-02,1e3x,,B\n',
      [
        [2, 'Expected an initiative of this record, such as I-01; found "I-09"'],
        [2, 'Expected an amount in pounds such as 1234.50'],
        [2, 'Expected a reference with all its digits'],
        [2, 'Expected a real date as dd/mm/yyyy or yyyy-mm-dd; found "31/02/2015"'],
        [4, 'Expected an amount in pounds such as 1234.50'],
      ],
    ],
    [
      'a total that is not what the rows come to',
      'initiative,amount\nI-01,5.00\nTotal,6.00\n',
      [[3, '£5.00; found "6.00"']],
    ],
    [
      'a subtotal in the middle',
      'initiative,amount\nI-01,5.00\n,5.00\nI-02,1.00\n',
      [[3, 'a total row only at the end']],
    ],
    [
      'a row of other cells',
      'initiative,amount\nI-01,5,000\n',
      [[2, 'Expected 2 cells, as in the header row; found 3']],
    ],
    ['a missing column', 'initiative,pounds\nI-01,5\n', [[1, 'found none. Extract the file with that column.']]],
    ['an amount twice', 'initiative,amount,Amount\nI-01,5,5\n', [[1, 'found 2. Remove or rename the others.']]],
    ['a stray quote', 'initiative,amount\n"I-01,5\n', [[1, 'a stray or unclosed quote']]],
    ['no header row', 'I-01,5.00\n', [[1, 'Expected a header row with Initiative, Amount; found none of them']]],
    ['nothing but a header', 'initiative,amount\n', [[1, 'Expected at least one row with an amount; found none']]],
    ['nothing at all', '', [[1, 'found an empty file']]],
    ['a workbook', 'PK\u0003\u0004', [[1, 'found an Excel or zip file']]],
    ['too much', `initiative,amount\n${'I-01,1.00\n'.repeat(5001)}`, [[1, 'Expected 5000 rows or fewer; found more']]],
  ])('is refused with its rows named: %s', (_what, text, faults) => {
    const found = read(text).faults;
    expect(found.map(({ row }) => row)).toEqual(faults.map(([row]) => row));
    for (const [index, [, says]] of faults.entries()) expect(found[index]?.reason).toContain(says);
  });
});

const line = (row: number, pence: number, reference: string | null = null, day: string | null = null): LedgerLine => ({
  initiative: 'I-01',
  row,
  reference,
  day,
  pence,
});
const posted = (
  spendRef: string,
  pence: number,
  names: string[] = [],
  day = '2015-06-01',
  corrects: number[] = [],
): PostedSpend => ({
  initiative: 'I-01',
  spendRef,
  names: [spendRef, ...names],
  day,
  pence,
  entryIds: [Number(spendRef.slice(3))],
  corrects,
});

describe('lines and entries', () => {
  test('are matched one to one: by reference and amount, then amount and date, then amount alone', () => {
    const matching = matchLines(
      [
        line(2, 500),
        line(3, 500, 'b 2'),
        line(4, 500, null, '2015-06-09'),
        line(5, 500),
        line(6, 700, 'SP-6'),
        line(7, 1),
      ],
      [
        posted('SP-1', 500),
        posted('SP-2', 500, ['B2']),
        posted('SP-3', 500, [], '2015-06-09'),
        posted('SP-6', 700),
        posted('SP-7', 900),
        { ...posted('SP-8', 1), initiative: 'I-02' },
      ],
    );
    expect(matching.pairs.map((pair) => [pair.line.row, pair.posted.spendRef, pair.by])).toEqual([
      [3, 'SP-2', 'reference and amount'],
      [6, 'SP-6', 'reference and amount'],
      [4, 'SP-3', 'amount and date'],
      [2, 'SP-1', 'amount'],
    ]);
    expect(matching.linesLeft.map(({ row }) => row)).toEqual([5, 7]);
    expect(matching.postedLeft.map(({ spendRef }) => spendRef)).toEqual(['SP-7', 'SP-8']);
  });

  test('what was entered twice and taken back here is looked for nowhere, unless the finance system did the same', () => {
    const twice = [posted('SP-1', 500), posted('SP-2', 500), posted('SP-3', -500, [], '2015-06-02', [2])];
    const once = matchLines([line(2, 500)], twice);
    expect([once.linesLeft, once.postedLeft, once.cancelled.length]).toEqual([[], [], 2]);
    const same = matchLines([line(2, 500), line(3, 500), line(4, -500)], twice);
    expect([same.pairs.length, same.cancelled]).toEqual([3, []]);
  });
});

describe('a difference', () => {
  const note = (pence: number, treatment: DifferenceNote['treatment'], number: number): DifferenceNote => ({
    period: { year: 2015, number },
    initiative: 'I-01',
    against: 'ledger',
    pence,
    treatment,
    text: 'Because',
    enteredBy: 1,
    at: '',
    seq: 1,
  });

  test.each([
    // difference, lines left over, carried in, what was said, how it stands
    [null, 0, 0, null, 'not loaded'],
    [0, 0, 0, null, 'agrees'],
    [0, 2, 0, null, 'lines differ'],
    [0, 2, 0, note(0, 'explained', 3), 'explained'],
    [5, 0, 0, null, 'unexplained'],
    [5, 0, 0, note(5, 'explained', 3), 'explained'],
    [5, 0, 0, note(5, 'carried', 3), 'carried'],
    [6, 0, 0, note(5, 'explained', 3), 'changed'],
    [0, 0, 0, note(5, 'explained', 3), 'agrees'],
    [-5, 1, 5, null, 'cleared'],
    [-4, 1, 5, null, 'unexplained'],
  ] as const)('of %s with %s left over and %s carried in', (difference, leftOver, carriedIn, said, stands) => {
    expect(stateOf({ difference, leftOver, carriedIn, note: said })).toBe(stands);
  });

  test('that is carried goes on until a later period takes the whole of it back', () => {
    const step = (number: number, difference: number | null, said: DifferenceNote | null = null) => ({
      period: { year: 2015, number },
      difference,
      note: said,
    });
    const first = step(3, 500, note(500, 'carried', 3));
    expect(carriedOn([first]).pence).toBe(500);
    expect(carriedOn([first, step(4, 0), step(5, 70)]).pence).toBe(500);
    expect(carriedOn([first, step(4, -500)])).toEqual({ pence: 0, from: [] });
    const part = carriedOn([step(5, -200, note(-200, 'carried', 5)), first]);
    expect([part.pence, part.from.map(({ period }) => period.number)]).toEqual([300, [3, 5]]);
    expect(carriedOn([first, step(5, -200, note(-200, 'carried', 5)), step(6, -300)]).pence).toBe(0);
    // Loaded again, the difference is another: what was said of the old one carries nothing.
    expect(carriedOn([step(3, 480, note(500, 'carried', 3))]).pence).toBe(0);
  });
});
