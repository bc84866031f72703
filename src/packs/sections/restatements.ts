import { yearShown } from '../../calendar/financial-year.ts';
import { type PeriodKey, periodShown } from '../../calendar/period.ts';
import { type Restatement, restatementScope } from '../../figures/restatement.store.ts';
import type { PackContext } from '../context.ts';
import { type Block, numeric, type PackFigures, text, words } from '../pack.ts';
import { OWNERS, type PackSection } from '../section.ts';

const FIGURES = ['restatement.before', 'restatement.after', 'restatement.change'] as const;

/** What closed periods said in the last pack and what they say now, and why; absent when none was restated since. */
export const RESTATEMENTS: PackSection = {
  code: 'restatements',
  title: 'Restatements since the last pack',
  owners: OWNERS.finance,
  placing: 'body',
  wide: true,
  prepare: ({ context }) => ({
    asks: context.restatements.flatMap((restatement) =>
      FIGURES.map((figure) => ({ figure, scope: restatementScope(restatement) })),
    ),
    blocks: ({ figures }) => (context.restatements.length === 0 ? null : [restated(context, figures)]),
  }),
};

function restated({ restatements, initiatives }: PackContext, figures: PackFigures): Block {
  const nameOf = (ref: string): string => `${ref} ${initiatives.find((one) => one.ref === ref)?.name ?? ''}`.trim();
  const labels = FIGURES.map((figure) => figures.of(figure, restatementScope(restatements[0] as Restatement)).label);
  const row = (restatement: Restatement) => [
    words(periodOf(restatement.concerned)),
    words(nameOf(restatement.initiative)),
    ...FIGURES.map((figure) => figures.cell(figure, restatementScope(restatement))),
    words(restatement.reason),
    words(periodOf(restatement.posted)),
  ];
  return {
    kind: 'table',
    caption: 'Closed periods that were restated, in the order in which that was recorded',
    columns: [text('Period restated'), text('Initiative'), ...labels.map(numeric), text('Reason'), text('Posted in')],
    rows: restatements.map(row),
    total: null,
    notes: [
      'What was published before keeps its numbers. Before and after are the spend of the initiative in the period.',
    ],
  };
}

function periodOf(period: PeriodKey): string {
  return `${periodShown(period)} of ${yearShown(period.year)}`;
}
