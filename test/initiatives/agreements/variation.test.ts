import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { latestMoment, type Moment } from '../../../src/audit/moment.ts';
import { verifyChain } from '../../../src/audit/verify.ts';
import { readValues } from '../../../src/figures/registry.ts';
import { commit, findAgreement, listAgreements, release } from '../../../src/initiatives/agreements/agreement.store.ts';
import { runsIn } from '../../../src/initiatives/agreements/agreement.ts';
import { setPayment } from '../../../src/initiatives/agreements/payment-term.store.ts';
import { listVariations } from '../../../src/initiatives/agreements/variation.store.ts';
import { type NewVariation, vary } from '../../../src/initiatives/agreements/vary.ts';
import { openBooks } from '../../../src/ledger/figure.ts';
import { addYear } from '../../../src/ledger/period.store.ts';
import type { Scope } from '../../../src/ledger/scope.ts';
import { verifyLedger } from '../../../src/ledger/verify.ts';
import { Desk, P } from '../../spend/desk.ts';
import { fillOffice } from '../../spend/office.ts';
import { errorsOf, plain, rowsOf } from '../../spend/page.ts';
import { DATABASES, openWorld, type Visitor, type World } from '../../world.ts';

const DAY = (field: string, day: string): Record<string, string> => {
  const [year = '', month = '', date = ''] = day.split('-');
  return { [`${field}-day`]: date, [`${field}-month`]: month, [`${field}-year`]: year };
};

const REF = 'AG-2015-001';
const NOTHING: Omit<NewVariation, 'agreement'> = {
  agreedOn: '2015-07-20',
  years: [],
  endsOn: null,
  purpose: null,
  terms: null,
  reason: 'Agreed with the provider',
  decisionRef: null,
  overrideReason: null,
};

