import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { UPLOAD_LIMITS } from '../../../src/documents/table/limits.ts';
import { settableClock } from '../../../src/platform/clock.ts';
import { HeldSamples } from '../../../src/spend/import/profiles/held-sample.ts';
import { columnsOf, guessDates, guessMeanings, guessNotation } from '../../../src/spend/import/profiles/meaning.ts';
import { listProfiles } from '../../../src/spend/import/profiles/profile.store.ts';
import { readSample } from '../../../src/spend/import/read/sample.ts';
import { DATABASES, hiddenFields, openWorld, refusalOf, type Visitor, type World } from '../../world.ts';
import { fillOffice } from '../office.ts';
import { errorsOf, hiddenOf, plain, rowsOf } from '../page.ts';
import { readWholeFile } from './whole-file.ts';
import { workbook } from './workbook.ts';

const SURNAME = 'HARGREAVES-TOBIAS';
const SAMPLE = [
  'Voucher;Paid on;Payee;Inv no;Net;Note;Note;Cost centre code;',
  `V1;02.07.2015;CALDER CARE;${SURNAME};1,200.50;${SURNAME};x;CSE1;`,
  `V2;03.07.2015;=PRINTERS;${SURNAME};(50.00);${SURNAME};x;CSE1;`,
  `V3;31.06.2015;CALDER CARE;${SURNAME};ten;${SURNAME};x;CSE1;`,
  'Total;;;;1,150.50;;;;',
].join('\n');

/** What a browser would send: the choices that the page shows selected, ticked or typed, and those of the test. */
function formOf(page: string): Record<string, string> {
  const fields = hiddenOf(page);
  for (const [, name = '', options = ''] of page.matchAll(/<select[^>]* name="([^"]+)"[^>]*>([\s\S]*?)<\/select>/g)) {
    fields[name] = /<option value="([^"]*)"[^>]* selected/.exec(options)?.[1] ?? '';
  }
  for (const [input] of page.matchAll(/<input[^>]*>/g)) {
    const name = /name="([^"]+)"/.exec(input)?.[1] ?? '';
    const value = /value="([^"]*)"/.exec(input)?.[1] ?? '';
    if (/type="(checkbox|radio)"/.test(input) ? /\schecked/.test(input) : /type="text"/.test(input))
      fields[name] = value;
  }
  return fields;
}

