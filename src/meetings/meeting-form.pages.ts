import type { Standing } from '../initiatives/delivery/confidence.ts';
import type { Initiative } from '../initiatives/initiative.store.ts';
import type { Page } from '../people/door.ts';
import { type Field, Fields, formPage } from '../platform/form.pages.ts';
import type { FieldError, Typed } from '../platform/form.ts';
import { CONFIDENCE_CHOICES, PURPOSE_CHOICES } from './meeting.form.ts';
import { MEETINGS } from './meeting.pages.ts';
import type { Highlight, Meeting } from './meeting.ts';

const CARE = 'Name no child, victim, suspect or carer, and give no small number of people.';
const DAY = 'For example, 17 7 2015';

/** The form that adds a meeting. */
export function newMeetingPage(typed: Typed = {}, errors: FieldError[] = []): Page {
  const fields = new Fields(typed, errors);
  return formPage(
    { title: 'Add a meeting', action: '/meetings/new', button: 'Add the meeting', breadcrumbs: [MEETINGS] },
    [
      fields.day('held', 'Date of the meeting', { hint: DAY }),
      fields.text('starts', 'Start time', { hint: 'For example, 10am or 14:30', width: 5 }),
      fields.text('place', 'Place'),
      fields.text('chair', 'Chair'),
    ],
    errors,
  );
}

/** The form that adds an item to a meeting's agenda. */
export function agendaItemPage(meeting: Meeting, typed: Typed = {}, errors: FieldError[] = []): Page {
  const fields = new Fields(typed, errors);
  const about = { title: 'Add an agenda item', part: 'agenda', button: 'Add the item' };
  return paperPage(meeting, about, errors, [
    fields.text('title', 'Title'),
    fields.text('lead', 'Lead', { hint: 'Who speaks to it' }),
    fields.radios('purpose', 'Purpose', PURPOSE_CHOICES),
    fields.text('minutes', 'Minutes allowed', { hint: 'From 1 to 240', width: 3, whole: true }),
  ]);
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

/** The form that records what somebody took on at a meeting. */
export function meetingActionPage(meeting: Meeting, typed: Typed = {}, errors: FieldError[] = []): Page {
  const fields = new Fields(typed, errors);
  const about = { title: 'Record an action', part: 'actions', button: 'Record the action' };
  return paperPage(meeting, about, errors, [
    fields.longText('what', 'What will be done', { rows: 3 }),
    fields.text('who', 'Who will do it', { hint: 'A name and organisation' }),
    fields.day('due', 'Date due', { hint: DAY }),
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
