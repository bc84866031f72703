import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { verifyEverything } from '../../src/home/verify.ts';
import { readEntries } from '../../src/ledger/entry.store.ts';
import { addYear } from '../../src/ledger/period.store.ts';
import { DATABASES, openWorld, type Visitor, type World } from '../world.ts';
import { Desk, P } from './desk.ts';
import { fillOffice } from './office.ts';
import { errorsOf, plain, rowsOf } from './page.ts';

const FORM = '/spend/accruals/new';

/** What a finance officer types for the tour of July, whose invoice has not come. */
function typed(changes: Record<string, string> = {}): Record<string, string> {
  return {
    initiative: 'I-02',
    agreement: 'none',
    nature: 'revenue',
    place: 'E08000035',
    category: '4',
    supplier: 'Theatre Company',
    period: '2015-16-P04',
    amount: '£2,000.00',
    description: 'The July tour',
    reason: '',
    ...changes,
  };
}

describe.each(DATABASES)('On %s, at the desk, an accrual', (kind) => {
  let world: World;
  let desk: Desk;
  let finance: Visitor;
  let finance2: Visitor;

  beforeAll(async () => {
    world = await openWorld(kind, fillOffice);
    desk = new Desk(world);
    finance = await world.signIn('finance@demo.example');
    finance2 = await world.signIn('finance2@demo.example');
  });
  afterAll(() => world.close());

  test('is refused below the de minimis, in a closed period, and beyond the budget without a reason', async () => {
    expect(plain((await finance.get(FORM)).text)).toContain('It is for at least £1,000.00.');
    const refused: [Record<string, string>, RegExp][] = [
      [{ amount: '999.99' }, /^An accrual is for at least £1,000\.00, and this is £999\.99\. Wait for the invoice/],
      [{ period: '2015-16-P03' }, /is closed\. Post to Period 4 \(July 2015\) instead/],
      [{ amount: '20,000.01' }, /^This passes what is left by £0\.01\. Say why/],
      [{ agreement: 'AG-2015-001' }, /^AG-2015-001 belongs to I-01/],
      [{ initiative: 'I-03' }, /^I-03 has no revenue budget for 2015\/16/],
    ];
    for (const [changes, sentence] of refused) {
      const answer = await finance.send(FORM, FORM, typed(changes));
      expect([answer.status, errorsOf(answer.text)[0]]).toEqual([422, expect.stringMatching(sentence)]);
      expect(answer.text).toContain('The July tour');
    }
    const empty = await finance.send(FORM, FORM, typed({ amount: '', description: '' }));
    expect(errorsOf(empty.text)).toEqual(['Enter the amount', 'Enter what it is for']);
    expect(Number((await world.db('spend').count({ n: '*' }))[0]?.n)).toBe(0);
  });

  test('is entered, approved by somebody else, and stands in its period', async () => {
    const sent = await finance.send(FORM, FORM, typed());
    expect([sent.status, sent.headers.location]).toEqual([303, '/spend/SP-2015-16-000001']);
    expect(await desk.figure('spend.awaiting')).toBe(2_000_00);
    expect(await desk.figure('spend.to-date')).toBe(0);
    const own = await finance.get('/spend/SP-2015-16-000001');
    expect(own.text).toContain('You entered this, so somebody else decides it.');
    expect(plain(own.text)).toContain('Once it has closed, the accrual can no longer be approved.');

    const page = await finance2.get('/spend/SP-2015-16-000001');
    expect(page.text).toContain('Approve accrual of £2,000.00');
    expect(rowsOf(page.text)).toContainEqual([
      'Left of the revenue budget of I-02 for 2015/16',
      '£20,000.00',
      '£18,000.00',
    ]);
    const approval = '/spend/SP-2015-16-000001/approval';
    expect((await finance.send(FORM, approval, {})).status).toBe(403);
    expect((await finance2.send('/spend/SP-2015-16-000001', approval, {})).status).toBe(303);
    expect(await desk.entries('SP-2015-16-000001')).toEqual([
      'accrual PCC 2015 initiative to 2015 spent: 200000 in 2015 P4',
    ]);
    expect(await desk.figure('spend.accruals', { period: P(4) })).toBe(2_000_00);
    expect(await desk.figure('spend.to-date', { place: 'E08000035' })).toBe(2_000_00);
    expect(plain((await finance.get('/spend/SP-2015-16-000001')).text)).toContain(
      'It turns round by itself in Period 5 (August 2015) of 2015/16 when Period 4 (July 2015) closes, with the same coding.',
    );
    const [event] = await world.db('audit_event').where({ action: 'spend.accrual' });
    expect(event.subject_ref).toBe('SP-2015-16-000001');
  });

  test('turns round when its period closes, and its page, list, file and figures say so', async () => {
    await desk.close(P(4));
    expect(await desk.entries('SP-2015-16-000001')).toEqual([
      'accrual PCC 2015 initiative to 2015 spent: 200000 in 2015 P4',
      'accrual-reversal PCC 2015 spent to 2015 initiative: 200000 in 2015 P5',
    ]);
    expect(await desk.figure('spend.accruals', { period: P(4) })).toBe(2_000_00);
    expect(await desk.figure('spend.accruals', { period: P(5) })).toBe(-2_000_00);
    expect(await desk.figure('spend.accruals', { through: P(4) })).toBe(2_000_00);
    expect(await desk.figure('spend.accruals', { quarter: { year: 2015, quarter: 2 } })).toBe(0);
    expect(await desk.figure('spend.accruals')).toBe(0);
    expect(await desk.figure('spend.to-date', { place: 'E08000035' })).toBe(0);

    const page = await finance.get('/spend/SP-2015-16-000001');
    expect(plain(page.text)).toContain(
      'It turned round by itself in Period 5 (August 2015) of 2015/16, when Period 4 (July 2015) of 2015/16 closed.',
    );
    expect(rowsOf(page.text)).toContainEqual([
      'spent on I-02 (PCC, 2015/16)',
      'initiative I-02',
      '1 Aug 2015',
      '2015/16 P5',
      '£2,000.00',
    ]);
    expect(page.text).not.toContain('/correction');
    const list = await finance.get('/spend/accruals');
    expect(rowsOf(list.text)).toContainEqual(
      expect.arrayContaining(['SP-2015-16-000001', 'Turned round', '2015/16 P4', '2015/16 P5', '£2,000.00']),
    );
    const [row] = parse((await finance.get('/spend/accruals.csv')).text, { columns: true, bom: true }) as never[];
    expect(row).toMatchObject({ Reference: 'SP-2015-16-000001', 'Turned round in': '2015/16 P5', Amount: '2000.00' });
    const all = await finance.get('/spend?kind=accrual');
    expect(plain(all.text)).toContain('This row comes to £2,000.00');
    expect((await finance.get('/spend?status=turned+round')).text).toContain('SP-2015-16-000001');
    expect((await finance.get('/spend?status=approved')).text).not.toContain('SP-2015-16-000001');
    expect(plain((await finance.get('/spend')).text)).toContain('The rows show each once, as it was recorded.');
    expect((await finance.get('/spend?kind=gift')).status).toBe(400);
    expect(await desk.countedInFile()).toBe(0);
  });

  test('leaves nothing to take back once it has turned round', async () => {
    const form = '/spend/SP-2015-16-000001/correction';
    const answer = await finance.send(form, form, {
      kind: 'reversal',
      'happened-day': '31',
      'happened-month': '7',
      'happened-year': '2015',
      period: '2015-16-P05',
      reason: 'It was wrong',
    });
    expect([answer.status, errorsOf(answer.text)[0]]).toEqual([
      422,
      expect.stringContaining('has turned round by itself, so nothing of it is left to take back'),
    ]);
    await expect(desk.correct('SP-2015-16-000001', { period: P(5) })).rejects.toMatchObject({ rule: 'turned-round' });
  });
});

