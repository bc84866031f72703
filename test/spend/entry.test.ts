import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { perform } from '../../src/audit/act.ts';
import { addOrganisation } from '../../src/partners/organisation.store.ts';
import { endOldDrafts } from '../../src/people/draft.store.ts';
import { addOffice } from '../../src/people/office.store.ts';
import { hashPassword } from '../../src/people/password.ts';
import { addPerson } from '../../src/people/person.store.ts';
import { DATABASES, hiddenFields, openWorld, PASSWORD, type Visitor, type World } from '../world.ts';
import { ClaimDesk } from './claim-desk.ts';
import { Desk } from './desk.ts';
import { fillOffice, invoice } from './office.ts';
import { errorsOf, hiddenOf, plain } from './page.ts';

/** Rows as fields of the grid: cells by column, the first row first. */
function rows(...cells: Record<string, string>[]): Record<string, string> {
  return Object.fromEntries(
    cells.flatMap((row, index) => Object.entries(row).map(([name, cell]) => [`${name}-${index + 1}`, cell])),
  );
}

/** An ordinary row: July's tour of schools. */
function row(changes: Record<string, string> = {}): Record<string, string> {
  return {
    initiative: 'I-02',
    place: 'Leeds',
    category: '4',
    supplier: 'Theatre Company',
    invoiced: '03/07/2015',
    net: '£100.00',
    ...changes,
  };
}

