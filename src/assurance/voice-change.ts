import { type Day, formatDay } from '../calendar/day.ts';
import { initiativeHref, readInitiativeChoices } from '../initiatives/initiative-choices.ts';
import { refused } from '../platform/refusal.ts';
import { findRecord } from '../registers/register.store.ts';
import type { Kept, Register } from '../registers/register.ts';
import { ENGAGEMENTS, engagementHref, readEngagementChoices, VOICE } from './engagement.ts';
import { ASSURANCE } from './inspection.ts';
import { BLUE, GREEN, isPast, RED, type State, stateCell, stateChoices, YELLOW } from './progress.ts';
import { readRecommendationChoices, recommendationHref } from './recommendation.ts';
import { headline } from './recommendation-action.ts';
import { readAboutVoiceChanges, tellBy } from './voice-beside.ts';

const STATES = {
  overdue: { text: 'Overdue', classes: RED },
  'to-do': { text: 'To do', classes: BLUE },
  'feedback-overdue': { text: 'Feedback overdue', classes: RED },
  'to-tell': { text: 'To be fed back', classes: YELLOW },
  told: { text: 'Fed back', classes: GREEN },
} satisfies Record<string, State>;

/** How far an answer to what was heard is: done, and the group told. */
export function voiceChangeState({ answers }: Pick<Kept, 'answers'>, today: Day): keyof typeof STATES {
  if (answers.answer === 'change' && answers.done === null) return isPast(answers.due, today) ? 'overdue' : 'to-do';
  if (answers.fedBack !== null) return 'told';
  return isPast(tellByOf(answers), today) ? 'feedback-overdue' : 'to-tell';
}

function tellByOf({ answer, decided, done }: Kept['answers']): Day | null {
  return tellBy({ answer: String(answer), decided: String(decided), done: typeof done === 'string' ? done : null });
}

/** The state of an answer as a cell. */
export function voiceChangeStateCell(record: Kept, today: Day) {
  return stateCell(STATES[voiceChangeState(record, today)]);
}

/**
 * 'You said, we did': what was decided because of what was heard. 'No change, because' is an answer too, and the group
 * is told of either. Refused by name: `due-needed`, `nothing-due`, `before-heard`, `done-first`, `fed-back-whole`.
 */
export const VOICE_CHANGES: Register = {
  code: 'voice-change',
  table: 'voice_change',
  gated: true,
  path: '/voice-changes',
  prefix: 'VC',
  title: 'You said, we did',
  one: 'answer',
  lede: ['What was decided because of what children and young people said, when it was done, and when they were told.'],
  empty: 'Nothing that was heard has been answered yet.',
  way: [ASSURANCE, VOICE],
  acts: { read: 'voice.read', add: 'voice.answer', change: 'voice.answer' },
  fields: [
    {
      name: 'engagement',
      label: 'Engagement',
      kind: 'choice',
      choices: readEngagementChoices,
      href: engagementHref,
      fixed: true,
      list: true,
    },
    {
      name: 'answer',
      label: 'Answer',
      kind: 'choice',
      radios: true,
      list: true,
      filter: true,
      choices: [
        { value: 'change', text: 'Something changes' },
        { value: 'no-change', text: 'No change, because' },
      ],
    },
    {
      name: 'what',
      label: 'What was decided, and why',
      heading: 'What was decided',
      kind: 'longText',
      list: true,
      longest: 2000,
      hint: 'In general words, and nothing about a single child',
    },
    { name: 'decided', label: 'Decided', kind: 'day', past: true },
    {
      name: 'initiative',
      label: 'Initiative',
      kind: 'choice',
      choices: readInitiativeChoices,
      href: initiativeHref,
      optional: true,
      list: true,
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
    { name: 'due', label: 'To be done by', kind: 'day', optional: true, list: true, hint: 'Where something changes' },
    { name: 'done', label: 'Done', kind: 'day', past: true, optional: true, list: true },
    {
      name: 'fedBack',
      label: 'Fed back to the group',
      heading: 'Fed back',
      kind: 'day',
      past: true,
      optional: true,
      list: true,
    },
    { name: 'fedBackHow', label: 'How the group was told', kind: 'text', optional: true },
  ],
  derived: [
    {
      heading: 'State',
      cell: voiceChangeStateCell,
    },
  ],
  narrow: [
    {
      name: 'state',
      label: 'State',
      choices: stateChoices(STATES),
      of: (record, today) => [voiceChangeState(record, today)],
    },
  ],
  name: ({ what }) => headline(String(what)),
  district: (_answers, beside) => (typeof beside?.district === 'string' ? beside.district : null),
  check: checkDays,
  checkKept: async (act, { engagement, decided }) => {
    const { ref, answers } = await findRecord(act.trx, act.doer.officeId, ENGAGEMENTS, String(engagement));
    if (String(decided) >= String(answers.held)) return;
    const sentence = `${ref} was held on ${formatDay(String(answers.held))}; what it changed was decided later.`;
    throw refused('before-heard', sentence, 'decided-day');
  },
  readBeside: readAboutVoiceChanges,
  warn: (record, today) => {
    const { ref, answers } = record;
    const state = voiceChangeState(record, today);
    if (state === 'overdue') return `${ref}: this was to be done by ${formatDay(String(answers.due))}.`;
    if (state !== 'feedback-overdue') return null;
    return `${ref}: the group was to be told by ${formatDay(tellByOf(answers) as Day)}. Feed it back.`;
  },
};

function checkDays({ answer, decided, due, done, fedBack, fedBackHow }: Kept['answers']): void {
  if (answer === 'change' && due === null) {
    throw refused('due-needed', 'Say by when it is to be done.', 'due-day');
  }
  if (answer === 'no-change' && (due !== null || done !== null)) {
    const sentence = 'Where nothing changes, nothing is due or done. Leave both days empty.';
    throw refused('nothing-due', sentence, due !== null ? 'due-day' : 'done-day');
  }
  if (done !== null && String(done) < String(decided)) {
    throw refused('done-first', 'It was done after it was decided. Look at both days.', 'done-day');
  }
  if (fedBack !== null && String(fedBack) < String(decided)) {
    throw refused('done-first', 'The group is told after it was decided. Look at both days.', 'fedBack-day');
  }
  if (fedBackHow !== null && fedBack === null) {
    throw refused('fed-back-whole', 'Enter when the group was told, or leave out how.', 'fedBack-day');
  }
}
