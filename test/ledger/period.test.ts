import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { seedDemonstration } from '../../seeds/demonstration.ts';
import { addYear } from '../../src/ledger/period.store.ts';
import { acting, closeThrough, publish, submitQuarter } from '../home/papers.ts';
import { fillOffice } from '../spend/office.ts';
import { errorsOf, plain, rowsOf } from '../spend/page.ts';
import { DATABASES, openWorld, type World } from '../world.ts';

/** Sends the form that closes or reopens a period, with the token and key of a page that everybody in finance sees. */
async function send(world: World, email: string, period: string, what: 'closing' | 'reopening', reason = '') {
  const visitor = await world.signIn(`${email}@demo.example`);
  return visitor.send('/spend/new', `/periods/${period}/${what}`, { reason });
}

describe.each(DATABASES)('closing and reopening a period, on %s', (kind) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(kind, seedDemonstration);
  }, 120_000);
  afterAll(() => world.close());

  test('closing is for the finance manager, in order, and over what is in the way with a reason that stays', async () => {
    expect((await send(world, 'finance', '2015-16-P04', 'closing')).status).toBe(403);
    const early = await send(world, 'manager', '2015-16-P05', 'closing', 'In a hurry');
    expect([early.status, errorsOf(early.text)[0]]).toEqual([422, expect.stringContaining('Periods close in order')]);
    const manager = await world.signIn('manager@demo.example');
    expect((await manager.get('/periods/2015-16-P14/closing')).status).toBe(404);

    const page = plain((await manager.get('/periods/2015-16-P04/closing')).text);
    expect(page).toContain('Spend that awaits approval In the way 2 £58,812.40');
    expect(page).toContain('A warning never stops it');
    const bare = await send(world, 'manager', '2015-16-P04', 'closing');
    expect([bare.status, errorsOf(bare.text)]).toEqual([
      422,
      [
        'Something still stands in the way of closing Period 4 (July 2015): Spend that awaits approval; Imports that ' +
          'await acceptance; Control totals not loaded. Mend it first, or say why the period closes all the same.',
      ],
    ]);
    const done = await send(world, 'manager', '2015-16-P04', 'closing', 'The recharge came after the cut-off.');
    expect([done.status, done.headers.location]).toEqual([303, '/periods']);
    expect((await send(world, 'manager', '2015-16-P04', 'closing', 'Again')).status).toBe(422);
    const event = await world.db('audit_event').where({ action: 'period.close' }).orderBy('seq', 'desc').first();
    expect(JSON.parse(event.body).detail).toEqual({
      over: ['Spend that awaits approval', 'Imports that await acceptance', 'Control totals not loaded'],
    });
  });

  test('what awaited approval then goes to the next period and keeps its own date', async () => {
    const finance2 = await world.signIn('finance2@demo.example');
    const address = '/spend/SP-2015-16-000010';
    expect((await finance2.send(address, `${address}/approval`, {})).status).toBe(303);
    const [entry] = await world.db('entry').where({ spend_ref: 'SP-2015-16-000010' });
    expect([entry.year, entry.period, entry.happened_on]).toEqual([2015, 5, '2015-07-27']);
    expect((await finance2.get('/periods')).text).toContain('The current period is Period 5 (August 2015) of 2015/16');
  });

  test('reopening is for the Chief Finance Officer, in the reverse order, with a reason; and it closes again', async () => {
    expect((await send(world, 'manager', '2015-16-P04', 'reopening', 'Late')).status).toBe(403);
    expect((await send(world, 'cfo', '2015-16-P04', 'reopening')).status).toBe(400);
    const wrong = await send(world, 'cfo', '2015-16-P03', 'reopening', 'Late');
    expect([wrong.status, errorsOf(wrong.text)[0]]).toEqual([422, expect.stringContaining('Periods reopen in order')]);
    const done = await send(world, 'cfo', '2015-16-P04', 'reopening', 'A recharge of July was left out.');
    expect([done.status, done.headers.location]).toEqual([303, '/periods']);
    expect((await send(world, 'cfo', '2015-16-P04', 'closing', 'The recharge is in.')).status).toBe(303);
    const cfo = await world.signIn('cfo@demo.example');
    const history = rowsOf((await cfo.get('/periods')).text).filter(([, what]) => /ed$/.test(what ?? ''));
    expect(history.map(([period, what, , by, reason]) => [period, what, by, reason])).toEqual([
      ['2015/16 Period 4 (July 2015)', 'Closed', 'Judith Reed', 'The recharge is in.'],
      ['2015/16 Period 4 (July 2015)', 'Reopened', 'Judith Reed', 'A recharge of July was left out.'],
      ['2015/16 Period 4 (July 2015)', 'Closed', 'Grace Obi', 'The recharge came after the cut-off.'],
    ]);
    const member = (await (await world.signIn('member@demo.example')).get('/periods')).text;
    expect(member).toContain('Period 4 (July 2015)');
    expect(member).not.toContain('A recharge of July was left out.');
    expect(member).not.toContain('Judith Reed');
  });

  test('a published pack and a submitted return hold it closed, and the way forward is named', async () => {
    await publish(world, 'PEG-2015-03');
    const cfo = await world.signIn('cfo@demo.example');
    const page = (await cfo.get('/periods/2015-16-P04/reopening')).text;
    expect(plain(page)).toContain('Version 1 of the pack PEG-2015-03 Period 4 (July 2015) of 2015/16');
    expect(page).toContain('href="/spend/adjustments/new"');
    expect(page).not.toContain('Reopen period 4</button>');
    const held = await send(world, 'cfo', '2015-16-P04', 'reopening', 'Late');
    expect([held.status, errorsOf(held.text)]).toEqual([
      422,
      [
        'Period 4 (July 2015) stays closed: version 1 of the pack PEG-2015-03 rests on it. Record an adjustment in ' +
          'Period 5 (August 2015) that names this period.',
      ],
    ]);
    await closeThrough(world, 2015, 5, 5);
    expect((await send(world, 'cfo', '2015-16-P05', 'reopening', 'The pack rests on July alone.')).status).toBe(303);
    await closeThrough(world, 2015, 5, 6);
    await submitQuarter(world, { year: 2015, quarter: 1 });
    await submitQuarter(world, { year: 2015, quarter: 2 });
    const filed = await send(world, 'cfo', '2015-16-P06', 'reopening', 'Late');
    expect([filed.status, errorsOf(filed.text)[0]]).toEqual([
      422,
      expect.stringContaining('the submitted return HO-2015-16-Q2 rests on it'),
    ]);
    await closeThrough(world, 2015, 7, 7);
    expect((await send(world, 'cfo', '2015-16-P07', 'reopening', 'Nothing rests on October.')).status).toBe(303);
  }, 120_000);
});

