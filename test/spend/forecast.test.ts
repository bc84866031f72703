import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import type { Moment } from '../../src/audit/moment.ts';
import { readFigures } from '../../src/figures/registry.ts';
import { allocate } from '../../src/funds/allocation.store.ts';
import { addSource, award } from '../../src/funds/source.store.ts';
import { FIGURE_CHECKS } from '../../src/home/verify-figures.ts';
import { addInitiative, budget } from '../../src/initiatives/initiative.store.ts';
import { closePeriod } from '../../src/ledger/closing.ts';
import { openBooks } from '../../src/ledger/figure.ts';
import { addYear } from '../../src/ledger/period.store.ts';
import type { Scope } from '../../src/ledger/scope.ts';
import { figureText } from '../../src/ledger/shown-figure.ts';
import { tenthsOfPercent } from '../../src/spend/forecast.figures.ts';
import { enterForecastCells, enterForecasts, readForecastHistory } from '../../src/spend/forecast.store.ts';
import { DATABASES, openWorld, type World } from '../world.ts';
import { booksOf, type OfficeBooks, openBudget, spendOf } from './books.ts';
import { fillOffice } from './office.ts';
import { plain, rowsOf } from './page.ts';

const P = (number: number, year = 2015) => ({ year, number });
const COMMISSIONING = 'commissioning@demo.example';
const FINANCE = 'finance@demo.example';

