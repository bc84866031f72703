import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { verifyEverything } from '../../src/home/verify.ts';
import { readEntries } from '../../src/ledger/entry.store.ts';
import { readRestatements } from '../../src/ledger/restatement.store.ts';
import { DATABASES, openWorld, type Visitor, type World } from '../world.ts';
import { Desk, P } from './desk.ts';
import { fillOffice } from './office.ts';
import { errorsOf, plain, rowsOf } from './page.ts';

const FORM = '/spend/adjustments/new';

/** What a finance officer types for leaflets of May that nobody recorded before May closed. */
function typed(changes: Record<string, string> = {}): Record<string, string> {
  return {
    kind: 'adjustment',
    concerns: '2015-16-P02',
    initiative: 'I-02',
    agreement: 'none',
    nature: 'revenue',
    place: 'E08000035',
    category: '4',
    supplier: 'Print works',
    period: '2015-16-P04',
    amount: '£1,200.00',
    comment: 'Leaflets of May were left out',
    reason: '',
    ...changes,
  };
}

describe.each(DATABASES)('On %s, at the desk, an adjustment of a closed period', (kind) => {
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

  test('is offered closed periods, and refused for an open one, without a comment, or beyond what was spent', async () => {
    const form = await finance.get(FORM);
    const concerns = /<select[^>]*id="concerns"[\s\S]*?<\/select>/.exec(form.text)?.[0];
    expect([concerns?.includes('2015-16-P03'), concerns?.includes('2015-16-P04')]).toEqual([true, false]);
    const refused: [Record<string, string>, number, string, RegExp][] = [
      [
        { concerns: '2015-16-P04' },
        422,
        'concerns',
        /Period 4 \(July 2015\) of 2015\/16 is not closed, so it needs no/,
      ],
      [{ period: '2015-16-P03' }, 422, 'period', /is closed\. Post to Period 4/],
      [{ comment: '' }, 400, 'comment', /^Enter the comment$/],
      [{ kind: 'adjustment-credit' }, 422, 'amount', /^I-02 spent £0\.00 in Period 2 \(May 2015\) of 2015\/16/],
      [{ concerns: '2014-15-P12' }, 422, 'initiative', /^I-02 has no revenue budget for 2014\/15/],
      [
        { initiative: 'I-01', agreement: 'AG-2015-001', concerns: '2014-15-P12' },
        422,
        'agreement',
        /binds money of 2015\/16/,
      ],
    ];
    for (const [changes, status, field, sentence] of refused) {
      const answer = await finance.send(FORM, FORM, typed(changes));
      expect([answer.status, errorsOf(answer.text)[0]]).toEqual([status, expect.stringMatching(sentence)]);
      expect(answer.text).toContain(`href="#${field}"`);
      expect(answer.text).toContain('value="Print works"');
    }
    expect(await world.db('spend')).toEqual([]);
  });

  test('is entered, approved by somebody else, and restates the period while that keeps what it said', async () => {
    const sent = await finance.send(FORM, FORM, typed());
    expect([sent.status, sent.headers.location]).toEqual([303, '/spend/SP-2015-16-000001']);
    const page = await finance2.get('/spend/SP-2015-16-000001');
    expect(page.text).toContain('Approve adjustment of £1,200.00');
    expect(plain(page.text)).toContain('Concerns Period 2 (May 2015), 2015/16');
    expect(plain(page.text)).toContain('Comment Leaflets of May were left out');
    expect(rowsOf(page.text)).toContainEqual([
      'Left of the revenue budget of I-02 for 2015/16',
      '£20,000.00',
      '£18,800.00',
    ]);
    const approval = '/spend/SP-2015-16-000001/approval';
    expect((await finance.send(FORM, approval, {})).status).toBe(403);
    expect((await finance2.send('/spend/SP-2015-16-000001', approval, {})).status).toBe(303);
    expect(await desk.entries('SP-2015-16-000001')).toEqual([
      'adjustment PCC 2015 initiative to 2015 spent: 120000 in 2015 P4',
    ]);
    const [restatement] = await readRestatements(world.db, 1);
    expect(restatement?.concerned).toEqual(P(2));
    expect(await desk.figure('spend.in-period', { period: P(2) })).toBe(0);
    expect(await desk.figure('spend.restated', { period: P(2) })).toBe(1_200_00);
    expect(await desk.figure('spend.restated', { period: P(4) })).toBe(0);
    expect(await desk.figure('spend.restated', { quarter: { year: 2015, quarter: 1 } })).toBe(1_200_00);
    expect(await desk.figure('spend.restated', { place: 'E08000035', through: P(3) })).toBe(1_200_00);
    expect(await desk.figure('spend.restated', { place: 'E08000032' })).toBe(0);
    const [event] = await world.db('audit_event').where({ action: 'spend.adjustment' });
    expect(JSON.parse(event.body).detail).toEqual({ concerns: '2015-16-P02' });
  });

  test('is taken off again up to what was spent with that coding, and no penny more', async () => {
    const much = await finance.send(FORM, FORM, typed({ kind: 'adjustment-credit', amount: '1,200.01' }));
    expect(errorsOf(much.text)[0]).toContain(
      'I-02 spent £1,200.00 in Period 2 (May 2015) of 2015/16 with this agreement, place and category; £1,200.01 cannot',
    );
    const elsewhere = typed({ kind: 'adjustment-credit', place: 'E08000032' });
    expect((await finance.send(FORM, FORM, elsewhere)).status).toBe(422);
    await finance.send(FORM, FORM, typed({ kind: 'adjustment-credit', amount: '1,200.00' }));
    await finance.send(FORM, FORM, typed({ kind: 'adjustment-credit', amount: '0.01' }));
    await finance2.send('/spend/SP-2015-16-000002', '/spend/SP-2015-16-000002/approval', {});
    // The second was entered while enough was left; when it is decided, nothing is.
    const late = await finance2.get('/spend/SP-2015-16-000003');
    expect(late.text).toContain('Approve taking off £0.01');
    expect(plain(late.text)).toContain('I-02 spent £0.00 in Period 2');
    expect((await finance2.send('/spend/SP-2015-16-000003', '/spend/SP-2015-16-000003/approval', {})).status).toBe(422);
    expect(await desk.entries('SP-2015-16-000002')).toEqual([
      'adjustment-credit PCC 2015 spent to 2015 initiative: 120000 in 2015 P4',
    ]);
    expect(await desk.figure('spend.restated', { period: P(2) })).toBe(0);
    expect(await desk.figure('budget.available', { initiative: 'I-02' })).toBe(20_000_00);
  });

  test('is listed with the period that it concerns, on the page, in the files and in the list of spend', async () => {
    const list = await finance.get('/spend/adjustments');
    expect(rowsOf(list.text)).toContainEqual(
      expect.arrayContaining(['SP-2015-16-000002', '2015/16 P2', '2015/16 P4', '-£1,200.00']),
    );
    const rows = parse((await finance.get('/spend/adjustments.csv')).text, { columns: true, bom: true }) as never[];
    expect(rows[2]).toMatchObject({ Reference: 'SP-2015-16-000001', Concerns: '2015/16 P2', Amount: '1200.00' });
    const [credit] = parse((await finance.get('/spend.csv?kind=adjustment-credit&status=approved')).text, {
      columns: true,
      bom: true,
    }) as never[];
    expect(credit).toMatchObject({
      reference: 'SP-2015-16-000002',
      amount: '-1200.00',
      period: '4',
      concerns_financial_year: '2015/16',
      concerns_period: '2',
    });
    expect(plain((await finance.get('/spend?kind=adjustment')).text)).toContain('concerns 2015/16 P2');
    const leeds = await world.signIn('leeds@demo.example');
    for (const path of ['', '.csv', '/new']) expect((await leeds.get(`/spend/adjustments${path}`)).status).toBe(403);
    const auditor = await world.signIn('auditor@demo.example');
    expect([(await auditor.get('/spend/adjustments')).status, (await auditor.get(FORM)).status]).toEqual([200, 403]);
  });
});

