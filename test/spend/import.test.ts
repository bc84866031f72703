import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DATABASES, hiddenFields, openWorld, type Visitor, type World } from '../world.ts';
import { workbook } from './import/workbook.ts';
import { confirm, ownFile, upload } from './import-desk.ts';
import { fillOffice, invoice } from './office.ts';
import { errorsOf, hiddenOf, plain, rowsOf } from './page.ts';

const JULY = ownFile(
  '01/07/2015,West Yorkshire Police,,"1,000.00",1,T1',
  '02/07/2015,Theatre Company,,250.00,4,T2',
  ',,,,,',
  '03/07/2015,Theatre Company,,-50.00,4,T3',
  'Total,,,"1,200.00",,',
);
const OWN_BOOK = workbook([
  {
    name: 'July',
    rows: [
      ['Date', 'Supplier', 'Reference', 'Amount', 'Category', 'Transaction'],
      ['06/07/2015', 'Police', '', 12.5, '1', 'X1'],
    ],
  },
]);
const COUNCIL = [
  'Body,Date,Transaction Number,Invoice Number,Amount,Supplier Name,Expense Area,Expense Type,Expense Code',
  '18,09/07/2015,EX1,INV SURNAME,100.00,CALDER CARE,People,Fees,5701',
  '18,09/07/2015,EX1,INV SURNAME, 7956.420000000001 ,CALDER CARE,People,Fees,5701',
  '18,10/07/2015,EX2,INV SURNAME,6.82121E-13,DUST LTD,People,Fees,4501',
  '18,10/07/2015,EX3,INV SURNAME,12.00,ODD LTD,People,Fees,Z999',
  '',
].join('\r\n');

