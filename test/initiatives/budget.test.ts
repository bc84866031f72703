import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Act, perform } from '../../src/audit/act.ts';
import { latestMoment } from '../../src/audit/moment.ts';
import { readValues } from '../../src/figures/registry.ts';
import { allocate } from '../../src/funds/allocation.store.ts';
import { listBudgetChanges, takeFromBudget } from '../../src/initiatives/budget.store.ts';
import { budget, type NewBudget } from '../../src/initiatives/initiative.store.ts';
import { ensureAccount, findAccounts } from '../../src/ledger/account.store.ts';
import { sibling } from '../../src/ledger/account.ts';
import { openBooks } from '../../src/ledger/figure.ts';
import { post } from '../../src/ledger/post.ts';
import type { Scope } from '../../src/ledger/scope.ts';
import type { Plain } from '../../src/platform/digest.ts';
import { fillOffice } from '../spend/office.ts';
import { errorsOf, rowsOf } from '../spend/page.ts';
import { DATABASES, openWorld, type Visitor, type World } from '../world.ts';

const GIVEN = {
  source: 'PCC',
  year: 2015,
  nature: 'revenue',
  decisionRef: 'D-2014-001',
  happenedOn: '2015-07-01',
} as const;
const PERIOD = { year: 2015, number: 4 };

