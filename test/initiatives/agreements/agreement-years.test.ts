import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Knex } from 'knex';
import { type Act, perform } from '../../../src/audit/act.ts';
import { latestMoment, type Moment } from '../../../src/audit/moment.ts';
import { verifyChain } from '../../../src/audit/verify.ts';
import { readValues } from '../../../src/figures/registry.ts';
import { allocate } from '../../../src/funds/allocation.store.ts';
import { addDecision } from '../../../src/funds/decision.store.ts';
import { award } from '../../../src/funds/source.store.ts';
import { commit, findAgreement, release } from '../../../src/initiatives/agreements/agreement.store.ts';
import { isEnding, listRollForwards, rollForward } from '../../../src/initiatives/agreements/roll-forward.store.ts';
import { budget } from '../../../src/initiatives/initiative.store.ts';
import { closePeriod } from '../../../src/ledger/closing.ts';
import { openBooks } from '../../../src/ledger/figure.ts';
import { addYear, readPeriods } from '../../../src/ledger/period.store.ts';
import type { Scope } from '../../../src/ledger/scope.ts';
import { verifyLedger } from '../../../src/ledger/verify.ts';
import type { Plain } from '../../../src/platform/digest.ts';
import { fillOffice, invoice } from '../../spend/office.ts';
import { errorsOf, rowsOf } from '../../spend/page.ts';
import { DATABASES, openWorld, type Visitor, type World } from '../../world.ts';

/** The small office, with 2016/17 made and £30,000 of it budgeted for I-01. */
async function fillTwoYears(db: Knex): Promise<void> {
  await fillOffice(db);
  const person = await db('person').where({ email: 'cfo@demo.example' }).first('id', 'office_id');
  const cfo = { officeId: person.office_id, personId: person.id, role: 'chief-finance-officer' };
  const site = { db, clock: { now: () => '2015-07-30T09:00:00.000Z' } };
  await perform(site, cfo, 'story', null, async (act) => {
    await addYear(act, 2016);
    await addDecision(act, {
      decidedOn: '2015-07-30',
      title: 'Commitments of 2015/16',
      summary: 'What is open is taken into 2016/17.',
      decidedBy: 'The Commissioner',
      headlinePence: null,
      invented: true,
    });
    const shared = {
      source: 'PCC',
      year: 2016,
      nature: 'revenue',
      decisionRef: 'D-2014-001',
      happenedOn: '2015-07-30',
    } as const;
    await award(act, { ...shared, pence: 10_000_000, reference: 'Letter', invented: true });
    const allocation = await allocate(act, { ...shared, pence: 5_000_000, purpose: 'CSE', overrideReason: null });
    await budget(act, { ...shared, initiative: 'I-01', allocation, pence: 3_000_000, overrideReason: null });
    return { subject: { kind: 'story', ref: '' }, result: null };
  });
}

const DAY = (field: string, day: string): Record<string, string> => {
  const [year = '', month = '', date = ''] = day.split('-');
  return { [`${field}-day`]: date, [`${field}-month`]: month, [`${field}-year`]: year };
};

const form = {
  initiative: 'I-01',
  kind: 'grant',
  organisation: '1',
  nature: 'revenue',
  ...DAY('signed', '2015-07-01'),
  ...DAY('starts', '2015-10-01'),
  ...DAY('ends', '2016-09-30'),
  'amount-2015-16': '15,000.00',
  'amount-2016-17': '10,000.01',
  purpose: 'Outreach',
  crimeReduction: 'Fewer children are exploited',
  valueForMoney: 'At cost',
  conditions: '',
};

