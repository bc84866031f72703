import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { release } from '../../src/initiatives/agreements/agreement.store.ts';
import { payBy } from '../../src/spend/claims/claim.ts';
import { type ClaimTerms, findingsOf } from '../../src/spend/claims/finding.ts';
import { readOwed } from '../../src/spend/claims/payable.store.ts';
import { CLAIM_CHECKS } from '../../src/spend/claims/verify-claims.ts';
import { acceptBatch } from '../../src/spend/import/accept.ts';
import { inTheWay, readOverview } from '../../src/spend/import/overview.ts';
import { DATABASES, openWorld, type Visitor, type World } from '../world.ts';
import { CLAIM, ClaimDesk, ruleOf } from './claim-desk.ts';
import { Desk, P } from './desk.ts';
import { confirmPlanned, ownFile, planOf } from './import-desk.ts';
import { fillOffice, invoice } from './office.ts';
import { errorsOf, hiddenOf, plain, rowsOf } from './page.ts';

const TERMS: ClaimTerms = {
  agreement: 'AG-2015-001',
  startsOn: '2015-04-01',
  endsOn: '2016-03-31',
  eligible: null,
  value: 60_000_00,
  used: 0,
  outstanding: 60_000_00,
  owed: 0,
  cap: null,
  others: [],
};
const other = (startsOn: string, endsOn: string) => ({ ref: 'CL-2015-001', startsOn, endsOn });

describe('A claim is held against its agreement:', () => {
  test.each([
    ['nothing is found of what fits', {}, {}, []],
    ['it may take all that is left', { pence: 60_000_00 }, {}, []],
    ['by a penny more it may not', { pence: 60_000_01 }, {}, ['above-value', 'above-commitment']],
    ['what was used before counts', { pence: 50_000_01 }, { used: 10_000_00 }, ['above-value']],
    ['what is owed on other claims counts', { pence: 50_000_01 }, { owed: 10_000_00 }, ['above-commitment']],
    [
      'a statement is not to be paid, so the commitment is none of its',
      { kind: 'statement', pence: 50_000_01 },
      { outstanding: 0 },
      [],
    ],
    ['the cap of the terms of payment', { pence: 10_000_01 }, { cap: 10_000_00 }, ['above-cap']],
    ['a day before the agreement begins', { startsOn: '2015-03-31' }, {}, ['before-start']],
    ['a day after it ends', { endsOn: '2016-04-01' }, {}, ['after-end']],
    ['a category that is not agreed', {}, { eligible: ['4', '5'] }, ['ineligible']],
    ['one that is', {}, { eligible: ['1'] }, []],
    ['days claimed before', {}, { others: [other('2015-06-30', '2015-07-31')] }, ['period-twice']],
    ['the day after them', {}, { others: [other('2015-07-01', '2015-07-31')] }, []],
    [
      'days claimed before, and it says so',
      { again: 'A bill came late' },
      { others: [other('2015-04-01', '2015-06-30')] },
      [],
    ],
  ] as const)('%s', (_what, claim, terms, rules) => {
    const found = findingsOf({ ...CLAIM, pence: 10_000_00, ...claim }, { ...TERMS, ...terms });
    expect(found.map(({ rule }) => rule)).toEqual(rules);
    for (const { sentence } of found) expect(sentence).toMatch(/^[A-Z£].*\.$/);
  });

  test('and is paid within 30 days of the day that it came', () => {
    expect(payBy('2015-07-06')).toBe('2015-08-05');
  });
});