describe.each(DATABASES)('On %s, an accrual', (kind) => {
  let world: World;
  let desk: Desk;

  beforeEach(async () => {
    world = await openWorld(kind, fillOffice);
    desk = new Desk(world);
  });
  afterEach(async () => {
    const { findings } = await verifyEverything(world.db, 1);
    await world.close();
    expect(findings).toEqual([]);
  });

  test('is turned round once, however often its period is opened and closed again', async () => {
    const first = await desk.approve(await desk.accrue({}));
    await desk.close(P(4));
    await desk.reopen(P(4));
    const second = await desk.approve(await desk.accrue({ pence: 1_500_00 }));
    await desk.close(P(4));
    await desk.reopen(P(4));
    await desk.close(P(4));
    const back = (ref: string) => desk.entries(ref).then((entries) => entries.slice(1));
    expect(await back(first)).toEqual(['accrual-reversal PCC 2015 spent to 2015 initiative: 200000 in 2015 P5']);
    expect(await back(second)).toEqual(['accrual-reversal PCC 2015 spent to 2015 initiative: 150000 in 2015 P5']);
    await desk.close(P(5), P(6));
    expect(await desk.figure('spend.to-date')).toBe(0);
  });

  test('that was reversed by hand as a mistake is not turned round, and counts in no figure', async () => {
    const ref = await desk.approve(await desk.accrue({}));
    expect(await desk.figure('spend.accruals', { place: 'E23000010' })).toBe(2_000_00);
    await expect(desk.correct(ref, { kind: 'refund', pence: 100 })).rejects.toMatchObject({ rule: 'not-correctable' });
    const reversal = await desk.approve(await desk.correct(ref));
    for (const scope of [{}, { period: P(4) }, { place: 'E23000010' }, { through: P(4) }, { initiative: 'I-02' }]) {
      expect(await desk.figure('spend.accruals', scope)).toBe(0);
    }
    await desk.close(P(4));
    expect(await desk.entries(ref)).toHaveLength(1);
    expect(await desk.entries(reversal)).toEqual(['reversal PCC 2015 spent to 2015 initiative: 200000 in 2015 P4']);
    expect(await desk.figure('spend.to-date')).toBe(0);
    expect(await world.db('restatement')).toEqual([]);
  });

  test('whose reversal was waiting when its period closed has turned round, and the reversal is refused', async () => {
    const ref = await desk.approve(await desk.accrue({}));
    const reversal = await desk.correct(ref);
    await desk.close(P(4));
    await expect(desk.approve(reversal)).rejects.toMatchObject({ rule: 'turned-round' });
    await desk.sendBack(reversal);
    expect(await desk.figure('spend.to-date')).toBe(0);
  });

  test('never slides into a later period: approved too late it is refused, and its page says what to do', async () => {
    const ref = await desk.accrue({});
    await desk.close(P(4));
    await expect(desk.approve(ref)).rejects.toMatchObject({ rule: 'accrual-late' });
    expect(await desk.entries(ref)).toEqual([]);
    const cfo = await world.signIn('cfo@demo.example');
    const page = plain((await cfo.get(`/spend/${ref}`)).text);
    expect(page).toContain(
      `${ref} is an accrual of Period 4 (July 2015) of 2015/16, which has closed since. An accrual stands in its own ` +
        'period or nowhere: return it.',
    );
    expect(plain((await cfo.get('/approvals')).text)).toContain('which has closed since');
    const refused = await cfo.send(`/spend/${ref}`, `/spend/${ref}/approval`, {});
    expect(refused.status).toBe(422);
    await desk.sendBack(ref);
    await desk.approve(await desk.adjust({ concerns: P(4), period: P(5), pence: 2_000_00 }));
    expect(await desk.figure('spend.restated', { period: P(4) })).toBe(2_000_00);
  });

  test('uses what its agreement binds, then the budget, and gives each its own back', async () => {
    const ref = await desk.approve(
      await desk.accrue({ initiative: 'I-01', agreement: 'AG-2015-001', pence: 61_000_00 }),
    );
    await desk.close(P(4));
    expect(await desk.entries(ref)).toEqual([
      'accrual PCC 2015 agreement to 2015 spent: 6000000 in 2015 P4',
      'accrual PCC 2015 initiative to 2015 spent: 100000 in 2015 P4',
      'accrual-reversal PCC 2015 spent to 2015 agreement: 6000000 in 2015 P5',
      'accrual-reversal PCC 2015 spent to 2015 initiative: 100000 in 2015 P5',
    ]);
    const entries = await readEntries(world.db, 1, { spendRef: ref });
    expect(entries.map(({ corrects }) => corrects)).toEqual([null, null, entries[0]?.id, entries[1]?.id]);
    expect(new Set(entries.map(({ place, category }) => `${place} ${category}`))).toEqual(new Set(['E23000010 4']));
    expect(await desk.figure('commitment.outstanding')).toBe(60_000_00);
  });

  test('of one budget from two sources turns round in both, and so next year too', async () => {
    await desk.money({ year: 2015, initiative: 'I-02', pence: 5_000_00, source: 'GIFT' });
    await desk.act('cfo', 'year', async (act) => {
      await addYear(act, 2016);
      return null;
    });
    await desk.closeThrough(P(11));
    const ref = await desk.approve(await desk.accrue({ pence: 22_000_00, period: P(12) }));
    await desk.closeThrough(P(12));
    expect(await desk.entries(ref)).toEqual([
      'accrual PCC 2015 initiative to 2015 spent: 2000000 in 2015 P12',
      'accrual GIFT 2015 initiative to 2015 spent: 200000 in 2015 P12',
      'accrual-reversal PCC 2016 spent to 2016 initiative: 2000000 in 2016 P1',
      'accrual-reversal GIFT 2016 spent to 2016 initiative: 200000 in 2016 P1',
    ]);
  });

  test('over the year end is spend of the closed year, and its invoice costs the next year nothing', async () => {
    await desk.act('cfo', 'year', async (act) => {
      await addYear(act, 2016);
      return null;
    });
    await desk.money({ year: 2016, initiative: 'I-02', pence: 10_000_00 });
    await desk.closeThrough(P(11));
    await desk.approve(await desk.accrue({ period: P(12) }));
    await desk.closeThrough(P(13));
    expect(await desk.figure('spend.to-date', { year: 2015 })).toBe(2_000_00);
    expect(await desk.figure('spend.to-date', { year: 2016 })).toBe(-2_000_00);
    expect(await desk.figure('budget.available', { year: 2016, initiative: 'I-02' })).toBe(12_000_00);
    await desk.approve(await desk.spend({ period: P(1, 2016), netPence: 2_000_00, invoicedOn: '2015-07-30' }));
    expect(await desk.figure('spend.to-date', { year: 2015 })).toBe(2_000_00);
    expect(await desk.figure('spend.to-date', { year: 2016 })).toBe(0);
    expect(await desk.figure('budget.available', { year: 2016, initiative: 'I-02' })).toBe(10_000_00);
  });

  test('by an agreement that binds money of both years turns round in what it binds of the next, with its coding', async () => {
    await desk.act('cfo', 'year', async (act) => {
      await addYear(act, 2016);
      return null;
    });
    await desk.money({ year: 2016, initiative: 'I-02', pence: 10_000_00 });
    const agreement = await desk.agree({ 2015: 1_500_00, 2016: 4_000_00 });
    await desk.closeThrough(P(11));
    const ref = await desk.approve(await desk.accrue({ agreement, period: P(12) }));
    await desk.closeThrough(P(13));
    expect((await desk.entries(ref)).slice(2)).toEqual([
      'accrual-reversal PCC 2016 spent to 2016 agreement: 150000 in 2016 P1',
      'accrual-reversal PCC 2016 spent to 2016 initiative: 50000 in 2016 P1',
    ]);
    expect(await desk.figure('spend.to-date', { agreement, year: 2016 })).toBe(-2_000_00);
    await desk.approve(await desk.spend({ agreement, period: P(1, 2016), netPence: 2_000_00 }));
    expect(await desk.figure('spend.to-date', { agreement, year: 2016 })).toBe(0);
    expect(await desk.figure('spend.to-date', { agreement })).toBe(2_000_00);
  });

  test.each([
    ['period 12', 12],
    ['period 13', 13],
  ])('of %s has nowhere to go until the next year is made: closing is refused by name', async (_name, number) => {
    await desk.closeThrough(P(number - 1));
    const ref = await desk.approve(await desk.accrue({ period: P(number) }));
    const finance = await world.signIn('finance@demo.example');
    expect(plain((await finance.get(`/spend/${ref}`)).text)).toContain(
      `There is no month after Period ${number} (${number === 12 ? 'March 2016' : 'year end 2015/16'}) of 2015/16. Make the next financial year first.`,
    );
    await expect(desk.close(P(number))).rejects.toMatchObject({ rule: 'no-next-period' });
    expect(await desk.entries(ref)).toHaveLength(1);
    await desk.act('cfo', 'year', async (act) => {
      await addYear(act, 2016);
      return null;
    });
    await desk.close(P(number));
    expect((await desk.entries(ref))[1]).toContain('in 2016 P1');
  });
});

