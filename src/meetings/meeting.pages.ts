import { formatDay } from '../calendar/day.ts';
import { CONFIDENCE_COLOURS } from '../initiatives/delivery/confidence.ts';
import type { Initiative } from '../initiatives/initiative.store.ts';
import type { Page } from '../people/door.ts';
import { columns, countCell, dayCell, fact, head, ref as refCell, type Table, words } from '../platform/table.ts';
import { endsAt, type Meeting, PURPOSES, timed, timeShown } from './meeting.ts';
import type { Papers } from './papers.store.ts';

/** Where meetings are listed, as the way down to their pages begins. */
export const MEETINGS = { text: 'Meetings', href: '/meetings' };

/** What the person who looks may do with a meeting. */
export interface MeetingRights {
  edit: boolean;
  report: boolean;
  publish: boolean;
  /** Whether drafts of packs may be read. */
  draft: boolean;
}

/** Every meeting, the latest first. */
export function meetingListPage(meetings: Meeting[], rights: MeetingRights): Page {
  return {
    title: 'Meetings',
    lede: ['Meetings of the Partnership Executive Group, with their papers.'],
    actions: rights.edit ? [{ text: 'Add a meeting', href: '/meetings/new' }] : [],
    sections: [
      {
        table: {
          caption: 'Meetings, the latest first',
          captionHidden: true,
          columns: columns(
            'Meeting',
            'Date',
            'Time',
            'Place',
            ...(rights.draft ? ['Draft pack'] : []),
            'Published packs',
          ),
          rows: meetings
            .toReversed()
            .map(({ ref, heldOn, startsAt, place }) => [
              refCell(ref, `/meetings/${ref}`),
              dayCell(heldOn, formatDay(heldOn)),
              words(timeShown(startsAt)),
              words(place),
              ...(rights.draft ? [{ ...words('Draft', `/meetings/${ref}/pack`), hidden: ` of ${ref}` }] : []),
              { ...words('Versions', `/meetings/${ref}/packs`), hidden: ` of ${ref}` },
            ]),
          notes: [],
          empty: 'No meeting has been added yet.',
        } satisfies Table,
      },
    ],
  };
}

/** One meeting with its papers, and where each is added to. */
export function meetingPage(
  meeting: Meeting,
  papers: Papers,
  initiatives: Initiative[],
  names: Map<number, string>,
  rights: MeetingRights,
): Page {
  const href = `/meetings/${meeting.ref}`;
  return {
    title: `Meeting of ${formatDay(meeting.heldOn)}`,
    caption: meeting.ref,
    breadcrumbs: [MEETINGS, { text: meeting.ref }],
    facts: [
      fact('Date', formatDay(meeting.heldOn)),
      fact('Time', timesShown(meeting, papers)),
      fact('Place', meeting.place),
      fact('Chair', meeting.chair),
    ],
    pack: rights.draft ? `${href}/pack` : null,
    packs: `${href}/packs`,
    publication: rights.publish ? `${href}/publication` : null,
    agenda: agendaTable(meeting, papers),
    addItem: rights.edit ? `${href}/agenda/new` : null,
    commentary: papers.commentary && {
      paragraphs: paragraphs(papers.commentary.text),
      by: `Written by ${names.get(papers.commentary.enteredBy) ?? 'somebody who has left'}`,
    },
    writeCommentary: rights.report ? `${href}/commentary` : null,
    highlights: highlightTable(papers, initiatives, names, rights.report ? `${href}/highlights` : null),
    decisions: papers.decisions.map(({ title, outcome, decisionRef }) => ({
      title,
      paragraphs: paragraphs(outcome),
      decision: decisionRef === null ? null : { text: decisionRef, href: `/decisions/${decisionRef}` },
    })),
    addDecision: rights.edit ? `${href}/decisions/new` : null,
    actions: actionTable(papers),
    addAction: rights.edit ? `${href}/actions/new` : null,
  };
}

function agendaTable({ startsAt }: Meeting, { agenda }: Papers): Table {
  return {
    caption: 'Agenda with the time of each item',
    captionHidden: true,
    columns: columns('Item', 'Time', 'Title', 'Lead', 'Purpose', '#Minutes'),
    rows: timed(startsAt, agenda).map((item) => [
      words(String(item.number)),
      words(timeShown(item.at)),
      head(item.title),
      words(item.lead),
      words(PURPOSES[item.purpose]),
      countCell(item.minutes),
    ]),
    notes: [],
    empty: 'Nothing is on the agenda yet.',
  };
}

function highlightTable(
  { highlights }: Papers,
  initiatives: readonly Initiative[],
  names: ReadonlyMap<number, string>,
  hrefOfWriting: string | null,
): Table {
  return {
    caption: 'The highlight report of each initiative',
    captionHidden: true,
    columns: columns('Initiative', 'Confidence', 'Written by', 'Report'),
    rows: initiatives.map(({ ref, name }) => {
      const found = highlights.find(({ initiative }) => initiative === ref);
      const report =
        hrefOfWriting === null
          ? words('In the pack')
          : words(found === undefined ? 'Write' : 'Change', `${hrefOfWriting}/${ref}`);
      return [
        head(`${ref} ${name}`),
        found === undefined
          ? { ...words('Not written yet'), rag: 'grey' }
          : { ...words(found.confidence), rag: CONFIDENCE_COLOURS[found.confidence] },
        words(found === undefined ? '' : (names.get(found.enteredBy) ?? '')),
        { ...report, hidden: ` the highlight report of ${ref}` },
      ];
    }),
    notes: [],
    empty: 'There are no initiatives yet.',
  };
}

function actionTable({ actions }: Papers): Table {
  return {
    caption: 'Actions',
    captionHidden: true,
    columns: columns('Action', 'Who', 'Due'),
    rows: actions.map(({ what, who, dueOn }) => [head(what), words(who), dayCell(dueOn)]),
    notes: [],
    empty: 'None has been recorded.',
  };
}

function timesShown(meeting: Meeting, papers: Papers): string {
  const starts = timeShown(meeting.startsAt);
  if (papers.agenda.length === 0) return starts;
  return `${starts} to about ${timeShown(endsAt(meeting.startsAt, papers.agenda))}`;
}

/** The paragraphs of a text as it was typed. */
export function paragraphs(text: string): string[] {
  return text.split('\n').filter((line) => line.trim() !== '');
}
