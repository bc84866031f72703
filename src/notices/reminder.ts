import { readFileSync } from 'node:fs';
import { addDays, type Day, daysBetween, formatDay } from '../calendar/day.ts';
import { inProject } from '../platform/root.ts';
import type { Deadline } from './deadline.ts';

/** When people are reminded of a deadline: so many days after its day, before it where below zero. */
export interface Stage {
  stage: string;
  days: number;
}

/** The stages of `data/reminders.json`, the earliest first. */
export const STAGES: readonly Stage[] = readStages();

function readStages(): Stage[] {
  const stages: Stage[] = JSON.parse(readFileSync(inProject('data', 'reminders.json'), 'utf8'));
  for (const { stage, days } of stages) {
    if (!/^[a-z][a-z-]{1,29}$/.test(stage) || !Number.isInteger(days) || Math.abs(days) > 366) {
      throw new Error('reminders.json: each stage must have a name in lower case and a whole number of days.');
    }
  }
  if (new Set(stages.map(({ stage }) => stage)).size !== stages.length) {
    throw new Error('reminders.json: no two stages may have the same name.');
  }
  return stages.toSorted((a, b) => a.days - b.days);
}

/**
 * The stage of which people are to be reminded on a day; null while none has come. Of those that have passed only the
 * last counts: whoever comes late is told how it stands, not what it was.
 */
export function stageOn(today: Day, dueOn: Day, stages: readonly Stage[] = STAGES): Stage | null {
  return stages.findLast(({ days }) => addDays(dueOn, days) <= today) ?? null;
}

/** What a reminder says. The link is added when it is sent; no paper and no figure is in it. */
export function reminderWords({ what, dueOn }: Deadline, today: Day): { subject: string; body: string } {
  const days = daysBetween(today, dueOn);
  const when =
    days > 0 ? `is due on ${formatDay(dueOn)}` : days === 0 ? 'is due today' : `was due on ${formatDay(dueOn)}`;
  const lead = days > 0 ? 'Due soon' : days === 0 ? 'Due today' : 'Overdue';
  return { subject: `${lead}: ${what}`, body: `${what} ${when}.` };
}
