import { type Figure, ledgerFigure } from '../ledger/figure.ts';
import { carryForwardFigures } from './carry-forward.figures.ts';
import { grantFigures } from './grant.figures.ts';
import { virementFigures } from './virement.figures.ts';

/** What came in, and how much of it has been set aside. */
export const fundFigures: Figure[] = [
  ledgerFigure({
    id: 'fund.awarded',
    label: 'Awarded',
    means: 'Everything that funding sources gave to the fund.',
    filter: { accountKinds: ['unallocated'], kinds: ['award'] },
  }),
  ledgerFigure({
    id: 'fund.unallocated',
    label: 'Unallocated',
    means: 'What was awarded and has not been set aside for a purpose.',
    filter: { accountKinds: ['unallocated'] },
  }),
  ledgerFigure({
    id: 'fund.allocated',
    label: 'Allocated',
    means:
      'What recorded decisions set aside for a purpose and a financial year, with virements, and what was brought ' +
      'forward to allocations and to their initiatives.',
    filter: { accountKinds: ['allocation', 'initiative'], kinds: ['allocate', 'virement', 'carry-in'] },
  }),
  ledgerFigure({
    id: 'fund.unbudgeted',
    label: 'Allocated and not budgeted',
    means: 'What stands in allocations and has not been given to an initiative as its budget.',
    filter: { accountKinds: ['allocation'] },
  }),
  ...virementFigures,
  ...carryForwardFigures,
  ...grantFigures,
];