describe.each(DATABASES)('Claims on %s', (kind) => {
  let world: World;
  let desk: Desk;
  let claims: ClaimDesk;
  let commissioning: Visitor;
  let finance: Visitor;
  let cfo: Visitor;
  beforeAll(async () => {
    world = await openWorld(kind, fillOffice);
    desk = new Desk(world);
    claims = new ClaimDesk(desk);
    commissioning = await world.signIn('commissioning@demo.example');
    finance = await world.signIn('finance@demo.example');
    cfo = await world.signIn('cfo@demo.example');
  }, 60_000);
  afterAll(() => world.close());

  const figures = async () =>
    Promise.all(
      ['agreement.paid', 'agreement.used', 'agreement.in-hand', 'payable.open'].map((id) =>
        desk.figure(id, { agreement: 'AG-2015-001' }),
      ),
    );
  const typed = {
    agreement: 'AG-2015-001',
    kind: 'claim',
    'starts-day': '1',
    'starts-month': '4',
    'starts-year': '2015',
    'ends-day': '30',
    'ends-month': '6',
    'ends-year': '2015',
    'received-day': '6',
    'received-month': '7',
    'received-year': '2015',
    theirs: 'WYP/7',
    'description-1': 'Salaries',
    'place-1': 'E23000010',
    'category-1': '1',
    'amount-1': '£9,000.00',
    'description-3': 'Cars',
    'place-3': 'E08000035',
    'category-3': '3',
    'amount-3': '1,000.00',
  };

  test('from the claim to the ledger line that pays it', async () => {
    expect(await figures()).toEqual([0, 0, 0, 0]);
    const wrong = await commissioning.send('/claims/new', '/claims/new', {
      ...typed,
      'amount-3': 'ten',
      'place-1': '',
    });
    expect(errorsOf(wrong.text)).toEqual(['Select the place of line 1', expect.stringContaining('Amount of line 3')]);
    expect(wrong.text).toContain('value="£9,000.00"');
    const recorded = await commissioning.send('/claims/new', '/claims/new', typed);
    expect(recorded.headers.location).toBe('/claims/CL-2015-001');
    const early = await cfo.send('/spend/new', '/claims/CL-2015-001/decision', { outcome: 'approved', reason: '' });
    expect(errorsOf(early.text)[0]).toContain('has not been checked');
    const page = (await commissioning.get('/claims/CL-2015-001')).text;
    expect(plain(page)).toContain('Nothing was found');
    expect(rowsOf(page).slice(1, 4)).toEqual([
      ['Salaries', 'All West Yorkshire', '1 Employees', '£9,000.00'],
      ['Cars', 'Leeds', '3 Transport', '£1,000.00'],
      ['In all', '', '', '£10,000.00'],
    ]);
    const checked = { outcome: 'checked', reason: '' };
    expect((await commissioning.send('/claims/CL-2015-001', '/claims/CL-2015-001/check', checked)).status).toBe(303);
    expect(plain((await commissioning.get('/claims/CL-2015-001')).text)).toContain('awaits approval by finance');
    const approved = await cfo.send('/claims/CL-2015-001', '/claims/CL-2015-001/decision', {
      outcome: 'approved',
      reason: '',
    });
    expect(approved.status).toBe(303);
    expect(await figures()).toEqual([0, 10_000_00, -10_000_00, 10_000_00]);

    const form = (await finance.get('/spend/new?settles=PY-2015-001')).text;
    expect(form).toContain('value="10000.00"');
    const bill = invoice({ settles: 'PY-2015-001' });
    const check = await finance.send('/spend/new', '/spend/check', bill);
    expect(plain(check.text)).toContain('Pays PY-2015-001');
    const spent = await finance.agent.post('/spend').type('form').send(hiddenOf(check.text));
    const ref = spent.headers.location?.split('/').at(-1) as string;
    expect(plain((await finance.get(`/spend/${ref}`)).text)).toContain('Pays PY-2015-001: £10,000.00');
    const [row] = parse((await finance.get('/payables.csv')).text, { bom: true, columns: true });
    expect(row).toMatchObject({
      'Due by': '2015-08-05',
      State: 'Payment awaits approval',
      'Still to be paid': '10000.00',
    });
    await desk.approve(ref);
    expect(await figures()).toEqual([10_000_00, 10_000_00, 0, 0]);
    expect(plain((await finance.get('/payables')).text)).toContain('Nothing is to be paid on claims.');
    const agreement = plain((await finance.get('/agreements/AG-2015-001')).text);
    expect(agreement).toContain('Paid, used and in hand');
    expect(agreement).toContain('CL-2015-001 Claim 1 Apr 2015');
  });

  test('nobody approves what they recorded, nor beyond their limit', async () => {
    const own = await claims.check(
      await claims.receive({ startsOn: '2015-07-01', endsOn: '2015-07-05', pence: 100 }, 'finance'),
    );
    expect(await ruleOf(claims.approve(own, 'finance'))).toBe('own-entry');
    const page = await finance.send('/spend/new', `/claims/${own}/decision`, { outcome: 'approved', reason: '' });
    expect(page.status).toBe(403);
    expect(await ruleOf(claims.approve(own, 'finance2'))).toBe(null);
    const large = await claims.check(
      await claims.receive({ startsOn: '2015-07-06', endsOn: '2015-07-06', pence: 25_000_01 }),
    );
    expect(await ruleOf(claims.approve(large, 'finance'))).toBe('limit');
    expect(await ruleOf(claims.approve(large, 'manager'))).toBe(null);
    expect(await ruleOf(claims.approve(large, 'cfo'))).toBe('decided');
    expect(await ruleOf(claims.takeBack(large))).toBe(null);
    expect(await ruleOf(claims.takeBack(own))).toBe(null);
  });

  test('what was found stops the approval, and the claim is declined or returned with a reason', async () => {
    await claims.agreedCategories('AG-2015-001', ['1']);
    const wrong = await claims.check(
      await claims.receive({
        startsOn: '2015-06-30',
        endsOn: '2016-04-01',
        lines: [{ place: 'E08000035', category: '3', pence: 50_000_01, description: 'Cars' }],
      }),
    );
    const sentences = plain((await cfo.get(`/claims/${wrong}`)).text);
    expect(sentences).toContain('The period ends on 1 April 2016, after AG-2015-001 ends on 31 March 2016.');
    expect(sentences).toContain(
      '£50,000.01 for "Cars" is coded to 3 Transport, and AG-2015-001 pays for 1 Employees alone.',
    );
    expect(sentences).toContain(
      'AG-2015-001 is worth £60,000.00, of which £10,000.00 is used; £50,000.00 is left, and £50,000.01 is asked for.',
    );
    expect(sentences).toContain('CL-2015-001 covers 1 April 2015 to 30 June 2015 already');
    const refused = await cfo.send(`/claims/${wrong}`, `/claims/${wrong}/decision`, {
      outcome: 'approved',
      reason: '',
    });
    expect([refused.status, errorsOf(refused.text)[0]]).toEqual([
      422,
      expect.stringContaining('The period ends on 1 April 2016'),
    ]);
    expect(
      errorsOf(
        (await cfo.send(`/claims/${wrong}`, `/claims/${wrong}/decision`, { outcome: 'returned', reason: '' })).text,
      ),
    ).toEqual(['Enter the reason']);
    expect(
      (
        await cfo.send(`/claims/${wrong}`, `/claims/${wrong}/decision`, {
          outcome: 'returned',
          reason: 'Cars are not agreed',
        })
      ).status,
    ).toBe(303);
    expect(await claims.payableOf(wrong)).toBeUndefined();
    // What was returned stands no more, so the same days may be claimed again; CL-2015-001 still covers its own.
    expect(await ruleOf(claims.approved({ startsOn: '2015-07-01', endsOn: '2015-07-31', pence: 500_00 }))).toBe(null);
    expect(await ruleOf(claims.approved({ pence: 1 }))).toBe('period-twice');
    expect(await ruleOf(claims.approved({ pence: 1, again: 'A bill came late' }))).toBe(null);
  });

  test('one pound once: a payable is paid once, in parts, and never above; what is returned or reversed frees it', async () => {
    const claim = await claims.approved({
      startsOn: '2015-08-01',
      endsOn: '2015-08-02',
      receivedOn: '2015-08-03',
      pence: 1_000_00,
    });
    const payable = (await claims.payableOf(claim))?.ref as string;
    const pay = (pence: number, agreement = 'AG-2015-001') =>
      desk.spend({ initiative: 'I-01', agreement, category: '1', netPence: pence, settles: payable });
    const open = async () => {
      const found = await claims.payableOf(claim);
      return [found?.state, found?.open, found?.free];
    };
    expect(await ruleOf(pay(1_000_01))).toBe('above-payable');
    expect(await ruleOf(pay(400_00, ''))).toBe('other-agreement');
    const first = await pay(400_00);
    expect(await open()).toEqual(['payment awaits approval', 1_000_00, 600_00]);
    await desk.approve(first);
    expect(await open()).toEqual(['partly paid', 600_00, 600_00]);
    const second = await pay(600_00);
    expect(await ruleOf(pay(1))).toBe('settled');
    await desk.sendBack(second);
    expect(await open()).toEqual(['partly paid', 600_00, 600_00]);
    // What is still to be paid stays bound, by a penny as much as by all of it.
    const owed = await readOwed(world.db, 1, 'AG-2015-001');
    const bound = (await desk.figure('commitment.outstanding', { agreement: 'AG-2015-001' })) as number;
    const releasing = (pence: number) =>
      desk.act('cfo', 'release', async (act) => {
        await release(act, { agreement: 'AG-2015-001', pence, reason: 'Not needed', happenedOn: '2015-07-31', owed });
        throw new Error('released');
      });
    expect(owed).toBeGreaterThanOrEqual(600_00);
    expect(await ruleOf(releasing(bound - owed + 1))).toBe('owed');
    await expect(releasing(bound - owed)).rejects.toThrow('released');
    const third = await desk.approve(await pay(600_00));
    expect(await open()).toEqual(['paid', 0, 0]);
    expect(await ruleOf(claims.takeBack(claim))).toBe('paid');
    await desk.approve(await desk.correct(third));
    expect(await open()).toEqual(['partly paid', 600_00, 600_00]);
    expect(await ruleOf(claims.settle(payable, third))).toBe('not-standing');
    expect(await ruleOf(claims.settle(payable, second))).toBe('not-standing');
    expect(await ruleOf(claims.settle(payable, first))).toBe('named-already');
    // A line that was recorded before, such as an imported one, pays with what of it pays nothing else.
    const line = await desk.approve(
      await desk.spend({ initiative: 'I-01', agreement: 'AG-2015-001', category: '1', netPence: 900_00 }),
    );
    expect(await ruleOf(claims.settle(payable, line))).toBe('above-payable');
    expect(await ruleOf(claims.settle(payable, line, 900_01))).toBe('above-spend');
    const back = await desk.correct(line, { kind: 'refund', pence: 500_00 });
    expect(await ruleOf(claims.settle(payable, line, 500_00))).toBe('above-spend');
    await desk.sendBack(back);
    const page = await finance.send(`/payables/${payable}`, `/payables/${payable}/settlements`, {
      spend: line,
      amount: '600.00',
    });
    expect(page.status).toBe(303);
    expect(await open()).toEqual(['paid', 0, 0]);
    expect(await ruleOf(claims.settle(payable, await desk.correct(line, { kind: 'refund', pence: 1 })))).toBe(
      'not-a-payment',
    );
  });

  test('a file names the payable as its reference: the line is coded to the agreement and pays it', async () => {
    const period = { startsOn: '2015-08-05', endsOn: '2015-08-06', receivedOn: '2015-08-07' };
    const claim = await claims.approved({ ...period, pence: 800_00 });
    const payable = (await claims.payableOf(claim))?.ref as string;
    const finance1 = await world.person('finance@demo.example');
    const plan = (rows: string[]) => planOf(world.site, finance1, ownFile(...rows), { place: 'E08000035' });
    const stopped = async (rows: string[]) => inTheWay(await readOverview(world.db, await plan(rows)));
    const row = (amount: string, number: string, reference = payable) =>
      `07/07/2015,Police,${reference},${amount},1,${number}`;
    expect(await stopped([row('800.01', 'T1'), row('100.00', 'T2', 'PY-2015-999'), row('-5.00', 'T3')])).toEqual([
      '1 line is not coded. Code it or leave it out',
      `Row 2: of ${payable}, £800.00 is left to match, and £800.01 was said. Match it again.`,
      `Row 4: of ${payable}, -£0.01 is left to match, and -£5.00 was said. Match it again.`,
    ]);
    expect(await stopped([row('500.00', 'T1'), row('300.01', 'T2')])).toHaveLength(1);
    const file = [row('500.00', 'T1'), row('300.00', 'T2'), row('40.00', 'T3', '')];
    const chief = await world.person('cfo@demo.example');
    const before = await figures();
    const outstanding = await desk.figure('commitment.outstanding', { agreement: 'AG-2015-001' });
    const batch = await confirmPlanned(world.site, finance1, await plan(file));
    expect((await claims.payableOf(claim))?.state).toBe('payment awaits approval');
    expect(await stopped([row('1.00', 'T9')])).toHaveLength(1);
    await desk.act('cfo', 'import.accept', async (act) => {
      await acceptBatch(act, chief, batch, 840_00);
      return null;
    });
    expect((await claims.payableOf(claim))?.state).toBe('paid');
    const after = await figures();
    expect(after.map((value, index) => (value ?? 0) - (before[index] ?? 0))).toEqual([800_00, 0, 800_00, -800_00]);
    expect(await desk.figure('commitment.outstanding', { agreement: 'AG-2015-001' })).toBe((outstanding ?? 0) - 800_00);
  });

  test('a statement of use is not to be paid, but says what was used of what was paid before', async () => {
    const before = await figures();
    const statement = await claims.approved({
      kind: 'statement',
      startsOn: '2015-09-01',
      endsOn: '2015-09-02',
      receivedOn: '2015-09-03',
      pence: 700_00,
    });
    expect(await claims.payableOf(statement)).toBeUndefined();
    const after = await figures();
    expect(after.map((value, index) => (value ?? 0) - (before[index] ?? 0))).toEqual([0, 700_00, -700_00, 0]);
    await claims.takeBack(statement);
    expect(await figures()).toEqual(before);
    expect(await ruleOf(claims.takeBack(statement))).toBe('not-approved');
  });

  test('an accrual is nobody’s payment, and what was paid in advance is paid at once', async () => {
    const [paid] = await figures();
    const coded = { initiative: 'I-01', agreement: 'AG-2015-001' };
    const accrual = await desk.approve(await desk.accrue({ ...coded, pence: 2_000_00 }));
    expect((await figures())[0]).toBe(paid);
    await desk.approve(await desk.correct(accrual));
    expect((await figures())[0]).toBe(paid);
    await desk.approve(await desk.prepay({ ...coded, netPence: 300_00, months: [P(4), P(5), P(6)] }));
    expect((await figures())[0]).toBe((paid ?? 0) + 300_00);
  });

  test('an agreement whose provider reports no use says [x], and totals say that they leave it out', async () => {
    const silent = await desk.agree({ 2015: 1_000_00 });
    await desk.approve(await desk.spend({ initiative: 'I-02', agreement: silent, netPence: 100_00 }));
    expect(await desk.figure('agreement.in-hand', { agreement: silent })).toBeNull();
    const page = plain((await finance.get('/advances')).text);
    expect(page).toContain(`leaves out ${silent} (its provider reports no use)`);
    const rows: Record<string, string>[] = parse((await finance.get('/advances.csv')).text, {
      bom: true,
      columns: true,
    });
    expect(rows.map(({ Agreement }) => Agreement)).toEqual(['AG-2015-001']);
    for (const row of rows) {
      expect(Number(row.Paid).toFixed(2)).toBe((Number(row.Used) + Number(row['In hand'])).toFixed(2));
    }
  });

  test('the list is narrowed by state and agreement, and its file with it', async () => {
    const rows: Record<string, string>[] = parse(
      (await finance.get('/claims.csv?state=returned&agreement=AG-2015-001')).text,
      { bom: true, columns: true },
    );
    expect(rows.map(({ State }) => State)).toEqual(['Returned']);
    expect((await finance.get('/claims?state=lost')).status).toBe(400);
    expect((await finance.get('/claims/CL-2015-999')).status).toBe(404);
    expect((await (await world.signIn('auditor@demo.example')).get('/payables')).status).toBe(200);
    expect((await (await world.signIn('leeds@demo.example')).get('/claims')).status).toBe(403);
  });

  test('what is in hand must come back once the agreement has ended, if its unspent money is returned', async () => {
    await desk.money({ year: 2015, initiative: 'I-02', pence: 30_000_00 });
    const agreement = await desk.agree({ 2015: 5_000_00 }, { endsOn: '2015-07-20' });
    const coded = { initiative: 'I-02', agreement };
    const back = () => desk.figure('agreement.due-back', { agreement });
    const paid = await desk.approve(await desk.spend({ ...coded, netPence: 2_000_00 }));
    const lines = [{ place: 'E08000035', category: '4', pence: 1_400_00, description: 'Tour' }];
    const period = { startsOn: '2015-07-01', endsOn: '2015-07-20', receivedOn: '2015-07-31' };
    await claims.approved({ agreement, kind: 'statement', lines, ...period });
    await claims.agreedCategories(agreement, ['4']);
    expect(await back()).toBe(0);
    await desk.close(P(4));
    expect([await desk.figure('agreement.in-hand', { agreement }), await back()]).toEqual([600_00, 600_00]);
    // Nothing is owed back by others for it, and nothing of what is owed to others is taken off.
    expect(await desk.figure('agreement.due-back')).toBe(600_00);
    const refund = await desk.correct(paid, { kind: 'refund', pence: 250_00, period: P(5) });
    expect(await back()).toBe(600_00);
    await desk.approve(refund);
    expect(await back()).toBe(350_00);
    await desk.approve(await desk.correct(paid, { kind: 'refund', pence: 700_00, period: P(5) }));
    expect([await desk.figure('agreement.in-hand', { agreement }), await back()]).toEqual([-350_00, 0]);
  });
});

