import { type Figure, ledgerFigure } from '../ledger/figure.ts';
import { awaitingFigures } from './awaiting.figures.ts';
import { periodEndFigures } from './period-end.figures.ts';

/** The accounts where money that was spent stands. */
export const SPENT = { accountKinds: ['spent'] } as const;

export const spendToDate = ledgerFigure({
  id: 'spend.to-date',
  label: 'Spend to date',
  means:
    'What was incurred and approved, with accruals, adjustments and what was paid in advance and has been served, less refunds, credits and reversals; net of recoverable VAT.',
  filter: SPENT,
});

/** Spend, and what awaits approval. */
export const spendFigures: Figure[] = [
  spendToDate,
  ledgerFigure({
    id: 'spend.in-period',
    label: 'Spend in the period',
    means: 'Spend posted in the period or quarter named.',
    filter: SPENT,
  }),
  ...periodEndFigures,
  ...awaitingFigures,
];
