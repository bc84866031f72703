import { addDays, type Day, formatDay } from '../calendar/day.ts';
import { DISTRICTS, placeChoices } from '../partners/place.ts';
import { isDistrictDoer } from '../people/may.ts';
import { counted } from '../platform/count.ts';
import { refused } from '../platform/refusal.ts';
import type { ReadChoices } from '../registers/field.ts';
import { listRecords } from '../registers/register.store.ts';
import type { Kept, Register } from '../registers/register.ts';
import { ASSURANCE } from './inspection.ts';
import { OFFICE_TARGETS } from './office-target.ts';
import { BLUE, GREEN, isPast, RED, type State, stateCell, stateChoices, YELLOW } from './progress.ts';
import { readAboutEngagements } from './voice-beside.ts';

/** Where what children said stands beside what changed. */
export const VOICE = { text: 'The child’s voice', href: '/voice' };

/** How an engagement was held. */
export const MANNERS = [
  { value: 'session', text: 'A session with a group' },
  { value: 'survey', text: 'A survey' },
  { value: 'visit', text: 'A visit' },
  { value: 'letter', text: 'A letter from a group' },
];

const STATES = {
  overdue: { text: 'Answer overdue', classes: RED },
  unanswered: { text: 'To be answered', classes: BLUE },
  'under-way': { text: 'Answered, under way', classes: BLUE },
  'not-told': { text: 'To be fed back', classes: YELLOW },
  told: { text: 'Answered and fed back', classes: GREEN },
} satisfies Record<string, State>;

/** By when what was heard is answered: the office's own target. */
function answerDue({ held }: Kept['answers']): Day {
  return addDays(String(held), OFFICE_TARGETS.answerHeardWithinDays);
}

/** Whether what was heard has been answered, and the group told of each answer. */
function engagementState({ answers, beside }: Kept, today: Day): keyof typeof STATES {
  if (Number(beside?.answers ?? 0) === 0) return isPast(answerDue(answers), today) ? 'overdue' : 'unanswered';
  if (Number(beside?.notTold) === 0) return 'told';
  return beside?.tellBy === null ? 'under-way' : 'not-told';
}

/** The state of an engagement as a cell. */
export function engagementStateCell(record: Kept, today: Day) {
  return stateCell(STATES[engagementState(record, today)]);
}

const GENERAL =
  'In general words: themes, never what one child said in their own words, and nothing about a single child.';

/**
 * How children and young people were heard, as groups. Nothing is kept about a single child: what is typed goes through
 * the gate on words, and the number who took part is hidden from 1 to 5. Refused by name: `district` when a district's
 * contact enters for the whole county.
 */
export const ENGAGEMENTS: Register = {
  code: 'engagement',
  table: 'engagement',
  gated: true,
  path: '/engagements',
  prefix: 'EN',
  title: 'Engagements with young people',
  one: 'engagement',
  lede: ['When and how groups of children and young people were heard, and what they said in general words.'],
  empty: 'No engagement has been recorded.',
  way: [ASSURANCE, VOICE],
  acts: { read: 'voice.read', add: 'voice.enter', change: 'voice.enter' },
  fields: [
    {
      name: 'group',
      label: 'Group',
      kind: 'text',
      list: true,
      hint: 'Such as Youth Voice Your PCC; never a class of a school',
    },
    { name: 'held', label: 'When', kind: 'day', past: true, list: true },
    { name: 'manner', label: 'How', kind: 'choice', choices: MANNERS, radios: true, list: true, filter: true },
    {
      name: 'district',
      label: 'District',
      kind: 'choice',
      choices: placeChoices(DISTRICTS),
      optional: true,
      list: true,
      filter: true,
      hint: 'Leave it open for all West Yorkshire',
    },
    {
      name: 'tookPart',
      label: 'How many took part',
      heading: 'Took part',
      kind: 'whole',
      people: true,
      optional: true,
      most: 100_000,
      list: true,
    },
    {
      name: 'ages',
      label: 'Ages',
      kind: 'choice',
      optional: true,
      hint: 'Only where many took part',
      choices: [
        { value: 'under-18', text: 'Under 18' },
        { value: '16-to-25', text: '16 to 25' },
        { value: 'mixed', text: 'Under 18 and older' },
      ],
    },
    { name: 'facilitatedBy', label: 'Facilitated by', kind: 'text', hint: 'A post or a body' },
    {
      name: 'consent',
      label: 'Consent',
      kind: 'choice',
      radios: true,
      choices: [
        { value: 'each', text: 'Each took part by their own consent' },
        { value: 'each-and-carers', text: 'Their own, and that of parents or carers' },
        { value: 'anonymous', text: 'An anonymous survey or letter, with its purpose said' },
      ],
    },
    {
      name: 'support',
      label: 'Support on hand',
      kind: 'choice',
      radios: true,
      choices: [
        { value: 'present', text: 'Somebody who could help was there' },
        { value: 'signposted', text: 'Where to find help was said or printed' },
      ],
    },
    {
      name: 'heard',
      label: 'What was heard',
      kind: 'longText',
      hint: `${GENERAL} No quotation: say it in other words.`,
    },
  ],
  derived: [
    {
      heading: 'State',
      cell: engagementStateCell,
    },
  ],
  narrow: [
    {
      name: 'state',
      label: 'State',
      choices: stateChoices(STATES),
      of: (record, today) => [engagementState(record, today)],
    },
  ],
  name: ({ group, held }) => `${String(group)}, ${formatDay(String(held))}`,
  district: ({ district }) => (typeof district === 'string' ? district : null),
  checkKept: async (act, { district }, before) => {
    const isCounty = district === null || (before !== null && before.answers.district === null);
    if (isCounty && isDistrictDoer(act.doer, 'voice.enter')) {
      throw refused('district', 'You enter this for your own district, not for all West Yorkshire.', 'district');
    }
  },
  readBeside: readAboutEngagements,
  order: (a, b) => String(b.answers.held).localeCompare(String(a.answers.held)) || a.ref.localeCompare(b.ref),
  warn: (record, today) => {
    const { ref, answers, beside } = record;
    if (engagementState(record, today) === 'overdue') {
      return `${ref}: what was heard was to be answered by ${formatDay(answerDue(answers))}. Say what changed, or why nothing does.`;
    }
    const late = Number(beside?.notTold ?? 0);
    if (!isPast(beside?.tellBy, today)) return null;
    return `${ref}: the group was to be told by ${formatDay(String(beside?.tellBy))}; ${counted(late, 'answer waits', 'answers wait')} to be fed back.`;
  },
};

/** Every engagement as the choices of a question. */
export const readEngagementChoices: ReadChoices = async (db, officeId) =>
  (await listRecords(db, officeId, ENGAGEMENTS)).map(({ ref, answers }) => ({
    value: ref,
    text: `${ref} ${ENGAGEMENTS.name(answers, new Map())}`,
  }));

/** Where an engagement's own page is. */
export function engagementHref(ref: string): string {
  return `${ENGAGEMENTS.path}/${ref}`;
}
