import type { Day } from '../calendar/day.ts';
import type { Db } from '../platform/database.ts';
import { refused } from '../platform/refusal.ts';
import { findRecord, listRecords } from '../registers/register.store.ts';
import type { Register } from '../registers/register.ts';
import { readMeetingChoices } from './meeting.store.ts';
import type { Meeting } from './meeting.ts';
import { MEMBERS, type Member, memberHref, readMemberChoices } from './member.ts';
import { demandUnconfirmed } from './minutes-confirmation.store.ts';
import { PAPERS, readPaperChoices } from './paper.ts';

export const CONDUCT = {
  declared: { text: 'Declared before the meeting', classes: 'govuk-tag--grey' },
  stayed: { text: 'Stayed and took part', classes: 'govuk-tag--yellow' },
  'no-part': { text: 'Stayed and took no part', classes: 'govuk-tag--light-blue' },
  withdrew: { text: 'Withdrew', classes: 'govuk-tag--green' },
} as const;

export type Conduct = keyof typeof CONDUCT;

/** An interest that a member declared, and what they did when it came up. */
export interface Declaration {
  ref: string;
  meeting: string;
  /** Of the member or substitute. */
  member: string;
  /** The paper that it concerns; null for the whole meeting. */
  paper: string | null;
  interest: string;
  conduct: Conduct;
}

/**
 * Interests that members declared, by meeting. Refused by name: `other-meeting` for a paper of another meeting,
 * `confirmed` once the notes of the meeting are confirmed.
 */
export const DECLARATIONS: Register = {
  code: 'declaration',
  table: 'declaration',
  path: '/declarations',
  prefix: 'DI',
  title: 'Declarations of interest',
  one: 'declaration',
  lede: ['Interests that members declared, and what they did when the matter came up.'],
  empty: 'No interest has been declared.',
  way: [{ text: 'Meetings', href: '/meetings' }],
  acts: { read: 'meeting.read', add: 'meeting.edit', change: 'meeting.edit' },
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
    { name: 'member', label: 'Member', kind: 'choice', choices: readMemberChoices, href: memberHref, list: true },
    {
      name: 'paper',
      label: 'Paper',
      kind: 'choice',
      choices: readPaperChoices,
      href: (ref) => `${PAPERS.path}/${ref}`,
      optional: true,
      hint: 'Leave it open where the interest concerns the whole meeting',
      list: true,
    },
    { name: 'interest', label: 'Interest', kind: 'longText', longest: 2000, list: true },
    {
      name: 'conduct',
      label: 'What they did',
      kind: 'choice',
      choices: Object.entries(CONDUCT).map(([value, { text }]) => ({ value, text })),
      radios: true,
      tag: (value) => CONDUCT[value as Conduct].classes,
      list: true,
    },
  ],
  name: ({ member }, choices) => choices.get('member')?.find(({ value }) => value === member)?.text ?? String(member),
  checkKept: async (act, answers) => {
    const { trx, doer } = act;
    await demandUnconfirmed(act, String(answers.meeting));
    await findRecord(trx, doer.officeId, MEMBERS, String(answers.member));
    if (answers.paper === null) return;
    const paper = await findRecord(trx, doer.officeId, PAPERS, String(answers.paper));
    if (paper.answers.meeting === answers.meeting) return;
    throw refused('other-meeting', `${paper.ref} is a paper of ${paper.answers.meeting}. Choose another.`, 'paper');
  },
};

/**
 * Whoever declares an interest of their own, as a member or a substitute. Refused by name: `not-member` where they sit for
 * nobody at the meeting, `over` after its day.
 */
export function demandDeclaring(member: Member | null, { heldOn }: Pick<Meeting, 'heldOn'>, today: Day): Member {
  if (member === null) {
    throw refused('not-member', 'You sit for nobody at this meeting. The secretariat records what others declare.');
  }
  if (heldOn < today) throw refused('over', 'The meeting is over. Tell the secretariat, who records it.');
  return member;
}

/** What was declared for a meeting, or ever, as recorded up to an act. */
export async function listDeclarations(
  db: Db,
  officeId: number,
  where: { meeting?: string; upToSeq?: number } = {},
): Promise<Declaration[]> {
  const records = await listRecords(db, officeId, DECLARATIONS, where.upToSeq);
  return records
    .map(({ ref, answers }) => ({
      ref,
      meeting: String(answers.meeting),
      member: String(answers.member),
      paper: answers.paper as string | null,
      interest: String(answers.interest),
      conduct: answers.conduct as Conduct,
    }))
    .filter(({ meeting }) => where.meeting === undefined || meeting === where.meeting);
}
