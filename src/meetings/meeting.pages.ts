import { type Day, formatDay } from '../calendar/day.ts';
import { CONFIDENCE_COLOURS } from '../initiatives/delivery/confidence.ts';
import type { Initiative } from '../initiatives/initiative.store.ts';
import type { Page } from '../people/door.ts';
import type { PageSection } from '../people/page-part.ts';
import { counted } from '../platform/count.ts';
import { columns, countCell, dayCell, head, ref as refCell, type Table, tagged, words } from '../platform/table.ts';
import { actionTable } from './action.pages.ts';
import { circulatedBy } from './circulation.ts';
import { askedTable } from './decision-asked.pages.ts';
import { declarationTable } from './declaration.pages.ts';
import { endsAt, type Meeting, PURPOSES, timeShown } from './meeting.ts';
import type { AgendaEntry, MeetingFile } from './meeting-file.store.ts';
import type { MeetingNotice } from './meeting-notice.store.ts';
import type { MinutesConfirmation } from './minutes.ts';
import type { Paper } from './paper.ts';
import type { Papers } from './papers.store.ts';
import { MEETINGS } from './way.ts';

/** What the person who looks may do with a meeting. */
export interface MeetingRights {
  edit: boolean;
  report: boolean;
  publish: boolean;
  enterPapers: boolean;
  takePart: boolean;
  /** Whether drafts of packs may be read. */
  draft: boolean;
}

/** Every meeting, the latest first. */
export function meetingListPage(meetings: readonly Meeting[], rights: MeetingRights): Page {
  return {
    title: 'Meetings',
    wide: true,
    lede: ['Meetings of the Partnership Executive Group, with their papers.'],
    actions: rights.edit
      ? [
          { text: 'Add a meeting', href: '/meetings/new' },
          { text: 'Plan the dates of a year', href: '/meetings/dates' },
        ]
      : [],
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
            'Notes',
            ...(rights.draft ? ['Draft pack'] : []),
            'Published packs',
          ),
          rows: meetings
            .toReversed()
            .map(({ ref, heldOn, startsAt, place, cancelled }) => [
              { ...refCell(ref, `/meetings/${ref}`), ...(cancelled ? { mark: 'Called off' } : {}) },
              dayCell(heldOn, formatDay(heldOn)),
              words(timeShown(startsAt)),
              words(place),
              { ...words('Notes', `/meetings/${ref}/notes`), hidden: ` of ${ref}` },
              ...(rights.draft ? [{ ...words('Draft', `/meetings/${ref}/pack`), hidden: ` of ${ref}` }] : []),
              { ...words('Versions', `/meetings/${ref}/packs`), hidden: ` of ${ref}` },
            ]),
          notes: [],
          empty: 'No meeting has been added yet.',
        } satisfies Table,
      },
    ],
    links: [
      { text: 'The next meeting', href: '/next-meeting' },
      { text: 'Members', href: '/peg-members' },
      { text: 'Papers', href: '/papers' },
      { text: 'Decisions asked', href: '/decisions-asked' },
      { text: 'Actions', href: '/actions' },
      { text: 'Declarations of interest', href: '/declarations' },
    ],
  };
}

/** What a meeting's page is made of. */
export interface MeetingShown {
  file: MeetingFile;
  papers: Papers;
  /** Papers of the meeting that the reader may read, drafts too; those circulated that they may not are placeholders. */
  readable: ReadonlySet<string>;
  drafts: readonly Paper[];
  notices: readonly MeetingNotice[];
  confirmation: MinutesConfirmation | null;
  questions: { table: Table; hidden: number };
  initiatives: readonly Initiative[];
  names: ReadonlyMap<number, string>;
  today: Day;
}

