import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { verifyEverything } from '../../src/home/verify.ts';
import { addYear } from '../../src/ledger/period.store.ts';
import { evenShares, monthsBetween, splitSchedule } from '../../src/spend/schedule.ts';
import { DATABASES, openWorld, type Visitor, type World } from '../world.ts';
import { Desk, P } from './desk.ts';
import { fillOffice, invoice } from './office.ts';
import { errorsOf, hiddenOf, plain, rowsOf } from './page.ts';

const FORM = '/spend/prepayments/new';
const CHECK = '/spend/prepayments/check';
const RECORD = '/spend/prepayments';

/** What a finance officer types for a platform that is paid in July for July to September. */
function typed(changes: Record<string, string> = {}): Record<string, string> {
  return invoice({
    initiative: 'I-02',
    agreement: 'none',
    category: '4',
    supplier: 'Learning Platform',
    net: '£1,000.00',
    description: 'Licence',
    first: '2015-16-P04',
    last: '2015-16-P06',
    ...changes,
  });
}

describe('A schedule', () => {
  const months = [P(4), P(5), P(6)];

  test.each([
    ['£1,000.00 over three months', months, 1000_00, [333_34, 333_33, 333_33]],
    ['two pence over three months', months, 2, [1, 1, 0]],
    ['February of a leap year as much as March', [P(11), P(12)], 100_01, [50_01, 50_00]],
    ['the long last month of 2020/21 as much as any', [P(11, 2020), P(12, 2020)], 100_00, [50_00, 50_00]],
  ])('shares %s evenly by month, to the penny', (_name, over, pence, shares) => {
    expect(evenShares(over, pence).map((share) => share.pence)).toEqual(shares);
  });

  test('passes over the year end, and over the April that 2021/22 did not have', () => {
    const periods = [P(12, 2020), P(13, 2020), P(2, 2021), P(3, 2021)].map((period) => ({
      ...period,
      startsOn: '2021-03-01',
      endsOn: '2021-05-09',
      closed: false,
    }));
    expect(monthsBetween(periods, P(12, 2020), P(2, 2021)).map(({ number }) => number)).toEqual([12, 2]);
  });

  test('of a payment from several sources is divided so that each entry’s own shares add up to it', () => {
    const schedule = [
      { ...P(11), pence: 400 },
      { ...P(12), pence: 300 },
      { ...P(1, 2016), pence: 301 },
    ];
    expect(splitSchedule(schedule, 2015, [500, 200])).toEqual([
      [
        { ...P(11), pence: 400 },
        { ...P(12), pence: 100 },
        { ...P(1, 2016), pence: 215 },
      ],
      [
        { ...P(12), pence: 200 },
        { ...P(1, 2016), pence: 86 },
      ],
    ]);
  });
});

