import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { seedDemonstration } from '../../seeds/demonstration.ts';
import { perform } from '../../src/audit/act.ts';
import { makeChecks } from '../../src/audit/check.ts';
import { fillSearch, forgetWords, rebuildSearch } from '../../src/audit/search/search-index.ts';
import { spellOut } from '../../src/audit/words.ts';
import { SEARCH_KINDS } from '../../src/home/search-kind.ts';
import { SEARCH_CHECK, verifySearch } from '../../src/home/verify-search.ts';
import { changeMeasure, findMeasure } from '../../src/outcomes/measure.store.ts';
import { write } from '../../src/platform/database.ts';
import { type SearchTable, searchOf, wordsOf } from '../../src/platform/search.ts';
import { findBatch } from '../../src/spend/import/batch.store.ts';
import { indexLinesAnew } from '../../src/spend/import/stage/index-lines.ts';
import { lineTable } from '../../src/spend/import/stage/line-table.ts';
import { SEARCHED_LINES_CHECK } from '../../src/spend/import/verify-searched-lines.ts';
import { makeBatch } from '../spend/line-maker.ts';
import { plain } from '../spend/page.ts';
import { DATABASES, openWorld, Visitor, type World } from '../world.ts';

const HOSTILE = [
  '"',
  '""',
  '"unclosed',
  "' OR 1=1 --",
  'NEAR(foster care, 2)',
  'foster AND NOT care',
  'foster OR',
  'words:foster',
  '*',
  'foster*',
  '^foster',
  '(((((',
  '{foster}',
  ':* & | ! <->',
  '\\',
  '%_%',
  '\u202efoster',
  'فاوستر رعاية',
  '𞤀𞤁 b',
  'a\u0301\u0301\u0301',
  'zzcoding1',
  'x'.repeat(450),
  '1e999',
  'SP-2015-16-',
  '31/02/2015',
  '£',
];

