import { refused } from '../../platform/refusal.ts';
import type { Answers } from '../../registers/field.ts';
import type { Register } from '../../registers/register.ts';
import { INITIATIVES } from '../initiative.pages.ts';
import { INITIATIVE_FIELD } from '../initiative-choices.ts';
import { kindChoices } from '../kinds/initiative-kind.ts';

/** Refused when a lesson says neither what would be done again nor what differently (`nothing-learnt`). */
function demandLesson({ again, differently }: Answers): void {
  if ((again ?? differently ?? null) !== null) return;
  throw refused('nothing-learnt', 'Enter what we would do again, or what we would do differently, or both', 'again');
}

/** What was learnt from initiatives, for those who commission the next one of the kind. */
export const LESSONS: Register = {
  code: 'lesson',
  table: 'lesson',
  path: '/lessons',
  prefix: 'LL',
  title: 'Lessons',
  one: 'lesson',
  lede: ['What initiatives taught, for whoever commissions the next one of the kind. Narrow by kind before you do.'],
  empty: 'No lesson has been recorded.',
  way: [INITIATIVES],
  acts: { read: 'delivery.read', add: 'delivery.enter', change: 'delivery.enter' },
  fields: [
    INITIATIVE_FIELD,
    { name: 'title', label: 'Lesson', kind: 'text', list: true, hint: 'In one sentence' },
    { name: 'happened', label: 'What happened', kind: 'longText', hint: 'Write nothing about a person' },
    { name: 'again', label: 'What we would do again', kind: 'longText', optional: true },
    { name: 'differently', label: 'What we would do differently', kind: 'longText', optional: true },
    { name: 'whom', label: 'For whom it matters', kind: 'text', list: true },
    {
      name: 'kind',
      label: 'Kind of initiative',
      kind: 'choice',
      choices: async () => kindChoices(),
      list: true,
      filter: true,
      hint: 'The kind that it helps next, which may be another than its own',
    },
    { name: 'shared', label: 'Shared on', kind: 'day', past: true, optional: true, list: true },
    { name: 'adopted', label: 'Adopted where', kind: 'text', optional: true, list: true },
  ],
  name: ({ title }) => String(title),
  check: demandLesson,
};
