import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { seedDemonstration } from '../../seeds/demonstration.ts';
import { latestMoment } from '../../src/audit/moment.ts';
import { readFigures } from '../../src/figures/registry.ts';
import { openBooks } from '../../src/ledger/figure.ts';
import { formatPounds } from '../../src/money/pence.ts';
import { DATABASES, hiddenFields, openWorld, type Visitor, type World } from '../world.ts';
import { fillOffice, invoice } from './office.ts';
import { errorsOf, hiddenOf, plain, rowsOf } from './page.ts';

// A page whose form carries a token and a key, for requests that no page of theirs offers any more.
const anyForm = '/forecasts/I-01';

describe.each(DATABASES)('On %s, the office', (kind) => {
  let world: World;
  let finance: Visitor;
  let finance2: Visitor;
  let manager: Visitor;
  let cfo: Visitor;
  let auditor: Visitor;

  beforeAll(async () => {
    world = await openWorld(kind, fillOffice);
    finance = await world.signIn('finance@demo.example');
    finance2 = await world.signIn('finance2@demo.example');
    manager = await world.signIn('manager@demo.example');
    cfo = await world.signIn('cfo@demo.example');
    auditor = await world.signIn('auditor@demo.example');
  });
  afterAll(() => world.close());

  const count = async (table: string): Promise<number> => Number((await world.db(table).count({ n: '*' }))[0]?.n);

  async function figure(id: string, scope: Record<string, unknown> = {}): Promise<number | null> {
    const { id: officeId } = await world.db('office').first('id');
    const books = openBooks(world.db, officeId, await latestMoment(world.db, officeId));
    const [shown] = await readFigures(books, [{ figure: id, scope }]);
    return shown?.value ?? null;
  }

  /** Sends a spend through "check your answers" and answers its reference. */
  async function record(visitor: Visitor, changes: Record<string, string> = {}): Promise<string> {
    const check = await visitor.send('/spend/new', '/spend/check', invoice(changes));
    if (check.status !== 200) throw new Error(`It was not checked: ${errorsOf(check.text)}`);
    // The invoices of these stories share a reference: each is said to be another spend.
    const confirmed = { ...hiddenOf(check.text), same: 'yes' };
    const posted = await visitor.agent.post('/spend').type('form').send(confirmed);
    return refOf(posted.headers.location);
  }

  async function approve(visitor: Visitor, ref: string, fields: Record<string, string> = {}) {
    return visitor.send(`/spend/${ref}`, `/spend/${ref}/approval`, fields);
  }

  test('records a spend without a mouse: form, check your answers, and a page with its reference', async () => {
    const form = await finance.get('/spend/new');
    expect(form.text).toContain('<option value="2015-16-P04" selected>');
    expect(form.text).not.toContain('2015-16-P03');
    const check = await finance.send('/spend/new', '/spend/check', invoice());
    expect(check.status).toBe(200);
    expect(check.text).toContain('Check your answers');
    expect(rowsOf(check.text)).toContainEqual(['Left of AG-2015-001', '£60,000.00', '£50,000.00']);
    expect(rowsOf(check.text)).toContainEqual([
      'Left of the revenue budget of I-01 for 2015/16',
      '£40,000.00',
      '£40,000.00',
    ]);
    expect(check.text).toContain('href="/figures/commitment.outstanding?agreement=AG-2015-001&amp;year=2015-16"');
    expect(await count('spend')).toBe(0);

    const back = await finance.agent.post('/spend/new').type('form').send(hiddenOf(check.text));
    expect(back.status).toBe(200);
    expect(back.text).toContain('value="West Yorkshire Police"');
    expect(back.text).toContain('value="£10,000.00"');
    expect(back.text).toContain('<option value="AG-2015-001" selected>');

    const posted = await finance.agent.post('/spend').type('form').send(hiddenOf(check.text));
    expect(posted.status).toBe(303);
    expect(posted.headers.location).toBe('/spend/SP-2015-16-000001');
    const page = await finance.get('/spend/SP-2015-16-000001');
    expect(page.text).toContain('SP-2015-16-000001 was recorded. Somebody else approves it now.');
    expect(page.text).toContain('Awaiting approval');
    expect(await figure('spend.to-date')).toBe(0);
    expect(await figure('spend.awaiting')).toBe(1_000_000);

    const again = await finance.agent.post('/spend').type('form').send(hiddenOf(check.text));
    expect([again.status, again.headers.location]).toEqual([303, '/spend/SP-2015-16-000001']);
    expect(await count('spend')).toBe(1);
    const changed = await finance.agent
      .post('/spend')
      .type('form')
      .send({ ...hiddenOf(check.text), net: '1.00' });
    expect(changed.status).toBe(409);
    expect(await count('spend')).toBe(1);
  });

  test('says what is wrong beside each field and keeps what was typed', async () => {
    const answer = await finance.send(
      '/spend/new',
      '/spend/check',
      invoice({ net: '1e3', 'invoiced-day': '31', 'invoiced-month': '6', supplier: '', category: '', place: 'E1' }),
    );
    expect(answer.status).toBe(400);
    expect(errorsOf(answer.text)).toEqual([
      'Place must be one of those listed; select it again',
      'Select the category',
      'Enter the supplier',
      'Invoice date must be a real date',
      expect.stringMatching(/^Net amount must/),
    ]);
    for (const field of ['place', 'category', 'supplier', 'invoiced-day', 'net']) {
      expect(answer.text).toContain(`href="#${field}"`);
      expect(answer.text).toMatch(new RegExp(`id="${field}"`));
    }
    expect(answer.text).toContain('value="1e3"');
    expect(answer.text).toContain('Investigators, July');
    const later = await finance.send('/spend/new', '/spend/check', invoice({ 'invoiced-month': '8' }));
    expect(errorsOf(later.text)).toEqual(['Invoice date must be today or in the past']);
  });

  test('refuses a field that the form does not have, and whoever may not enter spend', async () => {
    const before = await count('spend');
    const unknown = await finance.send('/spend/new', '/spend/check', invoice({ approved: 'yes' }));
    expect(unknown.status).toBe(400);
    expect((await finance.send('/spend/new', '/spend', { ...invoice(), approved: 'yes' })).status).toBe(400);
    expect((await auditor.get('/spend/new')).status).toBe(403);
    expect((await auditor.send('/spend', '/spend', invoice())).status).toBe(403);
    const leeds = await world.signIn('leeds@demo.example');
    expect((await leeds.get('/spend')).status).toBe(403);
    expect((await finance.get('/spend/SP-2015-16-999999')).status).toBe(404);
    expect((await finance.get('/spend?colour=red')).status).toBe(400);
    expect((await finance.get('/spend?status=lost')).status).toBe(400);
    expect(await count('spend')).toBe(before);
  });

  test('refuses a closed period, an agreement of something else, and an initiative without a budget', async () => {
    const closed = await finance.send('/spend/new', '/spend/check', invoice({ period: '2015-16-P03' }));
    expect(closed.status).toBe(422);
    expect(errorsOf(closed.text)).toEqual([expect.stringContaining('is closed. Post to Period 4 (July 2015)')]);
    expect(closed.text).toContain('href="#period"');
    const other = await finance.send('/spend/new', '/spend/check', invoice({ initiative: 'I-02' }));
    expect(errorsOf(other.text)).toEqual(['AG-2015-001 belongs to I-01. Select that.']);
    const none = await finance.send('/spend/new', '/spend/check', invoice({ initiative: 'I-03', agreement: 'none' }));
    expect(errorsOf(none.text)).toEqual([expect.stringContaining('I-03 has no revenue budget for 2015/16')]);
  });

  test('approves what somebody else entered; nobody approves their own, the Chief Finance Officer neither', async () => {
    const ref = 'SP-2015-16-000001';
    const own = await finance.get(`/spend/${ref}`);
    expect(own.text).toContain('You entered this, so somebody else decides it. Ask a colleague.');
    expect(own.text).not.toContain(`action="/spend/${ref}/approval"`);
    expect((await finance.send('/spend/new', `/spend/${ref}/approval`, {})).status).toBe(403);

    const page = await finance2.get(`/spend/${ref}`);
    expect(page.text).toContain('Approve spend of £10,000.00');
    const approval = { ...hiddenFields(page.text) };
    const done = await finance2.agent.post(`/spend/${ref}/approval`).type('form').send(approval);
    expect([done.status, done.headers.location]).toEqual([303, `/spend/${ref}`]);
    expect(await figure('spend.to-date')).toBe(1_000_000);
    expect(await figure('commitment.outstanding')).toBe(5_000_000);
    const again = await finance2.agent.post(`/spend/${ref}/approval`).type('form').send(approval);
    expect(again.status).toBe(303);
    const late = await manager.send(anyForm, `/spend/${ref}/approval`, {});
    expect(late.status).toBe(422);
    expect(errorsOf(late.text)).toEqual([
      expect.stringMatching(new RegExp(`^${ref} was approved by finance2 on 31 July 2015 at .*Nothing was changed.$`)),
    ]);
    expect(await figure('spend.to-date')).toBe(1_000_000);
    const approved = await auditor.get(`/spend/${ref}`);
    expect(rowsOf(approved.text)).toContainEqual([
      'agreement AG-2015-001 (PCC, 2015/16)',
      'spent on I-01',
      '3 Jul 2015',
      '2015/16 P4',
      '£10,000.00',
    ]);

    const chief = await record(cfo, { net: '100', agreement: 'none', place: 'E08000035' });
    expect((await cfo.send('/spend/new', `/spend/${chief}/approval`, {})).status).toBe(403);
    expect((await approve(finance2, chief)).status).toBe(303);
  });

  test('refuses an approval above the limit of the role, and says so in the queue', async () => {
    const ref = await record(finance, { net: '25,000.00', vat: '0.01' });
    const queue = await finance2.get('/approvals');
    expect(queue.text).toContain('No. Your limit for this is £25,000.00. Ask a colleague with a higher one.');
    expect((await finance.get('/approvals')).text).toContain('No. You entered this');
    expect((await finance2.send('/spend/new', `/spend/${ref}/approval`, {})).status).toBe(403);
    expect((await manager.get('/approvals')).text).toContain('Left of AG-2015-001: £24,999.99');
    expect((await approve(manager, ref)).status).toBe(303);
  });

  test('returns a spend with a reason that stays, and never without one', async () => {
    const ref = await record(finance, { net: '12.34', reference: 'TWICE' });
    const bare = await finance2.send(`/spend/${ref}`, `/spend/${ref}/return`, {});
    expect([bare.status, errorsOf(bare.text)]).toEqual([400, ['Enter the reason for returning it']]);
    const done = await finance2.send(`/spend/${ref}`, `/spend/${ref}/return`, {
      'return-reason': 'Already paid in June',
    });
    expect(done.status).toBe(303);
    const page = await finance.get(`/spend/${ref}`);
    expect(page.text).toContain('Already paid in June');
    expect(page.text).toContain('It was returned and moves nothing.');
    expect((await finance.get('/spend?status=returned')).text).toContain(ref);
  });

  test('takes an overspend with a reason only, whether it is seen at entry or at approval', async () => {
    const much = { initiative: 'I-02', agreement: 'none', category: '4', supplier: 'Theatre Company' };
    const bare = await finance.send('/spend/new', '/spend/check', invoice({ ...much, net: '20,000.01' }));
    expect(bare.status).toBe(422);
    expect(errorsOf(bare.text)).toEqual([expect.stringContaining('This passes what is left by £0.01. Say why')]);
    expect(bare.text).toContain('href="#reason"');

    const first = await record(finance, { ...much, net: '15,000.00' });
    const second = await record(finance, { ...much, net: '6,000.00' });
    expect((await approve(manager, first)).status).toBe(303);
    const page = await manager.get(`/spend/${second}`);
    expect(page.text).toContain('This passes what is left by £1,000.00');
    const refused = await approve(manager, second);
    expect(refused.status).toBe(422);
    const given = await approve(manager, second, { reason: 'Two more schools asked' });
    expect(given.status).toBe(303);
    expect(await figure('budget.available', { initiative: 'I-02' })).toBe(-100_000);
    const third = await record(finance, { ...much, net: '10.00', reason: 'Leaflets were reprinted' });
    expect((await approve(manager, third)).status).toBe(303);
    expect(await figure('spend.to-date', { initiative: 'I-02' })).toBe(2_101_000);
  });

  test('takes a spend back whole, once, by a reversal that somebody else approves', async () => {
    const ref = await record(finance, { net: '500.00', agreement: 'none' });
    const fields = {
      kind: 'reversal',
      amount: '',
      'happened-day': '30',
      'happened-month': '7',
      'happened-year': '2015',
      period: '2015-16-P04',
      reason: 'It belongs to another fund',
    };
    const early = await finance.send(anyForm, `/spend/${ref}/correction`, fields);
    expect([early.status, errorsOf(early.text)[0]]).toEqual([422, expect.stringContaining('is awaiting approval')]);
    await approve(finance2, ref);
    const before = (await figure('spend.to-date')) as number;
    const partly = await finance.send(`/spend/${ref}/correction`, `/spend/${ref}/correction`, {
      ...fields,
      amount: '5',
    });
    expect(errorsOf(partly.text)).toEqual(['Leave the amount empty: a reversal takes back the whole']);
    const closed = { ...fields, period: '2015-16-P01' };
    expect((await finance.send(`/spend/${ref}/correction`, `/spend/${ref}/correction`, closed)).status).toBe(422);

    const entered = await finance.send(`/spend/${ref}/correction`, `/spend/${ref}/correction`, fields);
    const reversal = refOf(entered.headers.location);
    expect(await figure('spend.to-date')).toBe(before);
    expect((await approve(finance, reversal)).status).toBe(403);
    expect((await approve(finance2, reversal)).status).toBe(303);
    expect(await figure('spend.to-date')).toBe(before - 50_000);
    expect((await finance.get(`/spend/${ref}`)).text).toContain('It was taken back by a reversal.');
    const twice = await finance.send(anyForm, `/spend/${ref}/correction`, fields);
    expect([twice.status, errorsOf(twice.text)[0]]).toEqual([422, expect.stringContaining('is reversed')]);
  });

  test('records refunds up to what is left of a spend, and no penny more', async () => {
    const ref = await record(finance, { net: '300.00' });
    await approve(finance2, ref);
    const outstanding = (await figure('commitment.outstanding')) as number;
    const refund = (amount: string) => ({
      kind: 'refund',
      amount,
      'happened-day': '30',
      'happened-month': '7',
      'happened-year': '2015',
      period: '2015-16-P04',
      reason: 'Credit note',
    });
    const form = `/spend/${ref}/correction`;
    const first = refOf((await finance.send(form, form, refund('£200'))).headers.location);
    const more = await finance.send(form, form, refund('100.01'));
    expect(more.status).toBe(422);
    expect(errorsOf(more.text)).toEqual([`Of ${ref}, £100.00 has not been corrected yet; £100.01 cannot be.`]);
    expect(more.text).toContain('value="100.01"');
    expect(errorsOf((await finance.send(form, form, refund(''))).text)).toEqual(['Enter the amount refunded']);
    expect((await approve(finance2, first)).status).toBe(303);
    expect(await figure('commitment.outstanding')).toBe(outstanding + 20_000);
    const page = await finance.get(`/spend/${ref}`);
    expect(page.text).toContain('-£200.00');
    const rows = csvOf((await finance.get('/spend.csv')).text);
    expect(rows.find(({ reference }) => reference === first)).toMatchObject({
      kind: 'refund',
      net: '-200.00',
      irrecoverable_vat: '0.00',
      amount: '-200.00',
      corrects: ref,
    });
  });

  test('finds spend again by filters, page by page, and gets the same list as a file', async () => {
    for (let number = 1; number <= 55; number += 1) {
      await record(finance, { net: `${number}.00`, agreement: 'none', supplier: `Zebra 10% ${number}`, category: '3' });
    }
    const refsOn = (text: string) =>
      [...text.matchAll(/<a class="govuk-link[^"]*" href="\/spend\/(SP-[^"]+)">/g)].map((m) => m[1]);
    const query = 'supplier=zebra+10%25&sort=amount';
    const first = await finance.get(`/spend?${query}`);
    const second = await finance.get(hrefOf(first.text, 'Next page'));
    expect(refsOn(first.text)).toHaveLength(50);
    expect(refsOn(second.text)).toHaveLength(5);
    expect(first.text).toContain('Rows 1 to 50 of 55');
    expect(second.text).toContain('Rows 51 to 55 of 55');
    const last = await finance.get(hrefOf(first.text, 'Last page'));
    expect(refsOn(last.text)).toEqual(refsOn(second.text));
    expect(refsOn((await finance.get(hrefOf(last.text, 'Previous page'))).text)).toEqual(refsOn(first.text));
    expect((await finance.get(`/spend?${query}&after=soon`)).status).toBe(400);
    expect((await finance.get(`/spend?${query}&after=2015-01-01~s5`)).status).toBe(400);
    expect(first.text).toContain('These 55 rows come to');
    expect(first.text).toContain('£1,540.00');

    const file = await finance.get(`/spend.csv?${query}`);
    expect(file.headers['content-type']).toContain('text/csv');
    const rows = csvOf(file.text);
    expect(rows.map((row) => row.reference)).toEqual([...refsOn(first.text), ...refsOn(second.text)]);
    expect(rows[0]).toMatchObject({ amount: '55.00', net: '55.00', place: 'All West Yorkshire', period: '4' });

    const all = csvOf((await auditor.get('/spend.csv')).text);
    const posted = all.filter(({ status }) => status === 'approved' || status === 'reversed');
    const pence = posted.reduce((sum, { amount }) => sum + Math.round(Number(amount) * 100), 0);
    expect(pence).toBe(await figure('spend.to-date'));
    const awaiting = all.filter(({ status }) => status === 'awaiting approval');
    expect(awaiting.reduce((sum, { amount }) => sum + Math.round(Number(amount) * 100), 0)).toBe(
      await figure('spend.awaiting'),
    );
    const narrow = await finance.get('/spend?initiative=I-02&year=2015-16&period=2015-16-P04');
    expect(narrow.text).toContain(
      'href="/figures/spend.to-date?initiative=I-02&amp;year=2015-16&amp;period=2015-16-P04"',
    );
    expect(narrow.text).toContain('£21,010.00');
    expect(refsOn(narrow.text).toReversed()).toEqual(
      csvOf((await finance.get('/spend.csv?initiative=I-02&sort=oldest')).text).map(({ reference }) => reference),
    );
    const formula = await record(finance, { net: '1', supplier: '=HYPERLINK("x")', agreement: 'none' });
    const [row] = csvOf((await finance.get('/spend.csv?supplier=hyperlink')).text);
    expect(row).toMatchObject({ reference: formula, supplier: `'=HYPERLINK("x")`, amount: '1.00' });
  });

  test('forecasts the open periods of the year; a closed one counts its spend and is refused', async () => {
    const commissioning = await world.signIn('commissioning@demo.example');
    const page = await commissioning.get('/forecasts/I-01');
    expect(page.text).not.toContain('name="amount-2015-16-P03"');
    expect(page.text).toContain(
      'href="/figures/spend.in-period?initiative=I-01&amp;year=2015-16&amp;period=2015-16-P03"',
    );
    const wrong = await commissioning.send('/forecasts/I-01', '/forecasts/I-01', {
      'amount-2015-16-P05': 'soon',
      'amount-2015-16-P06': '7,000',
    });
    expect([wrong.status, errorsOf(wrong.text)[0]]).toEqual([
      400,
      expect.stringMatching(/^Forecast for Period 5 \(August 2015\) must/),
    ]);
    expect(wrong.text).toContain('value="7,000"');
    const saved = await commissioning.send('/forecasts/I-01', '/forecasts/I-01', {
      'amount-2015-16-P05': '£8,000',
      'amount-2015-16-P06': '7,000',
    });
    expect(saved.status).toBe(303);
    expect(await figure('forecast.remaining', { initiative: 'I-01', year: 2015 })).toBe(1_500_000);
    const cleared = await commissioning.send('/forecasts/I-01', '/forecasts/I-01', { 'amount-2015-16-P05': '' });
    expect(errorsOf(cleared.text)).toEqual(['Enter the forecast for Period 5 (August 2015), 0 if nothing is expected']);
    const closed = await commissioning.send('/forecasts/I-01', '/forecasts/I-01', { 'amount-2015-16-P03': '1' });
    expect([closed.status, errorsOf(closed.text)[0]]).toEqual([422, expect.stringContaining('is closed')]);
    expect((await auditor.send('/forecasts/I-01', '/forecasts/I-01', { 'amount-2015-16-P05': '1' })).status).toBe(403);
    const list = await auditor.get('/forecasts');
    expect(list.text).toContain('[x] amount not published');
    expect((await auditor.get('/forecasts/I-99')).status).toBe(404);
    expect((await commissioning.send('/forecasts/I-01', '/forecasts/I-01', { 'amount-2020-21-P05': '1' })).status).toBe(
      400,
    );
  });
});

describe.each(DATABASES)('On %s, a list by financial year', (kind) => {
  test('never shows a total that is not the total of its rows', async () => {
    const world = await openWorld(kind, seedDemonstration);
    const finance = await world.signIn('finance@demo.example');
    const manager = await world.signIn('manager@demo.example');
    const before = plain((await finance.get('/spend?year=2014-15')).text);
    expect(before).toMatch(/Spend to date £[\d,.]+/);
    const form = '/spend/SP-2014-15-000001/correction';
    const entered = await finance.send(form, form, {
      kind: 'refund',
      amount: '400',
      'happened-day': '30',
      'happened-month': '7',
      'happened-year': '2015',
      period: '2015-16-P04',
      reason: 'Charged twice',
    });
    const refund = `/spend/${refOf(entered.headers.location)}`;
    expect((await manager.send(refund, `${refund}/approval`, {})).status).toBe(303);
    const money = await finance.get('/figures/spend.to-date?year=2014-15');
    const after = await finance.get('/spend?year=2014-15');
    const sum = csvOf((await finance.get('/spend.csv?year=2014-15')).text)
      .filter(({ status }) => status !== 'returned')
      .reduce((pence, { amount }) => pence + Math.round(Number(amount) * 100), 0);
    expect(plain(after.text)).toContain(`rows come to ${formatPounds(sum)}`);
    expect(plain(money.text)).toContain(formatPounds(sum - 40_000));
    await world.close();
  });
});

function refOf(location: string | undefined): string {
  const ref = location?.split('/').at(-1);
  if (ref === undefined) throw new Error('It was not recorded.');
  return ref;
}

/** The rows of a file that is whole: its last row says so. */
function csvOf(text: string): Record<string, string>[] {
  const rows: Record<string, string>[] = parse(text, { columns: true, bom: true });
  const end = rows.pop();
  expect(end?.reference).toBe(`End of file: ${rows.length} ${rows.length === 1 ? 'row' : 'rows'}`);
  return rows;
}

function hrefOf(page: string, text: string): string {
  const href = new RegExp(`href="([^"]+)">${text}</a>`).exec(page)?.[1];
  if (href === undefined) throw new Error(`There is no link ${text}.`);
  return href.replaceAll('&amp;', '&');
}
