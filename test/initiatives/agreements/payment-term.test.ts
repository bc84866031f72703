import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { latestMoment, type Moment } from '../../../src/audit/moment.ts';
import { verifyChain } from '../../../src/audit/verify.ts';
import { openFigure, readValues } from '../../../src/figures/registry.ts';
import { listPayments, readPayments, setPayment } from '../../../src/initiatives/agreements/payment-term.store.ts';
import {
  heldBack,
  type NewPayment,
  paymentShown,
  type Retention,
  scheduleOf,
} from '../../../src/initiatives/agreements/payment-term.ts';
import { openBooks } from '../../../src/ledger/figure.ts';
import { shareOut } from '../../../src/money/pence.ts';
import { Desk } from '../../spend/desk.ts';
import { fillOffice } from '../../spend/office.ts';
import { errorsOf, plain, rowsOf } from '../../spend/page.ts';
import { DATABASES, openWorld, type Visitor, type World } from '../../world.ts';

const REF = 'AG-2015-001';
const WORTH = { ref: REF, pence: 6_000_000 };
const on = (dueOn: string, pence: number) => ({ dueOn, milestone: null, pence });
const byMilestone = (milestone: string, pence: number, dueOn: string | null = null) => ({ dueOn, milestone, pence });
const instalments = (...payments: ReturnType<typeof on>[]): NewPayment => ({
  shape: 'instalments',
  instalments: payments,
  retention: null,
});

describe('A schedule of payments', () => {
  const REFUSED: [story: string, rule: string, payment: NewPayment][] = [
    ['without payments', 'no-payments', instalments()],
    ['a penny too little', 'payments-do-not-add-up', instalments(on('2015-05-01', 5_999_999))],
    ['a penny too much', 'payments-do-not-add-up', instalments(on('2015-05-01', 6_000_001))],
    [
      'with a payment of nothing',
      'payment-not-above-zero',
      instalments(on('2015-05-01', 0), on('2015-06-01', 6_000_000)),
    ],
    [
      'with a payment below zero',
      'payment-not-above-zero',
      instalments(on('2015-05-01', -1), on('2015-06-01', 6_000_001)),
    ],
    [
      'with an instalment without a day',
      'no-due-day',
      { shape: 'instalments', instalments: [byMilestone('Opened', 6_000_000)], retention: null },
    ],
    [
      'whose payments leave nothing for what is held back',
      'payments-do-not-add-up',
      { ...instalments(on('2015-05-01', 6_000_000)), retention: { tenths: 100, dueOn: '2016-03-31' } },
    ],
    [
      'that holds everything back',
      'retention-too-much',
      { shape: 'up-front', dueOn: '2015-05-01', retention: { pence: 6_000_000, dueOn: '2016-03-31' } },
    ],
    [
      'that pays what is held back before the last payment',
      'retention-too-early',
      { ...instalments(on('2015-05-01', 5_400_000)), retention: { tenths: 100, dueOn: '2015-04-30' } },
    ],
    [
      'by result with a cap above the value',
      'cap-above-value',
      { shape: 'results', unit: 'placement', unitPence: 100, capPence: 6_000_001, retention: null },
    ],
    [
      'by result with a price above the cap',
      'price-above-cap',
      { shape: 'results', unit: 'placement', unitPence: 101, capPence: 100, retention: null },
    ],
  ];
  test.each(REFUSED)('%s is refused', (_story, rule, payment) => {
    expect(() => scheduleOf(payment, WORTH)).toThrow(expect.objectContaining({ rule }));
  });

  test('says by how much it is off, and what to do', () => {
    const held: NewPayment = {
      ...instalments(on('2015-05-01', 5_000_000)),
      retention: { pence: 600_000, dueOn: '2016-03-31' },
    };
    expect(() => scheduleOf(held, WORTH)).toThrow(
      'The payments add up to £50,000.00, and £6,000.00 is held back: £56,000.00 in all. AG-2015-001 is worth ' +
        '£60,000.00, so that is £4,000.00 too little. Change the payments until they add up to the value.',
    );
  });

  test('stands in the order of its days, with what is held back last', () => {
    const schedule = scheduleOf(
      {
        ...instalments(on('2015-10-01', 2_700_000), on('2015-05-01', 2_700_000)),
        retention: { tenths: 100, dueOn: '2016-03-31' },
      },
      WORTH,
    );
    expect(schedule.map(({ number, dueOn, pence, isRetention }) => [number, dueOn, pence, isRetention])).toEqual([
      [1, '2015-05-01', 2_700_000, false],
      [2, '2015-10-01', 2_700_000, false],
      [3, '2016-03-31', 600_000, true],
    ]);
  });

  const retentions = fc.oneof(
    fc.constant(null),
    fc.record({ tenths: fc.integer({ min: 1, max: 999 }), dueOn: fc.constant('2017-01-01') }),
    fc.record({ pence: fc.integer({ min: 1, max: 10_000 }), dueOn: fc.constant('2017-01-01') }),
  ) as fc.Arbitrary<Retention | null>;

  test('always adds up to the value to the penny, whatever the value and whatever is held back', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 20_000, max: 100_000_000_000 }),
        fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 24 }),
        retentions,
        fc.boolean(),
        (pence, weights, retention, isUpFront) => {
          const worth = { ref: REF, pence };
          const open = pence - heldBack(retention, pence);
          fc.pre(open > weights.length && open < pence === (retention !== null));
          const shares = shareOut(open, weights).filter((share) => share > 0);
          const payment: NewPayment = isUpFront
            ? { shape: 'up-front', dueOn: '2015-05-01', retention }
            : { shape: 'instalments', instalments: shares.map((share) => on('2015-05-01', share)), retention };
          const schedule = scheduleOf(payment, worth);
          expect(schedule.reduce((sum, one) => sum + one.pence, 0)).toBe(pence);
          expect(schedule.every((one) => one.pence > 0 && Number.isSafeInteger(one.pence))).toBe(true);
          expect(schedule.filter(({ isRetention }) => isRetention).length).toBe(retention === null ? 0 : 1);
        },
      ),
    );
  });
});

