import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { perform } from '../../../src/audit/act.ts';
import { HELD } from '../../../src/audit/gate/reading.ts';
import { latestMoment } from '../../../src/audit/moment.ts';
import { verifyChain } from '../../../src/audit/verify.ts';
import { whereWords } from '../../../src/documents/removal-place.ts';
import { openFigure, readValues } from '../../../src/figures/registry.ts';
import { addInitiative } from '../../../src/initiatives/initiative.store.ts';
import { findSort } from '../../../src/initiatives/kinds/initiative-kind.ts';
import { keptRegister } from '../../../src/initiatives/kinds/kind-basis.ts';
import { openBooks } from '../../../src/ledger/figure.ts';
import { Refusal } from '../../../src/platform/refusal.ts';
import type { Answers } from '../../../src/registers/field.ts';
import { addRecord, changeRecord, findRecord, listRecords } from '../../../src/registers/register.store.ts';
import { fillOffice } from '../../spend/office.ts';
import { DATABASES, openWorld, refusalOf, type Visitor, type World } from '../../world.ts';

const day = (name: string, on: string): Record<string, string> => {
  const [year = '', month = '', of = ''] = on.split('-');
  return { [`${name}-day`]: of, [`${name}-month`]: month, [`${name}-year`]: year };
};
const POST = {
  label: 'Investigator 01',
  grade: 'former-detective',
  share: '100',
  annualCost: '31,200',
  ...day('fundedFrom', '2015-04-01'),
  ...day('fundedTo', '2016-03-31'),
  vacancy: '',
};
const FILLING = { post: 'PO-001', ...day('from', '2015-06-01'), ...day('to', ''), share: '100', ended: '' };
const BEDS = { place: 'E08000035', provider: '1', beds: '2', ...day('opened', '2015-04-01'), ...day('closed', '') };
const USE = { place: 'E08000035', quarter: '2015-16-Q1', children: '7', nights: '150', source: 'A log' };

