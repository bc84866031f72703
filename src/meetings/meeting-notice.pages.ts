import { type Day, formatDay } from '../calendar/day.ts';
import type { Page } from '../people/door.ts';
import { counted } from '../platform/count.ts';
import { Fields, formPage } from '../platform/form.pages.ts';
import type { FieldError, Typed } from '../platform/form.ts';
import { columns, countCell, dayCell, head, instantCell, type Table, words } from '../platform/table.ts';
import { circulatedBy, MEETING_RULES } from './circulation.ts';
import type { Meeting } from './meeting.ts';
import type { MeetingNotice } from './meeting-notice.store.ts';
import type { Member } from './member.ts';
import type { PackOpening } from './pack-opening.store.ts';
import { MEETINGS } from './way.ts';

/** By when members are told of a meeting, who will be, and the form that tells them. */
export function meetingNoticePage(
  meeting: Meeting,
  about: { members: readonly Member[]; notices: readonly MeetingNotice[]; today: Day },
  typed: Typed = {},
  errors: FieldError[] = [],
): Page {
  const { members, notices, today } = about;
  const fields = new Fields(typed, errors);
  const href = `/meetings/${meeting.ref}`;
  const last = circulatedBy(meeting.heldOn);
  const told = members.filter(({ personId }) => personId !== null);
  const untold = members.filter(({ personId }) => personId === null).map(({ name }) => name);
  const page = formPage(
    {
      title: 'Notice of the meeting',
      caption: meeting.ref,
      breadcrumbs: [MEETINGS, { text: meeting.ref, href }],
      action: `${href}/notice`,
      button: notices.length === 0 ? 'Give notice' : 'Give notice again',
      lede: [
        `The meeting is on ${formatDay(meeting.heldOn)}. Notice is in time until ${formatDay(last)}, so that ` +
          `${counted(MEETING_RULES.noticeClearWorkingDays, 'clear working day lies', 'clear working days lie')} between.`,
        `${counted(told.length, 'person gets', 'people get')} a letter with a link to the meeting, and nothing of its papers.`,
        ...(untold.length === 0 ? [] : [`Who does not sign in gets none: ${untold.join(', ')}.`]),
      ],
    },
    today <= last
      ? []
      : [
          fields.longText('late', 'Why it is late', { rows: 3 }),
          fields.text('consent', 'The chair’s consent', { hint: 'Who gave it, and when' }),
        ],
    errors,
  );
  return notices.length === 0 ? page : { ...page, table: noticesTable(notices) };
}

function noticesTable(notices: readonly MeetingNotice[]): Table {
  return {
    caption: 'Notice that was given',
    columns: columns('Given on', 'In time until', '#Letters', 'Why it was late', 'The chair’s consent'),
    rows: notices.map(({ sentOn, lastOn, written, late }) => [
      { ...dayCell(sentOn), kind: 'head' as const },
      dayCell(lastOn),
      countCell(written),
      words(late?.reason ?? 'In time'),
      words(late?.consent ?? ''),
    ]),
    notes: ['What became of each letter stands in the outbox.'],
    empty: '',
  };
}

/** Who opened the pack of a meeting, and which members did not: for the secretariat alone. */
export function openingsPage(
  { ref }: Meeting,
  openings: readonly PackOpening[],
  about: { members: readonly Member[]; names: ReadonlyMap<number, string> },
): Page {
  const opened = new Set(openings.map(({ personId }) => personId));
  const organisations = new Map(about.members.map(({ personId, organisationName }) => [personId, organisationName]));
  const not = about.members.filter(({ personId }) => personId === null || !opened.has(personId));
  return {
    title: 'Who has opened the pack',
    caption: ref,
    breadcrumbs: [MEETINGS, { text: ref, href: `/meetings/${ref}` }, { text: 'Who has opened the pack' }],
    lede: ['When each person first opened a published version here. A pack that was printed or passed on is not seen.'],
    sections: [
      {
        table: {
          caption: 'Opened',
          columns: columns('Who', 'Organisation', 'Version', 'First opened'),
          rows: openings.map(({ version, personId, openedAt }) => [
            head(about.names.get(personId) ?? 'Somebody no longer known'),
            words(organisations.get(personId) ?? 'The office'),
            words(String(version)),
            instantCell(openedAt),
          ]),
          notes: [],
          empty: 'Nobody has opened a published version yet.',
        } satisfies Table,
      },
      {
        table: {
          caption: 'Members who have not',
          columns: columns('Who', 'Organisation', 'Signs in'),
          rows: not.map(({ name, organisationName, personId }) => [
            head(name),
            words(organisationName),
            words(personId === null ? 'No' : 'Yes'),
          ]),
          notes: [],
          empty: 'Every member has.',
        } satisfies Table,
      },
    ],
  };
}
