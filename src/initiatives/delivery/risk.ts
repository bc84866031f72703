import { type Day, formatDay } from '../../calendar/day.ts';
import type { Choice } from '../../platform/form.ts';
import { refused } from '../../platform/refusal.ts';
import { type Cell, words } from '../../platform/table.ts';
import type { Answers, ReadChoices } from '../../registers/field.ts';
import { listRecords } from '../../registers/register.store.ts';
import type { Kept, Register } from '../../registers/register.ts';
import { INITIATIVES } from '../initiative.pages.ts';
import { INITIATIVE_FIELD, OWNER_FIELD } from '../initiative-choices.ts';

export const LIKELIHOODS: readonly Choice[] = [
  { value: '1', text: '1 Rare' },
  { value: '2', text: '2 Unlikely' },
  { value: '3', text: '3 Possible' },
  { value: '4', text: '4 Likely' },
  { value: '5', text: '5 Almost certain' },
];
export const IMPACTS: readonly Choice[] = [
  { value: '1', text: '1 Negligible' },
  { value: '2', text: '2 Minor' },
  { value: '3', text: '3 Moderate' },
  { value: '4', text: '4 Major' },
  { value: '5', text: '5 Severe' },
];
const PROXIMITIES = [
  { value: 'now', text: 'Now: within a month' },
  { value: 'quarter', text: 'Within three months' },
  { value: 'year', text: 'Within a year' },
  { value: 'later', text: 'Later' },
];
/** The four responses to a risk (the Orange Book, HM Treasury). */
const RESPONSES = [
  { value: 'treat', text: 'Treat', hint: 'Make it less likely, or less grave' },
  { value: 'tolerate', text: 'Tolerate', hint: 'Live with it, knowingly' },
  { value: 'transfer', text: 'Transfer', hint: 'Let somebody else bear it: insurance, a contract' },
  { value: 'terminate', text: 'Terminate', hint: 'Stop what gives rise to it' },
];
const RATINGS: readonly Choice[] = [
  { value: 'red', text: 'Red' },
  { value: 'amber', text: 'Amber' },
  { value: 'green', text: 'Green' },
];
const STATES = [
  { value: 'open', text: 'Open' },
  { value: 'occurred', text: 'It has occurred: see the issues' },
  { value: 'closed', text: 'Closed' },
];

/** Likelihood by impact, 1 to 25, before or after mitigation. */
export function riskScore(
  { likelihood, impact, likelihoodAfter, impactAfter }: Answers,
  when: 'before' | 'after',
): number {
  return when === 'before' ? Number(likelihood) * Number(impact) : Number(likelihoodAfter) * Number(impactAfter);
}

/** The rating of a score: from 15 red, from 8 amber, below green (the five-by-five matrix of the Orange Book). */
export function riskRating(score: number): { word: 'Red' | 'Amber' | 'Green'; colour: 'red' | 'amber' | 'green' } {
  if (score >= 15) return { word: 'Red', colour: 'red' };
  return score >= 8 ? { word: 'Amber', colour: 'amber' } : { word: 'Green', colour: 'green' };
}

/** The rating after mitigation of a risk that is open; null of one that occurred or is closed. */
export function openRating({ answers }: Kept): 'red' | 'amber' | 'green' | null {
  return answers.state === 'open' ? riskRating(riskScore(answers, 'after')).colour : null;
}

function scoreColumn(heading: string, when: 'before' | 'after') {
  return {
    heading,
    cell: ({ answers }: Kept): Cell => {
      const score = riskScore(answers, when);
      const { word, colour } = riskRating(score);
      return { ...words(`${score} ${word}`), rag: colour };
    },
  };
}

/** What the score after mitigation did since the version before. */
export function riskMovement({ answers, previous }: Pick<Kept, 'answers' | 'previous'>): string {
  if (previous === null) return 'New';
  const [was, is] = [riskScore(previous, 'after'), riskScore(answers, 'after')];
  return was === is ? 'Same' : `${is > was ? 'Up' : 'Down'} from ${was}`;
}

