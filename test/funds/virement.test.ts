import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { type Act, perform } from '../../src/audit/act.ts';
import { latestMoment } from '../../src/audit/moment.ts';
import { verifyChain } from '../../src/audit/verify.ts';
import { readFigures } from '../../src/figures/registry.ts';
import {
  approveVirement,
  declineVirement,
  findVirement,
  type NewVirement,
  requestVirement,
} from '../../src/funds/virement.store.ts';
import { diffMark } from '../../src/funds/virement.ts';
import { listInitiatives } from '../../src/initiatives/initiative.store.ts';
import { readEntries } from '../../src/ledger/entry.store.ts';
import { openBooks } from '../../src/ledger/figure.ts';
import type { Scope } from '../../src/ledger/scope.ts';
import { verifyLedger } from '../../src/ledger/verify.ts';
import { doer } from '../../src/people/person.ts';
import type { Plain } from '../../src/platform/digest.ts';
import { errorsOf, plain, rowsOf } from '../spend/page.ts';
import { DATABASES, openWorld, type World } from '../world.ts';
import { CONSENT, DECISION, fillYearEndOffice } from './year-end-office.ts';

const WANTED: NewVirement = {
  level: 'initiative',
  source: 'PCC',
  year: 2015,
  nature: 'revenue',
  from: 'I-01',
  to: 'I-02',
  pence: 1_000_000,
  decisionRef: DECISION,
  reason: 'More schools asked',
  consent: null,
  override: null,
};

