import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import type { Knex } from 'knex';
import { seedDemonstration } from '../../seeds/demonstration.ts';
import { perform } from '../../src/audit/act.ts';
import { verifyDocuments } from '../../src/documents/document.store.ts';
import { readFigures } from '../../src/figures/registry.ts';
import { allocate } from '../../src/funds/allocation.store.ts';
import { addSource, award } from '../../src/funds/source.store.ts';
import { budget } from '../../src/initiatives/initiative.store.ts';
import type { ShownFigure } from '../../src/ledger/shown-figure.ts';
import { parsePounds } from '../../src/money/pence.ts';
import { addMeasure } from '../../src/outcomes/measure.store.ts';
import { definitionOf } from '../../src/outcomes/measure.ts';
import { DISTRICTS } from '../../src/partners/place.ts';
import { firstOffice } from '../../src/people/office.store.ts';
import { addPerson } from '../../src/people/person.store.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { buildReturn } from '../../src/returns/build.ts';
import { checkDraft } from '../../src/returns/check.ts';
import type { Cell } from '../../src/returns/draft.ts';
import { findFiling } from '../../src/returns/filing.store.ts';
import { checkTemplate } from '../../src/returns/template.ts';
import { readTemplate } from '../../src/returns/template-file.ts';
import { approveSpend } from '../../src/spend/decide.ts';
import { enterSpend } from '../../src/spend/enter.ts';
import { enterForecasts } from '../../src/spend/forecast.store.ts';
import { observe } from '../outcomes/observed.ts';
import { DATABASES, hiddenFields, openWorld, PASSWORD, refusalOf, type Visitor, type World } from '../world.ts';

const TABLES = ['finance', 'outcomes', 'changes', 'sign-off'];
const FIRST = '/returns/HO-2015-16-Q1/1';
const DRAFT = '/returns/HO-2015-16-Q1/2';
const FORMULA = '=HYPERLINK("http://elsewhere.example","open")\nTwo posts were filled late, "as feared".';

type Rows = Record<string, string>[];

/** A file's bytes as a download gives them. */
async function download(visitor: Visitor, path: string): Promise<Buffer> {
  const answer = await visitor
    .get(path)
    .buffer(true)
    .parse((res, done) => {
      const parts: Buffer[] = [];
      res.on('data', (part: Buffer) => parts.push(part));
      res.on('end', () => done(null, Buffer.concat(parts)));
    });
  expect(answer.status).toBe(200);
  return answer.body;
}

const rowsOf = (bytes: Buffer): Rows => parse(bytes, { columns: true, bom: true });
const pence = (text: string): number => {
  const read = parsePounds(text);
  if (!read.ok) throw new Error(`${text} ${read.reason}`);
  return read.pence;
};
const sum = (rows: Rows, column: string): number =>
  rows.map((row) => row[column] as string).reduce((all, text) => all + (text.startsWith('[') ? 0 : pence(text)), 0);

async function allFiles(visitor: Visitor, draft: string): Promise<Buffer[]> {
  const files: Buffer[] = [];
  for (const table of TABLES) files.push(await download(visitor, `${draft}/files/${table}.csv`));
  return files;
}

/** Somebody who holds both roles, a second source of I-02, and three children in Leeds. */
async function fillMore(db: Knex): Promise<void> {
  const office = await firstOffice(db);
  const by = { officeId: office?.id as number, personId: null, role: 'program' };
  const site = { db, clock: systemClock };
  const set = { now: () => '2015-07-30T18:00:00.000Z' };
  await addPerson({ db, clock: set }, by, {
    email: 'both@demo.example',
    name: 'Both Roles',
    password: PASSWORD,
    roles: ['finance-officer', 'chief-finance-officer'],
  });
  await perform({ ...site, clock: set }, by, 'test.fill', null, async (act) => {
    const money = { source: 'GIFT', year: 2015, nature: 'revenue' as const, pence: 500_000, happenedOn: '2015-07-30' };
    const names = { name: 'Gift', funder: 'A charity', restriction: 'ring-fenced' as const, conditions: null };
    await addSource(act, { code: 'GIFT', fund: 'CSE', ...names });
    await award(act, { ...money, reference: '+44 letter of May', decisionRef: null, invented: true });
    const allocation = await allocate(act, {
      ...money,
      purpose: 'More sessions',
      decisionRef: 'D-2015-001',
      overrideReason: null,
    });
    await budget(act, {
      ...money,
      initiative: 'I-02',
      allocation,
      decisionRef: 'D-2015-001',
      reason: 'A gift',
      overrideReason: null,
    });
    const leeds = await act.trx('person').where({ email: 'leeds@demo.example' }).first('id');
    const small = definitionOf({
      name: 'Children who asked for help',
      unit: 'children',
      direction: 'none',
      basis: 'in-period',
      counts: 'people',
    });
    const defined = { on: '2015-07-31', enteredBy: leeds.id };
    await addMeasure(act, { code: 'SA-SMALL', initiative: 'I-02', ...small }, defined);
    for (const [place, value] of Object.entries({
      ...Object.fromEntries(DISTRICTS.map(({ code }) => [code, 10])),
      E08000035: 3,
    })) {
      await observe(act, {
        measure: 'SA-SMALL',
        place,
        quarter: { year: 2015, quarter: 1 },
        value,
        marker: null,
        source: 'Tour log',
        enteredBy: leeds.id,
      });
    }
    return { subject: { kind: 'test', ref: '' }, result: '' };
  });
}

