import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import type { Act } from '../../src/audit/act.ts';
import { allocate } from '../../src/funds/allocation.store.ts';
import { readLapsePlan } from '../../src/funds/lapse.store.ts';
import { addSource, award } from '../../src/funds/source.store.ts';
import { addInitiative, budget } from '../../src/initiatives/initiative.store.ts';
import { findAccounts } from '../../src/ledger/account.store.ts';
import type { Nature } from '../../src/ledger/account.ts';
import { closePeriod } from '../../src/ledger/closing.ts';
import { addYear } from '../../src/ledger/period.store.ts';
import { post } from '../../src/ledger/post.ts';
import { exposePots, lastSafeDay } from '../../src/spend/exposure.ts';
import { enterForecasts } from '../../src/spend/forecast.store.ts';
import { DATABASES, openWorld, type Visitor, type World } from '../world.ts';
import { booksOf, type OfficeBooks, spendOf } from './books.ts';
import { fillOffice } from './office.ts';
import { plain, rowsOf } from './page.ts';

const P = (number: number, year = 2015) => ({ year, number });

describe('what is expected of an initiative', () => {
  const own = (budgeted: number, spent = 0, gone = 0) => pot('PCC', false, budgeted, spent, gone);
  const grant = (budgeted: number, spent = 0, gone = 0) => pot('HO', true, budgeted, spent, gone);
  const other = (budgeted: number) => pot('HE', true, budgeted, 0, 0);
  const pot = (source: string, ringFenced: boolean, budgeted: number, spent: number, gone: number) => ({
    source,
    nature: 'revenue',
    ringFenced,
    budget: budgeted,
    spent,
    gone,
  });

  test.each([
    // what it is, the money in its order, still expected, what of each lapses
    ['less than one grant holds', [grant(1_000, 200)], 300, [500]],
    ['all that a grant holds', [grant(1_000, 200)], 800, [0]],
    ['a penny less than a grant holds', [grant(1_000, 200)], 799, [1]],
    ['nothing', [grant(1_000)], 0, [1_000]],
    ['more than a grant holds', [grant(1_000)], 1_500, [0]],
    ['nothing more, where more was spent than there was', [grant(1_000, 1_200)], 0, [0]],
    ['met by own money, which comes first', [own(1_000), grant(1_000)], 600, [0, 1_000]],
    ['met by own money and part of the grant after it', [own(1_000), grant(1_000)], 1_400, [0, 600]],
    ['met by the grant, which comes first', [grant(1_000), own(1_000)], 600, [400, 0]],
    ['beyond the grant, met by own money after it', [grant(1_000), own(1_000)], 1_600, [0, 0]],
    ['nothing, with own money overspent', [own(1_000, 1_300), grant(1_000)], 0, [0, 1_000]],
    ['own money alone', [own(1_000)], 0, [0]],
    ['drawn on two grants in their order', [grant(500), other(500)], 700, [0, 300]],
    ['drawn on two grants in the other order', [other(500), grant(500)], 700, [0, 300]],
    ['more than both grants hold', [grant(500), other(500)], 1_300, [0, 0]],
    ['less than is left after some has lapsed already', [grant(1_000, 100, 400)], 200, [300]],
    ['nothing, and all has lapsed already', [grant(1_000, 100, 900)], 0, [0]],
  ])('when it is %s', (_what, pots, expected, atRisk) => {
    expect(exposePots(pots, expected).map((exposed) => exposed.atRisk)).toEqual(atRisk);
  });

  test.each([
    // the year's end, lead time, the last safe day
    ['2016-03-31', 0, '2016-03-31'],
    ['2016-03-31', 56, '2016-02-04'],
    ['2016-03-31', 90, '2015-12-31'],
    ['2016-03-31', 95, '2015-12-24'],
    ['2021-05-09', 56, '2021-03-12'],
    ['2021-05-09', 0, '2021-05-07'],
  ])('more of it for a year that ends on %s, with a lead time of %d days, is commissioned by %s', (end, days, last) => {
    expect(lastSafeDay(end, days)).toBe(last);
  });
});

/** Gives an initiative a budget of its own award and allocation, so that each stands by itself. */
async function give(
  act: Act,
  wanted: { initiative: string; source: string; pence: number; year?: number; nature?: Nature; spare?: number },
): Promise<void> {
  const { initiative, source, pence, year = 2015, nature = 'revenue', spare = 0 } = wanted;
  const shared = { source, year, nature, decisionRef: 'D-2014-001', happenedOn: `${year}-04-01` };
  await award(act, { ...shared, pence: pence + 2 * spare, reference: 'Grant letter', invented: true });
  const allocation = await allocate(act, {
    ...shared,
    pence: pence + spare,
    purpose: 'CSE',
    overrideReason: null,
  });
  await budget(act, { ...shared, allocation, initiative, pence, overrideReason: null, reason: 'The grant' });
}

