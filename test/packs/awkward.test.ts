import { expect, test } from '@jest/globals';
import type { PackContext } from '../../src/packs/context.ts';
import type { Block, Cell, PackFigures, PackModel, Section } from '../../src/packs/pack.ts';
import { NO_IMPRINT, renderPackPdf } from '../../src/packs/render-pdf.ts';
import type { Source, Told } from '../../src/packs/section.ts';
import { FINANCE_SUMMARY } from '../../src/packs/sections/finance-summary.ts';
import { groupedBars } from '../../src/platform/chart.ts';
import { pagesOf, syntaxOf, tagsOf } from './paper.ts';

const cell = (text: string): Cell => ({ text, figure: null, colour: null });

function model(sections: Section[], title = 'A meeting'): PackModel {
  return {
    format: 2,
    title,
    office: 'An office',
    marking: 'OFFICIAL',
    demonstration: false,
    meetingRef: 'PEG-2015-01',
    version: null,
    status: 'Draft, not published',
    cover: [],
    opening: [],
    sections,
    chain: { seq: 1, hash: '0'.repeat(64), at: '2015-07-31T09:00:00.000Z', shown: '31 July 2015 at 10:00' },
    day: '2015-07-31',
  };
}

function table(rows: number, name = (row: number) => `Row ${row}`): Block {
  return {
    kind: 'table',
    caption: `A table of ${rows} rows`,
    columns: [
      { label: 'Initiative', numeric: false },
      { label: 'Spend to date', numeric: true },
    ],
    rows: Array.from({ length: rows }, (_, row) => [cell(name(row + 1)), cell(`£${row + 1},000.00`)]),
    total: [cell('All'), cell('£1.00')],
    notes: ['A note under the table.'],
  };
}

const section = (id: string, ...blocks: Block[]): Section => ({ id, title: `Section ${id}`, wide: false, blocks });

test('the head of a table of sixty rows is repeated on every page that it reaches', async () => {
  const { pdf, pages } = await renderPackPdf(model([section('one', table(60))]), NO_IMPRINT);
  const said = pagesOf(pdf);
  if (said === null) return;
  const reached = said.filter((page) => /Row \d/.test(page));
  expect(reached.length).toBeGreaterThan(1);
  for (const page of reached) expect(page).toMatch(/Initiative +Spend to date/);
  expect(pages.of['one-block-1-59']).toBe(pages.of['one-block-1-0'] === undefined ? -1 : said.length);
  expect(said.at(-1)).toContain('A note under the table.');
  expect(syntaxOf(pdf)).toContain('No syntax');
  expect(tagsOf(pdf)?.match(/^ *TR/gm)?.length).toBeGreaterThanOrEqual(62);
});

test('nothing at all, names without end and names in other scripts are printed all the same', async () => {
  const empty = await renderPackPdf(model([section('none', { kind: 'words', paragraphs: [] }, table(0))]), NO_IMPRINT);
  expect(syntaxOf(empty.pdf) ?? 'No syntax').toContain('No syntax');
  const names = ['W'.repeat(200), 'Zażółć Łódź Ñandú', 'Пётр Ильич', 'Ελένη', 'محمد خان 李小龍'];
  const long = model(
    [
      section(
        'names',
        table(5, (row) => names[row - 1] ?? ''),
      ),
    ],
    names.join(' '),
  );
  const { pdf } = await renderPackPdf(long, NO_IMPRINT);
  const said = pagesOf(pdf)?.join('\n') ?? names.join();
  for (const name of ['Zażółć', 'Пётр', 'Ελένη', '李小']) expect(said).toContain(name);
  const letters = said.replaceAll(/[^W]/g, '').length;
  expect(letters).toBeGreaterThanOrEqual(200);
});

const svg = groupedBars({
  id: 'c',
  title: 'Spend',
  description: 'Spend by initiative',
  series: ['Spent'],
  rows: [{ label: 'I-01', values: [{ value: 5, text: '£5' }] }],
  axis: (pounds) => `£${pounds}`,
});

test('a fund of many initiatives is charted in parts that each stand on a page', async () => {
  const initiatives = Array.from({ length: 30 }, (_, at) => ({
    ref: `I-${String(at + 1).padStart(2, '0')}`,
    name: 'A',
  }));
  const context = { year: 2015, initiatives, papers: { commentary: null } } as unknown as PackContext;
  const figure = { value: 100_00, label: 'Spend to date', leavesOut: [], marker: '' };
  const figures = { of: () => figure } as unknown as PackFigures;
  const { blocks } = await FINANCE_SUMMARY.prepare({ context } as unknown as Source);
  const charts = (blocks({ context, figures } as unknown as Told) ?? []).filter(
    ({ kind }) => kind === 'chart',
  ) as (Block & {
    kind: 'chart';
  })[];
  expect(charts.map(({ title }) => title.slice(-8))).toEqual(['(1 of 3)', '(2 of 3)', '(3 of 3)']);
  const { pdf } = await renderPackPdf(model([section('one', ...charts)]), NO_IMPRINT);
  const said = pagesOf(pdf);
  if (said === null) return;
  for (const [at, { ref }] of initiatives.entries()) {
    const page = said.findIndex((words) => words.includes(charts[Math.floor(at / 10)]?.title ?? '?'));
    expect(said[page]).toContain(`${ref} A`);
  }
});

test('a chart is never split, and moves to the next page whole', async () => {
  const chart: Block = { kind: 'chart', id: 'c', title: 'A chart', alt: 'I-01: £5.', svg };
  const { pdf, pages } = await renderPackPdf(model([section('one', table(30), chart, chart, chart)]), NO_IMPRINT);
  const said = pagesOf(pdf);
  if (said === null) return;
  const found = said.flatMap((page, index) => (page.match(/A chart/g) ?? []).map(() => index + 1));
  expect(found).toHaveLength(3);
  expect(found[0]).toBe(pages.of['one-block-2']);
  expect(tagsOf(pdf)?.match(/^ *Figure/gm)).toHaveLength(3);
});

test('no heading is left at the foot of a page, and what is said of a chart stays with it', async () => {
  const lines = Array.from({ length: 45 }, (_, at) => at);
  // Each begins a page and is a line longer than the one before, so that one of them ends where a page does.
  const filled = (id: string, at: number, ...blocks: Block[]): Section => ({
    ...section(id, { kind: 'words', paragraphs: Array.from({ length: at }, () => 'Words.') }, ...blocks),
    alone: true,
  });
  const said = (at: number) => `What chart ${at} leaves out.`;
  const sections = lines.flatMap((at) => [
    filled(
      `charted-${at}`,
      at,
      { kind: 'chart', id: `chart-${at}`, title: `Chart ${at}`, alt: 'One bar', svg },
      { kind: 'words', paragraphs: [said(at)] },
    ),
    { ...filled(`filler-${at}`, at), alone: false },
    { ...section(`signed-${at}`, table(6)), signed: 'Somebody, 31 July 2015' },
  ]);
  const { pdf, pages } = await renderPackPdf(model(sections), NO_IMPRINT);
  const printed = pagesOf(pdf);
  for (const at of lines) {
    expect([at, pages.of[`signed-${at}`]]).toEqual([at, pages.of[`signed-${at}-block-1`]]);
    const charted = printed?.find((page) => new RegExp(`\\bChart ${at}\\b`).test(page)) ?? said(at);
    expect(charted).toContain(said(at));
  }
});
