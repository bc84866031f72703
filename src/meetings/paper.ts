import { type Day, formatDay } from '../calendar/day.ts';
import { refused } from '../platform/refusal.ts';
import { tagged, words } from '../platform/table.ts';
import { type Answers, type ReadChoices, valuesOf } from '../registers/field.ts';
import { listRecords } from '../registers/register.store.ts';
import type { Kept, Reader, Register } from '../registers/register.ts';
import { demandItemOf, readItemChoices } from './agenda.store.ts';
import { circulatedBy, MEETING_RULES } from './circulation.ts';
import { findMeeting, readMeetingChoices } from './meeting.store.ts';
import { PURPOSES } from './meeting.ts';
import { readMemberChoices } from './member.ts';
import { readAboutPapers } from './paper-beside.ts';

export const MARKINGS = ['OFFICIAL', 'OFFICIAL-SENSITIVE'] as const;
export type Marking = (typeof MARKINGS)[number];

/** The higher of markings: what papers carry together. Without any, OFFICIAL. */
export function highestMarking(markings: readonly Marking[]): Marking {
  return markings.includes('OFFICIAL-SENSITIVE') ? 'OFFICIAL-SENSITIVE' : 'OFFICIAL';
}

/** What a paper says it would mean, by field and heading, in the order of the cover sheet. */
export const IMPLICATIONS = {
  finance: 'Finance',
  legal: 'Legal',
  staff: 'Human resources',
  technology: 'Information technology',
  communications: 'Communications',
  equality: 'Equality',
  dataProtection: 'Data protection',
} as const;

export type Implication = keyof typeof IMPLICATIONS;

/** A paper as its cover sheet says it. */
export interface Paper {
  ref: string;
  meeting: string;
  /** Its place among the papers of its meeting, from 1; one that is withdrawn keeps its own. */
  number: number;
  /** The agenda item that it is for, by the item's number; null for one that is for the whole meeting. */
  item: string | null;
  title: string;
  datedOn: Day;
  author: string;
  sponsor: string | null;
  purpose: keyof typeof PURPOSES;
  summary: string;
  recommendation: string | null;
  background: string | null;
  content: string | null;
  implications: { implication: Implication; heading: string; text: string }[];
  contact: string;
  marking: Marking;
  originator: string;
  handling: string | null;
  /** References of the members on whose list it is; null for every member. */
  distribution: string[] | null;
  /** Null while it is a draft, which members are not shown. */
  circulatedOn: Day | null;
  /** Why it is late, with the chair's consent; null when it was in time. */
  late: { reason: string; consent: string } | null;
  withdrawn: boolean;
  enteredBy: number | null;
  /** How often it was changed, and by which act last. */
  version: number;
  seq: number;
}

/** Papers as choices by reference and meeting alone: a title is for those on the paper's list. */
export const readPaperChoices: ReadChoices = async (db, officeId) =>
  (await listRecords(db, officeId, PAPERS)).map(({ ref, answers }) => ({
    value: ref,
    text: `${ref} of ${answers.meeting}`,
    past: answers.standing === 'withdrawn',
  }));

const implications = Object.entries(IMPLICATIONS).map(
  ([name, heading]) =>
    ({ name, label: `Implications: ${heading.toLowerCase()}`, kind: 'longText', optional: true }) as const,
);

/**
 * The papers of meetings, each with its cover sheet, its marking and its distribution list. Who is not on the list of a
 * paper that names its readers is not shown it; a draft is for those who prepare papers. Refused by name: `named`,
 * `late` and `not-late`, `recommendation`, `other-meeting`.
 */
