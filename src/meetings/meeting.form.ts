import { type Day, formatDay } from '../calendar/day.ts';
import { CONFIDENCES, type Confidence } from '../initiatives/delivery/confidence.ts';
import { type Choice, dayFields, type FormAnswer, FormReader, type Typed, typedDay } from '../platform/form.ts';
import {
  type AgendaItem,
  type Highlight,
  type Meeting,
  type MeetingDecision,
  type NewMeeting,
  PURPOSES,
  readTime,
} from './meeting.ts';

export const PURPOSE_CHOICES: Choice[] = Object.entries(PURPOSES).map(([value, text]) => ({ value, text }));
export const CONFIDENCE_CHOICES: Choice[] = CONFIDENCES.map((word) => ({ value: word, text: word }));

export const LONGEST_TEXT = 4000;

const MEETING_FIELDS = [...dayFields('held'), 'starts', 'place', 'chair'];

/** Reads the form that adds a meeting. */
export function readMeetingForm(body: unknown): FormAnswer<NewMeeting> {
  const form = new FormReader(body, MEETING_FIELDS);
  return form.answer(readMeeting(form));
}

/** Reads the form that moves a meeting or calls it off. */
export function readMeetingChange(
  body: unknown,
): FormAnswer<NewMeeting & { cancelled: boolean; basedOn: number; why: string }> {
  const form = new FormReader(body, [...MEETING_FIELDS, 'cancelled', 'version', 'reason']);
  const read = readMeeting(form);
  const cancelled = form.box('cancelled', 'Called off');
  const basedOn = form.wholeNumber('version', 'Version') ?? 0;
  const why = form.text('reason', 'Why it changes', { longest: 1000 });
  return form.answer(() => ({ ...read(), cancelled, basedOn, why }));
}

function readMeeting(form: FormReader): () => NewMeeting {
  const heldOn = form.day('held', 'Date of the meeting');
  const rest = readHow(form);
  return () => ({ heldOn: heldOn as Day, ...rest() });
}

function readHow(form: FormReader): () => Omit<NewMeeting, 'heldOn'> {
  const typed = form.text('starts', 'Start time', { longest: 10 });
  const startsAt = readTime(typed);
  if (typed !== '' && startsAt === null) form.fail('starts', 'Start time must be a time, like 10am or 14:30');
  const place = form.text('place', 'Place');
  const chair = form.text('chair', 'Chair');
  return () => ({ startsAt: startsAt as string, place, chair });
}

/** A meeting as its form was filled in with it. */
export function typedMeeting({ heldOn, startsAt, place, chair, cancelled }: Meeting): Typed {
  return { ...typedDay('held', heldOn), starts: startsAt, place, chair, ...(cancelled ? { cancelled: 'yes' } : {}) };
}

/** So many dates can be planned at once. */
export const MOST_DATES = 6;

/** Reads the form that plans the meetings of a year: several dates at one place and time. */
export function readDatesForm(body: unknown): FormAnswer<NewMeeting[]> {
  const names = Array.from({ length: MOST_DATES }, (_, index) => `date${index + 1}`);
  const form = new FormReader(body, [...names.flatMap(dayFields), 'starts', 'place', 'chair']);
  const days = names.flatMap((name, index) => {
    const heldOn = form.day(name, `Date ${index + 1}`, { optional: index > 0 });
    return heldOn === null ? [] : [{ name, heldOn }];
  });
  for (const { name, heldOn } of days.filter(
    ({ heldOn: day }, at) => days.findIndex((of) => of.heldOn === day) !== at,
  )) {
    form.fail(`${name}-day`, `${formatDay(heldOn)} stands twice`);
  }
  const rest = readHow(form);
  return form.answer(() => days.map(({ heldOn }) => ({ heldOn, ...rest() })));
}

const ITEM_FIELDS = ['title', 'lead', 'purpose', 'minutes'];

/** Reads the form that adds an item to the agenda. */
export function readAgendaForm(body: unknown): FormAnswer<AgendaItem> {
  const form = new FormReader(body, ITEM_FIELDS);
  return form.answer(readItem(form));
}

/** Reads the form that changes an item, moves it, or takes it off. */
export function readAgendaChange(
  body: unknown,
): FormAnswer<AgendaItem & { place: number; withdrawn: boolean; basedOn: number }> {
  const form = new FormReader(body, [...ITEM_FIELDS, 'place', 'withdrawn', 'version']);
  const read = readItem(form);
  const place = form.wholeNumber('place', 'Place on the agenda', { most: 100 });
  if (place === 0) form.fail('place', 'Place on the agenda must be 1 or more');
  const withdrawn = form.box('withdrawn', 'Taken off');
  const basedOn = form.wholeNumber('version', 'Version') ?? 0;
  return form.answer(() => ({ ...read(), place: place as number, withdrawn, basedOn }));
}

function readItem(form: FormReader): () => AgendaItem {
  const title = form.text('title', 'Title');
  const lead = form.text('lead', 'Lead');
  const purpose = form.choice('purpose', 'Purpose', PURPOSE_CHOICES) as AgendaItem['purpose'];
  const minutes = form.wholeNumber('minutes', 'Minutes allowed', { most: 240 });
  if (minutes === 0) form.fail('minutes', 'Minutes allowed must be 1 or more');
  return () => ({ title, lead, purpose, minutes: minutes as number });
}

/** Reads the form that records what a meeting decided. */
export function readDecisionForm(body: unknown): FormAnswer<Omit<MeetingDecision, 'meeting'>> {
  const form = new FormReader(body, ['title', 'outcome', 'decision']);
  const title = form.text('title', 'Title');
  const outcome = form.text('outcome', 'What was decided', { longest: LONGEST_TEXT });
  const decision = form.text('decision', 'Reference of the decision', { optional: true, longest: 20 });
  return form.answer(() => ({ title, outcome, decisionRef: decision === '' ? null : decision.toUpperCase() }));
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