describe.each(DATABASES)('On %s, an agreement over two financial years', (kind) => {
  let world: World;
  let commissioning: Visitor;
  let manager: Visitor;
  let cfo: Visitor;
  let auditor: Visitor;
  let officeId: number;

  beforeAll(async () => {
    world = await openWorld(kind, fillTwoYears);
    commissioning = await world.signIn('commissioning@demo.example');
    manager = await world.signIn('manager@demo.example');
    cfo = await world.signIn('cfo@demo.example');
    auditor = await world.signIn('auditor@demo.example');
    officeId = (await world.person('cfo@demo.example')).officeId;
  });
  afterAll(() => world.close());

  const value = async (figure: string, scope: Scope, moment?: Moment): Promise<number | null> => {
    const at = moment ?? (await latestMoment(world.db, officeId));
    const [found] = await readValues(openBooks(world.db, officeId, at), figure, [scope]);
    return found?.value ?? null;
  };
  const told = async <T extends Plain>(email: string, work: (act: Act) => Promise<T>): Promise<T> =>
    perform(world.site, await world.doer(email), 'story', null, async (act) => ({
      subject: { kind: 'story', ref: '' },
      result: await work(act),
    }));
  const send = (visitor: Visitor, fields: Record<string, string>) =>
    visitor.send('/agreements/new', '/agreements/new', fields);
  const errors = async (changes: Record<string, string>): Promise<string[]> =>
    errorsOf((await send(commissioning, { ...form, ...changes })).text);

  test('says what it is worth in each year that it runs through, and in no other', async () => {
    expect(await errors({ 'amount-2016-17': '' })).toEqual(['Enter the value in 2016/17, 0 if nothing is due in it']);
    expect(await errors({ 'amount-2014-15': '5' })).toEqual([
      'The agreement does not run in 2014/15; leave its value empty, or change the dates',
    ]);
    expect(await errors({ 'amount-2015-16': '0', 'amount-2016-17': '0' })).toEqual([
      'Enter what the agreement is worth in at least one financial year',
    ]);
    expect(await errors(DAY('ends', '2017-04-01'))).toEqual([
      '1 April 2017 falls in a financial year that has not been made; make it on the page Fund first',
    ]);
    expect(await errors(DAY('starts', '1900-01-01'))).toEqual([
      '1 January 1900 falls in a financial year that has not been made; make it on the page Fund first',
      'Enter the value in 2014/15, 0 if nothing is due in it',
    ]);
    expect(await errors({ 'amount-2015-16': '10.005' })).toEqual([
      'Value in 2015/16 must have no more than two decimal places',
    ]);
  });

  test("binds each year's value out of that year's budget", async () => {
    const beyond = await send(commissioning, { ...form, 'amount-2016-17': '30,000.01' });
    expect(beyond.status).toBe(422);
    expect(beyond.text).toContain('What is left of initiative I-01 (PCC, 2016/17) is £30,000.00');
    const noBudget = await send(commissioning, { ...form, initiative: 'I-02' });
    expect(noBudget.text).toContain('I-02 has no revenue budget for 2016/17. Give it one by a decision first.');

    expect((await send(commissioning, form)).headers.location).toBe('/agreements/AG-2015-002');
    expect(await value('commitment.outstanding', { agreement: 'AG-2015-002', year: 2015 })).toBe(1_500_000);
    expect(await value('commitment.outstanding', { agreement: 'AG-2015-002', year: 2016 })).toBe(1_000_001);
    expect(await value('commitment.signed', { agreement: 'AG-2015-002' })).toBe(2_500_001);
    expect(await value('budget.available', { initiative: 'I-01', year: 2016 })).toBe(1_999_999);
    const shown = await auditor.get('/agreements/AG-2015-002');
    expect(shown.text).toContain('2015/16 and 2016/17, revenue');
    expect(rowsOf(shown.text)).toContainEqual(['2016/17', '£10,000.01', '£0.00', '£0.00', '£0.00', '£10,000.01']);
    expect(rowsOf(shown.text)).toContainEqual(['All years', '£25,000.01', '£0.00', '£0.00', '£0.00', '£25,000.01']);
    expect((await auditor.get('/agreements.csv')).text).toContain(
      'Grant agreement,2016-09-30,Not recorded,2015/16 and 2016/17,25000.01',
    );
  });

  test('is found by when it ends, on the page and in its file', async () => {
    const listed = async (path: string) => rowsOf((await auditor.get(path)).text).map(([ref]) => ref);
    expect((await listed('/agreements?ending=365')).slice(1)).toEqual(['AG-2015-001']);
    expect(await listed('/agreements?ending=90')).toEqual([]);
    expect(await listed('/agreements?ending=ended')).toEqual([]);
    expect((await auditor.get('/agreements.csv?ending=365')).text).not.toContain('AG-2015-002');
    expect((await auditor.get('/agreements?ending=365')).text).toContain('href="/agreements.csv?ending=365"');
    expect((await auditor.get('/agreements?ending=7')).status).toBe(400);
  });

  test('passes a budget by override of somebody with the authority, and says why', async () => {
    const forged = await send(commissioning, { ...form, override: 'Because' });
    expect(forged.status).toBe(400);
    const whole = { ...form, 'amount-2016-17': '20,000.00', override: 'The award for 2016/17 will be higher' };
    expect((await send(cfo, { ...whole, override: '' })).status).toBe(422);
    expect((await send(cfo, whole)).headers.location).toBe('/agreements/AG-2015-003');
    expect(await value('budget.available', { initiative: 'I-01', year: 2016 })).toBe(-1);
    expect(await world.db('entry').whereNotNull('excess').select('pence')).toEqual([{ pence: 2_000_000 }]);
  });

  test('is released year by year, never beyond what that year binds', async () => {
    const path = '/agreements/AG-2015-003/releases/new';
    const wanted = { year: '2016-17', amount: '20,000.01', reason: 'Less is needed', ...DAY('released', '2015-07-31') };
    const beyond = await manager.send(path, path, wanted);
    expect(errorsOf(beyond.text)).toEqual([
      'AG-2015-003 still binds £20,000.00 of 2016/17; £20,000.01 cannot be released.',
    ]);
    expect((await manager.send(path, path, { ...wanted, amount: '20,000' })).status).toBe(303);
    expect(await value('commitment.outstanding', { agreement: 'AG-2015-003', year: 2015 })).toBe(1_500_000);
    expect(await value('commitment.released', { agreement: 'AG-2015-003', year: 2016 })).toBe(2_000_000);
    await told('cfo@demo.example', async (act) => {
      await release(act, { agreement: 'AG-2015-003', pence: 1_500_000, reason: 'R', happenedOn: '2015-07-31' });
      return null;
    });
    expect(await value('commitment.outstanding', { agreement: 'AG-2015-003' })).toBe(0);
  });

  test('recorded before values were split by year, it has the one year that it was recorded with', async () => {
    const old = await world.db('agreement').where({ ref: 'AG-2015-001' }).first();
    await world.db('agreement').insert({ ...old, id: undefined, ref: 'AG-2014-900' });
    const agreement = await findAgreement(world.db, officeId, 'AG-2014-900');
    expect(agreement.years).toEqual([{ year: 2015, pence: 6_000_000 }]);
    expect(agreement.boundYears).toEqual([2015]);
  });

  test('a year that had no budget when it was signed is bound when it has one', async () => {
    const later = { ...form, 'amount-2015-16': '100.00', 'amount-2016-17': '0' };
    expect((await send(commissioning, later)).headers.location).toBe('/agreements/AG-2015-004');
    const path = '/agreements/AG-2015-004/years/new';
    expect((await commissioning.get('/agreements/AG-2015-002')).text).not.toContain('Add the value of another year');
    expect((await commissioning.get('/agreements/AG-2015-004')).text).toContain(path);
    const wanted = { year: '2016-17', amount: '200.00', ...DAY('agreed', '2015-07-31') };
    const past = await commissioning.send(path, path, { ...wanted, year: '2014-15' });
    expect(errorsOf(past.text)).toEqual(['Financial year must be one of those listed; select it again']);
    const beyond = await commissioning.send(path, path, { ...wanted, amount: '20,000.00' });
    expect(beyond.status).toBe(422);
    expect((await commissioning.send(path, path, wanted)).status).toBe(303);
    const agreement = await findAgreement(world.db, officeId, 'AG-2015-004');
    expect([agreement.pence, agreement.boundYears]).toEqual([30_000, [2015, 2016]]);
    expect(await value('commitment.outstanding', { agreement: 'AG-2015-004', year: 2016 })).toBe(20_000);
    await told('cfo@demo.example', async (act) => {
      const given = { agreement: 'AG-2015-004', reason: 'Signed by mistake', happenedOn: '2015-07-31' };
      await release(act, { ...given, year: 2015, pence: 10_000 });
      await release(act, { ...given, year: 2016, pence: 20_000 });
      return null;
    });
  });

  test('a year has one value, within the dates', async () => {
    const agreed = {
      initiative: 'I-01',
      kind: 'grant' as const,
      organisationId: 1,
      nature: 'revenue' as const,
      signedOn: '2015-07-31',
      startsOn: '2015-08-01',
      endsOn: '2016-03-31',
      purpose: 'P',
      crimeReduction: 'C',
      valueForMoney: 'V',
      conditions: null,
      overrideReason: null,
    };
    const of = (years: { year: number; pence: number }[], changes = {}) =>
      told('cfo@demo.example', (act) => commit(act, { ...agreed, years, ...changes }));
    const one = { year: 2015, pence: 1 };
    await expect(of([one, one])).rejects.toMatchObject({ rule: 'year-twice' });
    await expect(of([])).rejects.toMatchObject({ rule: 'no-value' });
    for (const pence of [0, -1]) {
      await expect(of([{ year: 2015, pence }])).rejects.toMatchObject({
        rule: 'value-not-above-zero',
        field: 'amount-2015-16',
      });
    }
    await expect(of([one], { endsOn: '2015-07-31' })).rejects.toMatchObject({
      rule: 'ends-before-it-begins',
      message: 'An agreement that begins on 1 August 2015 cannot end on 31 July 2015. Enter a later end date.',
    });
    await expect(of([{ year: 2016, pence: 1 }])).rejects.toMatchObject({ rule: 'outside-dates' });
    await expect(of([{ year: 2017, pence: 1 }], { endsOn: '2018-03-31' })).rejects.toMatchObject({
      rule: 'year-not-made',
      field: 'amount-2017-18',
    });
  });

  describe('with commitments open at the year end', () => {
    const page = '/agreements/roll-forward';
    const roll = (items: { agreement: string; pence: number }[], changes: Record<string, unknown> = {}) =>
      told('cfo@demo.example', async (act) => {
        await rollForward(act, {
          fromYear: 2015,
          decisionRef: 'D-2015-001',
          happenedOn: '2015-07-31',
          items,
          overrideReason: null,
          ...changes,
        });
        return null;
      });
    const close = (...numbers: number[]) =>
      told('cfo@demo.example', async (act) => {
        for (const number of numbers) await closePeriod(act, { year: 2015, number });
        return null;
      });

    test('nothing is rolled forward before the year ends', async () => {
      await expect(roll([{ agreement: 'AG-2015-002', pence: 1 }])).rejects.toMatchObject({ rule: 'not-ending' });
      expect(isEnding(await readPeriods(world.db, officeId), 2014)).toBe(true);
      const shown = await manager.get(`${page}?year=2015-16`);
      expect(shown.text).toContain('2015/16 is not ending yet');
      expect(shown.text).not.toContain('name="roll-AG-2015-002"');
    });

    test('the page lists each with what is outstanding, and what is left in its initiative', async () => {
      await close(4, 5, 6, 7, 8, 9, 10, 11);
      const shown = await manager.get(`${page}?year=2015-16`);
      expect(
        rowsOf(shown.text)
          .find(([ref]) => ref === 'AG-2015-002')
          ?.slice(-3),
      ).toEqual(['£15,000.00', '£0.00', '£15,000.00']);
      expect(shown.text).toContain('name="roll-AG-2015-002"');
      expect(shown.text).toMatch(/name="amount-AG-2015-002"[^>]* value="15,000\.00"/);
      expect(shown.text).toContain('carried forward or lapses by a decision of its own');
      expect((await auditor.get(`${page}?year=2015-16`)).text).not.toContain('name="roll-AG-2015-002"');
      const file = (await auditor.get(`${page}.csv?year=2015-16`)).text;
      expect(file).toContain('Agreement,Initiative,Provider,Bound,Spent,Outstanding\r\n');
      expect(file).toContain('AG-2015-002,I-01,West Yorkshire Police,15000.00,0.00,15000.00\r\n');
    });

    /** What is asked to be rolled forward, and the rule that refuses it. */
    const REFUSED: [
      story: string,
      rule: string,
      items: [agreement: string, pence: number][],
      changes: Record<string, unknown>,
    ][] = [
      ['nothing', 'nothing-chosen', [], {}],
      [
        'the same agreement twice at once',
        'chosen-twice',
        [
          ['AG-2015-002', 1],
          ['AG-2015-002', 1],
        ],
        {},
      ],
      ['a penny more than is outstanding', 'more-than-outstanding', [['AG-2015-002', 1_500_001]], {}],
      ['what was released and binds nothing', 'more-than-outstanding', [['AG-2015-003', 1]], {}],
      ['by a decision that nobody recorded', 'no-decision', [['AG-2015-002', 1]], { decisionRef: 'D-2015-009' }],
      ['more than the next year can bear', 'below-zero', [['AG-2015-001', 1_999_999 + 1]], {}],
      [
        'together more than the next year can bear',
        'below-zero',
        [
          ['AG-2015-001', 1_000_000],
          ['AG-2015-002', 1_000_000],
        ],
        {},
      ],
      ['into a year that was not made', 'year-not-made', [['AG-2015-002', 1]], { fromYear: 2016 }],
    ];
    test.each(REFUSED)('is refused: %s', async (_story, rule, items, changes) => {
      const before = (await world.db('entry').select('id')).length;
      const wanted = items.map(([agreement, pence]) => ({ agreement, pence }));
      await expect(roll(wanted, changes)).rejects.toMatchObject({ rule });
      expect((await world.db('entry').select('id')).length).toBe(before);
    });

    test('one act releases it from the old year and binds it in the next, with the decision on both', async () => {
      const before = await latestMoment(world.db, officeId);
      const path = `${page}?year=2015-16`;
      const none = await manager.send(path, path, { decision: 'D-2015-001' });
      expect(errorsOf(none.text)).toEqual(['Select at least one commitment to roll forward']);
      const wanted = {
        'roll-AG-2015-002': 'yes',
        'amount-AG-2015-002': '9,999.99',
        'amount-AG-2015-001': '60,000.00',
        decision: 'D-2015-001',
      };
      expect((await commissioning.send('/agreements/new', path, wanted)).status).toBe(403);
      expect((await manager.send(path, path, wanted)).status).toBe(303);

      const entries = await world.db('entry').where({ decision_ref: 'D-2015-001' }).orderBy('id');
      expect(entries.map(({ kind: of, pence, year, period }) => [of, pence, year, period])).toEqual([
        ['release', 999_999, 2015, 12],
        ['commit', 999_999, 2015, 12],
      ]);
      const of = (figure: string, year?: number) =>
        value(figure, { agreement: 'AG-2015-002', ...(year === undefined ? {} : { year }) });
      expect([await of('commitment.outstanding', 2015), await of('commitment.outstanding', 2016)]).toEqual([
        500_001, 2_000_000,
      ]);
      expect([
        await of('commitment.rolled', 2015),
        await of('commitment.rolled', 2016),
        await of('commitment.rolled'),
      ]).toEqual([-999_999, 999_999, 0]);
      // Its value is what was signed, and nothing was released: the commitment only moved.
      expect([await of('commitment.signed'), await of('commitment.released'), await of('commitment.made')]).toEqual([
        2_500_001, 0, 2_500_001,
      ]);
      // What was freed stays in the old year.
      expect(await value('budget.available', { initiative: 'I-01', year: 2015 })).toBe(
        ((await value('budget.available', { initiative: 'I-01', year: 2015 }, before)) as number) + 999_999,
      );
      expect(await listRollForwards(world.db, officeId)).toMatchObject([
        { agreement: 'AG-2015-002', fromYear: 2015, toYear: 2016, pence: 999_999, decisionRef: 'D-2015-001' },
      ]);
      const shown = await auditor.get('/agreements/AG-2015-002');
      expect(rowsOf(shown.text)).toContainEqual(['2015/16', '£15,000.00', '-£9,999.99', '£0.00', '£0.00', '£5,000.01']);
      expect(shown.text).toContain('£9,999.99 from 2015/16 into 2016/17, by decision D-2015-001.');
      const listed = (await auditor.get(path)).text;
      expect(rowsOf(listed)).toContainEqual(['AG-2015-002', 'I-01', 'D-2015-001', '£9,999.99']);
      expect(await value('commitment.rolled', { agreement: 'AG-2015-002', year: 2016 }, before)).toBe(0);
    });

    test('is refused a second time by the same decision; the rest may go by another', async () => {
      const again = [{ agreement: 'AG-2015-002', pence: 1 }];
      await expect(roll(again)).rejects.toMatchObject({ rule: 'rolled-already', field: 'amount-AG-2015-002' });
      await expect(roll(again, { decisionRef: 'D-2014-001' })).resolves.toBeNull();
    });

    test('passes what the next year has only with a reason of somebody with the authority', async () => {
      const items = [{ agreement: 'AG-2015-001', pence: 2_000_000 }];
      await expect(roll(items)).rejects.toMatchObject({ rule: 'below-zero' });
      await roll(items, { overrideReason: 'The budget for 2016/17 is to be raised in May' });
      expect(await value('budget.available', { initiative: 'I-01', year: 2016 })).toBe(1_000_000 - 1 - 2_000_000);
    });

    test('in the next year it is spent from like any other', async () => {
      await close(12, 13);
      world.clock.set('2015-07-31T09:20:00.000Z');
      const finance = await world.signIn('finance@demo.example');
      const july = { 'invoiced-day': '30', period: '2016-17-P01', agreement: 'AG-2015-002', net: '20,000.01' };
      const check = await finance.send('/spend/new', '/spend/check', invoice(july));
      expect(rowsOf(check.text)).toContainEqual(['Left of AG-2015-002', '£20,000.01', '£0.00']);
      const never = await finance.send('/spend/new', '/spend/check', invoice({ ...july, agreement: 'AG-2014-900' }));
      expect(errorsOf(never.text).join(' ')).toContain('AG-2014-900 binds money of');
    });
  });

  test('the books verify after all of this', async () => {
    expect(await verifyLedger(world.db, officeId)).toEqual([]);
    const findings = await verifyChain(world.db, officeId);
    // The old agreement was put in behind the chain's back, by this test.
    expect(findings.every(({ sentence }) => sentence.includes('agreement'))).toBe(true);
  });
});