describe.each(DATABASES)('a year that a law drew out, on %s', (kind) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(kind, fillOffice);
    for (const year of [2016, 2017, 2018, 2019, 2020, 2021]) {
      await acting(world, 'cfo@demo.example', async (act) => {
        await addYear(act, year);
        return null;
      });
    }
  }, 120_000);
  afterAll(() => world.close());

  test('its stored dates are shown, and its months close one after the other', async () => {
    const manager = await world.signIn('manager@demo.example');
    const page = plain((await manager.get('/periods')).text);
    expect(page).toContain('2020/21: 1 April 2020 to 9 May 2021 (404 days, by law)');
    expect(page).toContain('2021/22: 10 May 2021 to 31 March 2022 (326 days, by law)');
    expect(page).toContain('2015/16: 1 April 2015 to 31 March 2016 Period');
    expect(page).toContain('Period 12 (1 March to 9 May 2021) Q4 1 Mar 2021 9 May 2021 Open');
    expect(page).toContain('Period 13 (year end 2020/21) Q4 9 May 2021 9 May 2021 Open');
    expect((await manager.get('/fund/years/new')).status).toBe(200);

    await closeThrough(world, 2015, 4, 13);
    for (const year of [2016, 2017, 2018, 2019]) await closeThrough(world, year, 1, 13);
    await closeThrough(world, 2020, 1, 12);
    expect((await manager.get('/month-end')).headers.location).toBe('/month-end/2020-21-P13');
    const last = plain((await manager.get('/month-end/2020-21-P13')).text);
    expect(last).toContain('Month end of Period 13 (year end 2020/21)');
    expect(last).toContain('Observations of 2020/21 quarter 4');
    await closeThrough(world, 2020, 13, 13);
    const first = await manager.get('/month-end');
    expect(first.headers.location).toBe('/month-end/2021-22-P02');
    expect((await manager.get('/month-end/2021-22-P01')).status).toBe(404);
    expect(plain((await manager.get('/month-end/2021-22-P02')).text)).toContain('Period 2 (10 to 31 May 2021)');
  }, 120_000);
});