/** One meeting with everything that stands before it, and where each is added to. */
export function meetingPage(shown: MeetingShown, rights: MeetingRights): Page {
  const { file, notices, today } = shown;
  const { meeting } = file;
  const href = `/meetings/${meeting.ref}`;
  const link = (may: boolean, text: string, to: string) => (may ? [{ text, href: to }] : []);
  return {
    title: `Meeting of ${formatDay(meeting.heldOn)}`,
    caption: meeting.ref,
    wide: true,
    mark: meeting.cancelled ? 'Called off' : undefined,
    breadcrumbs: [MEETINGS, { text: meeting.ref }],
    warnings: warningsOf(file, notices, today, rights),
    actions: [
      ...link(rights.draft, 'Read the pack as a draft', `${href}/pack`),
      { text: 'Published versions', href: `${href}/packs` },
      ...link(rights.publish, 'Publish the pack', `${href}/publication`),
      ...link(rights.edit, 'Give notice', `${href}/notice`),
      ...link(rights.edit, 'Move it or call it off', `${href}/change`),
    ],
    summary: [
      { key: 'Date', cells: [words(formatDay(meeting.heldOn))] },
      { key: 'Time', cells: [words(timesShown(meeting, file.agenda))] },
      { key: 'Place', cells: [words(meeting.place)] },
      { key: 'Chair', cells: [words(meeting.chair)] },
      { key: 'Papers', cells: papersFact(file, notices) },
      { key: 'Notes', cells: [notesFact(shown)] },
    ],
    sections: [
      {
        table: agendaTable(file.agenda, rights.edit ? href : null),
        links: link(rights.edit, 'Add an agenda item', `${href}/agenda/new`),
      },
      {
        table: paperTable(shown),
        links: link(rights.enterPapers, 'Add a paper', `/papers/new?meeting=${meeting.ref}`),
      },
      { table: askedTable(seenAsked(shown, file.asked), 'Decisions asked') },
      { table: mattersTable(shown) },
      {
        table: actionTable(
          [...file.actionsOpen, ...file.actionsDone].filter((action) => action.meeting === meeting.ref),
          { members: file.members, today, caption: 'Actions of this meeting' },
        ),
        id: 'actions',
        links: link(rights.edit, 'Record an action', `${href}/actions/new`),
      },
      {
        table: declarationTable(file),
        links: link(rights.edit, 'Record a declaration', `/declarations/new?meeting=${meeting.ref}`),
      },
      {
        table: shown.questions.table,
        links: [
          { text: 'All questions and answers', href: `${href}/questions` },
          ...link(rights.takePart && meeting.heldOn >= today, 'Ask a question', `${href}/questions/new`),
        ],
      },
      ...reportSections(shown, rights),
    ],
    links: rights.edit ? [{ text: 'Who has opened the pack', href: `${href}/openings` }] : [],
  };
}

/** What officers write for the meeting, and what was noted as decided without a paper. */
function reportSections({ file, papers, initiatives, names }: MeetingShown, rights: MeetingRights): PageSection[] {
  const href = `/meetings/${file.meeting.ref}`;
  const { commentary, decisions } = papers;
  return [
    {
      heading: 'Finance commentary',
      sentences:
        commentary === null
          ? ['It has not been written yet.']
          : [
              ...paragraphs(commentary.text),
              `Written by ${names.get(commentary.enteredBy) ?? 'somebody who has left'}`,
            ],
      links: rights.report ? [{ text: 'Write the commentary', href: `${href}/commentary` }] : [],
    },
    { table: highlightTable(papers, initiatives, names, rights.report ? `${href}/highlights` : null) },
    {
      table: {
        caption: 'Decisions that no paper asked',
        columns: columns('Title', 'What was decided', 'Commissioner’s decision'),
        rows: decisions.map(({ title, outcome, decisionRef }) => [
          head(title),
          words(outcome),
          decisionRef === null ? words('') : refCell(decisionRef, `/decisions/${decisionRef}`, 'words'),
        ]),
        notes: [],
        empty: 'None has been recorded.',
      },
      links: rights.edit ? [{ text: 'Record a decision', href: `${href}/decisions/new` }] : [],
    },
  ];
}

function warningsOf(
  { meeting, asked }: MeetingFile,
  notices: readonly MeetingNotice[],
  today: Day,
  rights: MeetingRights,
): string[] {
  if (meeting.cancelled || meeting.heldOn < today) return [];
  const last = circulatedBy(meeting.heldOn);
  const silent = asked.filter(({ gainers }) => gainers.some(({ declared }) => declared === null));
  return [
    ...(rights.edit && notices.length === 0 && today > last
      ? [`Notice of this meeting was to be given by ${formatDay(last)}, and none was.`]
      : []),
    ...(rights.edit && silent.length > 0
      ? [`${silent.map(({ ref }) => ref).join(', ')}: a member’s body would gain, and that member has not declared it.`]
      : []),
  ];
}

function papersFact({ meeting, papers, marking }: MeetingFile, notices: readonly MeetingNotice[]) {
  const given = notices[0];
  return [
    words(
      papers.length === 0 ? 'None circulated yet' : `${counted(papers.length, 'paper', 'papers')}, together ${marking}`,
    ),
    words(
      given === undefined
        ? `Notice is in time until ${formatDay(circulatedBy(meeting.heldOn))}`
        : `Notice was given on ${formatDay(given.sentOn)}${given.late === null ? '' : ', late'}`,
    ),
  ];
}

