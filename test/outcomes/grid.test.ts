import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { seedDemonstration } from '../../seeds/demonstration.ts';
import { workbook } from '../spend/import/workbook.ts';
import { errorsOf, hiddenOf, plain } from '../spend/page.ts';
import { DATABASES, hiddenFields, openWorld, type Visitor, type World } from '../world.ts';
import { EVIDENCE, PLAIN_MEASURE, post } from './outcome-desk.ts';

const BRADFORD = 'E08000032';
const LEEDS = 'E08000035';
const GRID = '/measures/grid?initiative=I-03&quarter=2015-16-Q1';
const YEAR = '/measures/grid?measure=G-YEARS&year=2015-16';
const CELL = (measure: string, place: string, category = '', quarter = '2015-16-Q1') =>
  `${measure}.${place}.${category}.${quarter}`;

describe.each(DATABASES)('Many observations at once, on %s', (kind) => {
  let world: World;
  let coordinator: Visitor;
  let leeds: Visitor;

  beforeAll(async () => {
    world = await openWorld(kind, seedDemonstration);
    coordinator = await world.signIn('coordinator@demo.example');
    leeds = await world.signIn('leeds@demo.example');
    const measures = {
      'G-PLAIN': {},
      'G-YEARS': { dimension: 'Year group', categories: 'Year 7\nYear 8' },
      'G-NIGHTS': { counts: 'events' },
    };
    for (const [code, more] of Object.entries(measures)) {
      await post(coordinator, '/measures/new', { initiative: 'I-03', code, name: code, ...PLAIN_MEASURE, ...more });
    }
  }, 120_000);
  afterAll(() => world.close());

  const send = async (visitor: Visitor, from: string, to: string, fields: Record<string, string>) => {
    const page = (await visitor.get(from)).text;
    const hidden = hiddenOf(page.slice(page.indexOf('data-observation-grid')));
    return visitor.agent
      .post(to)
      .type('form')
      .send({ ...hidden, ...fields });
  };
  const count = async (measure: string) => (await world.db('observation_version').where({ measure })).length;

  test('are submitted together, each with the same evidence: a number, none there, does not apply', async () => {
    const sent = await send(coordinator, GRID, '/measures/grid', {
      ...EVIDENCE,
      [CELL('G-PLAIN', BRADFORD)]: '1,204',
      [CELL('G-PLAIN', LEEDS)]: 'x',
      [CELL('G-YEARS', BRADFORD, 'year-7')]: '0',
      [CELL('G-YEARS', BRADFORD, 'year-8')]: '[z]',
      [CELL('G-NIGHTS', BRADFORD)]: '40',
      [`${CELL('G-NIGHTS', BRADFORD)}.children`]: '7',
    });
    expect([sent.status, sent.headers.location]).toEqual([303, '/measures']);
    const rows = await world
      .db('observation_version')
      .whereLike('measure', 'G-%')
      .orderBy('id')
      .select('measure', 'place', 'category', 'value', 'marker', 'children', 'grade');
    expect(rows.map((row) => [row.measure, row.category, row.value, row.marker, row.children])).toEqual([
      ['G-PLAIN', '', 1204, null, null],
      ['G-PLAIN', '', null, 'x', null],
      ['G-YEARS', 'year-7', 0, null, null],
      ['G-YEARS', 'year-8', null, 'z', null],
      ['G-NIGHTS', '', 40, null, 7],
    ]);
    expect((await coordinator.get(GRID)).text).toContain('Awaits approval');
  });

  test('or none is: each mistake stands at its cell, and everything typed is kept', async () => {
    const wrong = await send(coordinator, YEAR, '/measures/grid', {
      [CELL('G-YEARS', LEEDS, 'year-7')]: 'about 20',
      [CELL('G-YEARS', LEEDS, 'year-8')]: '12',
    });
    expect(wrong.status).toBe(400);
    expect(errorsOf(wrong.text)).toEqual([
      'Enter a whole number, x for not available or z for not applicable',
      'Enter the source',
      'Select the evidence grade',
    ]);
    expect(wrong.text).toContain('value="about 20"');
    expect(wrong.text).toContain('value="12"');
    const refused = await send(coordinator, GRID, '/measures/grid', {
      ...EVIDENCE,
      [CELL('G-PLAIN', BRADFORD)]: '5',
      [CELL('G-PLAIN', 'E08000033')]: '6',
      [CELL('G-NIGHTS', LEEDS)]: '6',
    });
    expect(refused.status).toBe(422);
    expect(errorsOf(refused.text)).toEqual([
      expect.stringContaining('G-PLAIN, Bradford, 2015/16 quarter 1 (April to June 2015) awaits approval already.'),
      expect.stringContaining('Enter how many children are behind them'),
    ]);
    expect(await count('G-PLAIN')).toBe(2);
    const empty = await send(coordinator, GRID, '/measures/grid', EVIDENCE);
    expect(errorsOf(empty.text)).toEqual(['Enter at least one number']);
  });

  test('a block of a spreadsheet fills the table in without a script, and what has no cell is told', async () => {
    const filled = await send(coordinator, YEAR, '/measures/grid/filling', {
      block: '11\t12\n\t14\n15\t16\t17',
      'block-row': '8',
      'block-column': '0',
    });
    expect(filled.status).toBe(200);
    // The table has two rows left from there, and two quarters that have begun.
    expect(plain(filled.text)).toContain('3 cells were filled in. Nothing is submitted yet.');
    expect(plain(filled.text)).toContain('3 cells were beyond the table or not counted there, and left out.');
    expect(filled.text).toContain(`name="${CELL('G-YEARS', 'E08000036', 'year-7')}" value="11"`);
    expect(await count('G-YEARS')).toBe(2);
  });

  test('a draft is kept for its author alone, and goes when it is submitted', async () => {
    const fields = { ...EVIDENCE, [CELL('G-YEARS', LEEDS, 'year-7')]: '33' };
    const saved = await send(leeds, YEAR, '/measures/drafts/grid', fields);
    const draft = saved.headers.location as string;
    expect(draft).toMatch(/^\/measures\/drafts\/[0-9a-f]{32}$/);
    expect((await leeds.get(draft)).text).toContain('value="33"');
    expect((await coordinator.get(draft)).status).toBe(404);
    expect(plain((await leeds.get('/measures/drafts')).text)).toContain('G-YEARS, 2015-16: 1 cell filled in');
    expect(await count('G-YEARS')).toBe(2);
    const sent = await send(leeds, draft, '/measures/grid', fields);
    expect(sent.status).toBe(303);
    expect((await leeds.get(draft)).status).toBe(404);
    expect(await count('G-YEARS')).toBe(3);
  });

  test('a district contact is offered the own district alone, and no cell of another is taken', async () => {
    const page = (await leeds.get(GRID)).text;
    expect(page).toContain(CELL('G-PLAIN', LEEDS));
    expect(page).not.toContain(BRADFORD);
    const stray = await send(leeds, GRID, '/measures/grid', { ...EVIDENCE, [CELL('G-PLAIN', BRADFORD)]: '9' });
    expect([stray.status, errorsOf(stray.text)]).toEqual([
      400,
      [expect.stringContaining('A cell is not part of this table any more.')],
    ]);
    // Without naming a table, cells are those of a file: the act itself refuses the district.
    const { _csrf, _once } = hiddenFields((await leeds.get('/measures/file')).text);
    const bare = await leeds.agent
      .post('/measures/grid')
      .type('form')
      .send({ _csrf, _once, ...EVIDENCE, [CELL('G-PLAIN', BRADFORD)]: '9' });
    expect(bare.status).toBe(403);
  });

  describe('from a file', () => {
    const upload = async (visitor: Visitor, name: string, bytes: Buffer) => {
      const { _csrf = '', _once = '' } = hiddenFields((await visitor.get('/measures/file')).text);
      return visitor.agent
        .post('/measures/file')
        .field('_csrf', _csrf)
        .field('_once', _once)
        .attach('file', bytes, name);
    };
    const csv = (...lines: string[]) =>
      Buffer.from(`Measure,District,Category,Quarter,Number,Children\n${lines.join('\n')}\n`);

    test('become a draft that is looked at and submitted', async () => {
      const sent = await upload(
        coordinator,
        'return.csv',
        csv(
          'G-PLAIN,Calderdale,,2015-16-Q1,17,',
          'G-YEARS,E08000033,Year 8,2015/16-Q1,x,',
          'g-nights,Calderdale,,2015-16 Q1,"1,200",31',
        ),
      );
      expect(sent.status).toBe(303);
      const draft = sent.headers.location as string;
      const page = (await coordinator.get(draft)).text;
      expect(page).toContain(`name="${CELL('G-YEARS', 'E08000033', 'year-8')}" value="x"`);
      const typed = Object.fromEntries(
        [...page.matchAll(/name="(G-[^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [name, value as string]),
      );
      expect((await send(coordinator, draft, '/measures/grid', { ...typed, ...EVIDENCE })).status).toBe(303);
      const nights = await world.db('observation_version').where({ measure: 'G-NIGHTS', place: 'E08000033' }).first();
      expect([nights.value, nights.children]).toEqual([1200, 31]);
    });

    test('of a spreadsheet program are read as well', async () => {
      const book = workbook([
        {
          name: 'Return',
          rows: [
            ['measure', 'place', 'quarter', 'value'],
            ['G-PLAIN', 'Wakefield', '2015-16-Q1', 23],
          ],
        },
      ]);
      const sent = await upload(coordinator, 'return.xlsx', Buffer.from(book));
      expect(sent.status).toBe(303);
      expect((await coordinator.get(sent.headers.location as string)).text).toContain('value="23"');
    });

    test('of many rows become several drafts, each measure whole in one, and none is left where one cannot be kept', async () => {
      const years = Array.from({ length: 10 }, (_, n) => `${2004 + n}-${String(5 + n).padStart(2, '0')}`);
      const districts = ['Bradford', 'Calderdale', 'Kirklees', 'Leeds', 'Wakefield'];
      const rows = (measure: string, category: string) =>
        years.flatMap((year) =>
          districts.flatMap((district) =>
            [1, 2, 3, 4].map((quarter) => `${measure},${district},${category},${year}-Q${quarter},30,`),
          ),
        );
      const many = [...rows('G-YEARS', 'Year 7'), ...rows('G-PLAIN', ''), ...rows('G-YEARS', 'Year 8')];
      const before = (await world.db('observation_draft')).length;
      const sent = await upload(coordinator, 'return.csv', csv(...many));
      expect([sent.status, sent.headers.location]).toEqual([303, '/measures/drafts']);
      const list = (await coordinator.get('/measures/drafts')).text;
      const said = plain(list);
      expect(said).toContain('600 rows were read into 2 drafts');
      expect(said).toContain('A file, G-YEARS: 400 cells filled in');
      expect(said).toContain('A file, G-PLAIN: 200 cells filled in');
      const [, first = ''] = /href="(\/measures\/drafts\/[0-9a-f]{32})"/.exec(list) ?? [];
      const page = (await coordinator.get(first)).text;
      const typed = Object.fromEntries(
        [...page.matchAll(/name="(G-[^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [name, value as string]),
      );
      expect(Object.keys(typed)).toHaveLength(400);
      expect((await send(coordinator, first, '/measures/grid', { ...typed, ...EVIDENCE })).status).toBe(303);
      expect((await world.db('observation_draft')).length).toBe(before + 1);
      const beyond = await upload(
        coordinator,
        'return.csv',
        csv(...Array.from({ length: 4001 }, () => many[0] as string)),
      );
      expect(errorsOf(beyond.text)[0]).toContain('Expected 4,000 rows or fewer');
      // Room for one more draft is not enough for two.
      const kept = await world.db('observation_draft').orderBy('id', 'desc').first();
      const { id: _id, ...copy } = kept;
      for (let n = (await drafts(kept.person_id)).length; n < 99; n += 1) {
        await world.db('observation_draft').insert({ ...copy, draft_key: n.toString(16).padStart(32, '0') });
      }
      const full = await upload(coordinator, 'return.csv', csv(...many));
      expect([full.status, errorsOf(full.text)[0]]).toEqual([400, expect.stringContaining('You have 100 drafts')]);
      expect(await drafts(kept.person_id)).toHaveLength(99);
      await world.db('observation_draft').where('draft_key', 'like', '000000%').delete();
    });
    const drafts = (personId: number) => world.db('observation_draft').where({ person_id: personId });

    test('keep nothing where a row is wrong, and say which and why', async () => {
      const before = (await world.db('observation_draft')).length;
      const sent = await upload(
        coordinator,
        'return.csv',
        csv(
          'G-PLAIN,Calderdale,,2015-16-Q2,17,',
          'NONE,Leeds,,2015-16-Q2,4,',
          'G-YEARS,Leeds,Year 9,2015-16-Q2,4,',
          'G-PLAIN,Leeds,,Q2,4,',
          'G-PLAIN,Leeds,,2015-16-Q2,,',
          'G-PLAIN,Calderdale,,2015-16-Q2,18,',
        ),
      );
      expect(sent.status).toBe(400);
      const page = plain(sent.text);
      for (const said of [
        '5 rows are wrong.',
        'found “NONE”',
        'Expected one of Year 7, Year 8 for G-YEARS; found “Year 9”',
        'Expected a quarter such as 2015-16-Q1; found “Q2”',
        'found an empty cell',
        'It is in the file twice.',
      ]) {
        expect([said, page.includes(said)]).toEqual([said, true]);
      }
      expect((await world.db('observation_draft')).length).toBe(before);
      const other = await upload(leeds, 'return.csv', csv('G-PLAIN,Bradford,,2015-16-Q2,17,'));
      expect(plain(other.text)).toContain('Bradford is not yours to enter.');
      expect(errorsOf((await upload(coordinator, 'x.csv', Buffer.from('a,b\n1,2\n'))).text)).toHaveLength(1);
      expect(errorsOf((await upload(coordinator, 'x.pdf', Buffer.from('%PDF-1.4'))).text)[0]).toContain('a PDF');
    });
  });
});
