import { type Day, daysBetween, formatDay } from '../calendar/day.ts';
import type { Page } from '../people/door.ts';
import { counted } from '../platform/count.ts';
import { columns, dayCell, type Table, words } from '../platform/table.ts';
import { actionTable } from './action.pages.ts';
import type { KeptAction } from './action.ts';
import { askedTable } from './decision-asked.pages.ts';
import { agendaTable, mattersTable, paperTable, seenAsked, timesShown } from './meeting.pages.ts';
import type { MeetingFile } from './meeting-file.store.ts';
import type { Member } from './member.ts';
import { MEETINGS } from './way.ts';

/** What the next meeting's page shows to whoever looks. */
export interface NextMeetingShown {
  file: MeetingFile;
  readable: ReadonlySet<string>;
  /** Who they are on the PEG; null for somebody of the office. */
  member: Member | null;
  theirActions: readonly KeptAction[];
  theirQuestions: Table;
  /** Null while none is published, for who reads no drafts. */
  pack: { text: string; href: string } | null;
  today: Day;
  mayAsk: boolean;
}

/** The next meeting for a member: when and where, what is before it, and what is theirs to do. */
export function nextMeetingPage(shown: NextMeetingShown): Page {
  const { file, member, today } = shown;
  const { meeting } = file;
  const href = `/meetings/${meeting.ref}`;
  const days = daysBetween(today, meeting.heldOn);
  return {
    title: `Next meeting: ${formatDay(meeting.heldOn)}`,
    caption: meeting.ref,
    wide: true,
    breadcrumbs: [MEETINGS, { text: 'Next meeting' }],
    lede: [days === 0 ? 'It is today.' : `It is in ${counted(days, 'day', 'days')}.`],
    warnings: warningsOf(shown),
    actions: [
      ...(shown.pack === null ? [] : [shown.pack]),
      ...(shown.mayAsk ? [{ text: 'Ask a question', href: `${href}/questions/new` }] : []),
      ...(member === null ? [] : [{ text: 'Declare an interest', href: `${href}/interests/new` }]),
    ],
    summary: [
      { key: 'Time', cells: [words(timesShown(meeting, file.agenda))] },
      { key: 'Place', cells: [words(meeting.place)] },
      { key: 'Chair', cells: [words(meeting.chair)] },
      ...(member === null
        ? []
        : [
            {
              key: 'You sit for',
              cells: [words(`${member.organisationName}${member.substituteFor === null ? '' : ', as a substitute'}`)],
            },
          ]),
    ],
    sections: [
      { table: agendaTable(file.agenda, null) },
      { table: paperTable({ ...shown, drafts: [] }) },
      {
        table: askedTable(
          seenAsked(shown, [...file.asked, ...file.carried]),
          'What the group is asked, and what waits',
        ),
      },
      ...(member === null
        ? []
        : [
            {
              table: actionTable(shown.theirActions, { members: file.members, today, caption: 'Your open actions' }),
            },
          ]),
      { table: shown.theirQuestions },
      { table: mattersTable(shown) },
      ...(file.forwardPlan.length === 0 ? [] : [{ table: forwardTable(file) }]),
    ],
    links: [
      { text: 'Your district, your actions and the data you owe', href: `${href}/mine` },
      { text: 'Everything about this meeting', href },
      { text: 'All questions and answers', href: `${href}/questions` },
    ],
  };
}

function warningsOf({ file, member, readable }: NextMeetingShown): string[] {
  if (member === null) return [];
  return seenAsked({ readable }, file.asked)
    .filter(({ gainers }) => gainers.some(({ member: of, declared }) => of.ref === member.ref && declared === null))
    .map(
      ({ ref, title }) => `${member.organisationName} would gain by ${ref} (${title}). Declare it before the meeting.`,
    );
}

function forwardTable({ forwardPlan }: MeetingFile): Table {
  return {
    caption: 'Later meetings',
    columns: columns('Date', 'Place', 'On the agenda already'),
    rows: forwardPlan.map(({ meeting, agenda }) => [
      { ...dayCell(meeting.heldOn, formatDay(meeting.heldOn)), href: `/meetings/${meeting.ref}` },
      words(meeting.place),
      words(agenda.map(({ title }) => title).join('; ')),
    ]),
    notes: [],
    empty: '',
  };
}

/** Said where no meeting is planned. */
export function noMeetingPage(): Page {
  return {
    title: 'Next meeting',
    breadcrumbs: [MEETINGS, { text: 'Next meeting' }],
    lede: ['No meeting is planned. The secretariat adds the dates of the year.'],
  };
}
