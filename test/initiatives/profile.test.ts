import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { perform } from '../../src/audit/act.ts';
import { latestMoment, momentAt } from '../../src/audit/moment.ts';
import { periodsOf } from '../../src/calendar/financial-year.ts';
import { readValues } from '../../src/figures/registry.ts';
import { allocate } from '../../src/funds/allocation.store.ts';
import { addSource, award } from '../../src/funds/source.store.ts';
import { takeFromBudget } from '../../src/initiatives/budget.store.ts';
import { budget } from '../../src/initiatives/initiative.store.ts';
import { setProfile } from '../../src/initiatives/profile.store.ts';
import { handWeights, monthsOf, profileShares, weightsFor } from '../../src/initiatives/profile.ts';
import { SHIPPED_PATTERNS } from '../../src/initiatives/profile-pattern.ts';
import { addUp } from '../../src/ledger/balance.ts';
import { openBooks } from '../../src/ledger/figure.ts';
import type { Scope } from '../../src/ledger/scope.ts';
import { fillOffice } from '../spend/office.ts';
import { errorsOf } from '../spend/page.ts';
import { DATABASES, openWorld, type Visitor, type World } from '../world.ts';

const months = (year: number) =>
  monthsOf(
    periodsOf(year).map((period) => ({ ...period, closed: false })),
    year,
  );
const weighing = (...weights: number[]) => ({
  weights: weights.map((weight, index) => ({ period: index + 1, weight })),
});
const shipped = (code: string) => SHIPPED_PATTERNS.find((pattern) => pattern.code === code);

/** A budget in pence, the year and how it is spread; then what each month must get. */
const TABLE: [
  story: string,
  year: number,
  pence: number,
  profile: { weights: { period: number; weight: number }[] } | undefined,
  shares: number[],
][] = [
  ['a penny over twelve months goes to the first', 2015, 1, undefined, [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]],
  ['a penny short of a pound over twelve', 2015, 99, undefined, [9, 9, 9, 8, 8, 8, 8, 8, 8, 8, 8, 8]],
  ['nothing is nothing in every month', 2015, 0, undefined, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]],
  ['a budget below zero mirrors the one above', 2015, -99, undefined, [-9, -9, -9, -8, -8, -8, -8, -8, -8, -8, -8, -8]],
  [
    'a million pounds over seven months of the same weight',
    2015,
    100_000_000,
    weighing(1, 1, 1, 1, 1, 1, 1),
    [14_285_715, 14_285_715, 14_285_714, 14_285_714, 14_285_714, 14_285_714, 14_285_714, 0, 0, 0, 0, 0],
  ],
  [
    'the long year of 2020/21 has twelve months, the last to 9 May',
    2020,
    1200,
    undefined,
    [100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100],
  ],
  [
    '2021/22 has no period 1: eleven months share it',
    2021,
    1200,
    undefined,
    [110, 109, 109, 109, 109, 109, 109, 109, 109, 109, 109],
  ],
  [
    'in 2021/22 what a pattern would have paid in April is shared by the others',
    2021,
    1000,
    shipped('quarterly-in-advance'),
    [0, 0, 334, 0, 0, 333, 0, 0, 333, 0, 0],
  ],
  [
    'quarterly in arrears',
    2015,
    40_000_003,
    shipped('quarterly-in-arrears'),
    [0, 0, 0, 10_000_001, 0, 0, 10_000_001, 0, 0, 10_000_001, 0, 10_000_000],
  ],
  [
    'no school in August',
    2015,
    3900,
    shipped('school-terms'),
    [200, 400, 400, 300, 0, 400, 400, 400, 300, 400, 300, 400],
  ],
];

