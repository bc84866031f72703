import { yearShown } from '../calendar/financial-year.ts';
import { overrideField } from '../funds/allocation.pages.ts';
import { accountShown } from '../ledger/account.ts';
import { figureHref } from '../ledger/shown-figure.ts';
import { formatPounds, type Pence } from '../money/pence.ts';
import type { Page } from '../people/door.ts';
import { Fields, formPage } from '../platform/form.pages.ts';
import type { Choice, FieldError, Typed } from '../platform/form.ts';
import {
  type Cell,
  columns,
  dayCell,
  head,
  instantCell,
  number,
  ref as refCell,
  type Table,
  words,
} from '../platform/table.ts';
import { DIRECTIONS, type Holding, holdingValue } from './budget.form.ts';
import type { BudgetChange } from './budget.store.ts';
import { INITIATIVES } from './initiative.pages.ts';
import type { Initiative } from './initiative.store.ts';

/** The form that gives an initiative a budget, adds to it or takes some of it back. */
export function budgetFormPage(
  { ref, name }: Initiative,
  choices: { holdings: readonly Holding[]; decisions: readonly Choice[]; mayOverride: boolean },
  typed: Typed = {},
  errors: FieldError[] = [],
): Page {
  const fields = new Fields({ direction: 'give', ...typed }, errors);
  const holdings = choices.holdings.map((holding) => ({
    value: holdingValue(holding),
    text: `${holding.allocation}, ${yearShown(holding.year)}, ${holding.source}, ${holding.nature}: ${holding.purpose}`,
  }));
  return formPage(
    {
      title: `Change the budget of ${name}`,
      action: `/initiatives/${ref}/budgets/new`,
      button: 'Record the budget',
      breadcrumbs: [INITIATIVES, { text: ref, href: `/initiatives/${ref}` }],
      lede: [
        'The first decision of a financial year makes the original budget. Each later one is a revision, which says why: ' +
          'it is added to the budget, or taken away from it.',
      ],
    },
    [
      fields.radios('direction', 'What to do', DIRECTIONS),
      fields.select('allocation', 'Allocation', holdings, {
        hint: 'It sets the financial year and the funding source',
      }),
      fields.pounds('amount', 'Amount', {
        hint: 'At most what the allocation still holds, or what is free of the budget when it is taken back',
      }),
      fields.select('decision', 'Decision', choices.decisions),
      fields.longText('reason', 'Reason', {
        optional: true,
        rows: 3,
        hint: 'Needed for a revision. It stays with it.',
      }),
      ...(choices.mayOverride ? [overrideField(fields)] : []),
    ],
    errors,
  );
}

const CHANGES: Partial<Record<BudgetChange['kind'], string>> = {
  budget: 'Original',
  'budget-revision': 'Revision',
  'carry-in': 'Brought forward',
};

function changeShown({ kind, pence }: BudgetChange): string {
  if (kind === 'virement') return pence > 0 ? 'Virement in' : 'Virement out';
  return CHANGES[kind] ?? kind;
}

/**
 * The budget of an initiative as it was first decided, each change signed, and what it then came to: of one year where
 * that is named. Names of those who recorded them stand in it only where they are handed in.
 */
export function budgetTable(
  initiative: string,
  changes: readonly BudgetChange[],
  recorders: ReadonlyMap<number, string> | null,
  year?: number,
): Table {
  const yearColumn = year === undefined ? ['Financial year'] : [];
  return {
    caption: year === undefined ? 'Every change' : `Budget of ${yearShown(year)}: original and every change`,
    columns: columns(
      'Change',
      ...yearColumn,
      'Decided',
      'Decision',
      'From or to',
      'Reason',
      'Recorded',
      ...(recorders === null ? [] : ['Recorded by']),
      '#Amount',
      '#Budget after it',
    ),
    rows: changes.map((change) => [
      head(changeShown(change)),
      ...yearColumn.map(() => words(yearShown(change.year))),
      dayCell(change.happenedOn),
      change.decisionRef === null
        ? words('')
        : refCell(change.decisionRef, `/decisions/${change.decisionRef}`, 'words'),
      otherSide(change),
      words((change.reason ?? '').replaceAll('\n', ' ')),
      instantCell(change.recordedAt),
      ...(recorders === null ? [] : [words(recorders.get(change.recordedBy ?? 0) ?? 'The program')]),
      amount(signedPounds(change), change.pence),
      amount(formatPounds(change.after), change.after, afterHref(initiative, change)),
    ]),
    notes: [],
    empty: 'It has no budget yet.',
  };
}

function otherSide({ pence, held, other }: BudgetChange): Cell {
  const shown = `${pence > 0 ? 'From' : 'To'} ${accountShown(other)} (${held.source}, ${held.nature})`;
  if (other.kind === 'allocation') return words(shown, `/allocations/${other.allocation}`);
  return other.kind === 'initiative' ? words(shown, `/initiatives/${other.initiative}`) : words(shown);
}

/** An original budget as it is; what changes it with its sign. */
function signedPounds({ kind, pence }: BudgetChange): string {
  return kind !== 'budget' && pence > 0 ? `+${formatPounds(pence)}` : formatPounds(pence);
}

/** The same number as a figure, as at the act that made it. */
function afterHref(initiative: string, { year, endsAct, recordedAt }: BudgetChange): string | undefined {
  return endsAct ? figureHref('budget.current', { initiative, year }, { seq: 0, at: recordedAt }) : undefined;
}

function amount(text: string, pence: Pence, href?: string): Cell {
  return { ...number(text, href), file: { amount: pence } };
}
