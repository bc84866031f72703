import { readFileSync } from 'node:fs';
import { addDays, type Day, day, dayParts, daysInMonth, formatDay, formatShortDay } from '../../calendar/day.ts';
import type { Agreement } from '../../initiatives/agreements/agreement.ts';
import { inProject } from '../../platform/root.ts';

export const RHYTHMS = {
  'half-yearly': 'Half-yearly: to 30 September by 31 October, to 31 March by 30 April',
  quarterly: 'Quarterly: some days after the end of each quarter',
  none: 'None',
} as const;
export type Rhythm = keyof typeof RHYTHMS;

/** How often a provider reports on an agreement, from a day on. */
export interface Duty {
  agreement: string;
  appliesFrom: Day;
  rhythm: Rhythm;
  /** When a quarterly return is due, in days after the quarter's end. */
  daysAfter: number | null;
  /** When the final return is due, in days after the agreement's end; null where none is owed. */
  finalDays: number | null;
  /** Why it changed; null for what was recorded first. */
  reason: string | null;
  enteredBy: number | null;
}

/** What a provider reports on, and when that is due: all of it follows from the duty. */
export interface ReportingPeriod {
  /** Its first day, or `final`: what stands in addresses. */
  key: string;
  startsOn: Day;
  endsOn: Day;
  dueOn: Day;
}

const FINAL = 'final';

/** The days of `data/monitoring.json` that a new duty starts with. */
export const USUAL_DAYS = readUsualDays();

function readUsualDays(): { quarterly: number; final: number } {
  const data = JSON.parse(readFileSync(inProject('data', 'monitoring.json'), 'utf8'));
  for (const name of ['quarterlyDays', 'finalDays']) {
    if (!Number.isInteger(data[name]) || data[name] < 1 || data[name] > 366) {
      throw new Error(`monitoring.json: ${name} must be a whole number of days from 1 to 366.`);
    }
  }
  return { quarterly: data.quarterlyDays, final: data.finalDays };
}

/**
 * The duties that stand, the earliest first, from what was recorded in its order: one takes the place of every earlier
 * one from its day on.
 */
export function standingDuties(recorded: readonly Duty[]): Duty[] {
  const standing: Duty[] = [];
  for (const duty of recorded) {
    while ((standing.at(-1)?.appliesFrom ?? '') >= duty.appliesFrom) standing.pop();
    standing.push(duty);
  }
  return standing;
}

/**
 * Everything that is to be reported of an agreement: the periods of its duties, clipped to where each applies and the
 * agreement runs, and the final return. A clipped period is due when the whole one would have been.
 * Source: the half-yearly claims of recipients of government grants; quarters are those of the calendar.
 */
export function reportingPeriods(
  recorded: readonly Duty[],
  { startsOn, endsOn }: Pick<Agreement, 'startsOn' | 'endsOn'>,
): ReportingPeriod[] {
  const duties = standingDuties(recorded);
  const periods = duties.flatMap((duty, index) => {
    const next = duties[index + 1];
    const last = next === undefined ? endsOn : earlier(addDays(next.appliesFrom, -1), endsOn);
    return clipped(duty, later(duty.appliesFrom, startsOn), last);
  });
  const finalDays = duties.at(-1)?.finalDays ?? null;
  if (finalDays === null) return periods;
  return [...periods, { key: FINAL, startsOn, endsOn, dueOn: addDays(endsOn, finalDays) }];
}

function clipped(duty: Duty, from: Day, to: Day): ReportingPeriod[] {
  const periods: ReportingPeriod[] = [];
  if (duty.rhythm === 'none') return periods;
  for (let startsOn = from; startsOn <= to; ) {
    const whole = duty.rhythm === 'quarterly' ? quarterEnd(startsOn) : halfYearEnd(startsOn);
    const endsOn = earlier(whole, to);
    periods.push({ key: startsOn, startsOn, endsOn, dueOn: dueAfter(duty, whole) });
    startsOn = addDays(endsOn, 1);
  }
  return periods;
}

function dueAfter({ rhythm, daysAfter }: Duty, wholeEnd: Day): Day {
  if (rhythm === 'quarterly') return addDays(wholeEnd, daysAfter ?? USUAL_DAYS.quarterly);
  // The last day of the month after the half-year: 31 October or 30 April.
  return monthEnd(dayParts(addDays(wholeEnd, 1)));
}

function quarterEnd(of: Day): Day {
  const { year, month } = dayParts(of);
  return monthEnd({ year, month: Math.ceil(month / 3) * 3 });
}

function halfYearEnd(of: Day): Day {
  const { year, month } = dayParts(of);
  if (month >= 4 && month <= 9) return monthEnd({ year, month: 9 });
  return monthEnd({ year: month <= 3 ? year : year + 1, month: 3 });
}

function monthEnd({ year, month }: { year: number; month: number }): Day {
  return day(year, month, daysInMonth(year, month)) as Day;
}

/** Whether a quarter of the calendar begins on the day, so that a changed duty splits no quarter. */
export function beginsQuarter(of: Day): boolean {
  const { month, day: dayOfMonth } = dayParts(of);
  return dayOfMonth === 1 && month % 3 === 1;
}

function earlier(a: Day, b: Day): Day {
  return a < b ? a : b;
}

function later(a: Day, b: Day): Day {
  return a > b ? a : b;
}

/** A period in words: '1 Apr 2015 to 30 Sep 2015', or 'Final return'. */
export function reportingPeriodShown({ key, startsOn, endsOn }: Omit<ReportingPeriod, 'dueOn'>): string {
  if (key === FINAL) return 'Final return';
  return `${formatShortDay(startsOn)} to ${formatShortDay(endsOn)}`;
}

/** A duty as a sentence. */
export function dutyShown({ rhythm, daysAfter, finalDays, appliesFrom }: Duty): string {
  const how = {
    'half-yearly': 'Half-yearly returns, due 31 October and 30 April',
    quarterly: `Quarterly returns, due ${daysAfter} days after the quarter`,
    none: 'No regular returns',
  }[rhythm];
  const final = finalDays === null ? 'no final return' : `a final return ${finalDays} days after the end`;
  return `${how}; ${final}. From ${formatDay(appliesFrom)}.`;
}