describe.each(DATABASES)('what initiatives of each kind record, on %s', (kind) => {
  let world: World;
  let sam: Visitor;
  let finance: Visitor;
  let leeds: Visitor;
  beforeAll(async () => {
    world = await openWorld(kind, fillOffice);
    sam = await world.signIn('commissioning@demo.example');
    finance = await world.signIn('finance@demo.example');
    leeds = await world.signIn('leeds@demo.example');
    const doer = await world.doer('commissioning@demo.example');
    for (const [of, published] of [
      ['specialist-investigators', true],
      ['specialist-foster-care', false],
    ] as const) {
      await perform(world.site, doer, 'initiative.add', null, async (act) => {
        const about = { fund: 'CSE', kind: of, name: of, purpose: 'To protect', basis: 'A letter' };
        const ref = await addInitiative(act, { ...about, amountPublished: published });
        return { subject: { kind: 'initiative', ref }, result: ref };
      });
    }
  }, 60_000);
  afterAll(() => world.close());

  const POSTS = '/initiatives/I-04/records/post';
  const FILLINGS = '/initiatives/I-04/records/filling';
  const BED = '/initiatives/I-05/records/foster-bed';
  const USED = '/initiatives/I-05/records/foster-use';
  const add = (visitor: Visitor, path: string, fields: Record<string, string>) =>
    visitor.send(`${path}/new`, `${path}/new`, fields);
  const figure = async (id: string, scope: object, seq?: number) => {
    const latest = await latestMoment(world.db, 1);
    const books = openBooks(world.db, 1, seq === undefined ? latest : { ...latest, seq });
    const [value] = await readValues(books, id, [scope]);
    return value?.value ?? value?.marker;
  };

  test('posts are entered by finance and commissioning, and fill within what is funded', async () => {
    expect((await add(finance, POSTS, POST)).headers.location).toBe(`${POSTS}/PO-001`);
    expect((await add(leeds, POSTS, POST)).status).toBe(403);
    expect((await add(await world.signIn('auditor@demo.example'), POSTS, POST)).status).toBe(403);
    const early = await add(sam, FILLINGS, { ...FILLING, ...day('from', '2015-03-31') });
    expect([early.status, early.text.includes('Investigator 01 is funded from 1 April 2015 to 31 March 2016')]).toEqual(
      [422, true],
    );
    expect((await add(sam, FILLINGS, FILLING)).headers.location).toBe(`${FILLINGS}/FI-001`);
    const twice = await add(sam, FILLINGS, { ...FILLING, ...day('from', '2015-07-01'), share: '10' });
    expect([twice.status, twice.text.includes('110% of one would be filled on 1 July 2015')]).toEqual([422, true]);
    const unsaid = await add(sam, FILLINGS, { ...FILLING, ...day('to', '2015-06-30') });
    expect([unsaid.status, unsaid.text.includes('Answer “Why it ended” too')]).toEqual([400, true]);
  });

  test('a post cannot be cut shorter than it is filled, and an old version stays', async () => {
    const before = await latestMoment(world.db, 1);
    const shorter = { ...POST, ...day('fundedTo', '2015-05-31'), version: '1', why: '' };
    const refused = await sam.send(`${POSTS}/PO-001/change`, `${POSTS}/PO-001/change`, shorter);
    expect([refused.status, refused.text.includes('FI-001 runs from 1 June 2015')]).toEqual([422, true]);
    const dearer = { ...POST, annualCost: '36,600', version: '1', why: 'On-costs rose' };
    expect((await sam.send(`${POSTS}/PO-001/change`, `${POSTS}/PO-001/change`, dearer)).status).toBe(303);
    const ofYear = { initiative: 'I-04', year: 2015 };
    expect(await figure('posts.funded-cost', ofYear)).toBe(3_660_000);
    expect(await figure('posts.funded-cost', ofYear, before.seq)).toBe(3_120_000);
  });

  test('figures of posts add up, open to their posts, and count on the last day of the time that is named', async () => {
    const ofYear = { initiative: 'I-04', year: 2015 };
    // 61 of 366 days are vacant.
    expect(await figure('posts.vacancy-saving', ofYear)).toBe(610_000);
    expect(await figure('posts.filled-cost', ofYear)).toBe(3_050_000);
    expect(await figure('posts.filled-wte', { initiative: 'I-04', period: { year: 2015, number: 2 } })).toBe(0);
    expect(await figure('posts.filled-wte', { initiative: 'I-04', quarter: { year: 2015, quarter: 1 } })).toBe(100);
    expect(await figure('posts.filled', { initiative: 'I-01', year: 2015 })).toBe(0);
    const books = openBooks(world.db, 1, await latestMoment(world.db, 1));
    const { rows } = await openFigure(books, 'posts.vacancy-saving', ofYear);
    expect(rows).toEqual([
      { label: 'Post PO-001, 2015/16', href: `${POSTS}/PO-001`, day: null, value: 610_000, marker: '' },
    ]);
    const page = (await sam.get('/initiatives/I-04')).text;
    expect(page).toContain('Filled, whole-time equivalent, at the end of Period 4 (July 2015)');
    expect(page).toMatch(/posts\.filled-wte\?initiative=I-04&amp;period=2015-16-P04"[^>]*>1\.00</);
    expect((await sam.get('/figures/posts.filled-wte?initiative=I-04&period=2015-16-P03')).text).toContain('1.00');
  });

  test('beds and nights: never more used than open, one record for a quarter and a district', async () => {
    const none = await add(leeds, USED, USE);
    expect([none.status, none.text.includes('Leeds had 0 bed nights open in 2015/16 quarter 1')]).toEqual([422, true]);
    expect((await add(leeds, BED, BEDS)).headers.location).toBe(`${BED}/FB-001`);
    expect((await add(leeds, USED, { ...USE, nights: '183' })).status).toBe(422);
    expect((await add(leeds, USED, USE)).headers.location).toBe(`${USED}/FU-001`);
    const again = await add(leeds, USED, USE);
    expect([again.status, again.text.includes('FU-001 already answers for this')]).toEqual([422, true]);
    expect((await add(finance, USED, { ...USE, quarter: '2014-15-Q4' })).status).toBe(403);
    const closed = { ...BEDS, ...day('closed', '2015-04-30'), version: '1', why: '' };
    const refused = await sam.send(`${BED}/FB-001/change`, `${BED}/FB-001/change`, closed);
    expect(refused.status).toBe(422);
    expect(refused.text).not.toMatch(/\b150\b/);
    expect(await figure('bed-nights.available', { initiative: 'I-05', quarter: { year: 2015, quarter: 1 } })).toBe(182);
    expect(await figure('bed-nights.used', { initiative: 'I-05', year: 2015 })).toBe(150);
    expect((await sam.get('/initiatives/I-05/kind')).text).toContain('82% (150 of 182)');
  });

  test('nights of few children are hidden everywhere, and kept when their box is left empty', async () => {
    const form = { ...USE, children: '4', version: '1', why: 'Three were counted twice' };
    const { place, quarter, ...asked } = form;
    expect((await leeds.send(`${USED}/FU-001/change`, `${USED}/FU-001/change`, asked)).status).toBe(303);
    const pages = [`${USED}/FU-001`, USED, '/initiatives/I-05/kind', '/initiatives/I-05', `${USED}/FU-001/change`];
    for (const page of pages) {
      // The version before it had seven children, whose nights were shown then.
      const text = (await leeds.get(page)).text.replace('Bed nights used: 150', '');
      expect([page, /\b150\b/.test(text)]).toEqual([page, false]);
    }
    expect((await sam.get(`${USED}.csv`)).text).toContain(
      'FU-001,Leeds,2015/16 quarter 1 (April to June 2015),[c],[c],A log',
    );
    expect((await sam.get('/initiatives/I-05/kind/bed-nights-districts.csv')).text).toContain('Leeds,182,[c],[c]');
    expect(await figure('bed-nights.used', { initiative: 'I-05', year: 2015 })).toBe('c');
    const kept = { ...asked, children: '', nights: '', version: '2', source: 'Another log', why: '' };
    expect((await leeds.send(`${USED}/FU-001/change`, `${USED}/FU-001/change`, kept)).status).toBe(303);
    const sort = findSort('foster-use')?.sort as never;
    const register = keptRegister(sort, { initiative: 'I-05', today: '2015-07-31' });
    expect((await findRecord(world.db, 1, register, 'FU-001')).answers).toMatchObject({ children: 4, nights: 150 });
  });

  test('words of a record that look personal are held, found by who removes them, and let go by an edit', async () => {
    const { place, quarter, ...asked } = USE;
    const change = (fields: Record<string, string>) =>
      leeds.send(`${USED}/FU-001/change`, `${USED}/FU-001/change`, { ...asked, children: '', nights: '', ...fields });
    const words = 'Chloe Kowalska told us how long she stayed';
    expect((await change({ source: words, version: '3', why: '' })).status).toBe(303);
    const chief = await world.signIn('cfo@demo.example');
    const queue = (await chief.get('/words-to-check')).text;
    expect(queue).toContain('<mark class="app-held">Chloe Kowalska</mark>');
    expect(queue).toContain('Record of an initiative FU-001: source');
    expect(queue).toContain(`href="${USED}/FU-001"`);
    expect((await sam.get(`${USED}/FU-001`)).text).toContain('<mark class="app-held">Chloe Kowalska</mark>');
    const file = (await sam.get(`${USED}.csv`)).text;
    expect([file.includes('Kowalska'), file.includes(HELD)]).toEqual([false, true]);
    const { digest } = await world.db('held_text').orderBy('id', 'desc').first('digest');
    expect(await whereWords(world.db, [digest])).toEqual(new Map([[digest, 'Record of an initiative FU-001: source']]));
    expect((await leeds.send('/contacts', `/words-to-check/${digest}`, { why: 'It is nobody' })).status).toBe(403);
    // Saved again beside another answer, they are held as before.
    expect((await change({ source: words, children: '9', nights: '100', version: '4', why: '' })).status).toBe(303);
    expect(await world.db('held_text').pluck('kinds')).toEqual(['name']);
    expect((await change({ source: 'A log', children: '4', nights: '150', version: '5', why: '' })).status).toBe(303);
    expect(await world.db('held_text')).toEqual([]);
    expect(await world.db('words_decision').pluck('decision')).toEqual(['edited']);
  });

  test('a bed night has no cost where no amount was published, and never £0; of few children it is hidden', async () => {
    const later = { initiative: 'I-05', quarter: { year: 2015, quarter: 2 } } as const;
    expect(await figure('bed-nights.cost', later)).toBe('x');
    expect(await figure('bed-nights.cost', { initiative: 'I-05', year: 2015 })).toBe('c');
    const page = (await sam.get('/initiatives/I-05')).text;
    expect(page).toContain('[x] amount not published');
    const opened = (await sam.get('/figures/bed-nights.cost?initiative=I-05&quarter=2015-16-Q2')).text;
    expect(opened).toContain('[x] not comparable');
    expect(opened).toContain('the amount of the initiative was not published');
  });

  test('the rules hold without a form too, by name, and nothing is left of what is refused', async () => {
    const doer = await world.doer('commissioning@demo.example');
    const tried = async (code: string, initiative: string, answers: Answers): Promise<string> => {
      const register = keptRegister(findSort(code)?.sort as never, { initiative, today: '2015-07-31' });
      try {
        await perform(world.site, doer, `${code}.add`, null, async (act) => {
          const ref = await addRecord(act, register, answers);
          return { subject: { kind: code, ref }, result: ref };
        });
      } catch (error) {
        if (error instanceof Refusal) return error.rule;
        throw error;
      }
      return 'let through';
    };
    const post = {
      label: 'Two',
      grade: 'support',
      share: 50,
      annualCost: 100,
      fundedFrom: '2015-04-01',
      fundedTo: null,
      vacancy: null,
    };
    const rows = async () => (await world.db('kind_record').where({ office_id: 1 }).select('id')).length;
    const before = await rows();
    expect(await tried('post', 'I-05', post)).toBe('not-its-kind');
    expect(await tried('post', 'I-01', post)).toBe('not-its-kind');
    expect(await tried('post', 'I-04', { ...post, fundedTo: '2015-03-31' })).toBe('order');
    const filling = { post: 'PO-001', from: '2015-06-30', to: null, share: 1, ended: null };
    expect(await tried('filling', 'I-04', filling)).toBe('beyond-share');
    expect(await rows()).toBe(before);
    expect(await tried('post', 'I-04', post)).toBe('let through');
    expect(await tried('filling', 'I-04', { ...filling, post: 'PO-002', share: 50 })).toBe('let through');
    expect(await refusalOf(world.db('kind_record').update({ initiative: 'I-01' }))).toMatch(/append-only/);
    expect(await verifyChain(world.db, 1)).toEqual([]);
  });

  test('a record stays with its initiative, whatever its address says', async () => {
    const register = (initiative: string) =>
      keptRegister(findSort('post')?.sort as never, { initiative, today: '2015-07-31' });
    const standing = await findRecord(world.db, 1, register('I-04'), 'PO-002');
    expect(standing.within).toBe('I-04');
    expect((await listRecords(world.db, 1, register('I-01'))).length).toBe(0);
    expect((await sam.get('/initiatives/I-01/records/post/PO-002')).status).toBe(422);
    const doer = await world.doer('commissioning@demo.example');
    const changed = perform(world.site, doer, 'post.change', null, async (act) => {
      await changeRecord(act, register('I-05'), { ref: 'PO-002', basedOn: 1, answers: standing.answers, why: null });
      return { subject: { kind: 'post', ref: 'PO-002' }, result: null };
    });
    expect(await refusalOf(changed)).toMatch(/There is no post PO-002/);
  });
});
