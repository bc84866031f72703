import { addDays, type Day, daysBetween, formatDay } from '../../calendar/day.ts';
import { counted } from '../../platform/count.ts';
import type { Choice } from '../../platform/form.ts';
import { refused } from '../../platform/refusal.ts';
import { type Cell, countCell, tagged } from '../../platform/table.ts';
import type { Answers } from '../../registers/field.ts';
import type { Kept, Register } from '../../registers/register.ts';
import { INITIATIVES } from '../initiative.pages.ts';
import { INITIATIVE_FIELD, OWNER_FIELD } from '../initiative-choices.ts';
import { DELAY_REASONS } from './delay-reason.ts';

/** How many days ahead a milestone counts as due. */
const SOON = 30;

export type MilestoneState = 'reached' | 'late' | 'due' | 'on-time';

const STATES: Record<MilestoneState, { text: string; classes: string }> = {
  reached: { text: 'Reached', classes: 'govuk-tag--green' },
  late: { text: 'Late', classes: 'govuk-tag--red' },
  due: { text: 'Due', classes: 'govuk-tag--yellow' },
  'on-time': { text: 'On time', classes: 'govuk-tag--blue' },
};

const STATE_CHOICES: readonly Choice[] = Object.entries(STATES).map(([value, { text }]) => ({ value, text }));

/**
 * Where a milestone stands on a day. Late: it is not reached, and its date lies behind it or after its baseline. Due:
 * it is not late, and its date is within 30 days.
 */
export function milestoneState({ baseline, current, reached }: Answers, today: Day): MilestoneState {
  if ((reached ?? null) !== null) return 'reached';
  if (String(current) < today || String(current) > String(baseline)) return 'late';
  return String(current) <= addDays(today, SOON) ? 'due' : 'on-time';
}

/** Whether its date lies behind it although it is not reached. */
export function isOverdue({ current, reached }: Answers, today: Day): boolean {
  return (reached ?? null) === null && String(current) < today;
}

/**
 * Days from the baseline to when it was reached or is now expected, and for one that is overdue at least to the day
 * itself; below zero when that is earlier.
 */
export function slipInDays(answers: Answers, today: Day): number {
  const { baseline, current, reached } = answers;
  return daysBetween(String(baseline), isOverdue(answers, today) ? today : String(reached ?? current));
}

/** The slip as a sentence ends with it: '31 days later than its baseline'. */
export function slipShown(answers: Answers, today: Day): string {
  const days = slipInDays(answers, today);
  if (days === 0) return 'on its baseline';
  return `${counted(Math.abs(days), 'day', 'days')} ${days > 0 ? 'later' : 'earlier'} than its baseline`;
}

/**
 * Refused, beside the delay reason, when a milestone moves to a later date than the one that stood before (its
 * baseline, when it is added) without a reason from the list (`delay-reason-needed`).
 */
function demandDelayReason({ baseline, current, delayReason }: Answers, before: Answers | null): void {
  const stood = String(before?.current ?? baseline);
  if (String(current) <= stood || (delayReason ?? null) !== null) return;
  throw refused(
    'delay-reason-needed',
    `The date moves from ${formatDay(stood)} to ${formatDay(String(current))}. Select why it is delayed.`,
    'delayReason',
  );
}

/** What an initiative is to have reached by when: those still to come first, the nearest of them at the top. */
export const MILESTONES: Register = {
  code: 'milestone',
  table: 'milestone',
  path: '/milestones',
  prefix: 'M',
  title: 'Milestones',
  one: 'milestone',
  lede: ['What each initiative is to reach and by when. The baseline never changes; the date that stands now may.'],
  empty: 'No milestone has been recorded.',
  way: [INITIATIVES],
  acts: { read: 'delivery.read', add: 'delivery.enter', change: 'delivery.enter' },
  fields: [
    INITIATIVE_FIELD,
    { name: 'title', label: 'Milestone', kind: 'text', list: true },
    {
      name: 'evidence',
      label: 'What shows that it is reached',
      kind: 'longText',
      hint: 'Something that somebody else can look at: a signed protocol, a report, a date of opening',
    },
    {
      name: 'baseline',
      label: 'Baseline date',
      heading: 'Baseline',
      kind: 'day',
      fixed: true,
      list: true,
      hint: 'When it was first planned for; it never changes',
    },
    { name: 'current', label: 'Current date', heading: 'Now expected', kind: 'day', list: true },
    { name: 'reached', label: 'Reached on', kind: 'day', past: true, optional: true, list: true },
    {
      name: 'delayReason',
      label: 'Delay reason',
      kind: 'choice',
      choices: DELAY_REASONS,
      optional: true,
      list: true,
      filter: true,
      hint: 'Needed when the date moves to a later one',
    },
    OWNER_FIELD,
  ],
  derived: [
    { heading: 'State', cell: ({ answers }, today) => tagged(STATES[milestoneState(answers, today)]) },
    {
      heading: 'Slip in days',
      numeric: true,
      cell: ({ answers }, today) => slipCell(answers, today),
    },
  ],
  narrow: [
    {
      name: 'state',
      label: 'State',
      choices: STATE_CHOICES,
      of: ({ answers }, today) => [milestoneState(answers, today)],
    },
  ],
  name: ({ title }) => String(title),
  check: (answers, { before }) => demandDelayReason(answers, before),
  order: byDate,
  warn: ({ ref, answers }, today) =>
    isOverdue(answers, today)
      ? `${ref} ${answers.title} is overdue: it was expected on ${formatDay(String(answers.current))} and is not reached.`
      : null,
};

/** The slip as a number of a table. */
export function slipCell(answers: Answers, today: Day): Cell {
  const days = slipInDays(answers, today);
  return countCell(days);
}

function byDate(a: Kept, b: Kept): number {
  const [isReached, isOtherReached] = [a, b].map(({ answers }) => Number((answers.reached ?? null) !== null));
  return (
    Number(isReached) - Number(isOtherReached) ||
    String(a.answers.current).localeCompare(String(b.answers.current)) ||
    a.ref.localeCompare(b.ref)
  );
}
