import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { seedDemonstration } from '../../seeds/demonstration.ts';
import { perform } from '../../src/audit/act.ts';
import { latestMoment, type Moment, momentAt } from '../../src/audit/moment.ts';
import { findFigure, readValues } from '../../src/figures/registry.ts';
import { PROTECTED_FIGURES } from '../../src/figures/release/count-release.ts';
import { type FrozenFigure, readFrozenFigures } from '../../src/figures/snapshot.store.ts';
import { findCommand } from '../../src/home/commands.ts';
import { type Books, openBooks, type Value } from '../../src/ledger/figure.ts';
import { readScope, type Scope } from '../../src/ledger/scope.ts';
import { figureCell, figureText } from '../../src/ledger/shown-figure.ts';
import { figureNamed } from '../../src/meetings/question.pages.ts';
import { formatDecimal } from '../../src/money/pence.ts';
import { frozenText } from '../../src/packs/pack.ts';
import { addPerson } from '../../src/people/person.store.ts';
import { ROLES } from '../../src/people/role.ts';
import { enterForecasts } from '../../src/spend/forecast.store.ts';
import { signSections } from '../packs/signed.ts';
import { openWorld, type Visitor, type World } from '../world.ts';
import { addressesOf, figureLinks, tablesOf } from './surface.ts';

const OVERSPENT = { initiative: 'I-02', year: 2015 };
const ALL_ROLES = 'all@office.example';
/** Where the walk begins, besides what it finds by itself: narrower questions, and the past. */
const BEGIN = [
  '/',
  '/?year=2014-15',
  '/?year=2015-16&as-at=2015-06-30',
  '/monitoring',
  '/monitoring?year=2014-15&span=all',
  '/monitoring?year=2015-16&span=Q1&source=PCC',
  '/monitoring?year=2015-16&place=E08000035&category=2',
  '/monitoring?year=2015-16&as-at=2015-06-30',
  '/spend?initiative=I-02&year=2015-16',
  '/meetings/PEG-2015-03/pack',
  '/returns/HO-2015-16-Q1/1',
];
/** The fewest that must be found, so that no change of markup can make the test pass on nothing. */
const FEWEST = { pages: 200, links: 1500, figures: 35, cells: 400, frozen: 60, returned: 40, printed: 200 };

