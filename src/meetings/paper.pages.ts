import type { Initiative } from '../initiatives/initiative.store.ts';
import type { Page } from '../people/door.ts';
import { type Choice, dayFields, type FieldError, type Typed } from '../platform/form.ts';
import { CONFIDENCE_CHOICES, PURPOSE_CHOICES } from './meeting.form.ts';
import type { Highlight, Meeting } from './meeting.ts';

/** What was typed and what was wrong with it, when a form is shown again. */
export interface Again {
  typed: Typed;
  errors: FieldError[];
}

const FRESH: Again = { typed: {}, errors: [] };

interface Field {
  component: 'input' | 'textarea' | 'radios' | 'dateInput';
  params: Record<string, unknown>;
}

const CARE = 'Name no child, victim, suspect or carer, and give no small number of people.';

export function newMeetingPage(again = FRESH): Page {
  return formPage(again, {
    title: 'Add a meeting',
    caption: null,
    back: { href: '/meetings', text: 'All meetings' },
    action: '/meetings/new',
    button: 'Add the meeting',
    fields: [
      dateField(again, 'held', 'Date of the meeting'),
      textField(again, 'starts', 'Start time', { hint: 'For example, 10am or 14:30', width: 5 }),
      textField(again, 'place', 'Place', {}),
      textField(again, 'chair', 'Chair', {}),
    ],
  });
}

export function agendaItemPage(meeting: Meeting, again = FRESH): Page {
  return paperPage(meeting, again, 'Add an agenda item', 'agenda', 'Add the item', [
    textField(again, 'title', 'Title', {}),
    textField(again, 'lead', 'Lead', { hint: 'Who speaks to it' }),
    radiosField(again, 'purpose', 'Purpose', PURPOSE_CHOICES),
    textField(again, 'minutes', 'Minutes allowed', { hint: 'From 1 to 240', width: 3, numeric: true }),
  ]);
}

export function meetingDecisionPage(meeting: Meeting, again = FRESH): Page {
  return paperPage(meeting, again, 'Record a decision', 'decisions', 'Record the decision', [
    textField(again, 'title', 'Title', {}),
    areaField(again, 'outcome', 'What was decided', 'The group recommends; the Commissioner decides.'),
    textField(again, 'decision', "Reference of the Commissioner's decision (optional)", {
      hint: 'For example, D-2015-002',
      width: 10,
    }),
  ]);
}

export function meetingActionPage(meeting: Meeting, again = FRESH): Page {
  return paperPage(meeting, again, 'Record an action', 'actions', 'Record the action', [
    areaField(again, 'what', 'What will be done', null, 3),
    textField(again, 'who', 'Who will do it', { hint: 'A name and organisation' }),
    dateField(again, 'due', 'Date due'),
  ]);
}

export function commentaryPage(meeting: Meeting, latest: string | null, again?: Again): Page {
  const shown = again ?? { typed: { text: latest ?? '' }, errors: [] };
  return paperPage(meeting, shown, 'Finance commentary', 'commentary', 'Save the commentary', [
    areaField(shown, 'text', 'What the figures mean, and what is being done about it', CARE, 12),
  ]);
}

export function highlightPage(meeting: Meeting, initiative: Initiative, latest: Highlight | null, again?: Again): Page {
  const shown = again ?? { typed: highlightTyped(latest), errors: [] };
  const page = `highlights/${initiative.ref}`;
  const title = `Highlight report: ${initiative.name}`;
  return paperPage(meeting, shown, title, page, 'Save the report', [
    radiosField(shown, 'confidence', 'Confidence', CONFIDENCE_CHOICES, 'How sure you are that it will be delivered'),
    areaField(shown, 'this-period', 'What was done this period', CARE),
    areaField(shown, 'next-period', 'What comes next period', null),
    areaField(shown, 'risks', 'Risks', 'And what is being done about each'),
  ]);
}

function highlightTyped(latest: Highlight | null): Typed {
  if (latest === null) return {};
  const { confidence, thisPeriod, nextPeriod, risks } = latest;
  return { confidence, 'this-period': thisPeriod, 'next-period': nextPeriod, risks };
}

function paperPage(meeting: Meeting, again: Again, title: string, part: string, button: string, fields: Field[]): Page {
  const href = `/meetings/${meeting.ref}`;
  const back = { href, text: meeting.ref };
  return formPage(again, { title, caption: meeting.ref, back, action: `${href}/${part}`, button, fields });
}

interface FormParts {
  title: string;
  caption: string | null;
  back: { href: string; text: string };
  action: string;
  button: string;
  fields: Field[];
}

function formPage({ errors }: Again, parts: FormParts): Page {
  return { ...parts, errors: errors.map(({ field, message }) => ({ text: message, href: `#${field}` })) };
}

function messageOf(again: Again, ...names: string[]): { text: string } | undefined {
  const found = again.errors.find(({ field }) => names.includes(field));
  return found && { text: found.message };
}

function textField(
  again: Again,
  name: string,
  label: string,
  rules: { hint?: string; width?: 3 | 5 | 10; numeric?: boolean },
): Field {
  const params = {
    id: name,
    name,
    label: { text: label, classes: 'govuk-label--s' },
    hint: rules.hint === undefined ? undefined : { text: rules.hint },
    classes: rules.width === undefined ? '' : `govuk-input--width-${rules.width}`,
    inputmode: rules.numeric ? 'numeric' : undefined,
    value: again.typed[name] ?? '',
    errorMessage: messageOf(again, name),
  };
  return { component: 'input', params };
}

function areaField(again: Again, name: string, label: string, hint: string | null, rows = 6): Field {
  const params = {
    id: name,
    name,
    rows,
    label: { text: label, classes: 'govuk-label--s' },
    hint: hint === null ? undefined : { text: hint },
    value: again.typed[name] ?? '',
    errorMessage: messageOf(again, name),
  };
  return { component: 'textarea', params };
}

function radiosField(again: Again, name: string, label: string, choices: Choice[], hint?: string): Field {
  const params = {
    idPrefix: name,
    name,
    fieldset: { legend: { text: label, classes: 'govuk-fieldset__legend--s' } },
    hint: hint === undefined ? undefined : { text: hint },
    items: choices,
    value: again.typed[name] ?? '',
    errorMessage: messageOf(again, name),
  };
  return { component: 'radios', params };
}

function dateField(again: Again, name: string, label: string): Field {
  const names = dayFields(name);
  const wrong = again.errors.find(({ field }) => names.includes(field));
  const item = (part: 'day' | 'month' | 'year', width: 2 | 4) => ({
    name: part,
    classes: `govuk-input--width-${width}${wrong === undefined ? '' : ' govuk-input--error'}`,
    value: again.typed[`${name}-${part}`] ?? '',
  });
  const params = {
    id: name,
    namePrefix: name,
    fieldset: { legend: { text: label, classes: 'govuk-fieldset__legend--s' } },
    hint: { text: 'For example, 17 7 2015' },
    items: [item('day', 2), item('month', 2), item('year', 4)],
    errorMessage: messageOf(again, ...names),
  };
  return { component: 'dateInput', params };
}
