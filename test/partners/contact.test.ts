import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addDays } from '../../src/calendar/day.ts';
import { CONTACTS, type Holding, overlapDays, vacantDays } from '../../src/partners/contact.ts';
import { mergeOrganisations } from '../../src/partners/merge.store.ts';
import { addOrganisation } from '../../src/partners/organisation.store.ts';
import { listRecords } from '../../src/registers/register.store.ts';
import { DATABASES, openWorld, refusalOf, type Visitor, type World } from '../world.ts';
import { dayTyped, done, fillPartners } from './partners-office.ts';

const LEEDS = 'E08000035';
const KIRKLEES = 'E08000034';

function contact(changes: Record<string, string> = {}): Record<string, string> {
  return {
    district: LEEDS,
    role: 'cse',
    deputyFor: '',
    name: 'Alex Hartley',
    organisation: '',
    telephone: '01632 960001',
    email: '',
    address: '',
    ...dayTyped('from', '2014-09-01'),
    'until-day': '',
    'until-month': '',
    'until-year': '',
    ...changes,
  };
}

describe('days without a contact', () => {
  const span = { from: '2015-04-01', until: '2015-06-30' };
  test.each<[string, Holding[], number]>([
    ['nobody', [], 91],
    ['somebody throughout', [{ from: '2014-01-01', until: null }], 0],
    ['somebody who left in May', [{ from: '2014-01-01', until: '2015-05-31' }], 30],
    [
      'a gap of a day',
      [
        { from: '2015-04-01', until: '2015-04-30' },
        { from: '2015-05-02', until: null },
      ],
      1,
    ],
    [
      'one within the other',
      [
        { from: '2015-04-01', until: '2015-06-30' },
        { from: '2015-05-01', until: '2015-05-02' },
      ],
      0,
    ],
    ['somebody later', [{ from: '2015-07-01', until: null }], 91],
    ['somebody on the last day alone', [{ from: '2015-06-30', until: null }], 90],
    [
      'two that overlap and leave a gap',
      [
        { from: '2015-04-11', until: '2015-05-10' },
        { from: '2015-05-01', until: '2015-05-20' },
      ],
      51,
    ],
  ])('with %s', (_who, holdings, days) => {
    expect(vacantDays(holdings, span)).toBe(days);
  });

  test('are those that a count day by day finds', () => {
    const holding = fc
      .tuple(fc.integer({ min: -10, max: 60 }), fc.option(fc.integer({ min: 0, max: 30 })))
      .map(([start, length]): Holding => {
        const from = addDays('2015-04-01', start);
        return { from, until: length === null ? null : addDays(from, length) };
      });
    fc.assert(
      fc.property(fc.array(holding, { maxLength: 6 }), (holdings) => {
        const days = Array.from({ length: 40 }, (_, at) => addDays('2015-04-01', at));
        const vacant = days.filter(
          (day) => !holdings.some(({ from, until }) => from <= day && (until === null || day <= until)),
        );
        expect(vacantDays(holdings, { from: '2015-04-01', until: addDays('2015-04-01', 39) })).toBe(vacant.length);
      }),
    );
  });

  test('times overlap by the days that they share, both ends counted', () => {
    expect(overlapDays({ from: '2015-01-01', until: '2015-01-31' }, { from: '2015-01-31', until: null })).toBe(1);
    expect(overlapDays({ from: '2015-01-01', until: '2015-01-30' }, { from: '2015-01-31', until: null })).toBe(0);
    expect(overlapDays({ from: '2015-01-01', until: null }, { from: '2015-01-31', until: null })).toBe(Infinity);
  });
});