describe('a budget spread over its year', () => {
  test.each(TABLE)('%s', (_story, year, pence, profile, shares) => {
    const answer = profileShares(pence, months(year), profile);
    expect(answer).toEqual(shares);
    expect(addUp(answer)).toBe(pence);
  });

  test.each(SHIPPED_PATTERNS.map(({ code, weights }) => [code, weights] as const))(
    'the pattern %s names twelve months and leaves something in every year',
    (_code, weights) => {
      expect(weights.map(({ period }) => period)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
      for (const year of [2015, 2020, 2021]) expect(Math.max(...weightsFor(months(year), weights))).toBeGreaterThan(0);
    },
  );

  const typed = (...pounds: number[]) => pounds.map((amount, index) => ({ period: index + 1, pence: amount * 100 }));
  const even = [10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10] as const;
  const of = (pence: number) => ({ initiative: 'I-01', year: 2015, budget: pence });

  test.each([
    [
      'a penny less than the budget',
      12_001,
      typed(...even),
      'profile-sum',
      'which is £0.01 less than the budget of £120.01',
    ],
    ['a penny more', 11_999, typed(...even), 'profile-sum', 'which is £0.01 more than the budget of £119.99'],
    [
      'a month without an amount',
      12_000,
      typed(...even).slice(1),
      'profile-periods',
      'one amount for each of the 12 months',
    ],
    [
      'a credit in a budget',
      12_000,
      typed(20, ...even.slice(1, 11), 0).with(3, { period: 4, pence: -1 }),
      'profile-sign',
      'Period 4',
    ],
    [
      'a budget of nothing',
      0,
      typed(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
      'profile-nothing',
      'nothing to spread by hand',
    ],
  ])('by hand is refused: %s', (_story, pence, amounts, rule, sentence) => {
    expect(() => handWeights(of(pence), months(2015), amounts)).toThrow(
      expect.objectContaining({ rule, message: expect.stringContaining(sentence) }),
    );
  });

  test('by hand below zero, the weights are what was typed without its sign', () => {
    const amounts = typed(...even).map(({ period, pence }) => ({ period, pence: -pence }));
    const weights = handWeights(of(-12_000), months(2015), amounts);
    expect(profileShares(-12_000, months(2015), { weights })).toEqual(amounts.map(({ pence }) => pence));
  });
});

describe.each(DATABASES)('On %s, the profile of an initiative', (kind) => {
  let world: World;
  let finance: Visitor;
  let auditor: Visitor;

  beforeAll(async () => {
    world = await openWorld(kind, fillOffice);
    finance = await world.signIn('finance@demo.example');
    auditor = await world.signIn('auditor@demo.example');
  });
  afterAll(() => world.close());

  async function figures(scopes: Scope[], at?: string): Promise<(number | null)[]> {
    const { officeId } = await world.person('cfo@demo.example');
    const now = world.clock.now();
    const moment =
      at === undefined ? await latestMoment(world.db, officeId) : await momentAt(world.db, officeId, at, now);
    const values = await readValues(openBooks(world.db, officeId, moment), 'budget.profile', scopes);
    return values.map(({ value }) => value);
  }
  const ofMonths = (scope: Scope): Scope[] =>
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12].map((number) => ({ ...scope, period: { year: 2015, number } }));
  const told = async (email: string, work: Parameters<typeof perform>[4]) =>
    perform(world.site, await world.doer(email), 'test', null, work);

  const page = '/initiatives/I-01/profiles/2015-16';
  const byHand = (...pounds: string[]): Record<string, string> => ({
    method: 'hand',
    pattern: '',
    ...Object.fromEntries(pounds.map((amount, index) => [`amount-P${String(index + 1).padStart(2, '0')}`, amount])),
  });
  const tenths = [
    '0',
    '0',
    '10,000',
    '10,000',
    '10,000',
    '10,000',
    '10,000',
    '10,000',
    '10,000',
    '10,000',
    '10,000',
    '10,000',
  ];

  test('is even while nobody sets it, and says so', async () => {
    expect(await figures([{ initiative: 'I-01', year: 2015, through: { year: 2015, number: 3 } }])).toEqual([
      2_500_002,
    ]);
    const shown = await auditor.get(page);
    expect(shown.text).toContain('Evenly, since nobody has set it otherwise');
    expect(shown.text).toContain('Nobody has set it, so the budget is spread evenly.');
    expect(shown.text).not.toContain('name="amount-P04"');
    expect((await auditor.get('/initiatives/I-01/profiles/2030-31')).status).toBe(404);
  });

  test('typed by hand, it adds up to the budget or is refused with the difference', async () => {
    const wrong = await finance.send(page, page, byHand(...tenths.slice(0, 11), '9,999.99'));
    expect(wrong.status).toBe(422);
    expect(errorsOf(wrong.text)).toEqual([
      'The amounts come to £99,999.99, which is £0.01 less than the budget of £100,000.00. Change them so that they add up to it.',
    ]);
    expect(wrong.text).toContain('value="9,999.99"');
    const right = await finance.send(page, page, byHand(...tenths));
    expect(right.status).toBe(303);
    expect(await figures(ofMonths({ initiative: 'I-01' }))).toEqual([
      0, 0, 1_000_000, 1_000_000, 1_000_000, 1_000_000, 1_000_000, 1_000_000, 1_000_000, 1_000_000, 1_000_000,
      1_000_000,
    ]);
    const again = await finance.send(page, page, byHand(...tenths));
    expect(again.status).toBe(303);
    expect((await finance.get(page)).text).toContain('The budget is spread like that already.');
    expect(await world.db('budget_profile').select('method')).toEqual([{ method: 'hand' }]);
  });

  test('amounts that were typed are not passed over when another way is chosen', async () => {
    const answer = await finance.send(page, page, { ...byHand('1', ...tenths.slice(1)), method: 'even' });
    expect(answer.status).toBe(400);
    expect(errorsOf(answer.text)).toEqual([
      'Select by hand to use the amounts that you typed, or put them back as they were',
    ]);
    expect((await finance.send(page, page, { ...byHand(...tenths), method: 'pattern' })).status).toBe(400);
  });

  test('is only for those whose role includes it', async () => {
    const leeds = await world.signIn('leeds@demo.example');
    expect((await leeds.send(page, page, byHand(...tenths))).status).toBe(403);
    expect((await auditor.send('/figures', page, byHand(...tenths))).status).toBe(403);
  });

  test('lowered below what was typed by hand, it is scaled to the budget as it stands, and says so', async () => {
    const before = '2015-07-31T09:05:00.000Z';
    world.clock.set('2015-07-31T09:10:00.000Z');
    await told('cfo@demo.example', async (act) => {
      await takeFromBudget(act, {
        initiative: 'I-01',
        allocation: 'AL-2015-001',
        source: 'PCC',
        nature: 'revenue',
        pence: 1_000_001,
        decisionRef: 'D-2014-001',
        happenedOn: '2015-07-31',
        reason: 'Fewer posts',
        overrideReason: null,
      });
      return { subject: { kind: 'test', ref: '' }, result: null };
    });
    const shares = await figures(ofMonths({ initiative: 'I-01' }));
    expect(shares).toEqual([
      0, 0, 900_000, 900_000, 900_000, 900_000, 900_000, 900_000, 900_000, 900_000, 900_000, 899_999,
    ]);
    const shown = await auditor.get(page);
    expect(shown.text).toContain(
      'they came to £100,000.00, and it is £89,999.99 now. What is shown are the amounts typed, scaled to the budget',
    );
    expect(await figures([{ initiative: 'I-01', period: { year: 2015, number: 3 } }], before)).toEqual([1_000_000]);
  });

  test('has parts by source, nature and allocation that add up to it, month by month', async () => {
    await told('cfo@demo.example', async (act) => {
      const given = { year: 2015, nature: 'revenue' as const, decisionRef: 'D-2014-001', happenedOn: '2015-07-31' };
      const named = { fund: 'CSE', funder: 'A charity', restriction: 'ring-fenced' as const, conditions: null };
      for (const [code, pence] of [
        ['GIFT', 100_003],
        ['LEGACY', 7],
      ] as const) {
        await addSource(act, { ...named, code, name: code });
        await award(act, { ...given, source: code, pence, reference: 'R', invented: true });
        const allocation = await allocate(act, { ...given, source: code, pence, purpose: 'P', overrideReason: null });
        const wanted = { ...given, source: code, allocation, pence, reason: 'A gift', overrideReason: null };
        await budget(act, { ...wanted, initiative: 'I-01' });
      }
      return { subject: { kind: 'test', ref: '' }, result: null };
    });
    const whole = await figures(ofMonths({ initiative: 'I-01' }));
    expect(addUp(whole as number[])).toBe(9_100_009);
    const parts: (number | null)[][] = [];
    for (const source of ['PCC', 'GIFT', 'LEGACY']) parts.push(await figures(ofMonths({ initiative: 'I-01', source })));
    expect(parts.map((part) => addUp(part as number[]))).toEqual([8_999_999, 100_003, 7]);
    for (const [index, share] of whole.entries()) {
      expect(addUp(parts.map((part) => part[index] as number))).toBe(share);
    }
    const allocations = await figures([
      { allocation: 'AL-2015-002' },
      { allocation: 'AL-2015-003', nature: 'capital' },
    ]);
    expect(allocations).toEqual([100_003, 0]);
    // A budget is of no place, and an agreement has none.
    expect(await figures([{ place: 'E08000035' }, { agreement: 'AG-2015-001' }])).toEqual([null, null]);
  });

  test('by quarter and for the whole fund it is the months added up', async () => {
    const [quarter, year, fund] = await figures([
      { initiative: 'I-01', quarter: { year: 2015, quarter: 1 } },
      { initiative: 'I-01', year: 2015 },
      { year: 2015, through: { year: 2015, number: 13 } },
    ]);
    const shares = (await figures(ofMonths({ initiative: 'I-01' }))) as number[];
    expect(quarter).toBe(addUp(shares.slice(0, 3)));
    expect(year).toBe(addUp(shares));
    expect(fund).toBe(9_100_009 + 2_000_000);
    const opened = await auditor.get('/figures/budget.profile?initiative=I-01&quarter=2015-16-Q1');
    expect(opened.text).toContain('I-01, share of period 3, spread by hand');
  });

  test('by a pattern, and saved as one of the office under a name that stays', async () => {
    const other = '/initiatives/I-02/profiles/2015-16';
    const standing = await finance.get(other);
    const typed = { method: 'pattern', pattern: 'recruitment' };
    expect(standing.text).toContain('value="1,666.67"');
    expect((await finance.send(other, other, typed)).status).toBe(303);
    expect((await figures(ofMonths({ initiative: 'I-02' }))).slice(0, 3)).toEqual([25_641, 51_282, 76_923]);

    const form = `${page}/patterns/new`;
    expect((await finance.send(form, form, { name: ' ' })).status).toBe(400);
    expect((await finance.send(form, form, { name: 'Ten months from June' })).status).toBe(303);
    const twice = await finance.send(form, form, { name: 'ten months from june' });
    expect(twice.status).toBe(422);
    expect((await finance.send(other, other, { method: 'pattern', pattern: 'PP-01' })).status).toBe(303);
    expect((await figures(ofMonths({ initiative: 'I-02' }))).slice(0, 4)).toEqual([0, 0, 200_000, 200_000]);
    expect((await auditor.get('/profile-patterns.csv')).text).toContain('Ten months from June,0.00,0.00,10.00');
    expect((await auditor.get(other)).text).toContain('By the pattern: Ten months from June');
  });

  test('downloads as a file with the numbers of its page, and keeps who set it and when', async () => {
    const file = (await auditor.get(`${page}.csv`)).text;
    expect(file).toContain('Period,Profile,Profile to date,Spend in period,Spend to date\r\n');
    expect(file).toContain('Period 3 (June 2015),9100.01,9100.01,0.00,0.00\r\n');
    const shown = (await auditor.get(page)).text;
    expect(shown).toContain('How it was set before');
    expect(shown).toContain('>finance<');
    const leeds = await world.signIn('leeds@demo.example');
    expect((await leeds.get(page)).text).not.toContain('>finance<');
  });

  test('cannot be set for a year that was not made, nor by a pattern that is not there', async () => {
    const set = (year: number, pattern: string) =>
      told('finance@demo.example', async (act) => {
        await setProfile(act, { initiative: 'I-01', year }, { method: 'pattern', pattern });
        return { subject: { kind: 'test', ref: '' }, result: null };
      });
    await expect(set(2017, 'recruitment')).rejects.toMatchObject({ rule: 'year-not-made' });
    await expect(set(2015, 'PP-09')).rejects.toMatchObject({ rule: 'no-pattern' });
  });
});
