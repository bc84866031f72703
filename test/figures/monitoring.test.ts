import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { seedDemonstration } from '../../seeds/demonstration.ts';
import { perform } from '../../src/audit/act.ts';
import { latestMoment } from '../../src/audit/moment.ts';
import { periodsOf } from '../../src/calendar/financial-year.ts';
import { MONITORING_COLUMNS, readMonitoring } from '../../src/figures/monitoring.ts';
import { findFigure, readValues } from '../../src/figures/registry.ts';
import { openBooks } from '../../src/ledger/figure.ts';
import { enterForecasts } from '../../src/spend/forecast.store.ts';
import { DATABASES, openWorld, type Visitor, type World } from '../world.ts';
import { tablesOf } from './surface.ts';

const labelOf = (id: string): string => findFigure(id).label;

describe.each(DATABASES)('the budget-monitoring report, on %s', (kind) => {
  let world: World;
  let finance: Visitor;
  beforeAll(async () => {
    world = await openWorld(kind, seedDemonstration);
    const doer = await world.doer('commissioning@demo.example');
    // Forecasts with odd pence, so that rounding each number by itself would not add up.
    await perform(world.site, doer, 'forecast.enter', null, async (act) => {
      for (const [index, initiative] of ['I-01', 'I-02', 'I-03'].entries()) {
        const wanted = [{ period: { year: 2015, number: 12 }, pence: 1_234_549 + index * 1_001 }];
        await enterForecasts(act, initiative, wanted, doer.personId as number);
      }
      return { subject: { kind: 'initiative', ref: 'I-01' }, result: null };
    });
    finance = await world.signIn('finance@demo.example');
  }, 60_000);
  afterAll(() => world.close());

  const file = async (address: string): Promise<Record<string, string>[]> =>
    parse((await finance.get(address)).text, { bom: true, columns: true });

  /** The report's own table: its headings, its rows by initiative, and its total. */
  async function report(address: string) {
    const { status, text } = await finance.get(address);
    expect([address, status]).toEqual([address, 200]);
    const table = tablesOf(text).find(({ headings }) => headings[0] === 'Initiative');
    const foot = /<tfoot>[\s\S]*?<\/tfoot>/.exec(text)?.[0] ?? '';
    const total = tablesOf(`<table><tbody>${foot}</tbody></table>`)[0]?.rows[0] ?? [];
    return { text, headings: table?.headings ?? [], rows: table?.rows ?? [], total };
  }

  test('is up to the current period, with every column and the total of all initiatives', async () => {
    const { text, headings, rows, total } = await report('/monitoring');
    expect(text).toContain('2015/16, up to Period 4 (July 2015)');
    expect(headings).toEqual(['Initiative', 'Rating', ...MONITORING_COLUMNS.map(({ figure }) => labelOf(figure))]);
    expect(rows.map((row) => row[0]?.text.slice(0, 4))).toEqual(['I-01', 'I-02', 'I-03', 'I-04', 'I-05']);
    expect(total[0]?.text).toBe('All initiatives');
    expect(total).toHaveLength(headings.length);
    // An amount that nobody published is not £0.00.
    expect(rows[3]?.slice(2).every((cell) => cell.text.startsWith('[x]'))).toBe(true);
  });

  test('asks each figure what it would answer by itself', async () => {
    const books = openBooks(world.db, 1, await latestMoment(world.db, 1));
    const through = { year: 2015, number: 3 };
    const [row] = await readMonitoring(books, {
      year: 2015,
      narrowed: { source: 'PCC' },
      initiatives: ['I-01'],
      spans: [{ through, quarter: { year: 2015, quarter: 1 } }],
    });
    const scope = { initiative: 'I-01', source: 'PCC', year: 2015 };
    const scopes = {
      year: scope,
      through: { ...scope, through },
      in: { ...scope, quarter: { year: 2015, quarter: 1 } },
    };
    for (const [index, { figure, reach }] of MONITORING_COLUMNS.entries()) {
      const [value] = await readValues(books, figure, [scopes[reach] as never]);
      expect([figure, row?.values[index]]).toEqual([figure, value]);
    }
  });

  test('narrowed to a source, a district or a category it says [z] where a column has no meaning there', async () => {
    const bySource = (await file('/monitoring.csv?year=2015-16&span=P04&source=PCC'))[0];
    expect(bySource?.[labelOf('budget.current')]).toMatch(/^\d/);
    for (const id of ['forecast.after-period', 'outturn', 'over-under-spend']) {
      expect([id, bySource?.[labelOf(id)]]).toEqual([id, expect.stringMatching(/^-?\d/)]);
    }
    const byDistrict = (await file('/monitoring.csv?year=2015-16&span=P04&place=E08000035'))[0];
    expect(byDistrict?.[labelOf('spend.to-date')]).toMatch(/^\d/);
    expect(byDistrict?.[labelOf('budget.current')]).toBe('[z]');
    expect(byDistrict?.[labelOf('outturn')]).toBe('[z]');
    expect((await finance.get('/monitoring?year=2015-16&place=E08000035')).text).not.toContain('app-rag--');
  });

  test('as a file holds a line for every initiative and period of the year', async () => {
    const lines = await file('/monitoring.csv?year=2015-16&span=all');
    expect(lines).toHaveLength(5 * periodsOf(2015).length);
    const own = lines.filter((line) => line.Initiative === 'I-01');
    const inPeriods = own.map((line) => Math.round(Number(line[labelOf('spend.in-period')]) * 100));
    const toDate = own.map((line) => Math.round(Number(line[labelOf('spend.to-date')]) * 100));
    let sum = 0;
    for (const [index, pence] of inPeriods.entries()) {
      sum += pence;
      expect([index, toDate[index]]).toEqual([index, sum]);
    }
    for (const line of own) {
      const amount = (id: string) => Math.round(Number(line[labelOf(id)]) * 100);
      expect(amount('spend.to-date') + amount('forecast.after-period')).toBe(amount('outturn'));
      expect(amount('outturn') - amount('budget.current')).toBe(amount('over-under-spend'));
    }
    const [quarter] = await file('/monitoring.csv?year=2015-16&span=Q1&initiative=I-01');
    expect(Math.round(Number(quarter?.[labelOf('spend.in-period')]) * 100)).toBe(toDate[2]);
  });

  test('in whole pounds adds up: down each column, and across each row to the outturn', async () => {
    const exact = await report('/monitoring?year=2015-16&span=P04');
    const { headings, rows, total, text } = await report('/monitoring?year=2015-16&span=P04&pounds=whole');
    expect(text).toContain('rounded together so that what is printed adds up');
    const at = (row: { text: string }[], id: string): number => pounds(row[headings.indexOf(labelOf(id))]?.text ?? '');
    const known = rows.filter((row) => !row[2]?.text.startsWith('[x]'));
    expect(known.length).toBe(3);
    for (const { figure } of MONITORING_COLUMNS) {
      if (findFigure(figure).unit !== 'pence') continue;
      const sum = known.reduce((added, row) => added + at(row, figure), 0);
      expect([figure, sum]).toEqual([figure, at(total, figure)]);
    }
    for (const row of [...known, total]) {
      expect(at(row, 'spend.to-date') + at(row, 'forecast.after-period')).toBe(at(row, 'outturn'));
      expect(at(row, 'budget.current') + at(row, 'over-under-spend')).toBe(at(row, 'outturn'));
    }
    // Each is within a pound of its own, and at least one is not what rounding it alone would give.
    let moved = 0;
    for (const [index, row] of rows.entries()) {
      for (const [column, cell] of row.entries()) {
        const whole = pounds(cell.text);
        const penny = pounds(exact.rows[index]?.[column]?.text ?? '');
        if (column < 2 || Number.isNaN(penny) || headings[column]?.includes('per cent')) continue;
        expect(Math.abs(whole - penny)).toBeLessThan(1);
        if (whole !== Math.sign(penny) * Math.round(Math.abs(penny))) moved += 1;
      }
    }
    expect(moved).toBeGreaterThan(0);
  });

  test('is what the office knew on a day, and its numbers open as at that day', async () => {
    const { text, rows } = await report('/monitoring?year=2015-16&span=P02&as-at=31+May+2015');
    expect(text).toContain('This is what the office knew on 31 May 2015');
    expect(rows[0]?.[3]?.href).toMatch(/as-at=2015-05-31/);
  });

  test.each([
    ['/monitoring?year=2015', 'year'],
    ['/monitoring?year=2015-16&span=P14', 'span'],
    ['/monitoring?year=2015-16&initiative=I-99', 'initiative'],
    ['/monitoring?colour=red', 'colour'],
  ])('%s is refused, naming what was not understood', async (address, part) => {
    const answer = await finance.get(address);
    expect(answer.status).toBe(400);
    expect(answer.text).toContain(part);
  });

  test('of a year that nobody made is not found', async () => {
    expect((await finance.get('/monitoring?year=2031-32')).status).toBe(404);
  });
});

/** An amount as it is printed, in pounds: brackets and a minus are below zero. */
function pounds(text: string): number {
  const below = text.startsWith('(') || text.startsWith('-');
  const size = Number(text.replace(/[£,()-]/g, ''));
  return below ? -size : size;
}
