import type { Page } from '../../people/door.ts';
import { Fields, formPage } from '../../platform/form.pages.ts';
import { type FieldError, type FormAnswer, FormReader, type Typed } from '../../platform/form.ts';
import { leavesOut, type RuleWording, ruleSentence } from './coding-rule.ts';
import { evidence } from './rules.pages.ts';
import { SUGGEST_AFTER, type Suggestion } from './suggestion.ts';

/** What can be said to a suggestion. */
export type SuggestionReply = 'accept' | 'change' | 'decline';

const REPLIES = [
  { value: 'accept', text: 'Make the rule as it is', hint: 'It is asked after all others, until somebody moves it.' },
  { value: 'change', text: 'Change it first', hint: 'The form of a rule opens with it.' },
  {
    value: 'decline',
    text: 'Do not make it',
    hint: `It is offered again only after ${SUGGEST_AFTER} more choices made the same way.`,
  },
];

/** Reads what somebody says to a suggestion. A change needs no reason yet: the rule's own form asks for it. */
export function readReply(body: unknown): FormAnswer<{ reply: SuggestionReply; why: string }> {
  const form = new FormReader(body, ['reply', 'why']);
  const reply = form.choice('reply', 'What to do with it', REPLIES) as SuggestionReply;
  const why = form.text('why', 'Reason', { longest: 500, optional: reply === 'change' });
  return form.answer(() => ({ reply, why }));
}

/** A suggestion with what it rests on, and the three answers to it. */
export function suggestionPage(
  suggestion: Suggestion,
  { wording, recordedAt }: { wording: RuleWording; recordedAt: ReadonlyMap<number, string> },
  { typed, errors = [] }: { typed: Typed; errors?: readonly FieldError[] },
): Page {
  const fields = new Fields(typed, errors);
  const isOut = leavesOut(suggestion.result);
  const about = {
    title: 'Suggested coding rule',
    action: `/coding-rules/suggestions/${suggestion.id}`,
    button: 'Save the answer',
    breadcrumbs: [
      { text: 'Spend', href: '/spend' },
      { text: 'Coding rules', href: '/coding-rules' },
    ],
    lede: [
      ruleSentence(suggestion, wording),
      `Such lines were ${isOut ? 'left out' : 'coded so'} by hand ${evidence(suggestion, recordedAt)}, and never otherwise. No rule decides them yet.`,
    ],
  };
  const asked = [
    fields.radios('reply', 'What to do with it', REPLIES),
    fields.longText('why', isOut ? 'Why they are not ours, or why not to make it' : 'Reason', {
      rows: 2,
      hint: 'Not needed to change it first.',
    }),
  ];
  return formPage(about, asked, errors);
}