describe.each(DATABASES)('On %s, the search', (kind) => {
  let world: World;
  let finance: Visitor;
  beforeAll(async () => {
    world = await openWorld(kind, seedDemonstration);
    finance = await world.signIn('finance@demo.example');
    await makeBatch(world.site, 1, {
      ref: 'IB-2015-16-777',
      enteredBy: (await world.person('finance@demo.example')).id,
      outcome: 'accepted',
      codings: [
        { how: 'rule', initiative: 'I-01', agreement: '', place: 'E23000010', category: '3', year: 2015, period: 4 },
      ],
      suppliers: ['Quillfeather Taxis'],
      lines: [
        { date: '2015-07-13', pence: 98_765, coding: 0, supplier: 0, transaction: 'QX1', text: 'school run' },
        { date: '2015-07-14', pence: 4_321, coding: 0, supplier: 0, transaction: 'QX2', text: 'late train' },
        { date: '2015-07-15', pence: 5_432, coding: 0, supplier: 0, transaction: 'QX3', text: 'café bill' },
        { date: '2015-07-16', pence: 6_543, coding: 0, supplier: 0, transaction: 'QX4', text: 'room hire' },
      ],
    });
  });
  afterAll(() => world.close());

  const found = async (visitor: Visitor, q: string, kindOf = ''): Promise<string> => {
    const page = await visitor.get(`/search?q=${encodeURIComponent(q)}${kindOf === '' ? '' : `&kind=${kindOf}`}`);
    expect([q, page.status]).toEqual([q, 200]);
    return page.text.slice(page.text.indexOf('id="main-content"'));
  };
  const put = (id: number, words: string) => putIn('search_words', id, words);
  const putLine = (id: number, words: string) => putIn('import_line_search', id, words);
  const putIn = async (table: SearchTable, id: number, words: string) => {
    await searchOf(world.db, table).drop([id]);
    await searchOf(world.db, table).put([{ id, words }]);
  };
  const lineOf = async (batch: string, row: number) => {
    const { planId } = await findBatch(world.db, 1, batch);
    const line = await world.db('import_line').where({ plan_id: planId, row_number: row }).first();
    return { id: line.id as number, coding: line.coding_id as number, supplier: line.supplier_id as number };
  };
  const verified = async () => (await verifySearch(world.db, 1)).map(({ sentence }) => sentence);

  test('has words for every record of the demonstration, whatever of it is not known yet', async () => {
    const empty: string[] = [];
    for (const { source, table, found: shownAs } of SEARCH_KINDS) {
      const rows = await spellOut(world.db, await world.db(table).select());
      if (rows.length === 0) empty.push(source);
      for (const row of rows) {
        const { text, href } = shownAs(row);
        expect([source, text === '', href.includes('undefined') || href.includes('null')]).toEqual([
          source,
          false,
          false,
        ]);
      }
    }
    expect(empty).toEqual(['pack', 'return_filing']);
    for (const q of ['police', 'council', 'west']) await found(finance, q);
  });

  test('stands on every page and finds by word, part of a word and reference, by kind', async () => {
    expect((await finance.get('/')).text).toContain('<form class="app-masthead__search" method="get" action="/search"');
    const foster = await found(finance, 'FOST');
    expect(foster).toContain('href="/initiatives/I-04"');
    expect(plain(foster)).toContain('Specialist foster care');
    const spend = await world.db('spend').orderBy('id').first();
    expect(await found(finance, spend.ref)).toContain(`href="/spend/${spend.ref}"`);
    const agreement = await world.db('agreement').first();
    expect(await found(finance, agreement.ref.toLowerCase())).toContain(`href="/agreements/${agreement.ref}"`);
    expect(await found(finance, 'nobody has this')).toContain('Nothing that you may see matches');
    const meeting = await world.db('meeting').first();
    expect(await found(finance, meeting.ref)).toContain(`href="/meetings/${meeting.ref}"`);
  });

  test('finds imported lines by their words, spend by its amount and its day, and a line by its row', async () => {
    expect(await found(finance, 'quillfeather school')).toContain('href="/imports/IB-2015-16-777?row=2"');
    expect(await found(finance, '987.65')).toContain('href="/imports/IB-2015-16-777?row=2"');
    expect(await found(finance, '£987.65')).not.toContain('row=3"');
    expect(await found(finance, '14 July 2015')).toContain('href="/imports/IB-2015-16-777?row=3"');
    expect(await found(finance, '14/07/2015')).not.toContain('row=2"');
    expect(await found(finance, 'IB-2015-16-777/3')).toContain('href="/imports/IB-2015-16-777?row=3"');
    const spend = await world.db('spend').orderBy('id').first();
    const amount = `${Math.floor(spend.pence / 100)}.${String(spend.pence % 100).padStart(2, '0')}`;
    expect(await found(finance, amount, 'spend')).toContain(`href="/spend/${spend.ref}"`);
  });

  test('finds each imported line about one with an accent', async () => {
    for (const [words, row] of [
      ['quillfeather train', 3],
      ['quillfeather cafe', 4],
      ['Café bill', 4],
      ['quillfeather hire', 5],
    ] as const) {
      const rows = hrefs(await found(finance, words)).filter((href) => href.includes('IB-2015-16-777?row='));
      expect([words, rows]).toEqual([words, [`/imports/IB-2015-16-777?row=${row}`]]);
    }
  });

  test('shows nobody what they may not open: no supplier, claim or person', async () => {
    const spend = await world.db('spend').orderBy('id').first();
    const claim = await world.db('claim').first();
    for (const email of ['leeds@demo.example', 'member@demo.example']) {
      const visitor = await world.signIn(email);
      for (const q of [
        'quillfeather',
        '987.65',
        '13 July 2015',
        'IB-2015-16-777',
        'IB-2015-16-777/2',
        spend.ref,
        claim.ref,
      ]) {
        const page = await found(visitor, q);
        for (const path of ['/spend', '/imports', '/claims', '/payables', '/returns', '/people']) {
          expect([email, q, page.includes(`href="${path}`)]).toEqual([email, q, false]);
        }
      }
      expect(await found(visitor, spend.ref, 'spend')).toContain('Nothing that you may see matches');
    }
    expect(await found(finance, 'demo.example', 'person')).toContain('Nothing that you may see matches');
    const admin = await world.signIn('admin@demo.example');
    expect(await found(admin, 'leeds@demo.example')).toContain('href="/people"');
    expect((await new Visitor(world.app).get('/search?q=foster')).status).toBe(303);
  });

  test('finds a paper that names its readers for them and for those who prepare papers, and for nobody else', async () => {
    const who = [];
    for (const email of ['secretariat', 'member', 'leeds', 'finance', 'auditor'].map(
      (name) => `${name}@demo.example`,
    )) {
      const visitor = await world.signIn(email);
      for (const [q, href] of [
        ['Filling the posts', '/papers/P-004'],
        ['P-004', '/papers/P-004'],
        ['homes of investigators terms', '/papers/P-004'],
        ['unallocated', '/papers/P-003'],
      ] as const) {
        const mayOpen = (await visitor.get(href)).status === 200;
        const page = await found(visitor, q, 'paper');
        if (page.includes(`href="${href}"`) && !mayOpen) who.push([email, q]);
        if (q === 'Filling the posts' && mayOpen) expect([email, page]).toEqual([email, expect.stringContaining(href)]);
        if (!mayOpen) expect(page).not.toContain('There are more');
      }
    }
    expect(who).toEqual([]);
    const finances = await found(finance, 'Filling the posts');
    expect((await finance.get('/papers/P-004')).status).toBe(403);
    expect(finances).not.toContain('/papers/P-004');
  });

  test('finds what is asked of PEG, its members, letters, questions, engagements and sharing agreements', async () => {
    const secretariat = await world.signIn('secretariat@demo.example');
    for (const [source, column, path, key] of [
      ['decision_asked', 'title_words', '/decisions-asked', 'ref'],
      ['peg_member', 'name_words', '/peg-members', 'ref'],
      ['briefing_text', 'title_words', '/briefings', 'briefing_ref'],
      ['chief_question', 'question_words', '/questions', 'ref'],
      ['engagement', 'group_words', '/engagements', 'ref'],
      ['sharing_agreement', 'title_words', '/sharing-agreements', 'ref'],
    ] as const) {
      const row = await world.db(source).orderBy('id', 'desc').first();
      const { text } = await world.db('words').where({ digest: row[column] }).first();
      const words = wordsOf(text).slice(0, 4).join(' ');
      expect([source, await found(secretariat, words, source)]).toEqual([
        source,
        expect.stringContaining(`href="${path}/${row[key]}"`),
      ]);
    }
    const member = await world.signIn('member@demo.example');
    expect(await found(member, 'home secretary', 'briefing_text')).toContain('Nothing that you may see matches');
  });

  test('finds sorts of records that an earlier version of the program did not', async () => {
    const of = { source: 'paper' };
    await searchOf(world.db, 'search_words').drop(await world.db('search_entry').where(of).pluck('id'));
    await world.db('search_entry').where(of).del();
    expect(await verified()).not.toEqual([]);
    await fillSearch(world.db);
    expect(await verified()).toEqual([]);
    expect(await found(await world.signIn('secretariat@demo.example'), 'Filling the posts')).toContain('/papers/P-004');
  });

  test('calls a measure what it is called now, by whatever name it was found', async () => {
    const { id } = await world.person('coordinator@demo.example');
    const {
      code,
      version,
      initiative: _initiative,
      template: _template,
      ...measure
    } = await findMeasure(world.db, 1, 'SA-SCHOOLS');
    await perform(world.site, await world.doer('coordinator@demo.example'), 'measure.change', null, async (act) => {
      const wanted = { ...measure, name: 'Academies visited' };
      await changeMeasure(act, code, wanted, { seen: version, reason: 'Asked', on: '2015-07-31', enteredBy: id });
      return { subject: { kind: 'measure', ref: code }, result: null };
    });
    for (const q of ['Academies', code]) {
      const page = await found(finance, q, 'measure');
      expect([q, page.includes('>Academies visited<'), page.includes(measure.name)]).toEqual([q, true, false]);
    }
  });

  test('keeps no count of people among what it looks at', async () => {
    const observed = await world.db('observation_version').whereNotNull('value').where('value', '>', 300).first();
    expect(observed).toBeDefined();
    const coordinator = await world.signIn('coordinator@demo.example');
    expect(await found(coordinator, String(observed.value))).not.toContain('/measures/');
  });

  test('answers whatever is typed with a page, never with a fault', async () => {
    for (const q of HOSTILE) await found(finance, q);
    expect((await finance.get('/search?q=a%00')).status).toBe(400);
    expect((await finance.get(`/search?q=${'x'.repeat(600)}`)).status).toBe(400);
    expect((await finance.get('/search?q=a&kind=observation')).status).toBe(400);
    expect((await finance.get('/search?q=a&q=b')).status).toBe(400);
    expect((await finance.get('/search')).status).toBe(200);
  });

  test('finds a changed record by its new words alone', async () => {
    const commissioning = await world.signIn('commissioning@demo.example');
    const risk = await world.db('risk').orderBy('id').first();
    const title = (await world.db('words').where({ digest: risk.title_words }).first()).text as string;
    expect(await found(commissioning, title, 'risk')).toContain(`href="/risks/${risk.ref}"`);
    expect(await verified()).toEqual([]);
  });

  test('forgets what two people removed, and verify says when it does not', async () => {
    const spend = await world.db('spend').orderBy('id').first();
    const { text } = await world.db('words').where({ digest: spend.supplier_words }).first();
    const word = wordsOf(text).toSorted((a, b) => b.length - a.length)[0] as string;
    expect(await found(finance, `${word} ${spend.ref}`)).toContain(`href="/spend/${spend.ref}"`);
    const clear = { salt: null, text: null };
    await write(world.db, async (trx) => {
      await trx('words').where({ digest: spend.supplier_words }).update(clear);
    });
    expect(await verified()).toEqual([expect.stringContaining(`spend ${spend.ref}`)]);
    await write(world.db, (trx) => forgetWords(trx, 1, [spend.supplier_words]));
    expect(await verified()).toEqual([]);
    expect(await found(finance, `${word} ${spend.ref}`)).not.toContain(`href="/spend/${spend.ref}"`);
    expect(await found(finance, spend.ref)).toContain(`href="/spend/${spend.ref}"`);
  });

  test.each<[string, (id: number) => Promise<unknown>, string]>([
    ['an emptied row', (id) => put(id, ''), 'The search does not find spend SP-'],
    ['the words of another', (id) => put(id, 'nothing of the sort'), 'The search does not find spend SP-'],
    ['a row that is gone', (id) => searchOf(world.db, 'search_words').drop([id]), 'The search does not find spend SP-'],
    [
      'a record that is not named',
      (id) => world.db('search_entry').where({ id }).del(),
      'The search does not find spend',
    ],
    [
      'a record that there is not',
      () => world.db('search_entry').insert({ office_id: 1, source: 'risk', ref: 'R-999', row_id: 1 }),
      'The search finds risk records that there are not.',
    ],
  ])('verify names %s in its index, and making it anew mends it', async (_what, harm, says) => {
    const { id } = await world.db('search_entry').where({ source: 'spend' }).orderBy('id', 'desc').first();
    await harm(id);
    const [made] = await makeChecks(world.db, 1, [SEARCH_CHECK]);
    expect(made?.findings).toEqual([
      { check: 'search', seq: null, sentence: expect.stringMatching(new RegExp(`^${says}.*search rebuild$`)) },
    ]);
    await write(world.db, (trx) => rebuildSearch(trx, 1));
    expect(await verified()).toEqual([]);
  });

  test.each<[string, (line: Awaited<ReturnType<typeof lineOf>>) => Promise<unknown>]>([
    ['was emptied', ({ id }) => putLine(id, '')],
    ['is gone', ({ id }) => searchOf(world.db, 'import_line_search').drop([id])],
    ['lost its supplier', ({ id, coding }) => lineTable(world.db).seekAgain(id, 'posters', { coding, supplier: 0 })],
    ['lost its coding', ({ id, supplier }) => lineTable(world.db).seekAgain(id, 'posters', { coding: 0, supplier })],
  ])('verify names an imported line whose row in the index %s, and making it anew mends it', async (_what, harm) => {
    await harm(await lineOf('IB-2015-16-001', 3));
    const [made] = await makeChecks(world.db, 1, [SEARCHED_LINES_CHECK]);
    expect(made?.findings).toMatchObject([
      {
        check: 'searched-lines',
        sentence:
          'The search does not find 1 of the lines of IB-2015-16-001, such as row 3. Run: npm run -s cse -- search rebuild',
      },
    ]);
    expect(await indexLinesAnew(world.db, 1)).toBeGreaterThan(1);
    expect((await makeChecks(world.db, 1, [SEARCHED_LINES_CHECK]))[0]?.findings).toEqual([]);
    expect(await found(finance, 'posters autumn tour')).toContain('href="/imports/IB-2015-16-001?row=3"');
  });

  test('is made anew from the record alone', async () => {
    const before = await found(finance, 'foster');
    await write(world.db, async (trx) => {
      await trx('search_words').del();
      await trx('search_entry').del();
    });
    expect(await found(finance, 'foster')).toContain('Nothing that you may see matches');
    expect((await verified()).length).toBeGreaterThan(10);
    expect(await write(world.db, (trx) => rebuildSearch(trx, 1))).toBeGreaterThan(50);
    expect(await verified()).toEqual([]);
    expect(hrefs(await found(finance, 'foster'))).toEqual(hrefs(before));
  });
});

function hrefs(page: string): string[] {
  return [...page.matchAll(/href="([^"]+)"/g)].map(([, href]) => href as string).sort();
}
