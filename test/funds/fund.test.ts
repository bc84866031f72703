import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { seedDemonstration } from '../../seeds/demonstration.ts';
import { perform } from '../../src/audit/act.ts';
import { allocate } from '../../src/funds/allocation.store.ts';
import { addOffice } from '../../src/people/office.store.ts';
import { addPerson } from '../../src/people/person.store.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { DATABASES, openWorld, PASSWORD, type Visitor, type World } from '../world.ts';

const ADDING = [
  '/fund/new',
  '/fund/years/new',
  '/funding-sources/new',
  '/funding-sources/PCC/awards/new',
  '/decisions/new',
  '/allocations/new',
  '/virements/new',
  '/carry-forwards/new',
  '/initiatives/new',
  '/initiatives/I-01/budgets/new',
  '/agreements/new',
  '/agreements/AG-2014-001/releases/new',
  '/organisations/new',
  '/measures/new',
  '/measures/SA-DISC/observations/new',
  '/measures/SA-DISC/targets/new',
];
const READING = [
  '/fund',
  '/funding-sources',
  '/funding-sources/PCC',
  '/decisions',
  '/decisions.csv',
  '/decisions/D-2014-001',
  '/allocations',
  '/allocations.csv',
  '/allocations/AL-2015-002',
  '/virements',
  '/virements.csv',
  '/virements/V-2015-001',
  '/carry-forwards',
  '/carry-forwards.csv',
  '/carry-forwards/CF-2014-001',
  '/funding-sources/PCC/lapses/2014-15',
  '/funding-sources/PCC/lapses/2014-15.csv',
  '/initiatives',
  '/initiatives.csv',
  '/initiatives/I-04',
  '/agreements',
  '/agreements.csv',
  '/agreements/AG-2014-001',
  '/organisations',
  '/measures',
  '/measures/SA-DISC',
  '/measures/SA-DISC.csv',
];