describe.each(DATABASES)('On %s, the budget of an initiative', (kind) => {
  let world: World;
  let manager: Visitor;
  let cfo: Visitor;
  let auditor: Visitor;
  let officeId: number;

  beforeAll(async () => {
    world = await openWorld(kind, fillOffice);
    manager = await world.signIn('manager@demo.example');
    cfo = await world.signIn('cfo@demo.example');
    auditor = await world.signIn('auditor@demo.example');
    officeId = (await world.person('cfo@demo.example')).officeId;
  });
  afterAll(() => world.close());

  const told = async <T extends Plain>(email: string, work: (act: Act) => Promise<T>): Promise<T> =>
    perform(world.site, await world.doer(email), 'story', null, async (act) => ({
      subject: { kind: 'story', ref: '' },
      result: await work(act),
    }));
  const value = async (figure: string, scope: Scope): Promise<number | null> => {
    const books = openBooks(world.db, officeId, await latestMoment(world.db, officeId));
    return (await readValues(books, figure, [scope]))[0]?.value ?? null;
  };
  const changes = () => listBudgetChanges(world.db, officeId, 'I-01');

  const path = '/initiatives/I-01/budgets/new';
  const form = {
    direction: 'take',
    allocation: 'AL-2015-001:PCC:revenue:2015',
    amount: '10,000.00',
    decision: 'D-2014-001',
    reason: 'Two posts fewer',
  };

  test('is revised down into its allocation, with a reason, and no further than what is free', async () => {
    const silent = await manager.send(path, path, { ...form, reason: '' });
    expect(silent.status).toBe(400);
    expect(errorsOf(silent.text)).toEqual(['Enter the reason']);
    // £100,000 less the £60,000 that AG-2015-001 binds.
    const beyond = await manager.send(path, path, { ...form, amount: '40,000.01' });
    expect(beyond.status).toBe(422);
    expect(errorsOf(beyond.text)[0]).toContain(
      'What is left of initiative I-01 (PCC, 2015/16) is £40,000.00, £0.01 less than £40,000.01.',
    );
    expect((await manager.send(path, path, form)).status).toBe(303);
    expect(await value('budget.current', { initiative: 'I-01', year: 2015 })).toBe(9_000_000);
    expect(await value('budget.original', { initiative: 'I-01', year: 2015 })).toBe(10_000_000);
    expect(await value('decision.budgeted', { decision: 'D-2014-001', initiative: 'I-01' })).toBe(9_000_000);
    expect((await auditor.get('/decisions/D-2014-001')).text).toContain('Budget of I-01 from AL-2015-001');
  });

  test('goes below what is free by override, and both reasons stay with the entry', async () => {
    const beyond = { ...form, amount: '30,000.01', reason: 'The grant shrank' };
    expect((await cfo.send(path, path, { ...beyond, override: 'A refund is on its way' })).status).toBe(303);
    expect(await value('budget.available', { initiative: 'I-01', year: 2015 })).toBe(-1);
    const [last] = (await changes()).slice(-1);
    expect(last).toMatchObject({ pence: -3_000_001, after: 5_999_999 });
    expect(last?.reason).toBe('The grant shrank\nBeyond what is left: A refund is on its way');
    expect((await manager.send(path, path, { ...form, direction: 'give', amount: '30,000.01' })).status).toBe(303);
  });

  test('is taken back only where it came from', async () => {
    const wanted: NewBudget = {
      ...GIVEN,
      initiative: 'I-03',
      allocation: 'AL-2015-001',
      pence: 1,
      reason: 'R',
      overrideReason: null,
    };
    const take = (change: Partial<NewBudget>) =>
      told('cfo@demo.example', async (act) => {
        await takeFromBudget(act, { ...wanted, ...change });
        return null;
      });
    await expect(take({})).rejects.toMatchObject({ rule: 'not-budgeted' });
    await expect(take({ initiative: 'I-01', reason: null })).rejects.toMatchObject({ rule: 'reason-needed' });
    await expect(take({ initiative: 'I-01', decisionRef: 'D-2014-009' })).rejects.toMatchObject({
      rule: 'no-decision',
    });
  });

  test('shows its original and every change signed, virements and money brought forward too', async () => {
    await told('cfo@demo.example', async (act) => {
      const [one] = await findAccounts(act.trx, officeId, { kind: 'initiative', initiative: 'I-01' });
      const [two] = await findAccounts(act.trx, officeId, { kind: 'initiative', initiative: 'I-02' });
      if (one === undefined || two === undefined) throw new Error('The office has both.');
      const carried = await ensureAccount(act, sibling(one, { kind: 'carried', allocation: '', initiative: '' }));
      const shared = { period: PERIOD, happenedOn: '2015-07-15', decisionRef: 'D-2014-001' };
      await post(act, [
        { ...shared, kind: 'virement', from: two, to: one, pence: 250, reasonWords: await act.words('More schools') },
        { ...shared, kind: 'virement', from: one, to: two, pence: 50 },
        { ...shared, kind: 'carry-in', from: carried, to: one, pence: 7 },
      ]);
      return null;
    });
    const shown = (await changes()).map((change) => [change.kind, change.pence, change.after, change.other.kind]);
    expect(shown).toEqual([
      ['budget', 10_000_000, 10_000_000, 'allocation'],
      ['budget-revision', -1_000_000, 9_000_000, 'allocation'],
      ['budget-revision', -3_000_001, 5_999_999, 'allocation'],
      ['budget-revision', 3_000_001, 9_000_000, 'allocation'],
      ['virement', 250, 9_000_250, 'initiative'],
      ['virement', -50, 9_000_200, 'initiative'],
      ['carry-in', 7, 9_000_207, 'carried'],
    ]);
    expect(await value('budget.current', { initiative: 'I-01', year: 2015 })).toBe(9_000_207);

    const page = await auditor.get('/initiatives/I-01');
    const rows = rowsOf(page.text).filter(([change]) => /Original|Revision|Virement|Brought/.test(change ?? ''));
    expect(rows.map((row) => [row[0], row.at(-2), row.at(-1)])).toEqual([
      ['Original', '£100,000.00', '£100,000.00'],
      ['Revision', '-£10,000.00', '£90,000.00'],
      ['Revision', '-£30,000.01', '£59,999.99'],
      ['Revision', '+£30,000.01', '£90,000.00'],
      ['Virement in', '+£2.50', '£90,002.50'],
      ['Virement out', '-£0.50', '£90,002.00'],
      ['Brought forward', '+£0.07', '£90,002.07'],
    ]);
    expect(rows[4]).toContain('From initiative I-02 (PCC, revenue)');
    expect(rows[4]).toContain('More schools');
    expect(rows[1]).toContain('manager');
  });

  test('opens what it came to after each act, as at that moment', async () => {
    const page = await auditor.get('/initiatives/I-01');
    const hrefs = [...page.text.matchAll(/href="(\/figures\/budget\.current\?[^"]*as-at=[^"]*)">([^<]*)</g)];
    // The three changes of one act are opened by the last of them.
    expect(hrefs.map(([, , text]) => text)).toEqual([
      '£100,000.00',
      '£90,000.00',
      '£59,999.99',
      '£90,000.00',
      '£90,002.07',
    ]);
    for (const [, href = '', text = ''] of hrefs) {
      expect((await auditor.get(href.replaceAll('&amp;', '&'))).text).toContain(text);
    }
  });

  test('downloads with its reasons, and names who recorded them only to the office', async () => {
    const file = (await auditor.get('/initiatives/I-01/budgets.csv')).text;
    expect(file).toContain('Reason,Recorded,Recorded by,Amount,Budget after it\r\n');
    expect(file).toMatch(/Two posts fewer,2015-07-31T09:00:\S+Z,manager,-10000\.00,90000\.00\r\n/);
    const leeds = await world.signIn('leeds@demo.example');
    expect((await leeds.get('/initiatives/I-01/budgets.csv')).text).toContain('Reason,Recorded,Amount,Budget after it');
  });

  test('a first budget needs no reason, and each later one does', async () => {
    await expect(
      told('manager@demo.example', (act) =>
        budget(act, { ...GIVEN, initiative: 'I-02', allocation: 'AL-2015-001', pence: 1, overrideReason: null }),
      ),
    ).rejects.toMatchObject({ rule: 'reason-needed', field: 'reason' });
  });

  /** £380,000.00 of the fund is unallocated before each; what each allocates, who, why, and what becomes of it. */
  const ALLOCATIONS: [story: string, who: string, over: number, reason: string | null, rule: string | null][] = [
    ['a penny too much', 'manager', 1, null, 'below-zero'],
    ['a penny too much, with a reason of somebody without the authority', 'manager', 1, 'Because', 'override'],
    ['a million too much', 'cfo', 100_000_000, null, 'below-zero'],
    ['to the last penny', 'manager', 0, null, null],
    ['a penny more than nothing, by override', 'cfo', 1, 'The second award is agreed', null],
  ];
  test.each(ALLOCATIONS)('allocating of the fund %s', async (_story, who, over, reason, rule) => {
    const left = (await value('fund.unallocated', { year: 2015 })) as number;
    const allocating = told(`${who}@demo.example`, (act) =>
      allocate(act, { ...GIVEN, pence: left + over, purpose: 'P', overrideReason: reason }),
    );
    if (rule === null) await expect(allocating).resolves.toMatch(/^AL-2015-/);
    else await expect(allocating).rejects.toMatchObject({ rule });
    expect(await value('fund.unallocated', { year: 2015 })).toBe(rule === null ? 0 - over : left);
  });
});
