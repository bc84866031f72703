import { PLACE_CHOICES } from '../../partners/place.ts';
import type { Page } from '../../people/door.ts';
import { Fields, formPage } from '../../platform/form.pages.ts';
import type { Choice, FieldError, Typed } from '../../platform/form.ts';
import { CATEGORY_CHOICES } from '../spend-choices.ts';
import { SPEND } from '../spend-way.ts';
import { CLAIM_KIND_CHOICES, LINE_NUMBERS, lineFields, MOST_LINES } from './claim.form.ts';
import { CLAIMS } from './claim.pages.ts';
import { PAY_WITHIN_DAYS } from './claim.ts';

/** The form that records a claim as it reached the office, line by line. */
export function claimFormPage(agreements: readonly Choice[], typed: Typed, errors: readonly FieldError[] = []): Page {
  const fields = new Fields(typed, errors);
  const page = formPage(
    {
      title: 'Record a claim',
      action: '/claims/new',
      button: 'Record the claim',
      breadcrumbs: [SPEND, CLAIMS],
      lede: ['Record it as it came, whatever is wrong with it. It is then held against its agreement.'],
    },
    [
      fields.select('agreement', 'Agreement', agreements),
      fields.radios('kind', 'Kind', CLAIM_KIND_CHOICES),
      fields.day('starts', 'First day that it covers', { hint: 'For example, 1 4 2015' }),
      fields.day('ends', 'Last day that it covers', { hint: 'For example, 30 6 2015' }),
      fields.day('received', 'Date received', { hint: `A valid claim is paid within ${PAY_WITHIN_DAYS} days of it` }),
      fields.text('theirs', "Provider's reference", { optional: true, width: 20 }),
      fields.longText('again', 'Why it claims again', {
        optional: true,
        rows: 2,
        hint: 'Only where it says that it covers days that an earlier claim covered',
      }),
    ],
    errors,
  );
  return {
    ...page,
    linesHeading: 'Lines',
    linesHint: `Up to ${MOST_LINES}; leave the rest empty. Net of recoverable VAT. Write nothing about a person.`,
    lines: LINE_NUMBERS.map((number) => lineOf(fields, number)),
  };
}

function lineOf(fields: Fields, number: number) {
  const names = lineFields(number);
  return {
    legend: `Line ${number}`,
    fields: [
      fields.text(names.description, 'Description'),
      fields.select(names.place, 'Place', PLACE_CHOICES, { any: 'Choose one', full: true }),
      fields.select(names.category, 'Category', CATEGORY_CHOICES, { any: 'Choose one', full: true }),
      fields.pounds(names.amount, 'Amount'),
    ],
  };
}
