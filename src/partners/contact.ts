import { addDays, type Day, daysBetween, formatDay } from '../calendar/day.ts';
import { isMailAddress } from '../platform/mail-address.ts';
import { refused } from '../platform/refusal.ts';
import { tagged } from '../platform/table.ts';
import type { Answers } from '../registers/field.ts';
import { listRecords } from '../registers/register.store.ts';
import type { Kept, Register } from '../registers/register.ts';
import { DISTRICT_CHOICES } from './organisation.form.ts';
import { readOrganisationChoices } from './party.ts';
import { DISTRICTS_HOME } from './way.ts';

/** What each district names a single point of contact for (the councils' arrangement with the Commissioner). */
export const SUBJECTS = { cse: 'CSE', missing: 'missing data' } as const;
export type Subject = keyof typeof SUBJECTS;

const ROLES = [
  { value: 'cse', text: 'Contact for CSE' },
  { value: 'missing', text: 'Contact for missing data' },
  { value: 'both', text: 'Contact for CSE and missing data' },
  { value: 'deputy', text: 'Deputy' },
];
/** Whom a deputy stands in for: the contact for this, whoever that is. */
export const DEPUTISED = { ...SUBJECTS, both: 'CSE and missing data' } as const;
const DEPUTISED_CHOICES = Object.entries(DEPUTISED).map(([value, text]) => ({
  value,
  text: `The contact for ${text}`,
}));

/** For how many days two may hold a role while one hands over to the other. */
export const HANDOVER_DAYS = 28;

/** Somebody's time in a role, both ends included; an open one has no end yet. */
export interface Holding {
  from: Day;
  until: Day | null;
}

/** What a contact is the single point for; nothing for a deputy. */
export function subjectsOf({ role }: Answers): Subject[] {
  if (role === 'both') return ['cse', 'missing'];
  return role === 'cse' || role === 'missing' ? [role] : [];
}

export function holdingOf({ from, until }: Answers): Holding {
  return { from: String(from), until: until === null || until === undefined ? null : String(until) };
}

/** For how many days two times overlap; without end where both are open. */
export function overlapDays(a: Holding, b: Holding): number {
  const from = [a.from, b.from].sort()[1] as Day;
  const ends = [a.until, b.until].filter((until) => until !== null).sort();
  const [first] = ends;
  return first === undefined ? Number.POSITIVE_INFINITY : Math.max(0, daysBetween(from, first) + 1);
}

/** How many days of a span no holding covers. */
export function vacantDays(holdings: readonly Holding[], span: { from: Day; until: Day }): number {
  let vacant = 0;
  let next = span.from;
  for (const { from, until } of holdings.toSorted((a, b) => (a.from < b.from ? -1 : 1))) {
    const last = until === null || until > span.until ? span.until : until;
    if (last < next || from > span.until) continue;
    if (from > next) vacant += daysBetween(next, from);
    next = addDays(last, 1);
  }
  return next > span.until ? vacant : vacant + daysBetween(next, span.until) + 1;
}

function stateOf(answers: Answers, today: Day): { text: string; classes: string } {
  const { from, until } = holdingOf(answers);
  if (from > today) return { text: 'To come', classes: 'govuk-tag--blue' };
  if (until !== null && until < today) return { text: 'Ended', classes: 'govuk-tag--grey' };
  return { text: 'In post', classes: 'govuk-tag--green' };
}

/** Refuses (`two-holders`) a second holder of a role in a district beyond the time of a handover. */
function demandOneHolder(answers: Answers, own: string | null, kept: readonly Kept[]): void {
  for (const subject of subjectsOf(answers)) {
    const other = kept.find(
      (record) =>
        record.ref !== own &&
        record.answers.district === answers.district &&
        subjectsOf(record.answers).includes(subject) &&
        overlapDays(holdingOf(record.answers), holdingOf(answers)) > HANDOVER_DAYS,
    );
    if (other === undefined) continue;
    const { from, until } = holdingOf(other.answers);
    const time = until === null ? `since ${formatDay(from)}` : `from ${formatDay(from)} to ${formatDay(until)}`;
    throw refused(
      'two-holders',
      `The district has a contact for ${SUBJECTS[subject]} ${time} (${other.ref}). Give that one an end first; two may ` +
        `hold the role for ${HANDOVER_DAYS} days at most, while one hands over to the other.`,
      'from-day',
    );
  }
}