describe.each(DATABASES)('On %s, ring-fenced money at the end of the year', (kind) => {
  let world: World;
  let books: OfficeBooks;
  let finance: Visitor;

  /** I-04 has £100 of own money and then £200 of HO; I-05 £300 of HO alone; I-06 £400 of HO and no forecast. */
  beforeAll(async () => {
    world = await openWorld(kind, fillOffice);
    books = await booksOf(world);
    finance = await world.signIn('finance@demo.example');
    await books.told('cfo@demo.example', async (act, personId) => {
      await addYear(act, 2016);
      await addYear(act, 2020);
      await addSource(act, {
        fund: 'CSE',
        code: 'HO',
        name: 'Home Office grant',
        funder: 'Home Office',
        restriction: 'ring-fenced',
        conditions: 'For victims only',
      });
      const shared = { fund: 'CSE', purpose: 'To protect', basis: 'A decision', amountPublished: true };
      await addInitiative(act, { ...shared, kind: 'school-awareness', name: 'Theatre' });
      await addInitiative(act, { ...shared, kind: 'specialist-foster-care', name: 'Carers' });
      await addInitiative(act, { ...shared, kind: 'of-another-kind', name: 'Helpline' });
      await give(act, { initiative: 'I-04', source: 'PCC', pence: 10_000 });
      await give(act, { initiative: 'I-04', source: 'HO', pence: 20_000 });
      await give(act, { initiative: 'I-05', source: 'HO', pence: 30_000, spare: 700 });
      await give(act, { initiative: 'I-06', source: 'HO', pence: 40_000 });
      await spendOf(act, { initiative: 'I-05', source: 'HO', pence: 5_000, period: P(4) });
      await enterForecasts(act, 'I-04', [{ period: P(6), pence: 12_500 }], personId);
      await enterForecasts(
        act,
        'I-05',
        [
          { period: P(4), pence: 8_000 },
          { period: P(5), pence: 0 },
        ],
        personId,
      );
      return null;
    });
  });
  afterAll(() => world.close());

  const year = { year: 2015 };

  test('is at risk as far as the outturn will not reach it, and what nobody forecast is named', async () => {
    // I-04: £125 is expected, £100 of it from own money, so £175 of HO is left; I-05: £220.
    expect(await books.figure('lapse.exposure', { ...year, initiative: 'I-04' })).toMatchObject({ value: 17_500 });
    expect(await books.figure('lapse.exposure', { ...year, initiative: 'I-05' })).toMatchObject({ value: 22_000 });
    expect(await books.figure('lapse.exposure', { ...year, initiative: 'I-06' })).toEqual({
      value: null,
      text: '[x] not available',
      leavesOut: ['I-06 (no forecast was made)'],
    });
    // With £7 that is unallocated and £7 that no initiative was given.
    for (const scope of [year, { ...year, source: 'HO' }, { ...year, fund: 'CSE', nature: 'revenue' }]) {
      const whole = await books.figure('lapse.exposure', scope);
      expect(whole).toMatchObject({ value: 40_900 });
      expect(whole.leavesOut).toContain('I-06 (no forecast was made)');
    }
    // Own money never lapses, forecast or not.
    expect(await books.figure('lapse.exposure', { ...year, source: 'PCC' })).toEqual({
      value: 0,
      text: '£0.00',
      leavesOut: [],
    });
    expect(await books.figure('lapse.exposure', { ...year, initiative: 'I-01' })).toMatchObject({
      value: 0,
      leavesOut: [],
    });
    for (const narrow of [{ place: 'E08000035' }, { agreement: 'AG-2015-001' }, { period: P(4) }]) {
      expect((await books.figure('lapse.exposure', { ...year, ...narrow })).text).toBe('[z] not applicable');
    }
  });

  test('stands on a page per initiative, with the last safe day to re-commission it and what nobody was given', async () => {
    const page = await finance.get('/year-end/exposure');
    expect(page.status).toBe(200);
    const rows = rowsOf(page.text);
    // Source: unallocated, allocated and not budgeted, at risk.
    expect(rows).toContainEqual(['HO Home Office grant', '£7.00', '£7.00', '£409.00']);
    expect(rows).toContainEqual(['All', '', '', '£409.00']);
    expect(rows).toContainEqual(['Unallocated', '', '', '', '', '£7.00', '', '']);
    expect(rows).toContainEqual(['Allocated and not budgeted', '', '', '', '', '£7.00', '', '']);
    expect(rows).toContainEqual(['All', '£900.00', '£50.00', '£0.00', '', '£409.00', '', '']);
    // Initiative: budget, spend, commitment, forecast, at risk, last safe day, state.
    expect(rows).toContainEqual(['I-04', '£200.00', '£0.00', '£0.00', '£125.00', '£175.00', '4 Feb 2016', 'In time']);
    expect(rows).toContainEqual(['I-05', '£300.00', '£50.00', '£0.00', '£30.00', '£220.00', '2 Dec 2015', 'In time']);
    expect(rows).toContainEqual([
      'I-06',
      '£400.00',
      '£0.00',
      '£0.00',
      '£0.00',
      '[x] not available',
      'No lead time is set for its kind',
      'Not forecast',
    ]);
    const words = plain(page.text);
    expect(words).toContain('is not spent by 31 March 2016 goes back to its source');
    expect(words).toContain('I-04 has several sources: its forecast is for all of them, and draws on PCC, then HO.');
    expect(words).toContain('I-04 56 days, I-05 120 days.');
    expect(words).toContain('The total leaves out I-06 (no forecast was made)');
    expect(page.text).not.toContain('govuk-warning-text');
    const file = parse((await finance.get('/year-end/exposure.csv?year=2015-16')).text, { columns: true, bom: true });
    expect(
      (file as Record<string, string>[]).map((row) => [
        row.Initiative,
        row['At risk'],
        row['Last safe day to re-commission'],
        row.State,
      ]),
    ).toEqual([
      ['I-04', '175.00', '2016-02-04', 'In time'],
      ['I-05', '220.00', '2015-12-02', 'In time'],
      ['I-06', '[x]', 'No lead time is set for its kind', 'Not forecast'],
      ['', '7.00', '', ''],
      ['', '7.00', '', ''],
    ]);
    const leeds = await world.signIn('leeds@demo.example');
    for (const path of ['/year-end/exposure', '/year-end/exposure.csv']) {
      expect([path, (await leeds.get(path)).status]).toEqual([path, 403]);
    }
  });

  test('says in words when the day has passed, and when the year has ended', async () => {
    await world.db('office').update({ standing_day: '2016-02-04' });
    const onTheDay = rowsOf((await finance.get('/year-end/exposure')).text);
    expect(onTheDay.find(([name]) => name === 'I-04')?.at(-1)).toBe('In time');
    await world.db('office').update({ standing_day: '2016-02-05' });
    const after = await finance.get('/year-end/exposure');
    expect(
      rowsOf(after.text)
        .find(([name]) => name === 'I-04')
        ?.at(-1),
    ).toBe('Passed');
    expect(plain(after.text)).toContain(
      'The last safe day to re-commission has passed for I-04 (£175.00 of HO, on 4 February 2016), I-05 (£220.00 of HO, on 2 December 2015).',
    );
    await world.db('office').update({ standing_day: '2016-04-02' });
    const ended = await finance.get('/year-end/exposure?year=2015-16');
    expect(
      rowsOf(ended.text)
        .find(([name]) => name === 'I-04')
        ?.at(-1),
    ).toBe('The year has ended');
    expect(plain(ended.text)).toContain('The year ended 2 days ago.');
    await world.db('office').update({ standing_day: '2015-07-31' });
  });

  test('ends when the year does by its stored dates: on 9 May 2021', async () => {
    await books.told('cfo@demo.example', async (act, personId) => {
      await give(act, { initiative: 'I-04', source: 'HO', pence: 90_000, year: 2020 });
      await enterForecasts(act, 'I-04', [{ period: P(12, 2020), pence: 60_000 }], personId);
      return null;
    });
    const page = await finance.get('/year-end/exposure?year=2020-21');
    expect(plain(page.text)).toContain('is not spent by 9 May 2021 goes back');
    expect(rowsOf(page.text)).toContainEqual([
      'I-04',
      '£900.00',
      '£0.00',
      '£0.00',
      '£600.00',
      '£300.00',
      '12 Mar 2021',
      'In time',
    ]);
    expect((await books.figure('lapse.exposure', year)).value).toBe(40_900);
  });

  test('is at risk no more once it has lapsed, and by nature of the money', async () => {
    await books.told('cfo@demo.example', async (act) => {
      const [from] = await findAccounts(act.trx, act.doer.officeId, {
        kind: 'initiative',
        initiative: 'I-05',
        source: 'HO',
      });
      const [to] = await findAccounts(act.trx, act.doer.officeId, { kind: 'source', source: 'HO', year: 2015 });
      if (from === undefined || to === undefined) throw new Error('HO has no accounts.');
      const reasonWords = await act.words('The funder asked for it');
      await post(act, [
        { kind: 'lapse', from, to, pence: 21_000, happenedOn: '2015-07-30', period: P(4), reasonWords },
      ]);
      await give(act, { initiative: 'I-05', source: 'HO', pence: 600, nature: 'capital' });
      return null;
    });
    const five = { ...year, initiative: 'I-05' };
    expect((await books.figure('budget.current', five)).value).toBe(30_600);
    expect((await books.figure('lapse.exposure', { ...five, nature: 'revenue' })).value).toBe(1_000);
    expect((await books.figure('lapse.exposure', { ...five, nature: 'capital' })).value).toBe(600);
    expect((await books.figure('lapse.exposure', five)).value).toBe(1_600);
  });
});

