import { type Figure, ledgerFigure } from '../ledger/figure.ts';

const HELD = ['unallocated', 'allocation', 'initiative'] as const;

/** What crosses a year end, and what goes back to the source instead. */
export const carryForwardFigures: Figure[] = [
  ledgerFigure({
    id: 'fund.carried-in',
    label: 'Brought forward',
    means: 'What recorded decisions brought into the year from the one before.',
    filter: { accountKinds: HELD, kinds: ['carry-in'] },
  }),
  ledgerFigure({
    id: 'fund.carried-out',
    label: 'Carried forward',
    means: 'What recorded decisions took out of the year into the next.',
    sign: -1,
    filter: { accountKinds: HELD, kinds: ['carry-out'] },
  }),
  ledgerFigure({
    id: 'fund.reserve',
    label: 'Held in the reserve',
    means:
      'What own money put into the reserve at the end of a year, less what was taken out of it into the next: above ' +
      'zero in the year that it left, below zero in the year that it entered, and nothing over both.',
    filter: { accountKinds: ['reserve'] },
  }),
  ledgerFigure({
    id: 'fund.lapsed',
    label: 'Lapsed',
    means: 'What ring-fenced sources took back because it was not used in its year.',
    sign: -1,
    filter: { accountKinds: HELD, kinds: ['lapse'] },
  }),
];
