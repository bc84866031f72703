import { type Figure, ledgerFigure } from '../ledger/figure.ts';

/** What a pound can be followed by: at every level it is what came in, and what stands in the columns beside it. */
export const everyPoundFigures: Figure[] = [
  ledgerFigure({
    id: 'fund.traced',
    label: 'Traced',
    means:
      'What came to it by award, decision or agreement and did not go on elsewhere: unallocated, allocated, budgeted, ' +
      'bound, paid in advance and spent, added together.',
    filter: { accountKinds: ['unallocated', 'allocation', 'initiative', 'agreement', 'prepaid', 'spent'] },
  }),
];
