import { yearLabel, yearShown } from '../calendar/financial-year.ts';
import type { Entry } from '../ledger/entry.ts';
import { entryRow } from '../ledger/figure.ts';
import type { OrphanPound } from '../ledger/orphan-pounds.ts';
import { figureCell, type ShownFigure } from '../ledger/shown-figure.ts';
import { yearChoices } from '../ledger/year-choice.ts';
import { formatPounds, type Pence } from '../money/pence.ts';
import type { Page } from '../people/door.ts';
import { counted } from '../platform/count.ts';
import { Fields } from '../platform/form.pages.ts';
import { type Cell, columns, dayCell, head, type Table, words } from '../platform/table.ts';
import type { PoundLevel, PoundLine, PoundTrail } from './every-pound.ts';

const STANDS = [
  '#Traced',
  '#Unallocated',
  '#Not budgeted',
  '#Available',
  '#Committed',
  '#Paid in advance',
  '#Spent',
] as const;

/** Money without a recorded decision, for its warning and for the refusal to publish. */
function orphanTable(orphans: readonly OrphanPound[]): Table {
  return {
    caption: 'Money without a recorded decision',
    columns: columns('Entry', 'Date', 'What', 'From', 'To', 'Decision named', '#Amount'),
    rows: orphans.map(({ entryId, kind, pence, fromName, toName, happenedOn, decisionRef }) => [
      head(String(entryId)),
      dayCell(happenedOn),
      words(KINDS[kind] ?? kind),
      words(fromName),
      words(toName),
      words(decisionRef === null ? 'None' : `${decisionRef}, which is not recorded`),
      amount(pence),
    ]),
    notes: orphans.length === 0 ? [] : ['No pack can be published while this is so.'],
    empty: 'Every pound that was allocated, budgeted, vired or carried forward rests on a recorded decision.',
  };
}

const KINDS: Partial<Record<Entry['kind'], string>> = {
  allocate: 'Allocation',
  budget: 'Budget',
  'budget-revision': 'Budget revision',
  virement: 'Virement',
  'carry-out': 'Carried forward',
  'carry-in': 'Brought forward',
};

/** All money of a financial year, from its source through its decisions to what it was spent on. */
export function everyPoundPage(
  { year, years }: { year: number; years: readonly number[] },
  trails: readonly PoundTrail[],
  orphans: readonly OrphanPound[],
): Page {
  const fields = new Fields({ year: yearLabel(year) }, []);
  return {
    title: 'Every pound',
    caption: `Money of ${yearShown(year)}`,
    wide: true,
    breadcrumbs: [{ text: 'Fund', href: '/fund' }, { text: 'Every pound' }],
    lede: [
      'Every pound from its source, through the decisions that it rests on, to what it was spent on. At each level the ' +
        'lines one level down add up to the line above them, and the columns to what was traced. Every number opens.',
    ],
    warnings:
      orphans.length === 0
        ? []
        : [
            `${counted(orphans.length, 'entry rests', 'entries rest')} on no recorded decision. No pack can be published.`,
          ],
    filter: {
      action: '/fund/every-pound',
      fields: [fields.select('year', 'Financial year of the money', yearChoices(years))],
      button: 'Show this year',
    },
    sections: [
      { table: orphanTable(orphans) },
      { table: cameTable(trails) },
      ...trails.flatMap((trail) => [{ table: trailTable(trail) }, { table: stepsTable(trail) }]),
    ],
    links: [{ text: 'Download as CSV', href: `/fund/every-pound.csv?year=${yearLabel(year)}` }],
  };
}

function moneyName({ source, sourceName, nature }: PoundTrail): string {
  return `${source} ${sourceName}${nature === 'capital' ? ', capital' : ''}`;
}

function cameTable(trails: readonly PoundTrail[]): Table {
  return {
    caption: 'What came in and what went out',
    columns: columns(
      'Funding source',
      'Rests on',
      '#Awarded',
      '#Brought forward',
      '#Carried forward',
      '#Lapsed',
      '#Traced',
    ),
    rows: trails.map((trail) => [
      head(moneyName(trail), `/funding-sources/${trail.source}`),
      words(trail.references.join('; ') || 'Nothing was awarded'),
      ...trail.came.map(figureCell),
    ]),
    notes: ['Awarded and brought forward, less carried forward and lapsed, is what is traced below.'],
    empty: 'No source has money of this year.',
  };
}

function trailTable(trail: PoundTrail): Table {
  return {
    caption: `The way of ${moneyName(trail)}`,
    columns: columns('Where it went', 'Rests on', ...STANDS),
    rows: trail.lines.map((line) => [lineHead(line), restsOn(line), ...line.figures.map(standsCell)]),
    notes: [],
    empty: 'No pound of this source has been followed.',
  };
}

/** A figure of a line; nothing where money cannot stand so at its level. */
function standsCell(figure: ShownFigure | null): Cell {
  return figure === null ? { text: '', kind: 'number', file: null } : figureCell(figure);
}

const DEPTH: Record<PoundLevel, number> = { source: 0, allocation: 1, initiative: 2, agreement: 3 };

function lineHead({ level, ref, name }: PoundLine): Cell {
  const text = [ref, name].filter((part) => part !== '').join(' ');
  return { ...head(text, ref === '' ? undefined : hrefOf(level, ref)), indent: DEPTH[level] };
}

function hrefOf(level: PoundLevel, ref: string): string {
  const rooms = {
    source: 'funding-sources',
    allocation: 'allocations',
    initiative: 'initiatives',
    agreement: 'agreements',
  };
  return `/${rooms[level]}/${ref}`;
}

function restsOn({ level, ref, decisions }: PoundLine): Cell {
  if (level === 'agreement' && ref !== '') return words('The signed agreement', `/agreements/${ref}`);
  const [first, ...others] = decisions;
  if (first === undefined) return words('');
  return others.length === 0 ? words(first, `/decisions/${first}`) : words(decisions.join(', '));
}

/** Each decision about the money, in the order in which it was posted. */
function stepsTable(trail: PoundTrail): Table {
  return {
    caption: `The decisions about ${moneyName(trail)}`,
    columns: columns('What was decided', 'Date', '#Amount'),
    rows: trail.steps.map((entry) => {
      const { label, href } = entryRow(entry, entry.pence);
      return [head(label, href ?? undefined), dayCell(entry.happenedOn), amount(entry.pence)];
    }),
    notes: [],
    empty: 'Nothing has been decided about it.',
  };
}

function amount(pence: Pence): Cell {
  return { text: formatPounds(pence), kind: 'number', file: { amount: pence } };
}

/** All lines of a year as one table, for its file. */
export function everyPoundFile(trails: readonly PoundTrail[]): Table {
  return {
    caption: 'Every pound',
    columns: columns('Funding source', 'Financial year', 'Kind', 'Level', 'Reference', 'Name', 'Rests on', ...STANDS),
    rows: trails.flatMap((trail) =>
      trail.lines.map((line) => [
        head(trail.source),
        words(yearShown(trail.year)),
        words(trail.nature),
        words(line.level),
        words(line.ref),
        words(line.level === 'source' ? trail.sourceName : line.name),
        words(line.level === 'source' ? trail.references.join('; ') : line.decisions.join('; ')),
        ...line.figures.map(standsCell),
      ]),
    ),
    notes: [],
    empty: '',
  };
}