function notesFact({ file, confirmation }: MeetingShown) {
  const href = `/meetings/${file.meeting.ref}/notes`;
  return words(confirmation === null ? 'Draft' : `Confirmed at ${confirmation.confirmedAt}`, href);
}

/** The agenda, with the papers of each item by number. */
export function agendaTable(agenda: readonly AgendaEntry[], editing: string | null): Table {
  return {
    caption: 'Agenda',
    columns: columns('Item', 'Time', 'Title', 'Lead', 'Purpose', '#Minutes', 'Papers'),
    rows: agenda.map((item) => [
      words(String(item.number)),
      words(timeShown(item.at)),
      head(item.title, editing === null ? undefined : `${editing}/agenda/${item.id}`),
      words(item.lead),
      words(PURPOSES[item.purpose]),
      countCell(item.minutes),
      words(item.papers.map((paper) => `Paper ${paper.number}`).join(', ')),
    ]),
    notes: [],
    empty: 'Nothing is on the agenda yet.',
  };
}

/** The papers: a placeholder for one that the reader is not on the list of, so that its number is no gap. */
export function paperTable({ file, readable, drafts }: Pick<MeetingShown, 'file' | 'readable' | 'drafts'>): Table {
  const all = [...file.papers, ...drafts.filter(({ ref }) => readable.has(ref))].toSorted(
    (a, b) => a.number - b.number,
  );
  return {
    caption: 'Papers',
    columns: columns('Paper', 'Title', 'Author', 'Purpose', 'Marking', 'Circulated'),
    rows: all.map((paper) =>
      readable.has(paper.ref)
        ? [
            refCell(`Paper ${paper.number}`, `/papers/${paper.ref}`),
            words(paper.title),
            words(paper.author),
            words(PURPOSES[paper.purpose]),
            words(paper.marking),
            circulatedCell(paper),
          ]
        : [
            head(`Paper ${paper.number}`),
            words('You are not on the list of this paper'),
            words(''),
            words(''),
            words(paper.marking),
            circulatedCell(paper),
          ],
    ),
    notes: [],
    empty: 'No paper has been circulated yet.',
  };
}

function circulatedCell({ circulatedOn, late, withdrawn }: Paper) {
  if (withdrawn) return tagged({ text: 'Withdrawn', classes: 'govuk-tag--grey' });
  if (circulatedOn === null) return tagged({ text: 'Draft', classes: 'govuk-tag--yellow' });
  return { ...dayCell(circulatedOn), ...(late === null ? {} : { mark: 'Late' }) };
}

/** Decisions asked by papers that the reader may read. */
export function seenAsked(
  { readable }: Pick<MeetingShown, 'readable'>,
  asked: MeetingFile['asked'],
): MeetingFile['asked'] {
  return asked.filter(({ paper }) => readable.has(paper));
}

/** What comes over from earlier meetings, without what the reader may not read. */
export function mattersTable({ file, readable }: Pick<MeetingShown, 'file' | 'readable'>): Table {
  const hidden = new Set(file.carried.filter(({ paper }) => !readable.has(paper)).map(({ ref }) => ref));
  return {
    caption: 'Matters arising',
    columns: columns('From', 'What', 'How it stands'),
    rows: file.mattersArising
      .filter(({ ref }) => !hidden.has(ref))
      .map(({ ref, title, stands, href }) => [refCell(ref, href), words(title), words(stands)]),
    notes: [],
    empty: 'Nothing comes over from earlier meetings.',
  };
}

function highlightTable(
  { highlights }: Papers,
  initiatives: readonly Initiative[],
  names: ReadonlyMap<number, string>,
  hrefOfWriting: string | null,
): Table {
  return {
    caption: 'Highlight reports',
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

/** From when to when a meeting lasts, if every item keeps to its minutes. */
export function timesShown(meeting: Meeting, agenda: readonly AgendaEntry[]): string {
  const starts = timeShown(meeting.startsAt);
  return agenda.length === 0 ? starts : `${starts} to about ${timeShown(endsAt(meeting.startsAt, agenda))}`;
}

/** The paragraphs of a text as it was typed. */
export function paragraphs(text: string): string[] {
  return text.split('\n').filter((line) => line.trim() !== '');
}