describe('every number that is shown is the answer of its one definition', () => {
  let world: World;
  let visitor: Visitor;
  let live: Moment;
  const opened = new Map<number, Books>();

  beforeAll(async () => {
    world = await openWorld('sqlite', seedDemonstration);
    const { password_hash: passwordHash } = await world.db('person').first();
    const all = { email: ALL_ROLES, name: 'All Roles', roles: Object.keys(ROLES), districtCode: 'E08000035' };
    await addPerson(world.site, { officeId: 1, personId: null, role: 'program' }, { ...all, passwordHash });
    // An overspend: more is expected of I-02 than it may spend.
    const doer = await world.doer('commissioning@demo.example');
    await perform(world.site, doer, 'forecast.enter', null, async (act) => {
      const wanted = [{ period: { year: 2015, number: 12 }, pence: 99_999_999 }];
      await enterForecasts(act, OVERSPENT.initiative, wanted, doer.personId as number);
      return { subject: { kind: 'initiative', ref: OVERSPENT.initiative }, result: null };
    });
    visitor = await world.signIn(ALL_ROLES);
    await visitor.send('/returns/new', '/returns/new', {
      template: 'home-office-quarterly',
      year: '2015-16',
      quarter: '1',
    });
    await signSections(world, 'PEG-2015-03');
    const published = await visitor.send('/meetings/PEG-2015-03/publication', '/meetings/PEG-2015-03/publication', {});
    expect(published.status).toBe(303);
    live = await latestMoment(world.db, 1);
  }, 120_000);
  afterAll(() => world.close());

  function booksAt(moment: Moment): Books {
    const books = opened.get(moment.seq) ?? openBooks(world.db, 1, moment);
    opened.set(moment.seq, books);
    return books;
  }

  async function answer(id: string, scope: Scope, moment: Moment = live): Promise<Value> {
    const [value] = await readValues(booksAt(moment), id, [scope]);
    return value as Value;
  }

  /** What the registry answers to a link, which may name a moment. */
  async function answerTo(href: string): Promise<{ id: string; value: Value }> {
    const { pathname, searchParams } = new URL(href, 'http://office.example');
    const id = pathname.slice('/figures/'.length);
    const { 'as-at': asAt, ...parts } = Object.fromEntries(searchParams);
    const moment = asAt === undefined ? live : await momentAt(world.db, 1, asAt, world.clock.now());
    return { id, value: await answer(id, readScope(parts), moment) };
  }

  /** The pages that the office can reach, a few of each kind, by walking from link to link. */
  async function walk(): Promise<Map<string, string>> {
    const pages = new Map<string, string>();
    const queue = BEGIN.map((address) => ({ address, from: 'the beginning' }));
    const kinds = new Map<string, number>();
    while (queue.length > 0) {
      const { address, from } = queue.shift() as { address: string; from: string };
      if (pages.has(address)) continue;
      const { status, text, headers } = await visitor.get(address);
      if (status === 303) queue.push({ address: headers.location as string, from: address });
      if (status === 303) continue;
      expect([from, address, status]).toEqual([from, address, 200]);
      pages.set(address, text ?? '');
      for (const next of addressesOf(text ?? '')) {
        const kind = next.replace(/[A-Z]+-[\dA-Z-]+|\d+/g, '#').split('?')[0] as string;
        const known = kinds.get(kind) ?? 0;
        const isPage = !/^\/assets\/|\.(pdf|csv|json|xlsx|ods)(\?|$)|\/files\//.test(next);
        if (!isPage || known >= 5 || pages.has(next)) continue;
        kinds.set(kind, known + 1);
        queue.push({ address: next, from: address });
      }
    }
    return pages;
  }

  test('on every page, and in the file beside it', async () => {
    const wrong: string[] = [];
    const found = { links: 0, cells: 0, figures: new Set<string>() };
    const pages = await walk();
    for (const [address, html] of pages) {
      const isRounded = address.includes('pounds=whole');
      for (const { href, text } of figureLinks(html)) {
        if (!href.startsWith('/figures/')) continue;
        const { id, value } = await answerTo(href);
        const expected = figureText(findFigure(id), value);
        found.links += 1;
        found.figures.add(id);
        // What was asked about a figure names it, and says no number.
        if (text === figureNamed(id, value.scope)) continue;
        if (!says(text, expected, value) && !isRounded)
          wrong.push(`${address}: ${href} says ${text}, and is ${expected}`);
      }
      // What is behind a figure is entries, not figures.
      if (address.startsWith('/figures/')) continue;
      for (const file of new Set(addressesOf(html).filter((next) => /\.csv(\?|$)/.test(next)))) {
        found.cells += await compareFile(address, html, file, wrong);
      }
    }
    expect(wrong).toEqual([]);
    expect(pages.size).toBeGreaterThan(FEWEST.pages);
    expect(found.links).toBeGreaterThan(FEWEST.links);
    expect(found.figures.size).toBeGreaterThan(FEWEST.figures);
    expect(found.cells).toBeGreaterThan(FEWEST.cells);
    expect((await latestMoment(world.db, 1)).seq).toBe(live.seq);
  }, 240_000);

  /** Whether a text is the figure's: whole, with its name before it, or the bare marker where there is little room. */
  function says(text: string, expected: string, { value, marker }: Value): boolean {
    return text === expected || text.endsWith(`: ${expected}`) || (value === null && text === `[${marker}]`);
  }

  /** Compares each figure of the page's tables with the file's cell of the same row and heading. */
  async function compareFile(address: string, html: string, file: string, wrong: string[]): Promise<number> {
    const { text } = await visitor.get(file);
    const [headings = [], ...lines] = parse(text, { bom: true, relax_column_count: true }) as string[][];
    // A file is of one table; a second with the same headings says something else of the same rows.
    const compared = new Set<string>();
    // A file below its page is of the table with its caption; any other is of the table that has its headings.
    const [, name] = /\/tables\/([^./]+)\.csv/.exec(file) ?? [];
    const tables = tablesOf(html).filter(({ caption }) => name === undefined || name === fileName(caption));
    for (const table of tables) {
      for (const row of table.rows) {
        const key = row[0]?.text ?? '';
        const lined = lines.filter((line) => line.includes(key) || line.includes(key.split(' ')[0] as string));
        if (lined.length !== 1) continue;
        for (const [index, { href }] of row.entries()) {
          const heading = table.headings[index] ?? '';
          const column = headings.indexOf(heading);
          if (href === null || column < 0 || headings.lastIndexOf(heading) !== column) continue;
          if (table.headings.indexOf(heading) !== table.headings.lastIndexOf(heading)) continue;
          const place = `${key} ${heading}`;
          if (compared.has(place)) continue;
          compared.add(place);
          const { id, value } = await answerTo(href);
          if (row[index]?.text === figureNamed(id, value.scope)) continue;
          const expected = fileText(id, value);
          const said = lined[0]?.[column] ?? '';
          if (said !== expected)
            wrong.push(`${address}, ${file}: ${id} of ${key} is ${said} in the file, not ${expected}`);
        }
      }
    }
    return compared.size;
  }

  function fileName(caption: string): string {
    return (
      caption
        .toLowerCase()
        .match(/[a-z0-9]+/g)
        ?.join('-') ?? ''
    );
  }

  /** A figure as every file writes it. */
  function fileText(id: string, value: Value): string {
    if (value.value === null) return value.marker === '' ? '' : `[${value.marker}]`;
    const { unit } = findFigure(id);
    if (unit === 'pence' || unit === 'pence-per-unit') return formatDecimal(value.value);
    if (unit === 'hundredths') return String(value.value / 100);
    return String(unit === 'tenths-of-percent' ? value.value / 10 : value.value);
  }

  test('in a published pack, and in the figures that were frozen with it', async () => {
    const pack = await world.db('pack').where({ meeting_ref: 'PEG-2015-03' }).orderBy('id', 'desc').first();
    const snapshot = await world.db('snapshot').where({ id: pack.snapshot_id }).first();
    const frozen: FrozenFigure[] = await readFrozenFigures(world.db, 1, snapshot.id);
    const moment = { seq: snapshot.as_at_seq, at: snapshot.as_at };
    for (const figure of frozen) {
      // Of counts of people, pages show what papers showed that were out by then: see test/figures/release.
      if (PROTECTED_FIGURES.includes(figure.figure)) continue;
      const { value, marker, leavesOut } = await answer(figure.figure, figure.scope, moment);
      expect({ value: figure.value, marker: figure.marker, leavesOut: figure.leavesOut }).toEqual({
        value,
        marker,
        leavesOut,
      });
    }
    expect(frozen.length).toBeGreaterThan(FEWEST.frozen);
    const { text: html } = await visitor.get(`/packs/PEG-2015-03/${pack.version}`);
    const links = figureLinks(html);
    const wrong: string[] = [];
    for (const { href, text } of links) {
      const number = Number(href.split('/').at(-1));
      const figure = frozen.find((candidate) => candidate.number === number) as FrozenFigure;
      if (text !== frozenText(figure)) wrong.push(`${figure.figure} says ${text}, and was ${frozenText(figure)}`);
    }
    expect(wrong).toEqual([]);
    expect(links.length).toBeGreaterThan(FEWEST.frozen);
  }, 60_000);

  test('in the tables of a return', async () => {
    const page = (await visitor.get('/returns/HO-2015-16-Q1/1')).text;
    const links = figureLinks(page);
    const { text } = await visitor.get('/returns/HO-2015-16-Q1/1/files/finance.csv');
    const lines = parse(text, { bom: true, columns: true }) as Record<string, string>[];
    let compared = 0;
    for (const line of lines) {
      for (const [column, id] of Object.entries(RETURNED)) {
        const isOf = ({ href }: { href: string }): boolean =>
          href.startsWith(`/figures/${id}?`) && href.includes(`initiative=${line.initiative_ref}&`);
        const said = line[column] as string;
        const answers = await Promise.all(links.filter(isOf).map(async ({ href }) => (await answerTo(href)).value));
        if (answers.length === 0) continue;
        compared += 1;
        // A row is of one source of the initiative, so its number is one of those of the page.
        expect([line.initiative_ref, column, answers.map((value) => fileText(id, value))]).toEqual([
          line.initiative_ref,
          column,
          expect.arrayContaining([said]),
        ]);
      }
    }
    expect(compared).toBeGreaterThan(FEWEST.returned / 2);
    expect(links.length).toBeGreaterThan(FEWEST.returned);
  }, 60_000);

  /** The columns of the return's finance table, and the figure behind each. */
  const RETURNED: Record<string, string> = {
    budget_original: 'budget.original',
    budget_current: 'budget.current',
    actual_to_date: 'spend.to-date',
    committed: 'commitment.outstanding',
    forecast_outturn: 'outturn',
    over_under_spend: 'over-under-spend',
  };

  test('on the command line', async () => {
    const { command } = await findCommand(['figures']);
    let printed = '';
    const spy = jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
      printed += String(text);
      return true;
    });
    try {
      await command?.run({ site: world.site, values: { json: true }, positionals: [], production: false });
    } finally {
      spy.mockRestore();
    }
    const { seq, figures } = JSON.parse(printed) as {
      seq: number;
      figures: { id: string; scope: Record<string, string>; value: number | null; marker: string }[];
    };
    expect(seq).toBe(live.seq);
    expect(figures.length).toBeGreaterThan(FEWEST.printed);
    for (const { id, scope, value, marker } of figures) {
      const expected = await answer(id, readScope(scope));
      expect([id, scope, value, marker]).toEqual([id, scope, expected.value, expected.marker]);
    }
  }, 60_000);

  test('an overspend is above zero on the page, in the file, the pack, the return and on the command line', async () => {
    const { value } = await answer('over-under-spend', OVERSPENT);
    expect(value).toBeGreaterThan(0);
    const pence = value as number;
    const text = figureText(findFigure('over-under-spend'), { value: pence, marker: '' });
    expect(text).toMatch(/^£/);
    const row = (html: string) => figureLinks(html).filter(({ text: said }) => said === text);
    expect(row((await visitor.get('/?year=2015-16')).text)).not.toEqual([]);
    expect(row((await visitor.get('/monitoring?year=2015-16')).text)).not.toEqual([]);
    expect(row((await visitor.get('/meetings/PEG-2015-03/pack')).text)).not.toEqual([]);
    expect(row((await visitor.get('/packs/PEG-2015-03/1')).text)).not.toEqual([]);
    expect(row((await visitor.get('/returns/HO-2015-16-Q1/1')).text)).not.toEqual([]);
    for (const file of ['/monitoring.csv?year=2015-16', '/returns/HO-2015-16-Q1/1/files/finance.csv']) {
      expect([file, (await visitor.get(file)).text.includes(`,${formatDecimal(pence)},`)]).toEqual([file, true]);
    }
    const cell = figureCell({
      figure: 'over-under-spend',
      label: '',
      scope: OVERSPENT,
      text,
      href: '',
      unit: 'pence',
      value: pence,
      marker: '',
      note: null,
    });
    expect(cell.file).toEqual({ amount: pence });
    // An underspend is below zero in files, and stands in brackets where it is read.
    const under = await answer('over-under-spend', { initiative: 'I-03', year: 2015 });
    expect(under.value).toBeLessThan(0);
    const bracketed = figureText(findFigure('over-under-spend'), under);
    expect(bracketed).toMatch(/^\(£/);
    expect((await visitor.get('/monitoring?year=2015-16')).text).toContain(bracketed);
    expect((await visitor.get('/monitoring.csv?year=2015-16')).text).toContain(
      `,${formatDecimal(under.value as number)},`,
    );
  }, 60_000);
});
