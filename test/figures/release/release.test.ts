import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { seedDemonstration } from '../../../seeds/demonstration.ts';
import { type Act, perform } from '../../../src/audit/act.ts';
import { latestMoment } from '../../../src/audit/moment.ts';
import { verifyChain } from '../../../src/audit/verify.ts';
import type { Request } from '../../../src/disclosure/protect.ts';
import { computeFigures } from '../../../src/figures/compute.ts';
import { openRelease, registerRelease } from '../../../src/figures/release/open-release.ts';
import { protectAside } from '../../../src/figures/release/protect-aside.ts';
import { asEarlier, listReleases } from '../../../src/figures/release/register.store.ts';
import { freezeFigures } from '../../../src/figures/snapshot.store.ts';
import { addMeasure, changeMeasure, findMeasure } from '../../../src/outcomes/measure.store.ts';
import { type Definition, definitionOf } from '../../../src/outcomes/measure.ts';
import { COUNTY, DISTRICTS } from '../../../src/partners/place.ts';
import { observe } from '../../outcomes/observed.ts';
import { plain } from '../../spend/page.ts';
import { DATABASES, hiddenFields, openWorld, refusalOf, type Visitor, type World } from '../../world.ts';
import { everything, publishCounts } from './publish-counts.ts';

const QUARTER = { year: 2015, quarter: 1 } as const;
const [BRADFORD, CALDERDALE, , LEEDS] = DISTRICTS.map(({ code }) => code) as [string, string, string, string];