describe.each(DATABASES)('On %s, a correction of a closed period', (kind) => {
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

  test('moves the money of the year that it concerns, although it is posted in another', async () => {
    await desk.money({ year: 2014, initiative: 'I-02', pence: 5_000_00 });
    const ref = await desk.approve(await desk.adjust({ concerns: P(12, 2014), pence: 700_00 }));
    expect(await desk.entries(ref)).toEqual(['adjustment PCC 2014 initiative to 2014 spent: 70000 in 2015 P4']);
    expect(await desk.figure('spend.to-date', { year: 2014 })).toBe(700_00);
    expect(await desk.figure('spend.to-date', { year: 2015 })).toBe(0);
    expect(await desk.figure('spend.restated', { period: P(12, 2014) })).toBe(700_00);
    expect(await desk.figure('budget.available', { year: 2014, initiative: 'I-02' })).toBe(4_300_00);
    const over = { concerns: P(12, 2014), pence: 4_300_01 };
    await expect(desk.adjust(over)).rejects.toMatchObject({ rule: 'overspend-reason' });
    const waiting = await desk.adjust({ concerns: P(12, 2014), pence: 1_00 });
    expect(await desk.figure('spend.awaiting', { year: 2014 })).toBe(1_00);
    expect(await desk.figure('spend.awaiting', { year: 2015 })).toBe(0);
    await desk.sendBack(waiting);
  });

  test('takes off first what was drawn last: the budget’s own money before what the agreement gave', async () => {
    const coded = { initiative: 'I-01', agreement: 'AG-2015-001' };
    await desk.approve(await desk.spend({ ...coded, netPence: 60_500_00 }));
    await desk.close(P(4));
    const ref = await desk.approve(
      await desk.adjust({ ...coded, kind: 'adjustment-credit', concerns: P(4), period: P(5), pence: 700_00 }),
    );
    expect(await desk.entries(ref)).toEqual([
      'adjustment-credit PCC 2015 spent to 2015 initiative: 50000 in 2015 P5',
      'adjustment-credit PCC 2015 spent to 2015 agreement: 20000 in 2015 P5',
    ]);
    expect(await desk.figure('spend.restated', { period: P(4) })).toBe(59_800_00);
    expect(await desk.figure('commitment.outstanding')).toBe(200_00);
  });

  test('may take off what was paid in advance and served in it; that goes back to what paid for it', async () => {
    await desk.approve(await desk.prepay({ netPence: 3_000_00 }));
    await desk.close(P(4));
    const ref = await desk.approve(
      await desk.adjust({ kind: 'adjustment-credit', concerns: P(4), period: P(5), pence: 250_00 }),
    );
    expect(await desk.entries(ref)).toEqual(['adjustment-credit PCC 2015 spent to 2015 initiative: 25000 in 2015 P5']);
    expect(await desk.figure('spend.restated', { period: P(4) })).toBe(750_00);
    expect(await desk.figure('spend.prepaid')).toBe(1_000_00);
  });

  test('goes to the next open period when its own has closed, and still concerns the same one', async () => {
    const ref = await desk.adjust({});
    await desk.close(P(4));
    await desk.approve(ref);
    const [entry] = await readEntries(world.db, 1, { spendRef: ref });
    expect([entry?.period, entry?.happenedOn]).toEqual([5, '2015-07-31']);
    expect(await desk.figure('spend.restated', { period: P(2) })).toBe(1_000_00);
  });

  test('is refused while the period that it concerns is open again', async () => {
    await desk.approve(await desk.spend({ netPence: 100_00 }));
    await desk.close(P(4));
    const ref = await desk.adjust({ concerns: P(4), period: P(5) });
    await desk.reopen(P(4));
    await expect(desk.approve(ref)).rejects.toMatchObject({ rule: 'not-closed' });
    const cfo = await world.signIn('cfo@demo.example');
    expect(plain((await cfo.get(`/spend/${ref}`)).text)).toContain('2015/16 period 4 is not closed.');
    await desk.close(P(4));
    await desk.approve(ref);
    expect(await desk.figure('spend.restated', { period: P(4) })).toBe(1_100_00);
  });

  // What each correction does to July, whose spend of £3,000.00 is closed, and to August, where it is posted.
  test.each([
    ['a reversal: the spend should never have stood in July', 'reversal' as const, 0, [3_000_00, 0], [-3_000_00, 0]],
    [
      'a refund: July was right, and the money came back in August',
      'refund' as const,
      400_00,
      [3_000_00, 3_000_00],
      [-400_00, -400_00],
    ],
  ])('by %s', async (_name, how, pence, july, august) => {
    const ref = await desk.approve(await desk.spend({}));
    await desk.close(P(4));
    await desk.approve(await desk.correct(ref, { kind: how, pence, period: P(5) }));
    const figures = (period: ReturnType<typeof P>) =>
      Promise.all([desk.figure('spend.in-period', { period }), desk.figure('spend.restated', { period })]);
    expect(await figures(P(4))).toEqual(july);
    expect(await figures(P(5))).toEqual(august);
  });

  test('that was itself a mistake is reversed, and the period says again what it said', async () => {
    const spend = await desk.approve(await desk.spend({}));
    const refund = await desk.approve(await desk.correct(spend, { kind: 'refund', pence: 400_00 }));
    const adjustment = await desk.approve(await desk.adjust({ concerns: P(2) }));
    const open = await desk.approve(await desk.correct(await desk.approve(await desk.adjust({ concerns: P(3) }))));
    expect((await desk.entries(open))[0]).toContain('in 2015 P4');
    expect(await desk.figure('spend.restated', { period: P(3) })).toBe(0);
    await desk.close(P(4));
    await desk.approve(await desk.correct(adjustment, { period: P(5) }));
    await desk.approve(await desk.correct(refund, { period: P(5) }));
    expect(await desk.figure('spend.restated', { period: P(2) })).toBe(0);
    expect(await desk.figure('spend.restated', { period: P(4) })).toBe(3_000_00);
    expect(await desk.figure('spend.in-period', { period: P(4) })).toBe(2_600_00 + 1_000_00);
    expect(await desk.figure('spend.restated', { period: P(5) })).toBe(0);
    expect(await desk.figure('spend.restated')).toBe(await desk.figure('spend.to-date'));
    await expect(desk.correct(adjustment, { kind: 'refund', pence: 1, period: P(5) })).rejects.toMatchObject({
      rule: 'not-correctable',
    });
  });

  test('is answered as at any moment: what the period said before it was restated stays readable', async () => {
    await desk.approve(await desk.spend({}));
    await desk.close(P(4));
    world.clock.set('2015-08-20T09:00:00.000Z');
    await desk.approve(await desk.adjust({ concerns: P(4), period: P(5), pence: 50_00 }));
    const auditor = await world.signIn('auditor@demo.example');
    const shown = async (query: string) => plain((await auditor.get(`/figures/spend.restated?${query}`)).text);
    expect(await shown('period=2015-16-P04')).toContain('£3,050.00');
    expect(await shown('period=2015-16-P04')).toContain('posted in Period 5 (August 2015) of 2015/16');
    expect(await shown('period=2015-16-P04&as-at=2015-08-19')).toContain('£3,000.00');
  });
});
