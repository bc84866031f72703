import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Knex } from 'knex';
import { seedDemonstration } from '../../seeds/demonstration.ts';
import { type Act, perform } from '../../src/audit/act.ts';
import { openFigure } from '../../src/figures/registry.ts';
import { readFrozenFigures } from '../../src/figures/snapshot.store.ts';
import { addInitiative } from '../../src/initiatives/initiative.store.ts';
import { addUp } from '../../src/ledger/balance.ts';
import { openBooks } from '../../src/ledger/figure.ts';
import { addAgendaItem } from '../../src/meetings/agenda.store.ts';
import { addMeeting } from '../../src/meetings/meeting.store.ts';
import { listOpenings } from '../../src/meetings/pack-opening.store.ts';
import { writeCommentary, writeHighlight } from '../../src/meetings/papers.store.ts';
import { addMeasure } from '../../src/outcomes/measure.store.ts';
import { type Definition, definitionOf } from '../../src/outcomes/measure.ts';
import { assemble } from '../../src/packs/assemble.ts';
import { buildPack, draftHtml, figuresFile } from '../../src/packs/build.ts';
import { listPacks } from '../../src/packs/pack.store.ts';
import { frozenText } from '../../src/packs/pack.ts';
import { NO_IMPRINT, pdfParts, renderPackPdf } from '../../src/packs/render-pdf.ts';
import { DISTRICTS } from '../../src/partners/place.ts';
import { addOffice, firstOffice } from '../../src/people/office.store.ts';
import { sha256 } from '../../src/platform/digest.ts';
import { approveSpend } from '../../src/spend/decide.ts';
import { enterSpend } from '../../src/spend/enter.ts';
import { observe } from '../outcomes/observed.ts';
import { DATABASES, hiddenFields, openWorld, type Visitor, type World } from '../world.ts';
import { signSections } from './signed.ts';