/** Refused when an open risk does not say when it is looked at next (`review-needed`), or says a day before it arose (`review-before`). */
function checkRisk(answers: Answers): void {
  const { state, identified, nextReview } = answers;
  if (state === 'open' && (nextReview ?? null) === null) {
    throw refused('review-needed', 'Enter the day on which this open risk is reviewed next', 'nextReview-day');
  }
  if (typeof nextReview === 'string' && typeof identified === 'string' && nextReview < identified) {
    throw refused(
      'review-before',
      'Next review must be on or after the day on which it was identified',
      'nextReview-day',
    );
  }
}

/** The office's risks as the choices of a question. */
export const readRiskChoices: ReadChoices = async (db, officeId) =>
  (await listRecords(db, officeId, RISKS))
    .toSorted((a, b) => a.ref.localeCompare(b.ref))
    .map(({ ref, answers }) => ({ value: ref, text: `${ref} ${answers.title} (${answers.initiative})` }));

/** The risk register of initiatives: the gravest after mitigation first, those that are closed last. */
export const RISKS: Register = {
  code: 'risk',
  table: 'risk',
  path: '/risks',
  prefix: 'R',
  title: 'Risks',
  one: 'risk',
  lede: [
    'What may go wrong with an initiative, how grave that is before and after what is done about it, and whose it is.',
  ],
  empty: 'No risk has been recorded.',
  way: [INITIATIVES],
  acts: { read: 'delivery.read', add: 'delivery.enter', change: 'delivery.enter' },
  fields: [
    INITIATIVE_FIELD,
    { name: 'title', label: 'Risk', kind: 'text', list: true, hint: 'What may happen' },
    { name: 'identified', label: 'Identified on', kind: 'day', past: true, fixed: true },
    { name: 'cause', label: 'Cause and effect', kind: 'longText', hint: 'Why it may happen, and what it would do' },
    {
      name: 'likelihood',
      label: 'Likelihood before mitigation',
      kind: 'choice',
      choices: LIKELIHOODS,
      filter: 'linked',
    },
    { name: 'impact', label: 'Impact before mitigation', kind: 'choice', choices: IMPACTS, filter: 'linked' },
    { name: 'response', label: 'Response', kind: 'choice', choices: RESPONSES, radios: true, list: true },
    { name: 'mitigation', label: 'Mitigation', kind: 'longText', hint: 'What is done about it' },
    {
      name: 'likelihoodAfter',
      label: 'Likelihood after mitigation',
      kind: 'choice',
      choices: LIKELIHOODS,
      filter: 'linked',
    },
    { name: 'impactAfter', label: 'Impact after mitigation', kind: 'choice', choices: IMPACTS, filter: 'linked' },
    { name: 'proximity', label: 'Proximity', kind: 'choice', choices: PROXIMITIES, list: true },
    OWNER_FIELD,
    { name: 'state', label: 'State', kind: 'choice', choices: STATES, radios: true, list: true, filter: true },
    {
      name: 'nextReview',
      label: 'Next review',
      kind: 'day',
      optional: true,
      list: true,
      hint: 'Needed as long as it is open',
    },
  ],
  derived: [
    scoreColumn('Score before', 'before'),
    scoreColumn('Score after', 'after'),
    { heading: 'Movement', cell: (record) => words(riskMovement(record)) },
  ],
  narrow: [
    {
      name: 'rating',
      label: 'Rating after mitigation',
      choices: RATINGS,
      of: ({ answers }) => [riskRating(riskScore(answers, 'after')).colour],
    },
  ],
  links: [{ text: 'Risk matrix, before and after mitigation', href: '/risks/matrix' }],
  name: ({ title }) => String(title),
  check: checkRisk,
  warn: reviewWarning,
  order: (a, b) =>
    Number(a.answers.state === 'closed') - Number(b.answers.state === 'closed') ||
    riskScore(b.answers, 'after') - riskScore(a.answers, 'after') ||
    a.ref.localeCompare(b.ref),
};

function reviewWarning({ ref, answers }: Kept, today: Day): string | null {
  const { state, nextReview, title } = answers;
  if (state !== 'open' || (nextReview ?? null) === null || String(nextReview) >= today) return null;
  return `${ref} ${title} was to be reviewed by ${formatDay(String(nextReview))}. Review it and say when it is reviewed next.`;
}
