import { yearLabel, yearShown } from '../../calendar/financial-year.ts';
import { overrideField } from '../../funds/allocation.pages.ts';
import { NATURES } from '../../funds/money.form.ts';
import { yearChoices } from '../../ledger/year-choice.ts';
import type { Page } from '../../people/door.ts';
import { Fields, formPage } from '../../platform/form.pages.ts';
import type { Choice, FieldError, Typed } from '../../platform/form.ts';
import { INITIATIVES } from '../initiative.pages.ts';
import { AGREEMENT_KIND_CHOICES, type AgreementChoices, PUBLISHED_CHOICES } from './agreement.form.ts';
import { AGREEMENTS, agreementCrumbs } from './agreement.pages.ts';
import { type Agreement, yearAmountField } from './agreement.ts';
import { checkReasonField } from './provider-check.pages.ts';

/** The form that records a signed agreement. */
export function agreementFormPage(
  choices: AgreementChoices,
  typed: Typed = { nature: 'revenue', published: 'yes' },
  errors: FieldError[] = [],
): Page {
  const fields = new Fields(typed, errors);
  return formPage(
    {
      title: 'Record an agreement',
      action: '/agreements/new',
      button: 'Record the agreement',
      breadcrumbs: [INITIATIVES, AGREEMENTS],
      lede: [
        'A signed agreement binds its value out of the budget of its initiative, in each financial year what falls due in it.',
      ],
    },
    [
      fields.select('initiative', 'Initiative', choices.initiatives),
      fields.radios('kind', 'Kind of agreement', AGREEMENT_KIND_CHOICES),
      fields.select('organisation', 'Provider', choices.organisations, {
        hint: 'Add the organisation first if it is not listed',
      }),
      fields.radios('nature', 'Revenue or capital', NATURES, { inline: true }),
      fields.day('signed', 'Date signed', { hint: 'For example, 27 3 2015' }),
      fields.day('starts', 'Start date', { hint: 'For example, 27 3 2015' }),
      fields.day('ends', 'End date', { hint: 'For example, 27 3 2016' }),
      ...(choices.unpublished.length === 0
        ? []
        : [
            fields.radios('published', 'Is its amount published?', PUBLISHED_CHOICES, {
              hint: `Only under ${choices.unpublished.join(', ')} may it be left unpublished; its values are then left empty`,
            }),
          ]),
      ...choices.years.map((year) =>
        fields.pounds(yearAmountField(year), `Value in ${yearShown(year)}`, {
          hint: 'Net of recoverable VAT; empty where it does not run in that year, 0 to add it when there is a budget',
        }),
      ),
      fields.longText('purpose', 'Purpose', { hint: 'Published with the agreement. Write nothing about a person.' }),
      fields.longText('crimeReduction', 'How it reduces crime', { hint: 'Published with the agreement' }),
      fields.longText('valueForMoney', 'Why it is value for money', { hint: 'Published with the agreement' }),
      fields.longText('conditions', 'Conditions in words', {
        optional: true,
        hint: 'What the list of conditions does not say; that list, and how it is paid, are set on its page afterwards',
      }),
      ...(choices.mayOverride ? [overrideField(fields)] : []),
      ...(choices.mayOverrideChecks ? [checkReasonField(fields)] : []),
    ],
    errors,
  );
}

/** The form that gives back what an agreement no longer needs. */
export function releaseFormPage({ ref, boundYears }: Agreement, typed: Typed = {}, errors: FieldError[] = []): Page {
  const only = boundYears.length === 1 ? yearLabel(boundYears[0] as number) : '';
  const fields = new Fields({ year: only, ...typed }, errors);
  return formPage(
    {
      title: `Release money from ${ref}`,
      action: `/agreements/${ref}/releases/new`,
      button: 'Release the money',
      breadcrumbs: agreementCrumbs(ref),
      lede: ['What an agreement no longer needs goes back to the budget of its initiative.'],
    },
    [
      fields.select('year', 'Financial year', yearChoices(boundYears)),
      fields.pounds('amount', 'Amount', { hint: 'At most what is outstanding in that year' }),
      fields.day('released', 'Date of the release', { hint: 'For example, 27 3 2015' }),
      fields.longText('reason', 'Reason', { rows: 3 }),
    ],
    errors,
  );
}

/** The form that adds the value of one more year to an agreement. */
export function agreementYearPage(
  ref: string,
  { years, mayOverride }: { years: readonly Choice[]; mayOverride: boolean },
  typed: Typed = {},
  errors: FieldError[] = [],
): Page {
  const fields = new Fields({ year: years.length === 1 ? (years[0]?.value ?? '') : '', ...typed }, errors);
  return formPage(
    {
      title: `Add the value of another year to ${ref}`,
      action: `/agreements/${ref}/years/new`,
      button: 'Bind the value',
      breadcrumbs: agreementCrumbs(ref),
      lede: ["What falls due in a further financial year is bound out of that year's budget."],
    },
    [
      fields.select('year', 'Financial year', years),
      fields.pounds('amount', 'Value', { hint: 'Net of recoverable VAT' }),
      fields.day('agreed', 'Date agreed', { hint: 'For example, 27 3 2015' }),
      ...(mayOverride ? [overrideField(fields)] : []),
    ],
    errors,
  );
}
