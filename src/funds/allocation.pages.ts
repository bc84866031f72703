import { yearShown } from '../calendar/financial-year.ts';
import { figureCell, type ShownFigure } from '../ledger/shown-figure.ts';
import type { Page } from '../people/door.ts';
import { Fields, formPage } from '../platform/form.pages.ts';
import type { FieldError, Typed } from '../platform/form.ts';
import { columns, head, ref, type Table, words } from '../platform/table.ts';
import type { AllocationChoices } from './allocation.form.ts';
import type { Allocation } from './allocation.store.ts';
import { FUND } from './fund.pages.ts';
import { NATURES, OVERRIDE } from './money.form.ts';

const ALLOCATIONS = { text: 'Allocations', href: '/allocations' };

/** Allocations with two figures each: what was set aside, and what of it no initiative has as its budget. */
export function allocationTable(allocations: readonly Allocation[], figures: readonly ShownFigure[][]): Table {
  return {
    caption: 'Allocations',
    columns: columns('Allocation', 'Financial year', 'Purpose', 'Decision', '#Allocated', '#Not budgeted'),
    rows: allocations.map((allocation, index) => [
      ref(allocation.ref, `/allocations/${allocation.ref}`),
      words(yearShown(allocation.year)),
      words(allocation.purpose),
      ref(allocation.decisionRef, `/decisions/${allocation.decisionRef}`, 'words'),
      ...(figures[index] ?? []).map(figureCell),
    ]),
    notes: [],
    empty: 'Nothing has been allocated.',
  };
}

/** Every allocation. */
export function allocationListPage(table: Table, mayAdd: boolean): Page {
  return {
    title: 'Allocations',
    wide: true,
    breadcrumbs: [FUND, { text: 'Allocations' }],
    lede: ['Parts of the fund set aside for a purpose and a financial year, each by a recorded decision.'],
    actions: mayAdd ? [{ text: 'Allocate money', href: '/allocations/new' }] : [],
    sections: [{ table }],
    links: [{ text: 'Download as CSV', href: '/allocations.csv' }],
  };
}

/** An allocation with everything that its page shows. */
export interface AllocationShown {
  allocation: Allocation;
  /** Of its own financial year. */
  figures: readonly ShownFigure[];
  /** The same for each year in which it holds money: more than one where some was brought forward. */
  years: readonly { year: number; figures: readonly ShownFigure[] }[];
  from: readonly { source: string; nature: string; year: number }[];
  drawn: readonly { initiative: string; year: number; figure: ShownFigure }[];
  /** Null for those who do not read virements. */
  virements: Table | null;
}

/** One allocation: its money, where that comes from, what was moved, and the budgets drawn from it. */
export function allocationPage({ allocation, figures, years, from, drawn, virements }: AllocationShown): Page {
  const sources = new Map(from.map(({ source, nature }) => [`${source} (${nature})`, source]));
  return {
    title: allocation.purpose,
    caption: `Allocation ${allocation.ref}`,
    breadcrumbs: [FUND, ALLOCATIONS, { text: allocation.ref }],
    figures,
    summary: [
      { key: 'Financial year', cells: [words(yearShown(allocation.year))] },
      { key: 'Decision', cells: [words(allocation.decisionRef, `/decisions/${allocation.decisionRef}`)] },
      {
        key: 'Funding source',
        cells: [...sources].map(([text, source]) => words(text, `/funding-sources/${source}`)),
      },
    ],
    sections: [
      ...(years.length > 1 ? [{ table: yearsTable(years) }] : []),
      {
        table: {
          caption: 'Budgets drawn from it',
          columns: columns('Initiative', 'Financial year', '#Current budget'),
          rows: drawn.map(({ initiative, year, figure }) => [
            head(initiative, `/initiatives/${initiative}`),
            words(yearShown(year)),
            figureCell(figure),
          ]),
          notes: [],
          empty: 'No initiative has a budget from this allocation.',
        } satisfies Table,
      },
      ...(virements === null ? [] : [{ table: virements }]),
    ],
  };
}

function yearsTable(years: AllocationShown['years']): Table {
  return {
    caption: 'By financial year',
    columns: columns('Financial year', '#Allocated', '#Not budgeted'),
    rows: years.map(({ year, figures }) => [head(yearShown(year)), ...figures.map(figureCell)]),
    notes: ['What is not used by the end of a year is brought forward into the next by a decision.'],
    empty: '',
  };
}

/** The form that sets money aside. */
export function allocationFormPage(
  choices: AllocationChoices,
  typed: Typed = { nature: 'revenue' },
  errors: FieldError[] = [],
): Page {
  const fields = new Fields(typed, errors);
  return formPage(
    {
      title: 'Allocate money',
      action: '/allocations/new',
      button: 'Allocate the money',
      breadcrumbs: [FUND, ALLOCATIONS],
    },
    [
      fields.select('source', 'Funding source', choices.sources),
      fields.select('year', 'Financial year', choices.years),
      fields.radios('nature', 'Revenue or capital', NATURES, { inline: true }),
      fields.pounds('amount', 'Amount', { hint: 'At most what is unallocated of this source and year' }),
      fields.longText('purpose', 'Purpose', { rows: 3 }),
      fields.select('decision', 'Decision', choices.decisions, {
        hint: 'Record the decision first if it is not listed',
      }),
      ...(choices.mayOverride ? [overrideField(fields)] : []),
    ],
    errors,
  );
}

/** Shown only to those who may go below zero. */
export function overrideField(fields: Fields) {
  return fields.longText(OVERRIDE, 'Reason for going beyond what is left', {
    optional: true,
    rows: 3,
    hint: 'Only when the amount is more than what is left. It is recorded as your override.',
  });
}
