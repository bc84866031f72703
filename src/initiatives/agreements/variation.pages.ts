import { formatDay } from '../../calendar/day.ts';
import { yearShown } from '../../calendar/financial-year.ts';
import { overrideField } from '../../funds/allocation.pages.ts';
import { formatPounds } from '../../money/pence.ts';
import type { Page } from '../../people/door.ts';
import type { PagePart } from '../../people/page-part.ts';
import { Fields, formPage } from '../../platform/form.pages.ts';
import type { FieldError, Typed } from '../../platform/form.ts';
import { columns, dayCell, head, ref as refCell, words } from '../../platform/table.ts';
import { agreementCrumbs } from './agreement.pages.ts';
import { type Agreement, yearAmountField } from './agreement.ts';
import { checkReasonField } from './provider-check.pages.ts';
import type { VariationChoices } from './variation.form.ts';
import type { Variation } from './variation.ts';

/** The variations of an agreement, each with who recorded it. */
export interface VariationsShown {
  agreement: Agreement;
  variations: readonly Variation[];
  names: ReadonlyMap<number, string>;
  mayVary: boolean;
}

/** What was varied, on the page of an agreement: every variation beside the terms as they were signed. */
export function variationPart({ agreement, variations, names, mayVary }: VariationsShown): PagePart {
  const { ref, signed } = agreement;
  return {
    actions: mayVary ? [{ text: 'Vary it', href: `/agreements/${ref}/variations/new` }] : [],
    sections:
      variations.length === 0
        ? []
        : [
            {
              table: {
                caption: 'Variations',
                columns: columns('Variation', 'Agreed', 'What changes', 'Reason', 'Decision', 'Recorded by'),
                rows: variations.map((variation) => [
                  head(String(variation.number)),
                  dayCell(variation.agreedOn, formatDay(variation.agreedOn)),
                  words(changesShown(variation)),
                  words(variation.reason),
                  variation.decisionRef === null
                    ? words('None named')
                    : refCell(variation.decisionRef, `/decisions/${variation.decisionRef}`, 'words'),
                  words(names.get(variation.enteredBy ?? 0) ?? ''),
                ]),
                notes: [`As signed, it ended on ${formatDay(signed.endsOn)}, for this purpose: ${signed.purpose}`],
                empty: '',
              },
            },
          ],
  };
}

/** What a variation changes, in words. */
function changesShown({ years, endsOn, purpose, terms }: Variation): string {
  return [
    ...years.map(({ year, pence }) =>
      pence > 0
        ? `${formatPounds(pence)} more in ${yearShown(year)}.`
        : `${formatPounds(-pence)} less in ${yearShown(year)}.`,
    ),
    ...(endsOn === null ? [] : [`It ends on ${formatDay(endsOn)}.`]),
    ...(purpose === null ? [] : [`Purpose: ${purpose}`]),
    ...(terms === null ? [] : [terms]),
  ].join(' ');
}

/** The form that records a variation. */
export function variationFormPage(
  agreement: Agreement,
  choices: VariationChoices,
  typed: Typed = {},
  errors: FieldError[] = [],
): Page {
  const { ref, endsOn, amountPublished } = agreement;
  const fields = new Fields(typed, errors);
  const worth = (year: number) => agreement.years.find((bound) => bound.year === year)?.pence ?? 0;
  return formPage(
    {
      title: `Vary ${ref}`,
      action: `/agreements/${ref}/variations/new`,
      button: 'Record the variation',
      breadcrumbs: agreementCrumbs(ref),
      lede: [
        'A variation is added to what was signed and changes nothing of it. Leave empty what stays as it is.',
        ...(amountPublished ? [] : ['Its amount is not published, so it has no value to change.']),
      ],
    },
    [
      fields.day('agreed', 'Date agreed', { hint: 'For example, 27 3 2015' }),
      ...choices.years.map((year) =>
        fields.pounds(yearAmountField(year), `Change of value in ${yearShown(year)}`, {
          optional: true,
          hint:
            `Now ${formatPounds(worth(year))}. What is added is bound out of the budget of that year` +
            `${choices.mayRelease ? '; -500.00 takes £500.00 off and releases it' : ''}`,
        }),
      ),
      fields.day('ends', 'New end date', { optional: true, hint: `It ends on ${formatDay(endsOn)}` }),
      fields.longText('purpose', 'New purpose', {
        optional: true,
        hint: 'Published with the agreement, in place of the purpose now. Write nothing about a person.',
      }),
      fields.longText('terms', 'Other terms', { optional: true, hint: 'Anything else that was agreed to change' }),
      fields.select('decision', 'Decision', choices.decisions, { optional: true }),
      fields.longText('reason', 'Reason', { rows: 3 }),
      ...(choices.mayOverride ? [overrideField(fields)] : []),
      ...(choices.mayOverrideChecks ? [checkReasonField(fields)] : []),
    ],
    errors,
  );
}
