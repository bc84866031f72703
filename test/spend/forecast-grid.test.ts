import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import type { BrowserContext, Page } from 'playwright-core';
import { seedDemonstration } from '../../seeds/demonstration.ts';
import { addInitiative } from '../../src/initiatives/initiative.store.ts';
import { inProject } from '../../src/platform/root.ts';
import { enterForecasts } from '../../src/spend/forecast.store.ts';
import { placeBlock } from '../../src/spend/forecast-block.ts';
import { BrowserSite } from '../browser.ts';
import { DATABASES, hiddenFields, openWorld, type Visitor, type World } from '../world.ts';
import { booksOf, type OfficeBooks } from './books.ts';
import { fillOffice } from './office.ts';
import { errorsOf, hiddenOf, plain } from './page.ts';

const P = (number: number, year = 2015) => ({ year, number });
const COMMISSIONING = 'commissioning@demo.example';
const FINANCE = 'finance@demo.example';

describe.each(DATABASES)('On %s, the table of forecasts', (kind) => {
  let world: World;
  let books: OfficeBooks;
  let commissioning: Visitor;
  let finance: Visitor;
  beforeAll(async () => {
    world = await openWorld(kind, fillOffice);
    books = await booksOf(world);
    commissioning = await world.signIn(COMMISSIONING);
    finance = await world.signIn(FINANCE);
    await books.told(FINANCE, (act, personId) =>
      enterForecasts(
        act,
        'I-01',
        [
          { period: P(5), pence: 100_000 },
          { period: P(6), pence: 0 },
        ],
        personId,
      ),
    );
  });
  afterAll(() => world.close());

  const stored = async (): Promise<number> => Number((await world.db('forecast').count({ n: '*' }).first())?.n);
  const outturn = async (initiative: string) => (await books.figure('outturn', { initiative, year: 2015 })).value;
  /** Sends the whole form as a browser would: what stands in it, with what was typed over it. */
  const send = async (visitor: Visitor, changes: Record<string, string>, to = '/forecasts', page?: string) => {
    const text = page ?? (await visitor.get('/forecasts')).text;
    return visitor.agent
      .post(to)
      .type('form')
      .send({ ...hiddenOf(text), ...boxesOf(text), ...changes });
  };

  test('shows what is closed as spent, asks for what is open, and adds each row up', async () => {
    const page = await commissioning.get('/forecasts');
    expect(page.text).not.toContain('name="I-01-2015-16-P03"');
    expect(boxesOf(page.text)).toMatchObject({
      'I-01-2015-16-P05': '1,000.00',
      'I-01-2015-16-P06': '0.00',
      'I-02-2015-16-P04': '',
    });
    const row = /<tr [^>]*data-name="I-01">([\s\S]*?)<\/tr>/.exec(page.text)?.[1] ?? '';
    expect(plain(row)).toMatch(/£1,000\.00 £100,000\.00 \(£99,000\.00\)$/);
    expect(page.text).toContain('aria-label="Forecast of I-02 for Period 4 (July 2015), in pounds"');
    expect(plain(page.text)).toContain('No forecast made');
    const closed = await commissioning.get('/forecasts?year=2014-15');
    expect(boxesOf(closed.text)).toEqual({});
    expect((await commissioning.get('/forecasts?year=2031-32')).status).toBe(404);
  });

  test('saves every changed cell in one act, once, and stores nothing that did not change', async () => {
    const before = await stored();
    const events = async () => Number((await world.db('audit_event').count({ n: '*' }).first())?.n);
    const acts = await events();
    const page = (await commissioning.get('/forecasts')).text;
    const changes = { 'I-01-2015-16-P05': '£2,000', 'I-02-2015-16-P04': '300.5', 'I-02-2015-16-P13': '1' };
    const saved = await send(commissioning, changes, '/forecasts', page);
    expect([saved.status, saved.headers.location]).toEqual([303, '/forecasts?year=2015-16']);
    expect((await send(commissioning, changes, '/forecasts', page)).status).toBe(303);
    expect([await stored(), await events()]).toEqual([before + 3, acts + 1]);
    expect([await outturn('I-01'), await outturn('I-02')]).toEqual([200_000, 30_150]);
    expect((await commissioning.get('/forecasts')).text).toContain('3 forecasts were saved.');
    const same = await send(commissioning, {});
    expect(same.status).toBe(303);
    expect(await stored()).toBe(before + 3);
    const last = await world.db('audit_event').where({ action: 'forecast.enter' }).orderBy('seq').first();
    expect(last).toMatchObject({ subject_kind: 'forecast' });
  });

  test('keeps what was typed and names the initiative and the period of each mistake', async () => {
    const before = await stored();
    const wrong = await send(commissioning, {
      'I-01-2015-16-P05': 'soon',
      'I-01-2015-16-P06': '',
      'I-01-2015-16-P07': '7,000',
      'I-02-2015-16-P08': '(5)',
    });
    expect([wrong.status, errorsOf(wrong.text)]).toEqual([
      400,
      [
        'Forecast of I-01 for Period 5 (August 2015) must be an amount in pounds, like 1,234.50',
        'Enter the forecast of I-01 for Period 6 (September 2015), 0 if nothing is expected',
        'Forecast of I-02 for Period 8 (November 2015) must be £0.00 or more',
      ],
    ]);
    expect(boxesOf(wrong.text)).toMatchObject({
      'I-01-2015-16-P05': 'soon',
      'I-01-2015-16-P07': '7,000',
      'I-02-2015-16-P08': '(5)',
    });
    for (const [, href] of wrong.text.matchAll(/href="#(I-[^"]+)"/g)) expect(wrong.text).toContain(`id="${href}"`);
    const closed = await send(commissioning, { 'I-02-2015-16-P03': '1' });
    expect([closed.status, errorsOf(closed.text)]).toEqual([
      422,
      ['Period 3 (June 2015) is closed, so the actual spend of I-02 counts in it. Forecast a later one.'],
    ]);
    expect((await send(commissioning, { 'I-99-2015-16-P05': '1' })).status).toBe(400);
    expect((await send(commissioning, { seen: 'x' })).status).toBe(400);
    expect((await send(commissioning, { year: '2014-16' })).status).toBe(400);
    expect(await stored()).toBe(before);
  });

  test('is for those who may forecast; others read it, and a district does not', async () => {
    const auditor = await world.signIn('auditor@demo.example');
    const page = await auditor.get('/forecasts');
    expect([page.status, boxesOf(page.text)]).toEqual([200, {}]);
    for (const to of ['/forecasts', '/forecasts/filling']) {
      const fields = { ...hiddenFields((await auditor.get('/figures')).text), ...hiddenOf(page.text) };
      expect((await auditor.agent.post(to).type('form').send(fields)).status).toBe(403);
    }
    const leeds = await world.signIn('leeds@demo.example');
    for (const path of ['/forecasts', '/forecasts.csv', '/forecasts/I-01', '/forecasts/I-01.csv']) {
      expect([path, (await leeds.get(path)).status]).toEqual([path, 403]);
    }
  });

  test('never takes back in silence what somebody else has said meanwhile', async () => {
    const page = (await commissioning.get('/forecasts')).text;
    await send(finance, { 'I-01-2015-16-P09': '900', 'I-01-2015-16-P10': '1,000' });
    // The same cell changed by both is refused by name; what only the other changed is theirs.
    const clash = await send(
      commissioning,
      { 'I-01-2015-16-P09': '950', 'I-02-2015-16-P09': '20' },
      '/forecasts',
      page,
    );
    expect([clash.status, errorsOf(clash.text)]).toEqual([
      422,
      [expect.stringContaining('changed the forecast of I-01 in Period 9 (December 2015) to £900.00 since')],
    ]);
    expect(boxesOf(clash.text)).toMatchObject({
      'I-01-2015-16-P09': '950',
      'I-01-2015-16-P10': '1,000.00',
      'I-02-2015-16-P09': '20',
    });
    const again = await send(commissioning, {}, '/forecasts', clash.text);
    expect(again.status).toBe(303);
    const year = { initiative: 'I-01', quarter: { year: 2015, quarter: 3 as const } };
    expect((await books.figure('forecast.in-period', year)).value).toBe(95_000);
    expect((await books.figure('forecast.in-period', { initiative: 'I-01', period: P(10) })).value).toBe(100_000);
    // The page of one initiative holds to the same.
    const one = (await commissioning.get('/forecasts/I-01')).text;
    await send(finance, { 'I-01-2015-16-P11': '5' });
    const late = await commissioning.agent
      .post('/forecasts/I-01')
      .type('form')
      .send({ ...hiddenOf(one), 'amount-2015-16-P11': '6' });
    expect([late.status, errorsOf(late.text).length]).toEqual([422, 1]);
    expect(late.text).toContain('href="#amount-2015-16-P11"');
  });

  test('fills in a pasted block without a script, saves nothing yet, and says what it could not use', async () => {
    const before = await stored();
    const block = '1\t2\t3\t£1,234.5\t-\r\n4\t\t5\t(6)\tsoon\r\n7\r\n8\r\n';
    const filled = await send(
      commissioning,
      { block, 'block-initiative': 'I-01', 'block-period': '2015-16-P02', 'I-02-2015-16-P12': 'kept' },
      '/forecasts/filling',
    );
    expect(filled.status).toBe(200);
    expect(boxesOf(filled.text)).toMatchObject({
      'I-01-2015-16-P04': '3.00',
      'I-01-2015-16-P05': '1,234.50',
      'I-01-2015-16-P06': '0.00',
      'I-02-2015-16-P04': '5.00',
      'I-02-2015-16-P05': '',
      'I-02-2015-16-P12': 'kept',
    });
    for (const message of [
      '4 amounts were filled in. Nothing is saved yet.',
      'I-02, Period 5 (August 2015): “(6)” must be £0.00 or more. It was left as it was.',
      'I-02, Period 6 (September 2015): “soon” must be an amount in pounds, like 1,234.50. It was left as it was.',
      'Period 2 (May 2015) is closed: 3 amounts were left out.',
      'Period 3 (June 2015) is closed: 1 amount was left out.',
      '1 amount was beyond the edge of the table and left out.',
    ]) {
      expect(plain(filled.text)).toContain(message);
    }
    expect(await stored()).toBe(before);
    const unread = await send(commissioning, { block: '1\t2' });
    expect(errorsOf(unread.text)).toEqual(['Fill the table in with the pasted block first, or empty the box']);
    expect(unread.text).toContain('>1\t2</textarea>');
  });

  test('is a file as well', async () => {
    const [row] = parse((await finance.get('/forecasts.csv')).text, { columns: true, bom: true }) as Record<
      string,
      string
    >[];
    expect(row).toMatchObject({
      Initiative: 'I-01',
      'Period 3 (June 2015), spent': '0.00',
      'Period 5 (August 2015), forecast': '2000.00',
      'Period 6 (September 2015), forecast': '0.00',
      'Period 8 (November 2015), forecast': '',
      'Current budget': '100000.00',
    });
  });

  test('takes a year of forty initiatives in one form', async () => {
    await books.told(COMMISSIONING, async (act) => {
      for (let count = 4; count <= 43; count += 1) {
        await addInitiative(act, {
          fund: 'CSE',
          kind: 'partnership',
          name: `Work ${count}`,
          purpose: 'Many',
          basis: 'A decision',
          amountPublished: true,
        });
      }
      return null;
    });
    const text = (await commissioning.get('/forecasts')).text;
    const changes = Object.fromEntries(Object.keys(boxesOf(text)).map((field) => [field, '12,345.67']));
    expect(Object.keys(changes)).toHaveLength(430);
    expect((await send(commissioning, changes, '/forecasts', text)).status).toBe(303);
    expect((await books.figure('forecast.in-period', { year: 2015, period: P(13) })).value).toBe(43 * 1_234_567);
  });
});

