import type { Day } from '../calendar/day.ts';
import { yearShown } from '../calendar/financial-year.ts';
import { type PeriodKey, periodShown } from '../calendar/period.ts';
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
