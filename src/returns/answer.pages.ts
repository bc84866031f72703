import type { Page } from '../people/door.ts';
import { Fields, formPage } from '../platform/form.pages.ts';
import type { FieldError, Typed } from '../platform/form.ts';
import { type Filing, stateOf } from './filing.ts';
import type { NamedRow } from './request.ts';
import { rowBox } from './return.form.ts';
import { filingHref, RETURNS } from './return.pages.ts';

/** The form that asks for changes in named rows of a return. */
export function requestPage(
  filing: Filing,
  rows: readonly NamedRow[],
  typed: Typed = {},
  errors: readonly FieldError[] = [],
): Page {
  const fields = new Fields(typed, errors);
  const isFiled = stateOf(filing) === 'submitted';
  return formPage(
    {
      title: isFiled ? 'Record the changes that were asked for' : 'Ask for changes',
      caption: `${filing.ref}, draft ${filing.draft}`,
      action: `${filingHref(filing)}/changes`,
      button: isFiled ? 'Record what was asked for' : 'Ask for these changes',
      breadcrumbs: way(filing),
      lede: [
        isFiled
          ? 'What was submitted stays as it is. The next draft is prepared, and shows each changed value with the old one beside it.'
          : 'The draft stays as it is, and the reason stays beside it. The next draft is prepared, and shows each changed value with the old one beside it.',
      ],
    },
    [
      fields.checkboxes(
        'Rows to be changed',
        rows.map(({ label }, index) => ({ name: rowBox(index), text: label })),
        { small: true },
      ),
      fields.longText('reason', 'Reason', {
        hint: 'What is wrong and what is expected. Name no person, and no number of children that would be hidden in a table.',
      }),
    ],
    errors,
  );
}

/** The form that records how a return was acknowledged. */
export function acknowledgementPage(filing: Filing, typed: Typed = {}, errors: readonly FieldError[] = []): Page {
  const fields = new Fields(typed, errors);
  return formPage(
    {
      title: 'Record the acknowledgement',
      caption: `${filing.ref}, draft ${filing.draft}`,
      action: `${filingHref(filing)}/acknowledgement`,
      button: 'Record the acknowledgement',
      breadcrumbs: way(filing),
    },
    [
      fields.day('received', 'Date of the acknowledgement', { hint: 'For example, 12 8 2015' }),
      fields.text('reference', 'Reference', { hint: 'Of the letter or message by which they said that they have it' }),
    ],
    errors,
  );
}

function way(filing: Filing) {
  return [RETURNS, { text: filing.ref, href: filingHref(filing) }];
}
