import { monthsLater } from '../../calendar/day.ts';
import { formatPounds, shareOut } from '../../money/pence.ts';
import type { Page } from '../../people/door.ts';
import { type Field, Fields, formPage } from '../../platform/form.pages.ts';
import type { FieldError, Typed } from '../../platform/form.ts';
import { agreementCrumbs } from './agreement.pages.ts';
import type { Agreement } from './agreement.ts';
import {
  CLAIMED_CHOICES,
  HELD_CHOICES,
  isListed,
  type PaymentQuestion,
  SHAPE_CHOICES,
  typedRows,
} from './payment-term.form.ts';
import { isScheduled, PAYMENT_SHAPES, type PaymentShape, paymentFields } from './payment-term.ts';

/** The page that asks for the shape, before the form of that shape. */
export function shapePage({ ref, amountPublished }: Agreement): Page {
  const fields = new Fields({ payments: '4', every: '3', shape: amountPublished ? '' : 'arrears' }, []);
  return {
    title: `How ${ref} is paid`,
    breadcrumbs: agreementCrumbs(ref),
    lede: [
      'Choose the way first; the next page asks for its days and amounts. How many payments counts in instalments and ' +
        'by milestone, how far apart in instalments alone.',
    ],
    filter: {
      grid: true,
      action: `/agreements/${ref}/payment/new`,
      fields: [
        fields.select('shape', 'How it is paid', SHAPE_CHOICES, { always: true }),
        fields.select('payments', 'How many payments', countChoices(), { always: true }),
        fields.select('every', 'How far apart', EVERY, { always: true }),
      ],
      button: 'Continue',
    },
  };
}

/** The steps, in months, in which instalments are proposed. */
export const EVERY = [
  { value: '1', text: 'A month' },
  { value: '3', text: 'A quarter' },
  { value: '6', text: 'Half a year' },
  { value: '12', text: 'A year' },
];

function countChoices() {
  return [1, 2, 3, 4, 6, 8, 12, 18, 24, 36, 48, 60].map((count) => ({ value: String(count), text: String(count) }));
}

/** Equal instalments from the start of the agreement on, as a proposal. */
export function proposedRows({ pence, startsOn, amountPublished }: Agreement, rows: number, every: number): Typed {
  if (!amountPublished || pence < rows) return {};
  const shares = shareOut(pence, new Array(rows).fill(1));
  return typedRows(
    shares.map((share, index) => ({ milestone: null, dueOn: monthsLater(startsOn, index * every), pence: share })),
  );
}

/** The form of one shape of payment; where payments are listed, each has a row. */
export function paymentFormPage(
  agreement: Agreement,
  question: PaymentQuestion,
  typed: Typed,
  errors: FieldError[] = [],
): Page {
  const { ref, pence, amountPublished } = agreement;
  const { shape, rows } = question;
  const fields = new Fields(typed, errors);
  const worth = amountPublished ? `It is worth ${formatPounds(pence)}.` : 'Its amount is not published.';
  return {
    ...formPage(
      {
        title: `Set how ${ref} is paid`,
        caption: PAYMENT_SHAPES[shape],
        action: `/agreements/${ref}/payment/new?shape=${shape}&payments=${rows}`,
        button: 'Record how it is paid',
        breadcrumbs: agreementCrumbs(ref),
        lede: isScheduled(shape)
          ? [`${worth} Payments, with what is held back until the end, add up to that to the penny.`]
          : [worth],
      },
      [...heldFields(fields, amountPublished), ...changeFields(fields, question)],
      errors,
    ),
    own: ownFields(fields, shape),
    rows: isListed(shape) ? rowFields(typed, errors, shape, rows) : [],
    hasMilestones: shape === 'milestones',
  };
}

function ownFields(fields: Fields, shape: PaymentShape): Field[] {
  if (shape === 'up-front') return [fields.day('due', 'Day on which it is paid', { hint: 'For example, 27 3 2015' })];
  if (shape === 'arrears') return [fields.radios('claimed', 'How often it is claimed', CLAIMED_CHOICES)];
  if (shape !== 'results') return [];
  return [
    fields.text('unit', 'What is counted', { hint: 'For example, a placement of one night' }),
    fields.pounds('price', 'Price of one'),
    fields.pounds('cap', 'Cap', { hint: 'The most that is paid in all: no more than the agreement is worth' }),
  ];
}

function heldFields(fields: Fields, amountPublished: boolean): Field[] {
  if (!amountPublished) return [fields.radios('held', 'What is held back until the end', HELD_CHOICES.slice(0, 1))];
  return [
    fields.radios('held', 'What is held back until the end', HELD_CHOICES),
    fields.text('held-percent', 'Percentage held back', {
      optional: true,
      width: 5,
      hint: 'Of the value, like 10 or 7.5',
    }),
    fields.pounds('held-amount', 'Amount held back', { optional: true }),
    fields.day('heldUntil', 'Day on which what is held back is paid', {
      optional: true,
      hint: 'For example, 27 3 2016',
    }),
  ];
}

function changeFields(fields: Fields, { isFirst, variations }: PaymentQuestion): Field[] {
  if (isFirst) return [];
  return [
    fields.select('variation', 'Variation that changes it', variations, { optional: true }),
    fields.longText('reason', 'Reason', { rows: 3, hint: 'Why it is paid otherwise than was recorded' }),
  ];
}

function rowFields(typed: Typed, errors: readonly FieldError[], shape: 'instalments' | 'milestones', rows: number) {
  const box = (name: string, label: string) => {
    const error = errors.find(({ field }) => field === name);
    return {
      name,
      label,
      value: typed[name] ?? '',
      error: error === undefined ? undefined : { text: error.message },
    };
  };
  return Array.from({ length: rows }, (_, index) => {
    const count = index + 1;
    const names = paymentFields(count);
    return {
      number: count,
      milestone: shape === 'milestones' ? box(names.milestone, `Milestone ${count}`) : null,
      dueOn: box(names.dueOn, `Day on which payment ${count} is due`),
      pence: box(names.pence, `Amount of payment ${count}, in pounds`),
    };
  });
}
