import { formatDay } from '../calendar/day.ts';
import { yearShown, yearSpan } from '../calendar/financial-year.ts';
import type { Page } from '../people/door.ts';
import { Fields, formPage } from '../platform/form.pages.ts';
import type { FieldError, Typed } from '../platform/form.ts';
import { FUND } from './fund.pages.ts';

/** The form that makes a fund. */
export function fundFormPage(typed: Typed = {}, errors: FieldError[] = []): Page {
  const fields = new Fields(typed, errors);
  return formPage(
    {
      title: 'Make a fund',
      action: '/fund/new',
      button: 'Make the fund',
      breadcrumbs: [FUND],
      lede: ['Its first financial year, with that year’s periods, is made with it when the office has none yet.'],
    },
    [
      fields.text('code', 'Code', {
        width: 20,
        hint: '2 to 20 capital letters, digits or hyphens, like CSE. It stands in account names and stays.',
      }),
      fields.text('name', 'Name'),
      fields.day('starts', 'Start date', { hint: 'For example, 1 4 2015' }),
    ],
    errors,
  );
}

/** The form that adds the next financial year; it asks nothing. */
export function yearFormPage(year: number, errors: FieldError[] = []): Page {
  const { startsOn, endsOn } = yearSpan(year);
  return formPage(
    {
      title: `Add the financial year ${yearShown(year)}`,
      action: '/fund/years/new',
      button: `Add ${yearShown(year)}`,
      breadcrumbs: [FUND],
      lede: [`It runs from ${formatDay(startsOn)} to ${formatDay(endsOn)}, with a period 13 for year-end adjustments.`],
    },
    [],
    errors,
  );
}
