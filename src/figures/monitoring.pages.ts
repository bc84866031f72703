import { formatInstant } from '../calendar/day.ts';
import { yearLabel, yearShown } from '../calendar/financial-year.ts';
import type { Initiative } from '../initiatives/initiative.store.ts';
import { addUp } from '../ledger/balance.ts';
import { figureCell, figureNotes, figureText, type ShownFigure } from '../ledger/shown-figure.ts';
import { yearChoices } from '../ledger/year-choice.ts';
import type { Pence } from '../money/pence.ts';
import { type Flow, roundFlows } from '../money/whole-pounds.ts';
import type { Page } from '../people/door.ts';
import { Fields } from '../platform/form.pages.ts';
import { type Cell, columns, head, type Table, words } from '../platform/table.ts';
import { ragRule } from '../spend/rag.ts';
import { ratingCell, ratingHref } from '../spend/rag-override.pages.ts';
import { overriddenNote, type Rating } from '../spend/rating.ts';
import {
  EVERY_PERIOD,
  type MonitoringChoices,
  type MonitoringQuery,
  spanChoices,
  spanShown,
} from './monitoring.form.ts';
import type { MonitoringSpan } from './monitoring.ts';

/** A row of the report as it is shown; the total of all initiatives has no rating. */
export interface ShownRow {
  initiative: Initiative | null;
  span: MonitoringSpan;
  figures: ShownFigure[];
  rating: Rating | null;
}

/** The report with what it was asked. */
export interface MonitoringShown {
  query: MonitoringQuery;
  years: readonly number[];
  available: MonitoringChoices;
  rows: ShownRow[];
  total: ShownRow | null;
  /** The instant that was asked for; null when it is as it stands now. */
  at: string | null;
}

/** The budget-monitoring report: for each initiative what it may spend, has spent and is expected to. */
export function monitoringPage(shown: MonitoringShown): Page {
  const { query, years, available, at } = shown;
  const { typed, year } = query;
  const fields = new Fields(typed, []);
  const ofYear = available.periods.filter((period) => period.year === year);
  const { choices } = available;
  const one = query.spans.length === 1 ? (query.spans[0] as MonitoringSpan) : null;
  return {
    title: 'Budget monitoring',
    caption: `${yearShown(year)}${one === null ? ', every period' : `, ${captionOf(one)}`}`,
    wide: true,
    breadcrumbs: [{ text: 'Figures', href: '/figures' }, { text: 'Budget monitoring' }],
    lede: [
      ...(at === null ? [] : [`This is what the office knew on ${formatInstant(at)}.`]),
      'Every number opens to the entries behind it. An overspend is positive; an underspend stands in brackets.',
    ],
    filter: {
      action: '/monitoring',
      grid: true,
      fields: [
        fields.select('year', 'Financial year', yearChoices(years), { always: true }),
        fields.select('span', 'Up to', spanChoices(ofYear), { always: true }),
        fields.select('initiative', 'Initiative', choices.initiative, { any: 'All' }),
        fields.select('source', 'Funding source', choices.source, { any: 'All' }),
        fields.select('allocation', 'Allocation', choices.allocation, { any: 'All' }),
        fields.select('place', 'District', choices.place, { any: 'All' }),
        fields.select('category', 'Category', choices.category, { any: 'All' }),
        fields.select('pounds', 'Amounts', [{ value: 'whole', text: 'Whole pounds' }], { any: 'Pounds and pence' }),
        fields.text('as-at', 'As at a day', { hint: 'For example, 30 June 2015', width: 10 }),
      ],
      button: 'Show',
    },
    sections: [{ table: monitoringTable(shown) }],
    links: [
      { text: 'Download as CSV', href: csvHref(typed) },
      ...(one === null
        ? []
        : [{ text: 'Every period of the year as CSV', href: csvHref({ ...typed, span: EVERY_PERIOD }) }]),
    ],
  };
}

function captionOf(span: MonitoringSpan): string {
  return span.quarter === undefined ? `up to ${spanShown(span)}` : spanShown(span);
}

function csvHref(typed: Record<string, string>): string {
  const { pounds: _pounds, ...exact } = typed;
  return `/monitoring.csv?${new URLSearchParams(exact)}`;
}

/** The table of the page: a row for each initiative, and for each period where every one is asked for. */
function monitoringTable({ query, rows, total }: MonitoringShown): Table {
  const labels = (rows[0] ?? total)?.figures.map(({ label }) => `#${label}`) ?? [];
  const every = query.spans.length > 1;
  const texts = query.wholePounds && total !== null && !every ? wholePounds(rows, total) : null;
  const cells = (row: ShownRow, index: number): Cell[] =>
    row.figures.map((figure, column) => {
      const text = texts?.[index]?.[column];
      return text === undefined || text === null ? figureCell(figure) : { ...figureCell(figure), text };
    });
  const lead = (row: ShownRow, name: Cell): Cell[] => [
    name,
    ...(every ? [words(spanShown(row.span))] : []),
    ratingOf(row, query.year),
  ];
  return {
    caption: 'Initiatives',
    captionHidden: true,
    pinned: true,
    columns: columns('Initiative', ...(every ? ['Period'] : []), 'Rating', ...labels),
    rows: rows.map((row, index) => [...lead(row, nameOf(row)), ...cells(row, index)]),
    foot: total === null ? undefined : [...lead(total, head('All initiatives')), ...cells(total, rows.length)],
    notes: notesOf(query, rows, total, texts !== null),
    empty: 'No initiative has money of this year.',
  };
}

