import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Knex } from 'knex';
import { latestMoment } from '../../src/audit/moment.ts';
import { readValues } from '../../src/figures/registry.ts';
import { freezeFigures, readFrozenFigures } from '../../src/figures/snapshot.store.ts';
import { addUp } from '../../src/ledger/balance.ts';
import { openBooks } from '../../src/ledger/figure.ts';
import { addAgendaItem } from '../../src/meetings/agenda.store.ts';
import { addMeeting } from '../../src/meetings/meeting.store.ts';
import { writeCommentary } from '../../src/meetings/papers.store.ts';
import { addMeasure } from '../../src/outcomes/measure.store.ts';
import { definitionOf } from '../../src/outcomes/measure.ts';
import { setTarget } from '../../src/outcomes/target.store.ts';
import { type AssembledPack, assemble } from '../../src/packs/assemble.ts';
import { buildPack } from '../../src/packs/build.ts';
import { figureObstacles } from '../../src/packs/obstacle.ts';
import { findPack, listPacks } from '../../src/packs/pack.store.ts';
import type { Section } from '../../src/packs/pack.ts';
import { addPerson } from '../../src/people/person.store.ts';
import type { Role } from '../../src/people/role.ts';
import { settableClock } from '../../src/platform/clock.ts';
import { sha256 } from '../../src/platform/digest.ts';
import { enterForecasts } from '../../src/spend/forecast.store.ts';
import { fillYearEndOffice } from '../funds/year-end-office.ts';
import { observe } from '../outcomes/observed.ts';
import { Desk, P } from '../spend/desk.ts';
import { plain } from '../spend/page.ts';
import { filledOnce } from '../template.ts';
import { DATABASES, openWorld, type Visitor, type World } from '../world.ts';
import { signSections } from './signed.ts';

const OFFICE = 1;

/** The office with those who put packs together, own their sections and read them. */
const fillPackOffice = filledOnce('pack_office', async (db: Knex): Promise<void> => {
  await fillYearEndOffice(db);
  const { password_hash: passwordHash } = await db('person').first('password_hash');
  const site = { db, clock: settableClock('2015-07-30T09:00:00.000Z') };
  const program = { officeId: OFFICE, personId: null, role: 'program' };
  for (const [name, role] of [
    ['secretariat', 'secretariat'],
    ['coordinator', 'coordinator'],
    ['member', 'peg-member'],
    ['auditor', 'auditor'],
  ] as const) {
    const email = `${name}@demo.example`;
    const known = await db('person').where({ email }).first('id');
    if (known === undefined) await addPerson(site, program, { email, name, passwordHash, roles: [role] });
  }
});

