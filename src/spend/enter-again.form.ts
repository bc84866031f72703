import type { Act } from '../audit/act.ts';
import type { Day } from '../calendar/day.ts';
import { comparePeriods, type PeriodKey, periodLabel, periodShown } from '../calendar/period.ts';
import { currentPeriod, type Period } from '../ledger/period.ts';
import { formatDecimal, type Pence } from '../money/pence.ts';
import type { Page } from '../people/door.ts';
import { type Field, Fields } from '../platform/form.pages.ts';
import { type FieldError, type FormAnswer, type Typed, typedDay } from '../platform/form.ts';
import { readAccrualForm } from './accrual.form.ts';
import { accrualFormPage } from './accrual.pages.ts';
import { enterAccrual } from './accrual.ts';
import { readAdjustmentForm } from './adjustment.form.ts';
import { adjustmentFormPage } from './adjustment.pages.ts';
import { enterAdjustment } from './adjustment.ts';
import { readCorrectionForm } from './correction.form.ts';
import { correctionPage } from './correction.pages.ts';
import { enterCorrection, enterSpend } from './enter.ts';
import { readPaid, readShares } from './prepayment.form.ts';
import { prepaymentFormPage } from './prepayment.pages.ts';
import { enterPrepayment } from './prepayment.ts';
import type { ScheduledShare } from './schedule.store.ts';
import { shareField } from './schedule.ts';
import { readSpendForm } from './spend.form.ts';
import type { Spend } from './spend.ts';
import type { EntryChoices } from './spend-choices.ts';
import { spendFormPage } from './spend-form.pages.ts';

/** Records a corrected entry within an act, and answers its reference. */
export type Enter = (act: Act, enteredBy: number) => Promise<string>;

/** The form of a returned entry's own kind: what it starts with, how it is shown and how it is read. */
export interface AgainForm {
  typed: Typed;
  /** The form as that kind's own page makes it; its title and address are given to it afterwards. */
  page(typed: Typed, errors: readonly FieldError[]): Page & { fields?: unknown };
  read(body: unknown): FormAnswer<Enter>;
}

/** What the forms of returned entries are made of. */
export interface AgainFrom {
  spend: Spend;
  /** All that was returned with it, itself first. */
  together: readonly Spend[];
  choices: EntryChoices;
  today: Day;
  /** What of a returned payment in advance served which period. */
  schedule: readonly ScheduledShare[];
  /** The payable that it paid; null for none. */
  settles: string | null;
  /** What a returned correction corrects, and what of it can still be taken back. */
  corrected: { spend: Spend; left: Pence } | null;
}

/** The form in which a returned entry that stands alone is corrected, with its answers in it. */
export function againForm(from: AgainFrom): AgainForm {
  const { spend, corrected } = from;
  if (corrected !== null) return correctionForm(from, corrected);
  if (spend.kind === 'accrual') return accrualForm(from);
  if (spend.kind === 'prepayment') return prepaymentForm(from);
  return spend.concerns === null ? spendForm(from) : adjustmentForm(from, spend.concerns);
}

function spendForm({ spend, choices, today, settles }: AgainFrom): AgainForm {
  return {
    typed: { ...chargeTyped(spend, choices.periods), settles: settles ?? '' },
    page: (typed, errors) => spendFormPage(choices, typed, errors),
    read: (body) => entering(readSpendForm(body, choices, today), (wanted) => (act, by) => enterSpend(act, wanted, by)),
  };
}

function accrualForm({ spend, choices }: AgainFrom): AgainForm {
  return {
    typed: {
      ...codingTyped(spend, choices.periods),
      amount: formatDecimal(spend.pence),
      description: spend.description ?? '',
    },
    page: (typed, errors) => accrualFormPage(choices, typed, errors),
    read: (body) => entering(readAccrualForm(body, choices), (wanted) => (act, by) => enterAccrual(act, wanted, by)),
  };
}

