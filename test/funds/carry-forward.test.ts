import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { type Act, perform } from '../../src/audit/act.ts';
import { latestMoment } from '../../src/audit/moment.ts';
import { verifyChain } from '../../src/audit/verify.ts';
import { yearSpan } from '../../src/calendar/financial-year.ts';
import { readFigures } from '../../src/figures/registry.ts';
import {
  approveCarryForward,
  findCarryForward,
  type NewCarryForward,
  requestCarryForward,
} from '../../src/funds/carry-forward.store.ts';
import { askedBy } from '../../src/funds/carry-forward.ts';
import { recordLapse } from '../../src/funds/lapse.store.ts';
import { budget } from '../../src/initiatives/initiative.store.ts';
import { findAccounts } from '../../src/ledger/account.store.ts';
import { readPeriodCells } from '../../src/ledger/balance.store.ts';
import { total } from '../../src/ledger/balance.ts';
import { readEntries } from '../../src/ledger/entry.store.ts';
import { openBooks } from '../../src/ledger/figure.ts';
import type { Scope } from '../../src/ledger/scope.ts';
import { verifyLedger } from '../../src/ledger/verify.ts';
import { doer } from '../../src/people/person.ts';
import type { Plain } from '../../src/platform/digest.ts';
import { errorsOf, plain, rowsOf } from '../spend/page.ts';
import { DATABASES, openWorld, type World } from '../world.ts';
import { CONSENT, DECISION, fillYearEndOffice } from './year-end-office.ts';

describe('A carry-forward is asked for by the end of the month before the one in which the year ends', () => {
  test.each([
    ['2014/15, that ended on 31 March 2015', 2014, '2015-02-28'],
    ['2015/16: a leap year', 2015, '2016-02-29'],
    ['2019/20: a leap year', 2019, '2020-02-29'],
    ['2020/21, lengthened by law to 9 May 2021', 2020, '2021-04-30'],
    ['2021/22, that began on 10 May 2021', 2021, '2022-02-28'],
    ['2099/00: no leap year', 2099, '2100-02-28'],
  ])('%s', (_name, year, day) => {
    expect(askedBy(yearSpan(year).endsOn)).toBe(day);
  });

  test.each([
    ['the year’s last month itself', 0, '2016-03-31'],
    ['the month before', 1, '2016-02-29'],
    ['three months before', 3, '2015-12-31'],
    ['a whole year before', 12, '2015-03-31'],
  ])('or as many months before as the office decides: %s', (_name, months, day) => {
    expect(askedBy('2016-03-31', { lastDayOfMonthsBefore: months })).toBe(day);
  });
});

const WANTED: NewCarryForward = {
  source: 'PCC',
  year: 2015,
  nature: 'revenue',
  head: { level: 'initiative', ref: 'I-01' },
  pence: 1_000_000,
  decisionRef: DECISION,
  reason: 'Posts were filled late',
  consent: null,
  late: null,
  askedOn: '2016-02-29',
};
const HO_2014 = { source: 'HO', year: 2014, consent: CONSENT, late: 'The grant was confirmed in July' } as const;

