import { formatShortDay } from '../calendar/day.ts';
import { DECISIONS_ASKED } from '../meetings/decision-asked-register.ts';
import { PAPERS } from '../meetings/paper.ts';
import type { ActName } from '../people/may.ts';
import type { Row } from '../platform/database.ts';
import type { Register } from '../registers/register.ts';

/** What is found, as a page shows it: a link and a line of context, made of what everyone who may open it sees there. */
export interface Found {
  text: string;
  href: string;
  context: string;
}

/** A sort of record that the search finds: its source in SEARCHED, who may see it, and how it is shown. */
export interface SearchKind {
  source: string;
  title: string;
  act: ActName;
  table: string;
  /** Given where each record is for some of those who may see the sort: which, the register says. */
  register?: Register;
  /** Of a row with its texts spelled out. */
  found(row: Row): Found;
}

const LONGEST_CONTEXT = 160;

/** The sorts of records in the order of the page. None of them holds a count of people, and none a draft of a notice. */
export const SEARCH_KINDS: readonly SearchKind[] = [
  kind('initiative', 'Initiatives', 'initiative.read', (row) => at('/initiatives', row.ref, row.name, row.purpose)),
  kind('agreement', 'Agreements', 'agreement.read', (row) =>
    at('/agreements', row.ref, row.ref, `${row.initiative}. ${row.purpose ?? ''}`),
  ),
  kind('organisation', 'Organisations', 'organisation.read', (row) => ({
    text: row.name,
    href: `/organisations/${row.id}`,
    context: '',
  })),
  kind('decision', 'Decisions', 'fund.read', (row) =>
    at('/decisions', row.ref, row.title, `Decided on ${formatShortDay(row.decided_on)}`),
  ),
  kind('import_batch', 'Imported batches', 'spend.read', (row) => at('/imports', row.ref, row.ref, row.file_name)),
  kind('claim', 'Claims', 'claim.read', (row) =>
    at('/claims', row.ref, row.ref, `Under ${row.agreement}, received on ${formatShortDay(row.received_on)}`),
  ),
  kind('payable', 'To be paid', 'claim.read', (row) =>
    at('/payables', row.ref, row.ref, `For ${row.claim_ref}, due by ${formatShortDay(row.due_on)}`),
  ),
  kind('milestone', 'Milestones', 'delivery.read', (row) => at('/milestones', row.ref, row.title, of(row))),
  kind('risk', 'Risks', 'delivery.read', (row) => at('/risks', row.ref, row.title, of(row))),
  kind('issue', 'Issues', 'delivery.read', (row) => at('/issues', row.ref, row.title, of(row))),
  kind('lesson', 'Lessons', 'delivery.read', (row) => at('/lessons', row.ref, row.title, of(row))),
  kind('meeting', 'Meetings', 'meeting.read', (row) =>
    at('/meetings', row.ref, row.ref, `Held on ${formatShortDay(row.held_on)}, ${row.place}`),
  ),
  kind('agenda_item', 'Agenda items', 'meeting.read', (row) => at('/meetings', row.meeting_ref, row.title)),
  kind('meeting_decision', 'Decisions taken by PEG', 'meeting.read', (row) =>
    at('/meetings', row.meeting_ref, row.title, row.outcome),
  ),
  kind('meeting_action', 'Actions of PEG', 'meeting.read', (row) =>
    at('/meetings', row.meeting_ref, row.what, `Due by ${formatShortDay(row.due_on)}`),
  ),
  {
    ...kind('paper', 'Papers', 'paper.read', (row) => at(PAPERS.path, row.ref, row.title, `For ${row.meeting}`)),
    register: PAPERS,
  },
  {
    ...kind('decision_asked', 'Decisions asked', 'paper.read', (row) =>
      at(DECISIONS_ASKED.path, row.ref, row.title, row.asked),
    ),
    register: DECISIONS_ASKED,
  },
  kind('peg_member', 'Members of PEG', 'meeting.read', (row) => at('/peg-members', row.ref, row.name, row.post)),
  kind('briefing_text', 'Letters and briefings', 'briefing.read', (row) =>
    at('/briefings', row.briefing_ref, row.title, `To ${row.addressee.split('\n')[0]}`),
  ),
  kind('pack', 'Packs', 'pack.read', (row) => ({
    text: `Pack of ${row.meeting_ref}, version ${row.version}`,
    href: `/packs/${row.meeting_ref}/${row.version}`,
    context: '',
  })),
  kind('return_filing', 'Returns', 'return.read', (row) => ({
    text: `${row.ref}, draft ${row.draft}`,
    href: `/returns/${row.ref}/${row.draft}`,
    context: '',
  })),
  kind('inspection', 'Inspections', 'assurance.read', (row) =>
    at(
      '/inspections',
      row.ref,
      row.title,
      row.published_on === null ? 'Not published yet' : `Published on ${formatShortDay(row.published_on)}`,
    ),
  ),
  kind('recommendation', 'Recommendations', 'assurance.read', (row) =>
    at('/recommendations', row.ref, row.title, row.text),
  ),
  kind('recommendation_action', 'Actions on recommendations', 'assurance.read', (row) =>
    at('/recommendation-actions', row.ref, row.what, `For ${row.recommendation}`),
  ),
  kind('chief_question', 'Questions to the Chief Constable', 'assurance.read', (row) =>
    at('/questions', row.ref, row.ref, row.question),
  ),
  kind('engagement', 'Engagements with young people', 'voice.read', (row) =>
    at('/engagements', row.ref, row.group, row.heard),
  ),
  kind('sharing_agreement', 'Sharing agreements', 'contact.read', (row) =>
    at('/sharing-agreements', row.ref, row.title, row.purpose),
  ),
  kind('tender', 'Invitations to tender', 'publication.read', (row) => at('/tenders', row.ref, row.title, row.purpose)),
  kind('measure', 'Measures', 'measure.read', (row) => ({
    text: row.name,
    href: `/measures/${row.code}`,
    context: row.initiative === null || row.initiative === '' ? '' : `Of ${row.initiative}`,
  })),
];

function kind(source: string, title: string, act: ActName, found: (row: Row) => Found): SearchKind {
  return { source, title, act, table: source, found };
}

function at(path: string, ref: string, text: string, context: string | null = ''): Found {
  const said = text === ref ? (context ?? '') : [ref, context].filter((part) => part).join('. ');
  const shown = said.length > LONGEST_CONTEXT ? `${said.slice(0, LONGEST_CONTEXT).trimEnd()}…` : said;
  return { text, href: `${path}/${ref}`, context: shown };
}

function of(row: Row): string {
  return `Of ${row.initiative}`;
}
