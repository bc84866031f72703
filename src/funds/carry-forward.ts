import { readFileSync } from 'node:fs';
import { type Day, endOfMonthBefore, formatDay } from '../calendar/day.ts';
import { YEAR_END_PERIOD, yearShown } from '../calendar/financial-year.ts';
import type { AccountKind } from '../ledger/account.ts';
import type { Period } from '../ledger/period.ts';
import type { Pence } from '../money/pence.ts';
import { refused } from '../platform/refusal.ts';
import { inProject } from '../platform/root.ts';
import type { BudgetHead, Money } from './budget-head.ts';
import type { RequestStatus } from './request.ts';
import type { FundingSource } from './source.store.ts';

/** What is left of a year, to be taken into the next by a decision. */
export interface CarryForward extends Money {
  ref: string;
  fund: string;
  head: BudgetHead;
  pence: Pence;
  decisionRef: string;
  reason: string;
  /** What the funder of ring-fenced money wrote; null for own money. */
  consent: string | null;
  /** Why it was asked for after its day; null when it was in time. */
  late: string | null;
  /** The office's day on which it was asked for. */
  askedOn: Day;
  requestedBy: number;
  requestedAt: string;
  status: RequestStatus;
  outcome: { decidedBy: number; decidedAt: string; seq: number; reason: string | null } | null;
}

/** By when a carry-forward is asked for (`data/year-end.json`). */
export interface AskedByRule {
  lastDayOfMonthsBefore: number;
}

const ASKED_BY: AskedByRule = readRule();

function readRule(): AskedByRule {
  const data = JSON.parse(readFileSync(inProject('data', 'year-end.json'), 'utf8'));
  const months = data.carryForward?.askedBy?.lastDayOfMonthsBefore;
  if (!Number.isInteger(months) || months < 0 || months > 12) {
    throw new Error('year-end.json: lastDayOfMonthsBefore must be a whole number of months from 0 to 12.');
  }
  return { lastDayOfMonthsBefore: months };
}

/** The last day on which a carry-forward out of a year that ends on this day is asked for. */
export function askedBy(yearEndsOn: Day, rule: AskedByRule = ASKED_BY): Day {
  return endOfMonthBefore(yearEndsOn, rule.lastDayOfMonthsBefore);
}

/** The stored last day of a year. Refused as `no-such-year` when the office has not made it. */
export function yearEnd(periods: readonly Period[], year: number): Day {
  const last = periods.find((period) => period.year === year && period.number === YEAR_END_PERIOD);
  if (last === undefined) {
    throw refused('no-such-year', `The financial year ${yearShown(year)} has not been made. Choose another.`, 'held');
  }
  return last.endsOn;
}

/** Refused as `no-next-year` until the year that the money is taken into has been made, `year-closed` once it is over. */
export function demandNextYear(periods: readonly Period[], year: number): void {
  const next = periods.filter((period) => period.year === year + 1);
  if (next.some(({ closed }) => !closed)) return;
  if (next.length > 0) {
    throw refused(
      'year-closed',
      `Every period of ${yearShown(year + 1)} is closed, so nothing is taken into it: its budget would change after it ` +
        'was reported.',
      'held',
    );
  }
  throw refused(
    'no-next-year',
    `The financial year ${yearShown(year + 1)} has not been made, so nothing can be taken into it. Make it first.`,
    'held',
  );
}

/** Refused as `asked-too-late` after the day by which it is asked for, unless somebody with authority says why. */
export function demandInTime(year: number, yearEndsOn: Day, today: Day, late: string | null): void {
  const last = askedBy(yearEndsOn);
  if (today <= last || late !== null) return;
  throw refused(
    'asked-too-late',
    `A carry-forward out of ${yearShown(year)} is asked for by ${formatDay(last)}, and today is ${formatDay(today)}. ` +
      'Somebody who may go beyond what is left can still ask, and says why it is late.',
    'late',
  );
}

/** Where money leaves its year: own money passes through the reserve, ring-fenced money by its funder's consent. */
export function wayOver({ restriction }: Pick<FundingSource, 'restriction'>): AccountKind {
  return restriction === 'none' ? 'reserve' : 'carried';
}
