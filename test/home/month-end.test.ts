import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { loadPeriodFile } from '../../src/home/reconciliation.ts';
import { readControlFile } from '../../src/home/reconciliation-file.ts';
import { listInitiatives } from '../../src/initiatives/initiative.store.ts';
import { ensureAccount, findAccounts } from '../../src/ledger/account.store.ts';
import { type Account, sibling } from '../../src/ledger/account.ts';
import { addYear } from '../../src/ledger/period.store.ts';
import { post } from '../../src/ledger/post.ts';
import { addMeasure } from '../../src/outcomes/measure.store.ts';
import { definitionOf } from '../../src/outcomes/measure.ts';
import { setTarget } from '../../src/outcomes/target.store.ts';
import { approveSpend } from '../../src/spend/decide.ts';
import { enterForecasts } from '../../src/spend/forecast.store.ts';
import { acceptBatch } from '../../src/spend/import/accept.ts';
import { observe } from '../outcomes/observed.ts';
import { confirmPlanned, ownFile, planOf } from '../spend/import-desk.ts';
import { fillOffice } from '../spend/office.ts';
import { errorsOf, plain, rowsOf } from '../spend/page.ts';
import { DATABASES, openWorld, type Visitor, type World } from '../world.ts';
import { acting, closeThrough, spendOf } from './papers.ts';

/** The lines of a month-end list that are not done: what, its state, how many. */
function left(page: string): [string, string, string][] {
  return rowsOf(page)
    .filter(([, state]) => ['In the way', 'Warning', 'Do this first'].includes((state ?? '').replaceAll('\u00a0', ' ')))
    .map(([name = '', state = '', count = '']) => [name, state.replaceAll('\u00a0', ' '), count]);
}

