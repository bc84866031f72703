import type { Finding } from '../audit/verify.ts';
import { type Day, daysBetween, londonDay, londonTime } from '../calendar/day.ts';
import type { Verification } from './verify.ts';

/** A verification of the whole record by the program itself: one an office and day. */
export interface VerificationRun {
  day: Day;
  /** When its result was recorded, and up to which act it looked. */
  at: string;
  throughSeq: number;
  found: number;
  /** The first of what was found. */
  findings: Finding[];
  checks: Verification['checks'];
}

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Whether the record is to be verified now: once a London day, from the time of day named on; and at once, whatever
 * the time, when the last run is older than a day or there was none.
 */
export function isVerificationDue(
  last: Pick<VerificationRun, 'day' | 'at'> | null,
  now: string,
  time: string,
): boolean {
  if (last === null) return true;
  if (last.day === londonDay(now)) return false;
  return londonTime(now) >= time || msBetween(last.at, now) > DAY_MS;
}

/** How a run stands: nothing found, something found, older than two days, or none yet. */
export type VerificationState = 'sound' | 'found' | 'late' | 'never';

export function stateOfVerification(last: VerificationRun | null, now: string): VerificationState {
  if (last === null) return 'never';
  if (last.found > 0) return 'found';
  return msBetween(last.at, now) > 2 * DAY_MS ? 'late' : 'sound';
}

/** How many days ago a run was, for a sentence. */
export function daysSince(run: VerificationRun, now: string): number {
  return daysBetween(run.day, londonDay(now));
}

function msBetween(from: string, to: string): number {
  return new Date(to).getTime() - new Date(from).getTime();
}
