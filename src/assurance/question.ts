import { type Day, formatDay } from '../calendar/day.ts';
import { refused } from '../platform/refusal.ts';
import type { ReadChoices } from '../registers/field.ts';
import { listRecords } from '../registers/register.store.ts';
import type { Kept, Register } from '../registers/register.ts';
import { ASSURANCE, inspectionHref, readInspectionChoices } from './inspection.ts';
import { BLUE, GREEN, isPast, RED, type State, stateCell, stateChoices, YELLOW } from './progress.ts';
import { readRecommendationChoices, recommendationHref } from './recommendation.ts';
import { headline } from './recommendation-action.ts';

const STATES = {
  overdue: { text: 'Answer overdue', classes: RED },
  awaited: { text: 'Answer awaited', classes: BLUE },
  answered: { text: 'Answered', classes: YELLOW },
  'followed-up': { text: 'Followed up', classes: YELLOW },
  satisfied: { text: 'Satisfied', classes: GREEN },
} satisfies Record<string, State>;

/** How far a question is: without an answer, answered, or found to be answered. */
export function questionState({ answers }: Pick<Kept, 'answers'>, today: Day): keyof typeof STATES {
  if (answers.answered === null) return isPast(answers.due, today) ? 'overdue' : 'awaited';
  return answers.outcome === null ? 'answered' : (answers.outcome as 'satisfied' | 'followed-up');
}

const ORDER = Object.keys(STATES);
/** The order of states needs no day: what is overdue was due first. */
function rank({ answers }: Kept): number {
  return ORDER.indexOf(questionState({ answers }, ''));
}

const readQuestionChoices: ReadChoices = async (db, officeId) =>
  (await listRecords(db, officeId, QUESTIONS)).map(({ ref, answers }) => ({
    value: ref,
    text: `${ref} ${headline(String(answers.question))}`,
  }));

/**
 * Holding to account: what the Chief Constable was asked and answered (section 1(8) of the Police Reform and Social
 * Responsibility Act 2011). Those without an answer first, the one that is due first before the others. Refused by
 * name: `answer-whole`, `before-asked`, `answer-first`, `follow-up-needed`, `follow-up-stray`, `follow-up-itself`.
 */
export const QUESTIONS: Register = {
  code: 'chief-question',
  table: 'chief_question',
  path: '/questions',
  prefix: 'Q',
  title: 'Questions to the Chief Constable',
  one: 'question',
  lede: ['What the Chief Constable was asked, by when an answer is due, and whether it satisfied.'],
  empty: 'No question has been recorded.',
  way: [ASSURANCE],
  acts: { read: 'assurance.read', add: 'assurance.enter', change: 'assurance.enter' },
  fields: [
    {
      name: 'question',
      label: 'Question',
      kind: 'longText',
      list: true,
      longest: 2000,
      hint: 'Write nothing about a person',
    },
    { name: 'asked', label: 'Asked on', kind: 'day', past: true, list: true },
    { name: 'askedBy', label: 'Asked by', kind: 'text', hint: 'An office, such as the Commissioner' },
    {
      name: 'setting',
      label: 'Where it was asked',
      kind: 'choice',
      radios: true,
      choices: [
        { value: 'meeting', text: 'At a meeting' },
        { value: 'letter', text: 'In a letter' },
        { value: 'other', text: 'Otherwise' },
      ],
    },
    { name: 'where', label: 'Which meeting or letter', kind: 'text', optional: true },
    {
      name: 'inspection',
      label: 'Inspection or review',
      kind: 'choice',
      choices: readInspectionChoices,
      href: inspectionHref,
      optional: true,
      filter: true,
    },
    {
      name: 'recommendation',
      label: 'Recommendation',
      kind: 'choice',
      choices: readRecommendationChoices,
      href: recommendationHref,
      optional: true,
    },
    { name: 'due', label: 'Answer due', kind: 'day', list: true },
    { name: 'answer', label: 'Answer', kind: 'longText', optional: true, hint: 'Write nothing about a person' },
    { name: 'answered', label: 'Answered on', kind: 'day', past: true, optional: true, list: true },
    {
      name: 'outcome',
      label: 'What became of it',
      kind: 'choice',
      optional: true,
      choices: [
        { value: 'satisfied', text: 'The answer satisfied' },
        { value: 'followed-up', text: 'It was followed up by another question' },
      ],
    },
    {
      name: 'followUp',
      label: 'Followed up by',
      kind: 'choice',
      choices: readQuestionChoices,
      href: (ref) => `/questions/${ref}`,
      optional: true,
      hint: 'Record the other question first',
    },
  ],
  derived: [
    {
      heading: 'State',
      cell: (record, today) => stateCell(STATES[questionState(record, today)]),
    },
  ],
  narrow: [
    {
      name: 'state',
      label: 'State',
      choices: stateChoices(STATES),
      of: (record, today) => [questionState(record, today)],
    },
  ],
  name: ({ question }) => headline(String(question)),
  check: ({ asked, due, answer, answered, outcome, followUp }) => {
    if ((answer === null) !== (answered === null)) {
      const sentence = 'An answer has its words and its day. Enter both, or leave both empty.';
      throw refused('answer-whole', sentence, answer === null ? 'answer' : 'answered-day');
    }
    if (String(due) < String(asked)) {
      throw refused('before-asked', `It was asked on ${formatDay(String(asked))}; an answer is due later.`, 'due-day');
    }
    if (answered !== null && String(answered) < String(asked)) {
      throw refused('before-asked', `It was asked on ${formatDay(String(asked))}, and answered later.`, 'answered-day');
    }
    if (outcome !== null && answered === null) {
      throw refused('answer-first', 'There is no answer yet that could satisfy. Enter it first.', 'outcome');
    }
    if (outcome === 'followed-up' && followUp === null) {
      throw refused('follow-up-needed', 'Choose the question that follows it up.', 'followUp');
    }
    if (outcome !== 'followed-up' && followUp !== null) {
      throw refused('follow-up-stray', 'Say that it was followed up, or choose no other question.', 'outcome');
    }
  },
  checkKept: async (_act, { followUp }, before) => {
    if (before !== null && followUp === before.ref) {
      throw refused('follow-up-itself', 'A question is followed up by another one.', 'followUp');
    }
  },
  order: (a, b) =>
    rank(a) - rank(b) || String(a.answers.due).localeCompare(String(b.answers.due)) || a.ref.localeCompare(b.ref),
  warn: (record, today) =>
    questionState(record, today) === 'overdue'
      ? `${record.ref}: an answer was due by ${formatDay(String(record.answers.due))} and has not come.`
      : null,
};