describe.each(DATABASES)('On %s, a forecast', (kind) => {
  let world: World;
  let books: OfficeBooks;
  beforeAll(async () => {
    world = await openWorld(kind, fillOffice);
    books = await booksOf(world);
    await books.told('cfo@demo.example', async (act) => {
      await addYear(act, 2016);
      return null;
    });
  });
  afterAll(() => world.close());

  const say = (initiative: string, amounts: Record<number, number>, email = COMMISSIONING) =>
    books.told(email, (act, personId) =>
      enterForecasts(
        act,
        initiative,
        Object.entries(amounts).map(([number, pence]) => ({ period: P(Number(number)), pence })),
        personId,
      ),
    );
  const close = (number: number) =>
    books.told('manager@demo.example', async (act) => {
      await closePeriod(act, P(number));
      return null;
    });
  const spend = (initiative: string, number: number, pence: number) =>
    books.told(FINANCE, async (act) => {
      await spendOf(act, { initiative, pence, period: P(number) });
      return null;
    });

  test('that is set to zero is a forecast, and one that nobody made is named as left out', async () => {
    const year = { initiative: 'I-02', year: 2015 };
    const inFive = { initiative: 'I-02', period: P(5) };
    expect((await books.figure('outturn', year)).leavesOut).toEqual(['the forecast of I-02 (none was made)']);
    expect((await books.figure('forecast.in-period', inFive)).leavesOut).toHaveLength(1);
    expect(await say('I-02', { 5: 0 })).toBe(1);
    expect(await books.figure('outturn', year)).toEqual({ value: 0, text: '£0.00', leavesOut: [] });
    expect(await books.figure('forecast.in-period', inFive)).toEqual({ value: 0, text: '£0.00', leavesOut: [] });
    // Of the periods beside it nothing was said.
    expect((await books.figure('forecast.in-period', { ...inFive, period: P(6) })).leavesOut).toHaveLength(1);
    expect(await say('I-02', { 5: 0 })).toBe(0);
  });

  test('is revised by a change in the same open period and gets another version by one in a later period', async () => {
    const year = { initiative: 'I-01', year: 2015 };
    const before = await books.now();
    await say('I-01', { 6: 500_000, 7: 100_000 });
    const first = await books.now();
    await say('I-01', { 6: 600_000, 7: 100_000 }, FINANCE);
    const revised = await books.now();
    await close(4);
    await say('I-01', { 6: 700_000 });

    const history = await readForecastHistory(world.db, books.officeId, { initiative: 'I-01', year: 2015 });
    expect(
      history.map(({ period, pence, madeIn, before: earlier }) => [
        period.number,
        pence,
        madeIn.number,
        earlier?.pence,
      ]),
    ).toEqual([
      [6, 500_000, 4, undefined],
      [7, 100_000, 4, undefined],
      [6, 600_000, 4, 500_000],
      [6, 700_000, 5, 600_000],
    ]);
    // Asked as at each moment, for ever: what was known then, with the periods that were open then.
    const asAt: [Moment | undefined, number][] = [
      [before, 0],
      [first, 600_000],
      [revised, 700_000],
      [undefined, 800_000],
    ];
    for (const [moment, expected] of asAt) expect((await books.figure('outturn', year, moment)).value).toBe(expected);
    const quarter = { initiative: 'I-01', quarter: { year: 2015, quarter: 2 as const } };
    expect((await books.figure('forecast.in-period', quarter, first)).value).toBe(500_000);
    expect((await books.figure('forecast.in-period', quarter)).value).toBe(700_000);

    const auditor = await world.signIn('auditor@demo.example');
    const page = await auditor.get('/forecasts/I-01');
    expect(rowsOf(page.text)).toContainEqual(['Period', 'Made in P4', 'Made in P5', 'Latest']);
    expect(rowsOf(page.text)).toContainEqual(['Period 6 (September 2015)', '£6,000.00', '£7,000.00', '£7,000.00']);
    expect(rowsOf(page.text)).toContainEqual(['Period 7 (October 2015)', '£1,000.00', '', '£1,000.00']);
    expect(plain(page.text)).toContain('£6,000.00 £5,000.00 Revision');
    expect(plain(page.text)).toContain('£7,000.00 £6,000.00 New version');
    const file = parse((await auditor.get('/forecasts/I-01.csv?year=2015-16')).text, { columns: true, bom: true });
    expect(file.map((row) => Object.values(row as Record<string, string>).slice(1))).toEqual([
      ['commissioning', '2015-16-P06', '2015-16-P04', '5000.00', '', 'First forecast'],
      ['commissioning', '2015-16-P07', '2015-16-P04', '1000.00', '', 'First forecast'],
      ['finance', '2015-16-P06', '2015-16-P04', '6000.00', '5000.00', 'Revision'],
      ['commissioning', '2015-16-P06', '2015-16-P05', '7000.00', '6000.00', 'New version'],
    ]);
  });

  test('of a closed period is refused by name, of the open one it is not', async () => {
    await expect(say('I-01', { 4: 100 })).rejects.toMatchObject({ rule: 'period-closed' });
    await expect(say('I-01', { 5: 100, 3: 100 })).rejects.toMatchObject({ rule: 'period-closed' });
    await expect(say('I-99', { 5: 100 })).rejects.toMatchObject({ kind: 'not-found' });
    expect(await say('I-01', { 5: 0 })).toBe(1);
    const odd = books.told(FINANCE, (act, personId) =>
      enterForecastCells(act, [{ initiative: 'I-01', period: P(5, 2019), pence: 1 }], { enteredBy: personId }),
    );
    await expect(odd).rejects.toMatchObject({ rule: 'no-such-period' });
  });

  test.each([
    // what it is, forecast of period 5, spent in it, what the period counts
    ['less spent than forecast', 100_000, 40_000, 100_000],
    ['as much spent as forecast', 100_000, 100_000, 100_000],
    ['a penny more spent than forecast', 100_000, 100_001, 100_001],
    ['spent without a forecast', null, 70_000, 70_000],
    ['spent where nothing was expected', 0, 70_000, 70_000],
    ['more taken back than spent, where nothing was expected', 0, -30_000, 0],
    ['more taken back than spent, without a forecast', null, -30_000, -30_000],
    ['forecast and nothing spent', 250_000, 0, 250_000],
  ])('with %s, in the open period', async (_what, forecast, spent, counted) => {
    const ref = await books.told(COMMISSIONING, (act) =>
      addInitiative(act, {
        fund: 'CSE',
        kind: 'partnership',
        name: `With ${_what}`,
        purpose: 'To be counted',
        basis: 'A decision',
        amountPublished: true,
      }),
    );
    await books.told('cfo@demo.example', async (act) => {
      await openBudget(act, ref);
      return null;
    });
    if (spent !== 0) await spend(ref, 5, spent);
    if (forecast !== null) await say(ref, { 5: forecast });
    const inFive = { initiative: ref, year: 2015, period: P(5) };
    expect((await books.figure('outturn.in-period', inFive)).value).toBe(counted);
    expect((await books.figure('spend.in-period', inFive)).value).toBe(spent);
    expect((await books.figure('outturn', { initiative: ref, year: 2015 })).value).toBe(counted);
  });

  test('is of its own year: what is posted in the period of last year’s money is no part of it', async () => {
    const ref = await books.told('cfo@demo.example', async (act, personId) => {
      const added = await addInitiative(act, {
        fund: 'CSE',
        kind: 'partnership',
        name: 'Two years',
        purpose: 'To be told apart',
        basis: 'A decision',
        amountPublished: true,
      });
      for (const year of [2014, 2015]) await openBudget(act, added, year);
      await spendOf(act, { initiative: added, pence: 30_000, period: P(5) });
      await spendOf(act, { initiative: added, pence: 50_000, period: P(5), year: 2014 });
      await enterForecasts(act, added, [{ period: P(5), pence: 100_000 }], personId);
      return added;
    });
    expect((await books.figure('outturn', { initiative: ref, year: 2015 })).value).toBe(100_000);
    expect((await books.figure('forecast.remaining', { initiative: ref, year: 2015 })).value).toBe(70_000);
    expect((await books.figure('outturn', { initiative: ref, year: 2014 })).value).toBe(50_000);
    const lateIn = { initiative: ref, year: 2014, period: P(5) };
    expect((await books.figure('outturn.in-period', lateIn)).value).toBe(50_000);
    const outturns = FIGURE_CHECKS.filter(({ name }) => name === 'outturn');
    for (const { find } of outturns) expect(await find(world.db, books.officeId)).toEqual([]);
    expect(outturns).toHaveLength(1);
  });

  test('gives way to spend when its period closes, and stays in the history', async () => {
    await spend('I-02', 5, 12_345);
    await say('I-02', { 5: 50_000, 6: 20_000 });
    const open = await books.now();
    await close(5);
    const year = { initiative: 'I-02', year: 2015 };
    expect((await books.figure('outturn', year, open)).value).toBe(70_000);
    expect((await books.figure('outturn', year)).value).toBe(32_345);
    expect((await books.figure('forecast.remaining', year)).value).toBe(20_000);
    expect((await books.figure('forecast.in-period', { initiative: 'I-02', period: P(5) })).value).toBe(50_000);
    expect((await books.figure('outturn.in-period', { initiative: 'I-02', period: P(5) })).value).toBe(12_345);
    // Of £20,000.00, £323.45 is expected to be spent.
    const percent = await books.figure('over-under-spend.percent', year);
    expect([percent.value, percent.text]).toEqual([-984, '(98.4%)']);
    expect((await books.figure('over-under-spend.percent', { initiative: 'I-03', year: 2015 })).value).toBeNull();
    const after = { initiative: 'I-02', year: 2015, through: P(5) };
    expect((await books.figure('forecast.after-period', after)).value).toBe(20_000);
  });

  test('is of a whole initiative period by period, of a source for the whole year, and of nothing narrower', async () => {
    for (const figure of ['forecast.in-period', 'outturn.in-period']) {
      const bySource = await books.figure(figure, { initiative: 'I-01', source: 'PCC', year: 2015 });
      expect([figure, bySource.text]).toEqual([figure, '[z] not applicable']);
    }
    for (const figure of ['forecast.remaining', 'outturn', 'over-under-spend', 'over-under-spend.percent']) {
      for (const narrow of [{ place: 'E23000010' }, { category: '1' }, { agreement: 'AG-2015-001' }]) {
        const { text } = await books.figure(figure, { initiative: 'I-01', year: 2015, ...narrow });
        expect([figure, text]).toEqual([figure, '[z] not applicable']);
      }
    }
    const whole = await books.figure('outturn', { initiative: 'I-01', year: 2015 });
    expect(await books.figure('outturn', { initiative: 'I-01', source: 'PCC', year: 2015 })).toEqual(whole);
    expect((await books.figure('outturn', { initiative: 'I-01', period: P(5) })).text).toBe('[z] not applicable');
  });

  test('answers many questions from one reading', async () => {
    const asked: string[] = [];
    const listen = ({ sql }: { sql: string }) => asked.push(sql);
    world.db.on('query', listen);
    const once = openBooks(world.db, books.officeId, await books.now());
    const questions = ['I-01', 'I-02', 'I-03'].flatMap((initiative) =>
      Array.from({ length: 13 }, (_, index) => ({ initiative, year: 2015, period: P(index + 1) })).flatMap((scope) =>
        ['forecast.in-period', 'outturn.in-period'].map((figure) => ({ figure, scope })),
      ),
    );
    await readFigures(once, questions);
    world.db.removeListener('query', listen);
    expect(asked.filter((sql) => /from [`"]forecast[`"]/.test(sql))).toHaveLength(1);
  });
});

describe.each(DATABASES)('On %s, a forecast of money of several sources', (kind) => {
  let world: World;
  let books: OfficeBooks;
  const shared = { year: 2015, nature: 'revenue' as const, decisionRef: 'D-2014-001', happenedOn: '2015-04-01' };
  let allocations: string[] = [];

  /** I-04 has £100 of PCC from one allocation, £200 of HO from another and £50 of HO from a third, in that order. */
  beforeAll(async () => {
    world = await openWorld(kind, fillOffice);
    books = await booksOf(world);
    allocations = await books.told('cfo@demo.example', async (act, personId) => {
      await addYear(act, 2016);
      await addSource(act, {
        fund: 'CSE',
        code: 'HO',
        name: 'Home Office grant',
        funder: 'Home Office',
        restriction: 'ring-fenced',
        conditions: 'For victims only',
      });
      const initiative = await addInitiative(act, {
        fund: 'CSE',
        kind: 'partnership',
        name: 'Helpline',
        purpose: 'To protect',
        basis: 'A decision',
        amountPublished: true,
      });
      const made: string[] = [];
      for (const [source, pence] of [
        ['PCC', 10_000],
        ['HO', 20_000],
        ['HO', 5_000],
      ] as const) {
        const money = { ...shared, source, pence };
        await award(act, { ...money, reference: 'Grant letter', invented: true });
        const allocation = await allocate(act, { ...money, purpose: 'CSE', overrideReason: null });
        await budget(act, { ...money, allocation, initiative, overrideReason: null, reason: 'The grant' });
        made.push(allocation);
      }
      await enterForecasts(act, 'I-01', [{ period: P(6), pence: 7_000 }], personId);
      return made;
    });
  });
  afterAll(() => world.close());

  const I04 = { initiative: 'I-04', year: 2015 };
  const amountOf = async (figure: string, scope: Scope) => (await books.figure(figure, scope)).value;

  test.each([
    // forecast in all; then of PCC and of the two allocations of HO
    ['nothing', 0, [0, 0, 0]],
    ['less than the first source', 9_999, [9_999, 0, 0]],
    ['a penny of the second', 10_001, [10_000, 1, 0]],
    ['both sources, and the second allocation in part', 31_234, [10_000, 20_000, 1_234]],
    ['more than all of them, which the last bears', 40_000, [10_000, 20_000, 10_000]],
  ])('of %s draws on them in their order', async (_what, pence, drawn) => {
    await books.told(COMMISSIONING, (act, personId) =>
      enterForecasts(act, 'I-04', [{ period: P(7), pence }], personId),
    );
    for (const figure of ['outturn', 'forecast.remaining']) {
      const parts = await Promise.all(allocations.map((allocation) => amountOf(figure, { ...I04, allocation })));
      expect([figure, parts]).toEqual([figure, drawn]);
    }
    const [own = 0, first = 0, second = 0] = drawn;
    expect(await amountOf('outturn', { ...I04, source: 'PCC' })).toBe(own);
    expect(await amountOf('outturn', { ...I04, source: 'HO' })).toBe(first + second);
    expect(await amountOf('over-under-spend', { ...I04, source: 'HO' })).toBe(first + second - 25_000);
    expect(await amountOf('forecast.after-period', { ...I04, source: 'HO', through: P(4) })).toBe(first + second);
    // Of a source as a whole, with what other initiatives draw on it.
    expect(await amountOf('outturn', { year: 2015, source: 'PCC' })).toBe(7_000 + own);
    expect(await amountOf('outturn', { year: 2015, source: 'HO' })).toBe(first + second);
    expect(await amountOf('outturn', { ...I04, source: 'PCC', allocation: allocations[1] })).toBe(0);
    expect(await amountOf('outturn', { allocation: allocations[0] })).toBe(own);
  });

  test('in per cent is of what the source gave, and names only whose forecast it would hold', async () => {
    // £300 is expected of £250 of HO.
    expect((await books.figure('over-under-spend.percent', { ...I04, source: 'HO' })).text).toBe('20.0%');
    expect((await books.figure('outturn', { year: 2015, source: 'PCC' })).leavesOut).toEqual([
      'the forecast of I-02 (none was made)',
    ]);
    expect((await books.figure('outturn', { year: 2015, source: 'HO' })).leavesOut).toEqual([]);
  });

  test('adds up to the initiative, to the penny, whatever is spent, forecast and closed', async () => {
    let open = 4;
    const step = fc.record({
      source: fc.constantFrom('PCC', 'HO'),
      spent: fc.integer({ min: -8_000, max: 20_000 }),
      forecast: fc.nat(60_000),
      ahead: fc.nat(3),
      close: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(step, async ({ source, spent, forecast, ahead, close }) => {
        await books.told('cfo@demo.example', async (act, personId) => {
          const period = P(Math.min(12, open + ahead));
          await enterForecasts(act, 'I-04', [{ period, pence: forecast }], personId);
          if (spent !== 0) await spendOf(act, { initiative: 'I-04', source, pence: spent, period: P(open) });
          if (close && open < 12) await closePeriod(act, P(open));
          return null;
        });
        if (close && open < 12) open += 1;
        const through = P(open);
        for (const [figure, scope] of [
          ['outturn', I04],
          ['forecast.remaining', I04],
          ['over-under-spend', I04],
          ['forecast.after-period', { ...I04, through }],
        ] as const) {
          const whole = await amountOf(figure, scope);
          for (const parts of [
            ['PCC', 'HO'].map((of) => ({ source: of })),
            allocations.map((allocation) => ({ allocation })),
          ]) {
            const values = await Promise.all(parts.map((part) => amountOf(figure, { ...scope, ...part })));
            expect([figure, values.reduce<number>((all, value) => all + (value ?? 0), 0)]).toEqual([figure, whole]);
          }
        }
      }),
      { numRuns: kind === 'sqlite' ? 25 : 8, endOnFailure: true },
    );
  }, 120_000);
});

describe.each(DATABASES)('On %s, when only the year-end period of a year is open', (kind) => {
  test('nobody is missed who made no forecast for it: outturn, rating and exposure stand', async () => {
    const world = await openWorld(kind, fillOffice);
    try {
      const books = await booksOf(world);
      await books.told('cfo@demo.example', async (act) => {
        await addYear(act, 2016);
        await spendOf(act, { initiative: 'I-01', pence: 9_990_000, period: P(4) });
        await spendOf(act, { initiative: 'I-02', pence: 500_000, period: P(4) });
        await addSource(act, {
          fund: 'CSE',
          code: 'HO',
          name: 'Home Office grant',
          funder: 'Home Office',
          restriction: 'ring-fenced',
          conditions: 'For victims only',
        });
        const money = { year: 2015, nature: 'revenue' as const, source: 'HO', pence: 30_000 };
        const given = { ...money, decisionRef: 'D-2014-001', happenedOn: '2015-04-01', overrideReason: null };
        await award(act, { ...given, reference: 'Grant letter', invented: true });
        const allocation = await allocate(act, { ...given, purpose: 'CSE' });
        await budget(act, { ...given, allocation, initiative: 'I-02', reason: 'The grant' });
        return null;
      });
      const closeOne = (number: number) =>
        books.told('manager@demo.example', async (act) => {
          await closePeriod(act, P(number));
          return null;
        });
      for (let number = 4; number < 12; number += 1) await closeOne(number);
      const year = { year: 2015 };
      const left = ['the forecast of I-01 (none was made)', 'the forecast of I-02 (none was made)'];
      expect((await books.figure('over-under-spend', { ...year, fund: 'CSE' })).leavesOut).toEqual(
        expect.arrayContaining(left),
      );
      await closeOne(12);
      for (const figure of ['outturn', 'over-under-spend']) {
        for (const initiative of ['I-01', 'I-02']) {
          expect((await books.figure(figure, { ...year, initiative })).leavesOut).toEqual([]);
        }
      }
      expect(await books.figure('outturn', { ...year, initiative: 'I-01' })).toMatchObject({ value: 9_990_000 });
      expect(await books.figure('lapse.exposure', { ...year, source: 'HO' })).toEqual({
        value: 30_000,
        text: '£300.00',
        leavesOut: [],
      });
      expect((await books.figure('forecast.in-period', { period: P(13), initiative: 'I-01' })).leavesOut).toEqual([]);
      const manager = await world.signIn('manager@demo.example');
      const report = await manager.get('/monitoring?year=2015-16&span=P12');
      expect(rowsOf(report.text).find(([name]) => name?.startsWith('I-01'))?.[1]).toBe('Green');
    } finally {
      await world.close();
    }
  });
});

describe('An over/(under)spend in per cent', () => {
  test.each([
    // budget, outturn in pence, as it is shown
    [10_000, 10_000, '0.0%'],
    [10_000, 10_420, '4.2%'],
    [10_000, 9_580, '(4.2%)'],
    [30_000, 30_014, '0.0%'],
    [30_000, 30_015, '0.1%'],
    [30_000, 29_986, '0.0%'],
    [30_000, 29_985, '(0.1%)'],
    [100, 12_445, '12,345.0%'],
    [30_000, 0, '(100.0%)'],
    [0, 500, '[z] not applicable'],
    [-1, 500, '[z] not applicable'],
  ])('of a budget of %p with an outturn of %p is %s', (budgeted, comes, shown) => {
    const value = tenthsOfPercent(comes - budgeted, budgeted);
    const figure = { unit: 'tenths-of-percent', overUnder: true } as const;
    expect(figureText(figure, { value, marker: value === null ? 'z' : '' })).toBe(shown);
  });
});

const MONTHS = [4, 5, 6, 7, 8, 9, 10, 11, 12, 13];

/** One thing that happens in a generated year. */
const happening = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      act: fc.constant('say' as const),
      who: fc.nat(1),
      number: fc.constantFrom(...MONTHS),
      pence: fc.nat(500_000),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      act: fc.constant('spend' as const),
      who: fc.nat(1),
      number: fc.constantFrom(...MONTHS),
      pence: fc.integer({ min: -50_000, max: 500_000 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('close' as const) }) },
);

type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

/** The plain second model: what was said and spent per initiative and period, and which periods are open. */
interface Model {
  current: number;
  said: Map<string, number>;
  spent: Map<string, number>;
}

function modelCounted({ current, said, spent }: Model, who: string, number: number): number {
  const key = `${who} ${number}`;
  const actual = spent.get(key) ?? 0;
  return number < current || !said.has(key) ? actual : Math.max(actual, said.get(key) as number);
}

describe.each(DATABASES)('On %s, whatever is forecast, spent and closed', (kind) => {
  test('the outturn is what the periods count, as at every moment, for ever', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { minLength: 5, maxLength: 40 }), async (happenings) => {
        const world = await openWorld(kind, fillOffice);
        try {
          await followYear(world, happenings);
        } finally {
          await world.close();
        }
      }),
      { numRuns: kind === 'sqlite' ? 12 : 3 },
    );
  }, 240_000);
});