describe.each(DATABASES)('a Home Office return on %s', (kind) => {
  let world: World;
  let finance: Visitor;
  let both: Visitor;
  let cfo: Visitor;
  let before: Buffer[];

  beforeAll(async () => {
    world = await openWorld(kind, seedDemonstration);
    await fillMore(world.db);
    finance = await world.signIn('finance@demo.example');
    both = await world.signIn('both@demo.example');
    cfo = await world.signIn('cfo@demo.example');
  });
  afterAll(() => world.close());

  const prepare = (visitor: Visitor, year: string, quarter: string) =>
    visitor.send('/returns/new', '/returns/new', {
      template: 'home-office-quarterly',
      year,
      quarter,
      standing: 'final',
    });

  /** Five approved spends and a new forecast: all of them after the cut-off. */
  async function postFive(): Promise<void> {
    const person = await world.person('finance@demo.example');
    const manager = await world.person('manager@demo.example');
    for (let count = 1; count <= 5; count += 1) {
      const ref = await perform(world.site, await world.doer(person.email), 'spend.enter', null, async (act) => {
        const day = '2015-07-28';
        const entered = await enterSpend(
          act,
          {
            initiative: 'I-03',
            agreement: '',
            nature: 'revenue',
            place: 'E23000010',
            category: '4',
            supplier: 'Print works',
            reference: null,
            description: null,
            reason: null,
            invoicedOn: day,
            receivedOn: day,
            paidOn: null,
            period: { year: 2015, number: 4 },
            netPence: 1000 + count,
            vatPence: 0,
          },
          person.id,
        );
        return { subject: { kind: 'spend', ref: entered }, result: entered };
      });
      await perform(world.site, await world.doer(manager.email), 'spend.approve', null, async (act) => {
        await approveSpend(act, manager, ref, null);
        return { subject: { kind: 'spend', ref }, result: ref };
      });
    }
    await perform(world.site, await world.doer(person.email), 'forecast.enter', null, async (act) => {
      const changed = await enterForecasts(act, 'I-01', [{ period: { year: 2015, number: 12 }, pence: 1 }], person.id);
      return { subject: { kind: 'initiative', ref: 'I-01' }, result: changed };
    });
  }

  test('a quarter that has not begun, or is not closed, is refused with the sentence that says what to do', async () => {
    const future = await prepare(finance, '2015-16', '3');
    expect(future.status).toBe(422);
    expect(future.text).toContain('has not begun: the current period is Period 4 (July 2015)');
    const open = await prepare(finance, '2015-16', '2');
    expect(open.status).toBe(422);
    expect(open.text).toContain('Close Period 4 (July 2015), Period 5 (August 2015), Period 6 (September 2015) first');
    expect((await prepare(finance, '', '')).status).toBe(400);
    const stray = await finance.send('/returns/new', '/returns/new', { template: 'x', price: '1' });
    expect(stray.status).toBe(400);
    expect((await finance.get('/returns/HO-2013-14-Q1/1')).status).toBe(404);
    expect((await finance.get('/returns/HO-2015-16-Q1/1%27--')).status).toBe(404);
  });

  test('whoever prepared it does not certify it, whatever roles they hold', async () => {
    expect((await prepare(both, '2015-16', '1')).headers.location).toBe(FIRST);
    expect((await both.get(FIRST)).text).toContain('Mend 3 faults first');
    const explain = (row: string, text: string) => both.send('/returns/new', `${FIRST}/explanations`, { row, text });
    expect((await explain('I-01|PCC|revenue', FORMULA)).status).toBe(303);
    expect((await explain('I-03|PEG-INNOVATION|revenue', 'Late start.')).status).toBe(303);
    const early = await both.send(FIRST, `${FIRST}/review`, {});
    expect(early.status).toBe(422);
    expect(early.text).toContain('A fault is to be mended first');
    const wordy = await explain('I-02|all|all', 'word '.repeat(151));
    expect(wordy.status).toBe(422);
    expect(wordy.text).toContain('It must have 150 or fewer');
    expect(wordy.text).toContain('word word word');
    expect((await explain('I-09|PCC|revenue', 'Nobody knows it.')).status).toBe(400);
    expect((await explain('I-02|all|all', 'Autumn tour.')).status).toBe(303);
    expect((await both.send(FIRST, `${FIRST}/certification`, {})).status).toBe(403);
    expect((await both.send(FIRST, `${FIRST}/review`, {})).status).toBe(303);
    expect((await explain('I-02|all|all', 'Something else.')).status).toBe(422);
    const refusedPage = await both.send(FIRST, `${FIRST}/certification`, {});
    expect(refusedPage.status).toBe(403);
    expect(refusedPage.text).toContain('You entered this, so somebody else decides it');
    expect((await both.send(FIRST, `${FIRST}/offer`, {})).status).toBe(303);
    expect((await both.get(FIRST)).text).toContain('You prepared this, so somebody else certifies it.');
  });

  test('prepared again it becomes the next draft, with its explanations; the earlier one stands still', async () => {
    const sent = await prepare(finance, '2015-16', '1');
    expect(sent.headers.location).toBe(DRAFT);
    const rows = rowsOf(await download(finance, `${DRAFT}/files/finance.csv`));
    expect(rows.map((row) => row.explanation)).toContain('Late start.');
    const old = await finance.send('/returns/new', `${FIRST}/submission`, {});
    expect(old.status).toBe(422);
    expect(old.text).toContain('was replaced by a later one');
  });

  test('what is posted after the cut-off does not change the numbers', async () => {
    before = await allFiles(finance, DRAFT);
    await postFive();
    expect(await allFiles(finance, DRAFT)).toEqual(before);
    world.clock.set('2015-07-31T09:10:00.000Z');
    const page = (await finance.get(DRAFT)).text;
    expect(page).toContain('/figures/outturn?initiative=I-01&amp;year=2015-16&amp;as-at=');
    const link = /href="(\/figures\/outturn\?initiative=I-01[^"]*)">([^<]*)</.exec(page);
    const opened = await finance.get(link?.[1]?.replaceAll('&amp;', '&') as string);
    expect(opened.text).toContain(`<strong class="app-number">${link?.[2]}</strong>`);
  });

  test('the finance table adds up to the ledger as at the cut-off, and its columns are those of the template', async () => {
    const office = (await firstOffice(world.db))?.id as number;
    const filing = await findFiling(world.db, office, 'HO-2015-16-Q1', 2);
    const scope = { year: 2015, through: { year: 2015, number: 3 } };
    const [spent, budgeted] = await readFigures({ db: world.db, officeId: office, moment: filing.cutoff }, [
      { figure: 'spend.to-date', scope },
      { figure: 'budget.current', scope: { year: 2015 } },
    ]);
    for (const [index, file] of before.entries()) {
      const text = file.toString('utf8');
      expect(text.startsWith('\ufeff')).toBe(true);
      // One line for each record, whatever its texts hold.
      const rows = parse(file, { bom: true }) as string[][];
      expect(text.split('\r\n').length).toBe(rows.length + 1);
      expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
      const [header] = parse(file, { bom: true, to: 1 }) as string[][];
      expect(header).toEqual(readTemplate('home-office-quarterly').tables[index]?.columns.map(({ name }) => name));
    }
    const rows = rowsOf(before[0] as Buffer);
    expect(sum(rows, 'actual_to_date')).toBe(spent?.value);
    expect(sum(rows, 'budget_current')).toBe(budgeted?.value);
    const [signOff] = rowsOf(before[3] as Buffer);
    expect(pence(signOff?.control_total as string)).toBe(spent?.value);
    expect(signOff?.declaration).toContain('Leaves out I-04 Specialist foster care (amount not published)');
    expect(signOff?.declaration).toContain('I-05 Awareness pilot in two districts (invented) (amount not published)');
    const digest = createHash('sha256').update(Buffer.concat(before.slice(0, 3)));
    expect(signOff?.content_sha256).toBe(digest.digest('hex'));
    // Two sources: budgets and spend on a row each, the forecast of the whole on a third, so nothing stands twice.
    const tour = rows.filter((row) => row.initiative_ref === 'I-02');
    expect(tour.map((row) => [row.funding_source, row.budget_current, row.forecast_outturn])).toEqual([
      ['Gift', '5000.00', '[z]'],
      ['PEG innovation fund', '155000.00', '[z]'],
      ['all its sources', '[z]', '128316.00'],
    ]);
    const care = rows.find((row) => row.initiative_ref === 'I-04');
    expect([care?.budget_current, care?.actual_quarter, care?.over_under_spend]).toEqual(['[x]', '[x]', '[x]']);
    // The accrual of March turned round in April, and its invoice came in July.
    expect(rows.map((row) => row.accruals_in_actual)).toEqual([
      '-2400.00',
      '0.00',
      '0.00',
      '[z]',
      '0.00',
      '[x]',
      '[x]',
    ]);
  });

  test('a formula comes out harmless, on one line, and an underspend as a negative number', async () => {
    const [investigators, gift] = rowsOf(before[0] as Buffer);
    expect(investigators?.explanation).toBe(`'${FORMULA.replace('\n', ' ')}`);
    expect(gift?.grant_ref).toBe("'+44 letter of May");
    expect(investigators?.over_under_spend).toBe('-122199.75');
    expect((before[0] as Buffer).toString('utf8')).toContain(',-122199.75,');
  });

  test('three children in Leeds do not leave as a number, and nothing in the return gives them away', async () => {
    const rows = rowsOf(before[1] as Buffer);
    const small = rows.filter((row) => row.measure_code === 'SA-SMALL');
    const leeds = small.find((row) => row.district_code === 'E08000035');
    expect(leeds).toMatchObject({ actual: '', marker: '[c]' });
    expect(leeds?.disclosure_rule).toContain('Rule A, version 2');
    const hidden = small.filter((row) => row.actual === '');
    expect(hidden.length).toBeGreaterThan(1);
    const sessions = rows.filter((row) => row.measure_code === 'SA-SESSIONS');
    expect(sessions.map((row) => [row.district_code, row.actual])).toContainEqual(['E08000035', '12']);
  });

  test('a manager and a partner cannot certify or read; the Chief Finance Officer certifies', async () => {
    expect((await finance.send(DRAFT, `${DRAFT}/review`, {})).status).toBe(303);
    const early = await finance.send('/returns/new', `${DRAFT}/submission`, {});
    expect(early.text).toContain('has not been certified');
    const manager = await world.signIn('manager@demo.example');
    expect((await manager.send(DRAFT, `${DRAFT}/certification`, {})).status).toBe(403);
    const member = await world.signIn('member@demo.example');
    expect((await member.get(DRAFT)).status).toBe(403);
    expect((await member.get(`${DRAFT}/files/finance.csv`)).status).toBe(403);
    const unasked = await cfo.send('/returns/new', `${DRAFT}/certification`, {});
    expect(unasked.status).toBe(422);
    expect(unasked.text).toContain('has not been submitted for certification');
    expect((await manager.send(DRAFT, `${DRAFT}/offer`, {})).status).toBe(303);
    expect((await cfo.get(DRAFT)).text).toContain('Certify HO-2015-16-Q1');
    expect((await cfo.send(DRAFT, `${DRAFT}/certification`, {})).status).toBe(303);
    const [signOff] = rowsOf(await download(cfo, `${DRAFT}/files/sign-off.csv`));
    expect([signOff?.certified_by_name, signOff?.certified_by_role]).toEqual(['Judith Reed', 'Chief Finance Officer']);
  });

  test('pressed twice it is submitted once, and its bytes never change after that', async () => {
    const fields = hiddenFields((await finance.get(DRAFT)).text);
    const press = () => finance.agent.post(`${DRAFT}/submission`).type('form').send(fields);
    expect([(await press()).status, (await press()).status]).toEqual([303, 303]);
    const again = await finance.send('/returns/new', `${DRAFT}/submission`, {});
    expect(again.status).toBe(422);
    expect(again.text).toContain('has been submitted and never changes');
    expect((await world.db('return_step').where({ step: 'submitted' })).length).toBe(1);
    const filed = await allFiles(finance, DRAFT);
    expect(filed.slice(0, 3)).toEqual(before.slice(0, 3));
    const headers = (await finance.get(`${DRAFT}/files/finance.csv`)).headers;
    expect(headers['content-disposition']).toBe('attachment; filename=CSE-HO-2015-16-Q1-finance.csv');
    await postFive();
    expect(await allFiles(finance, DRAFT)).toEqual(filed);
    const office = (await firstOffice(world.db))?.id as number;
    const built = await buildReturn(world.site, office, 'home-office-quarterly', { year: 2015, quarter: 1 });
    expect(built.submitted).toBe(true);
    expect(built.files.slice(0, 4).map(({ content }) => content)).toEqual(filed);
    const page = (await finance.get(DRAFT)).text;
    expect(page).toContain('This return is frozen');
    expect(page).toContain(
      createHash('sha256')
        .update(filed[0] as Buffer)
        .digest('hex'),
    );
    const frozen = await world.db('snapshot_figure').count({ count: '*' }).first();
    expect(Number(frozen?.count)).toBeGreaterThan(50);
    expect((await prepare(finance, '2015-16', '1')).text).toContain('has been submitted and never changes');
    expect(await verifyDocuments(world.db, office)).toEqual([]);
    expect(await refusalOf(world.db('return_file').delete())).toContain('append-only');
  });

  test('the command line builds a quarter that nobody prepared as a draft', async () => {
    const office = (await firstOffice(world.db))?.id as number;
    const built = await buildReturn(world.site, office, 'home-office-quarterly', { year: 2014, quarter: 4 });
    expect([built.ref, built.submitted]).toEqual(['HO-2014-15-Q4', false]);
    const [row] = rowsOf(built.files[0]?.content as Buffer);
    expect([row?.actual_to_date, row?.over_under_spend]).toEqual(['141800.50', '-608199.50']);
    const unknown = buildReturn(world.site, office, 'no-such-return', { year: 2014, quarter: 4 });
    await expect(unknown).rejects.toThrow('There is no return template no-such-return');
  });
});

