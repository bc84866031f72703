import { yearShown } from '../calendar/financial-year.ts';
import type { FigureAsked, ShownFigure } from '../ledger/shown-figure.ts';
import { formatPounds } from '../money/pence.ts';
import type { Effect, NewSpend } from './enter.ts';

type Coded = Pick<NewSpend, 'initiative' | 'agreement' | 'nature' | 'period'>;

/** The figures that a spend changes: what its agreement still binds, and what is left of its budget. */
export function effectFigures({ initiative, agreement, nature, period }: Coded): FigureAsked[] {
  const { year } = period;
  const left: FigureAsked = { figure: 'budget.available', scope: { initiative, year, nature } };
  if (agreement === '') return [left];
  return [{ figure: 'commitment.outstanding', scope: { agreement, year } }, left];
}

/** What is left before and after, row by row, and the sentence about an overspend when it makes one. */
export interface EffectShown {
  rows: { label: string; now: { text: string; href: string }; after: string }[];
  over: string | null;
}

/** The effect of a spend beside the figures that it changes, in the order of `effectFigures`. */
export function effectShown(spend: Coded, effect: Effect, figures: readonly ShownFigure[]): EffectShown {
  const after = [...(effect.agreementAfter === null ? [] : [effect.agreementAfter]), effect.budgetAfter];
  const labels = [
    ...(effect.agreementAfter === null ? [] : [`Left of ${spend.agreement}`]),
    `Left of the ${spend.nature} budget of ${spend.initiative} for ${yearShown(spend.period.year)}`,
  ];
  return {
    rows: labels.map((label, index) => ({
      label,
      now: { text: figures[index]?.text ?? '', href: figures[index]?.href ?? '' },
      after: formatPounds(after[index] ?? 0),
    })),
    over:
      effect.over > 0 ? `This passes what is left by ${formatPounds(effect.over)}, so it becomes an overspend.` : null,
  };
}