describe.each(DATABASES)('On %s, a variation of an agreement', (kind) => {
  let world: World;
  let desk: Desk;
  let commissioning: Visitor;
  let manager: Visitor;
  let cfo: Visitor;
  let auditor: Visitor;
  let officeId: number;
  let signed: Moment;
  beforeAll(async () => {
    world = await openWorld(kind, fillOffice);
    desk = new Desk(world);
    [commissioning, manager, cfo, auditor] = (await Promise.all(
      ['commissioning', 'manager', 'cfo', 'auditor'].map((name) => world.signIn(`${name}@demo.example`)),
    )) as [Visitor, Visitor, Visitor, Visitor];
    officeId = (await world.person('cfo@demo.example')).officeId;
    await desk.act('cfo', 'story', async (act) => {
      await addYear(act, 2016);
      return null;
    });
    await desk.money({ year: 2016, initiative: 'I-01', pence: 1_000_000 });
    signed = await latestMoment(world.db, officeId);
  }, 60_000);
  afterAll(() => world.close());

  const value = async (figure: string, scope: Scope = { agreement: REF }, moment?: Moment) => {
    if (moment === undefined) return desk.figure(figure, scope);
    const [found] = await readValues(openBooks(world.db, officeId, moment), figure, [scope]);
    return found?.value;
  };
  const varied = (changes: Partial<NewVariation>, name = 'cfo') =>
    desk.act(name, 'agreement.vary', (act) => vary(act, { agreement: REF, ...NOTHING, ...changes }));
  const path = `/agreements/${REF}/variations/new`;
  const form = { ...DAY('agreed', '2015-07-20'), reason: 'More cases than foreseen' };
  const send = (visitor: Visitor, fields: Record<string, string>) => visitor.send(path, path, { ...form, ...fields });

  const REFUSED: [story: string, rule: string, changes: Partial<NewVariation>][] = [
    ['that changes nothing', 'nothing-changes', {}],
    ['to the end date that it has', 'nothing-changes', { endsOn: '2016-03-31' }],
    ['agreed before it was signed', 'agreed-too-early', { endsOn: '2016-06-30', agreedOn: '2015-04-19' }],
    ['that ends before it begins', 'ends-before-it-begins', { endsOn: '2015-03-31' }],
    ['of nothing in a year', 'nothing-changes', { years: [{ year: 2015, pence: 0 }] }],
    [
      'of one year twice',
      'year-twice',
      {
        years: [
          { year: 2015, pence: 1 },
          { year: 2015, pence: 1 },
        ],
      },
    ],
    ['that takes off more than it is worth', 'below-nothing', { years: [{ year: 2015, pence: -6_000_001 }] }],
    ['with value in a year that it does not run through', 'outside-dates', { years: [{ year: 2016, pence: 1 }] }],
    ['beyond what is left of the budget', 'below-zero', { years: [{ year: 2015, pence: 4_000_001 }] }],
    ['in a year that was not made', 'year-not-made', { years: [{ year: 2017, pence: 1 }], endsOn: '2018-03-31' }],
    ['by a decision that nobody recorded', 'no-decision', { endsOn: '2016-06-30', decisionRef: 'D-2015-099' }],
  ];
  test.each(REFUSED)('%s is refused, and nothing is kept', async (_story, rule, changes) => {
    const before = await latestMoment(world.db, officeId);
    await expect(varied(changes)).rejects.toMatchObject({ rule });
    expect(await latestMoment(world.db, officeId)).toEqual(before);
    expect(await listVariations(world.db, officeId)).toEqual([]);
  });

  test('is recorded by those who commission; others are neither offered it nor let', async () => {
    expect((await auditor.get(`/agreements/${REF}`)).text).not.toContain(path);
    expect((await auditor.get(path)).status).toBe(403);
    const page = (await commissioning.get(path)).text;
    expect(page).toContain('Now £60,000.00');
    expect(page).not.toContain('name="override"');
    expect((await send(commissioning, { 'amount-2015-16': '1', override: 'Because' })).status).toBe(400);
  });

  test('above the budget is refused beside its year, with what is left, what was asked and what to do', async () => {
    const beyond = await send(commissioning, { 'amount-2015-16': '40,000.01' });
    expect(beyond.status).toBe(422);
    expect(errorsOf(beyond.text)).toEqual([
      'What is left of initiative I-01 (PCC, 2015/16) is £40,000.00, £0.01 less than £40,000.01. Lower the amount, or ' +
        'ask somebody who may go beyond what is left and says why.',
    ]);
    expect(beyond.text).toContain('href="#amount-2015-16"');
    expect(beyond.text).toContain('value="40,000.01"');
  });

  test('adds value and time, and leaves what was signed as it was', async () => {
    const done = await send(commissioning, {
      'amount-2015-16': '5,000.00',
      'amount-2016-17': '2,000.01',
      ...DAY('ends', '2016-06-30'),
      purpose: 'Investigators, and an analyst',
      decision: 'D-2014-001',
    });
    expect(done.headers.location).toBe(`/agreements/${REF}`);
    expect(await value('commitment.signed')).toBe(6_000_000);
    expect(await value('commitment.varied')).toBe(700_001);
    expect(await value('commitment.varied', { agreement: REF, year: 2016 })).toBe(200_001);
    expect(await value('commitment.outstanding')).toBe(6_700_001);
    expect(await value('commitment.released')).toBe(0);
    expect(await value('budget.available', { initiative: 'I-01', year: 2016 })).toBe(1_000_000 - 200_001);
    const now = await findAgreement(world.db, officeId, REF);
    expect(now).toMatchObject({ endsOn: '2016-06-30', pence: 6_700_001, boundYears: [2015, 2016], variations: 1 });
    expect(now.signed).toEqual({ endsOn: '2016-03-31', purpose: 'Investigators' });
    expect([runsIn(now, 2016), runsIn({ ...now, ...now.signed }, 2016)]).toEqual([true, false]);

    const shown = (await auditor.get(`/agreements/${REF}`)).text;
    expect(rowsOf(shown)).toContainEqual(['2016/17', '£0.00', '£2,000.01', '£0.00', '£0.00', '£0.00', '£2,000.01']);
    expect(rowsOf(shown)).toContainEqual([
      '1',
      '20 July 2015',
      '£5,000.00 more in 2015/16. £2,000.01 more in 2016/17. It ends on 30 June 2016. Purpose: Investigators, and an analyst',
      'More cases than foreseen',
      'D-2014-001',
      'commissioning',
    ]);
    expect(plain(shown)).toContain('As signed, it ended on 31 March 2016, for this purpose: Investigators');
    expect((await auditor.get('/agreements.csv')).text).toContain('2016-06-30');
  });

  test('does not change what was known before it', async () => {
    expect(await value('commitment.outstanding', { agreement: REF }, signed)).toBe(6_000_000);
    expect(await value('commitment.varied', { agreement: REF }, signed)).toBe(0);
    const [then] = await listAgreements(world.db, officeId, { ref: REF, upToSeq: signed.seq });
    expect(then).toMatchObject({ endsOn: '2016-03-31', pence: 6_000_000, purpose: 'Investigators', variations: 0 });
  });

  test('takes value off for those who may release money, and releases it in the same act', async () => {
    const forbidden = await send(commissioning, { 'amount-2016-17': '-2,000.01' });
    expect(errorsOf(forbidden.text)).toEqual(['Your role does not include lowering a value; ask the finance manager']);
    await expect(varied({ years: [{ year: 2016, pence: -1 }] }, 'commissioning')).rejects.toMatchObject({
      kind: 'forbidden',
      rule: 'release',
    });
    expect((await send(manager, { 'amount-2016-17': '-2,000.01', ...DAY('ends', '2016-03-31') })).status).toBe(303);
    expect(await value('commitment.varied')).toBe(500_000);
    expect(await value('commitment.released')).toBe(0);
    expect(await value('commitment.outstanding', { agreement: REF, year: 2016 })).toBe(0);
    expect(await value('budget.available', { initiative: 'I-01', year: 2016 })).toBe(1_000_000);
    expect((await findAgreement(world.db, officeId, REF)).endsOn).toBe('2016-03-31');
  });

  test('may not end before a year that still has value, nor take off what was spent', async () => {
    await varied({ years: [{ year: 2016, pence: 100 }], endsOn: '2016-05-31' });
    await expect(varied({ endsOn: '2016-03-31' })).rejects.toMatchObject({ rule: 'outside-dates', field: 'ends-day' });
    const spent = await desk.spend({
      initiative: 'I-01',
      agreement: REF,
      period: P(4),
      netPence: 1_000_000,
      vatPence: 0,
    });
    await desk.approve(spent);
    await expect(varied({ years: [{ year: 2015, pence: -6_000_000 }] })).rejects.toMatchObject({
      rule: 'release',
      field: 'amount-2015-16',
    });
  });

  test('passes a budget with the reason of somebody with the authority', async () => {
    const beyond = { 'amount-2015-16': '40,000.00' };
    expect((await send(cfo, { ...beyond, override: '' })).status).toBe(422);
    expect((await send(cfo, { ...beyond, override: 'The award will be higher' })).status).toBe(303);
    expect((await value('budget.available', { initiative: 'I-01', year: 2015 })) as number).toBeLessThan(0);
    await varied({ years: [{ year: 2015, pence: -4_000_000 }] });
  });

  test('of the value leaves a schedule of payments behind, and the page says so until it is set again', async () => {
    const { pence } = await findAgreement(world.db, officeId, REF);
    const payment = (amount: number) => ({
      shape: 'instalments' as const,
      instalments: [{ dueOn: '2015-09-01', milestone: null, pence: amount }],
      retention: null,
    });
    await desk.act('commissioning', 'story', async (act) => {
      await setPayment(act, REF, payment(pence), { reason: null, variation: null });
      return null;
    });
    const sent = await send(commissioning, { 'amount-2015-16': '1.00' });
    expect((await commissioning.get(sent.headers.location as string)).text).toContain('Set again how it is paid');
    expect((await auditor.get(`/agreements/${REF}`)).text).toContain('its payments add up to another amount');
    await varied({ years: [{ year: 2015, pence: 100 }], payment: payment(pence + 200) });
    expect((await auditor.get(`/agreements/${REF}`)).text).not.toContain('its payments add up to another amount');
    await expect(varied({ years: [{ year: 2015, pence: 100 }], payment: payment(pence) })).rejects.toMatchObject({
      rule: 'payments-do-not-add-up',
    });
  });

  test('after any of them, a commitment is what was signed and varied, less what was released and spent', async () => {
    const step = fc.oneof(
      fc.record({
        kind: fc.constant('vary' as const),
        year: fc.constantFrom(2015, 2016),
        pence: fc.integer({ min: -900, max: 900 }),
      }),
      fc.record({
        kind: fc.constant('release' as const),
        year: fc.constantFrom(2015, 2016),
        pence: fc.integer({ min: 1, max: 600 }),
      }),
      fc.record({
        kind: fc.constant('spend' as const),
        year: fc.constant(2015),
        pence: fc.integer({ min: 1, max: 400 }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
        const ref = await desk.act('cfo', 'agreement.add', (act) =>
          commit(act, {
            ...AGREED,
            years: [
              { year: 2015, pence: 1000 },
              { year: 2016, pence: 500 },
            ],
          }),
        );
        let free = (await value('budget.available', { initiative: 'I-01', year: 2016 })) as number;
        free += (await value('budget.available', { initiative: 'I-01', year: 2015 })) as number;
        const model = { 2015: { worth: 1000, left: 1000 }, 2016: { worth: 500, left: 500 } };
        const counted = { varied: 0, released: 0, spent: 0 };
        for (const { kind: what, year, pence } of steps) {
          const of = model[year as 2015];
          const isRefused =
            what === 'vary' ? pence === 0 || of.worth + pence < 0 || of.left + pence < 0 : pence > of.left;
          if (what === 'spend' && isRefused) continue;
          const act =
            what === 'vary'
              ? varied({ agreement: ref, years: [{ year, pence }] })
              : what === 'release'
                ? desk.act('cfo', 'agreement.release', async (release_) => {
                    await release(release_, { agreement: ref, year, pence, reason: 'R', happenedOn: '2015-07-31' });
                    return null;
                  })
                : desk
                    .spend({ initiative: 'I-01', agreement: ref, period: P(4), netPence: pence, vatPence: 0 })
                    .then((spend) => desk.approve(spend));
          if (isRefused) {
            await expect(act).rejects.toMatchObject({ kind: 'refused' });
            continue;
          }
          await act;
          of.left += what === 'vary' ? pence : -pence;
          if (what === 'vary') of.worth += pence;
          counted[what === 'vary' ? 'varied' : what === 'release' ? 'released' : 'spent'] += pence;
        }
        const scope = { agreement: ref };
        expect([
          await value('commitment.signed', scope),
          await value('commitment.varied', scope),
          await value('commitment.released', scope),
          await value('spend.to-date', scope),
        ]).toEqual([1500, counted.varied, counted.released, counted.spent]);
        const left = 1500 + counted.varied - counted.released - counted.spent;
        expect(await value('commitment.outstanding', scope)).toBe(left);
        expect(await value('commitment.made', scope)).toBe(1500 + counted.varied - counted.released);
        expect((await findAgreement(world.db, officeId, ref)).pence).toBe(1500 + counted.varied);
        let after = (await value('budget.available', { initiative: 'I-01', year: 2016 })) as number;
        after += (await value('budget.available', { initiative: 'I-01', year: 2015 })) as number;
        expect(after).toBe(free - counted.varied + counted.released);
      }),
      { numRuns: 8 },
    );
  }, 120_000);

  test('leaves books and chain that verify', async () => {
    expect(await verifyLedger(world.db, officeId)).toEqual([]);
    expect(await verifyChain(world.db, officeId)).toEqual([]);
  });
});

const AGREED = {
  initiative: 'I-01',
  kind: 'contract' as const,
  organisationId: 1,
  nature: 'revenue' as const,
  signedOn: '2015-07-01',
  startsOn: '2015-07-01',
  endsOn: '2017-03-31',
  purpose: 'P',
  crimeReduction: 'C',
  valueForMoney: 'V',
  conditions: null,
  overrideReason: null,
};
