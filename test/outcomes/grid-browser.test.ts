import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { seedDemonstration } from '../../seeds/demonstration.ts';
import { axeViolations, BrowserSite } from '../browser.ts';
import { openWorld, type World } from '../world.ts';

const GRID = '/measures/grid?initiative=I-02&quarter=2015-16-Q2';
const CELL = (measure: string, place: string) => `${measure}.${place}..2015-16-Q2`;
const [BRADFORD, CALDERDALE, KIRKLEES] = ['E08000032', 'E08000033', 'E08000034'] as const;

describe('entering observations in a browser', () => {
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

  async function opened(width: number): Promise<Page> {
    const [, page] = await site.signedIn('coordinator@demo.example', { width });
    await page.goto(`${site.base}${GRID}`);
    return page;
  }

  const input = (page: Page, measure: string, place: string) => page.locator(`[id="${CELL(measure, place)}"]`);
  const focused = (page: Page) => page.evaluate('document.activeElement.id');

  test('cells are reached by keys, a pasted block fills them, a draft keeps itself, and all are submitted', async () => {
    const page = await opened(1280);
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(error.message));
    expect(await axeViolations(page)).toEqual([]);
    await input(page, 'SA-SESSIONS', BRADFORD).focus();
    await page.keyboard.press('ArrowRight');
    expect(await focused(page)).toBe(CELL('SA-SESSIONS', CALDERDALE));
    await page.keyboard.press('Enter');
    expect(await focused(page)).toBe(CELL('SA-PUPILS', CALDERDALE));
    await page.keyboard.press('ArrowUp');
    await page.evaluate(`{
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', '4\\t5\\t6\\t7\\t8\\n400\\tx');
      document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    }`);
    expect(await input(page, 'SA-SESSIONS', KIRKLEES).inputValue()).toBe('5');
    expect(await input(page, 'SA-PUPILS', KIRKLEES).inputValue()).toBe('x');
    expect(await page.textContent('[data-grid-status]')).toBe(
      '6 cells were filled in. Nothing is submitted yet. 1 cell was beyond the table or not counted there, and left out.',
    );
    await page.waitForURL(/\/measures\/drafts\/[0-9a-f]{32}$/, { timeout: 10_000 });
    await page.reload();
    expect(await input(page, 'SA-SESSIONS', CALDERDALE).inputValue()).toBe('4');

    await page.fill('#source', 'Tour log');
    await page.check('input[value="measured"]');
    await page.getByRole('button', { name: 'Submit for approval' }).click();
    await page.waitForURL(`${site.base}/measures`);
    expect(await page.textContent('main')).toContain('Schools and colleges reached');
    expect((await world.db('observation_version').where({ year: 2015, quarter: 2 })).length).toBe(6);
    expect(faults).toEqual([]);
  }, 60_000);

  test('a phone shows the table without moving the page sideways, and mistakes at their cells', async () => {
    const page = await opened(375);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(375);
    await input(page, 'SA-DISC', BRADFORD).fill('a few');
    await page.getByRole('button', { name: 'Submit for approval' }).click();
    await page.waitForSelector('.govuk-error-summary');
    expect(await axeViolations(page)).toEqual([]);
    await page.click('.govuk-error-summary a >> nth=0');
    expect(await focused(page)).toBe(CELL('SA-DISC', BRADFORD));
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(375);
  }, 60_000);
});
