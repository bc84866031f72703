import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { inProject } from '../../../src/platform/root.ts';
import { type FileLine, readSpendFile } from '../../../src/spend/import/read/file.ts';
import { findProfile, type ImportProfile } from '../../../src/spend/import/read/profile.ts';
import { readProfile, readProfiles, writeProfile } from '../../../src/spend/import/read/profile-file.ts';
import { fileWithErrors } from '../../../src/spend/import/read/with-errors.ts';
import { readWholeFile, type SpendFile } from './whole-file.ts';
import { workbook } from './workbook.ts';

const profiles = readProfiles(inProject('data', 'import-profiles'));
const named = (name: string) => findProfile(profiles, name);
const bytes = (text: string) => Buffer.from(text, 'utf8');
const read = (profile: ImportProfile, ...rows: string[]): SpendFile => readWholeFile(bytes(rows.join('\n')), profile);
const reasons = (file: SpendFile) => file.faults.map(({ row, column, reason }) => `${row} ${column}: ${reason}`);

const UNIT4 = 'Client,TransNo,TT,Period,Trans.date,Account,Costc,Cat1,Tax code,Text,Ap/Ar ID,Ap/Ar ID(T),Inv.no,Amount';
const SAP =
  'Company Code;Cost Center;Cost Element;Document Number;Document Type;Posting Date;Period;Fiscal Year;' +
  'Amount in local currency;Text;Vendor;Supplier';
const ORACLE =
  'Period Name,Effective Date,JE Source,JE Header ID,JE Line Num,Account,Cost Centre,Entered Dr,Entered Cr,Description,Supplier,Invoice Num';

describe('A ledger is read by its own profile', () => {
  test('Unit4: the period is in the file, a journal names no supplier, the invoice number stays behind', () => {
    const unit4 = { ...named('unit4'), columns: { ...named('unit4').columns, costCentre: ['Costc'] } };
    const file = read(
      unit4,
      UNIT4,
      'PC,5001,IN,201503,12/06/2015,4100,CSE1,,0,Leaflets,77,PRINTERS LTD,HARGREAVES 1,"1,200.50"',
      'PC,5002,GL,201503,30/06/2015,1001,CSE1,,0,Payroll June,,,,350.00-',
    );
    expect(file.faults).toEqual([]);
    expect(file.lines[0]).toMatchObject({
      keyText: '["Unit4","PC","5001"]',
      period: { year: 2015, number: 3 },
      ...{
        account: '4100',
        costCentre: 'CSE1',
        text: 'Leaflets',
        supplier: 'PRINTERS LTD',
        supplierId: '77',
        type: 'IN',
      },
      ...{ pence: 120_050, vatPence: 0, category: null },
    });
    expect(file.lines[1]).toMatchObject({ supplier: 'No supplier named in the ledger', pence: -35_000 });
    expect(file.lines[1]?.readAs).toContainEqual({ column: 'Ap/Ar ID(T)', found: '', readAs: expect.any(String) });
    expect(JSON.stringify(file)).not.toContain('HARGREAVES');
    expect(reasons(read(unit4, UNIT4, 'PC,1,IN,201500,12/06/2015,4100,,,,,,A,,1'))).toEqual([
      expect.stringMatching(/^2 Period: Expected a financial year and its period from 1 to 13.*found "201500"/),
    ]);
  });

  test('SAP: semicolons, a trailing minus, and document numbers that begin again each year', () => {
    const file = read(
      named('sap'),
      SAP,
      '1000;CSE1;4100;5001;KR;12.06.2015;3;2015;1,200.50;Leaflets;77;PRINTERS LTD',
      '1000;CSE1;4100;5001;KR;12.06.2016;3;2016;100.00-;Leaflets;77;PRINTERS LTD',
    );
    expect(file.faults).toEqual([]);
    expect(file.lines.map(({ keyText, period, pence }) => [keyText, period, pence])).toEqual([
      ['["SAP","1000","2015","5001"]', { year: 2015, number: 3 }, 120_050],
      ['["SAP","1000","2016","5001"]', { year: 2016, number: 3 }, -10_000],
    ]);
    expect(reasons(read(named('sap'), SAP, '1000;C;4100;1;KR;12.06.2015;3;2015;1.200;T;77;A'))[0]).toMatch(
      /Expected an amount/,
    );
  });

  test('Oracle: debit and credit, the file numbers its own lines, never both sides in one', () => {
    const rows = [
      'APR-15,12-APR-15,Payables,900,1,4100,CSE,1200.50,,Leaflets,PRINTERS LTD,X1',
      'APR-15,12-APR-2015,Payables,900,2,4100,CSE,0.00,"1,000.00",Leaflets,PRINTERS LTD,X1',
      'ADJ-16,31-MAR-16,Manual,901,1,4100,CSE,-5,,Journal,,',
    ];
    const file = read(named('oracle'), ORACLE, ...rows);
    expect(file.faults).toEqual([]);
    expect(file.lines.map(({ key, keyText, period, pence }) => [key, keyText, period?.number, pence])).toEqual([
      ['["900","1"]', '["Oracle","900","1"]', 1, 120_050],
      ['["900","2"]', '["Oracle","900","2"]', 1, -100_000],
      ['["901","1"]', '["Oracle","901","1"]', 13, -500],
    ]);
    const wrong = read(
      named('oracle'),
      ORACLE,
      'APR-15,12-APR-15,P,900,1,4100,C,5,6,L,A,',
      'APR-15,12-APR-15,P,900,2,4100,C,,,L,A,',
      'APR-15,12-APR-15,P,900,,4100,C,1,,L,A,',
    );
    expect(reasons(wrong)).toEqual([
      expect.stringMatching(/^2 Entered Cr: Expected a debit or a credit in a row, not both, beside 5\.00; found "6"/),
      expect.stringMatching(/^3 Entered Dr: Expected an amount.*found an empty cell/),
      expect.stringMatching(/^4 JE Line Num: Expected a filled cell/),
    ]);
  });
});

