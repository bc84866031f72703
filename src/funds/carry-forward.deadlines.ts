import { addDays } from '../calendar/day.ts';
import { YEAR_END_PERIOD, yearLabel, yearShown } from '../calendar/financial-year.ts';
import { readPeriods } from '../ledger/period.store.ts';
import type { DeadlineReader } from '../notices/deadline.ts';
import { askedBy } from './carry-forward.ts';

/** How long before its day the request is announced: a year's end is on nobody's list for twelve months. */
const AHEAD_DAYS = 183;

/** By when what will be left of a year is asked to be carried forward; afterwards it is asked for with a reason. */
export const readCarryForwardDeadlines: DeadlineReader = async (db, officeId, today) =>
  (await readPeriods(db, officeId))
    .filter(({ number, closed }) => number === YEAR_END_PERIOD && !closed)
    .map(({ year, endsOn }) => ({ year, dueOn: askedBy(endsOn) }))
    .filter(({ dueOn }) => dueOn >= today && dueOn <= addDays(today, AHEAD_DAYS))
    .map(({ year, dueOn }) => ({
      kind: 'carry-forward',
      ref: yearLabel(year),
      dueOn,
      what: `Requests to carry money of ${yearShown(year)} forward`,
      path: '/carry-forwards',
      to: { roles: ['commissioning-officer', 'finance-manager'] as const },
    }));