describe.each(DATABASES)('On %s, at the desk, a payment in advance', (kind) => {
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

  test('is shared evenly by month, and each share can be changed until they add up', async () => {
    const check = await finance.send(FORM, CHECK, typed());
    expect(check.status).toBe(200);
    for (const share of ['333.34', '333.33']) expect(check.text).toContain(`value="${share}"`);
    expect(plain(check.text)).toContain('Share of Period 6 (September 2015)');
    expect(rowsOf(check.text)).toContainEqual([
      'Left of the revenue budget of I-02 for 2015/16',
      '£20,000.00',
      '£19,000.00',
    ]);
    const hidden = hiddenOf(check.text);
    const share = (p4: string, p5: string, p6: string) => ({
      ...hidden,
      'share-2015-16-P04': p4,
      'share-2015-16-P05': p5,
      'share-2015-16-P06': p6,
    });
    const send = (to: string, fields: Record<string, string>) => finance.agent.post(to).type('form').send(fields);

    const apart = await send(RECORD, share('500', '300', '200.01'));
    expect([apart.status, errorsOf(apart.text)]).toEqual([
      422,
      ['The shares come to £1,000.01 and the payment is £1,000.00: £0.01 apart. Change the shares until they add up.'],
    ]);
    expect(apart.text).toContain('value="200.01"');
    expect(apart.text).toContain('href="#share-2015-16-P04"');
    const letters = await send(CHECK, share('500', 'three', '200'));
    expect([letters.status, errorsOf(letters.text)]).toEqual([
      400,
      [expect.stringMatching(/^Share of Period 5 \(August 2015\) must be an amount in pounds/)],
    ]);
    const back = await send(FORM, share('500', '300', '200'));
    expect([back.status, back.text.includes('value="Learning Platform"')]).toEqual([200, true]);
    expect(await world.db('spend')).toEqual([]);

    const sent = await send(RECORD, share('700', '', '300'));
    expect([sent.status, sent.headers.location]).toEqual([303, '/spend/SP-2015-16-000001']);
    const again = await send(RECORD, share('700', '', '300'));
    expect([again.status, again.headers.location]).toEqual([303, '/spend/SP-2015-16-000001']);
    expect(await world.db('spend_schedule').select('year', 'period', 'pence').orderBy('id')).toEqual([
      { year: 2015, period: 4, pence: 700_00 },
      { year: 2015, period: 6, pence: 300_00 },
    ]);
  });

  test('says on its form what is wrong with the payment or the periods it serves', async () => {
    const refused: [Record<string, string>, number, RegExp][] = [
      [{ first: '2015-16-P06', last: '2015-16-P04' }, 400, /^Last period it serves must not come before the first/],
      [{ first: '2015-16-P13' }, 400, /^First period it serves must be one of those listed/],
      [{ first: '', net: '' }, 400, /^Enter the net amount/],
      [{ first: '2015-16-P01', last: '2015-16-P04' }, 422, /^Nothing of it serves a later period.*Record it as spend/],
      [{ first: '2014-15-P12' }, 422, /begin in 2014\/15, and the payment would be posted in 2015\/16/],
      [{ period: '2015-16-P03' }, 422, /is closed\. Post to Period 4/],
      [{ net: '20,000.01' }, 422, /^This passes what is left by £0\.01\. Say why/],
    ];
    for (const [changes, status, sentence] of refused) {
      const answer = await finance.send(FORM, CHECK, typed(changes));
      expect([answer.status, errorsOf(answer.text)[0]]).toEqual([status, expect.stringMatching(sentence)]);
      expect(plain(answer.text)).toContain('Record a payment in advance');
      expect(answer.text).toContain('value="Learning Platform"');
    }
    expect((await finance.send(FORM, CHECK, { ...typed(), 'share-2015-16-P13': '1' })).status).toBe(400);
  });

  test('becomes spend as its periods come, and its page, list and figure say how far', async () => {
    const ref = 'SP-2015-16-000001';
    const awaiting = await finance2.get(`/spend/${ref}`);
    expect(awaiting.text).toContain('Approve payment in advance of £1,000.00');
    expect(rowsOf(awaiting.text)).toContainEqual(['Period 6 (September 2015)', 'Not yet', '£300.00']);
    expect((await finance2.send(`/spend/${ref}`, `/spend/${ref}/approval`, {})).status).toBe(303);
    expect(await desk.entries(ref)).toEqual([
      'prepayment PCC 2015 initiative to 2015 prepaid: 100000 in 2015 P4',
      'prepayment-release PCC 2015 prepaid to 2015 spent: 70000 in 2015 P4',
    ]);
    expect(await desk.figure('spend.to-date')).toBe(700_00);
    expect(await desk.figure('spend.prepaid')).toBe(300_00);
    expect(await desk.figure('budget.available', { initiative: 'I-02' })).toBe(19_000_00);
    const page = await finance.get(`/spend/${ref}`);
    expect(rowsOf(page.text)).toContainEqual(['Period 4 (July 2015)', '2015/16 P4', '£700.00']);
    expect(plain(page.text)).toContain('£700.00 has become spend, and £300.00 is still to come.');
    const list = await finance.get('/spend/prepayments');
    expect(rowsOf(list.text)).toContainEqual(
      expect.arrayContaining([ref, '2015/16 P4 to 2015/16 P6', '£1,000.00', '£700.00', '£300.00']),
    );
    expect(list.text).toContain('href="/figures/spend.prepaid"');
    const [row] = parse((await finance.get('/spend/prepayments.csv')).text, { columns: true, bom: true }) as never[];
    expect(row).toMatchObject({ Reference: ref, Paid: '1000.00', 'Still to come': '300.00' });

    expect(await desk.countedInFile()).toBe(700_00);
    await desk.close(P(4));
    expect(await desk.figure('spend.to-date')).toBe(700_00);
    await desk.close(P(5));
    expect(await desk.figure('spend.to-date')).toBe(1_000_00);
    expect(await desk.figure('spend.prepaid')).toBe(0);
    expect(rowsOf((await finance.get(`/spend/${ref}`)).text)).toContainEqual([
      'Period 6 (September 2015)',
      '2015/16 P6',
      '£300.00',
    ]);
  });
});

