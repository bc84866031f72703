import { cpSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { verifyChain } from '../../../src/audit/verify.ts';
import { useKinds } from '../../../src/initiatives/kinds/initiative-kind.ts';
import { readKinds } from '../../../src/initiatives/kinds/kind-file.ts';
import { inProject } from '../../../src/platform/root.ts';
import { fillOffice } from '../../spend/office.ts';
import { DATABASES, openWorld, type Visitor, type World } from '../../world.ts';
import { NEW_KIND } from './new-kind.ts';

const LEEDS = 'E08000035';
const RECORDS = '/initiatives/I-04/records/therapy';
const THERAPY = {
  place: LEEDS,
  provider: '1',
  children: '20',
  sessions: '140',
  cost: '1,250.50',
  'first-day': '7',
  'first-month': '4',
  'first-year': '2015',
  'last-day': '30',
  'last-month': '6',
  'last-year': '2015',
  format: 'room',
  why: '',
  filled: '80',
  source: 'The provider’s return',
};

describe.each(DATABASES)('a kind of initiative that is only a file, on %s', (kind) => {
  let world: World;
  let sam: Visitor;
  let leeds: Visitor;
  beforeAll(async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'kinds-'));
    cpSync(inProject('data', 'initiative-kinds'), folder, { recursive: true });
    writeFileSync(path.join(folder, 'therapy.json'), JSON.stringify(NEW_KIND));
    useKinds(readKinds(folder));
    world = await openWorld(kind, fillOffice);
    sam = await world.signIn('commissioning@demo.example');
    leeds = await world.signIn('leeds@demo.example');
  }, 60_000);
  afterAll(async () => {
    useKinds(readKinds(inProject('data', 'initiative-kinds')));
    await world.close();
  });

  const add = (visitor: Visitor, changes: Record<string, string> = {}) =>
    visitor.send(`${RECORDS}/new`, `${RECORDS}/new`, { ...THERAPY, ...changes });

  test('is offered with what must be said of it, and an initiative of it can be added', async () => {
    const form = (await sam.get('/initiatives/new')).text;
    expect(form).toContain('Therapy for victims');
    expect(form).toContain('Say who refers, and how long a child waits.');
    const wanted = {
      fund: 'CSE',
      kind: 'therapy',
      name: 'Therapy',
      purpose: 'Recovery',
      basis: 'A letter',
      published: 'yes',
    };
    const added = await sam.send('/initiatives/new', '/initiatives/new', wanted);
    expect(added.headers.location).toBe('/initiatives/I-04');
    const page = (await sam.get('/initiatives/I-04')).text;
    expect(page).toContain('Initiative I-04: Therapy for victims');
    expect(page).toContain('Therapy given');
    expect((await sam.get(RECORDS)).text).toContain('No therapy has been recorded.');
  });

  test('keeps its records: form, list, file, history', async () => {
    const form = (await sam.get(`${RECORDS}/new`)).text;
    for (const label of ['District', 'Children seen', 'Sessions given', 'First session', 'Why remote (optional)']) {
      expect(form).toContain(label);
    }
    expect((await add(sam)).headers.location).toBe(`${RECORDS}/TH-001`);
    const page = (await sam.get(`${RECORDS}/TH-001`)).text;
    expect(page).toContain('Leeds, West Yorkshire Police');
    expect(page).toContain('£1,250.50');
    expect(page).toContain('80%');
    expect((await sam.get(RECORDS)).text).toContain('>20<');
    const file = (await sam.get(`${RECORDS}.csv?place=${LEEDS}`)).text;
    expect(file.split('\r\n')[1]).toBe(
      'TH-001,Leeds,West Yorkshire Police,20,140,1250.50,2015-04-07,2015-06-30,In a room,,80,The provider’s return',
    );
    const { place, ...rest } = THERAPY;
    const changed = await sam.send(`${RECORDS}/TH-001/change`, `${RECORDS}/TH-001/change`, {
      ...rest,
      place,
      sessions: '150',
      version: '1',
      why: 'Ten were left out',
    });
    expect(changed.status).toBe(303);
    expect((await sam.get(`${RECORDS}/TH-001`)).text).toContain('Sessions given: 140 → 150');
  });

  test.each<[string, Record<string, string>, string]>([
    ['days the wrong way round', { 'last-month': '3' }, 'Last session must be on or after 7 April 2015'],
    ['more children than sessions', { children: '141' }, 'Children seen must be no more than “Sessions given”'],
    ['a reason that is needed', { format: 'remote' }, 'Answer “Why remote” too'],
    [
      'a first session to come',
      { 'first-year': '2016', 'last-year': '2016' },
      'First session must be today or in the past',
    ],
    ['a share of more than a whole', { filled: '101' }, 'Hours filled must be 100 or fewer'],
    ['a share of nothing', { filled: '0' }, 'Hours filled must be 1% or more'],
    ['a place that is none', { place: 'E23000010' }, 'District must be one of those listed'],
  ])('refuses %s, keeps what was typed and stores nothing', async (_, changes, sentence) => {
    const answer = await add(sam, changes);
    expect(answer.status).toBe(400);
    expect(answer.text).toContain(sentence);
    expect(answer.text).toContain('value="The provider’s return"');
    expect((await sam.get(`${RECORDS}/TH-002`)).status).toBe(404);
  });

  test('adds its records up, and hides few children in the list, in every total and in the file', async () => {
    expect((await add(sam, { place: 'E08000032', children: '3', sessions: '9', cost: '' })).status).toBe(303);
    expect(
      (
        await add(sam, {
          place: 'E08000036',
          children: '8',
          sessions: '40',
          'first-month': '7',
          'last-day': '',
          'last-month': '',
          'last-year': '',
        })
      ).status,
    ).toBe(303);
    expect((await sam.get(RECORDS)).text).not.toContain('>9<');
    const page = (await sam.get('/initiatives/I-04/kind')).text;
    expect(page).toContain('Children seen, by district and first session');
    expect(page).toContain('2015/16 quarter 1 (April to June 2015)');
    const file = (await sam.get('/initiatives/I-04/kind/children.csv')).text.split('\r\n');
    expect(file.slice(1, 6)).toEqual([
      'Bradford,[c],,[c]',
      'Calderdale,,,',
      'Kirklees,,,',
      'Leeds,20,,20',
      'Wakefield,,8,8',
    ]);
    const providers = (await sam.get('/initiatives/I-04/kind/providers.csv')).text.split('\r\n');
    expect(providers[1]).toBe('West Yorkshire Police,[c],2501.00');
    expect((await sam.get('/initiatives/I-04/kind/nothing.csv')).status).toBe(404);
    const foot = /<tfoot>(.*?)<\/tfoot>/s.exec(page)?.[1]?.replace(/<[^>]+>|\s+/g, ' ');
    expect(foot).toMatch(/All West Yorkshire +\[c\] +8 +\[c\]/);
  });

  test('is entered and seen for their own district alone by a district’s contact', async () => {
    const form = (await leeds.get(`${RECORDS}/new`)).text;
    expect(form).toContain('Leeds');
    expect(form).not.toContain('Bradford');
    expect((await add(leeds, { children: '11', sessions: '12' })).status).toBe(303);
    // Another district is not among those listed for them, and no address leads around that.
    expect((await add(leeds, { place: 'E08000032' })).status).toBe(400);
    expect((await leeds.get(`${RECORDS}/TH-002`)).status).toBe(403);
    const list = (await leeds.get(RECORDS)).text;
    expect(list).toContain('TH-001');
    expect(list).not.toContain('TH-002');
    const page = (await leeds.get('/initiatives/I-04/kind')).text;
    expect(page).not.toContain('Wakefield');
    // Nor is the county's number shown while it would tell of few other districts.
    expect(page).toContain('[x] not available');
    expect((await leeds.get('/initiatives/I-04/kind/providers.csv')).text).toContain(
      'West Yorkshire Police,162,2501.00',
    );
  });

  test('is closed to roles that its file does not name, and to initiatives of another kind', async () => {
    const finance = await world.signIn('finance@demo.example');
    const refused = await finance.get(`${RECORDS}/new`);
    expect([refused.status, refused.text.includes('Your role does not include this')]).toEqual([403, true]);
    expect((await finance.send('/initiatives', `${RECORDS}/new`, THERAPY)).status).toBe(403);
    expect((await finance.get(RECORDS)).text).not.toContain('Add an entry');
    const other = await sam.send(RECORDS, '/initiatives/I-01/records/therapy/new', THERAPY);
    expect(other.status).toBe(422);
    expect(other.text).toContain('which keeps no therapy given');
    expect(other.text).toContain('They belong to an initiative of the kind Therapy for victims');
    expect((await sam.get('/initiatives/I-04/records/no-such-sort')).status).toBe(404);
    expect(await verifyChain(world.db, 1)).toEqual([]);
  });
});
