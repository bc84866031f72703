import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { type Act, perform } from '../../src/audit/act.ts';
import { latestMoment } from '../../src/audit/moment.ts';
import { verifyChain } from '../../src/audit/verify.ts';
import { readFigures } from '../../src/figures/registry.ts';
import { type NewLapse, recordLapse } from '../../src/funds/lapse.store.ts';
import { planLapse } from '../../src/funds/lapse.ts';
import { commit, release } from '../../src/initiatives/agreements/agreement.store.ts';
import { ensureAccount, findAccounts } from '../../src/ledger/account.store.ts';
import { type Account, type AccountKind, sibling } from '../../src/ledger/account.ts';
import { readEntries } from '../../src/ledger/entry.store.ts';
import { openBooks } from '../../src/ledger/figure.ts';
import { post } from '../../src/ledger/post.ts';
import type { Scope } from '../../src/ledger/scope.ts';
import { verifyLedger } from '../../src/ledger/verify.ts';
import { doer } from '../../src/people/person.ts';
import type { Plain } from '../../src/platform/digest.ts';
import { errorsOf, plain, rowsOf } from '../spend/page.ts';
import { DATABASES, openWorld, type World } from '../world.ts';
import { fillYearEndOffice } from './year-end-office.ts';

type Left = [kind: AccountKind, ref: string, pounds: number];
type Taken = [ref: string, pounds: number];

describe('What a ring-fenced source takes back of a year', () => {
  const CASES: [what: string, left: Left[], taken: Taken[], still: Taken[]][] = [
    [
      'is what is left at each head',
      [
        ['unallocated', '', 200],
        ['allocation', 'AL-1', 50],
        ['initiative', 'I-01', 30],
      ],
      [
        ['', 200],
        ['AL-1', 50],
        ['I-01', 30],
      ],
      [],
    ],
    [
      'is less by what was overspent, since the source bore that',
      [
        ['initiative', 'I-01', -100],
        ['unallocated', '', 300],
        ['initiative', 'I-02', 80],
      ],
      [
        ['', 280],
        ['I-01', 0],
        ['I-02', 0],
      ],
      [],
    ],
    [
      'is nothing where more was spent than it gave',
      [
        ['initiative', 'I-01', -100],
        ['allocation', 'AL-1', 60],
      ],
      [
        ['AL-1', 0],
        ['I-01', 0],
      ],
      [],
    ],
    [
      'comes from an initiative as a whole, whatever allocations its money came from',
      [
        ['initiative', 'I-01', 10],
        ['initiative', 'I-01', 5],
      ],
      [['I-01', 15]],
      [],
    ],
    [
      'leaves what agreements bind, and says so',
      [
        ['agreement', 'AG-1', 40],
        ['agreement', 'AG-2', 0],
        ['spent', 'I-01', 70],
        ['unallocated', '', 1],
      ],
      [['', 1]],
      [['AG-1', 40]],
    ],
  ];

  test.each(CASES)('%s', (_what, left, taken, still) => {
    const plan = planLapse(
      left.map(([kind, ref, pounds], id) => ({ account: account(id, kind, ref), left: pounds * 100 })),
    );
    expect(plan.lines.map(({ head, pence }) => [head.ref, pence / 100])).toEqual(taken);
    expect(plan.bound.map((of) => [of.agreement, of.left / 100])).toEqual(still);
    for (const { pence, parts } of plan.lines) {
      let together = 0;
      for (const part of parts) together += part.pence;
      expect(together).toBe(pence);
    }
  });

  function account(id: number, kind: AccountKind, ref: string): Account {
    const money = { fund: 'F', source: 'S', year: 2014, nature: 'revenue' } as const;
    const initiative = kind === 'initiative' || kind === 'spent' ? ref : '';
    return {
      ...money,
      id,
      name: String(id),
      kind,
      allocation: kind === 'allocation' ? ref : '',
      initiative,
      agreement: kind === 'agreement' ? ref : '',
    };
  }
});

