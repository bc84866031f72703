import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { seedDemonstration } from '../../../seeds/demonstration.ts';
import { perform } from '../../../src/audit/act.ts';
import { momentAt } from '../../../src/audit/moment.ts';
import { readFigures } from '../../../src/figures/registry.ts';
import { openBooks } from '../../../src/ledger/figure.ts';
import { mergeOrganisations } from '../../../src/partners/merge.store.ts';
import { addOrganisation } from '../../../src/partners/organisation.store.ts';
import { DATABASES, openWorld, type Visitor, type World } from '../../world.ts';

describe.each(DATABASES)('the demonstration’s posts, sessions and beds, on %s', (kind) => {
  let world: World;
  let finance: Visitor;
  beforeAll(async () => {
    world = await openWorld(kind, seedDemonstration);
    finance = await world.signIn('finance@demo.example');
  }, 120_000);
  afterAll(() => world.close());

  const tables = async (path: string) => (await finance.get(path)).text.split('\r\n');

  test('as many posts are filled at the end of each month as the police recharged', async () => {
    const lines = await tables('/initiatives/I-01/kind/posts-periods.csv');
    const filled = lines.slice(1, -1).map((line) => line.split(',').slice(-4));
    const recharged = [4, 9, 12, 13, 14, 15, 17, 19, 19];
    expect(filled.toReversed().slice(-9)).toEqual(
      recharged.map((posts) => ['30', String(posts), '25.2', String(posts)]),
    );
  });

  test('under-recruitment explains the underspend by itself: every number opens, and they add up', async () => {
    const page = (await finance.get('/initiatives/I-01')).text;
    expect(page).toContain('Why it is underspent');
    expect(page).toContain(
      '2014/15 is underspent by £608,199.50. Vacant posts saved £587,500.35 of it; £20,699.15 has another cause. On 31 March 2015, 14 of 30 posts were filled.',
    );
    expect(page).toContain('2015/16 is expected to be underspent by');
    for (const id of ['over-under-spend', 'posts.vacancy-saving', 'posts.unexplained', 'posts.filled-cost']) {
      const opened = await finance.get(`/figures/${id}?initiative=I-01&year=2014-15`);
      expect([id, opened.status]).toEqual([id, 200]);
      expect(page).toContain(`/figures/${id}?initiative=I-01&amp;year=2014-15`);
    }
    const scope = { initiative: 'I-01', year: 2014 };
    const ids = [
      'over-under-spend',
      'posts.vacancy-saving',
      'posts.unexplained',
      'posts.funded-cost',
      'posts.filled-cost',
    ];
    const shown = await readFigures(
      { db: world.db, officeId: 1 },
      ids.map((figure) => ({ figure, scope })),
    );
    const [over = 0, saving = 0, rest = 0, funded = 0, filled = 0] = shown.map(({ value }) => value ?? undefined);
    expect([over, funded]).toEqual([rest - saving, filled + saving]);
    expect((await finance.get('/initiatives/I-02')).text).not.toContain('Why it is underspent');
  });

  test('a district’s contact reads no county number that would tell another district’s nights', async () => {
    const leeds = await world.signIn('leeds@demo.example');
    const shown = (await leeds.get('/initiatives/I-04/kind')).text;
    expect(shown).not.toContain('Bed nights, by quarter<');
    expect((await leeds.get('/initiatives/I-04')).text).not.toContain('/figures/bed-nights.used');
    expect((await leeds.get('/figures')).text).not.toContain('/figures/bed-nights.used');
    const address = '/figures/bed-nights.used?initiative=I-04&quarter=2015-16-Q1';
    expect([(await leeds.get(address)).status, (await finance.get(address)).status]).toEqual([403, 200]);
    expect((await finance.get('/initiatives/I-04/kind')).text).toContain('Bed nights, by quarter<');
  });

  test('posts are counted on the day at which the office stands, whatever the clock says', async () => {
    const count = async () => {
      const where = { db: world.db, officeId: 1 };
      const [filled] = await readFigures(where, [{ figure: 'posts.filled', scope: { initiative: 'I-01' } }]);
      return filled?.value;
    };
    expect(await count()).toBe(19);
    const before = world.clock.now();
    world.clock.set('2026-11-26T09:00:00.000Z');
    await world.signIn('auditor@demo.example');
    expect(await count()).toBe(19);
    world.clock.set(before);
  });

  test('what was known then is answered as it was known then', async () => {
    const then = await momentAt(world.db, 1, '2014-12-31', '2015-07-31T09:00:00.000Z');
    const scope = { initiative: 'I-01', period: { year: 2014, number: 12 } };
    const [filled] = await readFigures(openBooks(world.db, 1, then), [{ figure: 'posts.filled', scope }]);
    expect(filled?.value).toBe(9);
  });

  test('a return offers that explanation for its row, and enters nothing by itself', async () => {
    const prepared = await finance.send('/returns/new', '/returns/new', {
      template: 'home-office-quarterly',
      year: '2014-15',
      quarter: '4',
    });
    const path = prepared.headers.location as string;
    const page = (await finance.get(path)).text;
    expect(page).toContain('What the record says of I-01');
    expect(page).toContain('Vacant posts saved £587,500.35 of it');
    const begin = /href="([^"]*\?explain=[^"#]*)#explain"/.exec(page)?.[1]?.replaceAll('&amp;', '&') as string;
    const begun = (await finance.get(begin)).text;
    expect(/<textarea[^>]*>2014\/15 is underspent by £608,199\.50/.test(begun)).toBe(true);
    expect(begun).toMatch(/value="I-01\|PCC\|revenue" selected/);
    expect(await world.db('return_explanation').where({ office_id: 1 }).select('id')).toEqual([]);
    const text = /<textarea[^>]*>([^<]*)/.exec(begun)?.[1] as string;
    const saved = await finance.send(begin, `${path}/explanations`, { row: 'I-01|PCC|revenue', text });
    expect(saved.status).toBe(303);
    expect((await finance.get(path)).text).toContain('Vacant posts saved £587,500.35 of it');
    expect((await finance.get(`${path}?explain=nothing`)).status).toBe(200);
    expect((await (await world.signIn('auditor@demo.example')).get(path)).text).not.toContain('What the record says');
  });

  test('the pack says it beside the highlight report, with figures that open', async () => {
    const pack = (await finance.get('/meetings/PEG-2015-03/pack')).text;
    expect(pack).toContain('Why it is underspent: I-01');
    expect(pack).toContain('Vacant posts explain the whole underspend, and more');
    expect(pack).toContain('On 31 July 2015, 19 of 30 posts were filled.');
    expect(pack).not.toContain('Why it is underspent: I-02');
  });

  test('Bradford’s return of 2014 stands with its 48 performances and 6,267 pupils, paid for by the council', async () => {
    const list = (await finance.get('/initiatives/I-02/records/school-session?fundedBy=council&place=E08000032')).text;
    for (const text of ['>48<', '>6,267<', 'The council, from its own money']) expect(list).toContain(text);
    const sessions = await tables('/initiatives/I-02/kind/sessions.csv');
    expect(sessions[1]).toBe('Bradford,,59,59');
    const pupils = await tables('/initiatives/I-02/kind/pupils.csv');
    expect(pupils.slice(1, 6).map((line) => line.split(',').at(-1))).toEqual(['7687', '1764', '[c]', '1515', '587']);
  });

  test('foster care shows its beds, hides the nights of two children, and has no amount', async () => {
    const page = (await finance.get('/initiatives/I-04/kind')).text;
    expect(page).toContain('74% (271 of 364)');
    const districts = await tables('/initiatives/I-04/kind/bed-nights-districts.csv');
    expect(districts.find((line) => line.includes('Kirklees'))).toContain('Kirklees,122,[c],[c]');
    expect((await tables('/initiatives/I-04/kind/bed-nights-quarters.csv'))[1]).toContain(',534,[c],[c]');
    expect((await finance.get('/initiatives/I-04')).text).toContain('[x] amount not published');
  });

  test('a bed of a provider that was merged names the survivor, and can still be changed', async () => {
    const path = '/initiatives/I-04/records/foster-bed/FB-001';
    const commissioning = await world.signIn('commissioning@demo.example');
    const merged = await world.doer('commissioning@demo.example');
    await perform(world.site, merged, 'organisation.merge', null, async (act) => {
      const into = await addOrganisation(act, { name: 'Leeds and its partners', kind: 'council' });
      await mergeOrganisations(act, { from: 5, into, reason: 'One body' });
      return { subject: { kind: 'organisation', ref: String(into) }, result: null };
    });
    const page = (await commissioning.get(path)).text;
    expect(page).toContain('Leeds and its partners (recorded as Leeds City Council)');
    const form = (await commissioning.get(`${path}/change`)).text;
    const chosen = /<option value="(\d+)" selected>Leeds and its partners/.exec(form)?.[1];
    expect(chosen).toBe('5');
  });
});