export const PAPERS: Register = {
  code: 'paper',
  table: 'paper',
  path: '/papers',
  prefix: 'P',
  title: 'Papers',
  one: 'paper',
  lede: [
    'The papers of meetings with their cover sheets. A paper that names its readers is shown to them alone, and to those who prepare the meeting.',
  ],
  empty: 'There is no paper that you may read.',
  way: [{ text: 'Meetings', href: '/meetings' }],
  acts: { read: 'paper.read', add: 'paper.enter', change: 'paper.enter' },
  fields: [
    {
      name: 'meeting',
      label: 'Meeting',
      kind: 'choice',
      choices: readMeetingChoices,
      href: (ref) => `/meetings/${ref}`,
      fixed: true,
      list: true,
      filter: true,
    },
    { name: 'item', label: 'Agenda item', kind: 'choice', choices: readItemChoices, optional: true },
    { name: 'title', label: 'Title', kind: 'text', list: true },
    { name: 'dated', label: 'Date of the paper', kind: 'day' },
    { name: 'author', label: 'Author', kind: 'text', list: true },
    { name: 'sponsor', label: 'Sponsor', kind: 'text', optional: true, hint: 'The member who puts it to the group' },
    {
      name: 'purpose',
      label: 'Purpose',
      kind: 'choice',
      choices: Object.entries(PURPOSES).map(([value, text]) => ({ value, text })),
      radios: true,
      list: true,
    },
    { name: 'summary', label: 'Executive summary', kind: 'longText' },
    {
      name: 'recommendation',
      label: 'Recommendation',
      kind: 'longText',
      optional: true,
      hint: 'What the group is asked to recommend; a paper for decision must have one',
    },
    { name: 'background', label: 'Background', kind: 'longText', optional: true, longest: 10_000 },
    { name: 'content', label: 'Content', kind: 'longText', optional: true, longest: 20_000 },
    ...implications,
    { name: 'contact', label: 'Contact', kind: 'text', hint: 'A post with its telephone number or e-mail address' },
    {
      name: 'marking',
      label: 'Marking',
      kind: 'choice',
      choices: MARKINGS.map((value) => ({ value, text: value })),
      radios: true,
      list: true,
    },
    { name: 'originator', label: 'Originator', kind: 'text', hint: 'The body that the paper comes from' },
    {
      name: 'handling',
      label: 'Handling instruction',
      kind: 'text',
      optional: true,
      hint: 'For example: do not copy or pass on',
    },
    {
      name: 'distribution',
      label: 'Distribution',
      kind: 'choice',
      choices: [
        { value: 'all', text: 'Every member' },
        { value: 'named', text: 'Only the members named below' },
      ],
      radios: true,
    },
    { name: 'named', label: 'Members on its list', kind: 'several', choices: readMemberChoices, optional: true },
    {
      name: 'circulated',
      label: 'Circulated on',
      kind: 'day',
      past: true,
      optional: true,
      hint: 'Leave it empty while the paper is a draft: members are shown it once it is circulated',
      list: true,
    },
    {
      name: 'late',
      label: 'Why it is late',
      kind: 'longText',
      optional: true,
      hint: `Only where fewer than ${MEETING_RULES.noticeClearWorkingDays} clear working days lie before the meeting`,
    },
    { name: 'consent', label: 'The chair’s consent', kind: 'text', optional: true, hint: 'Who gave it, and when' },
    {
      name: 'standing',
      label: 'Standing',
      kind: 'choice',
      choices: [
        { value: 'stands', text: 'Stands' },
        { value: 'withdrawn', text: 'Withdrawn' },
      ],
      radios: true,
    },
  ],
  derived: [
    {
      heading: 'State',
      cell: ({ answers, beside }) => {
        if (answers.standing === 'withdrawn') return tagged({ text: 'Withdrawn', classes: 'govuk-tag--grey' });
        if (answers.circulated === null) return tagged({ text: 'Draft', classes: 'govuk-tag--yellow' });
        return isLate(answers, beside)
          ? tagged({ text: 'Late', classes: 'govuk-tag--orange' })
          : tagged({ text: 'Circulated', classes: 'govuk-tag--green' });
      },
    },
    { heading: 'In time until', cell: ({ beside }) => words(formatDay(String(beside?.lastOn))) },
  ],
  mark: markingShown,
  name: ({ title }) => String(title),
  readBeside: readAboutPapers,
  reads: mayReadPaper,
  check: checkPaper,
  checkKept: async (act, answers) => {
    const { heldOn } = await findMeeting(act.trx, act.doer.officeId, String(answers.meeting));
    await demandItemOf(act, answers.item, String(answers.meeting));
    demandInTime(answers, heldOn);
  },
  order: (a, b) => String(b.answers.meeting).localeCompare(String(a.answers.meeting)) || a.ref.localeCompare(b.ref),
};

/** A paper's marking with its originator and how it is to be handled: printed above and below it. */
export function markingShown({ marking, originator, handling }: Answers): string {
  return [marking, originator, handling].filter((said) => said !== null).join(' · ');
}

function checkPaper({ distribution, named, late, consent, purpose, recommendation }: Answers): void {
  if ((distribution === 'named') !== valuesOf(named).length > 0) {
    throw refused(
      'named',
      distribution === 'named'
        ? 'Name the members on the list of the paper, or let every member have it.'
        : 'Every member has this paper: untick the members, or choose that only they have it.',
      'distribution',
    );
  }
  if ((late === null) !== (consent === null)) {
    const field = late === null ? 'late' : 'consent';
    throw refused('late', 'A late paper needs both: why it is late, and the chair’s consent.', field);
  }
  if (purpose === 'decision' && recommendation === null) {
    throw refused(
      'recommendation',
      'A paper for decision says what the group is asked to recommend.',
      'recommendation',
    );
  }
}

/** Refused as `late` after the last day of circulation without a reason, and as `not-late` with one before it. */
function demandInTime({ circulated, late }: Answers, heldOn: Day): void {
  if (typeof circulated !== 'string') return;
  const last = circulatedBy(heldOn);
  if (circulated > last && late === null) {
    throw refused(
      'late',
      `Papers for ${formatDay(heldOn)} go out by ${formatDay(last)}, so that ` +
        `${MEETING_RULES.noticeClearWorkingDays} clear working days lie before the meeting. ` +
        'Say why this one is late, and record the chair’s consent.',
      'late',
    );
  }
  if (circulated <= last && late !== null) {
    throw refused('not-late', `It was in time: papers go out by ${formatDay(last)}. Leave the reason empty.`, 'late');
  }
}

function isLate({ circulated }: Answers, beside: Answers | undefined): boolean {
  return typeof circulated === 'string' && circulated > String(beside?.lastOn);
}

/**
 * Who may read it. A draft: whoever wrote it, and those who see to the meeting. One that names its readers, or that is
 * OFFICIAL-SENSITIVE: the members on its list too, since that marking means need to know. Any other: everybody.
 */
function mayReadPaper({ person, may }: Reader, { answers, beside }: Pick<Kept, 'answers' | 'beside'>): boolean {
  const isAmong = (ids: Answers[string] | undefined) => valuesOf(ids).includes(String(person.id));
  if (may('paper.read-all') || isAmong(beside?.writers)) return true;
  if (answers.circulated === null || answers.standing === 'withdrawn') return false;
  return (answers.distribution === 'all' && answers.marking === 'OFFICIAL') || isAmong(beside?.readers);
}
