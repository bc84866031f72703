import { type Day, formatDay } from '../../calendar/day.ts';
import { addUp } from '../../ledger/balance.ts';
import { formatPounds, type Pence, shareOut } from '../../money/pence.ts';
import { refused } from '../../platform/refusal.ts';
import type { Agreement } from './agreement.ts';

/** How an agreement is paid, as contracts and grant agreements have it. */
export const PAYMENT_SHAPES = {
  'up-front': 'Up front',
  instalments: 'In instalments',
  arrears: 'In arrears, on claim',
  milestones: 'By milestone',
  results: 'By result, up to a cap',
} as const;
export type PaymentShape = keyof typeof PAYMENT_SHAPES;

/** How often what is paid in arrears is claimed. */
export const CLAIMED = {
  month: 'each month',
  quarter: 'each quarter',
  'half-year': 'each half year',
  year: 'each year',
  end: 'once, at the end',
} as const;
export type Claimed = keyof typeof CLAIMED;

/** What is held back until the end: a share in tenths of a per cent, or an amount; and the day on which it is paid. */
export type Retention = { dueOn: Day } & ({ tenths: number } | { pence: Pence });

/** One payment of a schedule: on a day, for a milestone, or both. */
export interface NewInstalment {
  dueOn: Day | null;
  milestone: string | null;
  pence: Pence;
}

/** How an agreement is to be paid. */
export type NewPayment = { retention: Retention | null } & (
  | { shape: 'up-front'; dueOn: Day }
  | { shape: 'instalments' | 'milestones'; instalments: readonly NewInstalment[] }
  | { shape: 'arrears'; claimed: Claimed }
  | { shape: 'results'; unit: string; unitPence: Pence; capPence: Pence }
);

/** A payment of the schedule as it was recorded; what is held back until the end stands last. */
export interface Instalment extends NewInstalment {
  number: number;
  isRetention: boolean;
}

/** How an agreement is paid, as it was recorded. */
export interface Payment {
  agreement: string;
  shape: PaymentShape;
  claimed: Claimed | null;
  /** By result: what is counted, the price of one, and the most that is paid. */
  unit: string | null;
  unitPence: Pence | null;
  capPence: Pence | null;
  retention: Retention | null;
  /** Empty for what is paid on claim or by result. */
  schedule: Instalment[];
  /** The number of the variation that brought it; null for none. */
  variation: number | null;
  reason: string | null;
  enteredBy: number | null;
  seq: number;
}

/** Whether all of its payments are known beforehand, so that they add up to the value. */
export function isScheduled(shape: PaymentShape): boolean {
  return shape === 'up-front' || shape === 'instalments' || shape === 'milestones';
}

/** How much of a value is held back, to the penny. */
export function heldBack(retention: Retention | null, value: Pence): Pence {
  if (retention === null) return 0;
  if ('pence' in retention) return retention.pence;
  return shareOut(value, [retention.tenths, 1000 - retention.tenths])[0] as Pence;
}

/**
 * The schedule of payments of an agreement that is worth so much: they add up to its value to the penny, with what is
 * held back as the last. Empty for what is paid on claim or by result.
 *
 * Refused by name: `no-payments`, `payment-not-above-zero`, `no-due-day`, `payments-do-not-add-up`,
 * `retention-too-much`, `retention-too-early`, `cap-above-value`, `price-above-cap`.
 */
export function scheduleOf(payment: NewPayment, { ref, pence: value }: Pick<Agreement, 'ref' | 'pence'>): Instalment[] {
  const held = heldBack(payment.retention, value);
  if (payment.retention !== null && (held <= 0 || held >= value)) {
    throw refused(
      'retention-too-much',
      `What is held back comes to ${formatPounds(held)}; ${ref} is worth ${formatPounds(value)}. Hold back less than ` +
        'that, and more than £0.00.',
      'held',
    );
  }
  if (payment.shape === 'results') checkResults(payment, ref, value);
  if (payment.shape === 'results' || payment.shape === 'arrears') return [];
  const paid =
    payment.shape === 'up-front'
      ? [{ dueOn: payment.dueOn, milestone: null, pence: value - held }]
      : inOrder(payment.shape, payment.instalments);
  checkPayments(payment.shape, paid);
  const together = addUp([...paid.map(({ pence }) => pence), held]);
  if (together !== value) throw doNotAddUp(ref, { paid: together - held, held, value });
  const numbered = paid.map((one, index) => ({ ...one, number: index + 1, isRetention: false }));
  if (payment.retention === null) return numbered;
  const { dueOn } = payment.retention;
  const last = paid
    .flatMap((one) => one.dueOn ?? [])
    .toSorted()
    .at(-1);
  if (last !== undefined && dueOn < last) {
    throw refused(
      'retention-too-early',
      `What is held back would be paid on ${formatDay(dueOn)}, before the payment of ${formatDay(last)}. Enter a later day.`,
      'heldUntil-day',
    );
  }
  return [...numbered, { dueOn, milestone: null, pence: held, number: paid.length + 1, isRetention: true }];
}

