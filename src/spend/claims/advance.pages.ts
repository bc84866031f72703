import type { Agreement } from '../../initiatives/agreements/agreement.ts';
import { figureCell, figureNotes, type ShownFigure } from '../../ledger/shown-figure.ts';
import type { Page } from '../../people/door.ts';
import { type Cell, columns, head, ref as refCell, type Table, words } from '../../platform/table.ts';
import { SPEND } from '../spend-way.ts';

/** What is shown of each agreement whose provider reports, and of all. */
export const ADVANCE_FIGURES = [
  'agreement.paid',
  'agreement.used',
  'agreement.in-hand',
  'agreement.due-back',
  'payable.open',
] as const;

/** The figures by agreement, with those of all agreements last. */
export function advanceTable(
  agreements: readonly Agreement[],
  providers: ReadonlyMap<string, string>,
  figures: readonly ShownFigure[][],
): Table {
  const totals = figures.at(-1) ?? [];
  return {
    caption: 'Paid, used and in hand, by agreement',
    captionHidden: true,
    columns: columns(
      'Agreement',
      'Provider',
      'Initiative',
      '#Paid',
      '#Used',
      '#In hand',
      '#Due back',
      '#Still to be paid',
    ),
    rows: agreements.map((agreement, index): Cell[] => [
      refCell(agreement.ref, `/agreements/${agreement.ref}`),
      words(providers.get(agreement.ref) ?? ''),
      refCell(agreement.initiative, `/initiatives/${agreement.initiative}`, 'words'),
      ...(figures[index] ?? []).map(figureCell),
    ]),
    foot: [head('In all'), words(''), words(''), ...totals.map(figureCell)],
    notes: figureNotes(totals.slice(0, 1)),
    empty: 'No provider reports what it used: no reporting duty and no claim has been recorded.',
  };
}

/** The figures of one agreement, on its own page. */
export function ownAdvanceTable(figures: readonly ShownFigure[]): Table {
  return {
    caption: 'Paid, used and in hand',
    columns: columns('#Paid', '#Used', '#In hand', '#Due back', '#Still to be paid'),
    rows: [figures.map(figureCell)],
    notes: [],
    empty: '',
  };
}

/** What providers were paid, what they used, what they hold and what must come back. */
export function advanceListPage(table: Table): Page {
  return {
    title: 'Paid, used and in hand',
    wide: true,
    breadcrumbs: [SPEND, { text: 'Paid, used and in hand' }],
    lede: [
      'What providers that report their use were paid, what they used of it, and what they hold. Below £0.00 in hand, they have spent more than they were paid.',
    ],
    sections: [{ table }],
    links: [
      { text: 'Download as CSV', href: '/advances.csv' },
      { text: 'Claims', href: '/claims' },
      { text: 'Who still owes which return', href: '/monitoring-returns' },
    ],
  };
}
