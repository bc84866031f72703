import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { voiceChangeState } from '../../src/assurance/voice-change.ts';
import { verifyChain } from '../../src/audit/verify.ts';
import { personalWords } from '../../src/disclosure/words-gate.ts';
import { inProject } from '../../src/platform/root.ts';
import { DATABASES, openWorld, type Visitor, type World } from '../world.ts';
import { boxes, ENGAGEMENT, fillAssurance, VOICE_CHANGE } from './office.ts';

describe('an answer to what was heard', () => {
  const decided = { answer: 'change', decided: '2015-06-01', due: '2015-07-31', done: null, fedBack: null };
  test.each([
    ['to-do', {}],
    ['overdue', { due: '2015-07-30' }],
    ['to-do', { fedBack: '2015-06-02' }],
    ['to-tell', { done: '2015-07-03' }],
    ['feedback-overdue', { done: '2015-07-02' }],
    ['told', { done: '2015-07-02', fedBack: '2015-07-05' }],
    ['feedback-overdue', { answer: 'no-change', decided: '2015-07-02', due: null }],
    ['to-tell', { answer: 'no-change', decided: '2015-07-03', due: null }],
    ['told', { answer: 'no-change', due: null, fedBack: '2015-06-20' }],
  ])('is %s: %j', (state, changes) => {
    expect(voiceChangeState({ answers: { ...decided, ...changes } }, '2015-07-31')).toBe(state);
  });
});

test('what the demonstration tells of young people is in general words', () => {
  for (const name of ['engagements', 'voice-changes', 'recommendations', 'questions', 'inspections', 'responses']) {
    const rows: Record<string, string>[] = parse(readFileSync(inProject('data', 'demonstration', `${name}.csv`)), {
      columns: true,
    });
    for (const row of rows) {
      for (const text of Object.entries(row).flatMap(([key, value]) => (/recorded|_|on$/.test(key) ? [] : [value]))) {
        if (!/^\d{4}-\d{2}-\d{2}$|^E\d{8}$/.test(text))
          expect([text, personalWords(text, '2015-07-31')]).toEqual([text, []]);
      }
    }
  }
});

