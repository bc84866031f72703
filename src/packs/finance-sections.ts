import { yearShown } from '../calendar/financial-year.ts';
import { periodShown } from '../calendar/period.ts';
import type { Scope } from '../ledger/scope.ts';
import type { FigureAsked } from '../ledger/shown-figure.ts';
import { paragraphs } from '../meetings/meeting.pages.ts';
import { formatWholePounds, type Pence, roundToPounds } from '../money/pence.ts';
import { groupedBars } from '../platform/chart.ts';
import { rag, ragRule } from '../spend/rag.ts';
import { overriddenNote, type Rating, ratingOf } from '../spend/rating.ts';
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
  'spend.prepaid',
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
  const blocks: Block[] = [
    {
      kind: 'keys',
      items: [...KEYS, AWAITING].map((id) => ({
        label: figures.of(id, { year }).label,
        cell: figures.cell(id, { year }),
        beside: id === 'over-under-spend' ? ratedCell(context, figures, null) : null,
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
  const amounts = series.map((id) =>
    context.initiatives.map(({ ref }) => figures.of(id, { initiative: ref, year }).value),
  );
  const texts = amounts.map(wholePounds);
  const rows = context.initiatives
    .map(({ ref, name }, index) => ({
      label: `${ref} ${name}`,
      values: series.map((_, of) => ({
        value: amounts[of]?.[index] ?? null,
        text: texts[of]?.[index] ?? '[x]',
      })),
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

/** Amounts to the pound that add up to their total to the pound; what is not known has none. */
function wholePounds(amounts: readonly (Pence | null)[]): (string | null)[] {
  const rounded = roundToPounds(amounts.filter((pence) => pence !== null));
  return amounts.map((pence) => (pence === null ? null : formatWholePounds(rounded.shift() as Pence)));
}

/** The finance report of each initiative, what it leaves out, and where each source's money stands. */
export function financeReport(context: PackContext, figures: PackFigures): Section {
  const { year, through, initiatives } = context;
  const row = (initiative: PackInitiative | null): Cell[] => {
    const scope = initiative === null ? {} : { initiative: initiative.ref };
    return [
      words(initiative === null ? 'All initiatives' : nameOf(initiative)),
      ...REPORT.map((id) => figures.cell(id, reportScope(context, id, scope))),
      ratedCell(context, figures, initiative),
    ];
  };
  const labels = REPORT.map((id) => figures.of(id, reportScope(context, id, {})).label);
  const report: Block = {
    kind: 'table',
    caption: `Finance report ${yearShown(year)}, with the profile up to ${periodShown(through)}`,
    columns: [text('Initiative'), ...labels.map(numeric), text('RAG')],
    rows: initiatives.map(row),
    total: row(null),
    notes: [
      ...summaryNotes(context, figures),
      'An overspend is positive; an underspend stands in brackets.',
      ...overriddenNotes(context, figures),
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

/** The rating of the whole fund by the rule; of an initiative as it stands, with a word where it was overridden. */
function ratedCell(context: PackContext, figures: PackFigures, initiative: PackInitiative | null): Cell {
  const { word, colour, overridden } = ratingIn(context, figures, initiative);
  return rated(overridden === null ? word : `${word}, overridden`, colour);
}

function ratingIn(context: PackContext, figures: PackFigures, initiative: PackInitiative | null): Rating {
  const scope = { ...(initiative === null ? {} : { initiative: initiative.ref }), year: context.year };
  const { value, leavesOut } = figures.of('over-under-spend', scope);
  // An initiative's outturn without its forecast is not rated; a total says beside it what it leaves out.
  const overUnder = initiative !== null && leavesOut.length > 0 ? null : value;
  const { value: budget } = figures.of('budget.current', scope);
  const anyRingFenced = context.initiatives.some(({ ringFenced }) => ringFenced);
  return ratingOf(rag(overUnder, budget, initiative?.ringFenced ?? anyRingFenced), initiative?.override ?? null);
}

/** Why ratings were overridden, and by whom, as it was recorded up to the cut-off. */
function overriddenNotes(context: PackContext, figures: PackFigures): string[] {
  return context.initiatives.flatMap((initiative) => {
    const note = overriddenNote(ratingIn(context, figures, initiative));
    return note === null ? [] : [`${initiative.ref}: ${note}.`];
  });
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
