import { type Day, formatDay, isDay, readTypedDay } from '../../calendar/day.ts';
import { formatPounds, type Pence } from '../../money/pence.ts';
import { type Choice, dayFields, type FormAnswer, FormReader, type Typed, typedDay } from '../../platform/form.ts';
import { capital } from '../../platform/sentence.ts';
import type { PaymentChange } from './payment-term.store.ts';
import {
  CLAIMED,
  type Claimed,
  type NewInstalment,
  type NewPayment,
  PAYMENT_SHAPES,
  type Payment,
  type PaymentShape,
  paymentFields,
  type Retention,
} from './payment-term.ts';

export const SHAPE_CHOICES: readonly Choice[] = Object.entries(PAYMENT_SHAPES).map(([value, text]) => ({
  value,
  text,
}));
export const CLAIMED_CHOICES: readonly Choice[] = Object.entries(CLAIMED).map(([value, text]) => ({
  value,
  text: capital(text),
}));
export const HELD_CHOICES: readonly Choice[] = [
  { value: 'none', text: 'Nothing' },
  { value: 'percent', text: 'A percentage' },
  { value: 'amount', text: 'An amount' },
];

/** The most payments that one form asks for. */
export const MOST_PAYMENTS = 60;

/** What the form of one shape of payment asks. */
export interface PaymentQuestion {
  shape: PaymentShape;
  /** How many rows it has, where payments are listed. */
  rows: number;
  /** Whether payments were recorded before, so that a reason is asked. */
  isFirst: boolean;
  variations: readonly Choice[];
}

/** Whether the form lists payments row by row. */
export function isListed(shape: PaymentShape): shape is 'instalments' | 'milestones' {
  return shape === 'instalments' || shape === 'milestones';
}

const HELD = ['held', 'held-percent', 'held-amount', ...dayFields('heldUntil')];

function fieldsOf({ shape, rows, isFirst }: PaymentQuestion): string[] {
  const changes = isFirst ? [] : ['reason', 'variation'];
  const own: Record<PaymentShape, string[]> = {
    'up-front': dayFields('due'),
    instalments: [],
    milestones: [],
    arrears: ['claimed'],
    results: ['unit', 'price', 'cap'],
  };
  const listed = Array.from({ length: isListed(shape) ? rows : 0 }, (_, index) => paymentFields(index + 1));
  const rowFields = listed.flatMap(({ milestone, dueOn, pence }) =>
    shape === 'milestones' ? [milestone, dueOn, pence] : [dueOn, pence],
  );
  return [...own[shape], ...rowFields, ...HELD, ...changes];
}

export interface TypedPayment {
  payment: NewPayment;
  change: PaymentChange;
}

/** Reads the form that sets how an agreement is paid, in one shape. */
export function readPaymentForm(body: unknown, question: PaymentQuestion): FormAnswer<TypedPayment> {
  const form = new FormReader(body, fieldsOf(question));
  const own = readOwn(form, question);
  const retention = readRetention(form);
  const reason = question.isFirst ? null : form.text('reason', 'Reason', { longest: 1000 });
  const variation = question.isFirst
    ? ''
    : form.choice('variation', 'Variation', question.variations, { optional: true });
  return form.answer(() => ({
    payment: { ...own(), retention },
    change: { reason, variation: variation === '' ? null : Number(variation) },
  }));
}