/** The pages of a PDF as a reader sees them, where the machine can read one aloud. */
function pagesOf(pdf: Uint8Array): string[] | null {
  const folder = mkdtempSync(path.join(tmpdir(), 'pack-'));
  try {
    writeFileSync(path.join(folder, 'pack.pdf'), pdf);
    const text = execFileSync('pdftotext', ['-layout', path.join(folder, 'pack.pdf'), '-'], { encoding: 'utf8' });
    return text.split('\f');
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return null;
    throw error;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe.each(DATABASES)('the life of a pack on %s', (kind) => {
  let world: World;
  let desk: Desk;
  let secretariat: Visitor;
  let manager: Visitor;
  let member: Visitor;
  const meetings: string[] = [];

  beforeAll(async () => {
    world = await openWorld(kind, fillPackOffice);
    desk = new Desk(world);
    for (const heldOn of ['2015-09-10', '2015-12-10', '2016-03-10']) {
      const meeting = { heldOn, startsAt: '10:00', place: 'Wakefield', chair: 'The Commissioner' };
      meetings.push(await desk.act('ceo', 'meeting.add', (act) => addMeeting(act, meeting)));
    }
    await desk.act('ceo', 'agenda-item.add', async (act) => {
      const item = { title: 'More money for schools', lead: 'Director', purpose: 'decision', minutes: 20 } as const;
      await addAgendaItem(act, meetings[0] as string, item);
      return null;
    });
    await desk.approve(await desk.spend({ period: P(4), netPence: 300_000 }));
    await desk.close(P(4));
    secretariat = await world.signIn('secretariat@demo.example');
    manager = await world.signIn('manager@demo.example');
    member = await world.signIn('member@demo.example');
  }, 120_000);
  afterAll(() => world.close());

  const meeting = (index = 0): string => meetings[index] as string;
  /** As a draft; as a version, what is behind each figure is read too. */
  const assembled = (index = 0, version: number | null = null): Promise<AssembledPack> =>
    assemble(world.db, OFFICE, meeting(index), version);
  const stateOf = async (code: string, index = 0) =>
    (await assembled(index)).states.find(({ section }) => section.code === code);
  const sectionOf = ({ model }: AssembledPack, id: string): Section => {
    const found = model.sections.find((section) => section.id === id);
    if (found === undefined) throw new Error(`The pack has no section ${id}.`);
    return found;
  };
  /** What the plan's form holds as it is shown, so that one answer can be changed. */
  const planFields = async (index = 0): Promise<Record<string, string>> => {
    const { text } = await secretariat.get(`/meetings/${meeting(index)}/plan`);
    const fields: Record<string, string> = {};
    for (const [, name = '', value = ''] of text.matchAll(/<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"/g)) {
      if (!name.startsWith('_')) fields[name] = value;
    }
    for (const [, name = '', options = ''] of text.matchAll(/<select[^>]* name="([^"]+)"[^>]*>([\s\S]*?)<\/select>/g)) {
      fields[name] = /<option value="([^"]*)" selected/.exec(options)?.[1] ?? '';
    }
    return fields;
  };
  const plan = async (changes: Record<string, string>, index = 0) => {
    const at = `/meetings/${meeting(index)}/plan`;
    return secretariat.send(at, at, { ...(await planFields(index)), ...changes });
  };
  const sign = async (visitor: Visitor, code: string, index = 0) => {
    const at = `/meetings/${meeting(index)}/sections/${code}/sign-off`;
    const content = /name="content" value="(\w+)"/.exec((await visitor.get(at)).text)?.[1] ?? '';
    return visitor.send(at, at, { content });
  };
  const publish = async (index = 0, why = '') => {
    const at = `/meetings/${meeting(index)}/publication`;
    return secretariat.send(at, at, why === '' ? {} : { why });
  };

  test('the secretariat chooses, orders and annexes sections; what every pack needs is not left out', async () => {
    const at = `/meetings/${meeting()}/plan`;
    expect((await member.get(at)).status).toBe(403);
    const refused = await plan({ 'placing-notes': 'out' });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('“Definitions and notes” stands in every pack.');
    expect((await plan({ 'position-risks': 'first' })).status).toBe(400);

    const { text } = await secretariat.get(at);
    expect(text).toContain('Any PEG secretariat');
    expect((await plan({ 'placing-voice': 'out', 'placing-risks': 'annex', 'position-actions': '0' })).status).toBe(
      303,
    );
    const { model } = await assembled();
    const ids = model.sections.map(({ id }) => id);
    expect(ids[0]).toBe('actions');
    expect(ids).not.toContain('voice');
    expect(model.sections.filter(({ annex }) => annex).map(({ id }) => id)).toEqual([
      'risks',
      'fund-position',
      'notes',
    ]);
    // The form that was open meanwhile is not sent over what was saved.
    const stale = await plan({ version: '0' });
    expect([stale.status, plain(stale.text)]).toEqual([
      422,
      expect.stringContaining('Somebody else changed this plan'),
    ]);
    // The next meeting begins with what this one chose.
    expect((await assembled(1)).model.sections.map(({ id }) => id)).toContain('actions');
    expect((await assembled(1)).model.sections.map(({ id }) => id)).not.toContain('voice');
  });

  test('figures are as at the instant that was chosen, whatever is posted later', async () => {
    expect((await plan({ 'as-at': '31 July 2099' })).status).toBe(422);
    expect((await plan({ 'as-at': 'last week' })).status).toBe(422);
    const moment = await latestMoment(world.db, OFFICE);
    world.clock.set('2015-07-31T09:10:00.000Z');
    expect((await plan({ 'as-at': moment.at })).status).toBe(303);
    const before = await assembled();
    await desk.approve(await desk.spend({ period: P(5), netPence: 50_000 }));
    const after = await assembled();
    expect(after.model.asAt).toBe(moment.at);
    expect(after.figures).toEqual(before.figures);
    expect(after.model.chain).toEqual(before.model.chain);
    const spent = after.figures.find(({ figure, scope }) => figure === 'spend.to-date' && scope.initiative === 'I-02');
    expect(spent?.value).toBe(300_000);
  });

  test('publishing is refused with the whole list while sections are unsigned', async () => {
    const refused = await publish();
    expect(refused.status).toBe(422);
    for (const { section } of (await assembled()).states) {
      expect(plain(refused.text)).toContain(`“${section.title}”`);
    }
    expect(await listPacks(world.db, OFFICE, meeting())).toEqual([]);
  });

  test('Home says how many sections wait for whoever may sign them off, until they say what was signed', async () => {
    const waits = async (visitor: Visitor) =>
      /(\d+) sections? of the pack (\S+) to sign off/.exec(plain((await visitor.get('/')).text))?.slice(1, 3);
    const theirs = async (role: Role) =>
      (await assembled()).states.filter(({ section, isSigned }) => !isSigned && section.owners.includes(role)).length;
    const before = await theirs('finance-manager');
    expect(await waits(manager)).toEqual([String(before), meeting()]);
    expect(await waits(member)).toBeUndefined();
    expect((await sign(manager, 'finance-summary')).status).toBe(303);
    expect(await waits(manager)).toEqual([String(before - 1), meeting()]);
    const { id: enteredBy } = await world.person('manager@demo.example');
    await desk.act('manager', 'commentary.write', async (act) => {
      await writeCommentary(act, meeting(), { text: 'Recruitment goes as planned.', enteredBy });
      return null;
    });
    expect(await theirs('finance-manager')).toBe(before);
    expect(await waits(manager)).toEqual([String(before), meeting()]);
  });

  test('an owner signs what they read, and nobody else does; changed words are to be signed again', async () => {
    expect((await sign(await world.signIn('coordinator@demo.example'), 'finance-summary')).text).toContain(
      'This section is somebody else’s to sign off.',
    );
    expect((await member.get(`/meetings/${meeting()}/sections/finance-summary/sign-off`)).status).toBe(403);
    expect((await sign(manager, 'finance-summary')).status).toBe(303);
    expect((await sign(manager, 'finance-report')).status).toBe(303);
    expect((await sign(manager, 'finance-report')).text).toContain('signed off as it stands');
    expect((await stateOf('finance-summary'))?.isSigned).toBe(true);

    // Somebody writes while the owner reads: what was read is not what would be signed.
    const at = `/meetings/${meeting()}/sections/finance-summary/sign-off`;
    const content = /name="content" value="(\w+)"/.exec((await manager.get(at)).text)?.[1] ?? '';
    const { id: enteredBy } = await world.person('manager@demo.example');
    await desk.act('manager', 'commentary.write', async (act) => {
      await writeCommentary(act, meeting(), { text: 'Recruitment is behind plan.', enteredBy });
      return null;
    });
    const stale = await manager.send(at, at, { content });
    expect([stale.status, plain(stale.text)]).toEqual([422, expect.stringContaining('says something else by now')]);
    expect((await stateOf('finance-summary'))?.isSigned).toBe(false);
    expect((await stateOf('finance-report'))?.isSigned).toBe(true);
    const listed = plain((await secretariat.get(`/meetings/${meeting()}/sections`)).text);
    expect(listed).toContain('Changed since');
    expect(listed).toContain('manager');

    // Whoever is named signs in the place of the role.
    const { id } = await world.person('coordinator@demo.example');
    expect((await plan({ 'owner-finance-summary': String(id) })).status).toBe(303);
    expect((await sign(manager, 'finance-summary')).status).toBe(422);
    expect((await sign(await world.signIn('coordinator@demo.example'), 'finance-summary')).status).toBe(303);
    const named = await world.person('member@demo.example');
    expect((await plan({ 'owner-risks': String(named.id) })).status).toBe(400);
  });

  test('an amount that two ways of working it out do not agree on keeps a pack back, by one penny', async () => {
    const { figures } = await assembled(0, 1);
    expect(figureObstacles(figures)).toEqual([]);
    const wrong = figures.map((figure) =>
      figure.figure === 'budget.current' && figure.scope.initiative === 'I-01'
        ? { ...figure, value: (figure.value ?? 0) + 1 }
        : figure,
    );
    expect(figureObstacles(wrong).map(({ rule }) => rule)).toEqual(['figures-differ']);
  });

  test('once all are signed it is published, and says by whom; page one stands on one side', async () => {
    await signSections(world, meeting());
    expect((await publish()).status).toBe(303);
    expect(plain((await manager.get('/')).text)).not.toContain('to sign off');
    const { text } = await member.get(`/packs/${meeting()}/1`);
    expect(plain(text)).toContain('Signed off by manager');
    expect(plain(text)).toContain('More money for schools');
    const { pdf, model } = await buildPack(world.site, OFFICE, meeting());
    const pages = pagesOf(pdf);
    if (pages === null) return;
    const first = pages.findIndex((page) => page.includes('How complete it is'));
    expect(pages[first]).toContain('What you are asked to recommend');
    expect(pages[first]).toContain('exceptions');
    expect(pages[first]).toContain('Left out of totals');
    const headed = model.sections.filter(({ title }) =>
      new RegExp(`^ *[0-9A-Z]+ +${title}$`, 'm').test(pages[first] ?? ''),
    );
    expect(headed.map(({ id }) => id)).toEqual(['one-page']);
  }, 60_000);

  test('the next pack says figure by figure what changed, and why, in parts that add up', async () => {
    world.clock.set('2015-07-31T09:20:00.000Z');
    await desk.approve(await desk.adjust({ concerns: P(4), period: P(5), pence: 100_000 }));
    const { id } = await world.person('finance@demo.example');
    await desk.act('finance', 'forecast.enter', async (act) => {
      await enterForecasts(act, 'I-02', [{ period: P(9), pence: 700_000 }], id);
      return null;
    });
    const pack = await assembled(1, 1);
    const frozen = (id: number | null | undefined) => pack.figures[(id ?? 0) - 1];
    const [table] = sectionOf(pack, 'changes').blocks;
    if (table?.kind !== 'table') throw new Error('Nothing is said to have changed.');
    for (const row of table.rows) {
      const values = row.slice(1).map(({ figure }) => frozen(figure)?.value ?? 0);
      expect([row[0]?.text, addUp(values.slice(0, -1))]).toEqual([row[0]?.text, values.at(-1)]);
    }
    const rowOf = (name: string) =>
      table.rows
        .find(([first]) => first?.text === name)
        ?.slice(1)
        .map(({ text }) => text);
    // £500 was spent in an open period, £1,000 put right a closed one.
    expect(rowOf('Spend to date, I-02, 2015/16')).toEqual([
      '£3,000.00',
      '£500.00',
      '£0.00',
      '£1,000.00',
      '£0.00',
      '£4,500.00',
    ]);
    expect(rowOf('Forecast for the rest of the year, I-02, 2015/16')?.slice(1, 4)).toEqual([
      '£0.00',
      '£7,000.00',
      '£0.00',
    ]);
    expect(rowOf('Outturn, I-02, 2015/16')?.slice(1, 4)).toEqual(['£500.00', '£7,000.00', '£1,000.00']);
    expect(rowOf('Current budget, I-02, 2015/16')).toBeUndefined();
    // Each part opens to the rows that make it up.
    for (const figure of pack.figures.filter(({ figure }) => figure.startsWith('since.'))) {
      const sum = addUp(figure.rows.map(({ value }) => value ?? 0));
      expect([figure.figure, figure.scope.of, sum]).toEqual([figure.figure, figure.scope.of, figure.value ?? 0]);
    }
    const again = await assembled(1, 1);
    expect(again.figures).toEqual(pack.figures);
  }, 60_000);

  test('what changed only because a number is worked out otherwise is said so', async () => {
    const [published] = await listPacks(world.db, OFFICE, meeting());
    const figures = await readFrozenFigures(world.db, OFFICE, published?.snapshotId as number);
    const scope = { initiative: 'I-02', year: 2015 };
    const otherwise = figures.map((figure) =>
      figure.figure === 'spend.to-date' && figure.scope.initiative === 'I-02'
        ? { ...figure, value: 299_000, rows: [{ ...figure.rows[0], value: 299_000 } as (typeof figure.rows)[0]] }
        : figure,
    );
    const moment = { seq: published?.asAtSeq as number, at: published?.asAt as string };
    const since = await desk.act('ceo', 'test.freeze', (act) => freezeFigures(act, 'pack', moment, otherwise));
    const books = openBooks(world.db, OFFICE, await latestMoment(world.db, OFFICE));
    const asked = { ...scope, of: 'spend.to-date', since: String(since) };
    const parts = ['before', 'activity', 'forecast', 'restated', 'defined'];
    const values = await Promise.all(
      parts.map(async (part) => (await readValues(books, `since.${part}`, [asked]))[0]?.value),
    );
    expect(values).toEqual([299_000, 50_000, 0, 100_000, 1_000]);
    // What a return froze is not for everybody, and what nobody may open is not compared.
    const filed = await desk.act('ceo', 'test.freeze', (act) => freezeFigures(act, 'return', moment, otherwise));
    const [hidden] = await readValues(books, 'since.before', [{ ...asked, since: String(filed) }]);
    expect([hidden?.value, hidden?.marker]).toEqual([null, 'z']);
  });

  test('a new version says why it came and what changed, and takes the place of the one before', async () => {
    const [first] = await listPacks(world.db, OFFICE, meeting());
    const bytes = (await member.get(`/packs/${meeting()}/1`)).text;
    const moment = await latestMoment(world.db, OFFICE);
    expect((await plan({ 'as-at': moment.at })).status).toBe(303);
    await signSections(world, meeting());
    expect((await publish()).text).toContain('Say why version 2 takes the place of version 1.');
    const personal = await publish(0, 'Chloe Kowalska asked for it');
    expect([personal.status, plain(personal.text)]).toEqual([422, expect.stringContaining('look personal')]);
    expect((await publish(0, 'July was restated')).status).toBe(303);
    const { text } = await member.get(`/packs/${meeting()}/2`);
    expect(plain(text)).toContain('What changed since version 1');
    expect(plain(text)).toContain('July was restated');
    expect((await member.get(`/packs/${meeting()}/1`)).text).toBe(bytes);
    expect(sha256(bytes)).toBe(first?.htmlFingerprint);
    expect(plain((await member.get(`/meetings/${meeting()}/packs`)).text)).toContain('Superseded by version 2');
  }, 60_000);

  test('the latest can be withdrawn with a reason, and its bytes stay, until a later meeting has a pack', async () => {
    const withdraw = (version: number, reason: string, index = 0) => {
      const at = `/packs/${meeting(index)}/${version}/withdrawal`;
      return secretariat.send(at, at, { reason });
    };
    expect((await member.get(`/packs/${meeting()}/2/withdrawal`)).status).toBe(403);
    expect((await withdraw(1, 'Wrong')).text).toContain('Version 2 took the place of version 1');
    expect((await withdraw(2, '')).status).toBe(400);
    expect((await withdraw(2, 'A table was cut off')).status).toBe(303);
    const pack = await findPack(world.db, OFFICE, meeting(), '2');
    const told = await member.get(`/packs/${meeting()}/2`);
    expect([told.status, plain(told.text)]).toEqual([404, expect.stringContaining('A table was cut off')]);
    expect((await member.get(`/packs/${meeting()}/2.pdf`)).status).toBe(404);
    const auditor = await world.signIn('auditor@demo.example');
    expect(sha256((await auditor.get(`/packs/${meeting()}/2`)).text)).toBe(pack.htmlFingerprint);
    expect((await withdraw(2, 'Again')).text).toContain('is withdrawn already');
    // Nor does a comparison with it tell what it said, except to those who still read it.
    const [gone, stands] = await listPacks(world.db, OFFICE, meeting());
    const since = ({ snapshotId = 0 } = {}) =>
      `/figures/since.before?of=spend.to-date&year=2015-16&since=${snapshotId}`;
    expect((await member.get(since(gone))).status).toBe(404);
    expect(plain((await secretariat.get(since(gone))).text)).toMatch(/In the last pack.*£3,000\.00/);
    expect(plain((await member.get(since(stands))).text)).toMatch(/In the last pack.*£3,000\.00/);
    // The next pack compares with what stands.
    expect((await assembled(1)).context.last?.version).toBe(1);

    expect((await plan({ 'as-at': (await latestMoment(world.db, OFFICE)).at })).status).toBe(303);
    await signSections(world, meeting());
    expect((await publish(0, 'Whole again')).status).toBe(303);
    await signSections(world, meeting(1));
    expect((await publish(1)).status).toBe(303);
    expect((await withdraw(3, 'Too late')).text).toContain(
      `The pack of ${meeting(1)} says what changed since this one`,
    );
    expect(plain((await secretariat.get(`/meetings/${meeting()}/packs`)).text)).not.toContain('Withdraw it');
    const before = await plan({ 'as-at': '30 July 2015' }, 2);
    expect([before.status, plain(before.text)]).toEqual([422, expect.stringContaining('are later than that')]);
  }, 90_000);

  test('page one expects a count where one was aimed at, observed or not, as the page of completeness does', async () => {
    const { id: enteredBy } = await world.person('commissioning@demo.example');
    await desk.act('commissioning', 'measure.add', async (act) => {
      const shared = { unit: 'sessions', direction: 'up', basis: 'in-period', counts: 'other' } as const;
      const definition = definitionOf({ ...shared, name: 'Sessions held' });
      await addMeasure(act, { code: 'SESSIONS', initiative: 'I-02', ...definition }, { on: '2015-07-31', enteredBy });
      const of = { measure: 'SESSIONS', quarter: { year: 2015, quarter: 1 }, enteredBy } as const;
      for (const place of ['E08000035', 'E08000032']) await setTarget(act, { ...of, place, value: 10 });
      await observe(act, { ...of, place: 'E08000035', value: 12, marker: null, source: 'Log' });
      return null;
    });
    const page = sectionOf(await assembled(2), 'one-page');
    const complete = page.blocks.find((block) => block.kind === 'table' && block.caption === 'How complete it is');
    // Two districts in each of the four quarters that are shown, of which one was counted once.
    expect(JSON.stringify(complete)).toContain('1 of 8');
  });
});