describe.each(DATABASES)('Releases of counts of people, on %s', (kind) => {
  let world: World;
  let officeId: number;
  let coordinator: Visitor;
  let member: Visitor;
  let finance: Visitor;
  let leeds: Visitor;

  beforeAll(async () => {
    world = await openWorld(kind, seedDemonstration);
    ({ officeId } = await world.person('coordinator@demo.example'));
    coordinator = await world.signIn('coordinator@demo.example');
    member = await world.signIn('member@demo.example');
    finance = await world.signIn('finance@demo.example');
    leeds = await world.signIn('leeds@demo.example');
  }, 240_000);
  afterAll(() => world.close());

  const acting = async (work: (act: Act, enteredBy: number) => Promise<unknown>): Promise<void> => {
    const doer = await world.doer('coordinator@demo.example');
    await perform(world.site, doer, 'test.act', null, async (act) => {
      await work(act, doer.personId as number);
      return { subject: { kind: 'test', ref: '' }, result: null };
    });
  };
  const made = (code: string, values: readonly number[], more: Partial<Definition> = {}) =>
    acting(async (act, enteredBy) => {
      const core = { name: code, unit: 'children', direction: 'none', basis: 'in-period', counts: 'people' } as const;
      const definition = definitionOf(core, { level: 'districts', ...more });
      await addMeasure(act, { code, initiative: 'I-03', ...definition }, { on: '2015-07-31', enteredBy });
      for (const [at, value] of values.entries())
        await found(act, enteredBy, code, DISTRICTS[at]?.code as string, value);
    });
  const found = (act: Act, enteredBy: number, measure: string, place: string, value: number) =>
    observe(act, { measure, place, quarter: QUARTER, value, marker: null, source: 'Return', enteredBy });
  const events = (action: string) =>
    world.db('audit_event').where({ action }).orderBy('seq').select('body', 'subject_ref');
  /** A form that was kept shows what is there by now, so sending it again is another look. */
  const isRecordedEachTime = async (from: string, to: string, fields: Record<string, string>, action: string) => {
    const kept = { ...hiddenFields((await coordinator.get(from)).text), ...fields };
    const before = (await events(action)).length;
    for (const _ of [1, 2]) expect((await coordinator.agent.post(to).type('form').send(kept)).status).toBe(200);
    expect([action, (await events(action)).length]).toEqual([action, before + 2]);
  };
  const requestOf = async (code: string): Promise<Request> => {
    const { release } = await openRelease(world.db, officeId, {
      kind: 'publication',
      ref: `asked ${code}`,
      audience: { kind: 'peg' },
      moment: await latestMoment(world.db, officeId),
      asked: await everything(world, officeId, [code], [QUARTER]),
    });
    return { ...release.request, secret: 'a secret', kept: [] };
  };

  test('are registered with what was hidden, once, and what rests on an older register is refused', async () => {
    await made('W-ONE', [9_137, 3, 40, 50, 60]);
    const { release } = await publishCounts(world, ['W-ONE'], [QUARTER]);
    const registered = (await listReleases(world.db, officeId)).at(-1);
    expect(registered).toMatchObject({ kind: 'publication', ref: release.ref, audience: { kind: 'peg' } });
    expect(registered?.answer.hidden).toContain(`W-ONE|${CALDERDALE}|2015-16-Q1|ALL@1`);
    expect(registered?.answer.rules['W-ONE']).toContain('Rule A, version 2');
    expect(await refusalOf(world.db('release').where({ id: registered?.id }).update({ hidden: 0 }))).toContain(
      'append-only',
    );
    const again = await refusalOf(
      acting((act) => registerRelease(act, { ...release, ref: 'made before the other was out' })),
    );
    expect(again).toContain('Somebody published other counts of people meanwhile');
    expect(await verifyChain(world.db, officeId)).toEqual([]);
  });

  test('keep what they decided about counts that did not change: no solver is asked again', async () => {
    const request = await requestOf('W-ONE');
    const first = await protectAside(request);
    // One millisecond is too little for a process, so whoever answers did without one.
    const kept = await protectAside({ ...request, secret: 'a secret', kept: first.groups }, 1);
    expect([kept.status, kept.facts, kept.tables]).toEqual(['protected', first.facts, []]);
  });

  test('that take too long show nothing of people', async () => {
    const request = { ...(await requestOf('W-ONE')), secret: 'another secret' };
    const answer = await protectAside(request, 1);
    expect(answer.tables.map(({ table, what, why }) => [table, what, why])).toEqual([
      ['W-ONE', 'table', 'Protecting it took too long.'],
    ]);
    expect(Object.values(answer.facts).filter(({ value }) => value !== null)).toEqual([]);
  });

  test('are all that pages, files and figures show: not what was found since, nor small numbers', async () => {
    await acting((act, enteredBy) => found(act, enteredBy, 'W-ONE', BRADFORD, 8_246));
    for (const visitor of [member, finance, coordinator]) {
      for (const path of [
        '/measures/W-ONE?year=2015-16',
        '/measures/W-ONE.csv?year=2015-16',
        `/figures/outcome.observed?measure=W-ONE&place=${COUNTY.code}&quarter=2015-16-Q1`,
        `/figures/outcome.year?measure=W-ONE&place=${COUNTY.code}&year=2015-16`,
        '/search?q=W-ONE',
      ]) {
        const { status, text } = await visitor.get(path);
        expect([path, status, /\b8,?246\b/.test(text)]).toEqual([path, 200, false]);
      }
    }
    expect((await coordinator.get('/search?q=8246')).text).not.toContain('/measures/W-ONE');
    const page = plain((await member.get('/measures/W-ONE?year=2015-16')).text);
    expect(page).toContain('Numbers stand as the last published paper showed them');
    expect((await member.get('/measures/W-ONE.csv?year=2015-16')).text).toContain('Calderdale,[c]');
  });

  test('are seen as a reader calculates them by whoever may see such numbers, and each look is recorded', async () => {
    const id = (await listReleases(world.db, officeId)).find(({ release }) =>
      release.measures.some(({ code }) => code === 'W-ONE'),
    )?.id;
    expect((await member.get('/releases')).status).toBe(403);
    expect((await finance.get(`/releases/${id}`)).status).toBe(200);
    expect((await finance.get(`/releases/${id}/look`)).status).toBe(403);
    const before = (await events('release.look')).length;
    const none = await coordinator.send(`/releases/${id}/look`, `/releases/${id}/look`, {});
    expect([none.status, none.text.includes('Select ')]).toEqual([400, true]);
    const seen = await coordinator.send(`/releases/${id}/look`, `/releases/${id}/look`, { reader: 'PEG' });
    const row = /Calderdale.*?<\/tr>/s.exec(seen.text)?.[0] ?? '';
    expect(plain(row)).toMatch(/Calderdale.*\b3\b.*From \d to \d+|Calderdale.*\b3\b.*or more/);
    expect(plain(row)).toContain('Few children');
    const own = await coordinator.send(`/releases/${id}/look`, `/releases/${id}/look`, { reader: CALDERDALE });
    expect(plain(own.text)).toContain('It is their own');
    const looks = await events('release.look');
    expect(looks.length).toBe(before + 2);
    expect(JSON.parse(looks.at(-1)?.body).detail).toEqual({ reader: CALDERDALE });
    await isRecordedEachTime(`/releases/${id}/look`, `/releases/${id}/look`, { reader: 'PEG' }, 'release.look');
  });

  test('leave counts as they are to those who may look, a contact at their own district, and each look is recorded', async () => {
    const at = '/measures/W-ONE/counts';
    expect((await member.get(at)).status).toBe(403);
    expect((await finance.send('/measures/W-ONE', at, { year: '2015-16' })).status).toBe(403);
    const looked = plain((await coordinator.send(at, at, { year: '2015-16' })).text);
    for (const number of ['8,246', '3', '40']) expect(looked).toContain(number);
    const own = plain((await leeds.send(at, at, { year: '2015-16' })).text);
    expect([own.includes('Leeds'), own.includes('50'), own.includes('8,246'), own.includes('Bradford')]).toEqual([
      true,
      true,
      false,
      false,
    ]);
    const last = (await events('count.look')).at(-1);
    expect([last?.subject_ref, JSON.parse(last?.body).detail]).toEqual(['W-ONE', { year: '2015-16', places: [LEEDS] }]);
    await isRecordedEachTime(at, at, { year: '2015-16' }, 'count.look');
  });

  test('wait for a person where a correction is one of few children, and keep what was decided', async () => {
    await made('W-FEW', [20, 30, 40, 50, 60]);
    await publishCounts(world, ['W-FEW'], [QUARTER]);
    await acting((act, enteredBy) => found(act, enteredBy, 'W-FEW', BRADFORD, 22));
    const refused = await refusalOf(publishCounts(world, ['W-FEW'], [QUARTER]));
    expect(refused).toContain('A correction of few children waits for a decision');
    expect(refused).toContain('W-FEW, Bradford, 2015/16 Q1');
    for (const place of [BRADFORD, COUNTY.code]) {
      const version = place === BRADFORD ? 2 : 6;
      const fact = `W-FEW|${place}|2015-16-Q1|ALL@${version}`;
      const href = `/releases/corrections/new?fact=${encodeURIComponent(fact)}`;
      expect((await finance.get(href)).status).toBe(403);
      expect(plain((await coordinator.get(href)).text)).toContain(
        `Readers have this number as ${place === BRADFORD ? 20 : 200}.`,
      );
      const silent = await coordinator.send(href, '/releases/corrections/new', { fact, decision: 'show', reason: '' });
      expect([silent.status, silent.text.includes('#reason')]).toEqual([400, true]);
      const sent = await coordinator.send(href, '/releases/corrections/new', {
        fact,
        decision: 'show',
        reason: 'It is harmless',
      });
      expect(sent.status).toBe(303);
    }
    await publishCounts(world, ['W-FEW'], [QUARTER]);
    expect(plain((await member.get('/measures/W-FEW?year=2015-16')).text)).toContain('22 [r]');
    expect(plain((await coordinator.get('/releases')).text)).toContain('It is harmless');
    expect((await coordinator.get('/releases/corrections/new?fact=nothing')).status).toBe(422);
  });

  test('are refused where a stricter rule comes too late for what was shown', async () => {
    await made('W-LATE', [7, 30, 40, 50, 60]);
    await publishCounts(world, ['W-LATE'], [QUARTER]);
    await acting(async (act, enteredBy) => {
      const { version, code, initiative, template, ...definition } = await findMeasure(act.trx, officeId, 'W-LATE');
      const why = { seen: version, reason: 'Published often', on: '2015-07-31', enteredBy };
      await changeMeasure(act, code, { ...definition, hides: 'B' }, why);
      expect([initiative, template]).toEqual(['I-03', null]);
    });
    const refused = await refusalOf(publishCounts(world, ['W-LATE'], [QUARTER]));
    expect(refused).toContain('gives small numbers of people away');
    expect(refused).toContain('W-LATE, Bradford, 2015/16 Q1');
  });

  test('know what papers showed before there was a register', async () => {
    await made('W-OLD', [20, 3, 40, 50, 60]);
    const moment = await latestMoment(world.db, officeId);
    const asked = await everything(world, officeId, ['W-OLD'], [QUARTER]);
    const wanted = { kind: 'pack', ref: 'of old', audience: { kind: 'peg' }, moment, asked } as const;
    const { books, release } = await openRelease(world.db, officeId, wanted);
    const figures = await computeFigures(books, asked);
    await acting((act) => freezeFigures(act, 'pack', moment, figures));
    const known = (await requestOf('W-OLD')).earlier.find((one) => one.release.id.startsWith('paper '));
    expect(known?.hidden.toSorted()).toEqual(release.answer.hidden.toSorted());
    expect(known?.release.tables[0]?.facts).toHaveLength(6);
  });

  test('of a measure of rule B are rounded, and its form says so', async () => {
    await made('W-FIVES', [7, 33, 41, 52, 68], { hides: 'B' });
    await publishCounts(world, ['W-FIVES'], [QUARTER]);
    const csv = (await member.get('/measures/W-FIVES.csv?year=2015-16')).text;
    expect(csv).toContain('Bradford,[c]');
    expect([...csv.matchAll(/,(\d+)/g)].every(([, number]) => Number(number) % 5 === 0)).toBe(true);
    const form = (await coordinator.get('/measures/W-FIVES/change')).text;
    expect(form).toMatch(/name="hides" type="radio" value="B" checked/);
    expect(plain((await member.get('/measures/W-FIVES')).text)).toContain('From 1 to 7, and the rest rounded to 5');
  });

  test('with exact counts leave as an annex only by an agreement or instruction that is cited', async () => {
    const sent = await finance.send('/returns/new', '/returns/new', {
      template: 'home-office-quarterly',
      year: '2015-16',
      quarter: '1',
    });
    expect(sent.status).toBe(303);
    const at = '/returns/HO-2015-16-Q1/1/annex';
    expect((await finance.get(at)).status).toBe(403);
    expect((await coordinator.get('/returns/HO-2015-16-Q1/1')).text).toContain(at);
    const page = (await coordinator.get(at)).text;
    expect([page.includes('>ISA-002 '), page.includes('>ISA-001 ')]).toEqual([true, false]);
    for (const wrong of [{}, { agreement: 'ISA-002', instruction: 'A letter' }] as Record<string, string>[]) {
      const refused = await coordinator.send(at, at, wrong);
      expect([refused.status, refused.text.includes('Cite either an information-sharing agreement')]).toEqual([
        400,
        true,
      ]);
    }
    expect(await world.db('exact_annex')).toEqual([]);
    const released = await coordinator.send(at, at, { agreement: 'ISA-002' });
    expect(released.headers['content-disposition']).toContain('OFFICIAL-SENSITIVE-HO-2015-16-Q1-annex-1.csv');
    const rows: Record<string, string>[] = parse(released.text, { columns: true, bom: true });
    const few = rows.find((row) => row.measure_code === 'W-ONE' && row.district_code === CALDERDALE);
    expect(few).toMatchObject({ value: '3', marking: 'OFFICIAL-SENSITIVE' });
    expect(few?.authority).toContain('information-sharing agreement ISA-002');
    const [event] = await events('annex.release');
    expect(JSON.parse(event?.body).detail).toMatchObject({ annex: 1, agreement: 'ISA-002' });
    expect((await listReleases(world.db, officeId)).at(-1)).toMatchObject({
      kind: 'annex',
      audience: { kind: 'named', readers: ['Home Office, by annex'] },
    });
    // The same form sent twice gives out the same file once more, under its own number, and registers no other.
    const kept = { ...hiddenFields((await coordinator.get(at)).text), instruction: 'The letter of 3 July' };
    const files = [];
    for (const _ of [1, 2]) files.push(await coordinator.agent.post(at).type('form').send(kept));
    for (const { status, headers, text } of files) {
      expect([status, headers['content-disposition'], text === files[0]?.text]).toEqual([
        200,
        expect.stringContaining('OFFICIAL-SENSITIVE-HO-2015-16-Q1-annex-2.csv'),
        true,
      ]);
    }
    expect((await world.db('exact_annex').orderBy('number')).map(({ number }) => number)).toEqual([1, 2]);
    const two = await Promise.all(
      ['One letter', 'Another letter'].map(async (instruction) => {
        const form = { ...hiddenFields((await coordinator.get(at)).text), instruction };
        return coordinator.agent.post(at).type('form').send(form);
      }),
    );
    const given = two.filter(({ status }) => status === 200);
    expect(two.filter(({ status }) => ![200, 409, 422].includes(status))).toEqual([]);
    expect(await world.db('exact_annex')).toHaveLength(2 + given.length);
    // Nobody else reads it: no page shows it, and the group's next paper hides what it hid.
    expect((await member.get('/measures/W-ONE.csv?year=2015-16')).text).toContain('Calderdale,[c]');
    const { release } = await publishCounts(world, ['W-ONE'], [QUARTER]);
    expect(release.answer.hidden).toContain(`W-ONE|${CALDERDALE}|2015-16-Q1|ALL@1`);
    expect(release.request.earlier).not.toContainEqual(
      asEarlier((await listReleases(world.db, officeId)).at(-2) as never),
    );
    expect(await verifyChain(world.db, officeId)).toEqual([]);
  });
});