describe.each(DATABASES)('the month end, on %s', (kind) => {
  let world: World;
  let manager: Visitor;
  let refs: { awaiting: string; batch: string };

  beforeAll(async () => {
    world = await openWorld(kind, fillOffice);
    manager = await world.signIn('manager@demo.example');
  }, 120_000);
  afterAll(() => world.close());

  const listOf = async (period: string) => left((await manager.get(`/month-end/${period}`)).text);
  const close = (period: string, reason = '') => manager.send('/spend/new', `/periods/${period}/closing`, { reason });

  /** The office stands at another day. */
  const standAt = (day: string) => world.db('office').update({ standing_day: day });

  /** A file of the finance system with nothing in it but one initiative's total, which speaks for the period. */
  async function loadTotals(number: number, rows: string): Promise<void> {
    const { id } = await world.person('finance@demo.example');
    await acting(world, 'finance@demo.example', async (act) => {
      const initiatives = await listInitiatives(act.trx, act.doer.officeId);
      const file = readControlFile(Buffer.from(`initiative,amount\n${rows}`), initiatives);
      return loadPeriodFile(act, { year: 2015, number }, file, { coversPeriod: true, enteredBy: id });
    });
  }

  async function storeJulyFile(): Promise<string> {
    const finance = await world.person('finance@demo.example');
    const text = ownFile('07/07/2015,Printer,,20.00,4,C1', '08/07/2015,Hall,,30.50,2,C2');
    const plan = await planOf(world.site, finance, text, { initiative: 'I-02', place: 'E08000035' });
    return confirmPlanned(world.site, finance, plan);
  }

  test('lists what is in the way of closing July, each with its count and how it is mended', async () => {
    expect(await listOf('2015-16-P04')).toEqual([
      ['Missing forecasts', 'In the way', '2'],
      ['Control totals not loaded', 'In the way', '2'],
    ]);
    refs = {
      awaiting: await spendOf(world, { initiative: 'I-01', pence: 12_345, period: 4, day: '2015-07-20', awaits: true }),
      batch: await storeJulyFile(),
    };
    const page = (await manager.get('/month-end/2015-16-P04')).text;
    expect(left(page).slice(0, 2)).toEqual([
      ['Spend that awaits approval', 'In the way', '1'],
      ['Imports that await acceptance', 'In the way', '1'],
    ]);
    const text = plain(page);
    expect(text).toContain(
      'Spend that awaits approval In the way 1 £173.95 1 entry awaits approval. Approve or return it',
    );
    expect(text).toContain('Missing forecasts In the way 2 I-01, I-02: no forecast for any open month after this one.');
    expect(text).toContain(`${refs.awaiting} I-01 Period 4 (July 2015) finance £123.45`);
    expect(text).toContain(`${refs.batch} I-02 Period 4 (July 2015) finance £50.50 In all £173.95`);
    expect(page).toContain('href="/figures/spend.awaiting?through=2015-16-P04"');
    expect(text).toContain('Closing posts nothing by itself.');
    const file = await manager.get('/month-end/2015-16-P04.csv');
    const rows: Record<string, string>[] = parse(file.text, { bom: true, columns: true });
    expect(rows[1]).toMatchObject({
      What: 'Spend that awaits approval',
      State: 'in the way',
      'How many': '1',
      Amount: '173.95',
    });
    expect(rows).toHaveLength(16);
    expect(rows).toContainEqual(
      expect.objectContaining({ What: 'Here and not in the finance system', 'How many': '1' }),
    );
    expect(plain(page)).toContain('What is left over on both sides');
  });

  test('says not known, and never done, of what control totals that nobody loaded would tell', async () => {
    const rows = rowsOf((await manager.get('/month-end/2015-16-P04')).text);
    const unknown = rows.filter(([, state]) => state?.replaceAll('\u00a0', ' ') === 'Not known');
    expect(unknown.map(([name, , count, , found]) => [name, count, found])).toEqual([
      ['Ledger lines not here', '', 'Control totals not loaded.'],
      ['Entries not in the ledger', '', 'Control totals not loaded.'],
      ['Differences without an explanation', '', 'Control totals not loaded.'],
    ]);
    const totals = rowsOf((await manager.get('/reconciliation/2015-16-P04')).text).find(([name]) => name === 'All');
    expect(totals?.slice(2, 4)).toEqual(['', '']);
  });

  test('a period that has not ended yet is in the way, until the day that it ends on', async () => {
    const end = async () =>
      rowsOf((await manager.get('/month-end/2015-16-P04')).text)
        .find(([name]) => name === 'The end of the period')
        ?.map((text) => text.replaceAll('\u00a0', ' '));
    await standAt('2015-07-30');
    expect((await end())?.slice(1, 5)).toEqual([
      'In the way',
      '1',
      '',
      'Period 4 (July 2015) has not ended: it ends on 31 July 2015.',
    ]);
    expect(plain((await manager.get('/periods/2015-16-P04/closing')).text)).toContain('it ends on 31 July 2015.');
    expect(errorsOf((await close('2015-16-P04')).text)[0]).toContain('The end of the period');
    await standAt('2015-07-31');
    expect((await end())?.slice(1, 5)).toEqual(['Done', '0', '', 'Its last day is 31 July 2015.']);
  });

  test('is on the landing page of those who close the books, and read by the rest of the office', async () => {
    const home = (await (await world.signIn('finance@demo.example')).get('/')).text;
    expect(plain(home)).toContain('Period 4 (July 2015) : There are 4 things in the way and 1 warning.');
    expect(home).toContain('href="/month-end/2015-16-P04"');
    const auditor = await world.signIn('auditor@demo.example');
    expect((await auditor.get('/')).text).not.toContain('id="month-end"');
    const page = await auditor.get('/month-end/2015-16-P04');
    expect([page.status, page.text.includes('Close period 4')]).toEqual([200, false]);
    const leeds = await world.signIn('leeds@demo.example');
    expect((await leeds.get('/month-end/2015-16-P04')).status).toBe(403);
    expect((await leeds.get('/reconciliation/2015-16-P04')).status).toBe(403);
    const there = await auditor.get('/month-end?period=2015-16-P03');
    expect([there.status, there.headers.location]).toEqual([303, '/month-end/2015-16-P03']);
    expect((await auditor.get('/month-end?period=2015-16-P15')).status).toBe(404);
  });

  test('July closes over all of it with a reason, which stays', async () => {
    const bare = await close('2015-16-P04');
    expect([bare.status, errorsOf(bare.text)[0]]).toEqual([
      422,
      expect.stringContaining('Imports that await acceptance; Missing forecasts; Control totals not loaded'),
    ]);
    expect((await close('2015-16-P04', 'The ledger closed before the file came.')).status).toBe(303);
    const page = plain((await manager.get('/month-end/2015-16-P04')).text);
    expect(page).toContain('Reason given: The ledger closed before the file came.');
    expect(page).not.toContain('Close period 4');
    // What is left of it is no longer in the way of anything.
    expect(page.replaceAll('\u00a0', ' ')).toContain('Missing forecasts Not done 2');
    expect(page.replaceAll('\u00a0', ' ')).not.toContain('In the way');
    await standAt('2015-09-04');
  });

  test('what was entered for July stands in the way of August too, until each thing is mended', async () => {
    expect((await listOf('2015-16-P05')).map(([name]) => name)).toEqual([
      'Spend that awaits approval',
      'Imports that await acceptance',
      'Missing forecasts',
      'Control totals not loaded',
    ]);
    const finance2 = await world.person('finance2@demo.example');
    await acting(world, finance2.email, async (act) => (await approveSpend(act, finance2, refs.awaiting, null)).ref);
    const commissioning = await world.person('commissioning@demo.example');
    await acting(world, commissioning.email, async (act) => {
      await enterForecasts(act, 'I-01', [{ period: { year: 2015, number: 9 }, pence: 100 }], commissioning.id);
      // A forecast of nothing is a forecast; one of the period that closes says nothing of what comes after it.
      await enterForecasts(act, 'I-02', [{ period: { year: 2015, number: 5 }, pence: 500 }], commissioning.id);
      return null;
    });
    expect(await listOf('2015-16-P05')).toEqual([
      ['Imports that await acceptance', 'In the way', '1'],
      ['Missing forecasts', 'In the way', '1'],
      ['Control totals not loaded', 'In the way', '2'],
    ]);
    await acting(world, commissioning.email, (act) =>
      enterForecasts(act, 'I-02', [{ period: { year: 2015, number: 6 }, pence: 0 }], commissioning.id),
    );
    await loadTotals(5, 'I-01,123.45\n');
    expect(await listOf('2015-16-P05')).toEqual([['Imports that await acceptance', 'In the way', '1']]);
  });

  test('a batch of a closed period can no longer be accepted, so it is rejected and imported again', async () => {
    const finance2 = await world.person('finance2@demo.example');
    await expect(
      acting(world, finance2.email, async (act) => (await acceptBatch(act, finance2, refs.batch, 5050)).ref),
    ).rejects.toMatchObject({ rule: 'period-closed' });
    const visitor = await world.signIn(finance2.email);
    const page = `/imports/${refs.batch}`;
    expect((await visitor.send(page, `${page}/rejection`, { reason: 'July is closed.' })).status).toBe(303);
    expect(await listOf('2015-16-P05')).toEqual([]);
  });

  test('observations that are missing are a warning, and never block: August closes without a reason', async () => {
    const { id } = await world.person('commissioning@demo.example');
    const shared = { unit: 'sessions', direction: 'up', basis: 'in-period', counts: 'other' } as const;
    const defined = { on: '2015-07-31', enteredBy: id };
    const Q1 = { year: 2015, quarter: 1 } as const;
    await acting(world, 'commissioning@demo.example', async (act) => {
      for (const code of ['SESSIONS', 'PUPILS', 'POSTS']) {
        await addMeasure(act, { code, initiative: 'I-02', ...definitionOf({ ...shared, name: code }) }, defined);
      }
      // SESSIONS has a target in Leeds, which was observed, and one in Bradford, which was not.
      for (const place of ['E08000035', 'E08000032']) {
        await setTarget(act, { measure: 'SESSIONS', place, quarter: Q1, value: 10, enteredBy: id });
      }
      const seen = { quarter: Q1, source: 'Log', enteredBy: id };
      await observe(act, { ...seen, measure: 'SESSIONS', place: 'E08000035', value: 12, marker: null });
      // PUPILS was counted in Kirklees the quarter before; POSTS is known to be missing, and that is an answer.
      await observe(act, {
        ...seen,
        quarter: { year: 2014, quarter: 4 },
        measure: 'PUPILS',
        place: 'E08000034',
        value: 9,
        marker: null,
      });
      await observe(act, { ...seen, measure: 'POSTS', place: 'E23000010', value: null, marker: 'x' });
      return null;
    });
    const page = (await manager.get('/month-end/2015-16-P05')).text;
    expect(left(page)).toEqual([['Observations of 2015/16 quarter 1 (April to June 2015)', 'Warning', '2']]);
    expect(plain(page)).toContain('PUPILS PUPILS Kirklees I-02');
    expect(plain(page)).toContain('SESSIONS SESSIONS Bradford I-02');
    const form = (await manager.get('/periods/2015-16-P05/closing')).text;
    expect(form).not.toContain('name="reason"');
    expect((await close('2015-16-P05')).status).toBe(303);
  });

  test('an accrual of March needs the next year to turn round in, and says so before it is closed', async () => {
    await closeThrough(world, 2015, 6, 11);
    await acting(world, 'finance@demo.example', async (act) => {
      const [from] = await findAccounts(act.trx, act.doer.officeId, {
        kind: 'initiative',
        initiative: 'I-02',
        year: 2015,
      });
      const purse = from as Account;
      const to = await ensureAccount(act, sibling(purse, { kind: 'spent' }));
      const accrual = { kind: 'accrual', from: purse, to, pence: 25_000, happenedOn: '2016-03-31' } as const;
      await post(act, [{ ...accrual, period: { year: 2015, number: 12 }, place: 'E23000010', category: '4' }]);
      return null;
    });
    await standAt('2016-04-08');
    await loadTotals(12, 'I-02,250.00\n');
    const page = (await manager.get('/month-end/2015-16-P12')).text;
    expect(left(page)[0]).toEqual(['The next financial year', 'Do this first', '1']);
    expect(plain(page)).toContain(
      '1 accrual has no month to turn round in, since the next financial year has not been made.',
    );
    const stopped = await close('2015-16-P12', 'In a hurry');
    expect([stopped.status, errorsOf(stopped.text)[0]]).toEqual([
      422,
      'There is no month after Period 12 (March 2016) of 2015/16. Make the next financial year first.',
    ]);
    await acting(world, 'manager@demo.example', async (act) => {
      await addYear(act, 2016);
      return null;
    });
    const then = plain((await manager.get('/month-end/2015-16-P12')).text);
    expect(then).toContain('When it closes, 1 accrual turns round in Period 1 (April 2016) of 2016/17.');
    expect(then).toContain('The accrual turns round Period 1 (April 2016) I-02 -£250.00');
    expect((await close('2015-16-P12', 'Nothing was observed.')).status).toBe(303);
    const turned = await world.db('entry').where({ kind: 'accrual-reversal' });
    expect(turned.map(({ year, period, pence }) => [year, period, pence])).toEqual([[2016, 1, 25_000]]);
  });
});
