import { type Day, formatDay } from '../../calendar/day.ts';
import { figureCell, type ShownFigure } from '../../ledger/shown-figure.ts';
import { formatPounds } from '../../money/pence.ts';
import type { PagePart } from '../../people/page-part.ts';
import { amountCell, columns, head, type Table, tagged, words } from '../../platform/table.ts';
import type { Agreement } from './agreement.ts';
import { instalmentShown } from './payment-term.figures.ts';
import { addsUp, isScheduled, type Payment, paymentShown, retentionShown } from './payment-term.ts';

/** What is scheduled, what of it is due, and what was spent. */
export const PAYMENT_FIGURES = ['agreement.scheduled', 'agreement.due-to-date', 'spend.to-date'];

/** How an agreement is paid, with all that was said of it before. */
export interface PaymentShown {
  agreement: Agreement;
  payments: readonly Payment[];
  /** Those of `PAYMENT_FIGURES`. */
  figures: readonly ShownFigure[];
  /** The day up to which payments are due. */
  day: Day;
  maySet: boolean;
}

/** How it is paid, on the page of an agreement. */
export function paymentPart({ agreement, payments, figures, day, maySet }: PaymentShown): PagePart {
  const { ref } = agreement;
  const payment = payments.at(-1);
  const href = `/agreements/${ref}/payment`;
  if (payment === undefined) {
    return {
      actions: maySet ? [{ text: 'Set how it is paid', href }] : [],
      sections: [{ heading: 'How it is paid', sentences: ['How it is paid has not been recorded yet.'] }],
    };
  }
  const scheduled = isScheduled(payment.shape);
  return {
    warnings: leftBehind(agreement, payment),
    actions: maySet ? [{ text: 'Change how it is paid', href }] : [],
    summary: scheduled ? dueRows(figures, day) : [],
    sections: [
      {
        heading: 'How it is paid',
        sentences: [paymentSentence(payment), ...payments.slice(0, -1).map(earlierSentence)],
      },
      ...(scheduled ? [{ table: scheduleTable(payment, figures, day) }] : []),
    ],
  };
}

/** Said where a variation of the value left the schedule behind. */
function leftBehind({ ref, pence, amountPublished }: Agreement, payment: Payment): string[] {
  if (!amountPublished || addsUp(payment, pence)) return [];
  const way = payment.shape === 'results' ? 'its cap is above that' : 'its payments add up to another amount';
  return [`${ref} is worth ${formatPounds(pence)} since it was varied, and ${way}. Set again how it is paid.`];
}

function paymentSentence(payment: Payment): string {
  const { unit, unitPence, capPence, variation, reason } = payment;
  const byResult =
    unit === null
      ? ''
      : `: ${formatPounds(unitPence as number)} for each (${unit}), ${formatPounds(capPence as number)} at most`;
  const since = variation === null ? '' : `, since variation ${variation}`;
  return `${paymentShown(payment)}${byResult}${since}.${reason === null ? '' : ` Reason: ${reason}`}`;
}

function earlierSentence(payment: Payment): string {
  const { schedule } = payment;
  const last = schedule.flatMap(({ dueOn }) => dueOn ?? []).at(-1);
  const until = last === undefined ? '' : `, the last due on ${formatDay(last)}`;
  return `Before: ${paymentShown(payment)}${schedule.length === 0 ? '' : `: ${schedule.length} payments${until}`}.`;
}

/** What is due beside what was spent: spend is counted when it is incurred and approved, so the two move apart. */
function dueRows(figures: readonly ShownFigure[], day: Day) {
  const [, due, spent] = figures;
  if (due === undefined || spent === undefined) return [];
  return [
    { key: `Due by ${formatDay(day)}`, cells: [words(due.text, due.href)] },
    { key: 'Spent so far', cells: [words(spent.text, spent.href)] },
  ];
}

function scheduleTable({ schedule, retention }: Payment, figures: readonly ShownFigure[], day: Day): Table {
  return {
    caption: 'Schedule of payments',
    columns: columns('Payment', 'Due', 'State', '#Amount'),
    rows: schedule.map((instalment) => [
      head(instalmentShown(instalment)),
      words(instalment.dueOn === null ? 'When it is reached' : formatDay(instalment.dueOn)),
      tagged(stateOf(instalment.dueOn, day)),
      amountCell(instalment.pence),
    ]),
    foot: [head('In all'), words(''), words(''), ...figures.slice(0, 1).map(figureCell)],
    notes: retention === null ? [] : [`${retentionShown(retention)} is held back and paid last.`],
    empty: '',
  };
}

function stateOf(dueOn: Day | null, day: Day) {
  if (dueOn === null) return { text: 'Not known', classes: 'govuk-tag--grey' };
  if (dueOn <= day) return { text: 'Due', classes: 'govuk-tag--blue' };
  return { text: 'Not yet due', classes: 'govuk-tag--grey' };
}
