import { yearShown } from '../calendar/financial-year.ts';
import { overrideField } from '../funds/allocation.pages.ts';
import type { Page } from '../people/door.ts';
import { Fields, formPage } from '../platform/form.pages.ts';
import type { Choice, FieldError, Typed } from '../platform/form.ts';
import { type Holding, holdingValue } from './budget.form.ts';
import { INITIATIVES } from './initiative.pages.ts';
import type { Initiative } from './initiative.store.ts';

/** The form that gives an initiative a budget. */
export function budgetFormPage(
  { ref, name }: Initiative,
  choices: { holdings: readonly Holding[]; decisions: readonly Choice[]; mayOverride: boolean },
  typed: Typed = {},
  errors: FieldError[] = [],
): Page {
  const fields = new Fields(typed, errors);
  const holdings = choices.holdings.map((holding) => ({
    value: holdingValue(holding),
    text: `${holding.allocation}, ${yearShown(holding.year)}, ${holding.source}, ${holding.nature}: ${holding.purpose}`,
  }));
  return formPage(
    {
      title: `Give ${name} a budget`,
      action: `/initiatives/${ref}/budgets/new`,
      button: 'Give it the budget',
      breadcrumbs: [INITIATIVES, { text: ref, href: `/initiatives/${ref}` }],
      lede: [
        'The first decision of a financial year makes the original budget. Each later one is a revision, which is added to it.',
      ],
    },
    [
      fields.select('allocation', 'Allocation', holdings, {
        hint: 'It sets the financial year and the funding source',
      }),
      fields.pounds('amount', 'Amount', { hint: 'At most what the allocation still holds' }),
      fields.select('decision', 'Decision', choices.decisions),
      ...(choices.mayOverride ? [overrideField(fields)] : []),
    ],
    errors,
  );
}
