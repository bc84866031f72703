import { readScope, type Scope } from '../ledger/scope.ts';
import { type Choice, type FormAnswer, FormReader } from '../platform/form.ts';
import type { Subject } from './question.ts';

/** Reads a question: about a paper that was chosen, or about the figure from whose page it is asked. */
export function readQuestionForm(
  body: unknown,
  papers: readonly Choice[],
): FormAnswer<{ subject: Subject; text: string }> {
  const form = new FormReader(body, ['about', 'figure', 'scope', 'question']);
  const figure = form.text('figure', 'Figure', { optional: true });
  const scope = figure === '' ? {} : scopeFrom(form.typed.scope ?? '');
  const paper = figure === '' ? form.choice('about', 'Paper', papers) : '';
  const text = form.text('question', 'Question', { longest: 2000 });
  return form.answer(() => ({ subject: figure === '' ? { paper } : { figure, scope }, text }));
}

/** A figure's scope out of the text in which a form carries it. Refused as malformed where it is none. */
export function scopeFrom(text: string): Scope {
  return readScope(Object.fromEntries(new URLSearchParams(text)));
}

/** Reads an answer. */
export function readAnswerForm(body: unknown): FormAnswer<{ text: string; basedOn: number }> {
  const form = new FormReader(body, ['answer', 'version']);
  const text = form.text('answer', 'Answer', { longest: 4000 });
  const basedOn = form.wholeNumber('version', 'Version') ?? 0;
  return form.answer(() => ({ text, basedOn }));
}
