import type { Standing } from '../initiatives/delivery/confidence.ts';
import type { Initiative } from '../initiatives/initiative.store.ts';
import type { Page } from '../people/door.ts';
import { type Field, Fields, formPage } from '../platform/form.pages.ts';
import type { FieldError, Typed } from '../platform/form.ts';
import type { KeptItem } from './agenda.store.ts';
import { CONFIDENCE_CHOICES, MOST_DATES, PURPOSE_CHOICES } from './meeting.form.ts';
import type { Highlight, Meeting } from './meeting.ts';
import { MEETINGS } from './way.ts';

const CARE = 'Name no child, victim, suspect or carer, and give no small number of people.';
const DAY = 'For example, 17 7 2015';

/** The form that adds a meeting. */
export function newMeetingPage(typed: Typed = {}, errors: FieldError[] = []): Page {
  const fields = new Fields(typed, errors);
  return {
    ...formPage(
      { title: 'Add a meeting', action: '/meetings/new', button: 'Add the meeting', breadcrumbs: [MEETINGS] },
      [fields.day('held', 'Date of the meeting', { hint: DAY }), ...howFields(fields)],
      errors,
    ),
    instead: [{ text: 'Plan several dates at once', href: '/meetings/dates' }],
  };
}

/** The form that plans the dates of a year. */
export function datesPage(typed: Typed = {}, errors: FieldError[] = []): Page {
  const fields = new Fields(typed, errors);
  return formPage(
    {
      title: 'Plan the dates of a year',
      action: '/meetings/dates',
      button: 'Add the meetings',
      breadcrumbs: [MEETINGS],
    },
    [
      ...Array.from({ length: MOST_DATES }, (_, index) =>
        fields.day(`date${index + 1}`, `Date ${index + 1}`, index === 0 ? { hint: DAY } : { optional: true }),
      ),
      ...howFields(fields),
    ],
    errors,
  );
}

function howFields(fields: Fields): Field[] {
  return [
    fields.text('starts', 'Start time', { hint: 'For example, 10am or 14:30', width: 5 }),
    fields.text('place', 'Place'),
    fields.text('chair', 'Chair'),
  ];
}

/** The form that moves a meeting or calls it off. */
export function meetingChangePage(meeting: Meeting, typed: Typed, errors: FieldError[] = []): Page {
  const fields = new Fields(typed, errors);
  const about = { title: 'Move the meeting, or call it off', part: 'change', button: 'Save the change' };
  const page = paperPage(meeting, about, errors, [
    fields.day('held', 'Date of the meeting', { hint: DAY }),
    ...howFields(fields),
    fields.checkboxes('Call it off', [{ name: 'cancelled', text: 'The meeting will not be held' }], { small: true }),
    fields.longText('reason', 'Why it changes', { rows: 2 }),
  ]);
  return { ...page, hidden: { version: typed.version ?? String(meeting.version) } };
}

/** The form that adds an item to a meeting's agenda. */
export function agendaItemPage(meeting: Meeting, typed: Typed = {}, errors: FieldError[] = []): Page {
  const about = { title: 'Add an agenda item', part: 'agenda', button: 'Add the item' };
  return paperPage(meeting, about, errors, itemFields(new Fields(typed, errors)));
}

/** The form that changes an item, moves it, or takes it off. */
export function agendaChangePage(meeting: Meeting, item: KeptItem, typed: Typed, errors: FieldError[] = []): Page {
  const fields = new Fields(typed, errors);
  const about = { title: 'Change an agenda item', part: `agenda/${item.id}`, button: 'Save the change' };
  const page = paperPage(meeting, about, errors, [
    ...itemFields(fields),
    fields.text('place', 'Place on the agenda', { hint: '1 is the first', width: 3, whole: true }),
    fields.checkboxes('Take it off', [{ name: 'withdrawn', text: 'It is not on the agenda any more' }], {
      small: true,
    }),
  ]);
  return { ...page, hidden: { version: typed.version ?? String(item.version) } };
}

function itemFields(fields: Fields): Field[] {
  return [
    fields.text('title', 'Title'),
    fields.text('lead', 'Lead', { hint: 'Who speaks to it' }),
    fields.radios('purpose', 'Purpose', PURPOSE_CHOICES),
    fields.text('minutes', 'Minutes allowed', { hint: 'From 1 to 240', width: 3, whole: true }),
  ];
}

/** The form that records what a meeting decided. */
export function meetingDecisionPage(meeting: Meeting, typed: Typed = {}, errors: FieldError[] = []): Page {
  const fields = new Fields(typed, errors);
  const about = { title: 'Record a decision', part: 'decisions', button: 'Record the decision' };
  return paperPage(meeting, about, errors, [
    fields.text('title', 'Title'),
    fields.longText('outcome', 'What was decided', {
      rows: 6,
      hint: 'The group recommends; the Commissioner decides.',
    }),
    fields.text('decision', "Reference of the Commissioner's decision", {
      optional: true,
      hint: 'For example, D-2015-002',
      width: 10,
    }),
  ]);
}

/** The form that writes the finance commentary, starting with what was written last. */
export function commentaryPage(
  meeting: Meeting,
  latest: string | null,
  typed: Typed = { text: latest ?? '' },
  errors: FieldError[] = [],
): Page {
  const fields = new Fields(typed, errors);
  const about = { title: 'Finance commentary', part: 'commentary', button: 'Save the commentary' };
  return paperPage(meeting, about, errors, [
    fields.longText('text', 'What the figures mean, and what is being done about it', { rows: 12, hint: CARE }),
  ]);
}

/**
 * The form that writes an initiative's highlight report, starting with what was written last or, for the confidence of
 * a new one, with what was assessed last.
 */
export function highlightPage(
  meeting: Meeting,
  { ref, name }: Initiative,
  known: { latest: Highlight | null; standing: Standing | null } | null,
  typed: Typed = highlightTyped(known),
  errors: FieldError[] = [],
): Page {
  const fields = new Fields(typed, errors);
  const about = { title: `Highlight report: ${name}`, part: `highlights/${ref}`, button: 'Save the report' };
  return paperPage(meeting, about, errors, [
    fields.radios('confidence', 'Confidence', CONFIDENCE_CHOICES, {
      hint: 'How sure you are that it will be delivered',
    }),
    fields.longText('this-period', 'What was done this period', { rows: 6, hint: CARE }),
    fields.longText('next-period', 'What comes next period', { rows: 6 }),
    fields.longText('risks', 'Risks', { rows: 6, hint: 'And what is being done about each' }),
  ]);
}

function highlightTyped(known: { latest: Highlight | null; standing: Standing | null } | null): Typed {
  const { latest = null, standing = null } = known ?? {};
  if (latest === null) return standing === null ? {} : { confidence: String(standing.current.answers.confidence) };
  const { confidence, thisPeriod, nextPeriod, risks } = latest;
  return { confidence, 'this-period': thisPeriod, 'next-period': nextPeriod, risks };
}

function paperPage(
  { ref }: Meeting,
  { title, part, button }: { title: string; part: string; button: string },
  errors: FieldError[],
  fields: Field[],
): Page {
  const href = `/meetings/${ref}`;
  const breadcrumbs = [MEETINGS, { text: ref, href }];
  return formPage({ title, caption: ref, breadcrumbs, action: `${href}/${part}`, button }, fields, errors);
}