describe('The verification of claims, on SQLite', () => {
  test('finds what was put beside the program: a payable paid above it, and a claim that somebody approved for themselves', async () => {
    const world = await openWorld('sqlite', fillOffice);
    const desk = new Desk(world);
    const claims = new ClaimDesk(desk);
    const claim = await claims.approved({ pence: 1_000_00 });
    const payable = (await claims.payableOf(claim))?.ref as string;
    const coded = { initiative: 'I-01', agreement: 'AG-2015-001', category: '1' };
    const paid = await desk.approve(await desk.spend({ ...coded, netPence: 1_000_00, settles: payable }));
    await desk.approve(await desk.correct(paid));
    await desk.approve(await desk.spend({ ...coded, netPence: 1_000_00, settles: payable }));
    const [check] = CLAIM_CHECKS;
    expect(await check?.find(world.db, 1)).toEqual([]);
    const another = await desk.spend({ ...coded, netPence: 5_00 });
    const { id } = await world.person('commissioning@demo.example');
    await desk.act('finance', 'story', async (act) => {
      await act.add('settlement', { payable_ref: payable, spend_ref: another, pence: 6_00, entered_by: id });
      return null;
    });
    const own = await claims.check(await claims.receive({ startsOn: '2015-07-01', endsOn: '2015-07-02' }));
    await desk.act('finance', 'story', async (act) => {
      await act.add('claim_step', { claim_ref: own, step: 'approved', reason_words: null, done_by: id });
      return null;
    });
    const found = (await check?.find(world.db, 1)) ?? [];
    expect(found.map(({ sentence }) => sentence)).toEqual([
      `Claim ${own} was approved by whoever recorded it.`,
      `${payable} was paid above it.`,
      `${another} pays more than it is.`,
    ]);
    await world.close();
  });
});

describe('Two people at once, on PostgreSQL', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld('postgres', fillOffice);
  }, 60_000);
  afterAll(() => world.close());

  test('who pay the same claim: one is refused', async () => {
    const desk = new Desk(world);
    const claims = new ClaimDesk(desk);
    const payable = (await claims.payableOf(await claims.approved()))?.ref as string;
    const pay = () =>
      desk.spend({
        initiative: 'I-01',
        agreement: 'AG-2015-001',
        category: '1',
        netPence: 10_000_00,
        settles: payable,
      });
    const rules = await Promise.all([ruleOf(pay()), ruleOf(pay())]);
    expect(rules.toSorted()).toEqual(['settled', null].toSorted());
    const approve = await claims.check(await claims.receive({ startsOn: '2015-07-01', endsOn: '2015-07-02' }));
    const decided = await Promise.all([
      ruleOf(claims.approve(approve, 'cfo')),
      ruleOf(claims.approve(approve, 'manager')),
    ]);
    expect(decided.filter((rule) => rule === null)).toHaveLength(1);
    expect(decided).toContain('decided');
  });
});
