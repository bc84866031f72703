import { readFileSync } from 'node:fs';
import { bankHolidaysOf } from '../calendar/bank-holidays.ts';
import type { Day } from '../calendar/day.ts';
import { clearWorkingDaysBefore } from '../calendar/working-days.ts';
import { inProject } from '../platform/root.ts';

/** What the office decides about its meetings (`data/meetings.json`). */
export interface MeetingRules {
  noticeClearWorkingDays: number;
  enactWithinDays: number;
}

export const MEETING_RULES: MeetingRules = readRules();

function readRules(): MeetingRules {
  const rules = JSON.parse(readFileSync(inProject('data', 'meetings.json'), 'utf8'));
  for (const name of ['noticeClearWorkingDays', 'enactWithinDays'] as const) {
    if (!Number.isInteger(rules[name]) || rules[name] < 0 || rules[name] > 366) {
      throw new Error(`meetings.json: ${name} must be a whole number of days from 0 to 366.`);
    }
  }
  return rules;
}

/** The last day on which papers go out in time for a meeting. */
export function circulatedBy(heldOn: Day, clearDays = MEETING_RULES.noticeClearWorkingDays): Day {
  const year = Number(heldOn.slice(0, 4));
  return clearWorkingDaysBefore(heldOn, clearDays, new Set([...bankHolidaysOf(year - 1), ...bankHolidaysOf(year)]));
}
