import { describe, expect, test } from '@jest/globals';
import { strToU8, zipSync } from 'fflate';
import { UPLOAD_LIMITS } from '../../../src/documents/table/limits.ts';
import { inProject } from '../../../src/platform/root.ts';
import { readSampleAside } from '../../../src/spend/import/read/aside.ts';
import { findProfile } from '../../../src/spend/import/read/profile.ts';
import { readProfiles } from '../../../src/spend/import/read/profile-file.ts';
import { readSample } from '../../../src/spend/import/read/sample.ts';
import { readWholeFile, type SpendFile } from './whole-file.ts';
import { letters, type SheetCell, type SheetOf, sheetOf, workbook, writeSheet } from './workbook.ts';

const own = findProfile(readProfiles(inProject('data', 'import-profiles')), 'own-template');
const HEADERS = ['Date', 'Supplier', 'Reference', 'Amount', 'Category', 'Transaction'];
const day = (serial: number, style = 1): SheetCell => ({ xml: `<v>${serial}</v>`, attributes: `s="${style}"` });

/** A row of a sheet; what a test does not say is ordinary. */
function row({
  date = day(42_186),
  supplier = 'CALDER CARE',
  amount = 100,
}: {
  date?: SheetCell;
  supplier?: SheetCell;
  amount?: SheetCell;
} = {}): SheetCell[] {
  return [date, supplier, null, amount, '5', 'T1'];
}

const read = (sheets: SheetOf[], more: Parameters<typeof workbook>[1] = {}): SpendFile =>
  readWholeFile(workbook(sheets, more), own);
const readRows = (...rows: SheetCell[][]): SpendFile => read([{ name: 'July', rows: [HEADERS, ...rows] }]);
const reasons = (file: SpendFile) => file.faults.map(({ row: at, column, reason }) => `${at} ${column}: ${reason}`);