describe.each(DATABASES)('On %s, a payment in advance', (kind) => {
  let world: World;
  let desk: Desk;

  beforeEach(async () => {
    world = await openWorld(kind, fillOffice);
    desk = new Desk(world);
    await desk.act('cfo', 'year', async (act) => {
      await addYear(act, 2016);
      return null;
    });
  });
  afterEach(async () => {
    const { findings } = await verifyEverything(world.db, 1);
    await world.close();
    expect(findings).toEqual([]);
  });

  test('over the year end is paid out of each year’s money when its periods come', async () => {
    await desk.money({ year: 2016, initiative: 'I-02', pence: 10_000_00 });
    await desk.closeThrough(P(10));
    const months = [P(11), P(12), P(1, 2016), P(2, 2016)];
    const ref = await desk.approve(await desk.prepay({ period: P(11), netPence: 4_000_00, months }));
    const finance = await world.signIn('finance@demo.example');
    expect(plain((await finance.get(`/spend/${ref}`)).text)).toContain(
      '£2,000.00 of it serves 2016/17, and comes out of the money of that year month by month.',
    );
    expect(await desk.figure('spend.prepaid')).toBe(1_000_00);
    await desk.closeThrough(P(12));
    await desk.closeThrough(P(1, 2016));
    expect(await desk.entries(ref)).toEqual([
      'prepayment PCC 2015 initiative to 2015 prepaid: 200000 in 2015 P11',
      'prepayment-release PCC 2015 prepaid to 2015 spent: 100000 in 2015 P11',
      'prepayment-release PCC 2015 prepaid to 2015 spent: 100000 in 2015 P12',
      'prepayment-release PCC 2016 initiative to 2016 spent: 100000 in 2016 P1',
      'prepayment-release PCC 2016 initiative to 2016 spent: 100000 in 2016 P2',
    ]);
    expect(await desk.figure('spend.to-date', { year: 2015 })).toBe(2_000_00);
    expect(await desk.figure('budget.available', { year: 2016 })).toBe(8_000_00);
  });

  test('by an agreement uses what that binds of the later year while it is enough, and then the budget', async () => {
    await desk.money({ year: 2016, initiative: 'I-02', pence: 10_000_00 });
    const agreement = await desk.agree({ 2015: 4_000_00, 2016: 1_500_00 });
    await desk.closeThrough(P(11));
    const months = [P(12), P(1, 2016), P(2, 2016)];
    const ref = await desk.approve(await desk.prepay({ agreement, period: P(12), months }));
    await desk.closeThrough(P(1, 2016));
    expect((await desk.entries(ref)).slice(2)).toEqual([
      'prepayment-release PCC 2016 agreement to 2016 spent: 100000 in 2016 P1',
      'prepayment-release PCC 2016 initiative to 2016 spent: 100000 in 2016 P2',
    ]);
    expect(await desk.figure('spend.to-date', { agreement })).toBe(3_000_00);
    expect(await desk.figure('commitment.outstanding', { agreement, year: 2016 })).toBe(500_00);
    expect(await world.db('entry').whereNotNull('excess')).toEqual([]);
    expect(await desk.countedInFile()).toBe(3_000_00);
  });

  test('that serves only the next year is posted in that year; in this one it is refused by name', async () => {
    const months = [P(1, 2016), P(2, 2016)];
    await expect(desk.prepay({ period: P(12), months })).rejects.toMatchObject({ rule: 'schedule-year' });
    await expect(desk.prepay({ period: P(1, 2016), months })).rejects.toMatchObject({ rule: 'no-budget' });
    await desk.money({ year: 2016, initiative: 'I-02', pence: 10_000_00 });
    const ref = await desk.approve(await desk.prepay({ period: P(1, 2016), months }));
    expect(await desk.entries(ref)).toEqual([
      'prepayment PCC 2016 initiative to 2016 prepaid: 300000 in 2016 P1',
      'prepayment-release PCC 2016 prepaid to 2016 spent: 150000 in 2016 P1',
    ]);
    expect(await desk.figure('spend.to-date', { year: 2015 })).toBe(0);
  });

  test('that would be approved only in the next year is refused, since its schedule began in the one before', async () => {
    const ref = await desk.prepay({ period: P(4), months: [P(4), P(5)] });
    await desk.closeThrough(P(13));
    await expect(desk.approve(ref)).rejects.toMatchObject({ rule: 'schedule-year' });
    await desk.sendBack(ref);
  });

  test('approved late is spent at once for what was served meanwhile, and for no period before the payment', async () => {
    const ref = await desk.prepay({ period: P(4), months: [P(3), P(4), P(5), P(6)], netPence: 4_000_00 });
    await desk.close(P(4));
    await desk.approve(ref);
    const ahead = await desk.approve(
      await desk.prepay({ period: P(7), months: [P(6), P(7), P(8)], netPence: 3_000_00 }),
    );
    expect((await desk.entries(ref)).slice(1)).toEqual([
      'prepayment-release PCC 2015 prepaid to 2015 spent: 100000 in 2015 P5',
      'prepayment-release PCC 2015 prepaid to 2015 spent: 100000 in 2015 P5',
      'prepayment-release PCC 2015 prepaid to 2015 spent: 100000 in 2015 P5',
    ]);
    expect((await desk.entries(ahead)).slice(1)).toEqual([
      'prepayment-release PCC 2015 prepaid to 2015 spent: 100000 in 2015 P7',
      'prepayment-release PCC 2015 prepaid to 2015 spent: 100000 in 2015 P7',
    ]);
    expect(await desk.figure('spend.prepaid', { through: P(6) })).toBe(1_000_00);
  });

  test('by an agreement and two sources is split, and every share keeps its coding', async () => {
    await desk.money({ year: 2015, initiative: 'I-01', pence: 5_000_00, source: 'GIFT' });
    const ref = await desk.approve(
      await desk.prepay({
        initiative: 'I-01',
        agreement: 'AG-2015-001',
        netPence: 101_000_00,
        months: [P(4), P(5), P(6)],
      }),
    );
    expect((await desk.entries(ref)).filter((entry) => entry.startsWith('prepayment '))).toEqual([
      'prepayment PCC 2015 agreement to 2015 prepaid: 6000000 in 2015 P4',
      'prepayment PCC 2015 initiative to 2015 prepaid: 4000000 in 2015 P4',
      'prepayment GIFT 2015 initiative to 2015 prepaid: 100000 in 2015 P4',
    ]);
    await desk.close(P(4), P(5));
    expect(await desk.figure('spend.to-date', { agreement: 'AG-2015-001' })).toBe(101_000_00);
    expect(await desk.figure('spend.to-date', { source: 'GIFT' })).toBe(1_000_00);
    expect(await desk.figure('spend.prepaid')).toBe(0);
    for (const number of [4, 5, 6]) {
      const share = evenShares([P(4), P(5), P(6)], 101_000_00)[number - 4]?.pence;
      expect(await desk.figure('spend.in-period', { period: P(number) })).toBe(share);
    }
  });

  test('beyond the budget needs a reason, and is spent when its periods come all the same', async () => {
    await expect(desk.prepay({ netPence: 21_000_00 })).rejects.toMatchObject({ rule: 'overspend-reason' });
    const ref = await desk.approve(await desk.prepay({ netPence: 21_000_00, reason: 'Prices went up' }));
    await desk.close(P(4), P(5));
    expect(await desk.figure('budget.available', { initiative: 'I-02' })).toBe(-1_000_00);
    // What passes the budget is paid by an entry of its own, so its shares are too.
    expect((await desk.entries(ref)).slice(2)).toHaveLength(4);
    // Next year's share has no budget at all, and has been paid all the same: it is flagged as an overspend.
    const over = await desk.approve(await desk.prepay({ period: P(6), months: [P(12), P(1, 2016)], reason: 'Agreed' }));
    await desk.closeThrough(P(12));
    expect(await desk.entries(over)).toContain(
      'prepayment-release PCC 2016 initiative to 2016 spent: 150000 in 2016 P1',
    );
    const [flagged] = await world.db('entry').where({ spend_ref: over, year: 2016 });
    expect(flagged.excess).toBe('overspend');
  });

  test('reversed as a mistake goes back with what became spend of it, and nothing more is released', async () => {
    const ref = await desk.approve(await desk.prepay({}));
    const page = plain((await (await world.signIn('finance@demo.example')).get(`/spend/${ref}/correction`)).text);
    expect(page).toContain('A payment in advance is taken back whole, with what has become spend of it');
    expect(page).not.toContain('Amount refunded');
    await expect(desk.correct(ref, { kind: 'refund', pence: 100 })).rejects.toMatchObject({
      rule: 'not-correctable',
      message: `${ref} was paid in advance by a schedule, so nothing of it can be refunded. Reverse the whole, and record what is right.`,
    });
    const reversal = await desk.correct(ref);
    await desk.close(P(4));
    await desk.approve(reversal);
    expect(await desk.entries(reversal)).toEqual([
      'reversal PCC 2015 spent to 2015 prepaid: 100000 in 2015 P5',
      'reversal PCC 2015 spent to 2015 prepaid: 100000 in 2015 P5',
      'reversal PCC 2015 prepaid to 2015 initiative: 300000 in 2015 P5',
    ]);
    await desk.close(P(5), P(6));
    expect(await desk.figure('spend.to-date')).toBe(0);
    expect(await desk.figure('spend.prepaid')).toBe(0);
    expect(await desk.countedInFile()).toBe(0);
    // July had been served and closed: it is restated. August was still open, so it simply comes to nothing.
    expect(await desk.figure('spend.in-period', { period: P(4) })).toBe(1_000_00);
    expect(await desk.figure('spend.restated', { period: P(4) })).toBe(0);
    expect(await desk.figure('spend.restated', { period: P(5) })).toBe(0);
    const finance = await world.signIn('finance@demo.example');
    expect(rowsOf((await finance.get(`/spend/${ref}`)).text)).toContainEqual([
      'Period 6 (September 2015)',
      'Never',
      '£1,000.00',
    ]);
  });

  test('is released once, however often a period is opened and closed again', async () => {
    const ref = await desk.approve(await desk.prepay({}));
    await desk.close(P(4));
    await desk.reopen(P(4));
    await desk.close(P(4), P(5));
    expect((await desk.entries(ref)).slice(1)).toEqual([
      'prepayment-release PCC 2015 prepaid to 2015 spent: 100000 in 2015 P4',
      'prepayment-release PCC 2015 prepaid to 2015 spent: 100000 in 2015 P5',
      'prepayment-release PCC 2015 prepaid to 2015 spent: 100000 in 2015 P6',
    ]);
  });
});
