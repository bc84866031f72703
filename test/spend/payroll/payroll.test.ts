import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readObstacles } from '../../../src/home/month-end.ts';
import { verifyEverything } from '../../../src/home/verify.ts';
import { addYear } from '../../../src/ledger/period.store.ts';
import { listOpenPayroll } from '../../../src/spend/payroll/open-payroll.ts';
import { sealOf } from '../../../src/spend/payroll/proposal.ts';
import { DATABASES, openWorld, type World } from '../../world.ts';
import { ruleOf } from '../claim-desk.ts';
import { P } from '../desk.ts';
import { fillOffice } from '../office.ts';
import { FORCE, PayrollDesk } from './payroll-desk.ts';

const JULY = { year: 2015, number: 4 };
const AUGUST = { year: 2015, number: 5 };
const ON_31_AUGUST = { today: '2015-08-31' };

describe.each(DATABASES)('On %s, the payroll of a month', (kind) => {
  let world: World;
  let desk: PayrollDesk;

  beforeEach(async () => {
    world = await openWorld(kind, fillOffice);
    desk = await new PayrollDesk(world).open();
  });
  afterEach(async () => {
    expect((await verifyEverything(world.db, 1)).findings).toEqual([]);
    await world.close();
  });

  const spends = (columns = ['ref', 'kind', 'pence']) =>
    world.db('spend').where({ initiative: 'I-04' }).orderBy('id').select(columns);
  const payroll = (period = JULY) => desk.figure('payroll.recorded', { initiative: 'I-04', period });

  test('is an entry for each post filled, by days, and vacant posts are listed with what they save', async () => {
    await desk.fill(await desk.post(), '2015-05-01');
    await desk.fill(await desk.post(), '2015-07-17');
    await desk.post({ vacancy: 'vetting' });
    expect(await desk.proposed(JULY)).toEqual([
      'PO-001 P4 month 260000 | The first month of the schedule.',
      'PO-002 P4 month 125806 | The first month of the schedule.',
    ]);
    const { vacant } = await desk.proposal(JULY);
    expect(vacant.map(({ post, month }) => [post.post.ref, post.post.vacancy, month.filled, month.vacancy])).toEqual([
      ['PO-002', null, 1_258_06, 1_341_94],
      ['PO-003', 'Appointed: vetting and checks under way', 0, 2_600_00],
    ]);
    const scope = { initiative: 'I-04', period: JULY };
    expect(await desk.figure('payroll.funded', scope)).toBe(7_800_00);
    expect(await desk.figure('payroll.filled', scope)).toBe(3_858_06);
    expect(await desk.figure('payroll.vacant', scope)).toBe(3_941_94);

    expect(await desk.recordMonth(JULY, { reference: 'WYP-R-1507' })).toBe(2);
    expect(await spends()).toEqual([
      { ref: 'SP-2015-16-000001', kind: 'spend', pence: 2_600_00 },
      { ref: 'SP-2015-16-000002', kind: 'spend', pence: 1_258_06 },
    ]);
    expect(await payroll()).toBe(3_858_06);
    expect(await desk.figure('spend.awaiting', { initiative: 'I-04' })).toBe(3_858_06);
    expect(await desk.figure('spend.to-date', { initiative: 'I-04' })).toBe(0);
    await desk.approveAll();
    expect(await desk.figure('spend.to-date', { initiative: 'I-04', category: '1' })).toBe(3_858_06);
  });

  test('is proposed once: recorded again it is nothing, and what the approver returned is proposed again', async () => {
    await desk.fill(await desk.post(), '2015-05-01');
    await desk.fill(await desk.post(), '2015-05-01');
    await desk.recordMonth(JULY);
    expect(await desk.proposed(JULY)).toEqual([]);
    expect(await ruleOf(desk.recordMonth(JULY))).toBe('nothing-proposed');
    expect(await spends()).toHaveLength(2);
    await desk.sendBack('SP-2015-16-000002');
    expect(await desk.proposed(JULY)).toEqual(['PO-002 P4 month 260000 | The first month of the schedule.']);
    expect(await payroll()).toBe(2_600_00);
    expect(await desk.recordMonth(JULY)).toBe(1);
    expect(await payroll()).toBe(5_200_00);
    await desk.approveAll();
    await desk.approve(await desk.correct('SP-2015-16-000003'));
    expect(await payroll()).toBe(2_600_00);
    expect((await desk.proposal(JULY)).lines.map(({ key }) => key)).toEqual(['PO-002_2015-16-P04']);
  });

  test('is refused from a page that is out of date, and then nothing is recorded', async () => {
    const post = await desk.post();
    await desk.fill(post, '2015-07-17');
    const seen = sealOf(await desk.proposal(JULY));
    await desk.change('filling', 'FI-001', { from: '2015-07-01' });
    expect(await ruleOf(desk.recordMonth(JULY, { seen }))).toBe('proposed-anew');
    expect(await spends()).toEqual([]);
  });

  test('keeps an amount that was changed, and a post that was left out, with the reason for each', async () => {
    await desk.fill(await desk.post(), '2015-05-01');
    await desk.fill(await desk.post(), '2015-05-01');
    const changed = { 'PO-001_2015-16-P04': { pence: 2_500_00 } };
    expect(await ruleOf(desk.recordMonth(JULY, { choices: changed }))).toBe('changed-reason');
    const left = { 'PO-002_2015-16-P04': { leave: true } };
    expect(await ruleOf(desk.recordMonth(JULY, { choices: left }))).toBe('left-out-reason');
    expect(await spends()).toEqual([]);
    const choices = {
      'PO-001_2015-16-P04': { pence: 2_500_00, reason: 'Unpaid leave' },
      'PO-002_2015-16-P04': { leave: true, reason: 'Paid by another fund' },
    };
    expect(await desk.recordMonth(JULY, { choices })).toBe(1);
    expect(await spends()).toEqual([{ ref: 'SP-2015-16-000001', kind: 'spend', pence: 2_500_00 }]);
    const { recorded } = await desk.proposal(JULY);
    expect(
      recorded.map(({ post, outcome, proposed, pence, reason }) => [post, outcome, proposed, pence, reason]),
    ).toEqual([
      ['PO-001', 'recorded', 2_600_00, 2_500_00, 'Unpaid leave'],
      ['PO-002', 'left out', 2_600_00, 0, 'Paid by another fund'],
    ]);
    // Neither is proposed again as a difference: a person decided it.
    expect(await desk.proposed(JULY)).toEqual([]);
    await desk.approveAll();
    await desk.close(JULY);
    expect((await desk.proposed(AUGUST)).map((said) => said.split(' | ')[0])).toEqual([
      'PO-001 P5 month 260000',
      'PO-002 P5 month 260000',
    ]);
  });

  test('is approved by somebody else than whoever recorded it', async () => {
    await desk.fill(await desk.post(), '2015-05-01');
    await desk.recordMonth(JULY, {}, 'cfo');
    await expect(desk.approve('SP-2015-16-000001')).rejects.toMatchObject({ rule: 'own-entry' });
  });

  test('says what differs from the month before, and why', async () => {
    await desk.fill(await desk.post(), '2015-05-01');
    await desk.fill(await desk.post(), '2015-05-01', '2015-07-31');
    await desk.fill(await desk.post(), '2015-05-01', '2015-08-10');
    await desk.fill(await desk.post(), '2015-08-17');
    await desk.fill(await desk.post(), '2015-07-17');
    await desk.recordMonth(JULY);
    await desk.approveAll();
    await desk.close(JULY);
    expect(await desk.proposed(AUGUST)).toEqual([
      'PO-001 P5 month 260000 | Nothing.',
      'PO-003 P5 month 83871 | Left on 10 August 2015.',
      'PO-004 P5 month 125806 | Filled from 17 August 2015.',
      'PO-005 P5 month 260000 | Filled for the whole month.',
    ]);
  });

  test('follows a changed rate from this month on, and proposes what it makes of earlier months, to be left out with a reason', async () => {
    await desk.fill(await desk.post(), '2015-05-01');
    await desk.recordMonth(JULY);
    await desk.approveAll();
    await desk.close(JULY);
    await desk.change('post', 'PO-001', { annualCost: 32_400_00 });
    expect(await desk.proposed(AUGUST)).toEqual([
      'PO-001 P4 difference 10000 | Period 4 (July 2015) was recorded as £2,600.00; by the posts as they are recorded now it is £2,700.00.',
      'PO-001 P5 month 270000 | Rate changed: a whole month is £2,700.00; it was £2,600.00.',
    ]);
    const choices = { 'PO-001_2015-16-P04': { leave: true, reason: 'The award holds from August' } };
    expect(await desk.recordMonth(AUGUST, { ...ON_31_AUGUST, choices })).toBe(1);
    await desk.approveAll();
    await desk.close(AUGUST);
    expect(await desk.proposed(P(6))).toEqual(['PO-001 P6 month 270000 | Nothing.']);
  });

  test('proposes arrears of a post that was recorded late, in the oldest open period alone', async () => {
    await desk.fill(await desk.post(), '2015-05-01');
    const late = await desk.post();
    await desk.recordMonth(JULY);
    await desk.approveAll();
    await desk.close(JULY);
    await desk.fill(late, '2015-07-17');
    expect((await desk.proposed(AUGUST))[0]).toBe(
      'PO-002 P4 difference 125806 | Period 4 (July 2015) was recorded as £0.00; by the posts as they are recorded now it is £1,258.06.',
    );
    expect((await desk.proposed(P(6))).map((said) => said.split(' | ')[0])).toEqual([
      'PO-001 P6 month 260000',
      'PO-002 P6 month 260000',
    ]);
    expect(await desk.recordMonth(AUGUST, ON_31_AUGUST)).toBe(3);
    await desk.approveAll();
    expect(await payroll(AUGUST)).toBe(6_458_06);
    expect(await desk.proposed(AUGUST)).toEqual([]);
  });

  test('takes off what a leaver was recorded for too much: a refund of that entry, once it is approved', async () => {
    const post = await desk.post();
    await desk.fill(post, '2015-05-01');
    await desk.recordMonth(JULY);
    await desk.change('filling', 'FI-001', { to: '2015-07-10', ended: 'resigned' });
    // July is still open, so July itself proposes it; nothing can be taken off what awaits approval.
    expect(await desk.proposed(JULY)).toEqual([
      'PO-001 P4 difference -176129 | Period 4 (July 2015) was recorded as £2,600.00; by the posts as they are recorded now it is £838.71. | SP-2015-16-000001 awaits approval, so nothing can be taken off it. Have it approved or returned first.',
    ]);
    expect(await ruleOf(desk.recordMonth(JULY))).toBe('nothing-proposed');
    await desk.approveAll();
    await desk.close(JULY);
    expect(await desk.proposed(AUGUST)).toEqual([
      'PO-001 P4 difference -176129 | SP-2015-16-000001 | Period 4 (July 2015) was recorded as £2,600.00; by the posts as they are recorded now it is £838.71.',
    ]);
    expect(await desk.recordMonth(AUGUST, ON_31_AUGUST)).toBe(1);
    await desk.approveAll();
    expect((await spends(['ref', 'kind', 'pence', 'corrects_ref'])).at(-1)).toEqual({
      ref: 'SP-2015-16-000002',
      kind: 'refund',
      pence: 1_761_29,
      corrects_ref: 'SP-2015-16-000001',
    });
    expect(await desk.figure('spend.to-date', { initiative: 'I-04' })).toBe(838_71);
    expect(await payroll(AUGUST)).toBe(-1_761_29);
    expect(await desk.proposed(AUGUST)).toEqual([]);
  });

  test('that closed unrecorded is proposed in the oldest open period', async () => {
    await desk.fill(await desk.post(), '2015-05-01');
    await desk.close(JULY);
    expect(await desk.proposed(JULY)).toEqual([]);
    expect(await desk.proposed(AUGUST)).toEqual([
      'PO-001 P4 late 260000 | Period 4 (July 2015) closed before it was recorded.',
      'PO-001 P5 month 260000 | Nothing.',
    ]);
  });

  test('is not recorded beside an entry of the same supplier, unless that is something else or named as the month', async () => {
    await desk.fill(await desk.post(), '2015-05-01');
    const hand = { initiative: 'I-04', category: '1', netPence: 2_600_25 };
    const ref = await desk.spend({ ...hand, supplier: 'WEST YORKSHIRE POLICE.' });
    await desk.spend({ ...hand, supplier: 'Training provider' });
    expect((await desk.proposal(JULY)).standing.map((spend) => spend.ref)).toEqual([ref]);
    expect(await ruleOf(desk.recordMonth(JULY))).toBe('stands-already');
    expect(await ruleOf(desk.nameByHand(JULY, 'SP-2015-16-000002'))).toBe('not-its-recharge');
    await desk.nameByHand(JULY, ref);
    expect(await desk.proposed(JULY)).toEqual([]);
    expect(await payroll()).toBe(2_600_25);
    expect(await ruleOf(desk.nameByHand(JULY, ref))).toBe('recorded-already');
    // Returned, it stands for nothing and the month is proposed again.
    await desk.sendBack(ref);
    expect(await desk.proposed(JULY)).toEqual(['PO-001 P4 month 260000 | The first month of the schedule.']);
    const other = await desk.spend({ ...hand, supplier: FORCE });
    expect(await ruleOf(desk.recordMonth(JULY))).toBe('stands-already');
    expect(await desk.recordMonth(JULY, { isOther: true })).toBe(1);
    expect(other).toBe('SP-2015-16-000003');
  });

  test('waits for its first day, and needs a reason beyond what is left of the budget', async () => {
    await desk.fill(await desk.post(), '2015-05-01');
    expect(await ruleOf(desk.recordMonth(AUGUST))).toBe('not-begun');
    await desk.change('post', 'PO-001', { annualCost: 2_400_000_12 });
    // A twelfth is £200,000.01, and £200,000.00 is left.
    expect(await ruleOf(desk.recordMonth(JULY))).toBe('overspend-reason');
    expect(await desk.recordMonth(JULY, { reason: 'A claim was settled' })).toBe(1);
  });

  test('is asked for at month end until it is recorded, accrued or named', async () => {
    const line = async () => {
      const found = await readObstacles(world.db, 1, JULY, world.clock);
      const { count, found: said } = found.find(({ name }) => name === 'Payroll recharges not recorded') ?? {};
      return [count, said];
    };
    expect(await line()).toEqual([0, 'None.']);
    await desk.fill(await desk.post(), '2015-05-01');
    expect(await line()).toEqual([1, 'RS-001 of I-04: payroll of Period 4 (July 2015) is not recorded yet.']);
    const accrual = await desk.accrue({ initiative: 'I-04', category: '1', supplier: FORCE, pence: 2_600_00 });
    expect(await line()).toEqual([0, 'None.']);
    await desk.sendBack(accrual);
    expect(await line()).toEqual([1, expect.stringContaining('RS-001 of I-04')]);
    await desk.recordMonth(JULY);
    expect(await line()).toEqual([0, 'None.']);
  });

  test('is answered to whoever matches ledger lines: many entries, one amount', async () => {
    await desk.fill(await desk.post(), '2015-05-01');
    await desk.fill(await desk.post(), '2015-07-17');
    expect(await listOpenPayroll(world.db, 1)).toEqual([]);
    await desk.recordMonth(JULY, { reference: 'WYP-R-1507' });
    const month = {
      schedule: 'RS-001',
      period: JULY,
      initiative: 'I-04',
      agreement: '',
      supplier: FORCE,
      reference: 'WYP-R-1507',
      entries: [
        { spend: 'SP-2015-16-000001', posts: ['PO-001'], pence: 2_600_00, isApproved: false },
        { spend: 'SP-2015-16-000002', posts: ['PO-002'], pence: 1_258_06, isApproved: false },
      ],
      pence: 3_858_06,
    };
    expect(await listOpenPayroll(world.db, 1, { supplier: 'west yorkshire police' })).toEqual([month]);
    expect(await listOpenPayroll(world.db, 1, { supplier: 'Leeds City Council' })).toEqual([]);
    await desk.approveAll();
    await desk.close(JULY);
    expect(await listOpenPayroll(world.db, 1)).toEqual([]);
  });

  test('of a schedule is refused where it would propose posts twice, lose a recorded month or has no posts', async () => {
    const rule = (changes: Parameters<PayrollDesk['schedule']>[0]) => ruleOf(desk.schedule(changes));
    expect(await rule({ initiative: 'I-01' })).toBe('no-posts');
    expect(await rule({ firstPeriod: '2015-16-P12', lastPeriod: '2015-16-P12' })).toBe('overlaps');
    expect(await rule({ firstPeriod: '2015-16-P01', lastPeriod: '2015-16-P03', agreement: 'AG-2015-001' })).toBe(
      'other-initiative',
    );
    expect(await rule({ firstPeriod: '2015-16-P01', lastPeriod: '2015-16-P03' })).toBe(null);
    await desk.fill(await desk.post(), '2015-05-01');
    await desk.recordMonth(JULY);
    expect(await ruleOf(desk.changeSchedule({ firstPeriod: '2015-16-P05' }))).toBe('recorded-outside');
    await desk.changeSchedule({ onCost: 10 });
    // With 10% on top July comes to £2,860.00, and £2,600.00 was recorded.
    expect((await desk.proposed(JULY))[0]).toMatch(/^PO-001 P4 difference 26000 /);
  });

  test('of the long year and of the year without period 1 follows their stored dates', async () => {
    await desk.act('cfo', 'years', async (act) => {
      for (const year of [2020, 2021]) await addYear(act, year);
      return null;
    });
    await desk.schedule({ firstPeriod: '2020-21-P12', lastPeriod: '2021-22-P12' });
    const post = await desk.post({ fundedFrom: '2020-04-01', fundedTo: null });
    await desk.fill(post, '2020-04-01');
    const { schedule } = await desk.proposal(P(12, 2020), 'RS-002');
    expect(schedule.first).toEqual(P(12, 2020));
    const lines = async (number: number, year: number) =>
      (await desk.proposal(P(number, year), 'RS-002')).lines.map(({ proposed, why }) => [proposed, why]);
    expect(await lines(12, 2020)).toEqual([[2_600_00, 'The first month of the schedule.']]);
    // The month before period 2 of 2021/22 is period 12 of the long year.
    expect(await lines(2, 2021)).toEqual([
      [2_836_37, '2021/22 has 11 periods: a whole month is £2,836.37; it was £2,600.00.'],
    ]);
  });
});