describe('An officer reads a workbook', () => {
  test('as Excel stores it: shared text, numbers, days by their format, float dust', () => {
    const file = readRows(
      row({ amount: 7956.420000000001 }),
      row({ date: day(42_186.75, 2), amount: { xml: '<v>-1.5E2</v>', attributes: 's="3"' } }),
      row({ date: '02/07/2015', supplier: { xml: '<is><t>IN </t><t>LINE</t></is>', attributes: 't="inlineStr"' } }),
    );
    expect(file.faults).toEqual([]);
    expect(file.lines.map(({ row: at, date, supplier, pence }) => [at, date, supplier, pence])).toEqual([
      [2, '2015-07-01', 'CALDER CARE', 795_642],
      [3, '2015-07-01', 'CALDER CARE', -15_000],
      [4, '2015-07-02', 'IN LINE', 10_000],
    ]);
    expect([file.kind, file.sheet, file.encoding]).toEqual(['xlsx', 'July', null]);
  });

  test('whose days are counted from 1904', () => {
    const file = read([{ name: 'A', rows: [HEADERS, row({ date: day(40_724) })] }], { from1904: true });
    expect(file.lines.map(({ date }) => date)).toEqual(['2015-07-01']);
  });

  test('a number that no format shows as a day is no day, unless the profile says so', () => {
    expect(reasons(readRows(row({ date: 42_186 })))).toEqual([expect.stringMatching(/^2 Date: Expected a real date/)]);
    const serials = { ...own, dates: ['Excel serial 1900' as const] };
    const file = readWholeFile(workbook([{ name: 'A', rows: [HEADERS, row({ date: 42_186 })] }]), serials);
    expect(file.lines[0]).toMatchObject({
      date: '2015-07-01',
      readAs: [{ column: 'Date', found: '42186', readAs: '2015-07-01' }],
    });
  });

  test('by the result of a formula, which is never run; without one it is a fault', () => {
    const file = readRows(
      row({ amount: { xml: '<f>HYPERLINK("http://x")</f><v>12.5</v>' } }),
      row({ amount: { xml: '<f>1+1</f>' } }),
      row({ amount: { xml: '<f>1/0</f><v>#DIV/0!</v>', attributes: 't="e"' } }),
      row({ supplier: { xml: '<f>A1</f>' } }),
      row({ supplier: { xml: '<f>"A"</f><v>A &amp; B</v>', attributes: 't="str"' } }),
    );
    expect(file.lines.map(({ pence, supplier }) => [pence, supplier])).toEqual([
      [1_250, 'CALDER CARE'],
      [10_000, 'A & B'],
    ]);
    expect(reasons(file)).toEqual([
      expect.stringMatching(/^3 Amount: Expected a value or a formula with its result; found "a formula without/),
      expect.stringMatching(/^4 Amount: Expected a value.*found "#DIV\/0!"/),
      expect.stringMatching(/^5 Supplier: Expected a value or a formula with its result/),
    ]);
  });

  test('with blank rows, cells that are only coloured, a total, and text beyond the headers', () => {
    const coloured: SheetCell = { xml: '', attributes: 's="1"' };
    const file = readRows(
      row(),
      [null, coloured],
      [...row(), coloured, coloured],
      ['Total', null, null, 200],
      [...row(), 'aside'],
    );
    expect(file.lines.map(({ row: at }) => at)).toEqual([2, 4]);
    expect(file.skipped).toEqual([{ row: 5, reason: 'subtotal row', amount: '200' }]);
    expect(reasons(file)).toEqual([
      expect.stringMatching(/^6 null: Expected 6 cells.*found 7\. Cells stand to the right/),
    ]);
  });

  test('whatever it is called, from the sheet that fits; hidden ones are not looked at', () => {
    const cover = { name: 'Cover', rows: [['Extract of July']] };
    const lines = { name: 'Lines', rows: [HEADERS, row()] };
    expect(read([cover, lines, { ...lines, name: 'Old', state: 'hidden' }])).toMatchObject({
      sheet: 'Lines',
      faults: [],
    });
    expect(reasons(read([cover, { ...lines, state: 'veryHidden' }]))[0]).toMatch(/Expected a header row with Date/);
    expect(reasons(read([lines, { ...lines, name: 'June' }]))).toEqual([
      expect.stringMatching(/Expected one sheet with these columns; found 2: Lines, June\. Save each/),
    ]);
  });

  test('has its first rows read aside, so that a page need not wait, with the same answer', async () => {
    const source = { bytes: workbook([{ name: 'July', rows: [HEADERS, row(), row({ amount: 5 })] }]) };
    expect(await readSampleAside(source, HEADERS)).toEqual(readSample(source, HEADERS, UPLOAD_LIMITS));
  });

  test('that no process could read is said to be so, and nothing waits for ever', async () => {
    await expect(readSampleAside({ path: '/nowhere/lines.xlsx' }, HEADERS)).rejects.toThrow(
      'The file could not be read: its process ended',
    );
  });
});

describe('A workbook that is not what it seems', () => {
  const zip = (parts: Record<string, string>): Uint8Array =>
    zipSync(Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, strToU8(text)])));
  const large = `${'<row><c><v>1</v></c></row>'.repeat(200_000)}`;

  test.each<[string, () => Uint8Array, RegExp]>([
    [
      'with macros',
      () => workbook([], { parts: { 'xl/vbaProject.bin': 'x' } }),
      /an Office file with macros\. Save it without macros/,
    ],
    ['without sheets', () => workbook([]), /found no visible sheet with cells\. Save it again/],
    ['that is another archive', () => zip({ 'a.txt': 'x' }), /found a ZIP archive\. Save it again/],
    ['cut off', () => workbook([{ name: 'A', rows: [HEADERS, row()] }]).slice(0, 900), /a ZIP archive that is cut off/],
    [
      'that declares entities',
      () => workbook([{ name: 'A', rows: [], xml: `<!DOCTYPE x [<!ENTITY a "b">]>${sheetOf('&a;')}` }]),
      /found that it declares entities/,
    ],
    [
      'not well-formed',
      () => workbook([{ name: 'A', rows: [], xml: '<worksheet><sheetData><row>' }]),
      /found that it is not well-formed/,
    ],
    [
      'with one cell in the last column',
      () => workbook([{ name: 'A', rows: [], xml: sheetOf('<row r="1"><c r="XFD1"><v>1</v></c></row>') }]),
      /Expected 500 columns or fewer; found a value further to the right/,
    ],
    [
      'with one cell in the last row',
      () => workbook([{ name: 'A', rows: [], xml: sheetOf('<row r="9999999"><c r="A9999999"><v>1</v></c></row>') }]),
      /Expected 2,000,000 rows or fewer; found more/,
    ],
    [
      'with rows out of order',
      () => workbook([{ name: 'A', rows: [], xml: sheetOf('<row r="2"/><row r="1"/>') }]),
      /its rows are out of order/,
    ],
    [
      'naming a text that is not there',
      () => workbook([{ name: 'A', rows: [], xml: sheetOf('<row r="1"><c r="A1" t="s"><v>7</v></c></row>') }]),
      /a cell names a text that is not there/,
    ],
    [
      'that grows without measure',
      () => workbook([{ name: 'A', rows: [], xml: sheetOf(large) }]),
      /grows without measure when it is opened/,
    ],
    [
      'with a cell of a document',
      () =>
        workbook([
          { name: 'A', rows: [], xml: sheetOf(`<row r="1"><c r="A1" t="str"><v>${noise(1_100_000)}</v></c></row>`) },
        ]),
      /Expected cells of 1,000,000 characters or fewer/,
    ],
  ])('%s is refused with the reason', (_name, bytes, reason) => {
    const file = readWholeFile(bytes(), own);
    expect(reasons(file)).toEqual([expect.stringMatching(reason)]);
    expect(file.lines).toEqual([]);
  });

  test('encrypted or of before 2007: each says what to save', () => {
    const compound = (name: string) =>
      Buffer.concat([Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), Buffer.from(name, 'utf16le')]);
    expect(reasons(readWholeFile(compound('EncryptedPackage'), own))).toEqual([
      expect.stringMatching(/found an Office file with a password\. Save it without the password/),
    ]);
    expect(reasons(readWholeFile(compound('Workbook'), own))).toEqual([
      expect.stringMatching(/found an old Excel workbook\. Open it and save it as an Excel workbook/),
    ]);
  });

  test('with an archive that lies about a size', () => {
    const bytes = workbook([{ name: 'A', rows: [HEADERS, row()] }]);
    const directory = Buffer.from(bytes);
    const name = directory.lastIndexOf('xl/worksheets/sheet1.xml');
    const size = directory.readUInt32LE(name - 46 + 24) - 10;
    directory.writeUInt32LE(size, name - 46 + 24);
    directory.writeUInt32LE(size, directory.indexOf('xl/worksheets/sheet1.xml') - 30 + 22);
    expect(reasons(readWholeFile(directory, own))).toEqual([
      expect.stringMatching(/found that it is larger than the archive says/),
    ]);
  });

  test('with 10,000 columns, of which the wide ones are named', () => {
    const wide = Array.from({ length: 10_000 }, (_, index) => `${letters(index)}`);
    expect(
      reasons(readWholeFile(workbook([{ name: 'A', rows: [], xml: writeSheet([wide.map(() => 1)]) }]), own)),
    ).toEqual([expect.stringMatching(/Expected 500 columns or fewer/)]);
    expect(reasons(readWholeFile(Buffer.from(wide.join(',')), own))).toEqual([
      expect.stringMatching(/Expected 500 columns or fewer; found 10,000\. Remove the columns/),
    ]);
  });
});

function noise(length: number): string {
  let text = '';
  for (let seed = 1; text.length < length; seed = (seed * 48_271) % 2_147_483_647) text += seed.toString(36);
  return text;
}
