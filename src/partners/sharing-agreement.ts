import { addDays, type Day, daysBetween, formatDay } from '../calendar/day.ts';
import { counted } from '../platform/count.ts';
import { refused } from '../platform/refusal.ts';
import { tagged } from '../platform/table.ts';
import { type Answers, valuesOf } from '../registers/field.ts';
import type { Register } from '../registers/register.ts';
import { districtsAmong, readPartyChoices } from './party.ts';
import { DISTRICTS_HOME } from './way.ts';

/** How many days before it a review counts as due. */
const REVIEW_NOTICE_DAYS = 60;

export type SharingState = 'in force' | 'review due' | 'overdue' | 'ended';

/**
 * Where an agreement stands on a day. Its next review is given with each review, so one whose day has passed was not
 * held.
 */
export function sharingState({ reviewDue, ended }: Answers, today: Day): SharingState {
  if (typeof ended === 'string' && ended <= today) return 'ended';
  if (String(reviewDue) < today) return 'overdue';
  return String(reviewDue) <= addDays(today, REVIEW_NOTICE_DAYS) ? 'review due' : 'in force';
}

const STATES: Record<SharingState, { text: string; classes: string }> = {
  'in force': { text: 'In force', classes: 'govuk-tag--green' },
  'review due': { text: 'Review due', classes: 'govuk-tag--yellow' },
  overdue: { text: 'Review overdue', classes: 'govuk-tag--red' },
  ended: { text: 'Ended', classes: 'govuk-tag--grey' },
};

/** Agreements on sharing information between districts, the police and other bodies, with the review of each. */
export const SHARING_AGREEMENTS: Register = {
  code: 'sharing-agreement',
  gated: true,
  table: 'sharing_agreement',
  path: '/sharing-agreements',
  prefix: 'ISA',
  title: 'Information-sharing agreements',
  one: 'information-sharing agreement',
  lede: ['Who may share what about children at risk with whom, on which basis in law, and when that is reviewed.'],
  empty: 'No information-sharing agreement has been recorded.',
  way: [DISTRICTS_HOME],
  acts: { read: 'contact.read', add: 'sharing.enter', change: 'sharing.enter' },
  fields: [
    { name: 'title', label: 'Title', kind: 'text', list: true },
    { name: 'parties', label: 'Parties', kind: 'several', choices: readPartyChoices, list: true, filter: true },
    { name: 'purpose', label: 'Purpose', kind: 'longText' },
    {
      name: 'legalBasis',
      label: 'Legal basis',
      kind: 'longText',
      hint: 'Such as sections 10 and 11 of the Children Act 2004',
    },
    { name: 'signed', label: 'Signed on', kind: 'day', past: true, list: true },
    { name: 'reviewDue', label: 'Next review due', kind: 'day', list: true },
    { name: 'reviewed', label: 'Last reviewed on', kind: 'day', past: true, optional: true, list: true },
    { name: 'ended', label: 'Ended on', kind: 'day', past: true, optional: true },
  ],
  derived: [{ heading: 'State', cell: ({ answers }, today) => tagged(STATES[sharingState(answers, today)]) }],
  narrow: [
    {
      name: 'state',
      label: 'State',
      choices: Object.entries(STATES).map(([value, { text }]) => ({ value, text })),
      of: ({ answers }, today) => [sharingState(answers, today)],
    },
  ],
  name: ({ title }) => String(title),
  district({ parties }) {
    const districts = districtsAmong(valuesOf(parties));
    return districts.length === 0 ? null : districts;
  },
  check({ parties, signed, reviewDue, reviewed, ended }) {
    if (valuesOf(parties).length < 2) {
      throw refused('two-parties', 'Select two parties or more: one shares with another.', firstBox(parties));
    }
    if (String(reviewDue) <= String(signed)) {
      throw refused('review-before-signed', 'The next review must be later than the signing.', 'reviewDue-day');
    }
    if (reviewed !== null && String(reviewed) < String(signed)) {
      throw refused('reviewed-before-signed', 'The last review must not be before the signing.', 'reviewed-day');
    }
    if (reviewed !== null && String(reviewDue) <= String(reviewed)) {
      throw refused(
        'next-review',
        `It was reviewed on ${formatDay(String(reviewed))}, so the next review must be later. Give its day.`,
        'reviewDue-day',
      );
    }
    if (ended !== null && String(ended) < String(signed)) {
      throw refused('ended-before-signed', 'The end must not be before the signing.', 'ended-day');
    }
  },
  order: (a, b) =>
    Number(a.answers.ended !== null) - Number(b.answers.ended !== null) ||
    String(a.answers.reviewDue).localeCompare(String(b.answers.reviewDue)) ||
    a.ref.localeCompare(b.ref),
  warn({ ref, answers }, today) {
    const state = sharingState(answers, today);
    const due = String(answers.reviewDue);
    if (state === 'review due') return `The review of ${ref} is due on ${formatDay(due)}.`;
    if (state !== 'overdue') return null;
    return `The review of ${ref} is ${counted(daysBetween(due, today), 'day', 'days')} overdue: it was due on ${formatDay(due)}.`;
  },
};

function firstBox(parties: Answers[string] | undefined): string {
  return `parties-${valuesOf(parties)[0] ?? ''}`;
}