/** The boxes of the table and what stands in them. */
function boxesOf(page: string): Record<string, string> {
  const boxes = [...page.matchAll(/<input class="govuk-input app-grid__input[^>]*? name="([^"]+)" value="([^"]*)"/g)];
  return Object.fromEntries(boxes.map(([, name = '', value = '']) => [name, value]));
}

describe('a block from a spreadsheet', () => {
  const shape = {
    rows: ['I-01', 'I-02', 'I-03'],
    columns: [
      { name: 'Period 3', closed: true },
      { name: 'Period 4', closed: false },
      { name: 'Period 5', closed: false },
    ],
  };
  type PlaceBlock = typeof placeBlock;
  const inBrowser = async (): Promise<PlaceBlock> =>
    ((await import(inProject('views', 'assets', 'forecast-grid.js'))) as { placeBlock: PlaceBlock }).placeBlock;

  test.each([
    // as it was copied, pence by row and column
    ['1', { '0 1': 100 }],
    ['£1,234.50\t(5)', { '0 1': 123_450 }],
    [' £ -   \t-\r\n\u2013', { '0 1': 0, '0 2': 0, '1 1': 0 }],
    ['1,234\r\n2 345\r\n3456.7\r\n', { '0 1': 123_400, '1 1': 234_500, '2 1': 345_670 }],
    ['\t7', { '0 2': 700 }],
    ['1\t2\t3\n\n\n4', { '0 1': 100, '0 2': 200 }],
    ['1.234\t1e3', {}],
    ['', {}],
  ])('%j fills what it can', async (text, expected) => {
    const { filled } = placeBlock(text, { row: 0, column: 1 }, shape);
    expect(Object.fromEntries(filled.map(({ row, column, pence }) => [`${row} ${column}`, pence]))).toEqual(expected);
    expect((await inBrowser())(text, { row: 0, column: 1 }, shape)).toEqual(
      placeBlock(text, { row: 0, column: 1 }, shape),
    );
  });

  test('never writes into a closed period, wherever it begins, and is read alike by the server and the browser', async () => {
    const browser = await inBrowser();
    const letters = fc.constantFrom(...'0123456789,.£()- \t\t\n\r-CcDRabe\u00a0\u200b\u2013');
    const cells = fc.oneof(
      fc.integer({ min: -2_000_000, max: 200_000_000_000 }).map((pence) => (pence / 100).toLocaleString('en-GB')),
      fc.string({ unit: letters, maxLength: 12 }),
    );
    const blocks = fc.array(fc.tuple(cells, fc.constantFrom('\t', '\n', '\r\n', '')), { maxLength: 12 });
    fc.assert(
      fc.property(blocks, fc.nat(3), fc.nat(3), (parts, row, column) => {
        const text = parts.flat().join('');
        const placed = placeBlock(text, { row, column }, shape);
        expect(browser(text, { row, column }, shape)).toEqual(placed);
        for (const cell of placed.filled) {
          expect(shape.columns[cell.column]?.closed).toBe(false);
          expect(shape.rows[cell.row]).toBeDefined();
          expect(cell.pence).toBeGreaterThanOrEqual(0);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('in a browser', () => {
  let world: World;
  let site: BrowserSite;
  beforeAll(async () => {
    world = await openWorld('sqlite', seedDemonstration);
    site = await BrowserSite.open(world);
  }, 60_000);
  afterAll(async () => {
    await site?.close();
    await world?.close();
  });

  async function signedIn(javaScriptEnabled: boolean, width = 1280): Promise<[BrowserContext, Page]> {
    const [context, page] = await site.signedIn(COMMISSIONING, { javaScriptEnabled, width });
    await page.goto(`${site.base}/forecasts`);
    return [context, page];
  }

  const focused = (page: Page) => page.evaluate('document.activeElement.id');
  const paste = (page: Page, selector: string, text: string) =>
    page.evaluate(`{
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', ${JSON.stringify(text)});
      const paste = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
      document.querySelector(${JSON.stringify(selector)}).dispatchEvent(paste);
    }`);
  /** A row's outturn (0), budget (1) or over/(under)spend (2), as it can be seen. */
  const totalOf = async (page: Page, row: string, index: number): Promise<string> => {
    const cell = page.locator(`tr[data-name="${row}"] td.app-number--total`).nth(index);
    return (await cell.locator(':not([hidden])').textContent()) ?? '';
  };
  const textOf = async (page: Page, selector: string): Promise<string> =>
    (await page.locator(selector).textContent()) ?? '';

  test('the arrow keys, Enter and Tab move between cells, and totals follow what is typed', async () => {
    const [context, page] = await signedIn(true);
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(error.message));
    await page.locator('#I-01-2015-16-P05').focus();
    const steps: [string, string][] = [
      ['ArrowDown', 'I-02-2015-16-P05'],
      ['ArrowRight', 'I-02-2015-16-P06'],
      ['Enter', 'I-03-2015-16-P06'],
      ['Shift+Enter', 'I-02-2015-16-P06'],
      ['ArrowLeft', 'I-02-2015-16-P05'],
      ['ArrowUp', 'I-01-2015-16-P05'],
      ['ArrowUp', 'I-01-2015-16-P05'],
      ['Tab', 'I-01-2015-16-P06'],
      ['Shift+Tab', 'I-01-2015-16-P05'],
      ['ArrowLeft', 'I-01-2015-16-P04'],
      ['ArrowLeft', 'I-01-2015-16-P04'],
    ];
    for (const [key, id] of steps) {
      await page.keyboard.press(key);
      expect([key, await focused(page)]).toEqual([key, id]);
    }
    // However far the table scrolls, what is focused is never behind the columns that stay.
    const isCovered = () =>
      page.evaluate(`{
        const focused = document.activeElement;
        const { x, y, width, height } = focused.getBoundingClientRect();
        [x + 2, x + width - 2].some((at) => document.elementFromPoint(at, y + height / 2) !== focused);
      }`);
    for (const width of [1280, 375]) {
      await page.setViewportSize({ width, height: 900 });
      for (const key of [...Array(9).fill('ArrowRight'), ...Array(9).fill('ArrowLeft')]) {
        await page.keyboard.press(key);
        expect([width, key, await focused(page), await isCovered()]).toEqual([width, key, expect.anything(), false]);
      }
    }
    await page.setViewportSize({ width: 1280, height: 900 });
    // Within an amount the arrows move the caret.
    await page.locator('#I-01-2015-16-P05').focus();
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowLeft');
    expect(await focused(page)).toBe('I-01-2015-16-P05');

    const before = await totalOf(page, 'I-01', 0);
    expect(await totalOf(page, 'I-01', 2)).toMatch(/^\(£[\d,.]+\)$/);
    await page.fill('#I-01-2015-16-P05', '£552,000.00');
    expect(pounds(await totalOf(page, 'I-01', 0)) - pounds(before)).toBe(500_000);
    expect(await totalOf(page, 'I-01', 2)).toMatch(/^£[\d,.]+$/);
    await page.fill('#I-01-2015-16-P05', 'soon');
    expect(await totalOf(page, 'I-01', 0)).toBe('Not known');
    await page.press('#I-01-2015-16-P05', 'Tab');
    expect(await textOf(page, '[data-grid-messages]')).toContain(
      'I-01, Period 5 (August 2015): must be an amount in pounds, like 1,234.50.',
    );
    await page.fill('#I-01-2015-16-P05', '52,000.00');
    expect(await totalOf(page, 'I-01', 0)).toBe(before);
    // The open period counts the greater: less than was spent in it changes nothing more.
    await page.fill('#I-03-2015-16-P04', '11,250');
    const counted = await totalOf(page, 'I-03', 0);
    await page.fill('#I-03-2015-16-P04', '1');
    expect(await totalOf(page, 'I-03', 0)).toBe(counted);
    expect(faults).toEqual([]);
    await context.close();
  }, 60_000);

  test('a pasted block fills the cells from the focused one and never a closed one, and is saved as it stands', async () => {
    const [context, page] = await signedIn(true);
    const closedBefore = await textOf(page, 'tr[data-name="I-02"] [data-column="2"]');
    await paste(page, '#I-02-2015-16-P05', '8,000\t£9,000.50\t\t-\r\n(1)\tabc\t7\r\n');
    const value = (id: string) => page.inputValue(`#${id}`);
    expect(await value('I-02-2015-16-P05')).toBe('8,000.00');
    expect(await value('I-02-2015-16-P06')).toBe('9,000.50');
    expect(await value('I-02-2015-16-P07')).toBe('18,000.00');
    expect(await value('I-02-2015-16-P08')).toBe('0.00');
    expect(await value('I-03-2015-16-P07')).toBe('7.00');
    const messages = await textOf(page, '[data-grid-messages]');
    expect(messages).toContain('4 amounts were filled in. Nothing is saved yet.');
    expect(messages).toContain('I-03, Period 5 (August 2015): “(1)” must be £0.00 or more. It was left as it was.');
    expect(messages).toContain('I-03, Period 6 (September 2015): “abc” must be an amount in pounds');
    expect(await textOf(page, '[data-grid-status]')).toBe('4 cells have changed and not been saved yet.');
    // Pasted onto a closed cell, only what reaches past it is filled in.
    await paste(page, 'tr[data-name="I-02"] [data-column="2"] a', '1\t2\n3\t4');
    expect(await value('I-02-2015-16-P04')).toBe('2.00');
    expect(await value('I-03-2015-16-P04')).toBe('4.00');
    expect(await textOf(page, 'tr[data-name="I-02"] [data-column="2"]')).toBe(closedBefore);
    expect(await textOf(page, '[data-grid-messages]')).toContain(
      'Period 3 (June 2015) is closed: 2 amounts were left out.',
    );
    const shown = await totalOf(page, 'I-02', 0);
    await page.getByRole('button', { name: 'Save the forecasts' }).click();
    await page.waitForURL(/forecasts\?year/);
    expect(await textOf(page, 'main')).toContain('6 forecasts were saved.');
    expect(await totalOf(page, 'I-02', 0)).toBe(shown);
    await context.close();
  }, 60_000);

  test('without a script the same form takes a pasted block and Enter saves it', async () => {
    const [context, page] = await signedIn(false, 375);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(375);
    await page.locator('summary', { hasText: 'Paste a block' }).click();
    await page.fill('#block', '11\t12\n13\t14');
    await page.selectOption('#block-initiative', 'I-01');
    await page.selectOption('#block-period', '2015-16-P11');
    await page.getByRole('button', { name: 'Fill the table in' }).click();
    expect(await page.inputValue('#I-02-2015-16-P12')).toBe('14.00');
    await page.press('#I-02-2015-16-P12', 'Enter');
    await page.waitForURL(/forecasts\?year/);
    expect(await page.inputValue('#I-01-2015-16-P11')).toBe('11.00');
    await context.close();
  }, 60_000);
});

function pounds(text: string): number {
  return Number(text.replace(/[£,]/g, ''));
}