describe.each(DATABASES)('On %s, a finance manager', (kind) => {
  let world: World;
  let manager: Visitor;

  beforeAll(async () => {
    world = await openWorld(kind, fillOffice);
    manager = await world.signIn('manager@demo.example');
  });
  afterAll(() => world.close());

  const rows = async (): Promise<Record<string, unknown>[]> => world.db('import_profile').orderBy('id');

  async function sample(content: string | Uint8Array, by = manager) {
    const { _csrf = '' } = hiddenFields((await by.get('/import-profiles/new')).text);
    const sent = by.agent.post('/import-profiles/sample').field('_csrf', _csrf);
    return sent.attach('file', Buffer.from(content), 'sample.csv');
  }

  const send = (address: string, page: string, fields: Record<string, string> = {}) =>
    manager.agent
      .post(address)
      .type('form')
      .send({ ...formOf(page), ...fields });

  test('uploads a sample and sees each column with some cells and what it probably means', async () => {
    const page = await sample(SAMPLE);
    expect(page.status).toBe(200);
    const shown = plain(page.text);
    expect(shown).toContain('Such as CALDER CARE · =PRINTERS');
    expect(formOf(page.text)).toMatchObject({
      ...{ 'column-0': 'transaction', 'column-1': 'date', 'column-2': 'supplier', 'column-4': 'amount' },
      ...{
        'column-7': 'costCentre',
        'date-3': 'yes',
        'mark-2': 'yes',
        thousands: 'yes',
        basis: 'net',
        period: 'asked',
      },
    });
    expect(formOf(page.text).pound).toBeUndefined();
    expect(shown).toContain('Inv no: Invoice numbers are never read: they may carry a name.');
    expect(shown).toContain('Note: Another column has the same header: rename one.');
    expect(shown).toContain('Column 9: It has no header.');
    expect(Object.keys(formOf(page.text))).not.toContain('column-3');
    expect(page.text).not.toContain(SURNAME);
  });

  test('looks at a preview: lines as they would be read, faults, rows that are no spend; nothing is stored', async () => {
    const page = await sample(SAMPLE);
    const preview = await send('/import-profiles/preview', page.text, { label: 'Payments', system: 'Ledger One' });
    expect(preview.status).toBe(200);
    const shown = rowsOf(preview.text);
    expect(shown).toContainEqual([
      '2',
      '2 Jul 2015',
      'V1',
      'CALDER CARE',
      'asked',
      'CSE1',
      'by the coding rules',
      '£1,200.50',
    ]);
    expect(shown).toContainEqual([
      '3',
      '3 Jul 2015',
      'V2',
      '=PRINTERS',
      'asked',
      'CSE1',
      'by the coding rules',
      '-£50.00',
    ]);
    expect(shown).toContainEqual(['4', 'Paid on', '31.06.2015', expect.stringContaining('Expected a real date')]);
    expect(shown).toContainEqual(['4', 'Net', 'ten', expect.stringContaining('Expected an amount')]);
    const other = await send('/import-profiles/preview', preview.text, { 'mark-2': '', group: '4' });
    expect(rowsOf(other.text)).toContainEqual(['3', 'Net', '(50.00)', expect.stringContaining('Expected an amount')]);
    expect(rowsOf(other.text)[1]?.[6]).toBe('4 Supplies and services');
    expect(formOf(other.text)).toMatchObject({ label: 'Payments', system: 'Ledger One', group: '4' });
    expect(await rows()).toHaveLength(0);
  });

  test('is told what is missing or said twice, and what was chosen is kept', async () => {
    const page = await sample(SAMPLE);
    const wrong = await send('/import-profiles/preview', page.text, {
      ...{ 'column-1': '', 'column-7': 'supplier', basis: 'gross with a VAT column', period: 'year and period' },
      ...{ 'date-7': 'yes', 'date-8': 'yes', label: '!!', system: '' },
    });
    expect(wrong.status).toBe(400);
    expect(errorsOf(wrong.text)).toEqual([
      'Supplier must be one column; it is Payee and Cost centre code. Choose one of them',
      'Select which column is the date of the line',
      'Select one of the two systems of Excel serial numbers',
      'Select which column is the recoverable VAT, or another answer here',
      'Select which column is the period, or another answer here',
      'Enter the name of the finance system',
      'Name of the profile must have letters or numbers in it',
    ]);
    expect(formOf(wrong.text)).toMatchObject({ 'column-7': 'supplier', basis: 'gross with a VAT column', label: '!!' });
    expect((await send('/import-profiles/preview', page.text, { 'column-3': 'text' })).text).toContain(
      'cannot be read',
    );
    expect((await send('/import-profiles/preview', page.text, { 'column-99': 'text' })).status).toBe(400);
    expect((await send('/import-profiles/preview', page.text, { token: 'x' })).text).toContain(
      'The sample is no longer held',
    );
  });

  test('saves it: offered beside those of the program, it reads the file; only chosen headers are stored', async () => {
    const page = await sample(SAMPLE);
    const fields = { label: 'Payments, monthly', system: 'Ledger One' };
    const saved = await send('/import-profiles', page.text, fields);
    expect([saved.status, saved.headers.location]).toEqual([303, '/import-profiles/payments-monthly']);
    expect((await send('/import-profiles', page.text, fields)).status).toBe(422);
    const [stored] = await rows();
    expect(stored).toMatchObject({ name: 'payments-monthly', version: 1 });
    expect(JSON.stringify(stored)).not.toMatch(/HARGREAVES|CALDER|Note|Inv no/);
    const event = await world.db('audit_event').where({ action: 'import-profile.save' }).first();
    expect(JSON.parse(event.body).rows.import_profile).toMatchObject({ count: 1 });

    const offered = await listProfiles(world.db, 1);
    expect(offered.map(({ name, version }) => [name, version])).toContainEqual(['payments-monthly', 1]);
    expect(offered.map(({ name, version }) => [name, version])).toContainEqual(['sap', null]);
    const profile = offered.find(({ name }) => name === 'payments-monthly');
    if (profile === undefined) throw new Error('It is not offered.');
    const mended = SAMPLE.replace('31.06.2015', '30.06.2015').replace(';ten;', ';1;').replace('1,150.50', '1,151.50');
    expect(readWholeFile(Buffer.from(mended), profile)).toMatchObject({ faults: [], totalPence: 115_150 });
    expect((await manager.get('/imports/new')).text).toContain('Payments, monthly');
    expect(plain((await manager.get('/import-profiles')).text)).toContain('Payments, monthly Ledger One this office 1');
    const auditor = await world.signIn('auditor@demo.example');
    expect(plain((await auditor.get('/import-profiles/payments-monthly')).text)).toContain(
      'Cost centre Cost centre code may be missing yes',
    );
  });

  test('supersedes it by a new version and never another by mistake; what is stored cannot be changed', async () => {
    const page = await sample(SAMPLE);
    const taken = await send('/import-profiles', page.text, { label: 'payments MONTHLY', system: 'Ledger One' });
    expect([taken.status, errorsOf(taken.text)[0]]).toEqual([
      422,
      expect.stringMatching(/There is a profile named payments/),
    ]);
    expect(formOf(taken.text).label).toBe('payments MONTHLY');
    const shipped = await send('/import-profiles', page.text, { label: 'SAP', system: 'x' });
    expect(shipped.status).toBe(422);
    const next = { label: 'Payments', system: 'Ledger One', supersedes: 'payments-monthly', group: '5' };
    expect((await send('/import-profiles', page.text, next)).headers.location).toBe(
      '/import-profiles/payments-monthly',
    );
    expect((await rows()).map(({ name, version }) => [name, version])).toEqual([
      ['payments-monthly', 1],
      ['payments-monthly', 2],
    ]);
    const offered = (await listProfiles(world.db, 1)).filter(({ version }) => version !== null);
    expect(offered.map(({ label, version }) => [label, version])).toEqual([['Payments', 2]]);
    const shown = plain((await manager.get('/import-profiles/payments-monthly')).text);
    expect(shown).toMatch(/2 Payments .* 1 Payments, monthly/);
    // A coding rule can be kept to it like to those that come with the program.
    expect((await manager.get('/coding-rules/new')).text).toContain('name="profile-payments-monthly"');
    expect(await refusalOf(world.db('import_profile').update({ version: 9 }))).toContain('append-only');
    expect(await refusalOf(world.db('import_profile').delete())).toContain('append-only');
  });

  test('makes one from a workbook, whose days need no shape; a file that is none is refused with the reason', async () => {
    const head = ['Supplier name', 'Payment date', 'Document number', 'Debit', 'Credit'];
    const line = ['CALDER CARE', { xml: '<v>42186</v>', attributes: 's="1"' }, 'D1', 5.5, null];
    const page = await sample(workbook([{ name: 'July', rows: [head, line] }]));
    expect(plain(page.text)).toContain('The sheet July has 5 columns');
    const preview = await send('/import-profiles/preview', page.text, { label: 'W', system: 'S' });
    expect(rowsOf(preview.text)).toContainEqual([
      '2',
      '1 Jul 2015',
      'D1',
      'CALDER CARE',
      'asked',
      '',
      'by the coding rules',
      '£5.50',
    ]);
    expect(errorsOf((await sample('%PDF-1.7')).text)).toEqual([expect.stringMatching(/found a PDF/)]);
    expect(errorsOf((await sample('')).text)).toEqual(['Select a CSV file or an Excel workbook that is not empty']);
    const wide = Array.from({ length: 61 }, (_, index) => `C${index}`).join(',');
    expect(errorsOf((await sample(wide)).text)[0]).toMatch(/Expected 60 columns or fewer in a sample; found 61/);
  });

  test('alone: a finance officer reads the profiles and adds none', async () => {
    const finance = await world.signIn('finance@demo.example');
    expect((await finance.get('/import-profiles')).text).not.toContain('Add a kind of file');
    expect((await finance.get('/import-profiles/new')).status).toBe(403);
    expect((await finance.get('/import-profiles/none-such')).status).toBe(404);
  });
});