describe.each(DATABASES)('the child’s voice, on %s', (kind) => {
  let world: World;
  let coordinator: Visitor;
  let leeds: Visitor;
  let bradford: Visitor;
  let member: Visitor;
  beforeAll(async () => {
    world = await openWorld(kind, fillAssurance);
    coordinator = await world.signIn('coordinator@demo.example');
    leeds = await world.signIn('leeds@demo.example');
    bradford = await world.signIn('bradford@demo.example');
    member = await world.signIn('member@demo.example');
  }, 60_000);
  afterAll(() => world.close());

  const add = (visitor: Visitor, path: string, fields: Record<string, string>) =>
    visitor.send(`${path}/new`, `${path}/new`, fields);
  const kept = async () => (await world.db('engagement').select('id')).length;
  const tokenOf = (page: string) => /name="looked" type="radio" value="([0-9a-f]{32})"/.exec(page)?.[1] ?? '';

  test('words about one child are kept by nobody before a second look', async () => {
    const heard = 'Amy, 14, wants one officer.';
    const words = async () => (await world.db('words').select('id')).length;
    const before = [await kept(), await words()];
    const answer = await add(coordinator, '/engagements', { ...ENGAGEMENT, heard });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('Look again: “Amy, 14” looks like somebody with an age');
    expect(answer.text).toContain('href="#heard"');
    expect(answer.text).toContain(heard);
    expect([await kept(), await words()]).toEqual(before);
    const token = tokenOf(answer.text);
    for (const looked of ['', 'changed', 'x'.repeat(32)]) {
      expect((await add(coordinator, '/engagements', { ...ENGAGEMENT, heard, looked })).status).toBe(422);
    }
    const other = { ...ENGAGEMENT, heard: 'Zoe, 15, wants it too.', looked: token };
    expect((await add(coordinator, '/engagements', other)).status).toBe(422);
    expect([await kept(), await words()]).toEqual(before);
    const general = { ...ENGAGEMENT, looked: 'changed' };
    expect((await add(coordinator, '/engagements', general)).headers.location).toBe('/engagements/EN-001');
  });

  test('after it they are kept, and the record says of what kind they were, never which', async () => {
    const office = { ...ENGAGEMENT, heard: 'They asked for a number like 01924 294000 to ring.' };
    const answer = await add(coordinator, '/engagements', office);
    const saved = await add(coordinator, '/engagements', { ...office, looked: tokenOf(answer.text) });
    expect(saved.headers.location).toBe('/engagements/EN-002');
    const event = await world.db('audit_event').where({ action: 'engagement.add' }).orderBy('seq', 'desc').first();
    expect(JSON.parse(event.body).detail).toEqual({ confirmed: ['phone'] });
    expect(event.body).not.toContain('01924');
    expect((await add(coordinator, '/engagements', { ...ENGAGEMENT, group: 'Class 9B' })).text).toContain(
      'class of a school',
    );
  });

  test('a change is looked through too, and so is why it changes', async () => {
    const page = (await coordinator.get('/engagements/EN-002/change')).text;
    const version = /name="version" value="(\d+)"/.exec(page)?.[1] ?? '';
    const path = '/engagements/EN-002/change';
    const office = { ...ENGAGEMENT, heard: 'They asked for a number like 01924 294000 to ring.', version };
    const why = await coordinator.send(path, path, { ...office, group: 'A group', why: 'The one girl said so' });
    expect(why.status).toBe(422);
    expect(why.text).toContain('is about one person alone');
    // What stands was looked at when it was kept.
    expect((await coordinator.send(path, path, { ...office, group: 'A group', why: '' })).status).toBe(303);
  });

  test('how many took part is hidden from 1 to 5 on the page, in the file, in the history and on the form', async () => {
    await add(coordinator, '/engagements', { ...ENGAGEMENT, tookPart: '4', group: 'A small group' });
    const version = async () =>
      /name="version" value="(\d+)"/.exec((await coordinator.get('/engagements/EN-003/change')).text)?.[1] ?? '';
    const path = '/engagements/EN-003/change';
    const small = { ...ENGAGEMENT, group: 'A small group', why: '' };
    await coordinator.send(path, path, { ...small, tookPart: '3', version: await version() });
    await coordinator.send(path, path, { ...small, tookPart: '', manner: 'visit', version: await version() });
    for (const address of ['/engagements/EN-003', '/engagements', '/voice', '/engagements.csv', '/voice.csv']) {
      const { text } = await member.get(address);
      expect([address, text.includes('[c]')]).toEqual([address, true]);
    }
    const record = (await coordinator.get('/engagements/EN-003')).text;
    // That a hidden number became another hidden one is not said: who tries numbers out would learn which they were.
    expect(record).toContain('Nothing that is shown');
    expect(record).not.toContain('How many took part: ');
    expect(record).not.toMatch(/took part: [34]|[34] →|→ [34]/);
    expect((await coordinator.get('/engagements.csv')).text).toContain('[c]');
    const form = (await coordinator.get(path)).text;
    expect(form).toContain('What stands is hidden, because it is small');
    expect(/name="tookPart"[^>]*value="(\d*)"/.exec(form)?.[1] ?? '').toBe('');
    const rows = await world.db('engagement').where({ ref: 'EN-003' }).orderBy('version').select('took_part');
    expect(rows.map(({ took_part }) => took_part)).toEqual([4, 3, 3]);
  });

  test('a hidden number cannot be tried out by the answers of the form', async () => {
    const path = '/engagements/EN-003/change';
    const standing = { ...ENGAGEMENT, group: 'A small group', manner: 'visit', why: '' };
    const tried = async (tookPart: string, version: string) => {
      const { status, text } = await coordinator.send(path, path, { ...standing, tookPart, version });
      return { status, says: text.includes('How many took part</th>'), nothing: text.includes('Nothing of EN-003') };
    };
    const counts = ['1', '2', '3', '4', '5'];
    const old = await Promise.all(counts.map((count) => tried(count, '1')));
    expect(new Set(old.map((answer) => JSON.stringify(answer)))).toEqual(
      new Set([JSON.stringify({ status: 409, says: true, nothing: false })]),
    );
    expect((await Promise.all(counts.map((count) => tried(count, '0')))).map(({ status }) => status)).toEqual(
      counts.map(() => 400),
    );
    // The same number again is kept like any other, so that nothing tells it apart.
    expect((await tried('3', '3')).status).toBe(303);
    expect((await tried('2', '4')).status).toBe(303);
  });

  test('a district’s contact enters and sees its own district and the county', async () => {
    const own = { ...ENGAGEMENT, group: 'A council of Leeds', district: 'E08000035' };
    expect((await add(leeds, '/engagements', own)).headers.location).toBe('/engagements/EN-004');
    const county = await add(leeds, '/engagements', ENGAGEMENT);
    expect(county.status).toBe(403);
    expect((await add(leeds, '/engagements', { ...own, district: 'E08000032' })).status).toBe(403);
    const path = '/engagements/EN-001/change';
    const taken = { ...own, version: '1', why: '' };
    expect((await leeds.send('/engagements/new', path, taken)).status).toBe(403);
    const form = (await leeds.get('/engagements/new')).text;
    expect(form).toContain('value="E08000035"');
    expect(form).not.toContain('value="E08000032"');
    const change = (await leeds.get('/engagements/EN-004/change')).text;
    const looked = (await add(leeds, '/engagements', { ...own, heard: 'Amy, 14, spoke.' })).text;
    for (const offered of [change, looked]) {
      expect([offered.includes('value="E08000035"'), offered.includes('value="E08000032"')]).toEqual([true, false]);
    }
    for (const address of ['/engagements', '/engagements.csv', '/voice', '/voice.csv']) {
      expect([address, (await bradford.get(address)).text.includes('A council of Leeds')]).toEqual([address, false]);
      expect([address, (await leeds.get(address)).text.includes('A council of Leeds')]).toEqual([address, true]);
      expect([address, (await bradford.get(address)).text.includes('A small group')]).toEqual([address, true]);
    }
    expect((await bradford.get('/engagements/EN-004')).status).toBe(403);
    expect((await bradford.get('/engagements/EN-004/change')).status).toBe(403);
    expect((await add(member, '/engagements', ENGAGEMENT)).status).toBe(403);
  });

  test('what changed stands beside what was heard, and on the page of its initiative', async () => {
    const refusals: [Record<string, string>, string][] = [
      [boxes('due'), 'Say by when it is to be done'],
      [{ answer: 'no-change' }, 'Where nothing changes, nothing is due or done'],
      [boxes('decided', '2015-07-10'), 'EN-001 was held on 11 July 2015; what it changed was decided later'],
      [boxes('done', '2015-07-19'), 'It was done after it was decided'],
      [boxes('fedBack', '2015-07-19'), 'The group is told after it was decided'],
      [{ fedBackHow: 'At a meeting' }, 'Enter when the group was told'],
    ];
    for (const [changes, sentence] of refusals) {
      expect((await add(coordinator, '/voice-changes', { ...VOICE_CHANGE, ...changes })).text).toContain(sentence);
    }
    expect((await add(leeds, '/voice-changes', VOICE_CHANGE)).status).toBe(403);
    expect((await add(coordinator, '/voice-changes', VOICE_CHANGE)).headers.location).toBe('/voice-changes/VC-001');
    const none = {
      ...VOICE_CHANGE,
      engagement: 'EN-004',
      answer: 'no-change',
      what: 'Rooms are booked.',
      ...boxes('due'),
    };
    await add(coordinator, '/voice-changes', none);
    expect((await coordinator.get('/')).text).not.toContain('young people to answer');
    await add(coordinator, '/engagements', { ...ENGAGEMENT, group: 'Long ago', ...boxes('held', '2015-01-10') });
    expect((await coordinator.get('/')).text).toContain('1 group of young people to answer');
    expect((await member.get('/voice')).text).toContain('what was heard was to be answered by 7 March 2015');
    const page = (await coordinator.get('/voice')).text;
    expect(page).toContain('Every session says what happens next.');
    expect(page).toContain('No change, because');
    expect((await leeds.get('/initiatives/I-02')).text).toContain('Rooms are booked.');
    // The answer to what was heard in Leeds is not for Bradford's contact.
    for (const address of ['/initiatives/I-02', '/voice', '/voice.csv', '/voice-changes', '/voice-changes.csv']) {
      const { text } = await bradford.get(address);
      expect([address, text.includes('Every session says')]).toEqual([address, true]);
      expect([address, text.includes('Rooms are booked.')]).toEqual([address, false]);
    }
    expect((await bradford.get('/voice-changes/VC-002')).status).toBe(403);
    expect(await verifyChain(world.db, 1)).toEqual([]);
  });
});