describe.each(DATABASES)('On %s, a finance officer imports', (kind) => {
  let world: World;
  let finance: Visitor;
  let finance2: Visitor;
  let manager: Visitor;

  beforeAll(async () => {
    world = await openWorld(kind, fillOffice);
    finance = await world.signIn('finance@demo.example');
    finance2 = await world.signIn('finance2@demo.example');
    manager = await world.signIn('manager@demo.example');
  });
  afterAll(() => world.close());

  const count = async (table: string): Promise<number> => Number((await world.db(table).count({ n: '*' }))[0]?.n);

  test('a file of our own template: first the plan, then exactly that, once', async () => {
    const plan = await upload(finance, JULY);
    expect(plan.status).toBe(200);
    expect(plain(plan.text)).toContain('New 3 £1,200.00 Already known 0');
    expect(rowsOf(plan.text)).toContainEqual(['4', 'blank row', '']);
    expect(rowsOf(plan.text)).toContainEqual(['6', 'total row', '1,200.00']);
    expect(rowsOf(plan.text)).toContainEqual(['5', '03/07/2015', 'T3', 'Theatre Company', '', '-£50.00']);
    expect(await count('spend')).toBe(0);

    const bare = await finance.agent.post(`${plan.href}/confirmation`).type('form').send(hiddenOf(plan.text));
    expect([bare.status, errorsOf(bare.text)[0]]).toEqual([422, expect.stringContaining('new supplier')]);
    const stored = await confirm(finance, plan);
    expect([stored.status, stored.headers.location]).toEqual([303, '/imports/IB-2015-16-001']);
    expect((await confirm(finance, plan)).headers.location).toBe('/imports/IB-2015-16-001');
    // Lines are the trace of what is posted; none of them is a spend of its own.
    expect([await count('spend'), await count('import_line')]).toEqual([0, 3]);
    const batch = await finance.get('/imports/IB-2015-16-001');
    expect(batch.text).toContain('Awaiting acceptance');
    expect(batch.text).toContain('july.csv');
    expect(rowsOf(batch.text)).toContainEqual([
      '2',
      '01/07/2015',
      'T1',
      'West Yorkshire Police',
      '',
      'I-01, as was asked for',
      '£1,000.00',
    ]);
  });

  test('the same file again: it changes nothing and says which batch holds it', async () => {
    const again = await upload(finance2, JULY, {}, 'copy of july.csv');
    expect(plain(again.text)).toContain('IB-2015-16-001 already holds this very file.');
    expect(plain(again.text)).toContain('New 0 £0.00 Already known 3');
    expect(again.text).not.toContain('/confirmation"');
    const more = await upload(
      finance2,
      JULY.replace('Total,,,"1,200.00"', '05/07/2015,Printer,,5.00,4,T4\r\nTotal,,,"1,205.00"'),
    );
    expect(plain(more.text)).toContain('New 1 £5.00 Already known 3');
    const changed = await upload(finance2, JULY.replace('250.00', '251.00').replace('1,200.00', '1,201.00'));
    expect(plain(changed.text)).toContain('New 0 £0.00 Already known 2 nothing changes for them Changed 1');
    expect(plain(changed.text)).toContain('It stands already (IB-2015-16-001, row 3) with £250.00.');
    expect(await count('import_batch')).toBe(1);
  });

  test('nothing of a file with faults; each names the column, the row, the value and the reason', async () => {
    const plan = await upload(
      finance,
      ownFile('31/06/2015,Police,,10.00,1,F1', '01/07/2015,,,ten,1,F2', '01/07/2015,Police,,10.00,99,F3'),
    );
    expect(plan.status).toBe(422);
    expect(errorsOf(plan.text)).toEqual(['The file has 4 faults, so nothing of it is imported']);
    const faults = rowsOf(plan.text).map(([row, column, value]) => [row, column, value]);
    expect(faults).toContainEqual(['2', 'Date', '31/06/2015']);
    expect(faults).toContainEqual(['3', 'Amount', 'ten']);
    expect(faults).toContainEqual(['3', 'Supplier', '']);
    expect(faults).toContainEqual(['4', 'Category', '99']);
    expect(plan.text).not.toContain('/confirmation"');
  });

  test('a council file: rows of one transaction stay apart, odd cells are shown as read, names never leave the file', async () => {
    const fields = { profile: 'council-spend', place: 'E08000033' };
    const plan = await upload(finance, COUNCIL, fields, 'C:\\spend\\council.csv');
    expect(plain(plan.text)).toContain('New 3 £8,068.42');
    expect(rowsOf(plan.text)).toContainEqual(['4', 'comes to £0.00', '6.82121E-13']);
    expect(rowsOf(plan.text)).toContainEqual(['Amount', '7956.420000000001', expect.stringContaining('7956.42'), '3']);
    expect(rowsOf(plan.text)).toContainEqual(['Expense Code', 'Z999', expect.stringContaining('4 Supplies'), '5']);
    expect(plan.text).not.toContain('SURNAME');
    const stored = await confirm(finance, plan);
    expect(stored.headers.location).toBe('/imports/IB-2015-16-002');
    expect((await finance.get('/imports/IB-2015-16-002')).text).not.toContain('C:');
    const again = await upload(finance, COUNCIL, fields);
    expect(plain(again.text)).toContain('New 0 £0.00 Already known 3');
  });

  test('and somebody else accepts it, once, against its control total', async () => {
    const address = '/imports/IB-2015-16-001';
    expect((await finance.get(address)).text).toContain('You entered this, so somebody else decides it.');
    expect((await finance.send('/forecasts/I-01', `${address}/acceptance`, { control: '1,200.00' })).status).toBe(403);
    expect((await finance.get('/approvals')).text).toContain('IB-2015-16-001');
    const wrong = await manager.send(address, `${address}/acceptance`, { control: '1,200.01' });
    expect(wrong.status).toBe(422);
    expect(errorsOf(wrong.text)).toEqual([expect.stringContaining('£0.01 apart')]);
    expect(wrong.text).toContain('value="1,200.01"');
    const letters = await manager.send(address, `${address}/acceptance`, { control: 'all' });
    expect(letters.status).toBe(400);
    const before = await count('entry');
    const page = await manager.get(address);
    const fields = { ...hiddenOf(page.text), control: '£1,200' };
    const done = await manager.agent.post(`${address}/acceptance`).type('form').send(fields);
    expect(done.status).toBe(303);
    expect((await manager.agent.post(`${address}/acceptance`).type('form').send(fields)).status).toBe(303);
    // One entry for each coding: employees, supplies, and what came back.
    expect((await count('entry')) - before).toBe(3);
    const late = await finance2.send('/forecasts/I-01', `${address}/acceptance`, { control: '1200' });
    expect([late.status, errorsOf(late.text)]).toEqual([
      422,
      ['IB-2015-16-001 is already accepted. Nothing was changed.'],
    ]);
    const list = await finance.get('/spend?initiative=I-01');
    expect(plain(list.text)).toContain('Spend to date, all years £1,200.00');
    expect(plain(list.text)).toContain('Awaiting approval £8,068.42');
  });

  test('and somebody else may reject it with a reason; then its lines can be imported again', async () => {
    const address = '/imports/IB-2015-16-002';
    const bare = await manager.send(address, `${address}/rejection`, {});
    expect([bare.status, errorsOf(bare.text)]).toEqual([400, ['Enter the reason for rejecting it']]);
    expect((await manager.send(address, `${address}/rejection`, { reason: 'Wrong month' })).status).toBe(303);
    expect((await finance.get(address)).text).toContain('Wrong month');
    const again = await upload(finance, COUNCIL, { profile: 'council-spend', place: 'E08000033' });
    expect(plain(again.text)).toContain('New 3 £8,068.42 Already known 0');
  });

  test('more than is left only with a reason', async () => {
    const large = ownFile('06/07/2015,Police,,"30,000.00",1,L1', '06/07/2015,Police,,"30,000.00",1,L2');
    const plan = await upload(finance, large);
    expect(plain(plan.text)).toContain('These lines pass what I-01 has left by £21,200.00.');
    const bare = await confirm(finance, plan);
    expect([bare.status, errorsOf(bare.text)[0]]).toEqual([422, expect.stringContaining('Say why it is overspent')]);
    const batches = await count('import_batch');
    const given = await confirm(finance, { ...plan, text: bare.text }, { reason: 'More investigators than planned' });
    expect(given.status).toBe(303);
    expect(await count('import_batch')).toBe(batches + 1);
    const control = { control: '60,000.00' };
    expect((await finance2.send('/forecasts/I-01', `${given.headers.location}/acceptance`, control)).status).toBe(403);
    expect(
      (await manager.send(given.headers.location as string, `${given.headers.location}/acceptance`, control)).status,
    ).toBe(303);
  });

  test('only what the plan showed: not after the books changed, and not for somebody else', async () => {
    const file = ownFile('07/07/2015,Printer,,20.00,4,P1');
    const plan = await upload(finance, file, { initiative: 'I-02' });
    expect((await finance2.get(plan.href)).status).toBe(404);
    const other = await finance2.send('/forecasts/I-02', `${plan.href}/confirmation`, {});
    expect(other.status).toBe(404);

    const check = await finance2.send('/spend/new', '/spend/check', {
      ...invoice({ initiative: 'I-02', agreement: 'none', net: '19990' }),
    });
    const spend = await finance2.agent.post('/spend').type('form').send(hiddenOf(check.text));
    await manager.send(spend.headers.location as string, `${spend.headers.location}/approval`, {});
    const changed = await confirm(finance, plan);
    expect([changed.status, errorsOf(changed.text)[0]]).toEqual([
      422,
      expect.stringContaining('something was recorded that changes it'),
    ]);
    expect(plain(changed.text)).toContain('These lines pass what I-02 has left by £10.00.');
  });

  test('a batch meanwhile: the plan says so and is made again from the file that it keeps', async () => {
    const plan = await upload(finance, ownFile('08/07/2015,Printer,,21.00,4,Q1', '08/07/2015,Printer,,22.00,4,Q2'), {
      initiative: 'I-02',
    });
    const theirs = await upload(finance2, ownFile('08/07/2015,Printer,,21.00,4,Q1'), { initiative: 'I-02' });
    expect((await confirm(finance2, theirs, { reason: 'Printed twice' })).status).toBe(303);
    const stale = await finance.get(plan.href);
    expect(errorsOf(stale.text)[0]).toContain('changed what is recorded. Compare it with the books again');
    expect((await confirm(finance, plan)).status).toBe(422);
    await finance.send(plan.href, `${plan.href}/reading`, {});
    const again = await finance.get(plan.href);
    expect(plain(again.text)).toContain('New 1 £22.00 Already known 1');
    expect((await confirm(finance, { ...plan, text: again.text }, { reason: 'Printed twice' })).status).toBe(303);
  });

  test('nothing without a file, or with fields the form does not have', async () => {
    const page = await finance.get('/imports/new');
    const { _csrf = '' } = hiddenFields(page.text);
    const none = await finance.agent.post('/imports/plan').field('_csrf', _csrf).field('profile', 'own-template');
    expect([none.status, errorsOf(none.text)]).toEqual([400, ['Select a file', 'Select the period']]);
    expect(errorsOf((await upload(finance, '')).text)).toEqual(['The selected file is empty']);
    const closed = await upload(finance, ownFile('07/07/2015,Printer,,20.00,4,C1'), { period: '2015-16-P02' });
    expect(plain(closed.text)).toContain('1 line of a period that is closed');
    expect((await upload(finance, JULY, { force: 'yes' })).status).toBe(400);
    const renamed = await upload(finance, Buffer.from(OWN_BOOK));
    expect(plain(renamed.text)).toContain(
      'File july.csv Kind of file Our own spend template (CSV) Read as Excel workbook, sheet July',
    );
    expect(plain(renamed.text)).toContain('New 1 £12.50');
    const picture = await upload(finance, 'PK\u0003\u0004');
    expect(plain(picture.text)).toContain('found a ZIP archive that is cut off');
    const auditor = await world.signIn('auditor@demo.example');
    expect((await auditor.get('/imports/new')).status).toBe(403);
    expect((await auditor.get('/imports')).status).toBe(200);
    expect((await auditor.get('/imports/IB-2015-16-999')).status).toBe(404);
  });

  test('a large file, read aside, while other pages are answered', async () => {
    const rows = Array.from({ length: 6000 }, (_, index) => `07/07/2015,Supplier ${index},,0.01,4,BIG${index}`);
    const plan = await upload(finance, ownFile(...rows), { initiative: 'I-01' });
    expect(plain(plan.text)).toContain('New 6,000 £60.00');
    expect(plain(plan.text)).toContain('The first 50 of 6,000 are listed.');
  });
});