describe.each(DATABASES)('The fund as its readers see it, on %s', (kind) => {
  let world: World;
  let auditor: Visitor;
  let admin: Visitor;

  beforeAll(async () => {
    world = await openWorld(kind, seedDemonstration);
    auditor = await world.signIn('auditor@demo.example');
    admin = await world.signIn('admin@demo.example');
  }, 120_000);
  afterAll(() => world.close());

  test('each year shows its sources and their total, and every number opens', async () => {
    const { text } = await auditor.get('/fund');
    expect(text).toMatch(/fund\.awarded\?fund=CSE&amp;year=2015-16">£1,190,000\.00/);
    expect(text).toMatch(/fund\.unallocated\?fund=CSE&amp;source=PEG-INNOVATION&amp;year=2015-16">£55,000\.00/);
    const hrefs = [...text.matchAll(/href="(\/figures\/[^"]+)"/g)].map(([, href]) => href?.replaceAll('&amp;', '&'));
    expect(hrefs.length).toBeGreaterThan(30);
    for (const href of hrefs.slice(0, 14)) expect((await auditor.get(href as string)).status).toBe(200);
  });

  test('the auditor reads everything and adds nothing', async () => {
    for (const path of READING) expect([path, (await auditor.get(path)).status]).toEqual([path, 200]);
    for (const path of ADDING) {
      expect([path, (await auditor.get(path)).status]).toEqual([path, 403]);
      const posted = await auditor.send('/fund', path, {});
      expect([path, posted.status]).toEqual([path, 403]);
    }
    for (const path of READING.filter((p) => !p.endsWith('.csv'))) {
      expect((await auditor.get(path)).text).not.toMatch(/href="[^"]*\/new"/);
    }
  });

  test('what does not exist is not found, and what a page does not have is refused', async () => {
    for (const path of [
      '/funding-sources/NOBODY',
      '/decisions/D-1999-001',
      '/allocations/AL-1999-001',
      '/initiatives/I-99',
      '/agreements/AG-1999-001',
      '/measures/NOTHING',
      '/measures/NOTHING.csv',
      '/measures?initiative=I-99',
    ]) {
      expect([path, (await auditor.get(path)).status]).toEqual([path, 404]);
    }
    for (const path of ['/fund?sort=1', '/decisions?x=1', '/audit?before=abc', '/audit?year=1', '/people?role=x']) {
      expect([path, (await admin.get(path)).status]).toEqual([path, 400]);
    }
    const manager = await world.signIn('manager@demo.example');
    const unknown = await manager.send('/allocations/new', '/allocations/new', { pence: '1' });
    expect(unknown.status).toBe(400);
    expect(unknown.text).toContain('The form has no field');
  });

  test('an empty office makes its fund and its years before any money comes in', async () => {
    const empty = await openWorld(kind, async (db) => {
      const officeId = await addOffice(db, {
        code: 'NEW',
        name: 'A new office',
        areaCode: 'E23000010',
        commissionerTitle: 'Mayor',
        standingDay: null,
        demonstration: false,
      });
      const program = { officeId, personId: null, role: 'program' };
      const person = { email: 'm@office.example', name: 'M', password: PASSWORD, roles: ['finance-manager'] };
      await addPerson({ db, clock: systemClock }, program, person);
    });
    const manager = await empty.signIn('m@office.example');
    for (const path of ['/fund', '/initiatives', '/measures', '/agreements', '/decisions']) {
      expect([path, (await manager.get(path)).status]).toEqual([path, 200]);
    }
    const fund = { code: 'CSE', name: 'Response', 'starts-day': '1', 'starts-month': '4', 'starts-year': '2015' };
    expect((await manager.send('/fund/new', '/fund/new', fund)).status).toBe(303);
    expect((await manager.send('/fund/new', '/fund/new', fund)).text).toContain('The code CSE is already in use.');
    expect((await manager.get('/fund/years/new')).text).toContain('Add the financial year 2016/17');
    expect((await manager.send('/fund/years/new', '/fund/years/new', {})).status).toBe(303);
    expect((await manager.get('/fund')).text).toContain('The financial year 2016/17 was added.');
    expect((await manager.get('/initiatives?year=2016-17')).status).toBe(200);
    await empty.close();
  });

  test('an override is refused below the pages too, for whoever lacks the authority', async () => {
    const wanted = {
      source: 'PEG-INNOVATION',
      year: 2015,
      nature: 'revenue' as const,
      pence: 5_500_001,
      purpose: 'Too much',
      decisionRef: 'D-2015-001',
      happenedOn: '2015-07-01',
      overrideReason: 'Because',
    };
    const attempt = perform(
      world.site,
      await world.doer('manager@demo.example'),
      'allocation.add',
      null,
      async (act) => ({
        subject: { kind: 'allocation', ref: await allocate(act, wanted) },
        result: null,
      }),
    );
    await expect(attempt).rejects.toMatchObject({ rule: 'override', kind: 'forbidden' });
  });

  test('the page of people warns of acts that a single person may do', async () => {
    const { text } = await admin.get('/people');
    expect(text).toContain('Certify a return: only Judith Reed may do this.');
    expect(text).toContain('Approve spend of any amount: only Judith Reed may do this.');
    expect(text).not.toContain('Approve spend: only');
    expect(text).toContain('leeds@demo.example');
    expect(text).not.toContain('argon2');
    expect((await (await world.signIn('member@demo.example')).get('/people')).status).toBe(403);
  });

  test('the audit events are read in pages and narrowed by action, person and reference', async () => {
    const first = (await auditor.get('/audit')).text;
    expect(first.match(/<th scope="row"/g)).toHaveLength(50);
    const older = /href="(\/audit\?before=\d+)"/.exec(first)?.[1] ?? '';
    expect((await auditor.get(older)).text).toContain('Newest events');
    const byAction = (await auditor.get('/audit?action=decision.add')).text;
    expect(byAction.match(/<th scope="row"/g)).toHaveLength(7);
    expect(byAction).toContain('href="/decisions/D-2014-001"');
    const { id } = await world.person('pcc@demo.example');
    expect((await auditor.get(`/audit?person=${id}&subject=D-2014-001`)).text.match(/<th scope="row"/g)).toHaveLength(
      1,
    );
    expect((await auditor.get('/audit?subject=nothing')).text).toContain('No event matches.');
    for (const email of ['finance@demo.example', 'pcc@demo.example', 'leeds@demo.example']) {
      expect((await (await world.signIn(email)).get('/audit')).status).toBe(403);
    }
  });
});
