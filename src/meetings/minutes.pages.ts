import { formatDay } from '../calendar/day.ts';
import type { Page } from '../people/door.ts';
import { Fields, formPage } from '../platform/form.pages.ts';
import type { Choice, FieldError, Typed } from '../platform/form.ts';
import { type Cell, columns, head, lines, type Table, tagged, words } from '../platform/table.ts';
import { attendanceChoices } from './attendance.form.ts';
import type { Meeting } from './meeting.ts';
import type { Member } from './member.ts';
import type { Minutes, MinutesConfirmation } from './minutes.ts';
import { MEETINGS } from './way.ts';

/** The notes of a meeting in PEG's own form: who was there, then title, purpose, outcome and actions. */
export function minutesPage(
  minutes: Minutes,
  about: { confirmation: MinutesConfirmation | null; sha256: string | null; mayEdit: boolean },
): Page {
  const { confirmation, sha256, mayEdit } = about;
  const href = `/meetings/${minutes.meeting}`;
  const isDraft = confirmation === null;
  return {
    title: minutes.title,
    caption: minutes.meeting,
    breadcrumbs: [MEETINGS, { text: minutes.meeting, href }, { text: 'Notes' }],
    wide: true,
    actions: isDraft && mayEdit ? editing(minutes.meeting) : [],
    summary: [
      {
        key: 'State',
        cells: isDraft
          ? [tagged({ text: 'Draft', classes: 'govuk-tag--yellow' })]
          : [
              tagged({ text: 'Confirmed', classes: 'govuk-tag--green' }),
              words(`At ${confirmation.confirmedAt}`, `/meetings/${confirmation.confirmedAt}`),
              ...(confirmation.corrections === null ? [] : lines(`Put right first: ${confirmation.corrections}`)),
            ],
      },
      { key: 'Date', cells: [words(formatDay(minutes.heldOn))] },
      { key: 'Place', cells: [words(minutes.place)] },
      { key: 'Chair', cells: [words(minutes.chair)] },
      { key: 'Present', cells: listed(minutes.present, 'Not recorded yet') },
      { key: 'Apologies', cells: listed(minutes.apologies, 'None') },
      ...(minutes.others.length === 0
        ? []
        : [{ key: 'In attendance', cells: minutes.others.map((one) => words(one)) }]),
      ...(sha256 === null ? [] : [{ key: 'Fingerprint', cells: [words(sha256)] }]),
    ],
    sections: [
      { table: notesTable(minutes) },
      ...(minutes.decisions.length === 0 ? [] : [{ table: decisionsTable(minutes) }]),
      ...(minutes.declarations.length === 0 ? [] : [{ table: declarationsTable(minutes) }]),
      ...(minutes.initials.length === 0 ? [] : [{ table: initialsTable(minutes) }]),
    ],
  };
}

function editing(meeting: string): { text: string; href: string }[] {
  return [
    { text: 'Add a note', href: `/meeting-notes/new?meeting=${meeting}` },
    { text: 'Record who was there', href: `/meetings/${meeting}/attendance` },
    { text: 'Confirm the notes', href: `/meetings/${meeting}/confirmation` },
  ];
}

function listed(texts: readonly string[], none: string): Cell[] {
  return texts.length === 0 ? [words(none)] : [words(texts.join(', '))];
}

function notesTable({ notes, actions }: Minutes): Table {
  const shown = (all: Minutes['actions']) =>
    all.map(({ ref, what, who, due }) => `${ref}: ${what} (${who}, by ${due})`);
  return {
    caption: 'Notes',
    columns: columns('Title', 'Purpose', 'Outcome', 'Actions'),
    rows: [
      ...notes.map((note) => [
        head(note.title),
        words(note.purpose),
        words(note.outcome),
        words(shown(note.actions).join('; ')),
      ]),
      ...(actions.length === 0
        ? []
        : [[head('Other actions'), words(''), words(''), words(shown(actions).join('; '))]]),
    ],
    notes: [],
    empty: 'Nothing has been noted yet.',
  };
}

function decisionsTable({ decisions }: Minutes): Table {
  return {
    caption: 'What was asked, and what the group said',
    columns: columns('Asked', 'Title', 'Outcome', 'In words'),
    rows: decisions.map(({ ref, title, outcome, text }) => [head(ref), words(title), words(outcome), words(text)]),
    notes: ['The group recommends; the Commissioner decides.'],
    empty: '',
  };
}

function declarationsTable({ declarations }: Minutes): Table {
  return {
    caption: 'Interests declared',
    columns: columns('Who', 'About', 'Interest', 'What they did'),
    rows: declarations.map(({ who, paper, interest, conduct }) => [
      head(who),
      words(paper ?? 'The whole meeting'),
      words(interest),
      words(conduct),
    ]),
    notes: [],
    empty: '',
  };
}

function initialsTable({ initials }: Minutes): Table {
  return {
    caption: 'Whose initials they are',
    columns: columns('Initials', 'Name', 'Organisation'),
    rows: initials.map((one) => [head(one.initials), words(one.name), words(one.organisation)]),
    notes: [],
    empty: '',
  };
}

/** The form that records who was at a meeting. */
export function attendancePage(
  { ref }: Meeting,
  members: readonly Member[],
  typed: Typed,
  errors: FieldError[] = [],
): Page {
  const fields = new Fields(typed, errors);
  const href = `/meetings/${ref}`;
  return formPage(
    {
      title: 'Who was there',
      caption: ref,
      breadcrumbs: [MEETINGS, { text: ref, href }],
      action: `${href}/attendance`,
      button: 'Record who was there',
      lede: members.length === 0 ? ['Nobody is a member on the day of the meeting. Add the members first.'] : [],
    },
    [
      ...members
        .filter(({ substituteFor }) => substituteFor === null)
        .map((member) =>
          fields.select(member.ref, `${member.name}, ${member.organisationName}`, attendanceChoices(member, members)),
        ),
      fields.longText('others', 'Others in attendance', {
        optional: true,
        rows: 3,
        hint: 'A line for each: name and organisation',
      }),
    ],
    errors,
  );
}

/** The form by which a later meeting confirms the notes of one. */
export function confirmationPage(
  { ref }: Meeting,
  later: readonly Choice[],
  typed: Typed = {},
  errors: FieldError[] = [],
): Page {
  const fields = new Fields(typed, errors);
  const href = `/meetings/${ref}`;
  return formPage(
    {
      title: 'Confirm the notes',
      caption: ref,
      breadcrumbs: [MEETINGS, { text: ref, href }, { text: 'Notes', href: `${href}/notes` }],
      action: `${href}/confirmation`,
      button: 'Confirm the notes',
      lede: ['Once confirmed they are frozen: the notes, who was there, and what was declared no longer change.'],
    },
    [
      fields.select('at', 'Meeting that confirmed them', later),
      fields.longText('corrections', 'What it had put right first', {
        optional: true,
        rows: 3,
        hint: 'Put it right in the notes before you confirm them, and say here what it was',
      }),
    ],
    errors,
  );
}
