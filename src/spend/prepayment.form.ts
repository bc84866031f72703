import type { Day } from '../calendar/day.ts';
import { YEAR_END_PERIOD } from '../calendar/financial-year.ts';
import { comparePeriods, type PeriodKey, periodShown, readPeriod } from '../calendar/period.ts';
import { addUp } from '../ledger/balance.ts';
import type { Period } from '../ledger/period.ts';
import { type FormAnswer, FormReader, type Typed } from '../platform/form.ts';
import type { NewSpend } from './enter.ts';
import type { NewPrepayment } from './prepayment.ts';
import { evenShares, monthsBetween, shareField } from './schedule.ts';
import { readSpend, SPEND_FIELDS } from './spend.form.ts';
import { periodChoices, type SpendChoices } from './spend-choices.ts';

const FIELDS: readonly string[] = [...SPEND_FIELDS, 'first', 'last'];

/** The months that a payment may serve. */
export function monthsOf(periods: readonly Period[]): Period[] {
  return periods.filter(({ number }) => number !== YEAR_END_PERIOD);
}

/** A payment with the months that it serves, before what serves each is known. */
export interface Paid {
  spend: NewSpend;
  served: Period[];
}

/** Reads the form of a payment in advance without its shares: what was paid, and for which months. */
export function readPaid(body: unknown, choices: SpendChoices, today: Day): FormAnswer<Paid> {
  const form = readerOf(body, choices);
  const spend = readSpend(form, choices, today);
  const months = monthsOf(choices.periods);
  const first = readPeriod(form.choice('first', 'First period it serves', periodChoices(months)));
  const last = readPeriod(form.choice('last', 'Last period it serves', periodChoices(months)));
  if (first !== null && last !== null && comparePeriods(first, last) > 0) {
    form.fail('last', 'Last period it serves must not come before the first');
  }
  return form.answer(() => ({
    spend: spend(),
    served: monthsBetween(months, first as PeriodKey, last as PeriodKey),
  }));
}

/**
 * Reads what of a payment serves each of its months: as typed, where an empty share is nothing; or shared evenly by
 * month while no share has been asked yet.
 */
export function readShares(body: unknown, choices: SpendChoices, { spend, served }: Paid): FormAnswer<NewPrepayment> {
  const form = readerOf(body, choices);
  const isTyped = served.some((month) => form.typed[shareField(month)] !== undefined);
  const typed = served.map(({ year, number }) => {
    const label = `Share of ${periodShown({ year, number })}`;
    return { year, number, pence: form.pounds(shareField({ year, number }), label, { optional: true, least: 0 }) };
  });
  return form.answer(() => {
    const shares = isTyped ? typed : evenShares(served, addUp([spend.netPence, spend.vatPence]));
    return { ...spend, shares: shares.filter(({ pence }) => pence > 0) };
  });
}

/** What was typed besides the shares, to be carried to the next page or shown again. */
export function carriedPaid(body: Typed): Typed {
  return Object.fromEntries(FIELDS.map((field) => [field, body[field] ?? '']));
}

/** Reads what was typed and judges nothing; a field that the form does not have is refused. */
export function readTypedPaid(body: unknown, choices: SpendChoices): Typed {
  return carriedPaid(readerOf(body, choices).typed);
}

function readerOf(body: unknown, choices: SpendChoices): FormReader {
  return new FormReader(body, [...FIELDS, ...monthsOf(choices.periods).map(shareField)]);
}