describe('a template of a return', () => {
  const good = readTemplate('home-office-quarterly');

  test('names the part that cannot be meant', () => {
    const wrong = structuredClone(good);
    const column = wrong.tables[0]?.columns[12];
    if (column === undefined) throw new Error('The finance table has lost its thirteenth column.');
    column.behind = { figure: 'spend.guess', scope: 'row' };
    expect(() => checkTemplate(good.name, wrong)).toThrow('finance: budget_original: there is no figure spend.guess');
    column.behind = { fact: 'mood' };
    expect(() => checkTemplate(good.name, wrong)).toThrow('its rows have no fact mood');
    expect(() => readTemplate('../../package')).toThrow('There is no return template');
  });

  const cell = (value: number | null, text = '') => ({ text, value, marker: '' as const, href: null, note: null });
  const zero = { text: '£0.00', value: 0, marker: '' as const } as ShownFigure;
  const levels = (cells: Record<string, Cell>, people = false, table = 'finance') => {
    const columns = good.tables.find(({ name }) => name === table)?.columns ?? [];
    const row = { key: 'r', label: 'The row', countsPeople: people, cells };
    const beside = { laterSubmitted: null, pack: null, lives: new Map(), quarterStartsOn: '2015-04-01' };
    const context = { control: zero, awaiting: zero, ...beside };
    const checked = checkDraft(good, [{ name: table, title: table, columns, rows: [row] }], context);
    return checked.flatMap(({ says, findings }) => findings.map(({ level }) => `${level}: ${says}`));
  };

  test('holds spend against the budget by one penny as much as by a million', () => {
    const within = 'Spend is within the current budget, to the penny';
    const spent = (pounds: number, explanation = '') =>
      levels({ actual_to_date: cell(pounds), budget_current: cell(1000), explanation: cell(null, explanation) });
    expect(spent(1000)).not.toContain(`fault: ${within}`);
    expect(spent(1001)).toContain(`fault: ${within}`);
    expect(spent(1001, 'A late invoice.')).toContain(`warning: ${within}`);
    expect(spent(1000)).toContain('fault: Every required cell holds a value');
  });

  test('asks for an explanation from 5% or £100,000 on', () => {
    const explained = 'fault: A large over/(under)spend is explained';
    const over = (pounds: number, budget: number) =>
      levels({ over_under_spend: cell(pounds), budget_current: cell(budget), explanation: cell(null) });
    expect(over(-499, 10_000)).not.toContain(explained);
    expect(over(-500, 10_000)).toContain(explained);
    expect(over(10_000_000, 9_000_000_000)).toContain(explained);
  });
});
