import { yearShown } from '../calendar/financial-year.ts';
import type { FigureAsked, ShownFigure } from '../ledger/shown-figure.ts';
import { formatPounds, type Pence } from '../money/pence.ts';
import { amountCell, columns, head, number, type Table } from '../platform/table.ts';
import { overSentence } from './approval-effect.pages.ts';
import type { Coded, Effect } from './enter.ts';

/** The figures that a spend changes: what its agreement still binds, and what is left of its budget. */
export function effectFigures({ initiative, agreement, nature, period }: Coded): FigureAsked[] {
  const { year } = period;
  const left: FigureAsked = { figure: 'budget.available', scope: { initiative, year, nature } };
  if (agreement === '') return [left];
  return [{ figure: 'commitment.outstanding', scope: { agreement, year } }, left];
}

/** What a spend changes, and the sentence about an overspend when it makes one. */
export interface EffectShown {
  table: Table;
  /** The same in a line for each: what it leaves. */
  leaves: string[];
  over: string | null;
}

/** The effect of a spend beside the figures that it changes, in the order of `effectFigures`. */
export function effectShown(spend: Coded, effect: Effect, figures: readonly ShownFigure[]): EffectShown {
  const budget = `Left of the ${spend.nature} budget of ${spend.initiative} for ${yearShown(spend.period.year)}`;
  const after: [label: string, pence: Pence][] = [
    ...(effect.agreementAfter === null
      ? []
      : [[`Left of ${spend.agreement}`, effect.agreementAfter] as [string, Pence]]),
    [budget, effect.budgetAfter],
  ];
  return {
    table: {
      caption: 'What it changes',
      columns: columns('What is left', '#Now', '#After this'),
      rows: after.map(([label, pence], index) => [
        head(label),
        number(figures[index]?.text ?? '', figures[index]?.href),
        amountCell(pence),
      ]),
      notes: [],
      empty: '',
    },
    leaves: after.map(([label, pence]) => `${label}: ${formatPounds(pence)}`),
    over: overSentence(effect.over),
  };
}