/** Instalments by their days; milestones in the order in which they were written down. */
function inOrder(shape: 'instalments' | 'milestones', payments: readonly NewInstalment[]): readonly NewInstalment[] {
  if (shape === 'milestones') return payments;
  return payments.toSorted((a, b) => ((a.dueOn ?? '') < (b.dueOn ?? '') ? -1 : a.dueOn === b.dueOn ? 0 : 1));
}

function checkPayments(shape: PaymentShape, paid: readonly NewInstalment[]): void {
  if (paid.length === 0) throw refused('no-payments', 'Enter at least one payment.', paymentFields(1).pence);
  for (const [index, { dueOn, milestone, pence }] of paid.entries()) {
    const field = paymentFields(index + 1);
    if (pence <= 0) {
      throw refused(
        'payment-not-above-zero',
        'Each payment must be more than £0.00. Leave the others out.',
        field.pence,
      );
    }
    if (dueOn === null && (shape !== 'milestones' || milestone === null)) {
      throw refused('no-due-day', `Payment ${index + 1} has no day on which it is due. Enter one.`, field.dueOn);
    }
  }
}

function doNotAddUp(ref: string, { paid, held, value }: { paid: Pence; held: Pence; value: Pence }) {
  const difference = paid + held - value;
  const backHeld = held === 0 ? '' : `, and ${formatPounds(held)} is held back: ${formatPounds(paid + held)} in all`;
  const off = difference > 0 ? `${formatPounds(difference)} too much` : `${formatPounds(-difference)} too little`;
  return refused(
    'payments-do-not-add-up',
    `The payments add up to ${formatPounds(paid)}${backHeld}. ${ref} is worth ${formatPounds(value)}, so that is ${off}. ` +
      'Change the payments until they add up to the value.',
    paymentFields(1).pence,
  );
}

function checkResults({ unitPence, capPence }: { unitPence: Pence; capPence: Pence }, ref: string, value: Pence): void {
  if (capPence > value) {
    throw refused(
      'cap-above-value',
      `The cap is ${formatPounds(capPence)}, and ${ref} is worth ${formatPounds(value)}. Lower the cap, or vary the value first.`,
      'cap',
    );
  }
  if (unitPence > capPence) {
    throw refused(
      'price-above-cap',
      `One costs ${formatPounds(unitPence)}, more than the cap of ${formatPounds(capPence)}. Change one of the two.`,
      'price',
    );
  }
}

/** The fields of one payment of the form, counted from 1. */
export function paymentFields(number: number): { milestone: string; dueOn: string; pence: string } {
  return { milestone: `milestone-${number}`, dueOn: `due-${number}`, pence: `amount-${number}` };
}

/** Whether the schedule still adds up to what the agreement is worth: a variation of its value leaves it behind. */
export function addsUp({ schedule, shape, capPence }: Payment, value: Pence): boolean {
  if (shape === 'results') return (capPence as Pence) <= value;
  return schedule.length === 0 || addUp(schedule.map(({ pence }) => pence)) === value;
}

/** The shape with what is held back, such as 'In instalments, 10% held back until the end'. */
export function paymentShown({ shape, claimed, retention }: Pick<Payment, 'shape' | 'claimed' | 'retention'>): string {
  const often = claimed === null ? '' : ` ${CLAIMED[claimed]}`;
  return `${PAYMENT_SHAPES[shape]}${often}${retention === null ? '' : `, ${retentionShown(retention)} held back until the end`}`;
}

/** What is held back: '7.5%', or '£500.00'. */
export function retentionShown(retention: Retention): string {
  return 'pence' in retention ? formatPounds(retention.pence) : `${retention.tenths / 10}%`;
}
