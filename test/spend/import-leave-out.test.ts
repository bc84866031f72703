import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { makeChecks } from '../../src/audit/check.ts';
import { readMonthEnd } from '../../src/home/month-end.ts';
import { addLifeEvent } from '../../src/initiatives/life/life.store.ts';
import { suggestRules } from '../../src/spend/coding/choice.store.ts';
import { readRuleUse } from '../../src/spend/import/rule-use.ts';
import { SPEND_CHECKS } from '../../src/spend/verify.ts';
import { DATABASES, openWorld, type Visitor, type World } from '../world.ts';
import { CodingDesk } from './coding/coding-desk.ts';
import { Desk, P } from './desk.ts';
import { confirm, importFile, ownFile, upload } from './import-desk.ts';
import { fillOffice } from './office.ts';
import { errorsOf, plain, rowsOf } from './page.ts';

const LOOSE = { initiative: '', place: '' };
const EXTRACT = ownFile(
  '13/07/2015,Hall,,40.00,4,L1',
  '14/07/2015,Road Works,,8400.00,4,L2',
  '15/07/2015,Road Works,,-100.00,4,L3',
  '16/07/2015,Road Signs,,12.50,3,L4',
);

describe.each(DATABASES)('A file with lines that are not ours, on %s:', (kind) => {
  let world: World;
  let desk: Desk;
  let coding: CodingDesk;
  let finance: Visitor;
  let manager: Visitor;

  beforeAll(async () => {
    world = await openWorld(kind, fillOffice);
    desk = new Desk(world);
    coding = new CodingDesk(world);
    finance = await world.signIn('finance@demo.example');
    manager = await world.signIn('manager@demo.example');
    await coding.makes('manager', [{ field: 'supplier', test: 'startsWith', values: ['road'] }], {
      leftOut: 'Highways',
    });
    await coding.makes('manager', [{ field: 'supplier', test: 'is', values: ['hall'] }], {
      initiative: 'I-02',
      agreement: '',
      place: 'E08000035',
      category: null,
    });
  });
  afterAll(() => world.close());

  const accept = (address: string, control: string) => manager.send(address, `${address}/acceptance`, { control });
  const found = async () =>
    (await makeChecks(world.db, 1, SPEND_CHECKS)).flatMap(({ findings }) => findings.map(({ sentence }) => sentence));
  const boxOf = (page: string, said: string): string =>
    page
      .slice(0, page.indexOf(said))
      .match(/name="c\d+"/g)
      ?.at(-1)
      ?.slice(6, -1) ?? 'none';
  const leftOutRows = (page: string) => rowsOf(page.slice(page.indexOf('Left out: not ours')));

  test('the plan counts what a rule leaves out apart, names the rule and why, and asks nothing of those lines', async () => {
    const plan = await upload(finance, EXTRACT, LOOSE);
    expect(errorsOf(plan.text)).toEqual([]);
    expect(plain(plan.text)).toContain('New 1 £40.00');
    expect(plain(plan.text)).toContain('Left out 3 £8,312.50');
    expect(plain(plan.text)).toContain('Its lines come to £8,352.50');
    expect(leftOutRows(plan.text)[1]).toEqual(['CR-001', 'Highways', '3', '£8,312.50']);
    expect(plan.text).toContain(`href="${plan.href}/left-out">Look at what coding rules leave out: 3 lines`);
    expect(plain(plan.text)).toContain('1 line to suppliers never paid before');
    const unlikely = await finance.get(`${plan.href}/lines?flag=new%20supplier`);
    expect(
      rowsOf(unlikely.text)
        .slice(1)
        .map(([, row]) => row),
    ).toEqual(['2']);
    expect(plain((await finance.get(`${plan.href}/lines/3`)).text)).toContain('It is left out, as CR-001 decided.');
    const other = await (await world.signIn('finance2@demo.example')).get(`${plan.href}/left-out`);
    expect(other.status).toBe(404);
  });

  test('somebody puts a part back by hand; it waits to be coded, and stays put back when the file is read again', async () => {
    const plan = await upload(finance, EXTRACT, LOOSE);
    const path = `${plan.href}/left-out?rule=CR-001`;
    const listed = await finance.get(path);
    expect(
      rowsOf(listed.text)
        .slice(1)
        .map((row) => row.slice(1)),
    ).toEqual([
      ['Road Works', '4', 'CR-001', expect.any(String), '2', '£8,300.00'],
      ['Road Signs', '3', 'CR-001', expect.any(String), '1', '£12.50'],
    ]);
    expect((await finance.get(`${plan.href}/left-out?rule=CR-002`)).status).toBe(404);
    const none = await finance.send(path, `${plan.href}/left-out`, {});
    expect([none.status, errorsOf(none.text)]).toEqual([400, ['Choose at least one row']]);
    const back = await finance.send(path, `${plan.href}/left-out`, {
      [boxOf(listed.text, 'Lines of Road Signs')]: 'yes',
    });
    expect(back.headers.location).toBe(`${plan.href}/queue`);
    const waits = async () => {
      const page = await finance.get(plan.href);
      expect(errorsOf(page.text)).toEqual(['1 line is not coded. Code it or leave it out']);
      expect(leftOutRows(page.text)[1]).toEqual(['CR-001', 'Highways', '2', '£8,300.00']);
      expect(plain(page.text)).toContain('2 lines to suppliers never paid before');
    };
    await waits();
    expect((await finance.send(plan.href, `${plan.href}/reading`, {})).status).toBe(303);
    await waits();
    const queue = await finance.get(`${plan.href}/queue`);
    expect(plain(queue.text)).toContain('CR-001 leaves it out, and it was put back.');
    const code = {
      act: 'code',
      initiative: 'I-02',
      place: 'E08000035',
      [boxOf(queue.text, 'Lines of Road Signs')]: 'yes',
    };
    expect((await finance.send(`${plan.href}/queue`, `${plan.href}/coding`, code)).status).toBe(303);
    const page = await finance.get(plan.href);
    expect(plain(page.text)).toContain('New 2 £52.50');
    expect(rowsOf(page.text)).toContainEqual(expect.arrayContaining(['I-02', 'Leeds', 'you', '£12.50']));
  });

  test('one line of what a rule leaves out is put back alone; the others of its kind stay out, also when the file is read again', async () => {
    const plan = await upload(finance, EXTRACT, LOOSE);
    const listed = await finance.get(`${plan.href}/left-out?rule=CR-001`);
    const lines = /href="([^"]*lines\?coding=\d+)"[^>]*>2</.exec(listed.text)?.[1]?.replaceAll('&amp;', '&') ?? 'none';
    expect(rowsOf((await finance.get(lines)).text).length).toBe(3);
    const none = await finance.send(lines, `${plan.href}/lines`, { act: 'take-out' });
    expect([none.status, plain(none.text)]).toEqual([422, expect.stringContaining('Choose at least one line')]);
    const out = await finance.send(lines, `${plan.href}/lines`, { act: 'take-out', r3: 'yes' });
    expect(out.headers.location).toBe(`${plan.href}/queue`);
    const waits = async () => {
      const page = await finance.get(plan.href);
      expect(errorsOf(page.text)).toEqual(['1 line is not coded. Code it or leave it out']);
      expect(leftOutRows(page.text)[1]).toEqual(['CR-001', 'Highways', '2', '-£87.50']);
    };
    await waits();
    expect((await finance.send(plan.href, `${plan.href}/reading`, {})).status).toBe(303);
    await waits();
    const queue = await finance.get(`${plan.href}/queue`);
    expect(rowsOf(queue.text)[1]).toEqual([
      'Lines of Road Works, account none',
      'Road Works',
      'Row 3 alone · 4',
      'It was taken out of the lines that say the same.',
      expect.any(String),
      '1',
      '£8,400.00',
    ]);
    const code = { act: 'code', initiative: 'I-02', place: 'E08000035', [boxOf(queue.text, 'Row 3 alone')]: 'yes' };
    expect((await finance.send(`${plan.href}/queue`, `${plan.href}/coding`, code)).status).toBe(303);
    expect((await finance.send(plan.href, `${plan.href}/reading`, {})).status).toBe(303);
    const sent = await finance.get(plan.href);
    expect(errorsOf(sent.text)).toEqual([]);
    expect(plain(sent.text)).toContain('New 2 £8,440.00');
    expect(rowsOf(sent.text)).toContainEqual(expect.arrayContaining(['I-02', 'Leeds', 'CR-002, you', '£8,440.00']));
    const back = await finance.send(`${plan.href}/lines/3`, `${plan.href}/lines/3`, { act: 'take-back' });
    expect(back.status).toBe(303);
    expect(leftOutRows((await finance.get(plan.href)).text)[1]).toEqual(['CR-001', 'Highways', '3', '£8,312.50']);
    const suggested = await world.db('import_choice').where({ kind: 'coded' }).select('id');
    expect(suggested).toEqual([]);
  });

  test('what is left out is confirmed with its rule, is never spend, and is known when it comes again', async () => {
    const before = (await desk.figure('spend.to-date', {})) ?? 0;
    const plan = await upload(finance, EXTRACT, LOOSE);
    const address = (await confirm(finance, plan)).headers.location as string;
    const batch = await finance.get(address);
    expect(leftOutRows(batch.text)[1]).toEqual(['CR-001', 'Highways', '3', '£8,312.50']);
    expect(rowsOf(batch.text)).toContainEqual(expect.arrayContaining(['Road Signs', 'Left out by CR-001']));
    expect(plain(batch.text)).toContain('Its lines come to £40.00');
    const event = await world.db('audit_event').where({ action: 'import.store' }).orderBy('id', 'desc').first('body');
    expect(JSON.parse(event.body).detail.left_out).toEqual({ lines: 3, pence: 831_250 });
    // The finance system knows nothing of what is ours: its total is the whole file's.
    expect((await accept(address, '40.00')).status).toBe(422);
    expect((await accept(address, '8,352.50')).status).toBe(303);
    expect(await desk.figure('spend.to-date', {})).toBe(before + 40_00);
    expect((await finance.get('/spend.csv')).text).not.toContain('Road');
    const again = await upload(finance, EXTRACT.replace('L4\r\n', 'L4\r\n17/07/2015,Road Works,,1.00,4,L5\r\n'), LOOSE);
    expect(plain(again.text)).toContain('New 0 £0.00 Already known 4');
    expect(plain(again.text)).toContain(
      'Every line of this file is left out or already recorded. Nothing was changed.',
    );
    expect(again.text).not.toContain('/confirmation"');
    const { leftovers } = await readMonthEnd(world.db, 1, P(4), '2015-07-31');
    expect(leftovers.notHere).toEqual([
      { batch: address.split('/').at(-1), rule: 'CR-001', why: 'Highways', supplier: '', lines: 3, pence: 831_250 },
    ]);
    const month = await finance.get('/month-end/2015-16-P04');
    expect(rowsOf(month.text)).toContainEqual([expect.any(String), '', 'CR-001: Highways', '3', '£8,312.50']);
    expect((await readRuleUse(world.db, 1))?.lines).toEqual(
      new Map([
        ['CR-001', 3],
        ['CR-002', 1],
      ]),
    );
    expect(await found()).toEqual([]);
  });

  test('why the lines were left out stays what the rule said then', async () => {
    const path = '/coding-rules/CR-001/change';
    const form = { 'field-1': 'supplier', 'test-1': 'startsWith', 'values-1': 'road', outcome: 'leave-out' };
    const change = { ...form, 'left-out': 'Roads of the council', why: 'Clearer', version: '1' };
    expect((await finance.send(path, path, change)).status).toBe(303);
    expect(leftOutRows((await finance.get('/imports/IB-2015-16-001')).text)[1]?.[1]).toBe('Highways');
    const plan = await upload(finance, EXTRACT.replaceAll(',L', ',K'), LOOSE);
    expect(leftOutRows(plan.text)[1]?.[1]).toBe('Roads of the council');
    await finance.send(plan.href, `${plan.href}/discarding`, {});
  });

  test('a line that a rule leaves out and that looks like what is recorded is offered to it all the same', async () => {
    const ref = await desk.spend({ netPence: 33_00, supplier: 'Road Works', invoicedOn: '2015-07-06' });
    await desk.approve(ref);
    const plan = await upload(
      finance,
      ownFile('20/07/2015,ROAD WORKS,,33.00,4,W1', '20/07/2015,Hall,,1.00,4,W2'),
      LOOSE,
    );
    expect(errorsOf(plan.text)).toEqual(['1 line looks like what is recorded already. Say of each whether it is that']);
    await finance.send(`${plan.href}/matching`, `${plan.href}/matching`, { act: 'same', [`m-2-${ref}`]: 'yes' });
    const page = await finance.get(plan.href);
    expect(page.text).not.toContain('Left out: not ours');
    const address = (await confirm(finance, { ...plan, text: page.text })).headers.location as string;
    expect((await accept(address, '34.00')).status).toBe(303);
    expect(plain((await finance.get(address)).text)).toContain(`Stands for ${ref}`);
    expect(await found()).toEqual([]);
  });

  test('what people leave out in file after file is offered as a rule; a copy of a row says nothing of others', async () => {
    for (const [index, day] of ['21', '22', '23'].entries()) {
      const rows = [
        `${day}/07/2015,Gardens,,50.0${index},4,G${index}`,
        `${day}/07/2015,Stalls,,7.0${index},4,H${index}`,
        `${day}/07/2015,Stalls,,7.0${index},4,H${index}`,
      ];
      const plan = await upload(finance, ownFile(...rows), LOOSE);
      const queue = await finance.get(`${plan.href}/queue`);
      const code = { act: 'code', initiative: 'I-02', place: 'E08000035' };
      for (const [who, act] of [
        ['Gardens', { act: 'leave-out' }],
        ['Stalls', code],
      ] as const) {
        const box = boxOf(queue.text, `Lines of ${who}`);
        await finance.send(`${plan.href}/queue`, `${plan.href}/coding`, { ...act, [box]: 'yes' });
      }
      await finance.send(`${plan.href}/lines?flag=repeated`, `${plan.href}/lines`, { act: 'leave-out', r4: 'yes' });
      const page = await finance.get(plan.href);
      expect(leftOutRows(page.text)[1]).toEqual(['Hand', '', '2', expect.any(String)]);
      expect((await confirm(finance, { ...plan, text: page.text })).status).toBe(303);
    }
    const offers = await suggestRules(world.db, 1);
    expect(offers.map(({ conditions, result, times }) => [conditions.at(-1)?.values, result, times])).toEqual([
      [['Gardens'], { leftOut: '' }, 3],
      [['Stalls'], expect.objectContaining({ initiative: 'I-02' }), 3],
    ]);
  });

  test('lines left out by hand stay so when the file is read again', async () => {
    const rows = ownFile('24/07/2015,Gardens,,60.00,4,N1', '24/07/2015,Parks,,61.00,4,N2');
    const plan = await upload(finance, rows, LOOSE);
    const queue = await finance.get(`${plan.href}/queue`);
    const chosen = { act: 'leave-out', [boxOf(queue.text, 'Lines of Gardens')]: 'yes' };
    await finance.send(`${plan.href}/queue`, `${plan.href}/coding`, chosen);
    await finance.send(plan.href, `${plan.href}/reading`, {});
    const page = await finance.get(plan.href);
    expect(errorsOf(page.text)).toEqual(['1 line is not coded. Code it or leave it out']);
    expect(leftOutRows(page.text)[1]).toEqual(['Hand', '', '1', '£60.00']);
    await finance.send(plan.href, `${plan.href}/discarding`, {});
  });

  test('what a rule could not decide and a person did names the person alone', async () => {
    const to = { initiative: 'I-03', agreement: '', place: 'E23000010', category: null };
    await coding.makes('manager', [{ field: 'supplier', test: 'startsWith', values: ['foster'] }], to);
    const withdrawn = { initiative: 'I-03', move: 'withdraw', happenedOn: '2015-07-30', why: 'No provider' } as const;
    await coding.does('commissioning', (act) => addLifeEvent(act, withdrawn));
    const rows = ownFile('24/07/2015,Foster,,61.00,4,F1', '24/07/2015,Fostering,,62.00,4,F2');
    const plan = await upload(finance, rows, LOOSE);
    const queue = await finance.get(`${plan.href}/queue`);
    expect(plain(queue.text)).toContain('CR-003 would decide, but I-03 is over');
    const code = { act: 'code', initiative: 'I-02', place: 'E08000035' };
    for (const [who, act] of [
      ['Foster', code],
      ['Fostering', { act: 'leave-out' }],
    ] as const) {
      const box = boxOf(queue.text, `Lines of ${who},`);
      await finance.send(`${plan.href}/queue`, `${plan.href}/coding`, { ...act, [box]: 'yes' });
    }
    const page = await finance.get(plan.href);
    const address = (await confirm(finance, { ...plan, text: page.text })).headers.location as string;
    const became = rowsOf((await finance.get(address)).text);
    expect(became).toContainEqual(expect.arrayContaining(['Foster', 'I-02, coded by hand']));
    expect(became).toContainEqual(expect.arrayContaining(['Fostering', 'Left out']));
  });

  test('the whole file may be imported again once its batch was rejected', async () => {
    const rows = ownFile('27/07/2015,Road Works,,5.00,4,J1', '27/07/2015,Hall,,6.00,4,J2');
    const address = await importFile(finance, rows, LOOSE);
    await manager.send(address, `${address}/rejection`, { reason: 'Too early' });
    const plan = await upload(finance, rows, LOOSE);
    expect(plain(plan.text)).toContain('New 1 £6.00 Already known 0');
    expect(leftOutRows(plan.text)[1]?.slice(2)).toEqual(['1', '£5.00']);
  });
});