async function followYear(world: World, happenings: Happening[]): Promise<void> {
  const books = await booksOf(world);
  await books.told('cfo@demo.example', async (act) => {
    await addYear(act, 2016);
    return null;
  });
  const model: Model = { current: 4, said: new Map(), spent: new Map() };
  const kept: [Moment, Model][] = [];
  for (const event of happenings) {
    await books.told('cfo@demo.example', async (act, personId) => {
      if (event.act === 'close') {
        if (model.current < 13) await closePeriod(act, P(model.current));
        return null;
      }
      const initiative = `I-0${event.who + 1}`;
      if (event.number < model.current) return null;
      if (event.act === 'say')
        await enterForecasts(act, initiative, [{ period: P(event.number), pence: event.pence }], personId);
      else if (event.pence !== 0) await spendOf(act, { initiative, pence: event.pence, period: P(event.number) });
      return null;
    });
    if (event.act === 'close') model.current = Math.min(13, model.current + 1);
    else if (event.number >= model.current) {
      const key = `I-0${event.who + 1} ${event.number}`;
      if (event.act === 'say') model.said.set(key, event.pence);
      else model.spent.set(key, (model.spent.get(key) ?? 0) + event.pence);
    }
    kept.push([await books.now(), { ...model, said: new Map(model.said), spent: new Map(model.spent) }]);
  }
  const asked = kept.filter((_, index) => index % 7 === 0 || index === kept.length - 1);
  for (const [moment, then] of asked) {
    let both = 0;
    for (const initiative of ['I-01', 'I-02']) {
      const counted = MONTHS.map((number) => modelCounted(then, initiative, number));
      const year = counted.reduce((all, pence) => all + pence, 0);
      both += year;
      expect((await books.figure('outturn', { initiative, year: 2015 }, moment)).value).toBe(year);
      for (const [index, number] of MONTHS.entries()) {
        const scope = { initiative, period: P(number) };
        expect((await books.figure('outturn.in-period', scope, moment)).value).toBe(counted[index]);
      }
    }
    expect((await books.figure('outturn', { year: 2015 }, moment)).value).toBe(both);
    const quarters = [2, 3, 4] as const;
    const byQuarter = await Promise.all(
      quarters.map((quarter) => books.figure('outturn.in-period', { quarter: { year: 2015, quarter } }, moment)),
    );
    expect(byQuarter.reduce((all, { value }) => all + (value ?? 0), 0)).toBe(both);
  }
}
