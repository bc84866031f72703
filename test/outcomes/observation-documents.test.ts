import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { seedDemonstration } from '../../seeds/demonstration.ts';
import { PNG } from '../documents/files.ts';
import { rowsOf } from '../spend/page.ts';
import { DATABASES, hiddenFields, openWorld, type Visitor, type World } from '../world.ts';

const newFor = (ref: string, kind = 'observation') => `/attachments/new?kind=${kind}&ref=${ref}`;
const LEEDS = 'SA-SESSIONS.E08000035..2015-16-Q1';
const BRADFORD = 'SA-SESSIONS.E08000032..2015-16-Q1';

describe.each(DATABASES)('Documents behind observations, on %s', (kind) => {
  let world: World;
  let leeds: Visitor;
  let coordinator: Visitor;

  beforeAll(async () => {
    world = await openWorld(kind, seedDemonstration);
    leeds = await world.signIn('leeds@demo.example');
    coordinator = await world.signIn('coordinator@demo.example');
  }, 120_000);
  afterAll(() => world.close());

  async function attach(visitor: Visitor, address: string, bytes = PNG) {
    const fields = { title: 'Tour log', kind: 'evidence', readers: 'office' };
    // The form of an address that is refused cannot be had, so the token is that of one that is not.
    const hidden = hiddenFields((await visitor.get('/measures/file')).text);
    let request = visitor.agent.post(address);
    for (const [name, value] of Object.entries({ ...hidden, ...fields })) request = request.field(name, value);
    return request.attach('file', bytes, 'log.png');
  }

  test('a district’s contact attaches to an observation of their own district, and reads it again', async () => {
    const before = (await leeds.get('/measures/SA-SESSIONS?year=2015-16')).text;
    expect(before).toContain(newFor(LEEDS).replace('&', '&amp;'));
    const sent = await attach(leeds, newFor(LEEDS));
    expect([sent.status, sent.headers.location]).toEqual([303, '/measures/SA-SESSIONS?year=2015-16#evidence']);
    const { ref } = await world.db('attachment').where({ subject_kind: 'observation' }).first();
    for (const visitor of [leeds, coordinator]) {
      const row = rowsOf((await visitor.get('/measures/SA-SESSIONS?year=2015-16')).text).find((of) => of.includes(ref));
      expect(row?.[0]).toBe('Leeds');
      expect((await visitor.get(`/attachments/${ref}`)).status).toBe(200);
      expect((await visitor.get(`/attachments/${ref}/file`)).status).toBe(200);
    }
    expect((await leeds.get('/attachments')).text).toContain(ref);
    // For the office alone: no member of the PEG knows of it.
    const member = await world.signIn('member@demo.example');
    expect((await member.get(`/attachments/${ref}`)).status).toBe(404);
    expect((await member.get('/measures/SA-SESSIONS?year=2015-16')).text).not.toContain(ref);
  });

  test('and to nothing else: no other district’s, no other record, and reads none of them', async () => {
    for (const address of [
      newFor(BRADFORD),
      newFor('SA-SESSIONS', 'measure'),
      newFor('I-02', 'initiative'),
      newFor('AG-2015-002', 'agreement'),
      newFor('INV-POST.E23000010..2015-16-Q1'),
    ]) {
      expect([address, (await leeds.get(address)).status]).toEqual([address, 403]);
      expect([address, (await attach(leeds, address)).status]).toEqual([address, 403]);
    }
    expect((await attach(leeds, newFor('SA-SESSIONS.E08000035..2014-15-Q1'))).status).toBe(404);
    const other = await attach(coordinator, newFor(BRADFORD), Buffer.concat([PNG]));
    expect(other.status).toBe(303);
    const all: { ref: string; subject_ref: string }[] = await world.db('attachment');
    expect(all.length).toBeGreaterThan(2);
    for (const { ref, subject_ref: subject } of all.filter((one) => one.subject_ref !== LEEDS)) {
      expect([subject, (await leeds.get(`/attachments/${ref}`)).status]).toEqual([subject, 404]);
      expect([subject, (await leeds.get(`/attachments/${ref}/file`)).status]).toEqual([subject, 404]);
      expect((await leeds.get('/attachments.csv')).text).not.toContain(ref);
    }
    for (const page of [
      '/agreements/AG-2015-002',
      '/decisions/D-2014-001',
      '/measures/SA-SESSIONS',
      '/initiatives/I-02',
    ]) {
      expect([page, (await leeds.get(page)).text.includes('Attach a document<')]).toEqual([page, false]);
    }
  });
});
