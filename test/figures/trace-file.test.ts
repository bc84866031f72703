import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { seedDemonstration } from '../../seeds/demonstration.ts';
import { download, rowsOf } from '../returns/filing-desk.ts';
import { DATABASES, openWorld, type Visitor, type World } from '../world.ts';

describe.each(DATABASES)('What is behind a figure, as a file, on %s,', (kind) => {
  let world: World;
  let finance: Visitor;

  beforeAll(async () => {
    world = await openWorld(kind, seedDemonstration);
    finance = await world.signIn('finance@demo.example');
  });
  afterAll(() => world.close());

  test('has every row of the page, in pounds and days that a program reads, and adds up to the figure', async () => {
    const page = (await finance.get('/figures/spend.to-date?initiative=I-02')).text;
    const shown = /<strong class="app-number">£([\d,.]+)<\/strong>/.exec(page)?.[1]?.replaceAll(',', '');
    const href = /href="([^"]*tables\/[^"]*\.csv[^"]*)"/.exec(page)?.[1]?.replaceAll('&amp;', '&') ?? 'none';
    const rows = rowsOf(await download(finance, href));
    expect(rows.length).toBeGreaterThan(2);
    expect(Object.keys(rows[0] ?? {})).toEqual(['Record', 'Date', 'Amount']);
    expect(rows.every(({ Date: day = '' }) => /^(\d{4}-\d\d-\d\d)?$/.test(day))).toBe(true);
    const pence = rows.reduce((sum, { Amount = '' }) => sum + Math.round(Number(Amount) * 100), 0);
    expect((pence / 100).toFixed(2)).toBe(shown);
  });

  test('is for whoever may open the figure, and for nobody else', async () => {
    const leeds = await world.signIn('leeds@demo.example');
    const asked = (place: string) => `?measure=SA-PUPILS&place=${place}&quarter=2015-16-Q1`;
    for (const path of [
      '/figures/outcome.observed',
      '/figures/outcome.observed/tables/what-is-behind-this-figure.csv',
    ]) {
      expect([path, (await leeds.get(path + asked('E08000035'))).status]).toEqual([path, 200]);
      expect([path, (await leeds.get(path + asked('E08000032'))).status]).toEqual([path, 403]);
    }
    expect((await finance.get('/figures/spend.to-date/tables/nothing.csv')).status).toBe(404);
  });

  test('of the definitions of all figures is one file', async () => {
    const list = rowsOf(await download(finance, '/figures/tables/figures.csv'));
    expect(list.map(({ Figure }) => Figure)).toContain('spend.to-date');
    expect((await finance.get('/figures')).text).toContain('/figures/tables/figures.csv');
  });
});
