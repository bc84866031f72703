import { quarterShown } from '../calendar/quarter.ts';
import { yearChoices } from '../ledger/year-choice.ts';
import type { Page } from '../people/door.ts';
import { Fields, formPage } from '../platform/form.pages.ts';
import type { FieldError, Typed } from '../platform/form.ts';
import { columns, head, instantCell, type Table, tagged, words } from '../platform/table.ts';
import { type Filing, type FilingState, stateOf } from './filing.ts';
import { QUARTERS, templateChoices } from './return.form.ts';
import type { Template } from './template.ts';

const STATES: Record<FilingState | 'replaced', { text: string; classes: string }> = {
  draft: { text: 'Draft', classes: 'govuk-tag--grey' },
  checked: { text: 'Checked', classes: 'govuk-tag--blue' },
  certified: { text: 'Certified', classes: 'govuk-tag--purple' },
  submitted: { text: 'Submitted', classes: 'govuk-tag--green' },
  replaced: { text: 'Replaced', classes: 'govuk-tag--yellow' },
};

/** Where returns are listed, as the way down to their pages begins. */
export const RETURNS = { text: 'Returns', href: '/returns' };

/** The state as a tag; a draft that a later one took the place of says so. */
export function stateTag(filing: Filing): { text: string; classes: string } {
  return STATES[filing.latest ? stateOf(filing) : 'replaced'];
}

/** Where a draft of a return is. */
export function filingHref(filing: Pick<Filing, 'ref' | 'draft'>): string {
  return `/returns/${filing.ref}/${filing.draft}`;
}

/** Every return with its drafts, the newest first. */
export function returnListPage(filings: Filing[], names: Map<number, string>, mayPrepare: boolean): Page {
  return {
    title: 'Returns',
    lede: ['What the office files with the Home Office. Once submitted, a return never changes.'],
    actions: mayPrepare ? [{ text: 'Prepare a return', href: '/returns/new' }] : [],
    sections: [
      {
        table: {
          caption: 'Returns and their drafts, the newest first',
          captionHidden: true,
          columns: columns('Return', 'Quarter', 'Draft', 'State', 'Prepared by', 'Data cut-off'),
          rows: filings.map((filing) => [
            { ...head(filing.ref, filingHref(filing)), hidden: `, draft ${filing.draft}` },
            words(quarterShown(filing.quarter)),
            words(String(filing.draft)),
            tagged(stateTag(filing)),
            words(names.get(filing.preparedBy ?? -1) ?? ''),
            instantCell(filing.cutoff.at),
          ]),
          notes: [],
          empty: 'No return has been prepared yet.',
        } satisfies Table,
      },
    ],
  };
}

/** The question which return is to be prepared, with what was typed when it has to be asked again. */
export function newReturnPage(
  templates: readonly Template[],
  years: readonly number[],
  typed: Typed = {},
  errors: readonly FieldError[] = [],
): Page {
  const offered = templateChoices(templates);
  const fields = new Fields({ template: offered[0]?.value ?? '', ...typed }, errors);
  return formPage(
    {
      title: 'Prepare a return',
      action: '/returns/new',
      button: 'Prepare the return',
      breadcrumbs: [RETURNS],
      lede: [
        'Its figures are those of the moment at which it is prepared. What is recorded later does not change them; prepared again before it is submitted, it becomes the next draft.',
      ],
    },
    [
      fields.select('template', 'Return', offered, { always: true }),
      fields.select('year', 'Financial year', yearChoices(years)),
      fields.radios('quarter', 'Quarter', QUARTERS, {
        hint: 'Every period of the quarter must be closed. Period 13 belongs to quarter 4.',
      }),
    ],
    errors,
  );
}
