import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { makeChecks } from '../../src/audit/check.ts';
import { matchLines } from '../../src/home/reconciliation-match.ts';
import { readPosted } from '../../src/home/reconciliation-posted.ts';
import { readEntries } from '../../src/ledger/entry.store.ts';
import { findBatch } from '../../src/spend/import/batch.store.ts';
import { linesBehind } from '../../src/spend/import/line-trace.ts';
import { listLines } from '../../src/spend/import/plan-line.store.ts';
import { IMPORT_CHECKS } from '../../src/spend/import/verify-import.ts';
import { SPEND_CHECKS } from '../../src/spend/verify.ts';
import { DATABASES, openWorld, refusalOf, type Visitor, type World } from '../world.ts';
import { Desk, P } from './desk.ts';
import { confirm, importFile, ownFile, upload } from './import-desk.ts';
import { fillOffice } from './office.ts';
import { errorsOf, plain, rowsOf } from './page.ts';

const LOOSE = { initiative: '', place: '' };

describe.each(DATABASES)('One pound, once, on %s:', (kind) => {
  let world: World;
  let desk: Desk;
  let finance: Visitor;
  let finance2: Visitor;
  let manager: Visitor;

  beforeAll(async () => {
    world = await openWorld(kind, fillOffice);
    desk = new Desk(world);
    finance = await world.signIn('finance@demo.example');
    finance2 = await world.signIn('finance2@demo.example');
    manager = await world.signIn('manager@demo.example');
  });
  afterAll(() => world.close());

  const spent = () => desk.figure('spend.to-date', { initiative: 'I-02' });
  const approved = async (changes: Parameters<Desk['spend']>[0]): Promise<string> => {
    const ref = await desk.spend(changes);
    await desk.approve(ref);
    return ref;
  };
  const accept = (address: string, control: string) => manager.send(address, `${address}/acceptance`, { control });
  const found = async () =>
    (await makeChecks(world.db, 1, SPEND_CHECKS)).flatMap(({ findings }) => findings.map(({ sentence }) => sentence));

  test('a line that pays what was entered by hand is offered that first, and posts nothing', async () => {
    const ref = await approved({ netPence: 480_00, invoicedOn: '2015-07-06' });
    const before = await spent();
    const plan = await upload(
      finance,
      ownFile('08/07/2015,THEATRE COMPANY,,480.00,4,M1', '09/07/2015,Hall,,20.00,4,M2'),
      {
        initiative: 'I-02',
      },
    );
    expect(errorsOf(plan.text)).toEqual(['1 line looks like what is recorded already. Say of each whether it is that']);
    expect((await confirm(finance, plan)).status).toBe(422);
    const matching = await finance.get(`${plan.href}/matching`);
    expect(plain(matching.text)).toContain(
      `Entered by hand ${ref}, £480.00, Theatre Company nothing else could be meant`,
    );
    const none = await finance.send(`${plan.href}/matching`, `${plan.href}/matching`, { act: 'same' });
    expect([none.status, errorsOf(none.text)]).toEqual([400, ['Choose at least one row']]);
    expect(
      (await finance.send(`${plan.href}/matching`, `${plan.href}/matching`, { act: 'same', [`m-2-${ref}`]: 'yes' }))
        .status,
    ).toBe(303);
    const page = await finance.get(plan.href);
    expect(plain(page.text)).toContain('New 2 £20.00');
    const address = (await confirm(finance, { ...plan, text: page.text })).headers.location as string;
    expect((await accept(address, '500.00')).status).toBe(303);
    expect(await spent()).toBe((before ?? 0) + 20_00);
    // The next extract has the line again, and a new one of the same amount: the entry is taken.
    const next = await upload(
      finance,
      ownFile('08/07/2015,THEATRE COMPANY,,480.00,4,M1', '20/07/2015,Theatre Company,,480.00,4,M3'),
      {
        initiative: 'I-02',
      },
    );
    expect(plain(next.text)).toContain('New 1 £480.00 Already known 1');
    expect(errorsOf(next.text)).toEqual([]);
    expect(await found()).toEqual([]);
  });

  test('a line that differs posts the difference alone, with its explanation', async () => {
    const [more, less] = [
      await approved({ netPence: 300_00, supplier: 'Hall', invoicedOn: '2015-07-06' }),
      await approved({ netPence: 200_00, supplier: 'Printer', invoicedOn: '2015-07-06' }),
    ];
    const before = await spent();
    const plan = await upload(finance, ownFile('10/07/2015,Hall,,310.00,4,D1', '10/07/2015,Printer,,195.50,4,D2'), {
      initiative: 'I-02',
    });
    const line = `${plan.href}/lines/2`;
    await finance.send(line, line, { act: 'stands', [`s-${more}`]: 'yes' });
    expect(errorsOf((await finance.get(plan.href)).text)).toEqual([
      'Row 2: it differs by £10.00 from what stands. Say why.',
    ]);
    await finance.send(line, line, { act: 'stands', [`s-${more}`]: 'yes', reason: 'Two more hours' });
    const other = `${plan.href}/lines/3`;
    await finance.send(other, other, { act: 'stands', [`s-${less}`]: 'yes', reason: 'A discount' });
    const page = await finance.get(plan.href);
    const address = (await confirm(finance, { ...plan, text: page.text })).headers.location as string;
    expect((await accept(address, '505.50')).status).toBe(303);
    expect(await spent()).toBe((before ?? 0) + 10_00 - 4_50);
    const batch = await finance.get(address);
    expect(plain(batch.text)).toContain('Refund');
    expect(await found()).toEqual([]);
  });

  test('an accrual is offered and never ticked beforehand, since the line may be the invoice that it expected', async () => {
    const accrual = await desk.approve(await desk.accrue({ pence: 1_610_00, supplier: 'Quarry' }));
    const entry = await approved({ netPence: 611_00, supplier: 'Quarry', invoicedOn: '2015-07-06' });
    const plan = await upload(finance, ownFile('11/07/2015,Quarry,,1610.00,4,A1', '11/07/2015,Quarry,,611.00,4,A2'), {
      initiative: 'I-02',
    });
    const page = (await finance.get(`${plan.href}/matching`)).text;
    const isTicked = (field: string) => new RegExp(`name="${field}" value="yes" checked`).test(page);
    expect([isTicked(`m-2-${accrual}`), isTicked(`m-3-${entry}`)]).toEqual([false, true]);
    expect(page).toContain(`name="m-2-${accrual}"`);
    expect(plain(page)).toContain(`Accrual ${accrual}, £1,610.00, Quarry choose with care`);
    await finance.send(plan.href, `${plan.href}/discarding`, {});
  });

  test('lines that nothing decides wait in the queue until somebody codes them or leaves them out', async () => {
    const plan = await upload(
      finance,
      ownFile('13/07/2015,Hall,,40.00,4,Q1', '14/07/2015,Hall,,41.00,4,Q2', '14/07/2015,Road Works,,9000.00,4,Q3'),
      LOOSE,
    );
    expect(errorsOf(plan.text)).toEqual(['3 lines are not coded. Code them or leave them out']);
    const queue = await finance.get(`${plan.href}/queue`);
    expect(rowsOf(queue.text).map((row) => row.slice(1, 4))).toContainEqual(['Hall', '4', 'No rule decides it.']);
    const boxes = [...queue.text.matchAll(/name="(c\d+)"/g)].map(([, name]) => name as string);
    const hall = queue.text.indexOf('Lines of Hall') < queue.text.indexOf('Lines of Road') ? [0, 1] : [1, 0];
    const bare = await finance.send(`${plan.href}/queue`, `${plan.href}/coding`, {
      act: 'code',
      [boxes[hall[0] as number] as string]: 'yes',
    });
    expect([bare.status, errorsOf(bare.text)]).toEqual([400, ['Select the initiative', 'Select the place']]);
    await finance.send(`${plan.href}/queue`, `${plan.href}/coding`, {
      act: 'code',
      [boxes[hall[0] as number] as string]: 'yes',
      initiative: 'I-02',
      place: 'E08000035',
    });
    await finance.send(`${plan.href}/queue`, `${plan.href}/coding`, {
      act: 'leave-out',
      [boxes[hall[1] as number] as string]: 'yes',
    });
    const page = await finance.get(plan.href);
    expect(plain(page.text)).toContain('New 2 £81.00');
    expect(plain(page.text)).toContain('Code lines: 0 in the queue, 1 left out');
    const address = (await confirm(finance, { ...plan, text: page.text })).headers.location as string;
    // The control total is the whole file's: what is left out is in the ledger all the same.
    expect((await accept(address, '81.00')).status).toBe(422);
    expect((await accept(address, '9,081.00')).status).toBe(303);
    expect(await found()).toEqual([]);
  });

  test('a row that the file holds twice is flagged on each copy; a copy that is no payment is left out', async () => {
    const rows = ['15/07/2015,Hall,,70.00,4,R1', '15/07/2015,Hall,,70.00,4,R1', '15/07/2015,Hall,,70.00,4,R2'];
    const plan = await upload(finance, ownFile(...rows), { initiative: 'I-02' });
    expect(plain(plan.text)).toContain('2 lines in the file more than once');
    const listed = await finance.get(`${plan.href}/lines?flag=repeated`);
    expect(
      rowsOf(listed.text)
        .slice(1)
        .map((row) => row[1]),
    ).toEqual(['2', '3']);
    await finance.send(`${plan.href}/lines?flag=repeated`, `${plan.href}/lines`, { act: 'leave-out', r3: 'yes' });
    const page = await finance.get(plan.href);
    expect(plain(page.text)).toContain('New 2 £140.00');
    expect(plain(page.text)).toContain('1 line in the file more than once');
    const back = await finance.send(`${plan.href}/lines/3`, `${plan.href}/lines/3`, { act: 'take-back' });
    expect(back.status).toBe(303);
    const whole = plain((await finance.get(plan.href)).text);
    for (const said of ['New 3 £210.00', '2 lines in the file more than once']) expect(whole).toContain(said);
    expect((await finance.send(plan.href, `${plan.href}/discarding`, {})).status).toBe(303);
    expect((await finance.get(plan.href)).status).toBe(404);
    expect(await world.db('import_line').whereIn('line_key', ['x']).count({ n: '*' })).toBeDefined();
  });

  test('every entry of a batch opens to its lines, and they come to it', async () => {
    const address = await importFile(
      finance,
      ownFile(
        '16/07/2015,Hall,,11.11,4,E1',
        '16/07/2015,Printer,,22.22,4,E2',
        '16/07/2015,Printer,,5.00,3,E3',
        '17/07/2015,Printer,,-3.00,4,E4',
      ),
      { initiative: 'I-02' },
    );
    await accept(address, '35.33');
    const ref = address.split('/').at(-1) as string;
    const { planId } = await findBatch(world.db, 1, ref);
    const entries = await readEntries(world.db, 1, { batchRef: ref });
    expect(entries.map(({ kind: of, pence }) => [of, pence])).toEqual([
      ['unmatched-credit', 3_00],
      ['spend', 5_00],
      ['spend', 33_33],
    ]);
    for (const { id, pence } of entries) {
      const filter = await linesBehind(world.db, 1, { planId: planId as number, batch: ref, entry: id });
      const lines = await listLines(world.db, planId as number, filter, { limit: 100 });
      expect(Math.abs(lines.reduce((all, line) => all + line.pence, 0))).toBe(pence);
      const page = await finance.get(`${address}?entry=${id}`);
      expect(rowsOf(page.text)).toContainEqual(expect.arrayContaining([lines[0]?.transaction]));
    }
    expect((await finance.get(`${address}?entry=1`)).status).toBe(404);
    // The finance system knows lines, so reconciliation is told of each, not of what they were posted as together.
    const posted = (await readPosted(world.db, 1, P(4), new Set(['I-02']))).filter(({ spendRef }) =>
      spendRef.startsWith(ref),
    );
    expect(posted.map(({ spendRef, names, pence }) => [spendRef, names, pence])).toEqual([
      [`${ref}/5`, ['E4'], -3_00],
      [`${ref}/4`, ['E3'], 5_00],
      [`${ref}/2`, ['E1'], 11_11],
      [`${ref}/3`, ['E2'], 22_22],
    ]);
  });

  test('a batch is reversed as a whole by two people; then its lines are new again', async () => {
    const rows = ownFile('20/07/2015,Hall,,60.00,4,Z1', '20/07/2015,Hall,,-10.00,4,Z2');
    const before = await spent();
    const address = await importFile(finance, rows, { initiative: 'I-02' });
    expect((await finance.send('/forecasts/I-02', `${address}/reversal`, { why: 'Too early' })).status).toBe(422);
    await accept(address, '50.00');
    expect(await spent()).toBe((before ?? 0) + 50_00);
    expect((await finance2.send(address, `${address}/reversal`, { why: '' })).status).toBe(400);
    expect((await finance2.send(address, `${address}/reversal`, { why: 'The wrong ledger' })).status).toBe(303);
    expect((await finance2.send('/forecasts/I-02', `${address}/reversal-decision`, { act: 'approve' })).status).toBe(
      403,
    );
    const returned = await manager.send(address, `${address}/reversal-decision`, {
      act: 'return',
      returned: 'It is right',
    });
    expect(returned.status).toBe(303);
    await finance2.send(address, `${address}/reversal`, { why: 'The wrong ledger, as the bank says' });
    expect((await manager.send(address, `${address}/reversal-decision`, { act: 'approve' })).status).toBe(303);
    expect(await spent()).toBe(before);
    const lines = (await readPosted(world.db, 1, P(4), new Set(['I-02']))).filter(({ spendRef }) =>
      spendRef.startsWith(address.split('/').at(-1) as string),
    );
    expect(matchLines([], lines)).toMatchObject({ postedLeft: [], cancelled: { length: 4 } });
    const page = await finance.get(address);
    for (const said of ['It is right', 'The wrong ledger, as the bank says', 'Reversed'])
      expect(page.text).toContain(said);
    const late = await manager.send('/forecasts/I-02', `${address}/reversal-decision`, { act: 'approve' });
    expect(late.status).toBe(422);
    const again = await upload(finance, rows, { initiative: 'I-02' });
    expect(plain(again.text)).toContain('New 2 £50.00 Already known 0');
    expect(await found()).toEqual([]);
  });

  test('what was confirmed is held fast by the database, and verification finds a line that was changed all the same', async () => {
    const line = await world
      .db('import_line')
      .whereIn('plan_id', world.db('import_trace').select('plan_id'))
      .orderBy('id')
      .first();
    expect(await refusalOf(world.db('import_line').where({ id: line.id }).update({ pence: 1 }))).toContain('frozen');
    expect(await refusalOf(world.db('import_line').where({ id: line.id }).del())).toContain('frozen');
    expect(
      await refusalOf(world.db('import_coding').where({ id: line.coding_id }).update({ category: '9' })),
    ).toContain('frozen');
    expect(await refusalOf(world.db('import_plan').where({ id: line.plan_id }).del())).toContain('frozen');
    const { id: _id, ...copy } = line;
    await world.db('import_line').insert({ ...copy, row_number: 99_999 });
    const findings = (await makeChecks(world.db, 1, IMPORT_CHECKS)).flatMap(({ findings: of }) => of);
    expect(findings.map(({ check }) => check)).toEqual(['imported-lines', 'imported-groups', 'imported-order']);
  });

  test('verification finds lines that claim to be a batch’s and that no act recorded', async () => {
    const { db } = world;
    const untraced = async () =>
      (await makeChecks(db, 1, IMPORT_CHECKS)).flatMap(({ findings }) =>
        findings.filter(({ sentence }) => sentence.includes('no act recorded them')),
      );
    expect(await untraced()).toEqual([]);
    const { id: confirmed, ...plan } = await db('import_plan').where({ state: 'confirmed' }).orderBy('id').first();
    const [{ id }] = await db('import_plan')
      .insert({ ...plan, token: 'another', state: 'ready' })
      .returning('id');
    const { id: _line, ...line } = await db('import_line').where({ plan_id: confirmed }).first();
    await db('import_line').insert({ ...line, plan_id: id, line_key: 'nobody’s', pence: 999_00 });
    await db('import_plan').where({ id }).update({ state: 'confirmed' });
    expect(await untraced()).toEqual([
      {
        check: 'imported-lines',
        seq: null,
        sentence: `Lines stand as those of ${plan.batch_ref}, and no act recorded them.`,
      },
    ]);
  });
});
