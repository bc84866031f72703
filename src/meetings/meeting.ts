import { type Day, formatDay } from '../calendar/day.ts';
import type { Confidence } from '../initiatives/delivery/confidence.ts';

/** A meeting of the Partnership Executive Group. */
export interface Meeting {
  ref: string;
  heldOn: Day;
  /** The civil time in London at which it starts, as 'HH:MM'. */
  startsAt: string;
  place: string;
  chair: string;
  /** Whether it will not be held. */
  cancelled: boolean;
  /** 1 as it was added, and one more each time that it was moved. */
  version: number;
}

/** A meeting to be added. */
export type NewMeeting = Pick<Meeting, 'heldOn' | 'startsAt' | 'place' | 'chair'>;

/** A meeting in a choice or a sentence: 'PEG-2015-03, 14 August 2015'. */
export function meetingShown({ ref, heldOn }: Pick<Meeting, 'ref' | 'heldOn'>): string {
  return `${ref}, ${formatDay(heldOn)}`;
}

export const PURPOSES = {
  decision: 'Decision',
  discussion: 'Discussion',
  information: 'Information',
} as const;

/** An item of the agenda as it was put there. */
export interface AgendaItem {
  title: string;
  lead: string;
  purpose: keyof typeof PURPOSES;
  minutes: number;
}

/** An agenda item with its place in the meeting. */
export interface TimedItem extends AgendaItem {
  number: number;
  /** The civil time at which it is due, as 'HH:MM'. */
  at: string;
}

/** What a meeting decided. */
export interface MeetingDecision {
  meeting: string;
  title: string;
  outcome: string;
  /** The Commissioner's recorded decision that took it up; null when there is none. */
  decisionRef: string | null;
}

/** What somebody took on at a meeting. */
export interface MeetingAction {
  meeting: string;
  what: string;
  who: string;
  dueOn: Day;
}

/** What was done on an initiative, what comes next, and what threatens it. */
export interface Highlight {
  initiative: string;
  confidence: Confidence;
  thisPeriod: string;
  nextPeriod: string;
  risks: string;
  enteredBy: number;
}

/** What finance says about the figures of a meeting. */
export interface Commentary {
  text: string;
  enteredBy: number;
}

const TYPED_TIME = /^(\d{1,2})(?:[:.](\d{2}))? ?(am|pm)?$/i;

/** Reads a time as people type it ('10:00', '9.30am', '2pm') as 'HH:MM'; null when it is not one. */
export function readTime(typed: string): string | null {
  const match = typed.length <= 10 ? TYPED_TIME.exec(typed.trim()) : null;
  if (match === null) return null;
  const [, hours, minutes, half] = match;
  const hour = Number(hours);
  const minute = Number(minutes ?? '0');
  if (minute > 59 || (half === undefined && (minutes === undefined || hour > 23))) return null;
  if (half !== undefined && (hour < 1 || hour > 12)) return null;
  const whole = half === undefined ? hour : (hour % 12) + (half.toLowerCase() === 'pm' ? 12 : 0);
  return `${twoDigits(whole)}:${twoDigits(minute)}`;
}

/** A time on a page: '10am', '2:30pm'. */
export function timeShown(time: string): string {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  return `${hour % 12 || 12}${minute === 0 ? '' : `:${twoDigits(minute)}`}${hour < 12 ? 'am' : 'pm'}`;
}

/** The items in their order, each with its number and the time at which it is due. */
export function timed(startsAt: string, items: readonly AgendaItem[]): TimedItem[] {
  let at = startsAt;
  return items.map((item, index) => {
    const placed = { ...item, number: index + 1, at };
    at = minutesLater(at, item.minutes);
    return placed;
  });
}

/** When the last item ends, if every item keeps to its minutes. */
export function endsAt(startsAt: string, items: readonly AgendaItem[]): string {
  return items.reduce((at, item) => minutesLater(at, item.minutes), startsAt);
}

function minutesLater(time: string, minutes: number): string {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  const later = (hour * 60 + minute + minutes) % (24 * 60);
  return `${twoDigits(Math.floor(later / 60))}:${twoDigits(later % 60)}`;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}
