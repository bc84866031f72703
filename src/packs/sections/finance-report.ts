import { yearShown } from '../../calendar/financial-year.ts';
import { periodShown } from '../../calendar/period.ts';
import type { Scope } from '../../ledger/scope.ts';
import { ragRule } from '../../spend/rag.ts';
import { overriddenNote } from '../../spend/rating.ts';
import type { PackContext, PackInitiative } from '../context.ts';
import { type Block, type Cell, numeric, type PackFigures, text, words } from '../pack.ts';
import { OWNERS, type PackSection } from '../section.ts';
import { nameOf, ratedCell, ratingIn, summaryNotes } from './finance-words.ts';

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

/** The money of each initiative in the meeting's financial year, and what it leaves out. */
export const FINANCE_REPORT: PackSection = {
  code: 'finance-report',
  title: 'Finance report',
  owners: OWNERS.finance,
  placing: 'body',
  wide: true,
  prepare: ({ context }) => ({
    asks: [...context.initiatives.map(({ ref }) => ({ initiative: ref })), {}].flatMap((scope) =>
      REPORT.map((figure) => ({ figure, scope: reportScope(context, figure, scope) })),
    ),
    blocks: ({ figures }) => [report(context, figures)],
  }),
};

function reportScope({ year, through }: PackContext, figure: string, scope: Scope): Scope {
  return figure === 'budget.profile' ? { ...scope, year, through } : { ...scope, year };
}

function report(context: PackContext, figures: PackFigures): Block {
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
  return {
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
}

/** Why ratings were overridden, and by whom, as it was recorded up to the cut-off. */
function overriddenNotes(context: PackContext, figures: PackFigures): string[] {
  return context.initiatives.flatMap((initiative) => {
    const note = overriddenNote(ratingIn(context, figures, initiative));
    return note === null ? [] : [`${initiative.ref}: ${note}.`];
  });
}