describe('Amounts are what the profile says they are', () => {
  const own = named('own-template');
  const gross: ImportProfile = {
    ...own,
    columns: { ...own.columns, vat: ['VAT'] },
    required: [...own.required, 'vat'],
    keep: [...own.keep, 'vat'],
    basis: { kind: 'gross with a VAT column' },
  };
  const taxed: ImportProfile = {
    ...own,
    columns: { ...own.columns, account: ['Account'] },
    keep: [...own.keep, 'account'],
    required: [...own.required, 'account'],
    basis: { kind: 'tax on its own line', accounts: ['9310'] },
  };

  test('with VAT: the column is taken off, and the total row counts what the file wrote', () => {
    const head = 'Date,Supplier,Amount,VAT,Category,Transaction';
    const file = read(gross, head, '01/07/2015,A,120.00,20.00,5,T1', '01/07/2015,A,-60,-10,5,T2', 'Total,,60,10,,');
    expect(file.faults).toEqual([]);
    expect(file.lines.map(({ pence, vatPence }) => [pence, vatPence])).toEqual([
      [10_000, 2_000],
      [-5_000, -1_000],
    ]);
    expect([file.totalPence, file.controlTotal]).toEqual([5_000, { row: 4, pence: 6_000 }]);
    const wrong = read(gross, head, '01/07/2015,A,120,-20,5,T1', '01/07/2015,A,120,121,5,T1', '01/07/2015,A,120,,5,T1');
    expect(reasons(wrong)).toEqual([
      expect.stringMatching(/^2 VAT: Expected VAT that is a part of the amount, 120\.00; found "-20"/),
      expect.stringMatching(/^3 VAT: Expected VAT that is a part/),
      expect.stringMatching(/^4 VAT: Expected an amount.*empty cell/),
    ]);
  });

  test('tax on its own line: those lines are skipped as recoverable VAT and still counted in the total', () => {
    const head = 'Date,Supplier,Amount,Account,Category,Transaction';
    const file = read(taxed, head, '01/07/2015,A,100,4100,5,T1', '01/07/2015,A,20,9310,5,T1', ',,120,,,');
    expect([file.faults, file.totalPence, file.controlTotal]).toEqual([[], 10_000, { row: 4, pence: 12_000 }]);
    expect(file.skipped).toEqual([
      { row: 3, reason: 'recoverable VAT', amount: '20' },
      { row: 4, reason: 'total row', amount: '120' },
    ]);
  });

  test('a profile that asks for a basis without its column is refused, and each is written as it is read', () => {
    const json = (profile: ImportProfile) => writeProfile(profile);
    for (const profile of [...profiles, gross, taxed]) expect(readProfile(json(profile), 'x')).toEqual(profile);
    expect(() => readProfile(json({ ...own, basis: gross.basis }), 'x')).toThrow(/required: expected vat among them/);
    expect(() => readProfile(json({ ...own, basis: taxed.basis }), 'x')).toThrow(
      /required: expected account among them/,
    );
    expect(() => readProfile(json({ ...own, period: { from: 'year and period', year: 'ends' } }), 'x')).toThrow(
      /period among/,
    );
    expect(() => readProfile(json({ ...own, dates: ['Excel serial 1900', 'Excel serial 1904'] }), 'x')).toThrow(
      /one system/,
    );
    expect(() => readProfile(json({ ...own, lineKey: ['occurrence', 'transaction'] }), 'x')).toThrow(
      /as its last part/,
    );
  });
});

