import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { type Duty, reportingPeriods } from '../../src/spend/monitoring/duty.ts';
import { PARTS, type Receipt, returnAt } from '../../src/spend/monitoring/return.ts';
import { DATABASES, openWorld, type Visitor, type World } from '../world.ts';
import { fillOffice } from './office.ts';
import { errorsOf, plain, rowsOf } from './page.ts';

const duty = (changes: Partial<Duty>): Duty => ({
  agreement: 'AG-2015-001',
  appliesFrom: '2015-04-01',
  rhythm: 'half-yearly',
  daysAfter: null,
  finalDays: null,
  reason: null,
  enteredBy: null,
  ...changes,
});
const quarterly = (daysAfter: number, changes: Partial<Duty> = {}) =>
  duty({ rhythm: 'quarterly', daysAfter, ...changes });

describe('What is to be reported follows from the duty:', () => {
  const YEAR = { startsOn: '2015-04-01', endsOn: '2016-03-31' };
  test.each([
    ['half-yearly', [duty({})], YEAR, ['2015-04-01 2015-09-30 2015-10-31', '2015-10-01 2016-03-31 2016-04-30']],
    [
      'quarterly, 21 days after, through a leap year',
      [quarterly(21)],
      YEAR,
      [
        '2015-04-01 2015-06-30 2015-07-21',
        '2015-07-01 2015-09-30 2015-10-21',
        '2015-10-01 2015-12-31 2016-01-21',
        '2016-01-01 2016-03-31 2016-04-21',
      ],
    ],
    [
      'clipped to the agreement, due when the whole period would have been',
      [duty({ appliesFrom: '2015-06-15' })],
      { startsOn: '2015-06-15', endsOn: '2015-11-20' },
      ['2015-06-15 2015-09-30 2015-10-31', '2015-10-01 2015-11-20 2016-04-30'],
    ],
    ['a final return besides', [duty({ rhythm: 'none', finalDays: 60 })], YEAR, ['2015-04-01 2016-03-31 2016-05-30']],
    ['none', [duty({ rhythm: 'none' })], YEAR, []],
    ['no duty recorded', [], YEAR, []],
    [
      'changed from a quarter on',
      [duty({}), quarterly(30, { appliesFrom: '2015-10-01' })],
      YEAR,
      ['2015-04-01 2015-09-30 2015-10-31', '2015-10-01 2015-12-31 2016-01-30', '2016-01-01 2016-03-31 2016-04-30'],
    ],
    [
      'changed from the start, as if the first had never been',
      [quarterly(30, { appliesFrom: '2015-07-01' }), duty({})],
      YEAR,
      ['2015-04-01 2015-09-30 2015-10-31', '2015-10-01 2016-03-31 2016-04-30'],
    ],
    [
      'an agreement of one day',
      [quarterly(1, { appliesFrom: '2016-02-29' })],
      { startsOn: '2016-02-29', endsOn: '2016-02-29' },
      ['2016-02-29 2016-02-29 2016-04-01'],
    ],
  ])('%s', (_what, duties, agreement, expected) => {
    const periods = reportingPeriods(duties, agreement);
    expect(periods.map(({ startsOn, endsOn, dueOn }) => `${startsOn} ${endsOn} ${dueOn}`)).toEqual(expected);
  });
});

describe('A return stands on a day', () => {
  const period = { key: '2015-04-01', startsOn: '2015-04-01', endsOn: '2015-06-30', dueOn: '2015-07-21' };
  const agreement = { ref: 'AG-2015-001' } as never;
  const came = (receivedOn: string, missing: boolean, outcome: 'accepted' | 'sent-back' | null = null): Receipt => ({
    id: 1,
    receivedOn,
    parts: { finance: missing ? 'missing' : 'received', safeguarding: 'not-asked' },
    note: null,
    enteredBy: null,
    seq: 1,
    outcome: outcome === null ? null : { kind: outcome, reason: null, decidedBy: null, seq: 2 },
  });
  test.each([
    ['running', '2015-06-30', [], false, 0],
    ['due', '2015-07-01', [], true, 0],
    ['due', '2015-07-21', [], true, 0],
    ['overdue', '2015-07-22', [], true, 1],
    ['incomplete', '2015-07-31', [came('2015-07-20', true)], true, 10],
    ['received', '2015-07-31', [came('2015-07-20', false)], false, 0],
    ['received', '2015-07-31', [came('2015-07-20', true), came('2015-07-24', false)], false, 3],
    ['sent back', '2015-07-31', [came('2015-07-20', false, 'sent-back')], true, 10],
    ['accepted', '2015-12-31', [came('2015-07-20', false, 'accepted')], false, 0],
  ] as const)('as %s on %s', (state, today, receipts, owed, daysLate) => {
    expect(returnAt(today, { agreement, period, receipts })).toMatchObject({ state, owed, daysLate });
  });
});

