import { YEAR_END_PERIOD, yearShown } from '../calendar/financial-year.ts';
import { comparePeriods, type PeriodKey, periodLabel } from '../calendar/period.ts';
import { addUp } from '../ledger/balance.ts';
import type { Period } from '../ledger/period.ts';
import type { PrepaymentShare } from '../ledger/prepayment.store.ts';
import { formatPounds, type Pence, shareOut } from '../money/pence.ts';
import { refused } from '../platform/refusal.ts';

/** The months from the first to the last, both included, as the office has made them; none is a year end. */
export function monthsBetween(periods: readonly Period[], first: PeriodKey, last: PeriodKey): Period[] {
  return periods.filter(
    (period) =>
      period.number !== YEAR_END_PERIOD && comparePeriods(period, first) >= 0 && comparePeriods(period, last) <= 0,
  );
}

/**
 * An amount shared evenly over months, each counting the same however many days it has: to the penny, what cannot be
 * shared going to the earliest.
 */
export function evenShares(months: readonly PeriodKey[], pence: Pence): PrepaymentShare[] {
  const shares = shareOut(
    pence,
    months.map(() => 1),
  );
  return months.map(({ year, number }, index) => ({ year, number, pence: shares[index] as Pence }));
}

/**
 * Checks a schedule against what was paid and the period of the payment. Refused by name: `schedule` when the shares
 * do not add up, or name a period twice or one that is no month; `schedule-year` when it begins in another financial
 * year than the payment; `not-in-advance` when all of it is served with the period of the payment.
 */
export function checkSchedule(
  shares: readonly PrepaymentShare[],
  { pence, period, periods }: { pence: Pence; period: PeriodKey; periods: readonly Period[] },
): void {
  const inOrder = shares.toSorted(comparePeriods);
  const [first] = inOrder;
  const last = inOrder.at(-1);
  if (first === undefined || last === undefined) {
    throw refused('schedule', 'Say which periods the payment serves.', 'first');
  }
  const field = shareField(first);
  const months = monthsBetween(periods, first, last);
  const named = new Set(shares.map(periodLabel));
  if (named.size < shares.length || inOrder.some((share) => !months.some((m) => comparePeriods(m, share) === 0))) {
    throw refused('schedule', 'Each share serves a month that the record has, and each month has one.', field);
  }
  const shared = addUp(shares.map((share) => share.pence));
  if (shared !== pence || shares.some((share) => share.pence < 1)) {
    throw refused(
      'schedule',
      `The shares come to ${formatPounds(shared)} and the payment is ${formatPounds(pence)}: ` +
        `${formatPounds(Math.abs(shared - pence))} apart. Change the shares until they add up.`,
      field,
    );
  }
  if (first.year !== period.year) throw otherYear(first.year, period);
  if (comparePeriods(last, period) <= 0) {
    throw refused(
      'not-in-advance',
      'Nothing of it serves a later period than that of the payment. Record it as spend.',
      'last',
    );
  }
}

/** Refused where a schedule does not begin in the financial year that the payment is posted to. */
export function otherYear(begins: number, period: PeriodKey) {
  return refused(
    'schedule-year',
    `The periods it serves begin in ${yearShown(begins)}, and the payment would be posted in ${yearShown(period.year)}. ` +
      'The money is that of the year it serves: select a period of the year in which its schedule begins.',
    'period',
  );
}

/** The field of a form that asks for the share of a period. */
export function shareField(period: PeriodKey): string {
  return `share-${periodLabel(period)}`;
}

/**
 * Divides a schedule among the entries that paid for it, whose amounts are those of the payment's own year: each
 * entry's shares of that year add up to it exactly, the earliest periods being served by the first. Shares of later
 * years are spent out of those years' money; they follow the entries by their size, so that they keep the sources.
 */
export function splitSchedule(
  shares: readonly PrepaymentShare[],
  year: number,
  paid: readonly Pence[],
): PrepaymentShare[][] {
  const parts: PrepaymentShare[][] = paid.map(() => []);
  const left = [...paid];
  const give = (index: number, share: PrepaymentShare, pence: Pence) => {
    if (pence > 0) parts[index]?.push({ year: share.year, number: share.number, pence });
  };
  for (const share of shares.toSorted(comparePeriods)) {
    if (share.year !== year) {
      for (const [index, pence] of shareOut(share.pence, paid).entries()) give(index, share, pence);
      continue;
    }
    let open = share.pence;
    for (const [index, room] of left.entries()) {
      const part = Math.min(open, room);
      give(index, share, part);
      left[index] = room - part;
      open -= part;
    }
  }
  return parts;
}