describe.each(DATABASES)('A virement, on %s', (kind) => {
  let world: World;
  const open = async () => {
    world = await openWorld(kind, fillYearEndOffice);
  };

  const as = async <T extends Plain>(name: string, work: (act: Act) => Promise<T>): Promise<T> => {
    const person = await world.person(`${name}@demo.example`);
    return perform(world.site, doer(person), 'step', null, async (act) => ({
      subject: { kind: 'step', ref: '' },
      result: await work(act),
    }));
  };
  const ask = async (by: string, changes: Partial<NewVirement> = {}): Promise<string> => {
    const { id } = await world.person(`${by}@demo.example`);
    return as(by, (act) => requestVirement(act, { ...WANTED, ...changes }, id, listInitiatives));
  };
  const approve = async (by: string, ref: string, how: { seen?: string; override?: string } = {}): Promise<string> => {
    const person = await world.person(`${by}@demo.example`);
    const approval = { seen: how.seen ?? null, override: how.override ?? null, on: '2015-07-31' };
    return as(by, async (act) => (await approveVirement(act, person, ref, approval, readFigures)).ref);
  };
  const vire = async (asker: string, approver: string, changes: Partial<NewVirement> = {}) =>
    approve(approver, await ask(asker, changes));

  async function figure(id: string, scope: Scope = {}): Promise<number | null> {
    const { id: officeId } = await world.db('office').first('id');
    const books = openBooks(world.db, officeId, await latestMoment(world.db, officeId));
    const [shown] = await readFigures(books, [{ figure: id, scope }]);
    return shown?.value ?? null;
  }

  const budgetOf = (initiative: string) => figure('budget.current', { initiative, year: 2015, source: 'PCC' });
  const count = async (table: string): Promise<number> => Number((await world.db(table).count({ n: '*' }))[0]?.n);

  async function expectSound(): Promise<void> {
    const { id } = await world.db('office').first('id');
    expect(await verifyLedger(world.db, id)).toEqual([]);
    expect(await verifyChain(world.db, id)).toEqual([]);
  }

  describe('between initiatives, as the office does it in the browser', () => {
    beforeAll(open);
    afterAll(() => world.close());

    test('is asked for, shown with what it changes, approved by somebody else, and kept for ever', async () => {
      const commissioning = await world.signIn('commissioning@demo.example');
      const manager = await world.signIn('manager@demo.example');
      const form = await commissioning.get('/virements/new');
      expect(plain(form.text)).toContain('I-01 Investigators (PCC, 2015/16, revenue): £40,000.00 left');
      const fields = {
        from: 'initiative:I-01:PCC:2015:revenue',
        to: 'I-02',
        amount: '£5,000.00',
        decision: DECISION,
        reason: 'More schools asked',
        consent: '',
      };
      const mistaken = await commissioning.send('/virements/new', '/virements/new', {
        ...fields,
        amount: '5e3',
        to: '',
      });
      expect(mistaken.status).toBe(400);
      expect(errorsOf(mistaken.text)).toEqual(['Select the budget head it goes to', expect.stringMatching(/^Amount/)]);
      expect(mistaken.text).toContain('value="5e3"');
      const asked = await commissioning.send('/virements/new', '/virements/new', fields);
      expect([asked.status, asked.headers.location]).toEqual([303, '/virements/V-2015-001']);
      expect(await budgetOf('I-02')).toBe(2_000_000);

      const own = await commissioning.get('/virements/V-2015-001');
      expect(own.text).toContain('V-2015-001 was recorded. Somebody else approves it now.');
      expect(own.text).not.toContain('/approval"');
      const page = await manager.get('/virements/V-2015-001');
      expect(rowsOf(page.text)).toEqual(
        expect.arrayContaining([
          ['Budget of I-01', '£100,000.00', '£95,000.00'],
          ['Budget of I-02', '£20,000.00', '£25,000.00'],
          ['Left of I-01', '£40,000.00', '£35,000.00'],
          ['Left of I-02', '£20,000.00', '£25,000.00'],
          ['I-01', '£0.00', '£5,000.00', '£25,000.00'],
          ['I-02', '£0.00', '£5,000.00', '£25,000.00'],
        ]),
      );
      expect(plain(page.text)).toContain('Approve the virement of £5,000.00');
      const done = await manager.send('/virements/V-2015-001', '/virements/V-2015-001/approval', {
        seen: diffMark({ fromBefore: 10_000_000, fromAfter: 0, toBefore: 2_000_000, toAfter: 0, running: 500_000 }),
      });
      expect([done.status, done.headers.location]).toEqual([303, '/virements/V-2015-001']);
      expect([await budgetOf('I-01'), await budgetOf('I-02')]).toEqual([9_500_000, 2_500_000]);

      await vire('finance', 'manager', { pence: 100 });
      const kept = await manager.get('/virements/V-2015-001');
      expect(rowsOf(kept.text)).toEqual([
        ['What', 'Before', 'After'],
        ['Budget of I-01', '£100,000.00', '£95,000.00'],
        ['Budget of I-02', '£20,000.00', '£25,000.00'],
      ]);
      expect(plain(kept.text)).toMatch(/Requested by commissioning, .* Approved by manager, /);
      expect(plain(kept.text)).toContain('limit was tested on came to £5,000.00');
      for (const [, href = ''] of kept.text.matchAll(/href="(\/figures\/[^"]+)">£/g)) {
        const opened = await manager.get(href.replaceAll('&amp;', '&'));
        expect([href, opened.status]).toEqual([href, 200]);
        const shown = new RegExp(`href="${href.replace(/[?.]/g, '\\$&')}">(£[\\d,.]+)<`).exec(kept.text)?.[1] ?? 'none';
        expect(plain(opened.text)).toContain(shown);
      }
    });

    test('is one entry, out of the one head and into the other, that names its decision', async () => {
      const { id } = await world.db('office').first('id');
      const [entry, ...others] = await readEntries(world.db, id, { kind: 'virement' });
      expect(others).toHaveLength(1);
      expect(entry).toMatchObject({
        pence: 500_000,
        decisionRef: DECISION,
        from: { kind: 'initiative', initiative: 'I-01' },
        to: { kind: 'initiative', initiative: 'I-02' },
      });
      await expectSound();
    });

    test('is declined with a reason that stays, and then nothing has moved', async () => {
      const ref = await ask('finance');
      const manager = await world.signIn('manager@demo.example');
      const bare = await manager.send(`/virements/${ref}`, `/virements/${ref}/decline`, {});
      expect([bare.status, errorsOf(bare.text)]).toEqual([400, ['Enter the reason for declining it']]);
      const before = await count('entry');
      const done = await manager.send(`/virements/${ref}`, `/virements/${ref}/decline`, {
        'decline-reason': 'The schools can wait',
      });
      expect(done.status).toBe(303);
      expect(plain((await manager.get(`/virements/${ref}`)).text)).toMatch(
        /Declined by manager, .* The schools can wait/,
      );
      expect(await count('entry')).toBe(before);
      await expect(approve('cfo', ref)).rejects.toMatchObject({ rule: 'decided' });
    });

    test('is listed, narrowed by year, state and head, and downloaded with what it changed', async () => {
      const auditor = await world.signIn('auditor@demo.example');
      const refs = async (query: string) =>
        rowsOf((await auditor.get(`/virements${query}`)).text)
          .slice(1)
          .map(([ref]) => ref);
      expect(await refs('')).toEqual(['V-2015-001', 'V-2015-002', 'V-2015-003']);
      expect(await refs('?status=declined')).toEqual(['V-2015-003']);
      expect(await refs('?year=2014-15')).toEqual([]);
      expect(await refs('?head=I-02&status=approved')).toEqual(['V-2015-001', 'V-2015-002']);
      expect(await refs('?head=I-03')).toEqual([]);
      for (const wrong of ['?status=lost', '?year=2015', '?head=x', '?colour=red']) {
        expect([wrong, (await auditor.get(`/virements${wrong}`)).status]).toEqual([wrong, 400]);
      }
      const file = await auditor.get('/virements.csv?status=approved');
      expect(parse(file.text, { columns: true, bom: true })[0]).toMatchObject({
        Virement: 'V-2015-001',
        From: 'I-01',
        To: 'I-02',
        Amount: '5000.00',
        'From before': '100000.00',
        'From after': '95000.00',
        'To before': '20000.00',
        'To after': '25000.00',
        'Running total': '5000.00',
        'Requested by': 'commissioning',
        'Decided by': 'manager',
      });
      expect((await auditor.get('/virements/V-2015-999')).status).toBe(404);
      expect((await auditor.get('/virements/new')).status).toBe(403);
      expect((await (await world.signIn('leeds@demo.example')).get('/virements')).status).toBe(403);
    });
  });

  describe('is refused by name', () => {
    beforeAll(open);
    afterAll(() => world.close());

    const CASES: [what: string, changes: Partial<NewVirement>, rule: string][] = [
      ['a penny more than is left', { pence: 4_000_001 }, 'below-zero'],
      ['a million more than is left', { pence: 104_000_000 }, 'below-zero'],
      ['to the head that it comes from', { to: 'I-01' }, 'same-head'],
      ['to an initiative that does not exist', { to: 'I-99' }, 'no-head'],
      ['from a head without this money', { from: 'I-03', to: 'I-01' }, 'no-money'],
      ['of a source that gave nothing', { source: 'NOBODY' }, 'no-money'],
      ['on a decision that was not recorded', { decisionRef: 'D-2015-099' }, 'no-decision'],
      ['of ring-fenced money without consent', { source: 'HO' }, 'no-consent'],
      ['of a year that is closed', { source: 'HO', year: 2014, consent: CONSENT }, 'year-closed'],
      [
        'to an allocation of another year',
        { level: 'allocation', source: 'HO', from: 'AL-2015-002', to: 'AL-2014-001', consent: CONSENT },
        'other-year',
      ],
      ['beyond what is left, with a reason but no authority', { pence: 4_000_001, override: 'Must be' }, 'override'],
    ];
    test.each(CASES)('%s', async (_what, changes, rule) => {
      const before = await count('virement');
      await expect(ask('finance', changes)).rejects.toMatchObject({ rule });
      expect(await count('virement')).toBe(before);
    });

    test('all that is left, to the penny, is not', async () => {
      await vire('finance', 'cfo', { pence: 4_000_000 });
      expect(await figure('budget.available', { initiative: 'I-01', source: 'PCC', year: 2015 })).toBe(0);
      await expect(ask('finance', { pence: 1 })).rejects.toMatchObject({ rule: 'below-zero' });
    });

    test('nobody approves what they asked for, the Chief Finance Officer neither', async () => {
      const ref = await ask('cfo', { from: 'I-02', to: 'I-01', pence: 100 });
      await expect(approve('cfo', ref)).rejects.toMatchObject({ rule: 'own-entry' });
      const cfo = await world.person('cfo@demo.example');
      const decline = as('cfo', async (act) => (await declineVirement(act, cfo, ref, 'No')).ref);
      await expect(decline).rejects.toMatchObject({ rule: 'own-entry' });
      await expect(approve('finance', ref)).rejects.toMatchObject({ rule: 'role' });
    });
  });

  describe('goes beyond what is left only by an override', () => {
    beforeEach(open);
    const close = () => world.close();

    test('of somebody with the authority who asks and says why; then another approves as usual', async () => {
      const ref = await ask('cfo', { pence: 4_000_001, override: 'The invoice cannot wait' });
      await approve('pcc', ref);
      expect(await figure('budget.available', { initiative: 'I-01', source: 'PCC', year: 2015 })).toBe(-1);
      const { id } = await world.db('office').first('id');
      const [entry] = await readEntries(world.db, id, { kind: 'virement' });
      expect(entry?.excess).toBe('override');
      await expectSound();
      await close();
    });

    test('or of whoever approves, where the money went after it was asked for', async () => {
      const ref = await ask('finance', { pence: 3_000_000 });
      await vire('finance2', 'cfo', { pence: 2_000_000 });
      await expect(approve('pcc', ref)).rejects.toMatchObject({ rule: 'below-zero' });
      await expect(approve('pcc', ref, { override: 'I say so' })).rejects.toMatchObject({ rule: 'override' });
      const pcc = await world.signIn('pcc@demo.example');
      const refused = await pcc.send(`/virements/${ref}`, `/virements/${ref}/approval`, {});
      expect([refused.status, errorsOf(refused.text)]).toEqual([
        422,
        [
          'What is left of I-01 (PCC, 2015/16, revenue) is £20,000.00, £10,000.00 less than £30,000.00. ' +
            `Decline ${ref}, or wait until there is more.`,
        ],
      ]);
      expect(refused.text).not.toContain('name="override"');
      const manager = await world.signIn('manager@demo.example');
      expect(plain((await manager.get(`/virements/${ref}`)).text)).toContain('Your limit for this is £25,000.00.');
      const auditor = await world.signIn('auditor@demo.example');
      expect(plain((await auditor.get(`/virements/${ref}`)).text)).toContain('You cannot approve virements');
      const cfo = await world.signIn('cfo@demo.example');
      const page = await cfo.get(`/virements/${ref}`);
      expect(plain(page.text)).toContain('It goes beyond what is left by £10,000.00.');
      const done = await cfo.send(`/virements/${ref}`, `/virements/${ref}/approval`, {
        override: 'Schools are booked',
      });
      expect(done.status).toBe(303);
      expect(await figure('budget.available', { initiative: 'I-01', source: 'PCC', year: 2015 })).toBe(-1_000_000);
      expect(plain((await cfo.get(`/virements/${ref}`)).text)).toContain('Schools are booked');
      await expectSound();
      await close();
    });
  });

  describe('within the limit of authority', () => {
    type Step = [asker: string, approver: string, from: string, to: string, pounds: number, rule: string | null];
    // Limits for the year: a finance manager £25,000, the Chief Finance Officer £50,000, the Commissioner any amount.
    const TABLES: [name: string, steps: Step[]][] = [
      [
        'splitting does not evade it',
        [
          ['finance', 'manager', 'I-01', 'I-02', 10_000, null],
          ['finance', 'manager', 'I-01', 'I-02', 10_000, null],
          ['finance', 'manager', 'I-01', 'I-02', 5_000.01, 'limit'],
          ['finance', 'manager', 'I-01', 'I-02', 5_000, null],
          ['finance', 'manager', 'I-01', 'I-02', 0.01, 'limit'],
          ['finance', 'cfo', 'I-01', 'I-02', 0.01, null],
        ],
      ],
      [
        'another mover and another approver do not start it anew',
        [
          ['finance', 'manager', 'I-01', 'I-02', 20_000, null],
          ['commissioning', 'manager2', 'I-01', 'I-03', 5_000.01, 'limit'],
          ['cfo', 'manager2', 'I-01', 'I-03', 5_000, null],
        ],
      ],
      [
        'moving back and forth counts each time: the total is gross',
        [
          ['finance', 'manager', 'I-01', 'I-02', 12_000, null],
          ['finance', 'manager', 'I-02', 'I-01', 12_000, null],
          ['finance', 'manager', 'I-01', 'I-02', 1_000.01, 'limit'],
          ['finance', 'manager', 'I-01', 'I-02', 1_000, null],
        ],
      ],
      [
        'the head that was moved more decides, on whichever side it stands',
        [
          ['finance', 'manager', 'I-01', 'I-02', 24_000, null],
          ['finance', 'manager', 'I-02', 'I-03', 1_000.01, 'limit'],
          ['finance', 'manager', 'I-02', 'I-03', 1_000, null],
          ['finance', 'manager', 'I-01', 'I-03', 1_000.01, 'limit'],
        ],
      ],
      [
        'each role has its own, and the Commissioner none',
        [
          ['finance', 'manager', 'I-01', 'I-02', 25_000.01, 'limit'],
          ['finance', 'cfo', 'I-01', 'I-02', 40_000, null],
          ['finance', 'cfo', 'I-02', 'I-01', 10_000.01, 'limit'],
          ['finance', 'ceo', 'I-02', 'I-01', 60_000, null],
          ['finance', 'ceo', 'I-01', 'I-02', 0.01, 'limit'],
          ['finance', 'pcc', 'I-01', 'I-02', 0.01, null],
        ],
      ],
    ];

    test.each(TABLES)('%s', async (_name, steps) => {
      await open();
      for (const [asker, approver, from, to, pounds, rule] of steps) {
        const ref = await ask(asker, { from, to, pence: Math.round(pounds * 100) });
        if (rule === null) await approve(approver, ref);
        else await expect(approve(approver, ref)).rejects.toMatchObject({ rule });
      }
      await expectSound();
      await world.close();
    });

    test('ring-fenced and own money of one head count together', async () => {
      await open();
      await vire('finance', 'manager', { pence: 1_500_000 });
      const ref = await ask('finance', { source: 'HO', consent: CONSENT, pence: 1_000_001 });
      await expect(approve('manager', ref)).rejects.toMatchObject({ rule: 'limit' });
      await approve('deputy', ref);
      expect(await figure('fund.virement-running', { initiative: 'I-01', year: 2015 })).toBe(2_500_001);
      expect(await figure('fund.virement-running', { year: 2015 })).toBeNull();
      await world.close();
    });
  });

  describe('when the books move between request and approval', () => {
    beforeEach(open);

    test('holds only for the budgets that its approver saw', async () => {
      const manager = await world.signIn('manager@demo.example');
      const ref = await ask('finance', { pence: 500_000 });
      const seen = /name="seen" value="([^"]+)"/.exec((await manager.get(`/virements/${ref}`)).text)?.[1] ?? '';
      expect(seen).toBe('10000000.2000000.500000');
      await vire('finance2', 'cfo', { from: 'I-02', to: 'I-01', pence: 100 });
      const late = await manager.send(`/virements/${ref}`, `/virements/${ref}/approval`, { seen });
      expect(late.status).toBe(422);
      expect(errorsOf(late.text)).toEqual([
        `The budgets have moved since you opened ${ref}. Look at what it changes now, and decide.`,
      ]);
      expect(rowsOf(late.text)).toContainEqual(['Budget of I-01', '£100,001.00', '£95,001.00']);
      const again = /name="seen" value="([^"]+)"/.exec(late.text)?.[1] ?? '';
      const done = await manager.send(`/virements/${ref}`, `/virements/${ref}/approval`, { seen: again });
      expect(done.status).toBe(303);
      const { outcome } = await findVirement(world.db, 1, ref);
      expect(outcome?.diff).toEqual({
        fromBefore: 10_000_100,
        fromAfter: 9_500_100,
        toBefore: 1_999_900,
        toAfter: 2_499_900,
        running: 500_100,
      });
      await world.close();
    });

    test('two approvers at the same moment make one virement', async () => {
      const ref = await ask('finance', { pence: 500_000 });
      const answers = await Promise.allSettled(['manager', 'cfo', 'pcc'].map((name) => approve(name, ref)));
      expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      for (const answer of answers) {
        if (answer.status === 'rejected') expect(answer.reason).toMatchObject({ rule: 'decided' });
      }
      expect([await budgetOf('I-01'), await budgetOf('I-02')]).toEqual([9_500_000, 2_500_000]);
      await world.close();
    });

    test('two virements of the last pounds, approved at the same moment, leave one refused', async () => {
      const first = await ask('finance', { pence: 3_000_000 });
      const second = await ask('finance2', { to: 'I-03', pence: 3_000_000 });
      const answers = await Promise.allSettled([approve('pcc', first), approve('pcc', second)]);
      expect(answers.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
      const refused = answers.find(({ status }) => status === 'rejected') as PromiseRejectedResult;
      expect(refused.reason).toMatchObject({ rule: 'below-zero' });
      await expectSound();
      await world.close();
    });
  });

  describe('and what follows it', () => {
    beforeAll(open);
    afterAll(() => world.close());

    test('gives an initiative without any budget one, from which it can spend', async () => {
      await vire('finance', 'manager', { to: 'I-03', pence: 300_000 });
      expect(await figure('budget.current', { initiative: 'I-03', year: 2015 })).toBe(300_000);
      expect(await figure('budget.original', { initiative: 'I-03', year: 2015 })).toBe(0);
      await spend('I-03', '2,500.00');
      expect(await figure('budget.available', { initiative: 'I-03', year: 2015 })).toBe(50_000);
    });

    test('keeps money of another allocation apart, and draws on the older first', async () => {
      // I-02 has £20,000 of PCC and £15,000 of HO; £4,000 of HO comes to it from I-01.
      await vire('finance', 'manager', { source: 'HO', consent: CONSENT, pence: 400_000 });
      await spend('I-02', '36,000.00');
      const left = (source: string) => figure('budget.available', { initiative: 'I-02', year: 2015, source });
      expect([await left('PCC'), await left('HO')]).toEqual([0, 300_000]);
      expect(await figure('spend.to-date', { initiative: 'I-02', source: 'HO' })).toBe(1_600_000);
      await expectSound();
    });

    test('between allocations leaves what the source gave as it was', async () => {
      const manager = await world.signIn('manager@demo.example');
      const before = await figure('fund.allocated', { source: 'PCC', year: 2015 });
      await expect(
        ask('finance', { level: 'allocation', from: 'AL-2015-001', to: 'AL-2015-002', pence: 1 }),
      ).rejects.toMatchObject({ rule: 'below-zero' });
      // AL-2015-002 has £15,000 of HO that no initiative was given; AL-2015-001 has held none of it so far.
      const wanted = { level: 'allocation', source: 'HO', from: 'AL-2015-002', to: 'AL-2015-001' } as const;
      const ref = await ask('finance', { ...wanted, consent: CONSENT, pence: 500_000 });
      const page = await manager.get(`/virements/${ref}`);
      expect(rowsOf(page.text)).toContainEqual(['Budget of AL-2015-002', '£60,000.00', '£55,000.00']);
      await approve('manager', ref);
      expect(await figure('fund.allocated', { allocation: 'AL-2015-001', source: 'HO' })).toBe(500_000);
      expect(await figure('fund.unbudgeted', { allocation: 'AL-2015-002', source: 'HO' })).toBe(1_000_000);
      expect(await figure('fund.allocated', { source: 'PCC', year: 2015 })).toBe(before);
      expect(await figure('fund.allocated', { source: 'HO', year: 2015 })).toBe(6_000_000);
      const allocation = await manager.get('/allocations/AL-2015-001');
      expect(allocation.text).toContain(`href="/virements/${ref}"`);
      await expectSound();
    });

    async function spend(initiative: string, net: string): Promise<void> {
      const { invoice } = await import('../spend/office.ts');
      const { hiddenOf } = await import('../spend/page.ts');
      const finance = await world.signIn('finance@demo.example');
      const manager = await world.signIn('manager@demo.example');
      const typed = invoice({ initiative, agreement: 'none', net, category: '4' });
      const check = await finance.send('/spend/new', '/spend/check', typed);
      expect(errorsOf(check.text)).toEqual([]);
      const confirmed = { ...hiddenOf(check.text), same: 'yes' };
      const posted = await finance.agent.post('/spend').type('form').send(confirmed);
      const ref = posted.headers.location?.split('/').at(-1);
      expect((await manager.send(`/spend/${ref}`, `/spend/${ref}/approval`, {})).status).toBe(303);
    }
  });

  describe('in any order, by anybody', () => {
    beforeAll(open);
    afterAll(() => world.close());

    const HEADS = ['I-01', 'I-02', 'I-03'];
    const LIMITS: Record<string, number> = { manager: 2_500_000, cfo: 5_000_000, ceo: 10_000_000, pcc: Infinity };
    const APPROVERS = Object.keys(LIMITS);
    const step = fc.record({
      from: fc.constantFrom(...HEADS),
      to: fc.constantFrom(...HEADS),
      asker: fc.constantFrom('finance', 'finance2', 'commissioning', 'manager', 'cfo'),
      approver: fc.constantFrom(...APPROVERS),
      // Amounts aim at a limit or at what is left, a penny below it, at it, or a penny above.
      aim: fc.constantFrom('left', 'limit', 'small'),
      near: fc.constantFrom(-1, 0, 1),
    });

    test('answers as a plain model of what is left and of running totals says', async () => {
      const left: Record<string, number> = { 'I-01': 4_000_000, 'I-02': 2_000_000, 'I-03': 0 };
      const running: Record<string, number> = { 'I-01': 0, 'I-02': 0, 'I-03': 0 };
      const held = new Set(['I-01', 'I-02']);
      const steps = fc.sample(step, { seed: 20150731, numRuns: kind === 'sqlite' ? 150 : 60 });
      const seen = new Set<string>();
      for (const { from, to, asker, approver, aim, near } of steps) {
        const total = Math.max(running[from] as number, running[to] as number);
        const open = Math.min(LIMITS[approver] as number, 20_000_000) - total;
        const target = { left: left[from] as number, limit: open, small: 10_000 }[aim];
        const pence = Math.max(1, target + near);
        const cannotAsk =
          from === to
            ? 'same-head'
            : !held.has(from)
              ? 'no-money'
              : pence > (left[from] as number)
                ? 'below-zero'
                : null;
        const asked = ask(asker, { from, to, pence });
        if (cannotAsk !== null) {
          await expect(asked).rejects.toMatchObject({ rule: cannotAsk });
          seen.add(cannotAsk);
          continue;
        }
        const ref = await asked;
        const cannotApprove =
          asker === approver ? 'own-entry' : total + pence > (LIMITS[approver] as number) ? 'limit' : null;
        if (cannotApprove !== null) {
          await expect(approve(approver, ref)).rejects.toMatchObject({ rule: cannotApprove });
          seen.add(cannotApprove);
          continue;
        }
        await approve(approver, ref);
        seen.add('approved');
        held.add(to);
        left[from] = (left[from] as number) - pence;
        left[to] = (left[to] as number) + pence;
        for (const head of [from, to]) running[head] = (running[head] as number) + pence;
        expect(await figure('fund.virement-running', { initiative: from, year: 2015 })).toBe(running[from]);
        expect(await figure('budget.available', { initiative: to, year: 2015, source: 'PCC' })).toBe(left[to]);
      }
      for (const met of ['approved', 'below-zero', 'limit', 'own-entry', 'same-head']) expect(seen).toContain(met);
      for (const head of HEADS) {
        expect(await figure('fund.virement-running', { initiative: head, year: 2015 })).toBe(running[head]);
        expect((await figure('budget.available', { initiative: head, year: 2015, source: 'PCC' })) ?? 0).toBe(
          left[head],
        );
      }
      await expectSound();
    }, 120_000);
  });
});
