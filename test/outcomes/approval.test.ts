import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { seedDemonstration } from '../../seeds/demonstration.ts';
import { verifyEverything } from '../../src/home/verify.ts';
import { publishCounts } from '../figures/release/publish-counts.ts';
import { plain } from '../spend/page.ts';
import { DATABASES, openWorld, refusalOf, type Visitor, type World } from '../world.ts';
import { decide, EVIDENCE, PLAIN_MEASURE, post, queueOf } from './outcome-desk.ts';

const BRADFORD = 'E08000032';
const LEEDS = 'E08000035';
const COUNTY = 'E23000010';
const Q1 = '2015-16-Q1';

describe.each(DATABASES)('An observation on its way to count, on %s', (kind) => {
  let world: World;
  let coordinator: Visitor;
  let officer: Visitor;
  let leeds: Visitor;
  let auditor: Visitor;

  beforeAll(async () => {
    world = await openWorld(kind, seedDemonstration);
    coordinator = await world.signIn('coordinator@demo.example');
    officer = await world.signIn('commissioning@demo.example');
    leeds = await world.signIn('leeds@demo.example');
    auditor = await world.signIn('auditor@demo.example');
    for (const [code, more] of Object.entries(MEASURES)) {
      await post(coordinator, '/measures/new', { initiative: 'I-03', code, name: code, ...PLAIN_MEASURE, ...more });
    }
    await decide(officer, /./, { do: 'approve' });
    await decide(coordinator, /./, { do: 'approve' });
  }, 120_000);
  afterAll(() => world.close());

  const MEASURES = {
    'T-PLAIN': {},
    'T-RISE': { basis: 'cumulative', level: 'county' },
    'T-NIGHTS': { counts: 'events', unit: 'bed nights', level: 'county' },
  };
  const enter = (visitor: Visitor, code: string, place: string, value: string, more: Record<string, string> = {}) =>
    post(visitor, `/measures/${code}/observations/new`, {
      place,
      quarter: Q1,
      state: 'counted',
      value,
      ...EVIDENCE,
      ...more,
    });
  const observed = async (code: string, place: string, quarter = Q1) => {
    const { text } = await auditor.get(`/figures/outcome.observed?measure=${code}&place=${place}&quarter=${quarter}`);
    return plain(/class="app-figure-value[^>]*>(.*?)<\//s.exec(text)?.[1] ?? text.slice(text.indexOf('<main')));
  };

  test('counts nowhere until somebody else approves it, and whoever entered it may not', async () => {
    expect((await enter(coordinator, 'T-PLAIN', BRADFORD, '41')).status).toBe(303);
    expect(await observed('T-PLAIN', BRADFORD)).toContain('[x] not available');
    const pack = (await auditor.get('/measures/T-PLAIN.csv?year=2015-16')).text;
    expect(pack).not.toContain('41');

    const own = plain((await coordinator.get('/measures/approvals')).text);
    expect(own).toContain('No. You entered this, so somebody else decides it.');
    const [[field] = ['']] = await queueOf(officer);
    const forced = await coordinator.send('/measures/approvals', '/measures/approvals', {
      [field]: 'yes',
      do: 'approve',
    });
    expect(forced.status).toBe(403);
    expect((await leeds.get('/measures/approvals')).status).toBe(403);

    expect((await decide(officer, /T-PLAIN/, { do: 'approve' })).status).toBe(303);
    expect(await observed('T-PLAIN', BRADFORD)).toContain('41');
    const again = await officer.send('/measures/file', '/measures/approvals', { [field]: 'yes', do: 'approve' });
    expect([again.status, plain(again.text).includes('is already approved. Nothing was changed.')]).toEqual([
      422,
      true,
    ]);
  });

  test('is returned with a reason that stays, entered again, and decided by nobody who had a part in it', async () => {
    await enter(officer, 'T-PLAIN', LEEDS, '7');
    const silent = await decide(coordinator, /T-PLAIN/, { do: 'return' });
    expect([silent.status, plain(silent.text).includes('Enter why they are returned')]).toEqual([400, true]);
    expect((await decide(coordinator, /T-PLAIN/, { do: 'return', reason: 'The log lacks a week' })).status).toBe(303);
    const page = plain((await leeds.get('/measures/T-PLAIN')).text);
    expect([page.includes('Returned'), page.includes('The log lacks a week')]).toEqual([true, true]);
    expect(plain((await officer.get('/')).text)).toContain('1 observation returned to you');
    expect(await observed('T-PLAIN', LEEDS)).toContain('[x] not available');

    // The contact enters it anew; the officer, whose version was returned, had a part in it as well.
    expect((await enter(leeds, 'T-PLAIN', LEEDS, '9')).status).toBe(303);
    const twice = await enter(coordinator, 'T-PLAIN', LEEDS, '10');
    expect([twice.status, plain(twice.text).includes('awaits approval already')]).toEqual([422, true]);
    expect((await queueOf(officer)).filter(([, said]) => said.includes('T-PLAIN'))).toEqual([]);
    const [[field] = ['']] = (await queueOf(coordinator)).filter(([, said]) => said.includes('T-PLAIN'));
    const forced = await officer.send('/measures/file', '/measures/approvals', { [field]: 'yes', do: 'approve' });
    expect(forced.status).toBe(403);
    expect((await decide(coordinator, /T-PLAIN, Leeds/, { do: 'approve' })).status).toBe(303);
    expect(await observed('T-PLAIN', LEEDS)).toContain('9');
    expect(plain((await officer.get('/')).text)).not.toContain('returned to you');
  });

  test('is corrected by a further version with a reason, marked [r], and what it was is kept', async () => {
    const before = (await world.db('audit_event').max({ seq: 'seq' }).first())?.seq as number;
    const { recorded_at: at } = await world.db('audit_event').where({ seq: before }).first();
    const silent = await enter(coordinator, 'T-PLAIN', BRADFORD, '40');
    expect([silent.status, plain(silent.text).includes('so this is a correction. Say why it changes.')]).toEqual([
      422,
      true,
    ]);
    expect(silent.text).toContain('value="40"');
    await enter(coordinator, 'T-PLAIN', BRADFORD, '40', { reason: 'One was counted twice' });
    expect(await observed('T-PLAIN', BRADFORD)).toContain('41');
    await decide(officer, /T-PLAIN/, { do: 'approve' });
    expect(await observed('T-PLAIN', BRADFORD)).toContain('40 [r]');
    const page = plain((await auditor.get('/measures/T-PLAIN')).text);
    expect(page).toContain('Approved, replaced 41');
    expect(page).toContain('One was counted twice');
    const past = await auditor.get(
      `/figures/outcome.observed?measure=T-PLAIN&place=${BRADFORD}&quarter=${Q1}&as-at=${encodeURIComponent(at)}`,
    );
    expect(plain(past.text)).toContain('41');
    expect(plain(past.text)).not.toContain('[r]');
    expect((await auditor.get('/measures/T-PLAIN.csv?year=2015-16')).text).toContain('Bradford,40,,,,Q1');
  });

  test('of a cumulative measure never falls, unless somebody says why', async () => {
    await enter(coordinator, 'T-RISE', COUNTY, '50', { quarter: '2014-15-Q4' });
    await decide(officer, /T-RISE/, { do: 'approve' });
    const fall = await enter(coordinator, 'T-RISE', COUNTY, '49');
    expect(fall.status).toBe(422);
    expect(plain(fall.text)).toContain('A cumulative number never falls: correct it, or say why it changes.');
    // Neither does an earlier quarter rise above a later one.
    await enter(coordinator, 'T-RISE', COUNTY, '55');
    await decide(officer, /T-RISE/, { do: 'approve' });
    const above = await enter(coordinator, 'T-RISE', COUNTY, '56', { quarter: '2014-15-Q3' });
    expect([above.status, plain(above.text).includes('is higher than what stands for')]).toEqual([422, true]);
    const why = { quarter: '2015-16-Q2', reason: 'Four were found not to belong' };
    expect((await enter(coordinator, 'T-RISE', COUNTY, '51', why)).status).toBe(303);
    expect((await decide(officer, /T-RISE/, { do: 'approve' })).status).toBe(303);
    expect(await observed('T-RISE', COUNTY, '2015-16-Q2')).toContain('51');
  });

  test('of events about children names how many are behind it, and few of them hide it', async () => {
    const silent = await enter(coordinator, 'T-NIGHTS', COUNTY, '90');
    expect([silent.status, plain(silent.text).includes('Enter how many children are behind them')]).toEqual([
      422,
      true,
    ]);
    await enter(coordinator, 'T-NIGHTS', COUNTY, '90', { children: '3' });
    const queue = plain((await officer.get('/measures/approvals')).text);
    expect(queue).toContain('Hidden');
    expect(queue).not.toContain('90');
    const looked = await officer.send('/measures/approvals', '/measures/approvals/look', {});
    expect(plain(looked.text)).toContain('90, 3 children behind it');
    const [event] = await world.db('audit_event').where({ action: 'observation.look' }).select('body');
    expect(Object.keys(JSON.parse(event.body).detail)).toEqual(['rows']);

    await decide(officer, /T-NIGHTS/, { do: 'approve' });
    await publishCounts(world, ['T-NIGHTS'], [{ year: 2015, quarter: 1 }]);
    for (const path of [
      `/figures/outcome.observed?measure=T-NIGHTS&place=${COUNTY}&quarter=${Q1}`,
      '/measures/T-NIGHTS',
    ]) {
      const shown = plain((await auditor.get(path)).text);
      expect([path, shown.includes('[c] confidential'), /\b90\b/.test(shown)]).toEqual([path, true, false]);
    }
    expect((await enter(coordinator, 'T-PLAIN', BRADFORD, '5', { children: '2', reason: 'x' })).status).toBe(422);
    await enter(coordinator, 'T-NIGHTS', COUNTY, '120', { children: '8', quarter: '2015-16-Q2' });
    await decide(officer, /T-NIGHTS/, { do: 'approve' });
    await publishCounts(world, ['T-NIGHTS'], [{ year: 2015, quarter: 2 }]);
    expect(await observed('T-NIGHTS', COUNTY, '2015-16-Q2')).toContain('120');
  });

  test('names evidence that is there, and leads to it', async () => {
    const missing = await enter(coordinator, 'T-PLAIN', 'E08000033', '3', { record: 'AG-2014-999' });
    expect([missing.status, plain(missing.text).includes('There is no record AG-2014-999.')]).toEqual([422, true]);
    expect((await enter(coordinator, 'T-PLAIN', 'E08000033', '3', { record: 'the letter' })).status).toBe(400);
    expect((await enter(coordinator, 'T-PLAIN', 'E08000033', '3', { record: 'AG-2014-001' })).status).toBe(303);
    expect((await auditor.get('/measures/T-PLAIN')).text).toContain('href="/agreements/AG-2014-001"');
    expect((await enter(coordinator, 'T-PLAIN', 'E08000034', '3', { grade: '' })).text).toContain(
      'Select the evidence grade',
    );
  });

  test('is never changed or removed, and the record verifies', async () => {
    for (const table of ['observation_version', 'observation_outcome', 'measure_definition']) {
      expect(await refusalOf(world.db(table).update({ act_seq: 1 }))).toContain('append-only');
      expect(await refusalOf(world.db(table).delete())).toContain('append-only');
    }
    const { officeId } = await world.person('auditor@demo.example');
    expect((await verifyEverything(world.db, officeId)).findings).toEqual([]);
    // A row that somebody who may write to the database adds to approve their own entry.
    const own = await world.db('observation_version').where({ measure: 'T-PLAIN', place: 'E08000033' }).first();
    await world.db('observation_outcome').insert({
      office_id: officeId,
      observation_id: own.id,
      outcome: 'approved',
      decided_by: own.entered_by,
      act_seq: own.act_seq,
    });
    const { findings } = await verifyEverything(world.db, officeId);
    expect(findings.filter(({ check }) => check === 'observations')).toHaveLength(1);
    // The chain knows that no act added it.
    expect(findings.length).toBeGreaterThan(1);
  });
});
