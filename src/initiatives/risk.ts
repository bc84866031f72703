import { tagged } from '../platform/table.ts';
import type { Answers } from '../registers/field.ts';
import type { Kept, Register } from '../registers/register.ts';
import { INITIATIVES } from './initiative.pages.ts';
import { initiativeHref, readInitiativeChoices } from './initiative-choices.ts';

const LIKELIHOODS = [
  { value: '1', text: '1 Rare' },
  { value: '2', text: '2 Unlikely' },
  { value: '3', text: '3 Possible' },
  { value: '4', text: '4 Likely' },
  { value: '5', text: '5 Almost certain' },
];
const IMPACTS = [
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

function scoreColumn(heading: string, when: 'before' | 'after') {
  return {
    heading,
    cell: ({ answers }: Kept) => {
      const score = riskScore(answers, when);
      const { word, colour } = riskRating(score);
      const text = `${score} ${word}`;
      return { ...tagged({ text, classes: '' }), tag: undefined, rag: colour };
    },
  };
}

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
    {
      name: 'initiative',
      label: 'Initiative',
      kind: 'choice',
      choices: readInitiativeChoices,
      href: initiativeHref,
      fixed: true,
      list: true,
      filter: true,
    },
    { name: 'title', label: 'Risk', kind: 'text', list: true, hint: 'What may happen' },
    { name: 'cause', label: 'Cause and effect', kind: 'longText', hint: 'Why it may happen, and what it would do' },
    { name: 'likelihood', label: 'Likelihood before mitigation', kind: 'choice', choices: LIKELIHOODS },
    { name: 'impact', label: 'Impact before mitigation', kind: 'choice', choices: IMPACTS },
    { name: 'mitigation', label: 'Mitigation', kind: 'longText', hint: 'What is done about it' },
    { name: 'likelihoodAfter', label: 'Likelihood after mitigation', kind: 'choice', choices: LIKELIHOODS },
    { name: 'impactAfter', label: 'Impact after mitigation', kind: 'choice', choices: IMPACTS },
    { name: 'proximity', label: 'Proximity', kind: 'choice', choices: PROXIMITIES, list: true },
    {
      name: 'owner',
      label: 'Owner',
      kind: 'text',
      list: true,
      hint: 'A post or a body, such as Director of Children’s Services, Leeds',
    },
    { name: 'state', label: 'State', kind: 'choice', choices: STATES, radios: true, list: true, filter: true },
  ],
  derived: [scoreColumn('Before', 'before'), scoreColumn('After', 'after')],
  name: ({ title }) => String(title),
  order: (a, b) =>
    Number(a.answers.state === 'closed') - Number(b.answers.state === 'closed') ||
    riskScore(b.answers, 'after') - riskScore(a.answers, 'after') ||
    a.ref.localeCompare(b.ref),
};
