import { yearShown } from '../calendar/financial-year.ts';
import { periodShown } from '../calendar/period.ts';
import type { Scope } from '../ledger/scope.ts';
import type { FigureAsked } from '../ledger/shown-figure.ts';
import { paragraphs } from '../meetings/meeting.pages.ts';
import { formatWholePounds } from '../money/pence.ts';
import { groupedBars } from '../platform/chart.ts';
import { rag, ragRule } from '../spend/rag.ts';
import type { PackContext, PackInitiative } from './context.ts';
import { type Block, type Cell, numeric, type PackFigures, rated, type Section, text, words } from './pack.ts';

/** The columns of the finance report, in order; the profile alone is asked up to a period. */
const REPORT = [
  'budget.original',
  'budget.current',
  'budget.profile',
  'spend.to-date',
  'commitment.outstanding',
  'forecast.remaining',
  'outturn',
  'over-under-spend',
] as const;

/** Where a source's award stands: the columns after the first add up to it. */
const POSITION = [
  'fund.awarded',
  'fund.unallocated',
  'fund.unbudgeted',
  'budget.available',
  'commitment.outstanding',
  'spend.to-date',
] as const;

const KEYS = ['budget.current', 'spend.to-date', 'forecast.remaining', 'outturn', 'over-under-spend'] as const;
const AWAITING = 'spend.awaiting';

/** The figures of the finance summary, the finance report and the position of each source. */
export function financeAsks(context: PackContext): FigureAsked[] {
  const scopes: Scope[] = [...context.initiatives.map(({ ref }) => ({ initiative: ref })), {}];
  const sources: Scope[] = [...context.sources.map(({ code }) => ({ source: code })), {}];
  return [
    ...KEYS.map((figure) => ({ figure, scope: reportScope(context, figure, {}) })),
    { figure: AWAITING, scope: { year: context.year } },
    ...scopes.flatMap((scope) => REPORT.map((figure) => ({ figure, scope: reportScope(context, figure, scope) }))),
    ...sources.flatMap((scope) => POSITION.map((figure) => ({ figure, scope }))),
  ];
}

function reportScope(context: PackContext, figure: string, scope: Scope): Scope {
  const { year, through } = context;
  return figure === 'budget.profile' ? { ...scope, year, through } : { ...scope, year };
}

/** The few numbers that matter most, what finance says about them, and a picture. */
export function financeSummary(context: PackContext, figures: PackFigures): Section {
  const { year, papers } = context;
  const anyRingFenced = context.initiatives.some(({ ringFenced }) => ringFenced);
  const blocks: Block[] = [
    {
      kind: 'keys',
      items: [...KEYS, AWAITING].map((id) => ({
        label: figures.of(id, { year }).label,
        cell: figures.cell(id, { year }),
        beside: id === 'over-under-spend' ? ratedCell(context, figures, {}, anyRingFenced) : null,
        notes: id === AWAITING ? ['Outside spend to date'] : [],
      })),
    },
    { kind: 'words', paragraphs: summaryNotes(context, figures) },
    {
      kind: 'facts',
      rows: [
        {
          label: 'Commentary',
          paragraphs:
            papers.commentary === null ? ['No commentary has been written.'] : paragraphs(papers.commentary.text),
        },
      ],
    },
  ];
  const chart = financeChart(context, figures);
  if (chart !== null) blocks.push(chart);
  return { id: 'finance-summary', title: `Finance summary ${yearShown(year)}`, wide: false, blocks };
}

function summaryNotes(context: PackContext, figures: PackFigures): string[] {
  const left = figures.of('budget.current', { year: context.year }).leavesOut;
  return left.length === 0 ? [] : [leftOutNote(left)];
}

function leftOutNote(left: readonly string[]): string {
  return `The totals leave out ${left.join(', ')}.`;
}

function financeChart(context: PackContext, figures: PackFigures): Block | null {
  const series = ['budget.current', 'spend.to-date', 'outturn'];
  const { year } = context;
  const rows = context.initiatives
    .map(({ ref, name }) => ({
      label: `${ref} ${name}`,
      values: series.map((id) => {
        const { value } = figures.of(id, { initiative: ref, year });
        return { value, text: value === null ? '[x]' : formatWholePounds(value) };
      }),
    }))
    .filter(({ values }) => values.some(({ value }) => value !== null && value !== 0));
  if (rows.length === 0) return null;
  const labels = series.map((id) => figures.of(id, { year }).label);
  const title = 'Current budget, spend to date and outturn of each initiative, to the nearest pound';
  const alt = rows
    .map(({ label, values }) => `${label}: ${values.map((v, n) => `${labels[n]} ${v.text}`).join(', ')}`)
    .join('. ');
  const id = 'chart-finance';
  const svg = groupedBars({ id, title, description: `${alt}.`, series: labels, rows, axis: formatWholePounds });
  return { kind: 'chart', id, title, alt: `${title}. ${alt}.`, svg };
}

/** The finance report of each initiative, what it leaves out, and where each source's money stands. */
export function financeReport(context: PackContext, figures: PackFigures): Section {
  const { year, through, initiatives } = context;
  const row = (name: string, scope: Scope, ringFenced: boolean): Cell[] => [
    words(name),
    ...REPORT.map((id) => figures.cell(id, reportScope(context, id, scope))),
    ratedCell(context, figures, scope, ringFenced),
  ];
  const anyRingFenced = initiatives.some(({ ringFenced }) => ringFenced);
  const labels = REPORT.map((id) => figures.of(id, reportScope(context, id, {})).label);
  const report: Block = {
    kind: 'table',
    caption: `Finance report ${yearShown(year)}, with the profile up to ${periodShown(through)}`,
    columns: [text('Initiative'), ...labels.map(numeric), text('RAG')],
    rows: initiatives.map((initiative) =>
      row(nameOf(initiative), { initiative: initiative.ref }, initiative.ringFenced),
    ),
    total: row('All initiatives', {}, anyRingFenced),
    notes: [
      ...summaryNotes(context, figures),
      'An overspend is positive; an underspend stands in brackets.',
      ragRule(),
    ],
  };
  return {
    id: 'finance-report',
    title: 'Finance report',
    wide: true,
    blocks: [report, fundPosition(context, figures)],
  };
}

function nameOf({ ref, name }: PackInitiative): string {
  return `${ref} ${name}`;
}

function ratedCell(context: PackContext, figures: PackFigures, scope: Scope, ringFenced: boolean): Cell {
  const { value, leavesOut } = figures.of('over-under-spend', { ...scope, year: context.year });
  // An initiative's outturn without its forecast is not rated; a total says beside it what it leaves out.
  const overUnder = scope.initiative !== undefined && leavesOut.length > 0 ? null : value;
  const { value: budget } = figures.of('budget.current', { ...scope, year: context.year });
  const { word, colour } = rag(overUnder, budget, ringFenced);
  return rated(word, colour);
}

function fundPosition(context: PackContext, figures: PackFigures): Block {
  const row = (name: string, scope: Scope): Cell[] => [words(name), ...POSITION.map((id) => figures.cell(id, scope))];
  const left = figures.of('spend.to-date', {}).leavesOut;
  return {
    kind: 'table',
    caption: 'Where the money of each source stands, all financial years together',
    columns: [text('Source'), ...POSITION.map((id) => numeric(figures.of(id, {}).label))],
    rows: context.sources.map(({ code, name }) => row(`${code} ${name}`, { source: code })),
    total: row('All sources', {}),
    notes: ['What was awarded is the other columns added together.', ...(left.length === 0 ? [] : [leftOutNote(left)])],
  };
}