describe.each(DATABASES)('On %s, how an agreement is paid', (kind) => {
  let world: World;
  let desk: Desk;
  let commissioning: Visitor;
  let auditor: Visitor;
  let officeId: number;
  beforeAll(async () => {
    world = await openWorld(kind, fillOffice);
    desk = new Desk(world);
    commissioning = await world.signIn('commissioning@demo.example');
    auditor = await world.signIn('auditor@demo.example');
    officeId = (await world.person('cfo@demo.example')).officeId;
  }, 60_000);
  afterAll(() => world.close());

  const figure = async (id: string, moment?: Moment) => {
    const at = moment ?? (await latestMoment(world.db, officeId));
    const [found] = await readValues(openBooks(world.db, officeId, at), id, [{ agreement: REF }]);
    return found?.value === null ? found.marker : found?.value;
  };
  const path = (shape: string, rows = 3) => `/agreements/${REF}/payment/new?shape=${shape}&payments=${rows}`;
  const send = (shape: string, fields: Record<string, string>) =>
    commissioning.send(path(shape), path(shape), { held: 'none', ...fields });

  test('is not recorded for an old agreement, and says so instead of £0.00', async () => {
    expect((await readPayments(world.db, officeId)).size).toBe(0);
    expect(await figure('agreement.scheduled')).toBe('z');
    expect((await auditor.get(`/agreements/${REF}`)).text).toContain('How it is paid has not been recorded yet.');
  });

  test('is set by those who commission; others are neither offered it nor let', async () => {
    expect((await auditor.get(`/agreements/${REF}`)).text).not.toContain('Set how it is paid');
    expect((await auditor.get(path('arrears'))).status).toBe(403);
    expect((await commissioning.get(`/agreements/${REF}/payment`)).text).toContain('How AG-2015-001 is paid');
    expect((await commissioning.get(`/agreements/${REF}/payment/new?shape=later`)).status).toBe(400);
    expect((await commissioning.get(`/agreements/${REF}/payment/new?shape=instalments&payments=99`)).status).toBe(400);
  });

  test('is proposed in equal instalments, and keeps what was typed when something is wrong', async () => {
    const page = (await commissioning.get(path('instalments'))).text;
    expect(page).toContain('value="20,000.00"');
    expect(page).toContain('value="1 July 2015"');
    const off = await send('instalments', { 'due-1': '1 May 2015', 'amount-1': '59,999.99' });
    expect(off.status).toBe(422);
    expect(errorsOf(off.text)[0]).toContain('so that is £0.01 too little');
    expect(off.text).toContain('value="59,999.99"');
    const odd = await send('instalments', { 'due-1': '31 June 2015', 'amount-1': 'six', 'due-2': '1 May 2015' });
    expect(errorsOf(odd.text)).toEqual([
      'The day of payment 1 must be a date, like 1 July 2015',
      expect.stringContaining('Amount of payment 1 must'),
      'Enter the amount of payment 2',
    ]);
    expect((await send('instalments', { 'due-4': '1 May 2015' })).status).toBe(400);
    expect(await listPayments(world.db, officeId)).toEqual([]);
  });

  test('in instalments with a share held back, it shows what is due beside what was spent', async () => {
    const answer = await send('instalments', {
      'due-1': '01/05/2015',
      'amount-1': '27,000',
      'due-2': '2015-10-01',
      'amount-2': '£27,000.00',
      held: 'percent',
      'held-percent': '10%',
      'heldUntil-day': '31',
      'heldUntil-month': '3',
      'heldUntil-year': '2016',
    });
    expect(answer.headers.location).toBe(`/agreements/${REF}`);
    const shown = (await auditor.get(`/agreements/${REF}`)).text;
    expect(plain(shown)).toContain('In instalments, 10% held back until the end.');
    expect(rowsOf(shown)).toContainEqual(['Instalment 1', '1 May 2015', 'Due', '£27,000.00']);
    expect(rowsOf(shown)).toContainEqual(['Held back until the end', '31 March 2016', 'Not yet due', '£6,000.00']);
    expect(await figure('agreement.scheduled')).toBe(6_000_000);
    expect(await figure('agreement.due-to-date')).toBe(2_700_000);
    const { rows } = await openFigure(
      openBooks(world.db, officeId, await latestMoment(world.db, officeId)),
      'agreement.scheduled',
      { agreement: REF },
    );
    expect(rows.map(({ value }) => value)).toEqual([2_700_000, 2_700_000, 600_000]);
    expect((await auditor.get('/agreements.csv')).text).toContain('"In instalments, 10% held back until the end"');
  });

  test('changes by adding, with a reason; what was due as at a day before stays', async () => {
    const before = await latestMoment(world.db, officeId);
    const wanted = { unit: 'case reviewed', price: '250.00', cap: '60,000' };
    expect(errorsOf((await send('results', wanted)).text)).toEqual(['Enter the reason']);
    const above = await send('results', { ...wanted, cap: '60,000.01', reason: 'Agreed' });
    expect(errorsOf(above.text)[0]).toContain('The cap is £60,000.01, and AG-2015-001 is worth £60,000.00');
    expect((await send('results', { ...wanted, reason: 'The force is paid by case' })).status).toBe(303);
    const shown = plain((await auditor.get(`/agreements/${REF}`)).text);
    expect(shown).toContain('By result, up to a cap: £250.00 for each (case reviewed), £60,000.00 at most.');
    expect(shown).toContain('Reason: The force is paid by case');
    expect(shown).toContain(
      'Before: In instalments, 10% held back until the end: 3 payments, the last due on 31 March 2016.',
    );
    expect([await figure('agreement.scheduled'), await figure('agreement.scheduled', before)]).toEqual([
      'z',
      6_000_000,
    ]);
    const payments = await readPayments(world.db, officeId, { upToSeq: before.seq });
    expect(paymentShown(payments.get(REF) as never)).toContain('In instalments');
  });

  test('up front, by milestone and in arrears it is kept as it was typed', async () => {
    const reason = 'Agreed';
    const front = { 'due-day': '1', 'due-month': '8', 'due-year': '2015', held: 'amount', 'held-amount': '0.01' };
    const until = { 'heldUntil-day': '31', 'heldUntil-month': '3', 'heldUntil-year': '2016' };
    expect((await send('up-front', { ...front, ...until, reason })).status).toBe(303);
    const paid = async () => (await listPayments(world.db, officeId)).at(-1);
    expect((await paid())?.schedule.map(({ pence }) => pence)).toEqual([5_999_999, 1]);
    const milestones = { 'milestone-1': 'First report', 'amount-1': '30,000', 'milestone-2': 'Last report' };
    const dated = { 'due-2': '1 March 2016', 'amount-2': '30,000', reason };
    expect((await send('milestones', { ...milestones, ...dated })).status).toBe(303);
    expect((await paid())?.schedule.map(({ milestone, dueOn }) => [milestone, dueOn])).toEqual([
      ['First report', null],
      ['Last report', '2016-03-01'],
    ]);
    expect(await figure('agreement.due-to-date')).toBe(0);
    expect(errorsOf((await send('arrears', { reason })).text)).toEqual(['Select how often it is claimed']);
    expect((await send('arrears', { claimed: 'quarter', reason })).status).toBe(303);
    expect(await paid()).toMatchObject({ shape: 'arrears', claimed: 'quarter', schedule: [] });
    expect(plain((await auditor.get(`/agreements/${REF}`)).text)).toContain('In arrears, on claim each quarter');
  });

  test('names a variation only when there is one, and is bound to the chain', async () => {
    const change = { reason: 'Agreed', variation: 7 };
    const arrears: NewPayment = { shape: 'arrears', claimed: 'month', retention: null };
    await expect(
      desk.act('commissioning', 'story', async (act) => {
        await setPayment(act, REF, arrears, change);
        return null;
      }),
    ).rejects.toMatchObject({ rule: 'no-variation' });
    expect(await verifyChain(world.db, officeId)).toEqual([]);
  });
});
