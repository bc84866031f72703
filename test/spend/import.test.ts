import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DATABASES, hiddenFields, openWorld, type Visitor, type World } from '../world.ts';
import { fillOffice, invoice } from './office.ts';
import { errorsOf, hiddenOf, plain, rowsOf } from './page.ts';

const ownFile = (...rows: string[]) =>
  ['Date,Supplier,Reference,Amount,Category,Transaction', ...rows, ''].join('\r\n');
const JULY = ownFile(
  '01/07/2015,West Yorkshire Police,,"1,000.00",1,T1',
  '02/07/2015,Theatre Company,,250.00,4,T2',
  ',,,,,',
  '03/07/2015,Theatre Company,,-50.00,4,T3',
  'Total,,,"1,200.00",,',
);
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

  async function upload(visitor: Visitor, text: string, fields: Record<string, string> = {}, name = 'july.csv') {
    const { _csrf = '' } = hiddenFields((await visitor.get('/imports/new')).text);
    const all: Record<string, string> = {
      _csrf,
      profile: 'own-template',
      initiative: 'I-01',
      place: 'E23000010',
      period: '2015-16-P04',
      ...fields,
    };
    let request = visitor.agent.post('/imports/plan');
    for (const [field, value] of Object.entries(all)) request = request.field(field, value);
    return request.attach('file', Buffer.from(text), name);
  }

  const confirm = (visitor: Visitor, page: string, fields: Record<string, string> = {}) =>
    visitor.agent
      .post('/imports')
      .type('form')
      .send({ ...hiddenOf(page), ...fields });

  test('a file of our own template: first the plan, then exactly that, once', async () => {
    const plan = await upload(finance, JULY);
    expect(plan.status).toBe(200);
    expect(plain(plan.text)).toContain('New 3 £1,200.00 Already recorded 0');
    expect(rowsOf(plan.text)).toContainEqual(['4', 'blank row', '']);
    expect(rowsOf(plan.text)).toContainEqual(['6', 'total row', '1,200.00']);
    expect(rowsOf(plan.text)).toContainEqual([
      '5',
      '3 Jul 2015',
      'T3',
      'Theatre Company',
      '4 Supplies and services',
      '-£50.00',
    ]);
    expect(await count('spend')).toBe(0);

    const stored = await confirm(finance, plan.text);
    expect([stored.status, stored.headers.location]).toEqual([303, '/imports/IB-2015-16-001']);
    expect((await confirm(finance, plan.text)).headers.location).toBe('/imports/IB-2015-16-001');
    expect(await count('spend')).toBe(3);
    const batch = await finance.get('/imports/IB-2015-16-001');
    expect(batch.text).toContain('Awaiting acceptance');
    expect(batch.text).toContain('july.csv');
    expect(rowsOf((await finance.get('/spend?batch=IB-2015-16-001')).text)).toHaveLength(4);
    expect((await finance.get('/spend/SP-2015-16-000001')).text).toContain('It is a line of an imported batch');
    const line = await manager.send('/imports/IB-2015-16-001', '/spend/SP-2015-16-000001/approval', {});
    expect([line.status, errorsOf(line.text)[0]]).toEqual([422, expect.stringContaining('accepted as a whole')]);
  });

  test('the same file again: it changes nothing and says which batch holds it', async () => {
    const again = await upload(finance2, JULY, {}, 'copy of july.csv');
    expect(plain(again.text)).toContain('IB-2015-16-001 already holds this very file.');
    expect(plain(again.text)).toContain('New 0 £0.00 Already recorded 3');
    expect(again.text).not.toContain('action="/imports"');
    const more = await upload(
      finance2,
      JULY.replace('Total,,,"1,200.00"', '05/07/2015,Printer,,5.00,4,T4\r\nTotal,,,"1,205.00"'),
    );
    expect(plain(more.text)).toContain('New 1 £5.00 Already recorded 3');
    const changed = await upload(finance2, JULY.replace('250.00', '251.00').replace('1,200.00', '1,201.00'));
    expect([changed.status, errorsOf(changed.text)]).toEqual([
      422,
      ['The file has 1 fault, so nothing of it is imported'],
    ]);
    expect(plain(changed.text)).toContain('This line is recorded as SP-2015-16-000002 with £250.00.');
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
    expect(plan.text).not.toContain('action="/imports"');
  });

  test('a council file: rows of one transaction stay apart, odd cells are shown as read, names never leave the file', async () => {
    const fields = { profile: 'council-spend', place: 'E08000033' };
    const plan = await upload(finance, COUNCIL, fields, 'C:\\spend\\council.csv');
    expect(plain(plan.text)).toContain('New 3 £8,068.42');
    expect(rowsOf(plan.text)).toContainEqual(['4', 'comes to £0.00', '6.82121E-13']);
    expect(rowsOf(plan.text)).toContainEqual(['Amount', '7956.420000000001', expect.stringContaining('7956.42'), '3']);
    expect(rowsOf(plan.text)).toContainEqual(['Expense Code', 'Z999', expect.stringContaining('4 Supplies'), '5']);
    expect(plan.text).not.toContain('SURNAME');
    const stored = await confirm(finance, plan.text);
    expect(stored.headers.location).toBe('/imports/IB-2015-16-002');
    expect((await finance.get('/imports/IB-2015-16-002')).text).not.toContain('C:');
    const again = await upload(finance, COUNCIL, fields);
    expect(plain(again.text)).toContain('New 0 £0.00 Already recorded 3');
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
    expect(await count('entry').then((entries) => entries)).toBe(await entriesOutsideSpend());
    const page = await manager.get(address);
    const fields = { ...hiddenOf(page.text), control: '£1,200' };
    const done = await manager.agent.post(`${address}/acceptance`).type('form').send(fields);
    expect(done.status).toBe(303);
    expect((await manager.agent.post(`${address}/acceptance`).type('form').send(fields)).status).toBe(303);
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
    expect(plain(again.text)).toContain('New 3 £8,068.42 Already recorded 0');
  });

  test('more than is left only with a reason', async () => {
    const large = ownFile('06/07/2015,Police,,"30,000.00",1,L1', '06/07/2015,Police,,"30,000.00",1,L2');
    const plan = await upload(finance, large);
    expect(plain(plan.text)).toContain('These lines pass what I-01 has left by £21,200.00.');
    const bare = await confirm(finance, plan.text);
    expect([bare.status, errorsOf(bare.text)[0]]).toEqual([422, expect.stringContaining('Say why it is overspent')]);
    const batches = await count('import_batch');
    const given = await confirm(finance, bare.text, { reason: 'More investigators than planned' });
    expect(given.status).toBe(303);
    expect(await count('import_batch')).toBe(batches + 1);
    const control = { control: '60,000.00' };
    expect((await finance2.send('/forecasts/I-01', `${given.headers.location}/acceptance`, control)).status).toBe(403);
    expect(
      (await manager.send(given.headers.location as string, `${given.headers.location}/acceptance`, control)).status,
    ).toBe(303);
  });

  test('only what the plan showed: not after the books changed, not for somebody else, not after half an hour', async () => {
    const file = ownFile('07/07/2015,Printer,,20.00,4,P1');
    const plan = await upload(finance, file, { initiative: 'I-02' });
    const other = await finance2.send('/forecasts/I-02', '/imports', pick(hiddenOf(plan.text), ['token', 'plan']));
    expect([other.status, errorsOf(other.text)[0]]).toEqual([422, expect.stringContaining('Upload it again')]);

    const check = await finance2.send('/spend/new', '/spend/check', {
      ...invoice({ initiative: 'I-02', agreement: 'none', net: '19990' }),
    });
    const spend = await finance2.agent.post('/spend').type('form').send(hiddenOf(check.text));
    await manager.send(spend.headers.location as string, `${spend.headers.location}/approval`, {});
    const changed = await confirm(finance, plan.text);
    expect([changed.status, errorsOf(changed.text)[0]]).toEqual([
      422,
      expect.stringContaining('something was recorded that changes it'),
    ]);
    expect(plain(changed.text)).toContain('These lines pass what I-02 has left by £10.00.');

    const before = await count('import_batch');
    world.clock.set('2015-07-31T09:29:00.000Z');
    await finance.get('/spend');
    world.clock.set('2015-07-31T09:31:00.000Z');
    const late = await confirm(finance, changed.text, { reason: 'Reprint' });
    expect([late.status, errorsOf(late.text)[0]]).toEqual([422, expect.stringContaining('30 minutes at most')]);
    expect(await count('import_batch')).toBe(before);
  });

  test('nothing without a file, into a closed period, or with fields the form does not have', async () => {
    const page = await finance.get('/imports/new');
    const { _csrf = '' } = hiddenFields(page.text);
    const none = await finance.agent.post('/imports/plan').field('_csrf', _csrf).field('profile', 'own-template');
    expect([none.status, errorsOf(none.text)]).toEqual([
      400,
      ['Select a CSV file or an Excel workbook', 'Select the initiative', 'Select the place', 'Select the period'],
    ]);
    expect(errorsOf((await upload(finance, '')).text)).toEqual(['The selected file is empty']);
    const closed = await upload(finance, ownFile('07/07/2015,Printer,,20.00,4,C1'), { period: '2015-16-P02' });
    expect([closed.status, errorsOf(closed.text)[0]]).toEqual([422, expect.stringContaining('is closed')]);
    expect((await upload(finance, JULY, { force: 'yes' })).status).toBe(400);
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

  async function entriesOutsideSpend(): Promise<number> {
    const [row] = await world.db('entry').whereNull('spend_ref').count({ n: '*' });
    return Number(row?.n);
  }
});

function pick(fields: Record<string, string>, names: string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, fields[name] ?? '']));
}
