import { formatInstant } from '../calendar/day.ts';
import { quarterShown } from '../calendar/quarter.ts';
import type { Page } from '../people/door.ts';
import type { FieldError, Typed } from '../platform/form.ts';
import { selectItems, shownErrors } from '../spend/form-error.ts';
import { type Filing, type FilingState, stateOf } from './filing.ts';
import { QUARTERS, templateChoices, yearChoices } from './return.form.ts';
import type { Template } from './template.ts';

const STATES: Record<FilingState | 'replaced', { text: string; classes: string }> = {
  draft: { text: 'Draft', classes: 'govuk-tag--grey' },
  checked: { text: 'Checked', classes: 'govuk-tag--blue' },
  certified: { text: 'Certified', classes: 'govuk-tag--purple' },
  submitted: { text: 'Submitted', classes: 'govuk-tag--green' },
  replaced: { text: 'Replaced', classes: 'govuk-tag--yellow' },
};

/** The state as a tag; a draft that a later one took the place of says so. */
export function stateTag(filing: Filing): { text: string; classes: string } {
  return STATES[filing.latest ? stateOf(filing) : 'replaced'];
}

export function filingHref(filing: Pick<Filing, 'ref' | 'draft'>): string {
  return `/returns/${filing.ref}/${filing.draft}`;
}

/** Every return with its drafts, the newest first. */
export function returnListPage(filings: Filing[], names: Map<number, string>, mayPrepare: boolean): Page {
  return {
    title: 'Returns',
    mayPrepare,
    rows: filings.map((filing) => ({
      ref: filing.ref,
      draft: filing.draft,
      href: filingHref(filing),
      quarter: quarterShown(filing.quarter),
      state: stateTag(filing),
      preparedBy: names.get(filing.preparedBy ?? -1) ?? '',
      cutoff: formatInstant(filing.cutoff.at),
    })),
  };
}

/** The question which return is to be prepared, with what was typed when it has to be asked again. */
export function newReturnPage(
  templates: readonly Template[],
  years: readonly number[],
  typed: Typed = {},
  errors: readonly FieldError[] = [],
): Page {
  const templateItems = templateChoices(templates);
  return {
    title: 'Prepare a return',
    back: { href: '/returns', text: 'Returns' },
    ...shownErrors(errors),
    templates: selectItems(templateItems, typed.template ?? templateItems[0]?.value),
    years: selectItems(yearChoices(years), typed.year, 'Select a financial year'),
    quarters: QUARTERS.map(({ value, text }) => ({ value, text, checked: typed.quarter === value })),
  };
}