function adjustmentForm({ spend, choices, today }: AgainFrom, concerns: PeriodKey): AgainForm {
  return {
    typed: {
      ...codingTyped(spend, choices.periods),
      kind: spend.kind,
      concerns: periodLabel(concerns),
      amount: formatDecimal(spend.pence),
      comment: spend.description ?? '',
    },
    page: (typed, errors) => adjustmentFormPage(choices, typed, errors),
    read: (body) =>
      entering(readAdjustmentForm(body, choices, today), (wanted) => (act, by) => enterAdjustment(act, wanted, by)),
  };
}

function correctionForm({ spend, choices, today }: AgainFrom, corrected: { spend: Spend; left: Pence }): AgainForm {
  const { periods } = choices;
  return {
    typed: {
      kind: spend.kind,
      amount: spend.kind === 'refund' ? formatDecimal(spend.pence) : '',
      ...typedDay('happened', spend.invoicedOn),
      period: openLabel(spend.period, periods),
      reason: spend.reason ?? '',
    },
    page: (typed, errors) => correctionPage({ ...corrected, periods }, typed, errors),
    read: (body) =>
      entering(
        readCorrectionForm(body, corrected.spend.ref, periods, today),
        (wanted) => (act, by) => enterCorrection(act, wanted, by),
      ),
  };
}

/** A payment in advance keeps its shares while it serves the same months; for others it is shared evenly again. */
function prepaymentForm({ spend, choices, today, schedule }: AgainFrom): AgainForm {
  const [first, last] = [schedule[0], schedule.at(-1)];
  const shares = Object.fromEntries(schedule.map((share) => [shareField(share), formatDecimal(share.pence)]));
  const label = (share: ScheduledShare | undefined) => (share === undefined ? '' : periodLabel(share));
  const isSame = ({ first: from, last: to }: Typed) => from === label(first) && to === label(last);
  return {
    typed: { ...chargeTyped(spend, choices.periods), first: label(first), last: label(last), ...shares },
    page: (typed, errors) => {
      const page = prepaymentFormPage(choices, typed, errors);
      const fields = new Fields(typed, errors);
      const asked = schedule.map((share) =>
        fields.pounds(shareField(share), `Share of ${periodShown(share)}`, { optional: true }),
      );
      return { ...page, fields: [...(page.fields as Field[]), ...asked] };
    },
    read: (body) => {
      const paid = readPaid(body, choices, today);
      if (!paid.ok) return paid;
      const typed = body as Typed;
      const own = isSame(typed)
        ? typed
        : Object.fromEntries(Object.entries(typed).filter(([name]) => shares[name] === undefined));
      const read = readShares(own, choices, paid.value);
      return entering(read, (wanted) => (act, by) => enterPrepayment(act, wanted, by));
    },
  };
}

/** The answer of a form, made into the act that enters it. */
export function entering<T>(answer: FormAnswer<T>, enter: (wanted: T) => Enter): FormAnswer<Enter> {
  return answer.ok ? { ok: true, value: enter(answer.value) } : answer;
}

function codingTyped(spend: Spend, periods: readonly Period[]): Typed {
  const { initiative, agreement, nature, place, category, supplier, reason } = spend;
  return {
    initiative,
    agreement: agreement === '' ? 'none' : agreement,
    nature,
    place,
    category,
    supplier,
    reason: reason ?? '',
    period: openLabel(spend.period, periods),
  };
}

/** The answers of an invoice as they were given. */
export function chargeTyped(spend: Spend, periods: readonly Period[]): Typed {
  return {
    ...codingTyped(spend, periods),
    ...typedDay('invoiced', spend.invoicedOn),
    ...typedDay('received', spend.receivedOn),
    ...typedDay('paid', spend.paidOn),
    reference: spend.reference ?? '',
    net: formatDecimal(spend.netPence),
    vat: spend.vatPence === 0 ? '' : formatDecimal(spend.vatPence),
    description: spend.description ?? '',
  };
}

/** The period it was entered for, or the current one where that has closed since. */
function openLabel(period: PeriodKey, periods: readonly Period[]): string {
  const own = periods.find((candidate) => comparePeriods(candidate, period) === 0 && !candidate.closed);
  return periodLabel(own ?? currentPeriod([...periods]));
}
