import { periodShown } from '../../calendar/period.ts';
import { currentPeriod } from '../../ledger/period.ts';
import type { Page } from '../../people/door.ts';
import { slipOf, slipTyped } from '../../people/draft.ts';
import { errorSummary, Fields } from '../../platform/form.pages.ts';
import { type FieldError, TICKED, type Typed } from '../../platform/form.ts';
import type { EntryChoices } from '../spend-choices.ts';
import { SPEND } from '../spend-way.ts';
import { rowCount } from './grid.form.ts';
import { cellField, GRID_COLUMNS, sameField } from './grid-column.ts';
import { offeredOf } from './grid-list.ts';
import type { Supplier } from './supplier.ts';

const MOST_SUPPLIERS = 100;

/** What the grid is shown with. */
export interface EntryGridShown {
  choices: EntryChoices;
  suppliers: readonly Supplier[];
  typed: Typed;
  errors?: readonly FieldError[];
  /** What became of a button that was pressed. */
  messages?: readonly string[];
  /** The cells that hold a suggestion. */
  suggested?: readonly string[];
}

/** The grid in which many rows of spend are entered together. */
export function entryGridPage(shown: EntryGridShown): Page {
  const { choices, suppliers, typed, errors = [], messages = [] } = shown;
  const rows = Array.from({ length: rowCount(typed) }, (_, index) => index + 1);
  const slip = slipOf(typed);
  return {
    title: 'Enter many rows of spend',
    wide: true,
    breadcrumbs: [SPEND, { text: 'Enter many rows' }],
    errors: errorSummary(errors),
    messages,
    slip: slip === null ? {} : slipTyped(slip),
    period: periodShown(currentPeriod(choices.periods)),
    columns: GRID_COLUMNS.map(({ name, label, also, from }) => ({
      name,
      label,
      names: JSON.stringify([label, ...also]),
      from,
      list: listId(name, from),
    })),
    rows: rows.map((row) => rowShown(row, shown)),
    lists: listsShown(choices, suppliers),
    block: new Fields(typed, errors).longText('block', 'Rows of a spreadsheet', {
      rows: 5,
      hint: 'Paste cells as a spreadsheet copies them, with or without a row of headings. They go into the rows below the last that is filled in.',
    }),
    blockOpen: (typed.block ?? '') !== '',
  };
}

function rowShown(row: number, { typed, errors = [], suggested = [] }: EntryGridShown) {
  const same = sameField(row);
  const like = errors.find(({ field }) => field === same)?.message;
  const isConfirmed = typed[same] === TICKED;
  return {
    number: row,
    same: like === undefined && !isConfirmed ? null : { field: same, checked: isConfirmed, error: like },
    cells: GRID_COLUMNS.map(({ name, label, width, from }, index) => {
      const field = cellField(name, row);
      return {
        index,
        field,
        label: `${label}, row ${row}`,
        value: typed[field] ?? '',
        suggested: suggested.includes(field),
        error: errors.find((candidate) => candidate.field === field)?.message,
        width,
        isAmount: width === 'amount',
        list: listId(name, from),
      };
    }),
  };
}

function listId(name: string, from: string | undefined): string | null {
  return from === 'list' || from === 'suppliers' ? `list-${name}` : null;
}

/** What a browser offers without a script. */
function listsShown(choices: EntryChoices, suppliers: readonly Supplier[]) {
  const offered = offeredOf(choices);
  const lists = Object.entries(offered).map(([name, options]) => ({ id: `list-${name}`, options }));
  return [...lists, { id: 'list-supplier', options: supplierOptions(suppliers) }];
}

/** Suppliers as a browser offers them without a script: those paid most often first. */
export function supplierOptions(suppliers: readonly Supplier[]) {
  return suppliers.slice(0, MOST_SUPPLIERS).map(({ name, also }) => ({ value: name, text: also.join(', ') }));
}
