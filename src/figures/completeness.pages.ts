import { yearShown } from '../calendar/financial-year.ts';
import { type Quarter, quarterLabel, quarterShown } from '../calendar/quarter.ts';
import { figureCell, figureNotes, type ShownFigure } from '../ledger/shown-figure.ts';
import { completenessShown } from '../outcomes/completeness.ts';
import type { Page } from '../people/door.ts';
import { Fields } from '../platform/form.pages.ts';
import type { Choice } from '../platform/form.ts';
import { type Cell, columns, head, type Table, tagged, words } from '../platform/table.ts';
import type { Currency, InitiativeCompleteness } from './completeness.ts';

/** An initiative's line with its budget and what that is of the whole, as figures. */
export interface CompletenessLine {
  of: InitiativeCompleteness;
  budget: ShownFigure;
  share: ShownFigure;
}

/** How complete the outcomes of a quarter are. */
export interface CompletenessPageShown {
  quarter: Quarter;
  choices: readonly Choice[];
  /** What initiatives of each currency carry: pounds, and per cent of the whole. */
  carried: readonly { currency: Currency; budget: ShownFigure; percent: ShownFigure }[];
  lines: readonly CompletenessLine[];
}

const TAGS: Record<Currency, { text: string; classes: string }> = {
  'up-to-date': { text: 'Up to date', classes: 'govuk-tag--green' },
  stale: { text: 'Stale', classes: 'govuk-tag--yellow' },
  unmeasured: { text: 'No measures', classes: 'govuk-tag--grey' },
};

/** Which initiatives' outcomes are up to date, which are stale, and what share of the money they carry. */
export function completenessPage(shown: CompletenessPageShown): Page {
  const { quarter, choices } = shown;
  const fields = new Fields({ quarter: quarterLabel(quarter) }, []);
  return {
    title: 'How complete the outcomes are',
    caption: quarterShown(quarter),
    wide: true,
    breadcrumbs: [{ text: 'Outcomes', href: '/measures' }, { text: 'How complete' }],
    lede: [
      'An initiative is up to date when all that is expected of the quarter was said and approved: a number, or why there is none. Otherwise it is stale.',
    ],
    filter: {
      action: '/completeness',
      fields: [fields.select('quarter', 'Quarter', choices, { always: true })],
      button: 'Show the quarter',
    },
    sections: [{ table: carriedTable(shown) }, { table: completenessTable(shown) }],
    links: [
      { text: 'Outcomes against money', href: `/unit-costs?time=${quarterLabel(quarter)}` },
      { text: 'Download as CSV', href: `/completeness.csv?quarter=${quarterLabel(quarter)}` },
    ],
  };
}

function carriedTable({ quarter, carried }: CompletenessPageShown): Table {
  return {
    caption: 'The money that they carry',
    columns: columns('Outcomes', `#Current budget ${yearShown(quarter.year)}`, '#Share of the budget'),
    rows: carried.map(({ currency, budget, percent }) => [
      { ...tagged(TAGS[currency]), kind: 'head' },
      figureCell(budget),
      figureCell(percent),
    ]),
    notes: figureNotes(carried.map(({ budget }) => budget)),
    empty: '',
  };
}

/** The table of the page, and of its file. */
export function completenessTable({ quarter, lines }: CompletenessPageShown): Table {
  return {
    caption: 'Initiatives',
    columns: columns(
      'Initiative',
      'Outcomes',
      'Approved of what is expected',
      'Last whole quarter',
      `#Current budget ${yearShown(quarter.year)}`,
      '#Share of the budget',
    ),
    rows: lines.map(({ of, budget, share }): Cell[] => [
      head(`${of.initiative.ref} ${of.initiative.name}`, `/measures?initiative=${of.initiative.ref}`),
      tagged(TAGS[of.currency]),
      words(of.currency === 'unmeasured' ? 'Nothing is expected' : completenessShown(of.completeness)),
      words(lastWholeShown(of)),
      figureCell(budget),
      figureCell(share),
    ]),
    notes: ['The last whole quarter is looked for in the financial year of the quarter and the one before.'],
    empty: 'There are no initiatives yet.',
  };
}

function lastWholeShown({ currency, lastWhole }: InitiativeCompleteness): string {
  if (lastWhole !== null) return `${yearShown(lastWhole.year)} quarter ${lastWhole.quarter}`;
  return currency === 'unmeasured' ? '' : 'None';
}