describe.each(DATABASES)('On %s, where an accrual turns round', (kind) => {
  let world: World;
  let desk: Desk;

  beforeAll(async () => {
    world = await openWorld(kind, fillOffice);
    desk = new Desk(world);
    await desk.act('cfo', 'years', async (act) => {
      for (const year of [2016, 2017, 2018, 2019, 2020, 2021]) await addYear(act, year);
      return null;
    });
    await desk.money({ year: 2020, initiative: 'I-02', pence: 50_000_00 });
  });
  afterAll(() => world.close());

  // 2020/21 was drawn out by law to 9 May 2021, so 2021/22 has no period 1 and begins with its second, on 10 May.
  test.each([
    ['the first month', P(4), 'P5', 2015, '2015-08-01'],
    ['the month before a year ends', P(11), 'P12', 2015, '2016-03-01'],
    ['the last month', P(12), 'P1', 2016, '2016-04-01'],
    ['the year end', P(13), 'P1', 2016, '2016-04-01'],
    ['March to 9 May 2021', P(12, 2020), 'P2', 2021, '2021-05-10'],
    ['the year end of 9 May 2021', P(13, 2020), 'P2', 2021, '2021-05-10'],
  ])('of %s', async (_name, period, month, year, day) => {
    await desk.closeThrough(P(period.number - 1, period.year));
    const ref = await desk.approve(await desk.accrue({ period, pence: 1_000_00 }));
    await desk.close(period);
    const [accrual, back, ...more] = await readEntries(world.db, 1, { spendRef: ref });
    expect(more).toEqual([]);
    expect(back).toMatchObject({ year, happenedOn: day, corrects: accrual?.id, pence: 1_000_00 });
    expect(`P${back?.period}`).toBe(month);
    expect((await verifyEverything(world.db, 1)).findings).toEqual([]);
  });
});
