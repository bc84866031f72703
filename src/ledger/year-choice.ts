import type { Day } from '../calendar/day.ts';
import { readYear, yearLabel, yearOfDay, yearShown } from '../calendar/financial-year.ts';
import type { Db } from '../platform/database.ts';
import type { Choice } from '../platform/form.ts';
import { notFound, Refusal } from '../platform/refusal.ts';
import { readPeriods } from './period.store.ts';

/** The financial years of the office, and the one that a page shows. */
export interface YearChoice {
  year: number;
  years: number[];
}

/**
 * The year that the address asks for, or that of the current period. Refused as malformed when it is not a financial
 * year; not found when the office has no such year.
 */
export async function chooseYear(db: Db, officeId: number, asked: string | undefined, today: Day): Promise<YearChoice> {
  const periods = await readPeriods(db, officeId);
  const years = [...new Set(periods.map(({ year }) => year))];
  if (asked === undefined) {
    const current = periods.find(({ closed }) => !closed)?.year ?? years.at(-1) ?? yearOfDay(today);
    return { year: current, years };
  }
  const year = readYear(asked);
  if (year === null) {
    const shown = JSON.stringify(asked.slice(0, 40));
    throw new Refusal('malformed', 'year', `${shown} is not a financial year. Write it like 2014-15.`);
  }
  if (!years.includes(year)) throw notFound(`financial year ${yearShown(year)} in this record`);
  return { year, years };
}

export function yearChoices(years: readonly number[]): Choice[] {
  return years.map((year) => ({ value: yearLabel(year), text: yearShown(year) }));
}