/** Reads what only this shape asks; the answer is whole once the form has no errors. */
function readOwn(form: FormReader, { shape, rows }: PaymentQuestion): () => DistributiveOmit<NewPayment, 'retention'> {
  if (shape === 'up-front') {
    const dueOn = form.day('due', 'Day on which it is paid') as Day;
    return () => ({ shape, dueOn });
  }
  if (shape === 'arrears') {
    const claimed = form.choice('claimed', 'How often it is claimed', CLAIMED_CHOICES) as Claimed;
    return () => ({ shape, claimed });
  }
  if (shape === 'results') {
    const unit = form.text('unit', 'What is counted', { longest: 200 });
    const unitPence = form.pounds('price', 'Price of one');
    const capPence = form.pounds('cap', 'Cap');
    return () => ({ shape, unit, unitPence, capPence });
  }
  const instalments = readRows(form, shape, rows);
  return () => ({ shape, instalments });
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** Reads the rows that something was typed into. */
function readRows(form: FormReader, shape: 'instalments' | 'milestones', rows: number): NewInstalment[] {
  const read: NewInstalment[] = [];
  for (let number = 1; number <= rows; number += 1) {
    const fields = paymentFields(number);
    const isEmpty = Object.values(fields).every((field) => (form.typed[field] ?? '').trim() === '');
    if (isEmpty) continue;
    const milestone =
      shape === 'milestones' ? form.text(fields.milestone, `Milestone ${number}`, { longest: 300 }) : null;
    const dueOn = readRowDay(form, fields.dueOn, number, shape === 'milestones');
    const pence = form.pounds(fields.pence, `Amount of payment ${number}`);
    read.push({ milestone, dueOn, pence });
  }
  if (read.length === 0) form.fail(paymentFields(1).pence, 'Enter at least one payment');
  return read;
}

/** A day in one box, as people write it: 1 July 2015, 01/07/2015 or 2015-07-01. */
function readRowDay(form: FormReader, field: string, number: number, optional: boolean): Day | null {
  const typed = (form.typed[field] ?? '').trim();
  if (typed === '') {
    if (!optional) form.fail(field, `Enter the day on which payment ${number} is due`);
    return null;
  }
  if (isDay(typed)) return typed;
  const [day = '', month = '', year = '', ...rest] = typed.slice(0, 40).split(/[\s/.-]+/);
  const found = rest.length === 0 ? readTypedDay({ day, month, year }) : null;
  if (found?.ok === true) return found.day;
  form.fail(field, `The day of payment ${number} must be a date, like 1 July 2015`);
  return null;
}

function readRetention(form: FormReader): Retention | null {
  const held = form.choice('held', 'What is held back until the end', HELD_CHOICES);
  const isTyped = (field: string) => (form.typed[field] ?? '').trim() !== '';
  if (held !== 'percent' && isTyped('held-percent')) form.fail('held', 'Select a percentage, or empty its box');
  if (held !== 'amount' && isTyped('held-amount')) form.fail('held', 'Select an amount, or empty its box');
  if (held === 'none' || held === '') return null;
  const dueOn = form.day('heldUntil', 'Day on which what is held back is paid') as Day;
  if (held === 'amount') return { dueOn, pence: form.pounds('held-amount', 'Amount held back') };
  return { dueOn, tenths: readTenths(form) };
}

function readTenths(form: FormReader): number {
  const typed = (form.typed['held-percent'] ?? '').trim().replace(/\s*%$/, '');
  const tenths = /^\d{1,2}(\.\d)?$/.test(typed) ? Math.round(Number(typed) * 10) : 0;
  if (tenths < 1) form.fail('held-percent', 'Percentage held back must be from 0.1 to 99.9, like 10 or 7.5');
  return tenths;
}

/** A way of paying as its form shows it. */
export function typedPayment(payment: Payment): Typed {
  const typed: Typed = { ...typedRetention(payment.retention), claimed: payment.claimed ?? '' };
  if (payment.shape === 'up-front') Object.assign(typed, typedDay('due', payment.schedule[0]?.dueOn ?? null));
  typed.unit = payment.unit ?? '';
  typed.price = typedPounds(payment.unitPence);
  typed.cap = typedPounds(payment.capPence);
  return { ...typed, ...typedRows(payment.schedule.filter(({ isRetention }) => !isRetention)) };
}

/** The rows of a list of payments as the form shows them. */
export function typedRows(payments: readonly NewInstalment[]): Typed {
  const typed: Typed = {};
  for (const [index, { milestone, dueOn, pence }] of payments.entries()) {
    const fields = paymentFields(index + 1);
    typed[fields.milestone] = milestone ?? '';
    typed[fields.dueOn] = dueOn === null ? '' : formatDay(dueOn);
    typed[fields.pence] = typedPounds(pence);
  }
  return typed;
}

function typedRetention(retention: Retention | null): Typed {
  if (retention === null) return { held: 'none' };
  const day = typedDay('heldUntil', retention.dueOn);
  if ('pence' in retention) return { ...day, held: 'amount', 'held-amount': typedPounds(retention.pence) };
  return { ...day, held: 'percent', 'held-percent': String(retention.tenths / 10) };
}

function typedPounds(pence: Pence | null): string {
  return pence === null ? '' : formatPounds(pence).replace('£', '');
}
