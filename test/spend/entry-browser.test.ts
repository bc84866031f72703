import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { BrowserContext, Page } from 'playwright-core';
import { seedDemonstration } from '../../seeds/demonstration.ts';
import { inProject } from '../../src/platform/root.ts';
import { readBlock } from '../../src/spend/entry/grid-block.ts';
import { GRID_COLUMNS } from '../../src/spend/entry/grid-column.ts';
import { axeViolations, BrowserSite } from '../browser.ts';
import { openWorld, type World } from '../world.ts';

const FINANCE = 'finance@demo.example';

describe('entering spend in a browser', () => {
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

  async function opened(
    path: string,
    { javaScriptEnabled = true, width = 1280 } = {},
  ): Promise<[BrowserContext, Page]> {
    const [context, page] = await site.signedIn(FINANCE, { javaScriptEnabled, width });
    await page.goto(`${site.base}${path}`);
    return [context, page];
  }

  const focused = (page: Page) => page.evaluate('document.activeElement.id');
  const textOf = async (page: Page, selector: string) => (await page.locator(selector).textContent()) ?? '';
  const paste = (page: Page, text: string) =>
    page.evaluate(`{
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', ${JSON.stringify(text)});
      document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    }`);
  const keys = async (page: Page, ...names: string[]) => {
    for (const name of names) await page.keyboard.press(name);
  };
  const offered = (page: Page) => page.locator('[role="listbox"] [role="option"]').allTextContents();

  test('a row is typed, copied down, a block pasted and all recorded, with the keyboard alone', async () => {
    const [context, page] = await opened('/spend/grid');
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(error.message));
    const spends = async () => Number((await world.db('spend').count({ n: '*' }).first())?.n);
    const before = await spends();
    expect(await axeViolations(page)).toEqual([]);

    // The way to the first cell is Tab alone.
    for (let count = 0; count < 40 && (await focused(page)) !== 'initiative-1'; count += 1)
      await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('initiative-1');
    await page.keyboard.type('school');
    await page.waitForSelector('[role="listbox"]');
    expect(await page.getAttribute('#initiative-1', 'aria-expanded')).toBe('true');
    await keys(page, 'ArrowDown');
    const active = await page.getAttribute('#initiative-1', 'aria-activedescendant');
    expect(await page.getAttribute(`#${active}`, 'aria-selected')).toBe('true');
    expect(await axeViolations(page)).toEqual([]);
    await keys(page, 'Enter');
    expect([await page.inputValue('#initiative-1'), await focused(page), await offered(page)]).toEqual([
      'I-02',
      'initiative-1',
      [],
    ]);
    // Closed by Escape, what was typed stands, and the arrows belong to the table again.
    await keys(page, 'Tab', 'Tab');
    await page.keyboard.type('Lee');
    await page.waitForSelector('[role="listbox"]');
    await keys(page, 'Escape');
    expect([await page.inputValue('#place-1'), await offered(page)]).toEqual(['Lee', []]);
    await page.keyboard.type('ds');
    await keys(page, 'Escape', 'ArrowDown', 'ArrowUp');
    expect(await focused(page)).toBe('place-1');

    // A supplier is completed out of the record, and its last coding is offered, not put in.
    await keys(page, 'Tab', 'Tab');
    await page.keyboard.type('theatre');
    await page.waitForSelector('[role="listbox"]');
    expect((await offered(page))[0]).toContain('paid');
    await keys(page, 'ArrowDown', 'Enter');
    await page.waitForSelector('[data-suggestion] button');
    expect(await page.inputValue('#category-1')).toBe('');
    await keys(page, 'Alt+Enter');
    expect(await page.inputValue('#category-1')).toBe('4');
    expect(await page.getAttribute('#category-1', 'class')).toContain('app-suggested');
    expect(await page.inputValue('#place-1')).toBe('Leeds');
    await page.fill('#agreement-1', '');
    await page.locator('#reference-1').focus();
    await page.keyboard.type('KB-1');
    await keys(page, 'Escape');
    await page.locator('#invoiced-1').focus();
    await page.keyboard.type('3/7/2015');
    await page.locator('#net-1').focus();
    await page.keyboard.type('12.50');
    await keys(page, 'Enter');
    expect(await focused(page)).toBe('net-2');

    await keys(page, 'Control+d');
    expect([await page.inputValue('#supplier-2'), await page.inputValue('#net-2')]).toEqual([
      await page.inputValue('#supplier-1'),
      '12.50',
    ]);
    expect(await page.inputValue('#reference-2')).toBe('');
    await page.fill('#net-2', '13');
    // A block fills the cells from where one stands, and more rows than there are.
    await page.locator('#initiative-3').focus();
    await paste(
      page,
      Array.from(
        { length: 9 },
        (_, at) => `I-02\t\tBradford\t4\tLeaflet press\tLP-${at}\t\t0${at + 1}/07/2015\t\t\t\t1${at}`,
      ).join('\r\n'),
    );
    expect([await page.inputValue('#supplier-11'), await page.inputValue('#net-11')]).toEqual(['Leaflet press', '18']);
    expect(await textOf(page, '[data-grid-messages]')).toContain('9 rows were filled in. Nothing is recorded yet.');
    expect(await textOf(page, '[data-grid-status]')).toBe('11 rows are filled in. They come to £151.50.');
    await page.getByRole('button', { name: 'Record all rows' }).focus();
    await keys(page, 'Enter');
    await page.waitForURL(`${site.base}/spend`);
    expect(await textOf(page, 'main')).toMatch(/11 spends were recorded, SP-2015-16-\d+ to SP-2015-16-\d+\./);
    expect([await spends(), faults]).toEqual([before + 11, []]);
    await context.close();
  }, 90_000);

  test('whichever cell has the focus, nothing covers it', async () => {
    const [context, page] = await opened('/spend/grid');
    await page.locator('#initiative-1').focus();
    const isCovered = () =>
      page.evaluate(`{
        const { x, y, width, height } = document.activeElement.getBoundingClientRect();
        [x + 2, x + width - 2].some((at) => document.elementFromPoint(at, y + height / 2) !== document.activeElement);
      }`);
    for (const width of [1280, 375]) {
      await page.setViewportSize({ width, height: 900 });
      for (const key of [...Array(15).fill('ArrowRight'), ...Array(15).fill('ArrowLeft')]) {
        await page.keyboard.press(key);
        expect([width, key, await focused(page), await isCovered()]).toEqual([width, key, expect.anything(), false]);
      }
    }
    await context.close();
  }, 60_000);

  test('a draft keeps itself some seconds after typing, outlives the session, and two tabs lose nothing', async () => {
    const [context, page] = await opened('/spend/new');
    await page.fill('#supplier', 'Kept by itself');
    await page.waitForURL(/\/spend\/drafts\/[0-9a-f]{32}$/, { timeout: 15_000 });
    const href = page.url();
    expect(await textOf(page, '[data-draft-status]')).toContain('Saved as a draft');
    const other = await context.newPage();
    await other.goto(href);
    expect(await other.inputValue('#supplier')).toBe('Kept by itself');
    await other.fill('#supplier', 'Newer');
    await other.waitForSelector('[data-draft-status]:has-text("Saved")');
    await page.fill('#supplier', 'Older');
    await page.waitForSelector('[data-draft-status] a');
    expect(await textOf(page, '[data-draft-status]')).toContain('A newer copy of this draft was saved meanwhile');
    expect(await page.getAttribute('[data-draft-status] a', 'href')).toBe(new URL(href).pathname);
    expect(page.url()).not.toBe(href);
    // Signed out in the other tab: what is typed stays, and is saved once somebody has signed in there again.
    await other.getByRole('button', { name: 'Sign out' }).click();
    await other.waitForURL(/sign-in/);
    await page.fill('#supplier', 'Typed while signed out');
    await page.waitForSelector('[data-draft-status]:has-text("could not be saved")');
    await site.signIn(other, FINANCE);
    await page.evaluate("window.dispatchEvent(new Event('focus'))");
    await page.waitForSelector('[data-draft-status]:has-text("Saved as a draft")');
    await other.goto(page.url());
    expect(await other.inputValue('#supplier')).toBe('Typed while signed out');
    await other.goto(`${site.base}/spend/drafts`);
    expect(await other.getByRole('button', { name: /^Discard the draft/ }).count()).toBe(2);
    expect(await axeViolations(other)).toEqual([]);
    await context.close();
  }, 90_000);

  test('a click on Record is never lost to what is said of the cell that was left for it', async () => {
    const [context, page] = await opened('/spend/grid');
    await page.fill('#initiative-1', 'I-02');
    await page.fill('#net-1', 'x');
    await page.getByRole('button', { name: 'Record all rows' }).click();
    await page.waitForSelector('.govuk-error-summary');
    expect(await textOf(page, '.govuk-error-summary')).toContain('Row 1: Net amount must be an amount in pounds');
    expect(await page.inputValue('#net-1')).toBe('x');
    expect(await axeViolations(page)).toEqual([]);
    await context.close();
  }, 60_000);

  test('without a script Enter saves a draft and never records, and the page stays within a narrow screen', async () => {
    const [context, page] = await opened('/spend/grid', { javaScriptEnabled: false, width: 320 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
    await page.fill('#supplier-2', 'By hand');
    await page.press('#supplier-2', 'Enter');
    await page.waitForURL(/\/spend\/drafts\/[0-9a-f]{32}$/);
    expect(await page.inputValue('#supplier-2')).toBe('By hand');
    await page.getByRole('button', { name: 'Copy the row above into row 3' }).click();
    expect(await page.inputValue('#supplier-3')).toBe('By hand');
    await page.getByRole('button', { name: 'Remove row 2' }).click();
    expect([await page.inputValue('#supplier-2'), await page.inputValue('#supplier-3')]).toEqual(['By hand', '']);
    await context.close();
  }, 60_000);

  test('a block is read alike by the browser and the server', async () => {
    type QuotedCells = (text: string) => string[][];
    const { quotedCells } = (await import(inProject('views', 'assets', 'spend-block.js'))) as {
      quotedCells: QuotedCells;
    };
    const byServer = (text: string) => readBlock(text).rows;
    const byBrowser = (text: string) =>
      quotedCells(text)
        .map((cells) =>
          Object.fromEntries(
            cells.flatMap((cell, index) =>
              cell === '' || index >= GRID_COLUMNS.length ? [] : [[GRID_COLUMNS[index]?.name, cell]],
            ),
          ),
        )
        .filter((row) => Object.keys(row).length > 0);
    const cell = fc.oneof(
      fc.string({ unit: fc.constantFrom(...'ab1 ,£.-\u00a0'), maxLength: 8 }),
      fc.constantFrom('"two\nlines"', '"a ""word"""', '"with\ttab"', ''),
    );
    const block = fc.array(fc.array(cell, { minLength: 1, maxLength: 6 }), { maxLength: 6 });
    fc.assert(
      fc.property(block, fc.constantFrom('\n', '\r\n'), (lines, end) => {
        const text = lines.map((cells) => cells.join('\t')).join(end);
        expect(byBrowser(text)).toEqual(byServer(text));
      }),
      { numRuns: 1000 },
    );
  });
});
