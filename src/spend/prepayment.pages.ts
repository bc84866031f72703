import { type PeriodKey, periodShown } from '../calendar/period.ts';
import { addUp } from '../ledger/balance.ts';
import type { ShownFigure } from '../ledger/shown-figure.ts';
import { formatDecimal, formatPounds } from '../money/pence.ts';
import type { Page } from '../people/door.ts';
import { errorSummary, type Field, Fields, formPage } from '../platform/form.pages.ts';
import type { FieldError, Typed } from '../platform/form.ts';
import { amountCell, columns, ref as refCell, type Table, tagged, words } from '../platform/table.ts';
import { type EffectShown, effectShown } from './effect.pages.ts';
import type { Effect } from './enter.ts';
import { carriedPaid, monthsOf, type Paid } from './prepayment.form.ts';
import type { NewPrepayment } from './prepayment.ts';
import { laterYearNotes } from './schedule.pages.ts';
import { type ScheduledShare, servedOf } from './schedule.store.ts';
import { shareField } from './schedule.ts';
import type { Spend } from './spend.ts';
import { periodChoices, type SpendChoices } from './spend-choices.ts';
import { answersOf, spendFields } from './spend-form.pages.ts';
import { periodCell, statusTag } from './spend-list.pages.ts';
import { SPEND } from './spend-way.ts';

const PREPAYMENTS = { text: 'Paid in advance', href: '/spend/prepayments' };

/** The form that records one payment for several periods. */
export function prepaymentFormPage(choices: SpendChoices, typed: Typed, errors: readonly FieldError[] = []): Page {
  const fields = new Fields(typed, errors);
  const months = periodChoices(monthsOf(choices.periods));
  return formPage(
    {
      title: 'Record a payment in advance',
      action: '/spend/prepayments/check',
      button: 'Continue to the schedule',
      breadcrumbs: [SPEND, PREPAYMENTS],
      lede: [
        'One payment for several months. It becomes spend month by month, as the periods that it serves come; what serves a later year comes out of the money of that year.',
      ],
    },
    [
      ...spendFields(fields, choices),
      fields.select('first', 'First period it serves', months),
      fields.select('last', 'Last period it serves', months, {
        hint: 'The next page shares the payment evenly by month, and lets you change each share',
      }),
    ],
    errors,
  );
}

interface Scheduled {
  paid: Paid;
  typed: Typed;
  choices: SpendChoices;
  /** The schedule as it was understood; null while its shares have errors. */
  wanted: NewPrepayment | null;
  effect: { effect: Effect; figures: readonly ShownFigure[] } | null;
}

/** "Check your answers" of a payment in advance, with a share for each month that can be changed. */
export function schedulePage({ paid, typed, choices, wanted, effect }: Scheduled, errors: readonly FieldError[]): Page {
  const { spend, served } = paid;
  const total = addUp([spend.netPence, spend.vatPence]);
  const isTyped = served.some((month) => typed[shareField(month)] !== undefined);
  const even = Object.fromEntries(
    (wanted?.shares ?? []).map((share) => [shareField(share), formatDecimal(share.pence)]),
  );
  const fields = new Fields(isTyped ? typed : even, errors);
  return {
    title: 'Check your answers and the schedule',
    errors: errorSummary(errors),
    total: formatPounds(total),
    answers: answersOf(spend, choices),
    shares: served.map((month) => shareQuestion(fields, month)),
    effect: effect === null ? null : effectOfOwnYear(paid, wanted, effect),
    hidden: Object.entries(carriedPaid(typed)).map(([name, value]) => ({ name, value })),
  };
}

function shareQuestion(fields: Fields, month: PeriodKey): Field {
  return fields.pounds(shareField(month), `Share of ${periodShown(month)}`);
}

/** What it changes in the year's own money; what serves later years is named and comes out of theirs. */
function effectOfOwnYear(
  paid: Paid,
  wanted: NewPrepayment | null,
  effect: NonNullable<Scheduled['effect']>,
): EffectShown {
  const shown = effectShown(paid.spend, effect.effect, effect.figures);
  return { ...shown, table: { ...shown.table, notes: laterYearNotes(wanted?.shares ?? [], paid.spend.period.year) } };
}

/** Payments in advance with how far each has been served; the same rows on the page and in the file. */
export function prepaymentTable(
  prepayments: readonly Spend[],
  schedules: ReadonlyMap<string, readonly ScheduledShare[]>,
): Table {
  return {
    caption: 'Payments in advance',
    captionHidden: true,
    columns: columns(
      'Reference',
      'Supplier',
      'Initiative',
      'Serves',
      'Status',
      '#Paid',
      '#Spent so far',
      '#Still to come',
    ),
    rows: prepayments.map((prepayment) => {
      const schedule = schedules.get(prepayment.ref) ?? [];
      const { served, left } = servedOf(schedule);
      const isRunning = prepayment.status === 'approved';
      return [
        refCell(prepayment.ref, `/spend/${prepayment.ref}`),
        words(prepayment.supplier),
        refCell(prepayment.initiative, `/initiatives/${prepayment.initiative}`, 'words'),
        words(servesShown(schedule)),
        tagged(statusTag(prepayment.status)),
        amountCell(prepayment.pence, `/spend/${prepayment.ref}`),
        amountCell(isRunning ? served : 0),
        amountCell(isRunning ? left : 0),
      ];
    }),
    notes: [],
    empty: 'Nothing has been paid in advance.',
  };
}

function servesShown(schedule: readonly ScheduledShare[]): string {
  const first = schedule[0];
  const last = schedule.at(-1);
  if (first === undefined || last === undefined) return '';
  return `${periodCell(first).text} to ${periodCell(last).text}`;
}

/** What the office paid in advance, the newest first. */
export function prepaymentListPage(table: Table, figures: readonly ShownFigure[], mayEnter: boolean): Page {
  return {
    title: 'Paid in advance',
    wide: true,
    breadcrumbs: [SPEND, { text: 'Paid in advance' }],
    lede: ['One payment for several months, which becomes spend as the periods that it serves come.'],
    actions: mayEnter ? [{ text: 'Record a payment in advance', href: '/spend/prepayments/new' }] : [],
    figures,
    sections: [{ table }],
    links: [{ text: 'Download as CSV', href: '/spend/prepayments.csv' }],
  };
}
