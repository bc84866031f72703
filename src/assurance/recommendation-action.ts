import type { Day } from '../calendar/day.ts';
import { formatDay } from '../calendar/day.ts';
import { refused } from '../platform/refusal.ts';
import { findRecord } from '../registers/register.store.ts';
import type { Kept, Register } from '../registers/register.ts';
import { BLUE, GREEN, isPast, RED, type State, stateCell, stateChoices, YELLOW } from './progress.ts';
import { RECOMMENDATIONS, readRecommendationChoices, recommendationHref } from './recommendation.ts';
import { demandOpen } from './recommendation-closing.store.ts';

const STATES = {
  'to-do': { text: 'To do', classes: BLUE },
  overdue: { text: 'Overdue', classes: RED },
  'awaiting-evidence': { text: 'Done, awaiting evidence', classes: YELLOW },
  evidenced: { text: 'Evidenced', classes: GREEN },
} satisfies Record<string, State>;

/** How far an action is, from its days and its evidence. */
export function actionState({ answers }: Pick<Kept, 'answers'>, today: Day): keyof typeof STATES {
  if (answers.done === null) return isPast(answers.due, today) ? 'overdue' : 'to-do';
  return answers.evidence === null ? 'awaiting-evidence' : 'evidenced';
}

/**
 * What is done about recommendations. Refused by name: `done-first` for evidence of what is not done, `closed` under a
 * recommendation that was closed.
 */
export const ACTIONS: Register = {
  code: 'recommendation-action',
  table: 'recommendation_action',
  path: '/recommendation-actions',
  prefix: 'RA',
  title: 'Actions on recommendations',
  one: 'action',
  lede: ['Who does what about a recommendation, by when, and what shows that it is done.'],
  empty: 'No action has been recorded.',
  way: [
    RECOMMENDATIONS.way[0] as { text: string; href: string },
    { text: 'Recommendations', href: '/recommendations' },
  ],
  acts: { read: 'assurance.read', add: 'assurance.enter', change: 'assurance.enter' },
  fields: [
    {
      name: 'recommendation',
      label: 'Recommendation',
      kind: 'choice',
      choices: readRecommendationChoices,
      href: recommendationHref,
      fixed: true,
      list: true,
      filter: true,
    },
    { name: 'what', label: 'What is done', kind: 'longText', longest: 1000, list: true },
    { name: 'who', label: 'Whose it is', kind: 'text', list: true, hint: 'A post or a body, never a private person' },
    { name: 'due', label: 'Due', kind: 'day', list: true },
    { name: 'done', label: 'Done', kind: 'day', past: true, optional: true, list: true },
    {
      name: 'evidence',
      label: 'Evidence',
      kind: 'longText',
      optional: true,
      hint: 'What shows that it is done, and where that is kept. Write nothing about a person.',
    },
  ],
  derived: [
    {
      heading: 'State',
      cell: (record, today) => stateCell(STATES[actionState(record, today)]),
    },
  ],
  narrow: [
    {
      name: 'state',
      label: 'State',
      choices: stateChoices(STATES),
      of: (record, today) => [actionState(record, today)],
    },
  ],
  name: ({ what }) => headline(String(what)),
  check: ({ done, evidence }) => {
    if (evidence !== null && done === null) {
      throw refused(
        'done-first',
        'Evidence is of what is done. Enter when it was done, or leave the evidence out.',
        'done-day',
      );
    }
  },
  checkKept: async (act, { recommendation }) => {
    await findRecord(act.trx, act.doer.officeId, RECOMMENDATIONS, String(recommendation));
    await demandOpen(act, String(recommendation));
  },
  order: (a, b) =>
    Number(a.answers.done !== null) - Number(b.answers.done !== null) ||
    String(a.answers.due).localeCompare(String(b.answers.due)) ||
    a.ref.localeCompare(b.ref),
  warn: (record, today) =>
    actionState(record, today) === 'overdue'
      ? `${record.ref}: this action was due by ${formatDay(String(record.answers.due))} and is not done.`
      : null,
};

/** The first words of a text, where it stands as a heading. */
export function headline(text: string): string {
  const [line = ''] = text.split('\n');
  return line.length <= 80 ? line : `${line.slice(0, 80).replace(/\s\S{0,79}$/, '')}…`;
}
