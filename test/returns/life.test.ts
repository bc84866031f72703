import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { seedDemonstration } from '../../seeds/demonstration.ts';
import { verifyDocuments } from '../../src/documents/document.store.ts';
import { spendOf } from '../home/papers.ts';
import { DATABASES, openWorld, type World } from '../world.ts';
import {
  type Desk,
  download,
  explainAll,
  offer,
  openDesk,
  plain,
  prepare,
  press,
  rowsOf,
  submit,
  unpacked,
} from './filing-desk.ts';

const HOME_OFFICE = { template: 'home-office-quarterly' };

describe.each(DATABASES)('the life of a return on %s', (kind) => {
  let world: World;
  let desk: Desk;
  beforeAll(async () => {
    world = await openWorld(kind, seedDemonstration);
    desk = await openDesk(world);
  });
  afterAll(() => world.close());

  const ROW = 'row-0';
  const REASON = 'The underspend is explained too shortly: say how many posts were vacant.';

  test('changes are asked for in a named row; the next draft shows the reason and each value, old beside new', async () => {
    const first = await prepare(desk, { ...HOME_OFFICE, year: '2015-16', quarter: '1' });
    expect(first).toBe('/returns/HO-2015-16-Q1/1');
    await offer(desk, first);
    const form = await desk.cfo.get(`${first}/changes`);
    expect(form.text).toContain('Finance: I-01');
    expect((await press(desk.cfo, first, 'changes', { reason: REASON })).text).toContain('Select each row');
    const none = await press(desk.cfo, first, 'changes', { [ROW]: 'yes', reason: '' });
    expect(none.status).toBe(400);
    const own = await press(desk.finance, first, 'changes', { [ROW]: 'yes', reason: REASON });
    expect(own.status).toBe(403);
    expect((await press(desk.cfo, first, 'changes', { [ROW]: 'yes', reason: REASON })).status).toBe(303);
    // What was asked for stays, and this draft goes nowhere any more.
    expect((await press(desk.cfo, first, 'certification')).text).toContain(
      'Changes were asked for in HO-2015-16-Q1, draft 1',
    );
    expect((await press(desk.finance, first, 'submission')).status).toBe(422);
    expect(plain((await desk.finance.get('/')).text)).toContain('Return HO-2015-16-Q1 to be changed');

    const second = await prepare(desk, { ...HOME_OFFICE, year: '2015-16', quarter: '1' });
    expect(second).toBe('/returns/HO-2015-16-Q1/2');
    const asked = plain((await desk.finance.get(second)).text);
    expect(asked).toContain('Changes asked for in draft 1');
    expect(asked).toContain(`${REASON} Not changed`);
    await press(desk.finance, second, 'explanations', { row: 'I-01|PCC|revenue', text: 'Five posts were vacant.' });
    const changed = plain((await desk.finance.get(second)).text);
    expect(changed).toContain(`${REASON} Changed`);
    expect(changed).toContain('Explanation As planned. Five posts were vacant.');
    const old = plain((await desk.finance.get(first)).text);
    expect(old).toContain(REASON);
    expect(old).toContain('As planned.');
    expect(old).not.toContain('Five posts were vacant.');
  });

  test('two people who submit at the same moment submit it once', async () => {
    const draft = '/returns/HO-2015-16-Q1/2';
    await explainAll(desk, draft);
    await press(desk.finance, draft, 'review');
    const offers = await Promise.all([desk.finance, desk.manager].map((visitor) => press(visitor, draft, 'offer')));
    expect(offers.map(({ status }) => status).toSorted()).toEqual([303, 422]);
    expect((await press(desk.cfo, draft, 'certification')).status).toBe(303);
    const sent = await Promise.all([desk.finance, desk.manager].map((visitor) => press(visitor, draft, 'submission')));
    expect(sent.map(({ status }) => status).toSorted()).toEqual([303, 422]);
    const steps = await world.db('return_step').where({ step: 'submitted' });
    expect(steps).toHaveLength(1);
  });

  let filed: Buffer;

  test('it is acknowledged once, and what was downloaded by whom is recorded', async () => {
    const draft = '/returns/HO-2015-16-Q1/2';
    filed = await download(desk.manager, `${draft}/package.zip`);
    const future = { 'received-day': '1', 'received-month': '8', 'received-year': '2015', reference: 'HO/CSE/12' };
    expect((await press(desk.finance, draft, 'acknowledgement', future)).status).toBe(400);
    const today = { ...future, 'received-day': '31', 'received-month': '7' };
    expect((await press(desk.finance, draft, 'acknowledgement', today)).status).toBe(303);
    expect((await press(desk.finance, draft, 'acknowledgement', today)).text).toContain('is acknowledged already');
    const page = plain((await desk.finance.get(draft)).text);
    expect(page).toContain('HO/CSE/12, 31 July 2015');
    const manager = await world.person('manager@demo.example');
    expect(page).toContain(`All files in one ${manager.name}`);
    const auditor = await world.signIn('auditor@demo.example');
    expect((await press(auditor, draft, 'acknowledgement', today)).status).toBe(403);
  });

  test('asked for by whoever received it, it is filed again beside the first, which keeps its bytes', async () => {
    const draft = '/returns/HO-2015-16-Q1/2';
    const again = await desk.finance.send('/returns/new', '/returns/new', {
      ...HOME_OFFICE,
      year: '2015-16',
      quarter: '1',
      standing: 'final',
    });
    expect(again.text).toContain('has been submitted and never changes');
    await press(desk.finance, draft, 'changes', { [ROW]: 'yes', reason: 'Say which posts.' });
    // What is posted into the next period changes nothing of the quarter, so only the words differ.
    await spendOf(world, { initiative: 'I-03', pence: 12_345, period: 4, day: '2015-07-28' });
    const third = await prepare(desk, { ...HOME_OFFICE, year: '2015-16', quarter: '1' });
    await press(desk.finance, third, 'explanations', { row: 'I-01|PCC|revenue', text: 'Two of the posts.' });
    await submit(desk, third);
    const control = rowsOf(
      unpacked(await download(desk.finance, `${third}/package.zip`)).get('CSE-HO-2015-16-Q1-control.csv') as Buffer,
    );
    const differences = control.filter(({ part }) => part === 'Difference');
    expect(differences.map(({ says }) => says)).toContain('Was Five posts were vacant., is Two of the posts.');
    expect(control.find(({ about }) => about === 'Standing')?.says).toBe('Final; takes the place of draft 2');
    expect(await download(desk.finance, `${draft}/package.zip`)).toEqual(filed);
    expect(plain((await desk.finance.get(draft)).text)).toContain('What was submitted here stays as it was.');
    expect(await verifyDocuments(world.db, 1)).toEqual([]);
  });

  test('an earlier quarter goes out first, and a quarter that has not begun is no quarter', async () => {
    const earlier = await prepare(desk, { ...HOME_OFFICE, year: '2014-15', quarter: '4', standing: 'provisional' });
    await press(desk.finance, '/returns/HO-2015-16-Q1/3', 'changes', { [ROW]: 'yes', reason: 'Once more.' });
    const later = await prepare(desk, { ...HOME_OFFICE, year: '2015-16', quarter: '1' });
    const page = plain((await desk.finance.get(later)).text);
    expect(page).toContain('HO-2014-15-Q4. It is of an earlier quarter, and has not been submitted.');
    expect((await press(desk.finance, later, 'review')).status).toBe(422);
    await submit(desk, earlier);
    expect(plain((await desk.finance.get(later)).text)).not.toContain('It is of an earlier quarter');
    const future = await desk.finance.send('/returns/new', '/returns/new', {
      ...HOME_OFFICE,
      year: '2015-16',
      quarter: '3',
    });
    expect(future.text).toContain('has not begun');
  });

  test('a provisional return is followed by a final and then an audited one, and never by one less certain', async () => {
    const wanted = { ...HOME_OFFICE, year: '2014-15', quarter: '4' };
    const final = await prepare(desk, { ...wanted, standing: 'final' });
    expect(plain((await desk.finance.get(final)).text)).toContain('What differs from draft 1, which was submitted');
    await submit(desk, final);
    const back = await desk.finance.send('/returns/new', '/returns/new', { ...wanted, standing: 'provisional' });
    expect(back.text).toContain('It was submitted as final, so it cannot be filed again as provisional');
    const audited = await prepare(desk, { ...wanted, standing: 'audited' });
    const [before, , after] = [final, null, audited].map((path) => Number(path?.split('/').at(-1)));
    const terms = await world
      .db('return_terms as t')
      .join('return_filing as f', 'f.id', 't.filing_id')
      .join('return_filing as e', 'e.id', 't.follows_id')
      .where({ 'f.ref': 'HO-2014-15-Q4', 'f.draft': after })
      .first('t.standing', 'e.draft');
    expect(terms).toEqual({ standing: 'audited', draft: before });
  });

  test('what the last return said of a row stands beside it', async () => {
    const [latest] = await world.db('return_filing').where({ ref: 'HO-2015-16-Q1' }).orderBy('draft', 'desc');
    const page = plain((await desk.finance.get(`/returns/HO-2015-16-Q1/${latest.draft}`)).text);
    expect(page).toContain('What HO-2014-15-Q4 said');
    expect(page).toMatch(/I-01, [^£]*revenue \(£[\d,.]+\) \(£608,199\.50\) As planned\./);
  });
});