describe.each(DATABASES)('On %s, when the year is over', (kind) => {
  let world: World;
  let books: OfficeBooks;
  const year = { year: 2015 };

  /**
   * I-04 holds £100 of own money and £200 of HO, I-05 £300 of HO; £7 of HO is unallocated and £7 not budgeted. I-05 is
   * forecast to pass its budget by £20. Everything is then spent as it was forecast.
   */
  beforeAll(async () => {
    world = await openWorld(kind, fillOffice);
    books = await booksOf(world);
    await books.told('cfo@demo.example', async (act, personId) => {
      await addYear(act, 2016);
      await addSource(act, {
        fund: 'CSE',
        code: 'HO',
        name: 'Home Office grant',
        funder: 'Home Office',
        restriction: 'ring-fenced',
        conditions: 'For victims only',
      });
      const shared = { fund: 'CSE', purpose: 'To protect', basis: 'A decision', amountPublished: true };
      await addInitiative(act, { ...shared, kind: 'school-awareness', name: 'Theatre' });
      await addInitiative(act, { ...shared, kind: 'specialist-foster-care', name: 'Carers' });
      await give(act, { initiative: 'I-04', source: 'PCC', pence: 10_000 });
      await give(act, { initiative: 'I-04', source: 'HO', pence: 20_000 });
      await give(act, { initiative: 'I-05', source: 'HO', pence: 30_000, spare: 700 });
      for (const [initiative, pence] of [
        ['I-01', 0],
        ['I-02', 0],
        ['I-04', 12_500],
        ['I-05', 32_000],
      ] as const) {
        await enterForecasts(act, initiative, [{ period: P(6), pence }], personId);
      }
      return null;
    });
  });
  afterAll(() => world.close());

  const wouldLapse = async () => {
    const figure = await books.figure('lapse.exposure', { ...year, source: 'HO' });
    const manager = await world.signIn('manager@demo.example');
    const page = rowsOf((await manager.get('/year-end/exposure?year=2015-16')).text);
    const file = parse((await manager.get('/year-end/exposure.csv?year=2015-16')).text, { columns: true, bom: true });
    const inFile = (file as Record<string, string>[]).reduce((all, row) => all + Number(row['At risk']) * 100, 0);
    const plan = await readLapsePlan(world.db, books.officeId, { source: 'HO', year: 2015, nature: 'revenue' });
    return { figure, page, inFile: Math.round(inFile), offered: plan.pence };
  };

  test('the total, the rows, the file and what the source is then offered are one amount', async () => {
    // Before: £175 of I-04 and £14 that nobody was given, less £20 that I-05 is forecast to pass its budget by.
    const before = await wouldLapse();
    expect(before.figure).toEqual({ value: 16_900, text: '£169.00', leavesOut: [] });
    expect(before.inFile).toBe(16_900);
    await books.told('cfo@demo.example', async (act) => {
      await spendOf(act, { initiative: 'I-04', source: 'PCC', pence: 10_000, period: P(4) });
      await spendOf(act, { initiative: 'I-04', source: 'HO', pence: 2_500, period: P(4) });
      await spendOf(act, { initiative: 'I-05', source: 'HO', pence: 32_000, period: P(4) });
      return null;
    });
    for (let number = 4; number <= 12; number += 1) {
      await books.told('cfo@demo.example', async (act) => {
        await closePeriod(act, P(number));
        return null;
      });
    }
    const { figure, page, inFile, offered } = await wouldLapse();
    expect([figure, inFile, offered]).toEqual([{ value: 16_900, text: '£169.00', leavesOut: [] }, 16_900, 16_900]);
    expect(page).toContainEqual(['All', '', '', '£169.00']);
    expect(page).toContainEqual(['Less overspends', '', '', '', '', '-£20.00', '', '']);
    expect(page).toContainEqual(['All', '£500.00', '£345.00', '£0.00', '', '£169.00', '', '']);
    // Of one initiative it is its own part.
    expect((await books.figure('lapse.exposure', { ...year, initiative: 'I-04' })).value).toBe(17_500);
    expect((await books.figure('lapse.exposure', { ...year, initiative: 'I-05' })).value).toBe(0);
  });
});

describe('Without a ring-fenced source', () => {
  test('the page says that nothing lapses', async () => {
    const world = await openWorld('sqlite', fillOffice);
    const auditor = await world.signIn('auditor@demo.example');
    const page = await auditor.get('/year-end/exposure');
    expect(plain(page.text)).toContain('No funding source is ring-fenced, so nothing lapses at the end of the year.');
    await world.close();
  });
});
