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

/** One allocation: its money, where that comes from, and the budgets drawn from it. */
export function allocationPage(
  allocation: Allocation,
  figures: readonly ShownFigure[],
  from: readonly { source: string; nature: string }[],
  drawn: readonly { initiative: string; figure: ShownFigure }[],
): Page {
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
        cells: from.map(({ source, nature }) => words(`${source} (${nature})`, `/funding-sources/${source}`)),
      },
    ],
    sections: [
      {
        table: {
          caption: 'Budgets drawn from it',
          columns: columns('Initiative', '#Current budget'),
          rows: drawn.map(({ initiative, figure }) => [
            head(initiative, `/initiatives/${initiative}`),
            figureCell(figure),
          ]),
          notes: [],
          empty: 'No initiative has a budget from this allocation.',
        } satisfies Table,
      },
    ],
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