/** What stands in the boxes of the grid, as far as they are not empty. */
function cellsOf(page: string): Record<string, string> {
  const boxes = [...page.matchAll(/<input class="govuk-input app-grid__input[^>]*? name="([^"]+)" value="([^"]*)"/g)];
  return Object.fromEntries(
    boxes.filter(([, , value]) => value !== '').map(([, name = '', value = '']) => [name, plain(value)]),
  );
}

describe.each(DATABASES)('On %s, entering spend', (kind) => {
  let world: World;
  let desk: Desk;
  let finance: Visitor;
  let finance2: Visitor;
  beforeAll(async () => {
    world = await openWorld(kind, fillOffice);
    desk = new Desk(world);
    finance = await world.signIn('finance@demo.example');
    finance2 = await world.signIn('finance2@demo.example');
  });
  afterAll(() => world.close());

  const count = async (table: string): Promise<number> => Number((await world.db(table).count({ n: '*' }).first())?.n);
  const lastEvent = async () => JSON.parse((await world.db('audit_event').orderBy('seq', 'desc').first()).body);
  /** Sends a form as a browser would: the page's own hidden fields, with what was typed over them. */
  const post = (visitor: Visitor, page: string, to: string | undefined, fields: Record<string, string>) =>
    visitor.agent
      .post(to ?? '')
      .type('form')
      .send({ ...hiddenOf(page), ...fields });
  const draftsOf = async (visitor: Visitor): Promise<string[]> =>
    [...(await visitor.get('/spend/drafts')).text.matchAll(/href="(\/spend\/drafts\/[0-9a-f]{32})"/g)].map(
      ([, href = '']) => href,
    );

  describe('in the grid of many rows', () => {
    test('stores all rows in one act, each its own spend awaiting approval, and ignores blank ones', async () => {
      const [spends, events] = [await count('spend'), await count('audit_event')];
      const page = (await finance.get('/spend/grid')).text;
      const typed = rows(
        row({ reference: 'TC-1' }),
        {},
        row({
          initiative: 'school awareness',
          place: 'e08000035',
          category: 'Supplies and services',
          reference: 'TC-2',
          invoiced: '2015-07-04',
          received: '6 July 2015',
          period: 'July 2015',
          net: '(1)',
        }),
      );
      const wrong = await post(finance, page, '/spend/grid', typed);
      expect([wrong.status, errorsOf(wrong.text)]).toEqual([400, ['Row 3: Net amount must be more than £0.00']]);
      expect(await count('spend')).toBe(spends);

      const sent = { ...typed, 'net-3': '1,234.5' };
      const stored = await post(finance, page, '/spend/grid', sent);
      expect([stored.status, stored.headers.location]).toEqual([303, '/spend']);
      // The same form sent twice, as by a double click, enters once.
      expect((await post(finance, page, '/spend/grid', sent)).status).toBe(303);
      expect([await count('spend'), await count('audit_event')]).toEqual([spends + 2, events + 1]);
      const kept = await world.db('spend').orderBy('id', 'desc').limit(2);
      expect(
        kept.map(({ initiative, place, category, pence, invoiced_on: on, received_on: received }) => ({
          initiative,
          place,
          category,
          pence,
          on,
          received,
        })),
      ).toEqual([
        {
          initiative: 'I-02',
          place: 'E08000035',
          category: '4',
          pence: 123_450,
          on: '2015-07-04',
          received: '2015-07-06',
        },
        { initiative: 'I-02', place: 'E08000035', category: '4', pence: 10_000, on: '2015-07-03', received: null },
      ]);
      const list = plain((await finance.get('/spend')).text);
      expect(list).toContain(`2 spends were recorded, ${kept[1].ref} to ${kept[0].ref}.`);
      expect(plain((await finance.get(`/spend/${kept[0].ref}`)).text)).toContain('Awaiting approval');
      expect((await lastEvent()).detail).toEqual({ refs: [kept[1].ref, kept[0].ref] });
      expect((await finance.send(`/spend/${kept[0].ref}`, `/spend/${kept[0].ref}/approval`, {})).status).toBe(403);
    });

    test('names every fault by row and column, keeps what was typed, and stores nothing', async () => {
      const before = await count('spend');
      const typed = rows(
        row({ reference: 'OK-1', net: '101' }),
        row({ initiative: 'I-77', place: 'Lancaster', category: '', invoiced: '31/06/2015', net: '1e3', vat: '-1' }),
        row({
          initiative: 'I-01',
          agreement: 'AG-2015-001',
          supplier: '',
          invoiced: '1/8/2015',
          period: 'June 2015',
          nature: 'capital',
        }),
        row({ reference: 'OK-2', net: '30,000', initiative: 'I-02' }),
      );
      const page = (await finance.get('/spend/grid')).text;
      const wrong = await post(finance, page, '/spend/grid', typed);
      expect(wrong.status).toBe(400);
      expect(errorsOf(wrong.text)).toEqual([
        'Row 2: Initiative must be one of those listed, by its code or its name; found “I-77”',
        'Row 2: Place must be one of those listed, by its code or its name; found “Lancaster”',
        'Row 2: Select the category',
        expect.stringMatching(/^Row 2: Invoice date must be a real date/),
        'Row 2: Net amount must be an amount in pounds, like 1,234.50',
        'Row 2: Irrecoverable VAT must be £0.00 or more',
        'Row 3: Enter the supplier',
        'Row 3: Invoice date must be today or in the past',
        expect.stringMatching(/^Row 4: This passes what is left by £[\d,.]+\. Say why/),
      ]);
      expect(cellsOf(wrong.text)).toMatchObject(
        typed['category-2'] === '' ? omit(typed, ['category-2', 'supplier-3']) : typed,
      );
      for (const [, id] of wrong.text.matchAll(/href="#([a-z]+-\d+)"/g)) expect(wrong.text).toContain(`id="${id}"`);
      expect(await count('spend')).toBe(before);
      // A closed period is refused by the books, and then none of the rows is stored.
      const closed = await post(
        finance,
        page,
        '/spend/grid',
        rows(row({ reference: 'OK-3', net: '102' }), row({ period: '2015-16-P03', reference: 'OK-4' })),
      );
      expect([closed.status, errorsOf(closed.text)]).toEqual([
        422,
        [expect.stringMatching(/^Row 2: Period 3 \(June 2015\) of 2015\/16 is closed/)],
      ]);
      expect(await count('spend')).toBe(before);
      const nothing = await post(finance, page, '/spend/grid', {});
      expect(errorsOf(nothing.text)).toEqual(['Enter at least one row']);
    });

    test('takes a block from a spreadsheet with a bad row, shows it for correction, and stores nothing yet', async () => {
      const before = await count('spend');
      const block = [
        'Supplier\tInitiative\tDate\tNet\tDistrict\tCategory\tCost centre\tInvoice number',
        'Theatre Company\tSchool awareness\t05/07/2015\t £1,000.00 \tBradford\t4\tX1\tB-1',
        '"Leaflets & Co\nLtd"\tI-02\t2015-07-06\t(20.00)\tNowhere\tSupplies and services\tX1\tB-2',
        '\t\t\t\t\t\t\t',
      ].join('\r\n');
      const page = (await finance.get('/spend/grid')).text;
      const filled = await post(finance, page, '/spend/grid/rows', {
        ...rows(row({ reference: 'KEPT', net: '103' })),
        block,
        do: 'paste',
      });
      expect(filled.status).toBe(200);
      expect(cellsOf(filled.text)).toMatchObject({
        'reference-1': 'KEPT',
        'supplier-2': 'Theatre Company',
        'initiative-2': 'School awareness',
        'invoiced-2': '05/07/2015',
        'net-2': '£1,000.00',
        'supplier-3': 'Leaflets & Co Ltd',
        'net-3': '(20.00)',
        'place-3': 'Nowhere',
      });
      expect(plain(filled.text)).toContain('2 rows were filled in. Nothing is recorded yet.');
      expect(plain(filled.text)).toContain('No column of the grid is called “Cost centre”: left out.');
      expect(errorsOf(filled.text)).toEqual([
        'Row 3: Place must be one of those listed, by its code or its name; found “Nowhere”',
        'Row 3: Net amount must be more than £0.00',
      ]);
      expect(await count('spend')).toBe(before);
      // Without headings the columns are those of the grid, in their order.
      const plainBlock = await post(finance, page, '/spend/grid/rows', {
        block: 'I-02\t\tLeeds\t4\tSomebody\tR-9\t\t1/7/2015',
        do: 'paste',
      });
      expect(cellsOf(plainBlock.text)).toMatchObject({
        'initiative-1': 'I-02',
        'place-1': 'Leeds',
        'supplier-1': 'Somebody',
        'invoiced-1': '1/7/2015',
      });
      // What was pasted and not filled in is not forgotten in silence.
      const unread = await post(finance, page, '/spend/grid', {
        ...rows(row({ reference: 'B-4', net: '104' })),
        block: 'I-02',
      });
      expect(errorsOf(unread.text)).toEqual(['Fill the grid in with the pasted rows first, or empty the box']);
      // What is more than the grid holds stays in the box.
      const long = await post(finance, page, '/spend/grid/rows', {
        block: Array.from({ length: 62 }, (_, at) => `I-02\t\tLeeds\t4\tS${at}`).join('\n'),
        do: 'paste',
      });
      expect(cellsOf(long.text)['supplier-60']).toBe('S59');
      expect(plain(long.text)).toContain('so 2 stay in the box');
      expect(/<textarea[^>]*>([\s\S]*?)<\/textarea>/.exec(long.text)?.[1]).toMatch(/\tS60\t[\s\S]*\tS61\t/);
    });

    test('adds, copies and removes rows by buttons that keep what was typed, without a script', async () => {
      const page = (await finance.get('/spend/grid')).text;
      const typed = rows(row({ reference: 'C-1' }), { net: '7' }, row({ supplier: 'Third' }));
      const more = await post(finance, page, '/spend/grid/rows', { ...typed, do: 'add' });
      expect(cellsOf(more.text)).toMatchObject(typed);
      expect([page, more.text].map((text) => [...text.matchAll(/<tr [^>]*data-row=/g)].length)).toEqual([10, 20]);
      const copied = await post(finance, page, '/spend/grid/rows', { ...typed, do: 'copy-2' });
      expect(cellsOf(copied.text)).toMatchObject({ 'supplier-2': 'Theatre Company', 'net-2': '7', 'place-2': 'Leeds' });
      expect(cellsOf(copied.text)['reference-2']).toBeUndefined();
      const removed = await post(finance, page, '/spend/grid/rows', { ...typed, do: 'remove-2' });
      expect(cellsOf(removed.text)).toEqual(rows(row({ reference: 'C-1' }), row({ supplier: 'Third' })));
    });

    test('pays a claim by one row alone, however many name it, and offers what is to be paid', async () => {
      const claims = new ClaimDesk(desk);
      const payable = (await claims.payableOf(await claims.approved({ pence: 500_00 })))?.ref ?? '';
      const offered = (await finance.get('/spend/entry/references?supplier=west%20yorkshire%20police')).body.options;
      expect(offered[0]).toEqual({ value: 'WYP/7', said: `to be paid: ${payable}, £500.00` });
      const before = await count('spend');
      const page = (await finance.get('/spend/grid')).text;
      const paying = row({
        initiative: 'I-01',
        agreement: 'AG-2015-001',
        supplier: 'West Yorkshire Police',
        category: '1',
        settles: payable,
        net: '500',
        reference: 'WYP/7',
      });
      const half = { ...paying, net: '300', reference: 'WYP/7b' };
      const twice = await post(
        finance,
        page,
        '/spend/grid',
        rows({ ...half, reference: 'WYP/7a', invoiced: '2/7/2015' }, half),
      );
      expect([twice.status, errorsOf(twice.text)]).toEqual([
        422,
        [expect.stringMatching(/^Row 2: Of PY-2015-001, £200\.00 is left to pay; £300\.00 is more/)],
      ]);
      const unknown = await post(finance, page, '/spend/grid', rows({ ...paying, settles: 'PY-2015-404' }));
      expect(errorsOf(unknown.text)[0]).toMatch(/^Row 1: Claim that it pays must be one of those listed/);
      expect([await count('spend'), await count('settlement')]).toEqual([before, 0]);
      expect((await post(finance, page, '/spend/grid', rows(paying))).status).toBe(303);
      expect([await count('spend'), await count('settlement')]).toEqual([before + 1, 1]);
    });

    test('is for those who may enter spend', async () => {
      for (const email of ['auditor@demo.example', 'commissioning@demo.example', 'leeds@demo.example']) {
        const visitor = await world.signIn(email);
        const fields = hiddenFields((await visitor.get('/')).text);
        expect((await visitor.get('/spend/grid')).status).toBe(403);
        expect(
          (
            await visitor.agent
              .post('/spend/grid')
              .type('form')
              .send({ ...fields, ...rows(row()) })
          ).status,
        ).toBe(403);
      }
    });
  });

  describe('that looks like an entry which stands', () => {
    test('is asked about once more, and the answer is kept with the act', async () => {
      const ref = await desk.spend({
        supplier: 'Bus Company',
        netPence: 80_00,
        vatPence: 0,
        invoicedOn: '2015-07-10',
        reference: 'BUS-9',
      });
      const typed = invoice({
        initiative: 'I-02',
        agreement: 'none',
        supplier: 'The bus company',
        category: '3',
        net: '80',
        reference: '',
        'invoiced-day': '10',
      });
      const check = await finance.send('/spend/new', '/spend/check', typed);
      expect(plain(check.text)).toContain(`Looks like ${ref} .`);
      const refusedOnce = await post(finance, check.text, '/spend', {});
      expect([refusedOnce.status, errorsOf(refusedOnce.text)]).toEqual([
        422,
        [expect.stringContaining(`This looks like ${ref}`)],
      ]);
      expect(refusedOnce.text).toContain('id="same"');
      const recorded = await post(finance, check.text, '/spend', { same: 'yes' });
      expect(recorded.status).toBe(303);
      const { detail, subject } = await lastEvent();
      expect(detail).toEqual({ recorded_although_like: [{ spend: subject.ref, like: [ref] }] });
      // The same reference of the same supplier, whatever the amount and the date.
      const sameReference = await finance.send('/spend/new', '/spend/check', {
        ...typed,
        net: '81',
        reference: 'bus-9',
      });
      expect(plain(sameReference.text)).toContain(`Looks like ${ref} .`);
      const others: Record<string, string>[] = [{ net: '81' }, { supplier: 'Tram Company' }, { 'invoiced-day': '11' }];
      for (const other of others) {
        const differs = await finance.send('/spend/new', '/spend/check', { ...typed, ...other });
        expect([differs.status, differs.text.includes('Looks like')]).toEqual([200, false]);
      }
      // What was returned does not stand.
      const back = await desk.spend({
        supplier: 'Coach Company',
        netPence: 90_00,
        vatPence: 0,
        invoicedOn: '2015-07-10',
      });
      await desk.sendBack(back);
      const again = await finance.send('/spend/new', '/spend/check', {
        ...typed,
        supplier: 'Coach Company',
        net: '90',
      });
      expect(again.text).not.toContain('Looks like');
    });

    test('is named by row in the grid, where a row is like the one above it, too', async () => {
      const ref = await desk.spend({ supplier: 'Print Shop', netPence: 55_00, vatPence: 0, invoicedOn: '2015-07-10' });
      const before = await count('spend');
      const page = (await finance.get('/spend/grid')).text;
      const like = row({ supplier: 'Print Shop', net: '55', invoiced: '10/7/2015' });
      const twin = row({ supplier: 'Copy Shop', net: '9', invoiced: '10/7/2015' });
      const typed = rows(like, twin, twin);
      const asked = await post(finance, page, '/spend/grid', typed);
      expect(errorsOf(asked.text)).toEqual([
        `Row 1: it looks like ${ref}. Tick the box of the row to record it all the same, or remove it`,
        'Row 3: it looks like row 2. Tick the box of the row to record it all the same, or remove it',
      ]);
      expect(asked.text).toContain('name="same-1"');
      expect(await count('spend')).toBe(before);
      const recorded = await post(finance, page, '/spend/grid', { ...typed, 'same-1': 'yes', 'same-3': 'yes' });
      expect(recorded.status).toBe(303);
      const { detail } = await lastEvent();
      const [first, second, third] = detail.refs;
      expect(detail.recorded_although_like).toEqual([
        { spend: first, like: [ref] },
        { spend: third, like: [second] },
      ]);
    });
  });

  describe('by copying an earlier one', () => {
    test('starts with its coding and supplier, without amount, reference and dates', async () => {
      const ref = await desk.spend({ supplier: 'Theatre Company', place: 'E08000032', reference: 'COPY-1' });
      const page = await finance2.get(`/spend/${ref}`);
      expect(page.text).toContain(`href="/spend/new?copy=${ref}"`);
      const auditor = await world.signIn('auditor@demo.example');
      expect((await auditor.get(`/spend/${ref}`)).text).not.toContain('?copy=');
      for (const from of [ref, 'last']) {
        const copy = (await finance.get(`/spend/new?copy=${from}`)).text;
        expect(copy).toContain('<option value="E08000032" selected>');
        expect(copy).toContain('<option value="none" selected>');
        expect(copy).toMatch(/name="supplier"[^>]*value="Theatre Company"/);
        expect(copy).not.toContain('COPY-1');
        expect(copy).not.toMatch(/id="net"[^>]*value="[^"]+"/);
      }
      // My last entry is mine: somebody who entered nothing starts with an empty form.
      expect((await finance2.get('/spend/new?copy=last')).text).not.toMatch(/name="supplier"[^>]*value="[^"]+"/);
      expect((await finance.get('/spend/new?copy=SP-2015-16-999999')).status).toBe(404);
    });

    test('or by the coding last used with the supplier, as a suggestion that fills only what is empty', async () => {
      const form = (await finance.get('/spend/new')).text;
      const asked = await post(finance, form, '/spend/new/coding', {
        supplier: 'theatre company',
        category: '1',
        nature: 'revenue',
      });
      expect(plain(asked.text)).toMatch(
        /Suggested from SP-2015-16-\d+, which paid this supplier last: initiative, agreement, place\./,
      );
      expect(asked.text).toMatch(/<select class="govuk-select app-suggested" id="initiative"/);
      expect(asked.text).toMatch(/<select class="govuk-select" id="category"/);
      expect(asked.text).toContain('<option value="1" selected>');
      expect(asked.text).toContain('<option value="I-02" selected>');
      const grid = (await finance.get('/spend/grid')).text;
      const rowed = await post(finance, grid, '/spend/grid/rows', {
        ...rows({ supplier: 'Theatre Company', place: 'Leeds' }),
        do: 'suggest',
      });
      expect(cellsOf(rowed.text)).toMatchObject({ 'initiative-1': 'I-02', 'place-1': 'Leeds', 'category-1': '4' });
      expect(rowed.text).toMatch(/app-suggested" id="category-1"/);
      expect(rowed.text).not.toMatch(/app-suggested" id="place-1"/);
      expect(plain(rowed.text)).toMatch(/Row 1: suggested from SP-2015-16-\d+: initiative, category\. Check it\./);
    });
  });

  describe('completed while it is typed', () => {
    test('offers organisations, their other names and suppliers used before, most used first', async () => {
      for (const reference of ['W-1', 'W-2', 'W-3']) await desk.spend({ supplier: 'Workshop Players', reference });
      await desk.spend({ supplier: 'Work Wear' });
      const { body } = await finance.get('/spend/entry/suppliers?like=wor');
      expect(body.options.map(({ value }: { value: string }) => value)).toEqual(['Workshop Players', 'Work Wear']);
      expect(body.options[0]).toMatchObject({
        said: 'paid 3 times',
        coding: { form: { initiative: 'I-02', agreement: 'none' } },
      });
      const police = (await finance.get('/spend/entry/suppliers?like=yorkshire%20pol')).body.options;
      expect(police.map(({ value }: { value: string }) => value)).toEqual(['West Yorkshire Police']);
      const references = (await finance.get('/spend/entry/references?supplier=workshop%20players&like=w-')).body
        .options;
      expect(references.map(({ value }: { value: string }) => value)).toEqual(['W-3', 'W-2', 'W-1']);
      expect((await finance.get('/spend/entry/references?supplier=nobody')).body.options).toEqual([]);
    });

    test('out of the own office alone, and for those who may enter spend', async () => {
      const stranger = await strangerOf(world);
      expect((await stranger.get('/spend/entry/suppliers?like=')).body.options).toEqual([
        expect.objectContaining({ value: 'Lancashire Players' }),
      ]);
      expect((await stranger.get('/spend/entry/references?supplier=Workshop%20Players')).body.options).toEqual([]);
      const own = (await finance.get('/spend/entry/suppliers?like=lancashire')).body;
      expect(own).toEqual({ options: [], named: null });
      for (const email of ['auditor@demo.example', 'leeds@demo.example']) {
        const visitor = await world.signIn(email);
        expect((await visitor.get('/spend/entry/suppliers?like=a')).status).toBe(403);
        expect((await visitor.get('/spend/entry/references?supplier=a')).status).toBe(403);
      }
    });
  });

  describe('kept as a draft', () => {
    test('is opened again as it was typed, after signing out too, and outside the record', async () => {
      const form = (await finance.get('/spend/new')).text;
      const events = await count('audit_event');
      const typed = invoice({ supplier: 'Amy, 14, and others', net: 'about 90' });
      const saved = await post(finance, form, '/spend/drafts/form', typed);
      expect([saved.status, await count('audit_event')]).toEqual([303, events]);
      await finance.agent
        .post('/sign-out')
        .type('form')
        .send(hiddenFields((await finance.get('/spend')).text));
      finance = await world.signIn('finance@demo.example');
      const list = plain((await finance.get('/spend/drafts')).text);
      expect(list).toContain('One spend: Amy, 14, and others, WYP-0417, I-01, about 90 31 July 2015 at 10:00');
      const opened = (await finance.get(at(saved))).text;
      expect(opened).toMatch(/id="net"[^>]*value="about 90"/);
      expect(opened).toContain('<option value="AG-2015-001" selected>');
      const discarded = await post(finance, opened, `${saved.headers.location}/discarding`, {});
      expect(discarded.status).toBe(303);
      expect((await finance.get(at(saved))).status).toBe(404);
      expect(await draftsOf(finance)).toEqual([]);
    });

    test('in two tabs never writes over the other, and an older copy is kept beside the newer', async () => {
      const [one, other] = [(await finance.get('/spend/grid')).text, (await finance.get('/spend/grid')).text];
      const first = await post(finance, one, '/spend/drafts/grid', rows(row({ supplier: 'Tab one' })));
      const second = await post(finance, other, '/spend/drafts/grid', rows(row({ supplier: 'Tab two' })));
      expect(first.headers.location).not.toBe(second.headers.location);
      // The same draft opened twice: the second to save is told, and neither loses anything.
      const [left, right] = [await finance.get(at(first)), await finance.get(at(first))];
      const newer = await post(finance, left.text, '/spend/drafts/grid', rows(row({ supplier: 'Left' })));
      expect(newer.headers.location).toBe(first.headers.location);
      const older = await post(finance, right.text, '/spend/drafts/grid', rows(row({ supplier: 'Right' })));
      expect(older.headers.location).not.toBe(first.headers.location);
      const told = await finance.get(at(older));
      expect(plain(told.text)).toContain('A newer copy of this draft was saved meanwhile');
      expect(told.text).toContain(`href="${first.headers.location}">Open the newer copy</a>`);
      expect(cellsOf(told.text)['supplier-1']).toBe('Right');
      expect(cellsOf((await finance.get(at(first))).text)['supplier-1']).toBe('Left');
      // Back to the page before the first save, sent again as it was: nothing new is to be kept.
      const same = await post(finance, left.text, '/spend/drafts/grid', rows(row({ supplier: 'Left' })));
      expect(same.headers.location).toBe(first.headers.location);
      expect(await draftsOf(finance)).toHaveLength(3);
      expect(plain((await finance.get('/spend/drafts')).text)).toContain('Kept beside a newer copy of the same draft');
    });

    test('is saved by the script with a version of its own, and says where a newer copy is', async () => {
      const page = (await finance.get('/spend/new')).text;
      const script = (fields: Record<string, string>) =>
        post(finance, page, '/spend/drafts/form', fields).set('Accept', 'application/json');
      const { draft } = hiddenOf(page);
      const first = await script({ supplier: 'Typed' });
      expect(first.body).toMatchObject({ draft, 'draft-version': '1', newer: null });
      const next = await script({ supplier: 'Typed on', 'draft-version': '1' });
      expect(next.body).toMatchObject({ draft, 'draft-version': '2' });
      const late = await script({ supplier: 'Typed elsewhere', 'draft-version': '1' });
      expect(late.body).toMatchObject({ 'draft-version': '1', newer: `/spend/drafts/${draft}` });
      expect(late.body.draft).not.toBe(draft);
      expect((await script({ draft: 'x' })).status).toBe(400);
    });

    test('is its author’s alone, whoever else asks', async () => {
      const href = (await draftsOf(finance))[0] as string;
      for (const email of ['finance2@demo.example', 'manager@demo.example', 'cfo@demo.example']) {
        const other = await world.signIn(email);
        expect([email, (await other.get(href)).status, await draftsOf(other)]).toEqual([email, 404, []]);
        const fields = hiddenFields((await other.get('/spend/new')).text);
        const discarded = await other.agent.post(`${href}/discarding`).type('form').send(fields);
        expect(discarded.status).toBe(404);
        // The number of somebody else's draft names one of one's own, and reaches nothing of theirs.
        const taken = await other.agent
          .post('/spend/drafts/form')
          .type('form')
          .send({ ...fields, draft: href.slice(-32), 'draft-version': '1', supplier: 'Taken' });
        expect(taken.headers.location).toBe(href);
        await other.agent.post(`${href}/discarding`).type('form').send(fields);
      }
      expect((await finance.get(href)).text).not.toContain('Taken');
      const auditor = await world.signIn('auditor@demo.example');
      expect([(await auditor.get(href)).status, (await auditor.get('/spend/drafts')).status]).toEqual([403, 403]);
    });

    test('goes when it is recorded, once, even from two tabs', async () => {
      const page = (await finance.get('/spend/grid')).text;
      const typed = rows(row({ supplier: 'Once Only', reference: 'ONCE' }));
      const saved = await post(finance, page, '/spend/drafts/grid', typed);
      const before = [await count('spend'), (await draftsOf(finance)).length];
      const [left, right] = [await finance.get(at(saved)), await finance.get(at(saved))];
      expect((await post(finance, left.text, '/spend/grid', typed)).status).toBe(303);
      expect([await count('spend'), (await draftsOf(finance)).length]).toEqual([
        Number(before[0]) + 1,
        Number(before[1]) - 1,
      ]);
      expect((await post(finance, right.text, '/spend/grid', typed)).headers.location).toBe('/spend');
      expect(await count('spend')).toBe(Number(before[0]) + 1);
      // Changed meanwhile, it is not recorded in silence, nor lost: it is a draft of its own from here on.
      const changed = { ...typed, 'net-1': '101', 'reference-1': 'OTHER' };
      const told = await post(finance, right.text, '/spend/grid', changed);
      expect([told.status, errorsOf(told.text)]).toEqual([
        409,
        [expect.stringContaining('This draft was recorded already')],
      ]);
      expect(cellsOf(told.text)).toMatchObject({ 'net-1': '101' });
      expect((await post(finance, told.text, '/spend/grid', changed)).status).toBe(303);
      expect(await count('spend')).toBe(Number(before[0]) + 2);
    });

    test('of the form of one spend is recorded through its check, and a later copy that was not recorded stays', async () => {
      const page = (await finance.get('/spend/new')).text;
      const typed = invoice({
        initiative: 'I-02',
        agreement: 'none',
        supplier: 'Draft Company',
        reference: 'DR-1',
        net: '12',
      });
      const saved = await post(finance, page, '/spend/drafts/form', typed);
      const opened = (await finance.get(at(saved))).text;
      const check = await post(finance, opened, '/spend/check', typed);
      expect(hiddenOf(check.text)).toMatchObject({ draft: at(saved).slice(-32), 'draft-version': '1' });
      await post(finance, opened, '/spend/drafts/form', { ...typed, net: '13' });
      expect((await post(finance, check.text, '/spend', {})).status).toBe(303);
      expect((await finance.get(at(saved))).text).toMatch(/id="net"[^>]*value="13"/);
      const rest = await post(finance, (await finance.get(at(saved))).text, `${saved.headers.location}/discarding`, {});
      expect(rest.status).toBe(303);
    });

    test('is kept for 20 hours and more, and for 7 days at most', async () => {
      const page = (await finance.get('/spend/new')).text;
      const saved = await post(finance, page, '/spend/drafts/form', { supplier: 'Kept' });
      world.clock.set('2015-08-01T05:30:00.000Z');
      const morning = await world.signIn('finance@demo.example');
      expect((await morning.get(at(saved))).status).toBe(200);
      world.clock.set('2015-08-07T08:59:59.000Z');
      expect((await (await world.signIn('finance@demo.example')).get(at(saved))).status).toBe(200);
      world.clock.set('2015-08-07T09:00:01.000Z');
      expect((await (await world.signIn('finance@demo.example')).get(at(saved))).status).toBe(404);
      await endOldDrafts(world.db, world.clock);
      expect(await count('spend_draft')).toBe(0);
    });
  });
});

/** Where an answer leads. */
function at({ headers }: { headers: Record<string, string> }): string {
  return headers.location ?? '';
}

function omit(typed: Record<string, string>, names: string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(typed).filter(([name]) => !names.includes(name)));
}

/** A finance officer of another office in the same installation, which knows one supplier. */
async function strangerOf(world: World): Promise<Visitor> {
  const officeId = await addOffice(world.db, {
    code: 'LA',
    name: 'Office of another Commissioner',
    areaCode: 'E23000003',
    commissionerTitle: 'Police and Crime Commissioner',
    standingDay: '2015-07-31',
    demonstration: false,
  });
  const program = { officeId, personId: null, role: 'program' };
  const person = { email: 'finance@other.example', name: 'stranger', roles: ['finance-officer'] };
  await addPerson(world.site, program, { ...person, passwordHash: await hashPassword(PASSWORD) });
  await perform(world.site, program, 'story', null, async (act) => {
    await addOrganisation(act, { name: 'Lancashire Players', kind: 'company' });
    return { subject: { kind: 'story', ref: 'organisation' }, result: null };
  });
  return world.signIn('finance@other.example');
}
