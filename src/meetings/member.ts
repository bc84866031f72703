import type { Day } from '../calendar/day.ts';
import { readOrganisationChoices } from '../partners/party.ts';
import { listPeople } from '../people/person.store.ts';
import { refused } from '../platform/refusal.ts';
import { words } from '../platform/table.ts';
import type { Answers, ReadChoices } from '../registers/field.ts';
import { listRecords } from '../registers/register.store.ts';
import type { Kept, Register } from '../registers/register.ts';

/** Somebody who sits on the PEG for a body, or who sits there in a member's place. */
export interface Member {
  ref: string;
  name: string;
  /** Told apart from those of every other member: see `initialsOf`. */
  initials: string;
  /** The number of the organisation that survives, where theirs was merged. */
  organisation: number;
  organisationName: string;
  post: string | null;
  /** Who of the office's people they are when they sign in; null when they do not. */
  personId: number | null;
  /** The member in whose place they sit; null for a member. */
  substituteFor: string | null;
  from: Day;
  until: Day | null;
}

/** Whether a member's term covers a day. */
export function isInTerm({ from, until }: Pick<Member, 'from' | 'until'>, on: Day): boolean {
  return from <= on && (until === null || on <= until);
}

/** The members' page by reference. */
export function memberHref(ref: string): string {
  return `/peg-members/${ref}`;
}

/** Every member as a choice; those whose term is over name old answers. */
export const readMemberChoices: ReadChoices = async (db, officeId, today) =>
  (await listRecords(db, officeId, MEMBERS)).map(({ ref, answers }) => ({
    value: ref,
    text: `${ref} ${answers.name}`,
    past: typeof answers.until === 'string' && answers.until < today,
  }));

const readSignIns: ReadChoices = async (db, officeId) =>
  (await listPeople(db, officeId)).map(({ id, name }) => ({ value: String(id), text: name }));

/**
 * Who sits on the PEG and for which body, with their terms; and who sits in whose place. Refused by name: `term` for an
 * end before the beginning, `no-member` and `substitute` for a substitute of nobody or of another substitute, `sign-in`
 * where the account is another member's in the same days.
 */
export const MEMBERS: Register = {
  code: 'peg-member',
  table: 'peg_member',
  path: '/peg-members',
  prefix: 'PM',
  title: 'Members of PEG',
  one: 'member',
  lede: ['Who sits on the Partnership Executive Group, for which body and until when, and who sits in whose place.'],
  empty: 'No member has been recorded.',
  way: [{ text: 'Meetings', href: '/meetings' }],
  acts: { read: 'meeting.read', add: 'meeting.edit', change: 'meeting.edit' },
  fields: [
    { name: 'name', label: 'Name', kind: 'text', list: true },
    {
      name: 'organisation',
      label: 'Organisation',
      kind: 'choice',
      choices: readOrganisationChoices,
      href: (id) => `/organisations/${id}`,
      list: true,
      filter: true,
    },
    { name: 'post', label: 'Post', kind: 'text', optional: true, list: true },
    {
      name: 'substituteFor',
      label: 'Substitute for',
      kind: 'choice',
      choices: readMemberChoices,
      optional: true,
      hint: 'Only for somebody who sits in the place of a member',
      list: true,
    },
    { name: 'from', label: 'Term from', kind: 'day', list: true },
    { name: 'until', label: 'Term until', kind: 'day', optional: true, list: true },
    {
      name: 'person',
      label: 'Signs in as',
      kind: 'choice',
      choices: readSignIns,
      optional: true,
      hint: 'They then get notice of meetings, and their own page',
    },
  ],
  derived: [
    {
      heading: 'State',
      cell: ({ answers }, today) => words(isInTerm(termOf(answers), today) ? 'In term' : 'Not in term'),
    },
  ],
  name: ({ name }) => String(name),
  check: ({ from, until }) => {
    if (typeof until === 'string' && until < String(from)) {
      throw refused('term', 'The term ends before it begins. Enter its days again.', 'until-day');
    }
  },
  checkKept: async ({ trx, doer }, answers, before) => {
    const others = (await listRecords(trx, doer.officeId, MEMBERS)).filter(({ ref }) => ref !== before?.ref);
    demandSubstitute(answers, others);
    demandSignIn(answers, others);
  },
};

function termOf(answers: Answers): Pick<Member, 'from' | 'until'> {
  return { from: String(answers.from), until: answers.until as Day | null };
}

function demandSubstitute({ substituteFor }: Answers, others: readonly Kept[]): void {
  if (substituteFor === null || substituteFor === undefined) return;
  const member = others.find(({ ref }) => ref === substituteFor);
  if (member === undefined) {
    throw refused('no-member', 'Nobody sits in their own place. Choose another member.', 'substituteFor');
  }
  if (member.answers.substituteFor !== null) {
    throw refused('substitute', `${member.answers.name} is a substitute too. Choose a member.`, 'substituteFor');
  }
}

function demandSignIn(answers: Answers, others: readonly Kept[]): void {
  if (answers.person === null) return;
  const { from, until } = termOf(answers);
  const taken = others.find((other) => {
    const term = termOf(other.answers);
    const overlaps = (term.until === null || from <= term.until) && (until === null || term.from <= until);
    return other.answers.person === answers.person && overlaps;
  });
  if (taken === undefined) return;
  throw refused('sign-in', `${taken.answers.name} (${taken.ref}) signs in so already. Choose another.`, 'person');
}

/**
 * Initials by reference. Where two people have the same, each is named with the whole last name; people of the same name
 * are numbered. A real note of 2014 had "MG" twice, and nobody can tell now who was there.
 */
export function initialsOf(people: readonly { ref: string; name: string }[]): Map<string, string> {
  const short = people.map(({ name }) => initials(name, 1));
  const longer = people.map(({ name }, index) =>
    isTwice(short, short[index]) ? initials(name, Number.MAX_SAFE_INTEGER) : (short[index] as string),
  );
  const told = longer.map((text, index) =>
    isTwice(longer, text) ? `${text} ${longer.slice(0, index + 1).filter((other) => other === text).length}` : text,
  );
  return new Map(people.map(({ ref }, index) => [ref, told[index] as string]));
}

function isTwice(texts: readonly string[], text: string | undefined): boolean {
  return texts.filter((other) => other === text).length > 1;
}

/** A name without what stands in brackets after it. */
function namesOf(name: string): string[] {
  return name
    .replace(/\([^)]*\)/g, ' ')
    .split(/[\s-]+/)
    .filter((part) => /^\p{L}/u.test(part));
}

/** The first letters of a name, with so many of the last one's. */
function initials(name: string, letters: number): string {
  const names = namesOf(name);
  const last = [...(names.at(-1) ?? name)].slice(0, letters).join('');
  const before = names.slice(0, -1).map((part) => [...part][0] ?? '');
  return before.map((letter) => letter.toUpperCase()).join('') + last.charAt(0).toUpperCase() + last.slice(1);
}