describe('A file with faults comes back with them beside its rows', () => {
  const own = named('own-template');
  const head = 'Date,Supplier,Note,Amount,Category,Transaction';
  const rows = [
    '31/06/2015,"SMITH, ""THE"" BAKER",=1+1,-5.00,5,T1',
    '',
    '01/07/2015,=cmd|A0,"two\nlines",ten,99,T2',
    "01/07/2015,@HOME,'=x,(1.00),5,T3",
  ];
  const back = (content: Uint8Array, profile = own): string => {
    const file = readWholeFile(content, profile);
    return [...fileWithErrors({ bytes: content }, profile, file.faults)].join('');
  };

  test('the same columns and rows in order, the faults of a row joined, safe in a spreadsheet', () => {
    const text = back(bytes([head, ...rows].join('\n')));
    expect(
      text.startsWith(`\ufeff${head},error\r\n31/06/2015,"SMITH, ""THE"" BAKER",'=1+1,-5.00,5,T1,"Date: Expected`),
    ).toBe(true);
    expect(text).toContain(`01/07/2015,'=cmd|A0,"two\nlines",ten,99,T2,"Amount: Expected an amount`);
    expect(text).toMatch(/ \| Category: Expected a category/);
    expect(text).toContain(`01/07/2015,'@HOME,''=x,(1.00),5,T3,\r\n`);
  });

  test('and is read again, unchanged with the same faults, mended without any', () => {
    const before = readWholeFile(bytes([head, ...rows].join('\n')), own);
    const text = back(bytes([head, ...rows].join('\n')));
    const again = readWholeFile(bytes(text), own);
    expect(again.faults).toEqual(before.faults);
    expect(again.lines).toEqual(before.lines);
    expect(back(bytes(text))).toBe(text);
    const mended = text.replace('31/06/2015', '30/06/2015').replace('ten,99', '10,5');
    const file = readWholeFile(bytes(mended), own);
    expect([file.faults, file.lines.map(({ supplier }) => supplier)]).toEqual([
      [],
      ['SMITH, "THE" BAKER', '=cmd|A0', '@HOME'],
    ]);
  });

  test('from a sheet with a gap, and from one with a header that is missing', () => {
    const sheet = workbook([{ name: 'A', rows: [head.split(','), [], ['soon', 'A', null, 5, '5', 'T1', 'aside']] }]);
    expect(back(sheet)).toMatch(/error\r\n\r\nsoon,A,,5,5,T1,"?Expected 6 cells.*found 7.*,aside\r\n$/);
    const headless = back(bytes('Date,Supplier,Amount\n01/07/2015,A,5'));
    expect(headless).toMatch(
      /Amount,error\r\n01\/07\/2015,A,5,"Transaction: Expected one column.* \| Category: Expected one column headed Category/,
    );
  });

  test('but not where rows would be missing', async () => {
    const broken = bytes(`${head}\n01/07/2015,A,,5,5,T1\n01/07/2015,"A,,5,5,T2\n`);
    const summary = await readSpendFile({ bytes: broken }, own, {});
    expect([summary.faults, summary.canComeBack]).toEqual([1, false]);
    expect(() => [...fileWithErrors({ bytes: broken }, own, [])]).toThrow(/broke off/);
    expect((await readSpendFile({ bytes: bytes(`${head}\nx`) }, own, {})).canComeBack).toBe(true);
  });
});

describe('A large file', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'read-'));
  const file = path.join(folder, 'large.csv');
  const LINES = 5_000;
  const council = named('council-spend');
  const text = () => {
    const lines = Array.from({ length: LINES }, (_, index) => {
      const supplier = index % 7 === 0 ? '"SMITH, JONES\r\nLTD"' : 'CAF\u00c9 LTD';
      return `18,0${1 + (index % 9)}/07/2015,T${index},${index + 1}.10,${supplier},5701`;
    });
    return `Body,Date,Transaction number,Amount,Supplier name,Expense code\r\n${lines.join('\r\n')}\r\n`;
  };
  const total = LINES * (LINES + 1) * 50 + LINES * 10;

  test('is handed over in slices, each awaited, from a disk or from memory', async () => {
    writeFileSync(file, text());
    try {
      for (const source of [{ path: file }, { bytes: bytes(text()) }]) {
        const slices: number[] = [];
        const seen: FileLine[] = [];
        let busy = false;
        let rows = 0;
        const summary = await readSpendFile(source, council, {
          async lines(lines) {
            expect(busy).toBe(false);
            busy = true;
            await new Promise((resolve) => setTimeout(resolve, 1));
            busy = false;
            slices.push(lines.length);
            seen.push(...lines);
          },
          progress: (row) => {
            rows = row;
          },
        });
        expect(Math.max(...slices)).toBeLessThanOrEqual(1_000);
        expect(summary).toMatchObject({
          lines: LINES,
          faults: 0,
          totalPence: total,
          isNumbered: false,
          encoding: 'utf-8',
        });
        expect(rows).toBe(LINES + 1);
        expect(new Set(seen.map(({ keyText }) => keyText)).size).toBe(LINES);
        expect(seen[0]).toMatchObject({ supplier: 'SMITH, JONES LTD', row: 2 });
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('is read in the same way whatever the line ends, the encoding or where its pieces end', () => {
    const whole = readWholeFile(bytes(text()), council);
    expect(whole.totalPence).toBe(total);
    const latin = readWholeFile(Buffer.from(text(), 'latin1'), council);
    expect([latin.encoding, latin.lines]).toEqual(['windows-1252', whole.lines]);
    const wide = readWholeFile(Buffer.from(`\ufeff${text()}`, 'utf16le'), council);
    expect([wide.encoding, wide.lines]).toEqual(['utf-16le', whole.lines]);
  });

  test('stops when whoever takes it fails', async () => {
    const sink = {
      lines: () => {
        throw new Error('full');
      },
    };
    await expect(readSpendFile({ bytes: bytes(text()) }, council, sink)).rejects.toThrow('full');
  });

  test('of one cell of a document is refused, and the row is named', () => {
    const cell = 'a'.repeat(1_500_000);
    const rows = [`01/07/2015,A,,5,5,T1`, `01/07/2015,${cell},,5,5,T2`];
    const refused = read(named('own-template'), 'Date,Supplier,Reference,Amount,Category,Transaction', ...rows);
    expect(reasons(refused)).toEqual([
      expect.stringMatching(/^3 null: Expected rows of 1,000,000 characters or fewer/),
    ]);
  });
});