describe.each(DATABASES)('A lapse, on %s', (kind) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(kind, fillYearEndOffice);
  });
  afterAll(() => world.close());

  const as = async <T extends Plain>(name: string, work: (act: Act) => Promise<T>): Promise<T> => {
    const person = await world.person(`${name}@demo.example`);
    return perform(world.site, doer(person), 'step', null, async (act) => ({
      subject: { kind: 'step', ref: '' },
      result: await work(act),
    }));
  };
  const lapse = (changes: Partial<NewLapse> = {}) =>
    as('manager', (act) =>
      recordLapse(act, {
        source: 'HO',
        year: 2014,
        nature: 'revenue',
        seen: null,
        reason: 'Not used by 31 March 2015',
        on: '2015-07-31',
        ...changes,
      }),
    );
  async function figure(id: string, scope: Scope = {}): Promise<number | null> {
    const { id: officeId } = await world.db('office').first('id');
    const books = openBooks(world.db, officeId, await latestMoment(world.db, officeId));
    const [shown] = await readFigures(books, [{ figure: id, scope }]);
    return shown?.value ?? null;
  }

  const REFUSED: [what: string, changes: Partial<NewLapse>, rule: string][] = [
    ['own money, which passes through the reserve instead', { source: 'PCC', year: 2015 }, 'own-money'],
    ['of a year whose periods are open', { year: 2015 }, 'year-open'],
    ['of a year that was not made', { year: 2017 }, 'no-such-year'],
    ['of money that the source never gave', { nature: 'capital' }, 'nothing-left'],
    ['when more or less is left than was seen', { seen: 8_999_999 }, 'moved'],
  ];
  test.each(REFUSED)('is refused: %s', async (_what, changes, rule) => {
    await expect(lapse(changes)).rejects.toMatchObject({ rule });
    expect(await figure('fund.lapsed')).toBe(0);
  });

  test('waits until agreements have released what they bind, and says where', async () => {
    const { id } = await world.db('organisation').first('id');
    const agreement = await as('commissioning', (act) =>
      commit(act, {
        initiative: 'I-02',
        kind: 'grant',
        organisationId: id,
        year: 2014,
        nature: 'revenue',
        pence: 300_000,
        signedOn: '2015-01-20',
        startsOn: '2015-01-20',
        endsOn: '2015-03-31',
        purpose: 'Support',
        crimeReduction: 'Fewer victims',
        valueForMoney: 'At cost',
        conditions: null,
        overrideReason: null,
      }),
    );
    await expect(lapse()).rejects.toMatchObject({
      rule: 'still-bound',
      message: expect.stringContaining(`${agreement} (£3,000.00)`),
    });
    const manager = await world.signIn('manager@demo.example');
    const page = await manager.get('/funding-sources/HO/lapses/2014-15');
    expect(page.status).toBe(200);
    expect(rowsOf(page.text)).toContainEqual([agreement, '£3,000.00', `Release from ${agreement}`]);
    expect(page.text).toContain(`href="/agreements/${agreement}/releases/new"`);
    expect(page.text).not.toContain('<textarea');
    await as('manager', async (act) => {
      await release(act, { agreement, pence: 300_000, reason: 'Not needed', happenedOn: '2015-07-31', year: 2014 });
      return null;
    });
  });

  test('is seen head by head before it is confirmed, and goes back to the source', async () => {
    const spender = await findAccounts(world.db, 1, {
      kind: 'initiative',
      source: 'HO',
      year: 2014,
      initiative: 'I-01',
    });
    const [from] = spender as [Account];
    await as('finance', async (act) => {
      const to = await ensureAccount(act, sibling(from, { kind: 'spent' }));
      const period = { year: 2015, number: 4 };
      await post(act, [{ kind: 'spend', from, to, pence: 3_999_999, happenedOn: '2015-03-20', period }]);
      return null;
    });
    const manager = await world.signIn('manager@demo.example');
    const page = await manager.get('/funding-sources/HO/lapses/2014-15');
    expect(rowsOf(page.text)).toEqual(
      expect.arrayContaining([
        ['Unallocated', '£20,000.00', '£20,000.00'],
        ['AL-2014-001', '£20,000.00', '£20,000.00'],
        ['I-01', '£0.01', '£0.01'],
        ['I-02', '£10,000.00', '£10,000.00'],
        ['Together', '', '£50,000.01'],
      ]),
    );
    const seen = { nature: 'revenue', seen: '5000001' };
    const bare = await manager.send('/funding-sources/HO/lapses/2014-15', '/funding-sources/HO/lapses/2014-15', seen);
    expect([bare.status, errorsOf(bare.text)]).toEqual([400, ['Enter the reason']]);
    const typed = { ...seen, reason: 'Not used by 31 March 2015' };
    const other = await manager.send('/funding-sources/HO/lapses/2014-15', '/funding-sources/HO/lapses/2014-15', {
      ...typed,
      seen: '5000002',
    });
    expect([other.status, errorsOf(other.text)]).toEqual([
      422,
      ['You saw £50,000.02, and £50,000.01 is left now. Look again, and confirm that.'],
    ]);
    const done = await manager.send('/funding-sources/HO/lapses/2014-15', '/funding-sources/HO/lapses/2014-15', typed);
    expect([done.status, done.headers.location]).toEqual([303, '/funding-sources/HO/lapses/2014-15']);

    const scope = { source: 'HO', year: 2014 };
    expect(await figure('fund.lapsed', scope)).toBe(5_000_001);
    expect(await figure('fund.lapsed', { ...scope, initiative: 'I-02' })).toBe(1_000_000);
    for (const id of ['fund.unallocated', 'fund.unbudgeted', 'budget.available']) {
      expect([id, await figure(id, scope)]).toEqual([id, 0]);
    }
    // The budget of the closed year is not restated: what lapsed lowers what is available of it.
    expect(await figure('budget.current', { ...scope, initiative: 'I-01' })).toBe(4_000_000);
    const entries = await readEntries(world.db, 1, { kind: 'lapse' });
    expect(new Set(entries.map(({ to }) => to.name))).toEqual(new Set(['CSE:HO:2014-15:revenue:source']));
    const kept = await manager.get('/funding-sources/HO/lapses/2014-15');
    expect(plain(kept.text)).toContain('£50,000.01 of 2014/15 went back to HO.');
    for (const [head, pounds] of [
      ['Unallocated', '£20,000.00'],
      ['I-01', '£0.01'],
    ]) {
      expect(rowsOf(kept.text)).toContainEqual([
        head,
        'Revenue',
        pounds,
        expect.stringContaining('2015 at '),
        'manager',
        'Not used by 31 March 2015',
      ]);
    }
    expect(kept.text).not.toContain('<textarea');
    await expect(lapse()).rejects.toMatchObject({ rule: 'nothing-left' });
    expect(await verifyLedger(world.db, 1)).toEqual([]);
    expect(await verifyChain(world.db, 1)).toEqual([]);
  });

  test('is read by the office, recorded by the finance manager and the chiefs, and downloaded', async () => {
    const auditor = await world.signIn('auditor@demo.example');
    const file = await auditor.get('/funding-sources/HO/lapses/2014-15.csv');
    const rows: Record<string, string>[] = parse(file.text, { columns: true, bom: true });
    expect(rows[0]).toMatchObject({
      State: 'lapsed',
      'Budget head': 'Unallocated',
      Amount: '20000.00',
      Who: 'manager',
    });
    expect(rows.at(-1)).toMatchObject({ State: 'would lapse', 'Budget head': 'I-02', Amount: '0.00' });
    const path = '/funding-sources/HO/lapses/2014-15';
    expect((await auditor.send('/fund', path, {})).status).toBe(403);
    expect((await (await world.signIn('finance@demo.example')).send('/fund', path, {})).status).toBe(403);
    expect((await (await world.signIn('leeds@demo.example')).get(path)).status).toBe(403);
    expect((await auditor.get('/funding-sources/HO/lapses/2013-14')).status).toBe(404);
    expect((await auditor.get('/funding-sources/HO/lapses/now')).status).toBe(400);
    expect((await auditor.get('/funding-sources/NOBODY/lapses/2014-15')).status).toBe(404);
    expect((await auditor.get(`${path}?nature=blue`)).status).toBe(400);
    expect(plain((await auditor.get(`${path}?nature=capital`)).text)).toContain(
      'HO gave no capital money for 2014/15.',
    );
    expect(plain((await auditor.get('/funding-sources/PCC/lapses/2015-16')).text)).toContain('which does not lapse');
    const source = await auditor.get('/funding-sources/HO');
    expect(source.text).toContain('href="/funding-sources/HO/lapses/2014-15"');
    expect((await auditor.get('/funding-sources/PCC')).text).not.toContain('/lapses/');
  });
});