describe.each(DATABASES)('A carry-forward, on %s', (kind) => {
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
  const ask = async (by: string, changes: Partial<NewCarryForward> = {}): Promise<string> => {
    const { id } = await world.person(`${by}@demo.example`);
    return as(by, (act) => requestCarryForward(act, { ...WANTED, ...changes }, id));
  };
  const approve = async (by: string, ref: string): Promise<string> => {
    const person = await world.person(`${by}@demo.example`);
    return as(by, async (act) => (await approveCarryForward(act, person, ref, '2015-07-31')).ref);
  };
  const count = async (table: string): Promise<number> => Number((await world.db(table).count({ n: '*' }))[0]?.n);

  async function figure(id: string, scope: Scope = {}): Promise<number> {
    const { id: officeId } = await world.db('office').first('id');
    const books = openBooks(world.db, officeId, await latestMoment(world.db, officeId));
    const [shown] = await readFigures(books, [{ figure: id, scope }]);
    return shown?.value ?? 0;
  }

  /** Promise 3, figure by figure: what came in of a source and year stands somewhere, or went somewhere. */
  async function expectNothingLost(): Promise<void> {
    const { id } = await world.db('office').first('id');
    const cells = await readPeriodCells(world.db, id);
    const money = new Map(
      (await findAccounts(world.db, id, {})).map(({ source, year }) => [`${source} ${year}`, { source, year }]),
    );
    expect(money.size).toBeGreaterThan(2);
    for (const scope of money.values()) {
      const came = (await figure('fund.awarded', scope)) + (await figure('fund.carried-in', scope));
      const stands =
        (await figure('fund.unallocated', scope)) +
        (await figure('fund.unbudgeted', scope)) +
        (await figure('budget.available', scope)) +
        (await figure('commitment.outstanding', scope)) +
        (await figure('spend.to-date', scope)) +
        total(cells, { ...scope, accountKinds: ['prepaid'] }) +
        (await figure('fund.carried-out', scope)) +
        (await figure('fund.lapsed', scope));
      expect([scope, stands]).toEqual([scope, came]);
    }
    expect(await figure('fund.reserve')).toBe(0);
    expect(await verifyLedger(world.db, id)).toEqual([]);
    expect(await verifyChain(world.db, id)).toEqual([]);
  }

  const REFUSED: [what: string, by: string, changes: Partial<NewCarryForward>, rule: string][] = [
    ['the day after the last', 'finance', { askedOn: '2016-03-01' }, 'asked-too-late'],
    ['late, with a reason but no authority', 'finance', { askedOn: '2016-03-01', late: 'I forgot' }, 'late'],
    ['late, by somebody with authority who says nothing', 'cfo', { askedOn: '2016-03-01' }, 'asked-too-late'],
    ['a penny more than is left', 'finance', { pence: 4_000_001 }, 'below-zero'],
    ['a million more than is left', 'finance', { pence: 104_000_000 }, 'below-zero'],
    ['ring-fenced money without its funder’s consent', 'finance', { source: 'HO' }, 'no-consent'],
    ['out of a year that was not made', 'finance', { year: 2017 }, 'no-such-year'],
    ['into a year that was not made', 'finance', { year: 2016 }, 'no-next-year'],
    ['what a head does not hold', 'finance', { head: { level: 'initiative', ref: 'I-03' } }, 'no-money'],
    ['on a decision that was not recorded', 'finance', { decisionRef: 'D-1999-001' }, 'no-decision'],
  ];
  test.each(REFUSED)('is refused: %s', async (_what, by, changes, rule) => {
    const before = await count('carry_forward');
    await expect(ask(by, changes)).rejects.toMatchObject({ rule });
    expect(await count('carry_forward')).toBe(before);
  });

  test('on the last day is in time, on 29 February too; after it, with authority and a reason that stays', async () => {
    const inTime = await ask('cfo', { askedOn: '2016-02-29', pence: 1, late: 'It is not' });
    const late = await ask('cfo', { askedOn: '2016-03-01', pence: 1, late: 'The auditor asked' });
    expect((await findCarryForward(world.db, 1, inTime)).late).toBeNull();
    expect((await findCarryForward(world.db, 1, late)).late).toBe('The auditor asked');
    const ceo = await world.signIn('ceo@demo.example');
    for (const ref of [inTime, late]) {
      const declined = await ceo.send(`/carry-forwards/${ref}`, `/carry-forwards/${ref}/decline`, {
        'decline-reason': 'Only a trial',
      });
      expect(declined.status).toBe(303);
    }
  });

  test('of own money passes through the reserve, in the browser, approved by somebody else', async () => {
    const commissioning = await world.signIn('commissioning@demo.example');
    const form = await commissioning.get('/carry-forwards/new');
    expect(plain(form.text)).toContain('Out of 2015/16 it is asked for by 29 February 2016.');
    expect(plain(form.text)).toContain('I-01 Investigators (PCC, 2015/16, revenue): £40,000.00 left');
    expect(form.text).not.toContain('name="late"');
    const fields = {
      held: 'initiative:I-01:PCC:2015:revenue',
      amount: '15,000',
      decision: DECISION,
      reason: 'Posts were filled late',
      consent: '',
    };
    const asked = await commissioning.send('/carry-forwards/new', '/carry-forwards/new', fields);
    expect([asked.status, asked.headers.location]).toEqual([303, '/carry-forwards/CF-2015-003']);
    const cfo = await world.signIn('cfo@demo.example');
    const page = await cfo.get('/carry-forwards/CF-2015-003');
    expect(rowsOf(page.text)).toEqual(
      expect.arrayContaining([
        ['I-01, 2015/16', '£40,000.00', '£25,000.00'],
        ['I-01, 2016/17', '£0.00', '£15,000.00'],
      ]),
    );
    expect(plain(page.text)).toContain('31 July 2015, in time: the last day was 29 February 2016');
    expect(plain((await commissioning.get('/carry-forwards/CF-2015-003')).text)).toContain(
      'Your role does not include this',
    );
    expect(await figure('fund.carried-out')).toBe(0);
    const done = await cfo.send('/carry-forwards/CF-2015-003', '/carry-forwards/CF-2015-003/approval', {});
    expect(done.status).toBe(303);

    const { id } = await world.db('office').first('id');
    const entries = (await readEntries(world.db, id)).filter(({ kind }) => kind.startsWith('carry-'));
    expect(entries).toMatchObject([
      {
        kind: 'carry-out',
        pence: 1_500_000,
        decisionRef: DECISION,
        from: { kind: 'initiative', initiative: 'I-01', year: 2015 },
        to: { kind: 'reserve', year: 2015 },
      },
      {
        kind: 'carry-in',
        pence: 1_500_000,
        decisionRef: DECISION,
        from: { kind: 'reserve', year: 2016 },
        to: { kind: 'initiative', initiative: 'I-01', year: 2016 },
      },
    ]);
    expect(new Set(entries.map(({ seq }) => seq)).size).toBe(1);
    expect(await figure('fund.carried-out', { source: 'PCC', year: 2015 })).toBe(1_500_000);
    expect(await figure('fund.carried-in', { source: 'PCC', year: 2016 })).toBe(1_500_000);
    expect(await figure('fund.reserve', { source: 'PCC', year: 2015 })).toBe(1_500_000);
    expect(await figure('budget.current', { initiative: 'I-01', year: 2016 })).toBe(1_500_000);
    expect(await figure('budget.available', { initiative: 'I-01', year: 2015, source: 'PCC' })).toBe(2_500_000);
    const shown = await cfo.get('/carry-forwards/CF-2015-003');
    expect(rowsOf(shown.text)).toContainEqual([
      'initiative I-01',
      'the reserve',
      'PCC, 2015/16',
      '31 Jul 2015',
      '2015/16 P4',
      '£15,000.00',
    ]);
    expect(plain((await cfo.get('/fund')).text)).toContain('What crossed the ends of 2016/17');
    await expectNothingLost();
  });

  test('of ring-fenced money of a closed year needs consent, and crosses by it from each of the three heads', async () => {
    const heads = [
      { level: 'unallocated', ref: '' },
      { level: 'allocation', ref: 'AL-2014-001' },
      { level: 'initiative', ref: 'I-02' },
    ] as const;
    for (const head of heads) {
      const ref = await ask('cfo', { ...HO_2014, head, askedOn: '2015-07-31', pence: 400_000 });
      await approve('deputy', ref);
    }
    const { id } = await world.db('office').first('id');
    const out = (await readEntries(world.db, id, { kind: 'carry-out' })).filter(({ from }) => from.source === 'HO');
    expect(out.map(({ to }) => to.kind)).toEqual(['carried', 'carried', 'carried']);
    expect(out.map(({ year, period }) => [year, period])).toEqual(Array(3).fill([2015, 4]));
    expect(await figure('fund.carried-in', { source: 'HO', year: 2015 })).toBe(1_200_000);
    expect(await figure('fund.unallocated', { source: 'HO', year: 2015 })).toBe(2_000_000 + 400_000);
    expect(await figure('fund.allocated', { allocation: 'AL-2014-001', year: 2015 })).toBe(400_000);
    // I-02 had money of HO for 2015/16 already, so it comes to that.
    expect(await figure('budget.current', { initiative: 'I-02', source: 'HO', year: 2015 })).toBe(1_500_000 + 400_000);
    expect(await figure('fund.reserve', { source: 'HO', year: 2014 })).toBe(0);
    // What stood at the end of the year, before it was carried, is still answered so.
    expect(await figure('fund.carried-out', { source: 'HO', year: 2014, through: { year: 2014, number: 13 } })).toBe(0);
    const auditor = await world.signIn('auditor@demo.example');
    const rows = rowsOf((await auditor.get('/allocations')).text).filter(([ref]) => ref === 'AL-2014-001');
    expect(rows.map((row) => row.slice(1, 2))).toEqual([['2014/15'], ['2015/16']]);
    expect(rowsOf((await auditor.get('/allocations/AL-2014-001')).text)).toContainEqual([
      '2015/16',
      '£4,000.00',
      '£4,000.00',
    ]);
    // What was brought forward to an allocation becomes a budget of the year that it came to.
    await as('manager', async (act) => {
      const given = { allocation: 'AL-2014-001', source: 'HO', year: 2015, nature: 'revenue', pence: 100_000 } as const;
      const why = { decisionRef: DECISION, happenedOn: '2015-07-31', reason: 'More victims', overrideReason: null };
      return budget(act, { ...given, ...why, initiative: 'I-01' });
    });
    expect(await figure('fund.unbudgeted', { allocation: 'AL-2014-001', year: 2015 })).toBe(300_000);
    expect(await figure('budget.current', { initiative: 'I-01', source: 'HO', year: 2015 })).toBe(3_000_000 + 100_000);
    await expectNothingLost();
  });

  test('is approved once, by somebody else, and only while what was asked for is still there', async () => {
    const ref = await ask('cfo', { pence: 2_500_000, askedOn: '2015-07-31' });
    await expect(approve('cfo', ref)).rejects.toMatchObject({ rule: 'own-entry' });
    await expect(approve('manager', ref)).rejects.toMatchObject({ rule: 'role' });
    const other = await ask('finance', { pence: 1, askedOn: '2015-07-31' });
    await approve('deputy', other);
    await expect(approve('deputy', ref)).rejects.toMatchObject({ rule: 'below-zero' });
    const answers = await Promise.allSettled(
      ['cfo', 'deputy', 'pcc'].map(async (name) => approve(name, (await findCarryForward(world.db, 1, other)).ref)),
    );
    for (const answer of answers) expect((answer as PromiseRejectedResult).reason).toMatchObject({ rule: 'decided' });
    const twice = await ask('finance', { pence: 100, askedOn: '2015-07-31' });
    const raced = await Promise.allSettled(['cfo', 'deputy', 'pcc'].map((name) => approve(name, twice)));
    expect(raced.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await expectNothingLost();
  });

  test('keeps what ring-fenced money is asked for from lapsing until that is decided', async () => {
    const ref = await ask('cfo', {
      ...HO_2014,
      head: { level: 'unallocated', ref: '' },
      askedOn: '2015-07-31',
      pence: 1,
    });
    const lapse = () =>
      as('manager', (act) =>
        recordLapse(act, {
          source: 'HO',
          year: 2014,
          nature: 'revenue',
          seen: null,
          reason: 'Unused',
          on: '2015-07-31',
        }),
      );
    await expect(lapse()).rejects.toMatchObject({ rule: 'carry-forward-awaits' });
    await approve('pcc', ref);
    expect(await lapse()).toBe(9_000_000 - 1_200_000 - 1);
    await expectNothingLost();
  });

  test('is listed and downloaded, and shown on its decision', async () => {
    const auditor = await world.signIn('auditor@demo.example');
    const refs = async (query: string) =>
      rowsOf((await auditor.get(`/carry-forwards${query}`)).text)
        .slice(1)
        .map(([ref]) => ref);
    expect(await refs('?year=2014-15')).toEqual(['CF-2014-001', 'CF-2014-002', 'CF-2014-003', 'CF-2014-004']);
    expect(await refs('?status=declined')).toEqual(['CF-2015-001', 'CF-2015-002']);
    expect(await refs('?head=AL-2014-001')).toEqual(['CF-2014-002']);
    const file = await auditor.get('/carry-forwards.csv?year=2014-15');
    expect(parse(file.text, { columns: true, bom: true })[0]).toMatchObject({
      'Carry-forward': 'CF-2014-001',
      'Out of': '2014/15',
      Into: '2015/16',
      'Held at': 'Unallocated',
      Amount: '4000.00',
      'Consent of the funder': CONSENT,
      'Reason for being late': 'The grant was confirmed in July',
      'Decided by': 'deputy',
    });
    const decision = plain((await auditor.get(`/decisions/${DECISION}`)).text);
    expect(decision).toContain('Brought forward to I-01 2016/17 PCC £15,001.01');
    expect(decision).toContain('Brought forward to unallocated 2015/16 HO £4,000.01');
    expect((await auditor.get('/carry-forwards/CF-1999-001')).status).toBe(404);
    expect((await (await world.signIn('leeds@demo.example')).get('/carry-forwards')).status).toBe(403);
  });

  test('the form says what is wrong beside its field, and asks why it is late only of those who may be', async () => {
    const finance = await world.signIn('finance@demo.example');
    const cfo = await world.signIn('cfo@demo.example');
    expect((await cfo.get('/carry-forwards/new')).text).toContain('name="late"');
    const fields = {
      held: 'unallocated::HO:2015:revenue',
      amount: '10',
      decision: DECISION,
      reason: 'Because',
      consent: '',
    };
    const none = await finance.send('/carry-forwards/new', '/carry-forwards/new', fields);
    expect([none.status, errorsOf(none.text)]).toEqual([
      422,
      [
        'Home Office grant is ring-fenced, so its funder agrees in writing first. Enter the reference and the date of ' +
          'that consent.',
      ],
    ]);
    expect(none.text).toContain('href="#consent"');
    const late = await finance.send('/carry-forwards/new', '/carry-forwards/new', { ...fields, late: 'x' });
    expect(late.status).toBe(400);
  });
});
