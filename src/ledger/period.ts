import type { Day } from '../calendar/day.ts';
import { YEAR_END_PERIOD, yearShown } from '../calendar/financial-year.ts';
import { comparePeriods, type PeriodKey, periodShown, readPeriod } from '../calendar/period.ts';
import { refused } from '../platform/refusal.ts';

/** A period of the office with its stored dates; closed or open as at the moment it was read. */
export interface Period extends PeriodKey {
  startsOn: Day;
  endsOn: Day;
  closed: boolean;
}

/** The fund's current period: the oldest that is open. Refused when every period is closed or none was made. */
export function currentPeriod(periods: Period[]): Period {
  const open = periods.find((period) => !period.closed);
  if (open === undefined) throw refused('no-open-period', 'No period is open. Make the next financial year first.');
  return open;
}

/** Refused unless the period is closed: what concerns an open one is simply posted to it. */
export function closedPeriod(periods: Period[], key: PeriodKey): Period {
  const period = periods.find((candidate) => comparePeriods(candidate, key) === 0);
  if (period === undefined || !period.closed) {
    throw refused(
      'not-closed',
      `${yearShown(key.year)} period ${key.number} is not closed. An adjustment concerns a closed period; post to an ` +
        'open one as usual.',
    );
  }
  return period;
}

/**
 * The next period that is a month: what period 12 or 13 leaves to be done falls in the first of the next year, which
 * is not always period 1. Refused when that year has not been made.
 */
export function nextOrdinaryPeriod(periods: Period[], key: PeriodKey): Period {
  const found = monthAfter(periods, key);
  if (found === null) {
    throw refused(
      'no-next-period',
      `There is no month after ${periodShown(key)} of ${yearShown(key.year)}. Make the next financial year first.`,
    );
  }
  return found;
}

/** The first month after a period; null while its year has not been made. */
export function monthAfter(periods: readonly Period[], key: PeriodKey): Period | null {
  const isMonthAfter = (candidate: Period): boolean =>
    candidate.number !== YEAR_END_PERIOD && comparePeriods(candidate, key) > 0;
  return periods.find(isMonthAfter) ?? null;
}

/** The period that an address names; null when the office has no such period. */
export function periodNamed(periods: readonly Period[], text: string): Period | null {
  const key = readPeriod(text);
  return (key === null ? undefined : periods.find((period) => comparePeriods(period, key) === 0)) ?? null;
}

/** The period itself when it is open; refused by name when it is closed or does not exist. */
export function openPeriod(periods: Period[], key: PeriodKey): Period {
  const period = periods.find(({ year, number }) => year === key.year && number === key.number);
  if (period === undefined) {
    throw refused('no-such-period', `${yearShown(key.year)} has no period ${key.number}. Choose one that is listed.`);
  }
  if (period.closed) {
    const { year, number } = currentPeriod(periods);
    throw refused(
      'period-closed',
      `${periodShown(key)} of ${yearShown(key.year)} is closed. Post to ${periodShown({ year, number })} instead; ` +
        'what concerns a closed period is corrected by an adjustment.',
    );
  }
  return period;
}
