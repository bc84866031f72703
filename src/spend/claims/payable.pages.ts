import { type Day, daysBetween, formatDay } from '../../calendar/day.ts';
import type { ShownFigure } from '../../ledger/shown-figure.ts';
import { formatPounds, type Pence } from '../../money/pence.ts';
import type { Page } from '../../people/door.ts';
import { formatCount } from '../../platform/count.ts';
import { errorSummary, Fields } from '../../platform/form.pages.ts';
import type { Choice, FieldError, Typed } from '../../platform/form.ts';
import { capital } from '../../platform/sentence.ts';
import { amountCell, columns, dayCell, ref as refCell, type Table, tagged, words } from '../../platform/table.ts';
import { statusTag } from '../spend-list.pages.ts';
import { SPEND } from '../spend-way.ts';
import { PAY_WITHIN_DAYS } from './claim.ts';
import type { Payable, PayableState } from './payable.ts';

const PAYABLES = { text: 'To be paid', href: '/payables' };

/** Where a payable stands, as a tag; the word carries it, the colour only helps. */
export function payableTag(state: PayableState): { text: string; classes: string } {
  const colours: Record<PayableState, string> = {
    'to be paid': 'govuk-tag--yellow',
    'partly paid': 'govuk-tag--yellow',
    'payment awaits approval': 'govuk-tag--blue',
    paid: 'govuk-tag--green',
    'taken back': 'govuk-tag--grey',
  };
  return { text: capital(state), classes: colours[state] };
}

/** Payables with the names of their providers by agreement; the same rows on the page and in the file. */
export function payableTable(payables: readonly Payable[], providers: ReadonlyMap<string, string>, today: Day): Table {
  return {
    caption: 'What is to be paid on claims',
    captionHidden: true,
    columns: columns(
      'Reference',
      'Claim',
      'Provider',
      'Agreement',
      'Due by',
      '#Days overdue',
      'State',
      '#Approved',
      '#Paid',
      '#Still to be paid',
    ),
    rows: payables.map((payable) => {
      const { ref, claim, dueOn, state, pence, paid, open } = payable;
      const late = open === 0 ? 0 : Math.max(0, daysBetween(dueOn, today));
      return [
        refCell(ref, `/payables/${ref}`),
        refCell(claim.ref, `/claims/${claim.ref}`, 'words'),
        words(providers.get(claim.agreement) ?? ''),
        refCell(claim.agreement, `/agreements/${claim.agreement}`, 'words'),
        { ...dayCell(dueOn), ref: true },
        { ...words(late === 0 ? '' : formatCount(late)), kind: 'number', file: late === 0 ? null : late },
        tagged(payableTag(state)),
        amountCell(pence),
        amountCell(paid),
        amountCell(open),
      ];
    }),
    notes: [`A valid claim is paid within ${PAY_WITHIN_DAYS} days of the day that it was received.`],
    empty: 'Nothing is to be paid on claims.',
  };
}

/** What is still to be paid, or every payable. */
export function payableListPage(
  table: Table,
  show: 'open' | 'all',
  { figures, today }: { figures: readonly ShownFigure[]; today: Day },
): Page {
  const fields = new Fields({ show }, []);
  return {
    title: 'To be paid on claims',
    wide: true,
    breadcrumbs: [SPEND, { text: PAYABLES.text }],
    lede: [
      `What approved claims leave to be paid on ${formatDay(today)}, the first due first. A payable is settled by the ledger line that pays it: name it when you record the spend.`,
    ],
    filter: {
      action: '/payables',
      button: 'Narrow the list',
      fields: [
        fields.select(
          'show',
          'Show',
          [
            { value: 'open', text: 'What is still to be paid' },
            { value: 'all', text: 'Everything' },
          ],
          { always: true, full: true },
        ),
      ],
    },
    figures,
    sections: [{ table }],
    links: [
      { text: 'Download as CSV', href: `/payables.csv?show=${show}` },
      { text: 'Claims', href: '/claims' },
    ],
  };
}

/** A payable with all that its page shows. */
export interface PayableShown {
  payable: Payable;
  provider: string;
  today: Day;
  /** Lines of the same agreement that could pay it; null for whoever may not say so. */
  lines: readonly Choice[] | null;
}

/** One payable: what is owed, which ledger lines pay it, and the form that names one that was recorded already. */
export function payablePage(
  { payable, provider, today, lines }: PayableShown,
  typed: Typed = {},
  errors: readonly FieldError[] = [],
): Page {
  const { ref, claim, pence, dueOn, paid, awaiting, open, free, state } = payable;
  const late = open === 0 ? 0 : Math.max(0, daysBetween(dueOn, today));
  const fields = new Fields(typed, errors);
  return {
    title: `Payable ${ref}`,
    caption: provider,
    breadcrumbs: [SPEND, PAYABLES, { text: ref }],
    errors: errorSummary(errors),
    state: payableTag(state),
    warnings: late === 0 ? [] : [`It was due on ${formatDay(dueOn)}: ${formatCount(late)} days ago.`],
    summary: [
      { key: 'Claim', cells: [words(claim.ref, `/claims/${claim.ref}`)] },
      { key: 'Agreement', cells: [words(claim.agreement, `/agreements/${claim.agreement}`)] },
      { key: 'Due by', cells: [dayCell(dueOn, formatDay(dueOn))] },
      amountRow('Approved', pence),
      amountRow('Paid', paid),
      ...(awaiting === 0 ? [] : [amountRow('In lines that await approval', awaiting)]),
      amountRow('Still to be paid', open),
    ],
    sections: [{ table: settlementTable(payable) }],
    forms: lines === null || free === 0 || lines.length === 0 ? [] : [settlementForm(ref, fields, lines)],
    links:
      lines === null || free === 0
        ? []
        : [{ text: 'Record the spend that pays it', href: `/spend/new?settles=${ref}` }],
  };
}

function amountRow(key: string, pence: Pence) {
  return { key, cells: [words(formatPounds(pence))] };
}

function settlementTable({ settlements }: Payable): Table {
  return {
    caption: 'Ledger lines that pay it',
    columns: columns('Line', 'Status', '#Freed by refunds', '#Pays'),
    rows: settlements.map(({ spend, status, freed, pence }) => [
      refCell(spend, `/spend/${spend}`),
      tagged(statusTag(status)),
      amountCell(freed),
      amountCell(pence),
    ]),
    notes: [
      ...(settlements.some(({ status }) => status === 'returned' || status === 'reversed')
        ? ['A line that was returned or reversed pays nothing.']
        : []),
      ...(settlements.some(({ freed }) => freed > 0)
        ? ['What a refund gave back is to be paid again, by another line.']
        : []),
    ],
    empty: 'None yet.',
  };
}

function settlementForm(ref: string, fields: Fields, lines: readonly Choice[]) {
  return {
    heading: 'A line that pays it and was recorded already',
    action: `/payables/${ref}/settlements`,
    fields: [
      fields.select('spend', 'Ledger line', lines, {
        hint: 'Spend of the same agreement that pays nothing else yet, imported or entered',
      }),
      fields.pounds('amount', 'Amount', {
        optional: true,
        hint: 'How much of the line pays this; empty for all of it',
      }),
    ],
    button: 'Record that it pays this',
  };
}