describe.each(DATABASES)('contacts of the districts, on %s', (kind) => {
  let world: World;
  let coordinator: Visitor;
  let leeds: Visitor;
  beforeAll(async () => {
    world = await openWorld(kind, fillPartners);
    coordinator = await world.signIn('coordinator@demo.example');
    leeds = await world.signIn('leeds@demo.example');
  }, 60_000);
  afterAll(() => world.close());

  const add = (visitor: Visitor, changes: Record<string, string> = {}) =>
    visitor.send('/contacts/new', '/contacts/new', contact(changes));
  const count = async () => (await listRecords(world.db, 1, CONTACTS)).length;
  const change = async (visitor: Visitor, ref: string, changes: Record<string, string>) => {
    const page = (await visitor.get(`/contacts/${ref}/change`)).text;
    const version = /name="version" value="(\d+)"/.exec(page)?.[1] ?? '';
    const { district, role, ...asked } = contact(changes);
    return visitor.send(`/contacts/${ref}/change`, `/contacts/${ref}/change`, { ...asked, version, why: '' });
  };

  test('are named by the coordinator anywhere, by a district for itself alone, and by nobody who only reads', async () => {
    expect((await add(leeds)).headers.location).toBe('/contacts/C-001');
    expect((await add(coordinator, { district: KIRKLEES, name: 'Robin Denby' })).headers.location).toBe(
      '/contacts/C-002',
    );
    const before = await count();
    expect((await add(leeds, { district: KIRKLEES, role: 'missing' })).status).toBe(403);
    expect((await leeds.get('/contacts/C-002')).status).toBe(403);
    expect((await leeds.get('/contacts/C-002/change')).status).toBe(403);
    for (const email of ['auditor', 'finance']) {
      const visitor = await world.signIn(`${email}@demo.example`);
      expect((await visitor.get('/contacts')).text).toContain('Robin Denby');
      expect((await visitor.send('/', '/contacts/new', contact())).status).toBe(403);
    }
    expect((await (await world.signIn('member@demo.example')).get('/contacts')).status).toBe(403);
    expect(await count()).toBe(before);
  });

  test('of other districts are neither listed, offered nor in the file of a district', async () => {
    expect((await leeds.get('/contacts')).text).not.toContain('Robin Denby');
    expect((await leeds.get('/contacts.csv')).text).not.toContain('Robin Denby');
    expect((await leeds.get('/contacts.csv')).text).toContain('Alex Hartley');
    const form = (await leeds.get('/contacts/new')).text;
    expect(form).toContain(`value="${LEEDS}"`);
    expect(form).not.toContain(`value="${KIRKLEES}"`);
  });

  test('are one for a role and a district, but for four weeks in which one hands over to the other', async () => {
    const second = await add(coordinator, { name: 'Sam Ellis', ...dayTyped('from', '2015-06-01') });
    expect(second.status).toBe(422);
    expect(second.text).toContain('The district has a contact for CSE since 1 September 2014 (C-001)');
    expect((await add(coordinator, { role: 'both', ...dayTyped('from', '2015-06-01') })).status).toBe(422);
    expect((await add(coordinator, { role: 'missing', name: 'Pat Moss' })).status).toBe(303);
    expect((await change(leeds, 'C-001', dayTyped('until', '2015-06-28'))).status).toBe(303);
    expect((await add(coordinator, { name: 'Sam Ellis', ...dayTyped('from', '2015-05-31') })).status).toBe(422);
    expect((await add(coordinator, { name: 'Sam Ellis', ...dayTyped('from', '2015-06-01') })).status).toBe(303);
    const longer = await change(leeds, 'C-001', dayTyped('until', '2015-06-29'));
    expect([longer.status, longer.text.includes('two may hold the role for 28 days')]).toEqual([422, true]);
    expect((await change(leeds, 'C-001', dayTyped('until', '2015-06-10'))).status).toBe(303);
    expect((await leeds.get('/contacts/C-001')).text).toContain('Until: 28 Jun 2015 → 10 Jun 2015');
    expect((await leeds.get('/contacts/C-001')).text).toContain('Ended');
  });

  test('end no earlier than they began, and only a deputy stands in for somebody', async () => {
    const wrong = { district: KIRKLEES, role: 'missing', ...dayTyped('until', '2014-08-31') };
    expect((await add(coordinator, wrong)).text).toContain('Until must be 1 September 2014 or later');
    expect((await add(coordinator, { ...wrong, ...dayTyped('until', '2014-09-01') })).status).toBe(303);
    expect((await add(coordinator, { role: 'deputy' })).text).toContain('Select whom the deputy stands in for');
    expect((await add(coordinator, { deputyFor: 'cse', district: 'E08000036' })).text).toContain(
      'Only a deputy stands in',
    );
    for (const name of ['First deputy', 'Second deputy']) {
      expect((await add(coordinator, { role: 'deputy', deputyFor: 'cse', name })).status).toBe(303);
    }
  });

  test('keep the organisation that was recorded when it is merged, and are shown under the survivor', async () => {
    const doer = await world.doer('commissioning@demo.example');
    const addNamed = (name: string) =>
      done(world.site, doer, (act) => addOrganisation(act, { name, kind: 'council', districtCode: 'E08000036' }));
    const [gone, kept] = [await addNamed('Wakefield MDC'), await addNamed('Council of the City of Wakefield')];
    const added = await add(coordinator, { district: 'E08000036', name: 'Jo Sykes', organisation: String(gone) });
    const ref = added.headers.location?.split('/').at(-1) as string;
    await done(world.site, doer, async (act) => {
      await mergeOrganisations(act, { from: gone, into: kept, reason: 'One body' });
      return null;
    });
    const page = (await coordinator.get(`/contacts/${ref}`)).text;
    expect(page).toContain('Council of the City of Wakefield (recorded as Wakefield MDC)');
    expect((await coordinator.get(`/organisations/${kept}`)).text).toContain('Jo Sykes');
    expect((await leeds.get(`/organisations/${kept}`)).text).not.toContain('Jo Sykes');
    expect((await coordinator.get('/contacts/new')).text).not.toContain('recorded as');
    expect((await coordinator.get(`/contacts/${ref}/change`)).text).toContain('recorded as');
    expect((await add(coordinator, { district: 'E08000033', organisation: String(gone) })).status).toBe(400);
  });

  test('stand in words beside the books, and their versions against the database itself', async () => {
    const row = await world.db('contact').first();
    expect(JSON.stringify(row)).not.toContain('Hartley');
    const events = await world.db('audit_event').select('body');
    expect(JSON.stringify(events)).not.toContain('Hartley');
    expect(await refusalOf(world.db('contact').update({ role: 'both' }))).toMatch(/append-only/);
  });
});
