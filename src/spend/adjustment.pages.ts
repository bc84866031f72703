import { yearShown } from '../calendar/financial-year.ts';
import { periodLabel, periodShown } from '../calendar/period.ts';
import { placeName } from '../partners/place.ts';
import type { Page } from '../people/door.ts';
import { Fields, formPage } from '../platform/form.pages.ts';
import type { FieldError, Typed } from '../platform/form.ts';
import { amountCell, columns, ref as refCell, type Table, tagged, words } from '../platform/table.ts';
import { ADJUSTMENT_KINDS } from './adjustment.form.ts';
import { type Spend, signedPence } from './spend.ts';
import { openPeriodChoices, type SpendChoices } from './spend-choices.ts';
import { codingFields, natureField, overspendField } from './spend-form.pages.ts';
import { periodCell, statusTag } from './spend-list.pages.ts';
import { SPEND } from './spend-way.ts';

const ADJUSTMENTS = { text: 'Adjustments', href: '/spend/adjustments' };

/** The form that records an adjustment of a closed period. */
export function adjustmentFormPage(choices: SpendChoices, typed: Typed, errors: readonly FieldError[] = []): Page {
  const fields = new Fields(typed, errors);
  const closed = choices.periods.filter((period) => period.closed).toReversed();
  return formPage(
    {
      title: 'Adjust a closed period',
      action: '/spend/adjustments/new',
      button: 'Send for approval',
      breadcrumbs: [SPEND, ADJUSTMENTS],
      lede: [
        'A closed period stays closed. An adjustment is posted in an open one, names the period that it concerns, and moves the money of that period’s year. What the closed period says is shown as restated.',
        'A mistake in one recorded spend is corrected from its own page instead, and an invoice that came late is recorded as spend.',
      ],
    },
    [
      fields.radios('kind', 'What does it do?', ADJUSTMENT_KINDS),
      fields.select(
        'concerns',
        'Period it concerns',
        closed.map((period) => ({
          value: periodLabel(period),
          text: `${yearShown(period.year)} ${periodShown(period)}`,
        })),
        { hint: 'A closed period' },
      ),
      ...codingFields(fields, choices),
      fields.pounds('amount', 'Amount', { hint: 'In pounds, without recoverable VAT, like 1,234.50' }),
      natureField(fields),
      fields.select('period', 'Period to post it in', openPeriodChoices(choices.periods), {
        hint: 'Closed periods are not listed',
      }),
      fields.longText('comment', 'Comment', {
        rows: 3,
        hint: 'Why the closed period is corrected. It is printed wherever the period is shown as restated, so it says nothing that points to a person',
      }),
      overspendField(fields),
    ],
    errors,
  );
}

/** Adjustments with the periods they concern and are posted in; the same rows on the page and in the file. */
export function adjustmentTable(adjustments: readonly Spend[]): Table {
  return {
    caption: 'Adjustments of closed periods',
    captionHidden: true,
    columns: columns(
      'Reference',
      'Concerns',
      'Posted in',
      'Initiative',
      'Supplier',
      'Place',
      'Comment',
      'Status',
      '#Amount',
    ),
    rows: adjustments.map((adjustment) => [
      refCell(adjustment.ref, `/spend/${adjustment.ref}`),
      adjustment.concerns === null ? words('') : periodCell(adjustment.concerns),
      periodCell(adjustment.period),
      refCell(adjustment.initiative, `/initiatives/${adjustment.initiative}`, 'words'),
      words(adjustment.supplier),
      words(placeName(adjustment.place)),
      words(adjustment.description ?? ''),
      tagged(statusTag(adjustment.status)),
      amountCell(signedPence(adjustment), `/spend/${adjustment.ref}`),
    ]),
    notes: [],
    empty: 'No closed period has been adjusted.',
  };
}

/** The adjustments of the office, the newest first. */
export function adjustmentListPage(table: Table, mayEnter: boolean): Page {
  return {
    title: 'Adjustments of closed periods',
    wide: true,
    breadcrumbs: [SPEND, { text: 'Adjustments' }],
    lede: ['What was left out of a closed period, or was too much of it, put right in an open one.'],
    actions: mayEnter ? [{ text: 'Adjust a closed period', href: '/spend/adjustments/new' }] : [],
    sections: [{ table }],
    links: [
      { text: 'What they restate', href: '/restatements' },
      { text: 'Download as CSV', href: '/spend/adjustments.csv' },
    ],
  };
}
