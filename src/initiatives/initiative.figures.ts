import { type Figure, ledgerFigure } from '../ledger/figure.ts';
import type { Scope } from '../ledger/scope.ts';
import { commitmentFigures } from './agreements/commitment.figures.ts';
import { paymentFigures } from './agreements/payment-term.figures.ts';
import { CURRENT_BUDGET, ORIGINAL_BUDGET } from './budget.ts';
import { clawbackFigures } from './delivery/clawback.figures.ts';
import { bedNightFigures } from './kinds/bed-night.figures.ts';
import { postFigures } from './kinds/post.figures.ts';
import { profileFigures } from './profile.figures.ts';

/** What each initiative may spend, and what agreements bind of it. */
export const initiativeFigures: Figure[] = [
  ledgerFigure({
    id: 'budget.original',
    label: 'Original budget',
    means: 'What the first decision of the financial year gave initiatives to spend.',
    filter: withoutPeriod(ORIGINAL_BUDGET),
  }),
  ledgerFigure({
    id: 'budget.current',
    label: 'Current budget',
    means: 'The original budget with every revision and virement decided since, and what was brought forward.',
    filter: withoutPeriod(CURRENT_BUDGET),
  }),
  ...profileFigures,
  ...commitmentFigures,
  ...clawbackFigures,
  ...postFigures,
  ...bedNightFigures,
  ...paymentFigures,
  ledgerFigure({
    id: 'budget.available',
    label: 'Available',
    means: 'What is left of budgets after commitments and spend; below zero it is an overspend.',
    filter: { accountKinds: ['initiative'] },
  }),
];

/** A budget belongs to its whole year: the period in which it was decided does not narrow it. */
function withoutPeriod(filter: typeof ORIGINAL_BUDGET | typeof CURRENT_BUDGET) {
  return (scope: Scope) => {
    const year = scope.year ?? scope.through?.year ?? scope.period?.year ?? scope.quarter?.year;
    return { ...filter, year, through: undefined, period: undefined, quarter: undefined };
  };
}
