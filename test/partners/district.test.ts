import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { dataReturnState } from '../../src/partners/data-return.ts';
import { lastEndedQuarter, readPartnership, vacanciesOn, vacancyInYear } from '../../src/partners/partnership.ts';
import { sharingState } from '../../src/partners/sharing-agreement.ts';
import { DATABASES, openWorld, type Visitor, type World } from '../world.ts';
import { dayTyped, fillPartners } from './partners-office.ts';

const [BRADFORD, CALDERDALE, LEEDS] = ['E08000032', 'E08000033', 'E08000035'];
const NO_DAY = (name: string) => ({ [`${name}-day`]: '', [`${name}-month`]: '', [`${name}-year`]: '' });

describe('the state of a sharing agreement', () => {
  test.each([
    ['2015-07-30', null, 'overdue'],
    ['2015-07-31', null, 'review due'],
    ['2015-09-29', null, 'review due'],
    ['2015-09-30', null, 'in force'],
    ['2014-07-30', '2015-07-31', 'ended'],
    ['2015-07-30', '2015-08-01', 'overdue'],
  ])('with its review due %s and its end %s is %s on 31 July 2015', (reviewDue, ended, state) => {
    expect(sharingState({ reviewDue, ended }, '2015-07-31')).toBe(state);
  });
});

describe('the state of a data return', () => {
  test.each([
    ['2015-07-31', null, { state: 'due' }],
    ['2015-07-30', null, { state: 'overdue', days: 1 }],
    ['2015-07-10', '2015-07-10', { state: 'on time' }],
    ['2015-07-10', '2015-07-12', { state: 'late', days: 2 }],
  ])('due %s and received %s', (due, received, state) => {
    expect(dataReturnState({ due, received }, '2015-07-31')).toEqual(state);
  });

  test('is asked about for the quarter that ended last', () => {
    expect(lastEndedQuarter('2015-07-31')).toEqual({ year: 2015, quarter: 1 });
    expect(lastEndedQuarter('2015-04-01')).toEqual({ year: 2014, quarter: 4 });
    expect(lastEndedQuarter('2015-03-31')).toEqual({ year: 2014, quarter: 3 });
  });
});

