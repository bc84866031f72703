import { yearShown } from '../calendar/financial-year.ts';
import { type PeriodKey, periodShown } from '../calendar/period.ts';
import { type Restatement, restatementScope } from '../figures/restatement.store.ts';
import type { FigureAsked } from '../ledger/shown-figure.ts';
import type { PackContext } from './context.ts';
import { numeric, type PackFigures, type Section, text, words } from './pack.ts';

const FIGURES = ['restatement.before', 'restatement.after', 'restatement.change'] as const;

/** The figures of each restatement since the last pack. */
export function restatementAsks({ restatements }: PackContext): FigureAsked[] {
  return restatements.flatMap((restatement) =>
    FIGURES.map((figure) => ({ figure, scope: restatementScope(restatement) })),
  );
}

/** What closed periods said in the last pack and what they say now, and why; null when none was restated since. */
export function restatementSection(context: PackContext, figures: PackFigures): Section | null {
  const { restatements, initiatives } = context;
  const [first] = restatements;
  if (first === undefined) return null;
  const nameOf = (ref: string): string => `${ref} ${initiatives.find((one) => one.ref === ref)?.name ?? ''}`.trim();
  const labels = FIGURES.map((figure) => figures.of(figure, restatementScope(first)).label);
  const row = (restatement: Restatement) => [
    words(periodOf(restatement.concerned)),
    words(nameOf(restatement.initiative)),
    ...FIGURES.map((figure) => figures.cell(figure, restatementScope(restatement))),
    words(restatement.reason),
    words(periodOf(restatement.posted)),
  ];
  return {
    id: 'restatements',
    title: 'Restatements since the last pack',
    wide: true,
    blocks: [
      {
        kind: 'table',
        caption: 'Closed periods that were restated, in the order in which that was recorded',
        columns: [
          text('Period restated'),
          text('Initiative'),
          ...labels.map(numeric),
          text('Reason'),
          text('Posted in'),
        ],
        rows: restatements.map(row),
        total: null,
        notes: [
          'What was published before keeps its numbers. Before and after are the spend of the initiative in the period.',
        ],
      },
    ],
  };
}

function periodOf(period: PeriodKey): string {
  return `${periodShown(period)} of ${yearShown(period.year)}`;
}
