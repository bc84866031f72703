import type { Day } from '../calendar/day.ts';
import { CONFIDENCES, type Confidence } from '../initiatives/delivery/confidence.ts';
import { type Choice, dayFields, type FormAnswer, FormReader } from '../platform/form.ts';
import {
  type AgendaItem,
  type Highlight,
  type MeetingAction,
  type MeetingDecision,
  type NewMeeting,
  PURPOSES,
  readTime,
} from './meeting.ts';

export const PURPOSE_CHOICES: Choice[] = Object.entries(PURPOSES).map(([value, text]) => ({ value, text }));
export const CONFIDENCE_CHOICES: Choice[] = CONFIDENCES.map((word) => ({ value: word, text: word }));

export const LONGEST_TEXT = 4000;

/** Reads the form that adds a meeting. */
export function readMeetingForm(body: unknown): FormAnswer<NewMeeting> {
  const form = new FormReader(body, [...dayFields('held'), 'starts', 'place', 'chair']);
  const heldOn = form.day('held', 'Date of the meeting');
  const typed = form.text('starts', 'Start time', { longest: 10 });
  const startsAt = readTime(typed);
  if (typed !== '' && startsAt === null) form.fail('starts', 'Start time must be a time, like 10am or 14:30');
  const place = form.text('place', 'Place');
  const chair = form.text('chair', 'Chair');
  return form.answer(() => ({ heldOn: heldOn as Day, startsAt: startsAt as string, place, chair }));
}

/** Reads the form that adds an item to the agenda. */
export function readAgendaForm(body: unknown): FormAnswer<AgendaItem> {
  const form = new FormReader(body, ['title', 'lead', 'purpose', 'minutes']);
  const title = form.text('title', 'Title');
  const lead = form.text('lead', 'Lead');
  const purpose = form.choice('purpose', 'Purpose', PURPOSE_CHOICES) as AgendaItem['purpose'];
  const minutes = form.wholeNumber('minutes', 'Minutes allowed', { most: 240 });
  if (minutes === 0) form.fail('minutes', 'Minutes allowed must be 1 or more');
  return form.answer(() => ({ title, lead, purpose, minutes: minutes as number }));
}

/** Reads the form that records what a meeting decided. */
export function readDecisionForm(body: unknown): FormAnswer<Omit<MeetingDecision, 'meeting'>> {
  const form = new FormReader(body, ['title', 'outcome', 'decision']);
  const title = form.text('title', 'Title');
  const outcome = form.text('outcome', 'What was decided', { longest: LONGEST_TEXT });
  const decision = form.text('decision', 'Reference of the decision', { optional: true, longest: 20 });
  return form.answer(() => ({ title, outcome, decisionRef: decision === '' ? null : decision.toUpperCase() }));
}

/** Reads the form that records an action. */
export function readActionForm(body: unknown): FormAnswer<Omit<MeetingAction, 'meeting'>> {
  const form = new FormReader(body, ['what', 'who', ...dayFields('due')]);
  const what = form.text('what', 'What will be done', { longest: 1000 });
  const who = form.text('who', 'Who will do it');
  const dueOn = form.day('due', 'Date due');
  return form.answer(() => ({ what, who, dueOn: dueOn as Day }));
}

/** Reads the form of the finance commentary. */
export function readCommentaryForm(body: unknown): FormAnswer<string> {
  const form = new FormReader(body, ['text']);
  const text = form.text('text', 'Finance commentary', { longest: LONGEST_TEXT });
  return form.answer(() => text);
}

/** Reads the form of a highlight report. */
export function readHighlightForm(body: unknown): FormAnswer<Omit<Highlight, 'initiative' | 'enteredBy'>> {
  const form = new FormReader(body, ['confidence', 'this-period', 'next-period', 'risks']);
  const confidence = form.choice('confidence', 'Confidence', CONFIDENCE_CHOICES) as Confidence;
  const longest = LONGEST_TEXT;
  const thisPeriod = form.text('this-period', 'What was done this period', { longest });
  const nextPeriod = form.text('next-period', 'What comes next period', { longest });
  const risks = form.text('risks', 'Risks', { longest });
  return form.answer(() => ({ confidence, thisPeriod, nextPeriod, risks }));
}