describe.each(DATABASES)('the districts side by side, on %s', (kind) => {
  let world: World;
  let coordinator: Visitor;
  let leeds: Visitor;
  let bradford: Visitor;
  beforeAll(async () => {
    world = await openWorld(kind, fillPartners);
    coordinator = await world.signIn('coordinator@demo.example');
    leeds = await world.signIn('leeds@demo.example');
    bradford = await world.signIn('bradford@demo.example');
  }, 60_000);
  afterAll(() => world.close());

  const contact = (district: string, role: string, from: string, until?: string) =>
    coordinator.send('/contacts/new', '/contacts/new', {
      district,
      role,
      deputyFor: '',
      name: `Official of ${district}`,
      organisation: '',
      telephone: '',
      email: '',
      address: '',
      ...dayTyped('from', from),
      ...(until === undefined ? NO_DAY('until') : dayTyped('until', until)),
    });
  const sharing = (
    visitor: Visitor,
    changes: Record<string, string> = {},
    parties: string[] = [BRADFORD as string, LEEDS as string],
  ) =>
    visitor.send('/sharing-agreements/new', '/sharing-agreements/new', {
      title: 'Across the boundary',
      ...Object.fromEntries(parties.map((party) => [`parties-${party}`, 'yes'])),
      purpose: 'Children who cross it',
      legalBasis: 'Section 10 of the Children Act 2004',
      ...dayTyped('signed', '2014-07-01'),
      ...dayTyped('reviewDue', '2015-07-01'),
      ...NO_DAY('reviewed'),
      ...NO_DAY('ended'),
      ...changes,
    });
  const dataReturn = (visitor: Visitor, changes: Record<string, string> = {}) =>
    visitor.send('/data-returns/new', '/data-returns/new', {
      subject: 'missing',
      what: 'Episodes, counts only',
      sender: LEEDS as string,
      receiver: 'office',
      quarter: '2015-16-Q1',
      ...dayTyped('due', '2015-07-24'),
      ...NO_DAY('received'),
      complete: '',
      missing: '',
      ...changes,
    });

  test('warn of nobody before any district has named a contact', async () => {
    const page = (await coordinator.get('/districts')).text;
    expect(page).toContain('Not named yet');
    expect(page).toContain('[z]: no district had such a contact yet');
    expect((await coordinator.get('/')).text).not.toContain('to name');
  });

  test('show who is missing, since when and for how many days of the quarter and the year', async () => {
    await contact(BRADFORD as string, 'both', '2015-04-11');
    await contact(LEEDS as string, 'both', '2015-05-01');
    await contact(CALDERDALE as string, 'cse', '2015-04-11', '2015-06-20');
    const partnership = await readPartnership(world.db, 1);
    expect(vacanciesOn(partnership, [BRADFORD as string, CALDERDALE as string, LEEDS as string], '2015-07-31')).toEqual(
      [
        { district: CALDERDALE, subject: 'cse', days: 41 },
        { district: CALDERDALE, subject: 'missing', days: 112 },
      ],
    );
    const where = { district: CALDERDALE as string, subject: 'cse' as const };
    expect(vacancyInYear(partnership, where, { year: 2015, quarter: 1 }, '2015-07-31')).toBe(41);
    expect(vacancyInYear(partnership, where, { year: 2014, quarter: 1 }, '2015-07-31')).toBeNull();
    const page = (await coordinator.get('/districts')).text;
    expect(page).toContain('Calderdale has had no contact for CSE for 41 days.');
    const file = (await coordinator.get('/districts.csv')).text;
    expect(file).toContain('E08000033,Calderdale,2015-16-Q1,"Days without a contact for CSE, 2015/16 Q1",10');
    expect(file).toContain('E08000035,Leeds,2015-16-Q1,"Days without a contact for CSE, 2015/16 Q1",20');
    // Kirklees and Wakefield have none of either, Calderdale lacks both.
    expect((await coordinator.get('/')).text).toContain('6 contacts to name');
    expect((await bradford.get('/')).text).not.toContain('to name');
  });

  test('show a district its own column, and partners no names', async () => {
    const own = (await leeds.get('/districts')).text;
    expect(own).toContain(`Official of ${LEEDS}`);
    expect(own).not.toContain('Calderdale');
    expect((await leeds.get('/districts.csv')).text).not.toContain('Bradford');
    const member = await world.signIn('member@demo.example');
    const seen = (await member.get('/districts')).text;
    expect(seen).toContain('Vacant for 41 days');
    expect(seen).toContain('In post, since 1 May 2015');
    expect(seen).not.toContain('Official of');
    expect(seen).not.toContain('href="/contacts');
    expect((await member.get('/districts.csv')).text).not.toContain('Official of');
    expect((await coordinator.get('/districts?quarter=soon')).status).toBe(400);
    expect((await coordinator.get('/districts?quarter=1890-91-Q1')).status).toBeLessThan(500);
  });

  test('count their sharing agreements, which the coordinator records and a district only reads', async () => {
    expect((await sharing(coordinator)).headers.location).toBe('/sharing-agreements/ISA-001');
    expect((await sharing(leeds)).status).toBe(403);
    expect((await leeds.get('/sharing-agreements/ISA-001')).status).toBe(200);
    await sharing(coordinator, { title: 'Not for Leeds' }, [BRADFORD as string, CALDERDALE as string]);
    expect((await leeds.get('/sharing-agreements')).text).not.toContain('Not for Leeds');
    expect((await leeds.get('/sharing-agreements/ISA-002')).status).toBe(403);
    expect((await bradford.get('/sharing-agreements')).text).toContain('Not for Leeds');
    expect((await coordinator.get(`/sharing-agreements?parties=${LEEDS}`)).text).not.toContain('Not for Leeds');
    expect((await coordinator.get('/sharing-agreements')).text).toContain('The review of ISA-001 is 30 days overdue');
    expect((await coordinator.get('/')).text).toContain('2 reviews of sharing overdue');
    expect((await coordinator.get('/sharing-agreements.csv')).text).toContain('"Bradford, Leeds"');
  });

  const BOTH = [BRADFORD as string, LEEDS as string];
  test.each<[string, Record<string, string>, string[]]>([
    ['Select two parties or more', {}, [BRADFORD as string]],
    ['Select the parties', {}, []],
    ['The next review must be later than the signing', dayTyped('reviewDue', '2014-07-01'), BOTH],
    ['so the next review must be later', dayTyped('reviewed', '2015-07-01'), BOTH],
    ['Signed on must be today or in the past', dayTyped('signed', '2015-08-01'), BOTH],
    ['The end must not be before the signing', dayTyped('ended', '2014-06-30'), BOTH],
  ])('refuse an agreement: %s', async (sentence, changes, parties) => {
    const answer = await sharing(coordinator, changes, parties);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.text).toContain(sentence);
  });

  test('an agreement that was reviewed is in force until its next review', async () => {
    const page = (await coordinator.get('/sharing-agreements/ISA-001/change')).text;
    expect(page).toMatch(new RegExp(`name="parties-${LEEDS}"[^>]*checked`));
    const path = '/sharing-agreements/ISA-001/change';
    const answer = await coordinator.send(path, path, {
      title: 'Across the boundary',
      [`parties-${BRADFORD}`]: 'yes',
      [`parties-${LEEDS}`]: 'yes',
      purpose: 'Children who cross it',
      legalBasis: 'Section 10 of the Children Act 2004',
      ...dayTyped('signed', '2014-07-01'),
      ...dayTyped('reviewDue', '2016-07-01'),
      ...dayTyped('reviewed', '2015-07-30'),
      ...NO_DAY('ended'),
      version: '1',
      why: 'Reviewed',
    });
    expect(answer.status).toBe(303);
    expect((await coordinator.get('/sharing-agreements/ISA-001')).text).toContain('In force');
    expect((await coordinator.get('/')).text).toContain('1 review of sharing overdue');
  });

  test('count their data returns: on time, late and overdue, with those that both ends may enter', async () => {
    expect((await dataReturn(leeds)).headers.location).toBe('/data-returns/DR-001');
    expect((await dataReturn(bradford)).status).toBe(403);
    const toBradford = {
      receiver: BRADFORD as string,
      ...dayTyped('received', '2015-07-26'),
      complete: 'no',
      missing: 'One ward',
    };
    expect((await dataReturn(bradford, toBradford)).headers.location).toBe('/data-returns/DR-002');
    await dataReturn(coordinator, { ...dayTyped('received', '2015-07-24'), complete: 'yes' });
    expect((await bradford.get('/data-returns')).text).not.toContain('DR-001');
    expect((await bradford.get('/data-returns/DR-001')).status).toBe(403);
    expect((await leeds.get('/data-returns')).text).toContain('DR-002');
    expect((await leeds.get('/data-returns/DR-002')).text).toContain('2 days late');
    expect((await leeds.get('/data-returns')).text).toContain('DR-002 was received, but not all of it');
    const file = (await coordinator.get('/districts.csv')).text;
    const line = (what: string) => file.split('\r\n').find((row) => row.startsWith(`${LEEDS},`) && row.includes(what));
    expect(line('Data returns for 2015/16 Q1')).toMatch(/,3$/);
    expect(line('on time, of those')).toMatch(/,1 of 3$/);
    expect(line('Data returns received late')).toMatch(/,1$/);
    expect(line('Data returns overdue')).toMatch(/,1$/);
    expect(line('Last data return')).toMatch(/,2015-07-26$/);
    expect((await coordinator.get('/districts.csv?quarter=2014-15-Q4')).text).toContain(
      'Data returns for 2014/15 Q4,0',
    );
    expect((await coordinator.get('/data-returns?state=overdue')).text).toContain('DR-001');
    expect((await coordinator.get('/data-returns?state=overdue')).text).not.toContain('DR-003');
    expect((await coordinator.get('/data-returns.csv?state=incomplete')).text).toContain('DR-002');
    expect((await leeds.get('/')).text).toContain('1 data return overdue');
    expect((await bradford.get('/')).text).not.toContain('data return overdue');
  });

  test.each<[string, Record<string, string>]>([
    ['Data go from one area to another', { receiver: LEEDS as string }],
    ['say whether it is complete', dayTyped('received', '2015-07-20')],
    ['It was not received', { complete: 'yes' }],
    ['say what is missing', { ...dayTyped('received', '2015-07-20'), complete: 'no' }],
    ['only where it is not complete', { ...dayTyped('received', '2015-07-20'), complete: 'yes', missing: 'All' }],
    ['Received on must be today or in the past', { ...dayTyped('received', '2015-08-01'), complete: 'yes' }],
    ['Quarter must be one of those listed', { quarter: '2031-32-Q1' }],
  ])('refuse a data return: %s', async (sentence, changes) => {
    const answer = await dataReturn(coordinator, changes);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.text).toContain(sentence);
  });
});
