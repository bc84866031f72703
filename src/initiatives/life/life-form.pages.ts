import { formatDay } from '../../calendar/day.ts';
import type { Page } from '../../people/door.ts';
import { type Field, Fields, formPage } from '../../platform/form.pages.ts';
import type { FieldError, Typed } from '../../platform/form.ts';
import { INITIATIVES } from '../initiative.pages.ts';
import type { Initiative } from '../initiative.store.ts';
import { choicesOf, type LifeChoices } from './life.form.ts';
import { AIMS, type LifeEvent, OUTCOMES, RECOMMENDATIONS } from './life.ts';
import { type MoveName, moveOf } from './life-machine.ts';

/** Where the history of an initiative's life stands. */
export function lifeHref(ref: string): string {
  return `/initiatives/${ref}/life`;
}

/** Where a move is recorded. */
export function moveHref(ref: string, move: MoveName): string {
  return `${lifeHref(ref)}/${moveOf(move).path}`;
}

/** The way down to what is said of an initiative's life. */
function crumbsToLife(ref: string) {
  return [INITIATIVES, { text: ref, href: `/initiatives/${ref}` }, { text: 'Life', href: lifeHref(ref) }];
}

const WHY: Partial<Record<MoveName, { label: string; hint: string }>> = {
  consider: { label: 'What PEG said', hint: 'The reasons that it gave' },
  decide: { label: 'Reason', hint: 'Why it was decided so, and why otherwise than PEG recommended if it was' },
  reconcile: {
    label: 'What was reconciled',
    hint: 'The final return with the record, and what became of any difference',
  },
  'receive-return': { label: 'What it says', hint: 'Who sent it, and what it says in short' },
  close: { label: 'Why it is closed', hint: 'What was left to do, and that it was done' },
};

const TITLES: Record<MoveName, string> = {
  propose: 'Propose',
  consider: 'PEG’s recommendation on',
  decide: 'The decision on',
  offer: 'Offer of',
  'decline-offer': 'Offer declined for',
  accept: 'Acceptance of',
  start: 'Start of',
  vary: 'Variation of',
  suspend: 'Suspend',
  resume: 'Resumption of',
  end: 'End of',
  'receive-return': 'Final return of',
  reconcile: 'Reconciliation of',
  close: 'Close and evaluate',
  withdraw: 'Withdraw',
};

/** The form that records a move. */
export function moveFormPage(
  { ref, name }: Initiative,
  move: MoveName,
  choices: LifeChoices,
  typed: Typed = {},
  errors: FieldError[] = [],
): Page {
  const { does, needs, agreement: names } = moveOf(move);
  const only = choices.agreements.length === 1 ? (choices.agreements[0]?.value ?? '') : '';
  const fields = new Fields({ agreement: only, ...typed }, errors);
  const why = WHY[move] ?? { label: 'Reason', hint: 'Kept with your name. Write nothing about a person.' };
  return formPage(
    {
      title: `${TITLES[move]} ${ref}`,
      caption: name,
      action: moveHref(ref, move),
      button: does,
      breadcrumbs: crumbsToLife(ref),
      lede: move === 'withdraw' ? ['A life that is withdrawn has ended. Take this step back if it was a mistake.'] : [],
    },
    [
      fields.day('happened', 'Date on which it happened', { hint: 'For example, 27 3 2015' }),
      ...(names === undefined
        ? []
        : [
            fields.select('agreement', 'Agreement', choices.agreements, {
              optional: names === 'may',
              hint: 'Record the agreement first if it is not listed',
            }),
          ]),
      ...(needs === undefined ? [] : QUESTIONS[needs](fields, choices)),
      fields.longText('why', why.label, { rows: 3, hint: why.hint }),
    ],
    errors,
  );
}

const QUESTIONS: Record<
  'recommendation' | 'decision' | 'variation' | 'evaluation',
  (f: Fields, c: LifeChoices) => Field[]
> = {
  recommendation: (fields) => [
    fields.text('meeting', 'Meeting', { hint: 'Its reference, such as PEG-2015-02', width: 20 }),
    fields.radios('recommendation', 'What PEG recommended', choicesOf(RECOMMENDATIONS)),
    fields.longText('conditions', 'Conditions', {
      optional: true,
      rows: 3,
      hint: 'Where it recommended with conditions',
    }),
  ],
  decision: (fields, { decisions }) => [
    fields.select('decision', 'Decision', decisions, { hint: 'Record the decision first if it is not listed' }),
    fields.radios('outcome', 'What was decided', choicesOf(OUTCOMES), { inline: true }),
  ],
  variation: (fields) => [
    fields.longText('variation', 'Variation', { rows: 3, hint: 'What of the agreement is varied, and from when' }),
  ],
  evaluation: (fields) => [
    fields.radios('aim', 'Was the aim met?', choicesOf(AIMS), { inline: true }),
    fields.longText('achieved', 'What was achieved', { hint: 'Against what it was meant to do' }),
    fields.longText('value', 'Value for money', { hint: 'What it cost for what it achieved, and against what' }),
    fields.longText('lessons', 'Lessons', { hint: 'What would be done again, and what otherwise' }),
    fields.longText('evidence', 'Evidence', { hint: 'Where the evidence stands. Write nothing about a person.' }),
  ],
};

/** The form that takes the last step back. */
export function takeBackPage(
  { ref, name }: Initiative,
  last: LifeEvent,
  typed: Typed = {},
  errors: FieldError[] = [],
): Page {
  const fields = new Fields(typed, errors);
  return formPage(
    {
      title: `Take the last step of ${ref} back`,
      caption: name,
      action: takeBackHref(last),
      button: 'Take it back',
      breadcrumbs: crumbsToLife(ref),
      lede: [
        `The last step is “${moveOf(last.move).past}” on ${formatDay(last.happenedOn)}. Take it back if it was recorded by ` +
          'mistake: it stays in the history, marked, and the initiative stands where it stood before.',
      ],
    },
    [fields.longText('why', 'Reason', { rows: 3, hint: 'Kept with your name' })],
    errors,
  );
}

/** Where an event is taken back. */
export function takeBackHref({ id, initiative }: LifeEvent): string {
  return `${lifeHref(initiative)}/${id}/taking-back`;
}