const FIGURE_LINK = /<a class="figure[^"]*" href="([^"]*)">([^<]*)<\/a>/g;

interface Link {
  href: string;
  text: string;
}

function figureLinks(html: string): Link[] {
  return [...html.matchAll(FIGURE_LINK)].map(([, href = '', text = '']) => ({
    href: href.replaceAll('&amp;', '&'),
    text,
  }));
}

/** What a PDF says, where the machine can read one aloud. */
function pdfText(pdf: Uint8Array): string | null {
  const folder = mkdtempSync(path.join(tmpdir(), 'pack-'));
  try {
    writeFileSync(path.join(folder, 'pack.pdf'), pdf);
    return execFileSync('pdftotext', ['-layout', path.join(folder, 'pack.pdf'), '-'], { encoding: 'utf8' });
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return null;
    throw error;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe.each(DATABASES)('a meeting and its pack on %s', (kind) => {
  let world: World;
  let officeId: number;
  let secretariat: Visitor;
  let finance: Visitor;
  let member: Visitor;
  let meeting: string;

  beforeAll(async () => {
    world = await openWorld(kind, seedDemonstration);
    officeId = (await firstOffice(world.db))?.id as number;
    secretariat = await world.signIn('secretariat@demo.example');
    finance = await world.signIn('finance@demo.example');
    member = await world.signIn('member@demo.example');
  }, 120_000);

  afterAll(async () => {
    await world.close();
  });

  const acting = async (email: string, work: (act: Act) => Promise<unknown>): Promise<void> => {
    await perform(world.site, await world.doer(email), 'test.act', null, async (act) => {
      await work(act);
      return { subject: { kind: 'test', ref: '' }, result: null };
    });
  };

  /** A spend of the awareness work, entered by one person and approved by another. */
  const spend = async (pence: number): Promise<void> => {
    const enteredBy = (await world.person('finance@demo.example')).id;
    const approver = await world.person('manager@demo.example');
    let ref = '';
    await acting('finance@demo.example', async (act) => {
      ref = await enterSpend(
        act,
        {
          initiative: 'I-02',
          agreement: '',
          nature: 'revenue',
          place: 'E23000010',
          category: '4',
          supplier: 'A theatre company',
          reference: null,
          description: null,
          reason: 'Needed for the story',
          invoicedOn: '2015-07-20',
          receivedOn: null,
          paidOn: null,
          period: { year: 2015, number: 4 },
          netPence: pence,
          vatPence: 0,
        },
        enteredBy,
      );
    });
    await acting('manager@demo.example', (act) => approveSpend(act, approver, ref, null));
  };

  test('the secretariat adds meetings, whose references count each calendar year without gaps', async () => {
    const fields = {
      'held-day': '12',
      'held-month': 'february',
      'held-year': '2016',
      place: 'Leeds',
      chair: 'The Chair',
    };
    const wrong = await secretariat.send('/meetings/new', '/meetings/new', { ...fields, starts: 'noonish', chair: '' });
    expect(wrong.status).toBe(400);
    expect(wrong.text).toContain('Start time must be a time, like 10am or 14:30');
    expect(wrong.text).toContain('Enter the chair');
    expect(wrong.text).toContain('value="noonish"');
    const first = await secretariat.send('/meetings/new', '/meetings/new', { ...fields, starts: '2pm' });
    expect([first.status, first.headers.location]).toEqual([303, '/meetings/PEG-2016-01']);
    const unknown = await secretariat.send('/meetings/new', '/meetings/new', { ...fields, starts: '2pm', extra: 'x' });
    expect(unknown.status).toBe(400);
    const second = await secretariat.send('/meetings/new', '/meetings/new', { ...fields, starts: '15:45' });
    expect(second.headers.location).toBe('/meetings/PEG-2016-02');

    const july = { 'held-day': '24', 'held-month': '7', 'held-year': '2015', starts: '9.30am' };
    const held = await secretariat.send('/meetings/new', '/meetings/new', { ...fields, ...july });
    meeting = String(held.headers.location).slice('/meetings/'.length);
    expect(meeting).toMatch(/^PEG-2015-\d\d$/);
    expect((await member.get('/meetings')).text).toContain(`<a class="govuk-link" href="/meetings/${meeting}">`);
  });

  test('its papers are written, the agenda keeps its own time, and the last version of a text stands', async () => {
    const at = `/meetings/${meeting}`;
    const item = { title: 'Welcome', lead: 'Chair', purpose: 'information', minutes: '10' };
    expect((await secretariat.send(`${at}/agenda/new`, `${at}/agenda`, { ...item, minutes: '0' })).status).toBe(400);
    expect((await secretariat.send(`${at}/agenda/new`, `${at}/agenda`, item)).status).toBe(303);
    await secretariat.send(`${at}/agenda/new`, `${at}/agenda`, { ...item, title: 'Finance report', minutes: '45' });
    await secretariat.send(`${at}/agenda/new`, `${at}/agenda`, { ...item, title: 'Any other business' });

    await finance.send(`${at}/commentary`, `${at}/commentary`, { text: 'A first thought.' });
    expect((await finance.get(`${at}/commentary`)).text).toContain('A first thought.');
    await finance.send(`${at}/commentary`, `${at}/commentary`, { text: 'Recruitment is behind plan.' });
    const report = {
      confidence: 'Amber/Red',
      'this-period': 'Posts filled.',
      'next-period': 'More.',
      risks: 'Few apply.',
    };
    const highlights = `${at}/highlights/I-01`;
    expect((await secretariat.send(highlights, highlights, { ...report, confidence: 'Purple' })).status).toBe(400);
    expect((await secretariat.send(highlights, highlights, report)).status).toBe(303);
    expect((await secretariat.get(`${at}/highlights/I-99`)).status).toBe(404);

    const decision = { title: 'Awareness', outcome: 'The group supports it.', decision: 'D-2014-999' };
    const refused = await secretariat.send(`${at}/decisions/new`, `${at}/decisions`, decision);
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('There is no decision D-2014-999');
    expect(refused.text).toContain('The group supports it.');
    const recorded = { ...decision, decision: 'd-2014-001' };
    expect((await secretariat.send(`${at}/decisions/new`, `${at}/decisions`, recorded)).status).toBe(303);
    const action = { what: 'Write to schools', who: 'Leeds', 'due-day': '30', 'due-month': '9', 'due-year': '2015' };
    expect((await secretariat.send(`${at}/actions/new`, `${at}/actions`, action)).status).toBe(303);

    const page = (await member.get(at)).text;
    for (const shown of [
      '9:30am to about 10:35am',
      '10:25am',
      'Recruitment is behind plan.',
      'Amber/Red',
      'D-2014-001',
    ]) {
      expect(page).toContain(shown);
    }
    expect(page).not.toContain('A first thought.');
    expect(page).not.toContain('/agenda/new');
  });

  test('a member reads and changes nothing; finance writes its commentary and does not publish', async () => {
    const at = `/meetings/${meeting}`;
    // A draft changes with every approval, so the group reads what is published.
    expect((await member.get(`${at}/pack`)).status).toBe(403);
    expect((await finance.get(`${at}/pack`)).status).toBe(200);
    expect((await member.get(at)).text).not.toContain(`${at}/pack"`);
    expect((await member.get(`${at}/agenda/new`)).status).toBe(403);
    expect((await member.get(`${at}/commentary`)).status).toBe(403);
    for (const visitor of [member, finance]) {
      expect((await visitor.get(`${at}/publication`)).status).toBe(403);
      expect((await visitor.send(at, `${at}/publication`, {})).status).toBe(403);
    }
    expect(await listPacks(world.db, officeId, meeting)).toEqual([]);
  });

  test('every number in the draft opens as it stood at the cut-off, and the page loads nothing', async () => {
    world.clock.set('2015-07-31T09:10:00.000Z');
    const draft = await finance.get(`/meetings/${meeting}/pack`);
    expect(draft.headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'sha256-[^']+';/);
    expect(draft.text).not.toContain('<script');
    expect(draft.text).not.toContain('<link');
    expect(draft.text).toContain('Demonstration data');
    const links = figureLinks(draft.text);
    expect(links.length).toBeGreaterThan(50);
    for (const { href, text } of links.filter((_, index) => index % 12 === 0)) {
      expect(href).toContain('as-at=');
      const opened = await member.get(href);
      expect([href, opened.status]).toEqual([href, 200]);
      expect(opened.text).toContain(text);
    }
    // Money stands nowhere but in a link, a chart, or somebody's own words.
    const rest = draft.text.replaceAll(FIGURE_LINK, '').replaceAll(/<svg[\s\S]*?<\/svg>/g, '');
    expect(rest.match(/£[\d,]+\.\d\d/g)).toBeNull();
  });

  test('publishing freezes it; the button pressed twice publishes once', async () => {
    await signSections(world, meeting);
    const at = `/meetings/${meeting}/publication`;
    const form = await secretariat.get(at);
    expect(form.text).toContain('Publish version 1');
    const hidden = hiddenFields(form.text);
    const press = () => secretariat.agent.post(at).type('form').send(hidden);
    const [one, two] = await Promise.all([press(), press()]);
    expect([one.status, two.status]).toEqual([303, 303]);
    const packs = await listPacks(world.db, officeId, meeting);
    expect(packs.map(({ version }) => version)).toEqual([1]);
    const listed = await member.get(`/meetings/${meeting}/packs`);
    for (const print of [packs[0]?.htmlFingerprint, packs[0]?.pdfFingerprint]) expect(listed.text).toContain(print);
  });

  test('what is spent later changes the draft and not one byte of what was published', async () => {
    const html = await member.get(`/packs/${meeting}/1`).buffer();
    const pdf = await member.get(`/packs/${meeting}/1.pdf`).buffer();
    expect(html.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(Buffer.from(pdf.body).subarray(0, 5).toString()).toBe('%PDF-');
    const [published] = await listPacks(world.db, officeId, meeting);
    expect(sha256(html.text)).toBe(published?.htmlFingerprint);
    expect(sha256(Buffer.from(pdf.body))).toBe(published?.pdfFingerprint);

    const before = figureLinks((await finance.get(`/meetings/${meeting}/pack`)).text).map(({ text }) => text);
    await spend(123_45);
    const after = figureLinks((await finance.get(`/meetings/${meeting}/pack`)).text).map(({ text }) => text);
    expect(after).not.toEqual(before);
    expect((await member.get(`/packs/${meeting}/1`)).text).toBe(html.text);
    expect(Buffer.compare((await member.get(`/packs/${meeting}/1.pdf`).buffer()).body, pdf.body)).toBe(0);

    await signSections(world, meeting);
    const at = `/meetings/${meeting}/publication`;
    expect((await secretariat.send(at, at, {})).text).toContain('Say why version 2 takes the place of version 1.');
    expect((await secretariat.send(at, at, { why: 'A spend came late' })).status).toBe(303);
    expect((await listPacks(world.db, officeId, meeting)).map(({ version }) => version)).toEqual([2, 1]);
    expect((await member.get(`/packs/${meeting}/2`)).text).not.toBe(html.text);
    expect((await member.get(`/packs/${meeting}/1`)).text).toBe(html.text);
    for (const wrong of ['3', '0', '01', 'x', '1e0']) {
      expect((await member.get(`/packs/${meeting}/${wrong}`)).status).toBe(404);
    }
  });

  test('the secretariat sees who opened which version first, and nobody else does', async () => {
    const at = `/meetings/${meeting}/openings`;
    expect((await member.get(at)).status).toBe(403);
    const { id, name } = await world.person('member@demo.example');
    const openings = (await listOpenings(world.db, officeId, meeting)).filter(({ personId }) => personId === id);
    expect(openings.map(({ version }) => version)).toEqual([1, 2]);
    expect((await secretariat.get(at)).text).toContain(`>${name}</th>`);
  });

  test('every published number is the figure as at its cut-off, and its frozen rows add up to it', async () => {
    await spend(1_00);
    for (const pack of await listPacks(world.db, officeId, meeting)) {
      const frozen = await readFrozenFigures(world.db, officeId, pack.snapshotId);
      const books = openBooks(world.db, officeId, { seq: pack.asAtSeq, at: pack.asAt });
      const links = figureLinks((await member.get(`/packs/${meeting}/${pack.version}`)).text);
      expect(links.length).toBeGreaterThan(50);
      for (const { href, text } of links) {
        const number = Number(href.split('/').at(-1));
        const figure = frozen[number - 1];
        expect(href).toBe(`/packs/${meeting}/${pack.version}/figures/${number}`);
        if (figure === undefined) throw new Error(`Figure ${number} was not frozen.`);
        expect([figure.figure, frozenText(figure)]).toEqual([figure.figure, text]);
        // At the cut-off the paper itself was not out, and no page showed its counts of people.
        if (figure.figure.startsWith('outcome.')) continue;
        const now = await openFigure(books, figure.figure, figure.scope);
        expect([now.value.value, now.value.marker]).toEqual([figure.value, figure.marker]);
        if (figure.unit === 'pence' && figure.value !== null) {
          expect([number, addUp(figure.rows.map((row) => row.value ?? 0))]).toEqual([number, figure.value]);
        }
      }
    }
    const page = await member.get(`/packs/${meeting}/1/figures/2`);
    expect(page.status).toBe(200);
    expect(page.text).toContain('They add up to');
    for (const wrong of ['0', '9999', 'two']) {
      expect((await member.get(`/packs/${meeting}/1/figures/${wrong}`)).status).toBe(404);
    }
  });

  test('what money is not published is said so, and the total says what it leaves out', async () => {
    const { model, figures } = await assemble(world.db, officeId, meeting, null);
    const sectionOf = (id: string) => model.sections.find((section) => section.id === id);
    const report = sectionOf('finance-report')?.blocks[0];
    if (report?.kind !== 'table' || report.total === null) throw new Error('The finance report is not there.');
    const care = report.rows.find(([name]) => name?.text.includes('foster care'));
    expect(care?.slice(1, -1).map(({ text }) => text)).toEqual(Array(8).fill('[x] amount not published'));
    expect(care?.at(-1)?.text).toBe('Not rated');
    expect(report.notes.join()).toContain('leave out');
    for (const column of [1, 2, 3, 4, 5, 6, 7, 8]) {
      const amountOf = (row: (typeof report.rows)[0]) => figures[(row[column]?.figure as number) - 1]?.value ?? 0;
      expect(addUp(report.rows.map(amountOf))).toBe(amountOf(report.total));
    }
    const position = sectionOf('fund-position')?.blocks[0];
    if (position?.kind !== 'table') throw new Error('The fund position is not there.');
    for (const row of [...position.rows, position.total ?? []]) {
      const [awarded, ...stands] = row.slice(1).map(({ figure }) => figures[(figure as number) - 1]?.value ?? 0);
      expect(addUp(stands)).toBe(awarded);
    }
  });

  test('small counts and what would give them away leave no trace in any form of a pack', async () => {
    const enteredBy = (await world.person('coordinator@demo.example')).id;
    const quarter = { year: 2015, quarter: 1 } as const;
    const people = { unit: 'children', direction: 'none', basis: 'in-period', counts: 'people' } as const;
    const nights = { unit: 'nights', direction: 'none', basis: 'in-period', counts: 'events' } as const;
    const defined = { on: '2015-07-31', enteredBy };
    const added = (code: string, core: typeof people | typeof nights, more: Partial<Definition> = {}) => ({
      code,
      initiative: 'I-03',
      ...definitionOf({ ...core, name: code }, { level: 'districts', ...more }),
    });
    await acting('coordinator@demo.example', async (act) => {
      await addMeasure(act, added('T-ALL', people), defined);
      await addMeasure(act, added('T-FEW', people, { denominator: 'T-ALL' }), defined);
      await addMeasure(act, added('T-NIGHTS', nights), defined);
      const shared = { quarter, marker: null, source: 'Return', enteredBy };
      for (const [index, { code: place }] of DISTRICTS.entries()) {
        await observe(act, { ...shared, measure: 'T-ALL', place, value: 71_301 + index });
        // Two less than all, so that the rest would be two children.
        await observe(act, { ...shared, measure: 'T-FEW', place, value: 71_301 + index - (index === 0 ? 2 : 9_000) });
        // 84,311 nights of two children.
        const children = index === 0 ? 2 : 900;
        await observe(act, { ...shared, measure: 'T-NIGHTS', place, value: 84_311 + 1000 * index, children });
      }
    });
    const built = await buildPack(world.site, officeId, meeting);
    const frozen = figuresFile(built.figures).toString('utf8');
    const said = pdfText(built.pdf) ?? JSON.stringify(pdfParts(built.model));
    for (const form of [built.html.toString('utf8'), said, frozen, JSON.stringify(built.model)]) {
      expect(form.includes('T-NIGHTS')).toBe(true);
      for (const planted of ['84311', '84,311', '71299', '71,299'])
        expect([planted, form.includes(planted)]).toEqual([planted, false]);
      // The others are there, so that there is something to find.
      expect(form).toMatch(/8[5678],?311/);
    }
    const hidden = built.figures.filter(({ marker }) => marker === 'c');
    expect(hidden.length).toBeGreaterThan(1);
    for (const figure of hidden) {
      expect([figure.value, figure.rows.filter(({ value }) => value !== null)]).toEqual([null, []]);
    }
    expect(said).toContain('[c] confidential');
    expect(said).toContain('Rule A, version 2');
  });

  test('the same model twice gives the same bytes', async () => {
    const { model } = await assemble(world.db, officeId, meeting, null);
    const [one, two] = [await renderPackPdf(model, NO_IMPRINT), await renderPackPdf(model, NO_IMPRINT)];
    expect(Buffer.compare(one.pdf, two.pdf)).toBe(0);
    expect((await draftHtml(world.site, officeId, meeting)).html).toBe(
      (await draftHtml(world.site, officeId, meeting)).html,
    );
  });

  test('nothing is published from books that do not agree', async () => {
    const cell = await world.db('balance_version').orderBy('id', 'desc').first();
    const { id, ...wrong } = { ...cell, pence_in: cell.pence_in + 1 };
    await world.db('balance_version').insert(wrong);
    const at = `/meetings/${meeting}/publication`;
    const refused = await secretariat.send(at, at, { why: 'More is known' });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('The books do not agree with their entries');
    expect(await listPacks(world.db, officeId, meeting)).toHaveLength(2);
  });
});

describe('packs of an office that has next to nothing', () => {
  let world: World;
  let officeId: number;

  const program = () => ({ officeId, personId: null, role: 'program' });

  beforeAll(async () => {
    world = await openWorld('sqlite', async (db: Knex) => {
      officeId = await addOffice(db, {
        code: 'T',
        name: 'An office',
        areaCode: 'E23000010',
        commissionerTitle: 'Commissioner',
        standingDay: null,
        demonstration: false,
      });
    });
  });

  afterAll(async () => {
    await world.close();
  });

  const acting = <T extends string | null>(work: (act: Act) => Promise<T>): Promise<T> =>
    perform(world.site, program(), 'test.act', null, async (act) => ({
      subject: { kind: 'test', ref: '' },
      result: await work(act),
    }));

  test('a pack without initiatives, money or papers is still a pack, with no demonstration banner', async () => {
    const meeting = { heldOn: '2019-02-28', startsAt: '10:00', place: 'Leeds', chair: 'The Chair' };
    const ref = await acting((act) => addMeeting(act, meeting));
    const { html, pdf, model } = await buildPack(world.site, officeId, ref);
    expect(html.toString()).toContain('There are no initiatives yet.');
    expect(html.toString()).not.toContain('Demonstration data');
    expect(model.sections.map(({ id }) => id)).toEqual([
      'one-page',
      'decisions',
      'finance-summary',
      'finance-report',
      'progress',
      'outcomes',
      'risks',
      'actions',
      'contacts',
      'assurance',
      'voice',
      'forward-plan',
      'fund-position',
      'notes',
      'figures',
    ]);
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
  });

  test('hostile and very long words stay words, on the screen and on paper', async () => {
    const hostile =
      '#read("/etc/passwd") <script>alert(1)</script></style> $x$ *b* @ref \\ "quoted" \u202e☃ #eval("1")';
    const personId = Number(
      (
        await world
          .db('person')
          .insert({ office_id: officeId, email: 'a@b', name: 'A', password_hash: '', active: 1, version: 1 })
          .returning('id')
      )[0].id,
    );
    const ref = await acting(async (act) => {
      const meeting = await addMeeting(act, {
        heldOn: '2019-03-28',
        startsAt: '23:30',
        place: hostile,
        chair: hostile,
      });
      await act.add('fund', { code: 'F', name_words: await act.words('A fund'), starts_on: '2018-04-01' });
      const named = { fund: 'F', kind: 'other', purpose: hostile, basis: hostile, amountPublished: true };
      const initiative = await addInitiative(act, { ...named, name: `${hostile} ${'Wörds '.repeat(60)}` });
      await addInitiative(act, { ...named, name: 'W'.repeat(180) });
      const item = { title: 'T'.repeat(200), lead: hostile, purpose: 'decision', minutes: 240 } as const;
      await addAgendaItem(act, meeting, item);
      await writeCommentary(act, meeting, { text: `${hostile}\n\n${hostile}`, enteredBy: personId });
      const texts = { thisPeriod: hostile, nextPeriod: 'N'.repeat(4000), risks: hostile };
      await writeHighlight(act, meeting, { ...texts, initiative, confidence: 'Red', enteredBy: personId });
      return meeting;
    });
    // Words like @ref look like a name used online, so they are held until somebody has looked at them.
    expect((await buildPack(world.site, officeId, ref)).html.toString()).not.toContain('alert(1)');
    await world.db('held_text').del();
    const { html, pdf } = await buildPack(world.site, officeId, ref);
    const page = html.toString();
    expect(page).not.toContain('<script');
    expect(page.match(/<\/style>/g)).toHaveLength(1);
    expect(page).toContain('&lt;script&gt;alert(1)');
    const said = pdfText(pdf);
    if (said !== null) {
      expect(said).toContain('#read("/etc/passwd")');
      expect(said).not.toContain('root:');
    }
  });
});
