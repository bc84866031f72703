import type { PeriodKey } from '../calendar/period.ts';
import type { ShownFigure } from '../ledger/shown-figure.ts';
import { formatPounds } from '../money/pence.ts';
import { placeName } from '../partners/place.ts';
import type { Page } from '../people/door.ts';
import { Fields, formPage } from '../platform/form.pages.ts';
import type { FieldError, Typed } from '../platform/form.ts';
import { amountCell, columns, ref as refCell, type Table, tagged, words } from '../platform/table.ts';
import { DE_MINIMIS } from './accrual.ts';
import { type Spend, signedPence } from './spend.ts';
import { openPeriodChoices, type SpendChoices } from './spend-choices.ts';
import { codingFields, natureField, overspendField } from './spend-form.pages.ts';
import { periodCell, statusTag } from './spend-list.pages.ts';
import { SPEND } from './spend-way.ts';

const ACCRUALS = { text: 'Accruals', href: '/spend/accruals' };

/** The form that records an accrual. */
export function accrualFormPage(choices: SpendChoices, typed: Typed, errors: readonly FieldError[] = []): Page {
  const fields = new Fields(typed, errors);
  return formPage(
    {
      title: 'Record an accrual',
      action: '/spend/accruals/new',
      button: 'Send for approval',
      breadcrumbs: [SPEND, ACCRUALS],
      lede: [
        'An accrual is spend of a period whose invoice has not come. When the period closes it turns round by itself in the next month, so that the invoice is spend only once.',
        `It is for at least ${formatPounds(DE_MINIMIS)}. Somebody else approves it, while its period is open.`,
      ],
    },
    [
      ...codingFields(fields, choices),
      fields.select('period', 'Period', openPeriodChoices(choices.periods), {
        hint: 'The period in which it was incurred. Closed periods are not listed',
      }),
      fields.pounds('amount', 'Amount', { hint: 'In pounds, without recoverable VAT, like 1,234.50' }),
      natureField(fields),
      fields.longText('description', 'What it is for', {
        rows: 3,
        hint: 'What was received, in a sentence, without anything that points to a person',
      }),
      overspendField(fields),
    ],
    errors,
  );
}

/** Accruals with where each turned round; the same rows on the page and in the file. */
export function accrualTable(accruals: readonly Spend[], turned: ReadonlyMap<string, PeriodKey>): Table {
  return {
    caption: 'Accruals',
    captionHidden: true,
    columns: columns(
      'Reference',
      'Supplier',
      'Initiative',
      'Place',
      'For',
      'Period',
      'Status',
      'Turned round in',
      '#Amount',
    ),
    rows: accruals.map((accrual) => {
      const turnedIn = turned.get(accrual.ref);
      return [
        refCell(accrual.ref, `/spend/${accrual.ref}`),
        words(accrual.supplier),
        refCell(accrual.initiative, `/initiatives/${accrual.initiative}`, 'words'),
        words(placeName(accrual.place)),
        words(accrual.description ?? ''),
        periodCell(accrual.period),
        tagged(statusTag(accrual.status)),
        turnedIn === undefined ? words('') : periodCell(turnedIn),
        amountCell(signedPence(accrual), `/spend/${accrual.ref}`),
      ];
    }),
    notes: [],
    empty: 'No accrual has been recorded.',
  };
}

/** The accruals of the office, the newest first. */
export function accrualListPage(table: Table, figures: readonly ShownFigure[], mayEnter: boolean): Page {
  return {
    title: 'Accruals',
    wide: true,
    breadcrumbs: [SPEND, { text: 'Accruals' }],
    lede: [
      'Spend of a period whose invoice had not come. Each turns round by itself in the next month when its period closes.',
    ],
    actions: mayEnter ? [{ text: 'Record an accrual', href: '/spend/accruals/new' }] : [],
    figures,
    sections: [{ table }],
    links: [{ text: 'Download as CSV', href: '/spend/accruals.csv' }],
  };
}