/**
 * Each district's single points of contact for CSE and missing data, with their deputies: officials in their public
 * role. Who leaves is given an end and stays in the record.
 */
export const CONTACTS: Register = {
  code: 'contact',
  table: 'contact',
  path: '/contacts',
  prefix: 'C',
  title: 'Contacts',
  one: 'contact',
  lede: [
    'Each council names a single point of contact for CSE and missing data. Only officials stand here, with what they ' +
      'may be reached by at work.',
  ],
  empty: 'No contact has been named.',
  way: [DISTRICTS_HOME],
  acts: { read: 'contact.read', add: 'contact.enter', change: 'contact.enter' },
  fields: [
    {
      name: 'district',
      label: 'District',
      kind: 'choice',
      choices: DISTRICT_CHOICES,
      fixed: true,
      list: true,
      filter: true,
    },
    {
      name: 'role',
      label: 'Role',
      kind: 'choice',
      choices: ROLES,
      radios: true,
      fixed: true,
      list: true,
      filter: true,
    },
    {
      name: 'deputyFor',
      label: 'Deputy for',
      kind: 'choice',
      choices: DEPUTISED_CHOICES,
      optional: true,
      list: true,
      hint: 'Only for a deputy',
    },
    { name: 'name', label: 'Name of the official', kind: 'text', heading: 'Name', list: true },
    {
      name: 'organisation',
      label: 'Organisation',
      kind: 'choice',
      choices: readOrganisationChoices,
      href: (id) => `/organisations/${id}`,
      optional: true,
      list: true,
    },
    { name: 'telephone', label: 'Work telephone', kind: 'text', optional: true, list: true, longest: 50 },
    { name: 'email', label: 'Work e-mail', kind: 'text', optional: true },
    { name: 'address', label: 'Work address', kind: 'longText', optional: true, longest: 500 },
    { name: 'from', label: 'From', kind: 'day', list: true },
    { name: 'until', label: 'Until', kind: 'day', optional: true, list: true, hint: 'The last day, once it is known' },
  ],
  derived: [{ heading: 'State', cell: ({ answers }, today) => tagged(stateOf(answers, today)) }],
  narrow: [
    {
      name: 'state',
      label: 'State',
      choices: ['In post', 'To come', 'Ended'].map((state) => ({ value: state, text: state })),
      of: ({ answers }, today) => [stateOf(answers, today).text],
    },
  ],
  name: ({ name }) => String(name),
  district: ({ district }) => (district as string | undefined) ?? null,
  check({ role, deputyFor, telephone, email, ...answers }) {
    if (typeof telephone === 'string' && !/^\+?[0-9][0-9 ()-]{5,24}(?: ?(?:ext|x)\.? ?[0-9]{1,6})?$/.test(telephone)) {
      throw refused(
        'telephone',
        'Work telephone must be a number like 01924 294000, with an extension if there is one',
        'telephone',
      );
    }
    if (typeof email === 'string' && !isMailAddress(email)) {
      throw refused('email', 'Work e-mail must be an address like name@council.example', 'email');
    }
    const { from, until } = holdingOf(answers);
    if (until !== null && until < from) {
      throw refused('until-before-from', `Until must be ${formatDay(from)} or later: it began then.`, 'until-day');
    }
    if (role === 'deputy' && deputyFor === null) {
      throw refused('deputy-for-whom', 'Select whom the deputy stands in for.', 'deputyFor');
    }
    if (role !== 'deputy' && deputyFor !== null) {
      throw refused('not-a-deputy', 'Only a deputy stands in for a contact. Select Deputy, or None here.', 'deputyFor');
    }
  },
  async checkKept(act, answers, before) {
    demandOneHolder(answers, before?.ref ?? null, await listRecords(act.trx, act.doer.officeId, CONTACTS));
  },
  order: (a, b) =>
    DISTRICT_ORDER.indexOf(String(a.answers.district)) - DISTRICT_ORDER.indexOf(String(b.answers.district)) ||
    String(a.answers.role).localeCompare(String(b.answers.role)) ||
    (String(a.answers.from) < String(b.answers.from) ? 1 : -1),
};

const DISTRICT_ORDER = DISTRICT_CHOICES.map(({ value }) => value);
