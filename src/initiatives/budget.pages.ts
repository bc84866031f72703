import { yearShown } from '../calendar/financial-year.ts';
import { overrideField } from '../funds/allocation.pages.ts';
import type { Page } from '../people/door.ts';
import { Fields, formPage } from '../platform/form.pages.ts';
import type { Choice, FieldError, Typed } from '../platform/form.ts';
import { type Purse, purseValue } from './budget.form.ts';
import type { Initiative } from './initiative.store.ts';

export function budgetFormPage(
  { ref, name }: Initiative,
  choices: { purses: readonly Purse[]; decisions: readonly Choice[]; mayOverride: boolean },
  typed: Typed = {},
  errors: FieldError[] = [],
): Page {
  const fields = new Fields(typed, errors);
  const purses = choices.purses.map((purse) => ({
    value: purseValue(purse),
    text: `${purse.allocation}, ${yearShown(purse.year)}, ${purse.source}, ${purse.nature}: ${purse.purpose}`,
  }));
  return formPage(
    {
      title: `Give ${name} a budget`,
      action: `/initiatives/${ref}/budgets/new`,
      button: 'Give it the budget',
      breadcrumbs: [
        { text: 'Initiatives', href: '/initiatives' },
        { text: ref, href: `/initiatives/${ref}` },
      ],
      lede: [
        'The first decision of a financial year makes the original budget. Each later one is a revision, which is added to it.',
      ],
    },
    [
      fields.select('allocation', 'Allocation', purses, { hint: 'It sets the financial year and the funding source' }),
      fields.pounds('amount', 'Amount', { hint: 'At most what the allocation still holds' }),
      fields.select('decision', 'Decision', choices.decisions),
      ...(choices.mayOverride ? [overrideField(fields)] : []),
    ],
    errors,
  );
}