function nameOf({ initiative }: ShownRow): Cell {
  return initiative === null
    ? head('All')
    : head(`${initiative.ref} ${initiative.name}`, `/initiatives/${initiative.ref}`);
}

function ratingOf({ initiative, rating }: ShownRow, year: number): Cell {
  if (initiative === null || rating === null) return words('');
  const mark = rating.overridden === null ? undefined : 'Overridden';
  return { ...ratingCell(rating), href: ratingHref(initiative.ref, year), mark };
}

function notesOf(
  query: MonitoringQuery,
  rows: readonly ShownRow[],
  total: ShownRow | null,
  isWhole: boolean,
): string[] {
  const overridden = rows.flatMap(({ initiative, rating }) => {
    const note = rating === null ? null : overriddenNote(rating);
    return note === null || initiative === null ? [] : [`${initiative.ref}: ${note}.`];
  });
  const wanted =
    query.wholePounds && !isWhole ? ['Amounts are shown to the penny here, where rounded ones would not add up.'] : [];
  return [
    ...new Set(overridden),
    ...figureNotes(total === null ? [] : total.figures),
    ...(isWhole
      ? ['Amounts are to the pound, rounded together so that what is printed adds up. Each opens to the penny.']
      : []),
    ...wanted,
    ragRule(),
  ];
}

/** The report as a file: every column of every row asked for, exact, with its rating by the rule and as it stands. */
export function monitoringFile({ query, rows }: MonitoringShown): Table {
  const labels = rows[0]?.figures.map(({ label }) => label) ?? [];
  return {
    caption: 'Budget monitoring',
    columns: columns(
      'Initiative',
      'Name',
      'Financial year',
      'Up to',
      ...labels.map((label) => `#${label}`),
      'Rating',
      'Rating by the rule',
      'Why it was overridden',
    ),
    rows: rows.map((row) => [
      words(row.initiative?.ref ?? ''),
      words(row.initiative?.name ?? ''),
      words(yearLabel(query.year)),
      words(spanShown(row.span)),
      ...row.figures.map(figureCell),
      words(row.rating?.word ?? ''),
      words(row.rating?.overridden?.from ?? row.rating?.word ?? ''),
      words(row.rating?.overridden?.reason ?? ''),
    ]),
    notes: [],
    empty: 'No initiative has money of this year.',
  };
}

/** What makes the outturn: spend and what is still expected on the one side, budget and over/(under)spend on the other. */
const INTO_OUTTURN = ['spend.to-date', 'forecast.after-period'];
const OUT_OF_OUTTURN = ['budget.current', 'over-under-spend'];

/**
 * The amounts of the table in whole pounds, by row and column, that still add up: each column to its total, and in
 * each row spend and what is expected to the outturn, budget and over/(under)spend too. Null where the amounts
 * themselves do not add up, as where one is not known.
 */
function wholePounds(rows: readonly ShownRow[], total: ShownRow): (string | null)[][] | null {
  const all = [total, ...rows];
  const flows: Flow[] = [];
  const places: { row: number; column: number; overUnder: boolean }[] = [];
  for (const [row, { figures }] of all.entries()) {
    const tied = [...INTO_OUTTURN, ...OUT_OF_OUTTURN, 'outturn'].every((id) => amountOf(figures, id) !== null);
    for (const [column, figure] of figures.entries()) {
      if (figure.unit !== 'pence' || figure.value === null) continue;
      flows.push(flowOf(figure.figure, figure.value, row, tied));
      places.push({ row, column, overUnder: figure.figure === 'over-under-spend' });
    }
  }
  if (!isConserved(flows)) return null;
  const texts: (string | null)[][] = all.map(({ figures }) => figures.map(() => null));
  for (const [index, pence] of roundFlows(flows).entries()) {
    const { row, column, overUnder } = places[index] as (typeof places)[number];
    (texts[row] as (string | null)[])[column] = figureText(
      { unit: 'pence', overUnder },
      { value: pence, marker: '' },
    ).replace('.00', '');
  }
  return [...texts.slice(1), texts[0] as (string | null)[]];
}

function amountOf(figures: readonly ShownFigure[], id: string): Pence | null {
  return figures.find(({ figure }) => figure === id)?.value ?? null;
}

/** An amount between its column and its row; row 0 is the total, which goes the other way through its column. */
function flowOf(id: string, pence: Pence, row: number, tied: boolean): Flow {
  const inRow = (side: string) => `row ${row} ${side}`;
  const own = `column ${id}`;
  const way = (from: string, to: string): Flow => (row === 0 ? { from: to, to: from, pence } : { from, to, pence });
  if (!tied) return way(own, `rest of ${id}`);
  if (INTO_OUTTURN.includes(id)) return way(own, inRow('spend'));
  if (OUT_OF_OUTTURN.includes(id)) return way(inRow('budget'), own);
  return id === 'outturn' ? way(inRow('spend'), inRow('budget')) : way(own, `rest of ${id}`);
}

function isConserved(flows: readonly Flow[]): boolean {
  const nodes = new Map<string, Pence[]>();
  for (const { from, to, pence } of flows) {
    nodes.set(from, [...(nodes.get(from) ?? []), -pence]);
    nodes.set(to, [...(nodes.get(to) ?? []), pence]);
  }
  return [...nodes.values()].every((amounts) => addUp(amounts) === 0);
}