const LIST = '/monitoring-returns';
const DUTY = '/agreements/AG-2015-001/reporting-duty';
const ONE = `${LIST}/AG-2015-001/2015-04-01`;

describe.each(DATABASES)('Monitoring returns on %s', (kind) => {
  let world: World;
  let commissioning: Visitor;
  let manager: Visitor;
  beforeAll(async () => {
    world = await openWorld(kind, fillOffice);
    commissioning = await world.signIn('commissioning@demo.example');
    manager = await world.signIn('manager@demo.example');
  }, 60_000);
  afterAll(() => world.close());

  const typed = {
    rhythm: 'quarterly',
    daysAfter: '21',
    finalDays: '60',
    'from-day': '1',
    'from-month': '4',
    'from-year': '2015',
  };
  const receipt = (day: string, missing: string[] = []) => ({
    'received-day': day,
    'received-month': '7',
    'received-year': '2015',
    ...Object.fromEntries(
      PARTS.map(({ code }) => [
        `part-${code}`,
        missing.includes(code) ? 'missing' : code === 'safeguarding' ? 'not-asked' : 'received',
      ]),
    ),
  });
  const receive = (day: string, missing: string[] = []) =>
    commissioning.send(DUTY, `${ONE}/receipts`, { ...receipt(day, missing), note: 'By post' });
  const decide = (fields: Record<string, string>) => manager.send(ONE, `${ONE}/outcome`, fields);
  const states = async () => rowsOf((await commissioning.get(ONE)).text);
  const first = async (query = '') => rowsOf((await commissioning.get(`${LIST}${query}`)).text)[1];

  test('nothing is owed before a duty was recorded; from it every return and its due date follow', async () => {
    expect(plain((await commissioning.get(LIST)).text)).toContain('No provider owes a return.');
    const odd = await commissioning.send(DUTY, DUTY, { ...typed, 'from-month': '5' });
    expect([odd.status, errorsOf(odd.text)[0]]).toEqual([
      422,
      expect.stringContaining('A duty begins with the agreement'),
    ]);
    expect(errorsOf((await commissioning.send(DUTY, DUTY, { ...typed, daysAfter: '' })).text)).toEqual([
      'Enter the days after the quarter',
    ]);
    expect((await commissioning.send(DUTY, DUTY, typed)).status).toBe(303);
    expect(await first()).toEqual([
      'West Yorkshire Police',
      'AG-2015-001',
      '1 Apr 2015 to 30 Jun 2015',
      '21 Jul 2015',
      'Overdue',
      '10',
      '',
      '',
    ]);
    const every = rowsOf((await commissioning.get(`${LIST}?show=all`)).text);
    expect(every.slice(1).map(([, , period, due]) => `${period}, ${due}`)).toEqual([
      '1 Apr 2015 to 30 Jun 2015, 21 Jul 2015',
      '1 Jul 2015 to 30 Sep 2015, 21 Oct 2015',
      '1 Oct 2015 to 31 Dec 2015, 21 Jan 2016',
      '1 Jan 2016 to 31 Mar 2016, 21 Apr 2016',
      'Final return, 30 May 2016',
    ]);
    const page = plain((await commissioning.get('/agreements/AG-2015-001')).text);
    expect(page).toContain('Quarterly returns, due 21 days after the quarter; a final return 60 days after the end.');
  });

  test('a return that came with parts missing is still owed, and says what is missing', async () => {
    expect(errorsOf((await receive('32')).text)).toEqual(['Date received must be a real date']);
    const early = await commissioning.send(ONE, `${ONE}/receipts`, { ...receipt('30'), 'received-month': '6' });
    expect(errorsOf(early.text)[0]).toContain('The period ends on 30 June 2015');
    expect((await receive('20', ['outcomes', 'declaration'])).status).toBe(303);
    expect((await first())?.slice(4)).toEqual(['Incomplete', '10', 'Outcomes data, Signed declaration', '20 Jul 2015']);
    const accepted = await decide({ outcome: 'accepted', reason: '' });
    expect(errorsOf(accepted.text)[0]).toContain('missing is Outcomes data, Signed declaration');
    const [row] = parse((await commissioning.get('/monitoring-returns.csv')).text, { bom: true, columns: true });
    expect(row).toMatchObject({ Due: '2015-07-21', State: 'Incomplete', 'Days late': '10', Received: '2015-07-20' });
  });

  test('sent back with a reason it is owed again; whole and accepted it is not, and cannot be received again', async () => {
    expect(errorsOf((await receive('19')).text)[0]).toContain('Something of it came on 20 July 2015');
    expect((await receive('24')).status).toBe(303);
    expect(await first()).toBeUndefined();
    expect(errorsOf((await receive('25')).text)[0]).toContain('Accept it or send it back first');
    expect(errorsOf((await decide({ outcome: 'sent-back', reason: '' })).text)).toEqual(['Enter the reason']);
    expect((await decide({ outcome: 'sent-back', reason: 'The totals differ' })).status).toBe(303);
    expect((await first())?.slice(4, 6)).toEqual(['Sent back', '10']);
    expect(errorsOf((await decide({ outcome: 'accepted', reason: '' })).text)[0]).toContain('sent back already');
    expect((await receive('30')).status).toBe(303);
    expect((await decide({ outcome: 'accepted', reason: '' })).status).toBe(303);
    expect((await first('?show=all'))?.slice(4)).toEqual(['Accepted', '9', '', '30 Jul 2015']);
    expect(errorsOf((await receive('31')).text)[0]).toContain('was accepted already');
    expect((await states()).map((cells) => cells.at(-1))).toEqual([
      'What became of it',
      '',
      'Sent back by manager: The totals differ',
      'Accepted by manager',
    ]);
  });

  test('a return keeps the dates it had when the duty changes, and a change says why', async () => {
    const halfYearly = { ...typed, rhythm: 'half-yearly', daysAfter: '' };
    expect(errorsOf((await commissioning.send(DUTY, DUTY, halfYearly)).text)[0]).toContain('Say why it changes');
    expect((await commissioning.send(DUTY, DUTY, { ...halfYearly, 'from-month': '7', reason: 'Varied' })).status).toBe(
      303,
    );
    const every = rowsOf((await commissioning.get(`${LIST}?show=all`)).text).slice(1);
    expect(every.map(([, , period, due, state]) => `${period}, ${due}: ${state}`)).toEqual([
      '1 Apr 2015 to 30 Jun 2015, 21 Jul 2015: Accepted',
      '1 Jul 2015 to 30 Sep 2015, 31 Oct 2015: Not due',
      '1 Oct 2015 to 31 Mar 2016, 30 Apr 2016: Not due',
      'Final return, 30 May 2016: Not due',
    ]);
  });

  test('who may: finance officers read and do not record; an address that leads to nothing is not found', async () => {
    const finance = await world.signIn('finance@demo.example');
    expect((await finance.get(LIST)).status).toBe(200);
    expect((await finance.send(LIST, `${ONE}/receipts`, receipt('30'))).status).toBe(403);
    expect((await (await world.signIn('leeds@demo.example')).get(LIST)).status).toBe(403);
    expect((await commissioning.get(`${LIST}/AG-2015-001/2015-04-02`)).status).toBe(404);
    expect((await commissioning.get(`${LIST}?show=some`)).status).toBe(400);
  });
});