describe('What a sample probably means', () => {
  test('is guessed by its headers once, and by its cells', () => {
    const read = readSample(
      { bytes: Buffer.from('Amount,Net,Date,Expense Code\n1,2,31/07/2015,5') },
      [],
      UPLOAD_LIMITS,
    );
    if ('refused' in read) throw new Error(read.refused);
    expect([...guessMeanings(columnsOf(read))]).toEqual([
      [0, 'amount'],
      [2, 'date'],
    ]);
    expect(guessDates(['01/02/2015', '13/02/2015'])).toEqual(['dd/mm/yyyy']);
    expect(guessDates(['02/13/2015'])).toEqual(['mm/dd/yyyy']);
    expect(guessDates(['soon'])).toEqual(['dd/mm/yyyy', 'yyyy-mm-dd']);
    expect(guessNotation(['£1,000.00', '5.00-', 'x'])).toEqual({
      ...{ thousands: true, pound: true, negatives: ['leading minus', 'trailing minus'] },
    });
  });

  test('is held for whoever uploaded it, in the same session, for half an hour', () => {
    const clock = settableClock('2015-07-31T09:00:00.000Z');
    const held = new HeldSamples(clock);
    const read = readSample({ bytes: Buffer.from('A,B\n1,2') }, [], UPLOAD_LIMITS);
    if ('refused' in read) throw new Error(read.refused);
    const ann = { personId: 1, session: 'one' };
    const token = held.hold(ann, read);
    expect(held.find(ann, token)).toBe(read);
    expect([held.find({ ...ann, personId: 2 }, token), held.find({ ...ann, session: 'two' }, token)]).toEqual([
      null,
      null,
    ]);
    for (let more = 0; more < 29; more += 1) held.hold(ann, read);
    expect(held.find(ann, token)).toBe(read);
    held.hold(ann, read);
    expect(held.find(ann, token)).toBeNull();
    const last = held.hold(ann, read);
    clock.set('2015-07-31T09:30:00.000Z');
    expect(held.find(ann, last)).toBeNull();
  });
});
