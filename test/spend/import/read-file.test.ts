import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { UPLOAD_LIMITS } from '../../../src/documents/table/limits.ts';
import { findProfile, type ImportProfile } from '../../../src/spend/import/read/profile.ts';
import { readProfile, readProfiles } from '../../../src/spend/import/read/profile-file.ts';
import { controlTotalOf, type KeyedLine, readWholeFile, type SpendFile } from './whole-file.ts';

const folder = fileURLToPath(new URL('../../../data/import-profiles', import.meta.url));
const profiles = readProfiles(folder);
const council = findProfile(profiles, 'council-spend');
const own = findProfile(profiles, 'own-template');

const headers =
  'Body,Date,Transaction Number,Invoice Number,Amount,Supplier Name,Expense Area,Expense Type,Expense Code';
const surname = 'HARGREAVES-TOBIAS';

interface Cells {
  body?: string;
  date?: string;
  transaction?: string;
  amount?: string;
  supplier?: string;
  type?: string;
  code?: string;
}

/** A row of a council's file; what a test does not say is ordinary. */
function row(cells: Cells = {}): string {
  const given = { body: '18', date: '09/07/2014', transaction: 'EX1', amount: '100.00', supplier: 'CALDER CARE' };
  const { body, date, transaction, amount, supplier, type, code } = { type: 'Fees', code: '5701', ...given, ...cells };
  return [body, date, transaction, `INV ${surname}`, amount, supplier, 'People', type, code].join(',');
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const councilFile = (...rows: string[]): SpendFile =>
  readWholeFile(bytes([headers, ...rows, ''].join('\r\n')), council);
const ownFile = (...rows: string[]): SpendFile =>
  readWholeFile(bytes(['Date,Supplier,Reference,Amount,Category,Transaction', ...rows].join('\n')), own);

function onlyLine(file: SpendFile): KeyedLine {
  expect(file.faults).toEqual([]);
  expect(file.lines).toHaveLength(1);
  return file.lines[0] as KeyedLine;
}

function reasons(file: SpendFile): string[] {
  return file.faults.map((fault) => `${fault.row} ${fault.column ?? '-'}: ${fault.reason}`);
}

describe('An officer reads a council spending file', () => {
  test('and sees each row with its day, supplier, pence and category', () => {
    const file = councilFile(row(), row({ transaction: 'EX2', amount: '"2,162.69"', code: 'A10150' }));
    expect(file.faults).toEqual([]);
    expect(file.lines).toEqual([
      {
        row: 2,
        key: '["18","EX1",1]',
        body: '18',
        transaction: 'EX1',
        date: '2014-07-09',
        supplier: 'CALDER CARE',
        pence: 10_000,
        category: '5',
        area: 'People',
        reference: null,
        keyText: '["Council spending","18","EX1"]',
        supplierId: null,
        vatPence: 0,
        account: null,
        costCentre: null,
        project: null,
        text: null,
        type: null,
        categoryText: '5701',
        period: null,
      },
      expect.objectContaining({ row: 3, key: '["18","EX2",1]', pence: 216_269, category: '1' }),
    ]);
    expect(file.totalPence).toBe(226_269);
    expect(file.encoding).toBe('utf-8');
    expect(file.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  test('with the columns in another order, in capitals and padded', () => {
    const text =
      ' AMOUNT ,supplier  name,DATE,Expense code,Transaction number,Body\n 519.95 ,LINKS,01/12/2025,4501,T1,18';
    const file = readWholeFile(bytes(text), council);
    expect(onlyLine(file)).toMatchObject({ pence: 51_995, supplier: 'LINKS', date: '2025-12-01', area: null });
    expect(file.columns).toContainEqual({ name: 'amount', header: 'AMOUNT' });
  });

  test('and no invoice number is in what is read, whatever else is wrong with the row', () => {
    const file = councilFile(
      row(),
      row({ date: 'soon', amount: 'lots', supplier: '' }),
      `18,09/07/2014,EX1,${surname},100.00,CALDER,CARE,People,Fees,5701`,
      row({ amount: '0' }),
      `,,,${surname},5.00,,,,`,
      `18,09/07/2014,"EX1" ${surname},100.00,CALDER,People,Fees,5701`,
    );
    expect(file.lines).toHaveLength(1);
    expect(file.faults.length).toBeGreaterThan(5);
    expect(JSON.stringify(file)).not.toContain(surname);
    expect(JSON.stringify(file)).not.toMatch(/invoice/i);
    const headless = readWholeFile(bytes(`18,${surname},EX1\n18,${surname},EX2`), council);
    expect(JSON.stringify(headless)).not.toContain(surname);
  });

  test('with a header named __proto__ and one named twice that nobody asked for', () => {
    const file = readWholeFile(bytes(`__proto__,VAT,VAT,${headers}\nx,y,z,${row()}`), council);
    expect(onlyLine(file).pence).toBe(10_000);
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });

  test.each([
    ['LF', '\n'],
    ['CRLF', '\r\n'],
    ['bare CR', '\r'],
  ])('with %s line ends', (_name, end) => {
    const file = readWholeFile(bytes([headers, row(), row({ transaction: 'EX2' })].join(end)), council);
    expect(file.faults).toEqual([]);
    expect(file.lines.map((line) => [line.row, line.category])).toEqual([
      [2, '5'],
      [3, '5'],
    ]);
  });

  test('with both kinds of line end, as two extracts pasted together have', () => {
    const file = readWholeFile(bytes(`${headers}\r\n${row()}\n${row()}\r${row()}`), council);
    expect(file.faults).toEqual([]);
    expect(file.lines.map((line) => line.row)).toEqual([2, 3, 4]);
  });

  test('with a line break inside a cell, which is still one row of the spreadsheet', () => {
    const file = councilFile(row({ supplier: '"CALDER\r\nCARE"' }), row({ transaction: 'EX2', amount: 'x' }));
    expect(file.lines[0]).toMatchObject({ row: 2, supplier: 'CALDER CARE' });
    expect(file.lines[0]?.readAs).toEqual([
      { column: 'Supplier Name', found: 'CALDER\ufffd\ufffdCARE', readAs: 'CALDER CARE' },
    ]);
    expect(file.faults.map((fault) => fault.row)).toEqual([3]);
  });

  test.each(['=cmd|A0', '+44 LTD', '-DASH', '@HOME'])('with a supplier that looks like a formula: %s', (supplier) => {
    expect(onlyLine(councilFile(row({ supplier }))).supplier).toBe(supplier);
  });

  test('with quotes and commas in a name', () => {
    expect(onlyLine(councilFile(row({ supplier: '"SMITH, ""THE"" BAKER"' }))).supplier).toBe('SMITH, "THE" BAKER');
  });
});

describe('The bytes of a file', () => {
  test('as UTF-8 with a byte-order mark', () => {
    const file = readWholeFile(bytes(`\ufeff${headers}\n${row({ supplier: 'Café £1' })}`), council);
    expect(onlyLine(file).supplier).toBe('Café £1');
    expect(file.encoding).toBe('utf-8');
  });

  test.each<[string, (buffer: Buffer) => Buffer]>([
    ['utf-16le', (buffer) => buffer],
    ['utf-16be', (buffer) => buffer.swap16()],
  ])('as %s with a mark, as "Unicode Text" is saved', (encoding, turn) => {
    const text = `\ufeff${headers}\n${row({ supplier: 'Café £1' })}`.replaceAll(',', '\t');
    const file = readWholeFile(turn(Buffer.from(text, 'utf16le')), council);
    expect(onlyLine(file).supplier).toBe('Café £1');
    expect([file.encoding, file.delimiter]).toEqual([encoding, '\t']);
  });

  test('as Windows-1252, pound, accent, apostrophe, dash and euro', () => {
    const text = `${headers}\n${row({ supplier: 'Caf\u00e9 \u00a31 O\u0092Neill \u0096 \u0080' })}`;
    const file = readWholeFile(
      Uint8Array.from(text, (character) => character.charCodeAt(0)),
      council,
    );
    expect(onlyLine(file).supplier).toBe('Café £1 O’Neill – €');
    expect(file.encoding).toBe('windows-1252');
  });

  test('with a Windows-1252 £ before the amount', () => {
    const text = `${headers}\n${row({ amount: '\u00a312.50' })}`;
    expect(
      onlyLine(
        readWholeFile(
          Uint8Array.from(text, (one) => one.charCodeAt(0)),
          council,
        ),
      ).pence,
    ).toBe(1_250);
  });

  test('with a byte that means nothing in Windows-1252 in the supplier is a fault, not a wrong name', () => {
    const text = `${headers}\n${row({ supplier: 'CAF\u00e9 \u0081' })}`;
    const file = readWholeFile(
      Uint8Array.from(text, (character) => character.charCodeAt(0)),
      council,
    );
    expect(reasons(file)[0]).toMatch(/^2 Supplier Name: Expected text without control, turning or lost characters/);
  });

  test.each<[string, Uint8Array, RegExp]>([
    ['nothing', bytes(''), /found an empty file/],
    ['only spaces and line ends', bytes(' \r\n\r\n'), /found an empty file/],
    ['an Excel file', bytes('PK\u0003\u0004rest'), /found a ZIP archive that is cut off\. Save it again/],
    ['an old compound file', Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 1), /found a message, .* Save it again as an Excel/],
    ['a PDF', bytes('%PDF-1.7'), /found a PDF/],
    ['a web page', bytes(' <!doctype html><table>'), /found a web page or XML/],
    ['half a character of UTF-16', Uint8Array.of(0xff, 0xfe, 65, 0, 0), /found UTF-16 text\. Save it again/],
    ['UTF-16 without a mark', new Uint8Array(Buffer.from(headers, 'utf16le')), /found NUL bytes/],
    ['NUL in a cell', bytes(`${headers}\n${row({ supplier: 'A\0B' })}`), /found NUL bytes/],
    ['a UTF-8 mark before other bytes', Uint8Array.of(0xef, 0xbb, 0xbf, 0x41, 0xa3), /found bytes that are not UTF-8/],
    ['10.1 MB', new Uint8Array(10_100_000).fill(0x41), /Expected a file of 10 MB or less; found 10,100,000 bytes/],
  ])('%s: refused with the reason', (_name, content, reason) => {
    const file = readWholeFile(content, council);
    expect(file.faults).toEqual([{ row: 1, column: null, value: '', reason: expect.stringMatching(reason) }]);
    expect(file.lines).toEqual([]);
  });
});

describe('The header row', () => {
  test('without the amount', () => {
    const file = readWholeFile(bytes(`${headers.replace('Amount', 'Sum')}\n${row()}`), council);
    expect(reasons(file)).toEqual([expect.stringMatching(/^1 Amount: Expected one column headed Amount; found none/)]);
  });

  test('without two columns, both named', () => {
    const file = readWholeFile(bytes(`${headers.replace('Amount', 'Sum').replace('Date', 'When')}\n${row()}`), council);
    expect(file.faults.map((fault) => fault.column)).toEqual(['Date', 'Amount']);
  });

  test('with the amount twice, since the last would win silently', () => {
    const file = readWholeFile(bytes(`${headers},amount\n${row()},5`), council);
    expect(reasons(file)).toEqual([expect.stringMatching(/^1 Amount: Expected one column headed Amount; found 2/)]);
    expect(file.lines).toEqual([]);
  });

  test('not there at all', () => {
    expect(reasons(readWholeFile(bytes(`${row()}\n${row()}`), council))).toEqual([
      expect.stringMatching(/^1 -: Expected a header row with Body, Date, .*; found none of them\. Put the header row/),
    ]);
  });

  test.each([';', '\t'] as const)('separated by %j, which the header row alone decides', (separator) => {
    const text = [headers, row({ supplier: 'A | B' }), row({ amount: '5' })].join('\n');
    const file = readWholeFile(bytes(text.replaceAll(',', separator)), council);
    expect([file.delimiter, file.totalPence, file.faults]).toEqual([separator, 10_500, []]);
    const quoted = `${headers.replaceAll(',', separator)}\n${row({ supplier: '"A, B; C\tD"' }).replace(/,(?![^"]*"[^"]*$)/g, separator)}`;
    expect(onlyLine(readWholeFile(bytes(quoted), council)).supplier).toBe('A, B; C D');
    const other = readWholeFile(bytes(`${headers.replace('Amount', 'Sum').replaceAll(',', separator)}\n`), council);
    expect(reasons(other)).toEqual([expect.stringMatching(/^1 Amount: Expected one column headed Amount; found none/)]);
  });

  test('below blank rows', () => {
    const file = readWholeFile(bytes(`\n,,\n${headers}\n${row()}`), council);
    expect(onlyLine(file).row).toBe(4);
    expect(file.skipped.map(({ row: number }) => number)).toEqual([1, 2]);
    expect(reasons(readWholeFile(bytes('\n\nA,B\n1,2'), council))[0]).toMatch(/^3 -: Expected a header row with/);
  });

  test('and nothing below it', () => {
    expect(reasons(councilFile())).toEqual([
      expect.stringMatching(/^1 -: Expected at least one line of spend; found none/),
    ]);
  });
});

describe('A cell that cannot be read is a fault with its row, value and what to do', () => {
  test.each<[string, Cells, string, RegExp]>([
    ['a day that never was', { date: '31/02/2014' }, 'Date', /a real date as dd\/mm\/yyyy or yyyy-mm-dd; found "31\/0/],
    ['a date with the month first', { date: '07/31/2014' }, 'Date', /a real date/],
    ['no date', { date: '' }, 'Date', /found an empty cell/],
    ['an amount in words', { amount: 'ten' }, 'Amount', /an amount in pounds such as 1234\.50.*found "ten"/],
    ['no amount', { amount: ' ' }, 'Amount', /found an empty cell/],
    ['a formula for an amount', { amount: '=1+1' }, 'Amount', /an amount/],
    ['hexadecimal', { amount: '0x10' }, 'Amount', /an amount/],
    ['a continental amount', { amount: '"1.234,56"' }, 'Amount', /an amount/],
    ['commas in the wrong place', { amount: '"1,23,456"' }, 'Amount', /an amount/],
    ['more than a billion', { amount: '1000000000.01' }, 'Amount', /at most £1,000,000,000\.00/],
    ['brackets, which this profile does not name', { amount: '(5.00)' }, 'Amount', /an amount/],
    ['a minus at the end', { amount: '5.00-' }, 'Amount', /an amount/],
    ['CR', { amount: '5.00 CR' }, 'Amount', /an amount/],
    ['no supplier', { supplier: '' }, 'Supplier Name', /a filled cell; found an empty cell/],
    ['a control character in the supplier', { supplier: 'A\u0007B' }, 'Supplier Name', /without control/],
    ['text that turns round', { supplier: 'A\u202eB' }, 'Supplier Name', /turning/],
    ['a character lost before it came to us', { supplier: 'CAF\ufffd' }, 'Supplier Name', /lost/],
    ['a supplier of 301 characters', { supplier: 'A'.repeat(301) }, 'Supplier Name', /300 characters or fewer/],
    ['no transaction', { transaction: '' }, 'Transaction Number', /a filled cell/],
    ['a transaction Excel has rounded', { transaction: '2.20173E+07' }, 'Transaction Number', /with all its digits/],
  ])('%s', (_name, cells, column, reason) => {
    const file = councilFile(row(), row(cells));
    expect(file.faults).toEqual([{ row: 3, column, value: expect.any(String), reason: expect.stringMatching(reason) }]);
    expect(file.faults[0]?.value.length).toBeLessThanOrEqual(100);
  });

  test('too many or too few cells, and nothing is shifted', () => {
    const file = councilFile(`${row()},extra`, row(), '18,09/07/2014,EX9');
    expect(reasons(file)).toEqual([
      expect.stringMatching(/^2 -: Expected 9 cells, as in the header row; found 10/),
      expect.stringMatching(/^4 -: Expected 9 cells, as in the header row; found 3/),
    ]);
    expect(file.lines.map((line) => line.row)).toEqual([3]);
  });

  test('a quote that never closes', () => {
    const file = councilFile(row(), row({ supplier: '"CALDER' }), row());
    expect(reasons(file)).toEqual([expect.stringMatching(/^3 -: Expected quotes in pairs/)]);
  });

  test('every fault of every row at once, in the order of the rows', () => {
    const file = councilFile(
      row({ date: 'x', amount: 'y', supplier: '' }),
      row(),
      row({ amount: 'z' }),
      ',,,,7,,,,',
      row(),
    );
    expect(file.faults.map((fault) => [fault.row, fault.column])).toEqual([
      [2, 'Amount'],
      [2, 'Date'],
      [2, 'Supplier Name'],
      [4, 'Amount'],
    ]);
  });

  test('more rows than the caller allows', () => {
    const text = bytes(`${headers}\n${row()}\n${row()}\n${row()}`);
    expect(readWholeFile(text, council, { ...UPLOAD_LIMITS, rows: 3 }).faults).toEqual([]);
    const file = readWholeFile(text, council, { ...UPLOAD_LIMITS, rows: 2 });
    expect(reasons(file)).toEqual([expect.stringMatching(/^4 -: Expected 2 rows or fewer; found more/)]);
    expect(UPLOAD_LIMITS.rows).toBe(2_000_000);
  });
});

describe('Amounts are read exactly', () => {
  test.each<[string, number, string | null]>([
    ['1681.02', 168_102, null],
    ['1260', 126_000, null],
    ['-937.5', -93_750, null],
    ['"950,250.00"', 95_025_000, null],
    ['7956.420000000001', 795_642, '7956.42'],
    ['638.875', 63_888, '638.88'],
    ['-638.875', -63_888, '-638.88'],
    ['1530.995', 153_100, '1531.00'],
    ['1.005', 101, '1.01'],
    ['1.23E+4', 1_230_000, '12300.00'],
    [' 519.95 ', 51_995, '519.95'],
  ])('%s', (amount, pence, readAs) => {
    const line = onlyLine(councilFile(row({ amount })));
    expect(line.pence).toBe(pence);
    expect(line.readAs).toEqual(readAs === null ? undefined : [{ column: 'Amount', found: amount, readAs }]);
  });

  test('and added up without floating point', () => {
    expect(councilFile(...Array.from({ length: 1000 }, () => row({ amount: '0.1' }))).totalPence).toBe(10_000);
    expect(controlTotalOf([])).toBe(0);
  });

  test('a credit is a line below zero', () => {
    const file = councilFile(row(), row({ amount: '-250.01' }));
    expect(file.lines.map((line) => line.pence)).toEqual([10_000, -25_001]);
    expect(file.totalPence).toBe(-15_001);
    expect(council.credits).toBe('unmatched');
  });

  test('a profile may refuse credits', () => {
    const file = readWholeFile(bytes(`${headers}\n${row({ amount: '-1' })}`), { ...council, credits: 'refused' });
    expect(reasons(file)).toEqual([expect.stringMatching(/^2 Amount: Expected no credits/)]);
  });

  test('our own template may write a credit in brackets or with the minus last', () => {
    const file = ownFile('01/07/2015,CALDER,,(5.00),5,T1', '01/07/2015,CALDER,,5.01-,5,T2');
    expect(file.lines.map((line) => line.pence)).toEqual([-500, -501]);
  });
});

describe('Dates', () => {
  test.each([
    ['01/04/2015', '2015-04-01'],
    ['1/4/2015', '2015-04-01'],
    ['2015-04-01', '2015-04-01'],
    ['29/02/2012', '2012-02-29'],
  ])('%s is %s', (date, day) => {
    const line = onlyLine(councilFile(row({ date })));
    expect(line.date).toBe(day);
    expect(line.readAs).toBeUndefined();
  });

  test('padded, shown as read', () => {
    expect(onlyLine(councilFile(row({ date: ' 01/04/2015' }))).readAs).toEqual([
      { column: 'Date', found: ' 01/04/2015', readAs: '01/04/2015' },
    ]);
  });
});

describe('The key of a line', () => {
  test('counts the rows of one transaction as they come', () => {
    const file = councilFile(row(), row({ transaction: 'EX2' }), row(), row({ body: '19' }));
    expect(file.lines.map((line) => line.key)).toEqual([
      '["18","EX1",1]',
      '["18","EX2",1]',
      '["18","EX1",2]',
      '["19","EX1",1]',
    ]);
  });

  test('does not depend on other transactions, skipped rows or padding in a later extract', () => {
    const before = councilFile(row({ amount: '1' }), row({ amount: '2' }));
    const later = councilFile(
      row({ transaction: 'EX0' }),
      ',,,,,,,,',
      row({ transaction: ' EX1 ' }),
      row({ amount: '2' }),
    );
    expect(later.lines.slice(1).map((line) => line.key)).toEqual(before.lines.map((line) => line.key));
  });

  test('cannot be made to look like another', () => {
    const file = councilFile(
      row({ body: '"18"",""EX1"', transaction: '1' }),
      row({ body: '18', transaction: '"EX1"",1"' }),
    );
    expect(new Set(file.lines.map((line) => line.key)).size).toBe(2);
  });
});

describe('Rows that are no spend are skipped and listed', () => {
  test('blank rows, zero rows and repeated headers', () => {
    const file = councilFile(
      row(),
      '',
      ',,,,,,,,',
      row({ amount: '6.82121E-13' }),
      row({ amount: '0.00', date: '' }),
      row({ amount: '-0.004' }),
      headers.toUpperCase(),
      row(),
      ',,,,,,,,',
    );
    expect(file.faults).toEqual([]);
    expect(file.lines.map((line) => line.row)).toEqual([2, 9]);
    expect(file.skipped).toEqual([
      { row: 3, reason: 'blank row' },
      { row: 4, reason: 'blank row' },
      { row: 5, reason: 'comes to £0.00', amount: '6.82121E-13' },
      { row: 6, reason: 'comes to £0.00', amount: '0.00' },
      { row: 7, reason: 'comes to £0.00', amount: '-0.004' },
      { row: 8, reason: 'repeated header row' },
      { row: 10, reason: 'blank row' },
    ]);
  });

  test('a file of nothing but such rows has nothing to import', () => {
    expect(reasons(councilFile(row({ amount: '0' })))).toEqual([expect.stringMatching(/at least one line of spend/)]);
  });

  test('unless the profile does not skip them', () => {
    const strict: ImportProfile = { ...council, skip: [] };
    const text = [headers, row(), ',,,,,,,,', row({ amount: '0' }), headers, ',,,,100,,,,'].join('\n');
    expect(new Set(readWholeFile(bytes(text), strict).faults.map((fault) => fault.row))).toEqual(new Set([3, 4, 5, 6]));
  });
});

describe('A total row', () => {
  test('that agrees is the control total, not spend', () => {
    const file = councilFile(row({ amount: '38.26' }), row({ amount: '-1.01' }), ',,,," 37.25 ",,,,', ',,,,,,,,');
    expect(file.faults).toEqual([]);
    expect(file.controlTotal).toEqual({ row: 4, pence: 3_725 });
    expect(file.totalPence).toBe(3_725);
    expect(file.skipped[0]).toEqual({ row: 4, reason: 'total row', amount: '37.25' });
  });

  test('that is a penny out is a fault', () => {
    const file = councilFile(row(), row(), 'Total,,,,200.01,,,,');
    expect(reasons(file)).toEqual([
      expect.stringMatching(/^4 Amount: Expected the total row to equal the lines above it, £200\.00; found "200\.01"/),
    ]);
  });

  test('that cannot be read is a fault', () => {
    expect(reasons(councilFile(row(), ',,,,lots,,,,'))).toEqual([
      expect.stringMatching(/^3 Amount: Expected an amount/),
    ]);
  });

  test('is not compared while other rows are at fault', () => {
    expect(councilFile(row(), row({ date: 'x' }), ',,,,1,,,,').faults.map((fault) => fault.row)).toEqual([3]);
  });

  test('in the middle is a subtotal, of the rows since the one before or of all so far', () => {
    const file = councilFile(row(), 'Subtotal,,,,100,,,,', row(), row(), ',,,,200.00,,,Sub-total,', ',,,,300,,,,');
    expect(file.faults).toEqual([]);
    expect(file.skipped.map(({ row: number, reason }) => `${number} ${reason}`)).toEqual([
      '3 subtotal row',
      '6 subtotal row',
      '7 total row',
    ]);
    expect([file.totalPence, file.controlTotal]).toEqual([30_000, { row: 7, pence: 30_000 }]);
    expect(councilFile(row(), ',,,,100,,,,', row(), ',,,,200,,,,', row(), ',,,,300,,,,').faults).toEqual([]);
  });

  test('in the middle that comes to neither is a fault', () => {
    const file = councilFile(row(), 'Total for People,,,,100.01,,,,', row(), ',,,,200,,,,');
    expect(reasons(file)).toEqual([
      expect.stringMatching(/^3 Amount: Expected a subtotal that is the sum of the rows/),
    ]);
  });

  test('at the end of subtotals may be the last of them', () => {
    const file = councilFile(row(), ',,,,100,,,,', row(), row(), ',,,,200,,,,');
    expect([file.faults, file.controlTotal]).toEqual([[], undefined]);
    expect(councilFile(row(), ',,,,100,,,,', row(), row(), ',,,,201,,,,').faults).toHaveLength(1);
  });
});

describe('Categories', () => {
  test.each([
    ['1020', '1'],
    ['2302', '2'],
    ['A30015', '3'],
    ['4802', '4'],
    ['A81000', '5'],
    ['6401', '6'],
    ['7901', '7'],
    ['9389', '9'],
    ['A89060', '10'],
    ['c02009', '10'],
  ])("the council's code %s is group %s", (code, category) => {
    const line = onlyLine(councilFile(row({ code })));
    expect(line.category).toBe(category);
    expect(line.readAs).toBeUndefined();
  });

  test('a code that says nothing goes by the type, then to the default, which is shown', () => {
    expect(onlyLine(councilFile(row({ code: '', type: 'Weekly Allowances (3rd)' }))).category).toBe('5');
    expect(onlyLine(councilFile(row({ code: 'XCODE' })))).toMatchObject({
      category: '4',
      readAs: [{ column: 'Expense Code', found: 'XCODE', readAs: expect.stringMatching(/^4 Supplies and services/) }],
    });
  });

  test('our own template wants a group number', () => {
    expect(onlyLine(ownFile('2015-07-01,CALDER,AG-2014-001,5,10,T1'))).toMatchObject({
      category: '10',
      reference: 'AG-2014-001',
      key: '["T1",1]',
      body: null,
      area: null,
    });
    const file = ownFile('01/07/2015,CALDER,,5,11,T1', '01/07/2015,CALDER,,5,,T1', '01/07/2015,CALDER,,5,Staff,T1');
    expect(reasons(file)).toEqual([
      expect.stringMatching(/^2 Category: Expected a category, one of 1, 2, .*, 10; found "11"/),
      expect.stringMatching(/^3 Category: .*found an empty cell/),
      expect.stringMatching(/^4 Category: .*found "Staff"/),
    ]);
  });

  test('and takes only our own references, since an invoice number may carry a name', () => {
    const file = ownFile('01/07/2015,CALDER,J Smith 14,5,5,T1');
    expect(reasons(file)).toEqual([expect.stringMatching(/^2 Reference: Expected a reference such as I-01/)]);
  });

  test('every profile keeps to the list of groups', () => {
    const list = readFileSync(new URL('../../../data/categories.csv', import.meta.url), 'utf8')
      .trim()
      .split('\n')
      .slice(1);
    const known = list.map((line) => line.split(',')[0]);
    expect(known).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '9', '10']);
    for (const { categories } of profiles) {
      const fallback = categories?.default;
      const codes = [
        ...(categories?.rules ?? []),
        ...(typeof fallback === 'object' && fallback !== null ? [fallback] : []),
      ];
      for (const { code } of codes) expect(known).toContain(code);
    }
  });
});

describe('A profile that is wrong says what was expected', () => {
  const json = JSON.parse(readFileSync(`${folder}/council-spend.json`, 'utf8'));
  const read = (changes: object): ImportProfile => readProfile(JSON.stringify({ ...json, ...changes }), 'x.json');

  test.each<[string, object, RegExp]>([
    ['a part too many', { sheet: 1 }, /^x\.json: expected only name, .*, found "sheet"/],
    ['a part missing', { keep: undefined }, /expected a part named keep, found nothing/],
    [
      'an unknown encoding',
      { encoding: 'utf-16' },
      /encoding: expected one of auto, utf-8, windows-1252, found "utf-16"/,
    ],
    [
      'an unknown column',
      { columns: { ...json.columns, invoice: ['Ref'] } },
      /columns: expected only body, .*"invoice"/,
    ],
    [
      'an invoice header',
      { columns: { ...json.columns, area: ['Inv.no'] } },
      /no invoice column, ever, found "Inv\.no"/,
    ],
    ['one header for two', { columns: { ...json.columns, area: ['DATE'] } }, /a header that date does not use/],
    ['no headers', { columns: { ...json.columns, area: [] } }, /columns\.area: expected a list of at least one text/],
    ['amount not required', { required: ['date'] }, /required: expected transaction among them/],
    ['required but not kept', { keep: ['date'] }, /keep: expected body, since it is required/],
    ['a key without occurrence', { line_key: ['transaction'] }, /line_key: expected occurrence among its parts/],
    ['a date shape of its own', { dates: ['yy.mm.dd'] }, /dates: expected one of dd\/mm\/yyyy, yyyy-mm-dd/],
    ['the same skip twice', { skip: ['blank row', 'blank row'] }, /skip: expected each entry once/],
    ['a group 11', { categories: { rules: [], default: { code: '11', name: 'x' } } }, /a CIPFA group from "1" to "10"/],
    [
      'a rule without a test',
      { categories: { rules: [{ code: '1', column: 'type' }], default: null } },
      /exactly one of/,
    ],
    [
      'thousands as a word',
      { amount: { ...json.amount, thousands: 'yes' } },
      /amount\.thousands: expected true or false/,
    ],
  ])('%s', (_name, changes, message) => {
    expect(() => read(changes)).toThrow(message);
  });

  test('text that is not JSON, and a name that is not there', () => {
    expect(() => readProfile('{', 'x.json')).toThrow(/^x\.json: expected JSON/);
    expect(() => findProfile(profiles, 'sage')).toThrow(
      'expected one of council-spend, oracle, own-template, sap, unit4, found "sage"',
    );
  });
});

describe('Whatever a file holds', () => {
  test('reading it answers with lines or faults and never throws', () => {
    const piece = fc.oneof(
      fc.constantFrom(headers, row(), ',', '"', '\r', '\n', 'Total', '1E5', '\ufeff'),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const file = readWholeFile(bytes(`${headers}\n${pieces.join('')}`), council);
        expect(file.lines.length + file.faults.length).toBeGreaterThan(0);
        expect(file.totalPence).toBe(controlTotalOf(file.lines));
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (content) => {
        expect(readWholeFile(content, council).faults.length).toBeGreaterThan(0);
      }),
    );
  });

  test.each([
    ['commas', ','.repeat(2_000_000)],
    ['line ends', '\n'.repeat(2_000_000)],
    ['spaces', ' '.repeat(2_000_000)],
    ['quotes', '"'.repeat(2_000_000)],
    ['one amount', `18,09/07/2014,EX1,,${'1'.repeat(2_000_000)},A,,,1`],
    ['one supplier', `18,09/07/2014,EX1,,1,${' a'.repeat(1_000_000)},,,1`],
  ])('two million %s are answered and do not hang', (_name, text) => {
    expect(readWholeFile(bytes(`${headers}\n${text}`), council).faults.length).toBeGreaterThan(0);
  });
});
