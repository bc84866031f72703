import type { Day } from '../../calendar/day.ts';
import { type Choice, dayFields, type FormAnswer, FormReader } from '../../platform/form.ts';
import type { NewLifeEvent } from './life.store.ts';
import { AIMS, OUTCOMES, RECOMMENDATIONS } from './life.ts';
import { type MoveName, moveOf } from './life-machine.ts';

/** What the form of a move offers to choose from. */
export interface LifeChoices {
  today: Day;
  agreements: readonly Choice[];
  decisions: readonly Choice[];
}

/** Labels by value as the choices of a form. */
export function choicesOf(labels: Record<string, string>): Choice[] {
  return Object.entries(labels).map(([value, text]) => ({ value, text }));
}

const NEEDED = {
  recommendation: ['meeting', 'recommendation', 'conditions'],
  decision: ['decision', 'outcome'],
  variation: ['variation'],
  evaluation: ['aim', 'achieved', 'value', 'lessons', 'evidence'],
};

/** Reads the form that records a move; the fields of other moves are refused as malformed. */
export function readMove(
  name: MoveName,
  body: unknown,
  choices: LifeChoices,
): FormAnswer<Omit<NewLifeEvent, 'initiative'>> {
  const { needs, agreement: names } = moveOf(name);
  const form = new FormReader(body, [
    ...dayFields('happened'),
    ...(names === undefined ? [] : ['agreement']),
    ...(needs === undefined ? [] : NEEDED[needs]),
    'why',
  ]);
  const happenedOn = form.day('happened', 'Date', { notAfter: choices.today });
  const agreement =
    names === undefined ? '' : form.choice('agreement', 'Agreement', choices.agreements, { optional: names === 'may' });
  const parts = needs === undefined ? {} : PARTS[needs](form, choices);
  const why = form.text('why', 'Reason', { longest: 2000 });
  return form.answer(() => ({
    move: name,
    happenedOn: happenedOn as Day,
    why,
    ...(agreement === '' ? {} : { agreement }),
    ...parts,
  }));
}

type Parts = Pick<NewLifeEvent, 'recommendation' | 'ruling' | 'variation' | 'evaluation'>;

const PARTS: Record<keyof typeof NEEDED, (form: FormReader, choices: LifeChoices) => Parts> = {
  recommendation: (form) => {
    const meeting = form.text('meeting', 'Meeting');
    const recommendation = form.choice('recommendation', 'What PEG recommended', choicesOf(RECOMMENDATIONS));
    const conditions = form.text('conditions', 'Conditions', {
      longest: 2000,
      optional: recommendation !== 'conditions',
    });
    if (recommendation !== 'conditions' && conditions !== '') {
      form.fail('conditions', 'Conditions belong to “Recommended with conditions”; select that, or empty this field');
    }
    return {
      recommendation: {
        meeting,
        recommendation: recommendation as keyof typeof RECOMMENDATIONS,
        conditions: conditions || null,
      },
    };
  },
  decision: (form, { decisions }) => ({
    ruling: {
      decisionRef: form.choice('decision', 'Decision', decisions),
      outcome: form.choice('outcome', 'Outcome', choicesOf(OUTCOMES)) as keyof typeof OUTCOMES,
    },
  }),
  variation: (form) => ({ variation: form.text('variation', 'Variation', { longest: 2000 }) }),
  evaluation: (form) => ({
    evaluation: {
      aim: form.choice('aim', 'Whether the aim was met', choicesOf(AIMS)) as keyof typeof AIMS,
      achieved: form.text('achieved', 'What was achieved', { longest: 4000 }),
      value: form.text('value', 'Value for money', { longest: 4000 }),
      lessons: form.text('lessons', 'Lessons', { longest: 4000 }),
      evidence: form.text('evidence', 'Evidence', { longest: 4000 }),
    },
  }),
};

/** Why the last step is taken back. */
export function readTakeBack(body: unknown): FormAnswer<string> {
  const form = new FormReader(body, ['why']);
  const why = form.text('why', 'Reason', { longest: 1000 });
  return form.answer(() => why);
}
