import { type FormAnswer, FormReader } from '../../platform/form.ts';
import { Refusal } from '../../platform/refusal.ts';
import { MARKINGS, type Marking } from '../marking.ts';
import { BRIEFING_KINDS, type BriefingKind, type BriefingText, figuresIn } from './briefing.ts';
import { PUT_FIELDS } from './put-figure.form.ts';

export const KIND_CHOICES = Object.entries(BRIEFING_KINDS).map(([value, text]) => ({ value, text }));
export const MARKING_CHOICES = MARKINGS.map((marking) => ({ value: marking, text: marking }));

export const BRIEFING_FIELDS = ['kind', 'title', 'addressee', 'signatory', 'text', 'marking', 'handling'];

/** Reads the form of a briefing's text; a reference that is no figure is named beside the text. */
export function readBriefingForm(body: unknown): FormAnswer<BriefingText> {
  const form = new FormReader(body, [...BRIEFING_FIELDS, ...PUT_FIELDS]);
  const kind = form.choice('kind', 'Kind', KIND_CHOICES) as BriefingKind;
  const title = form.text('title', 'Subject');
  const addressee = form.text('addressee', 'To', { longest: 500 });
  const text = form.text('text', 'Text', { longest: 15_000 });
  const signatory = form.text('signatory', 'Signed by', { longest: 500 });
  const marking = form.choice('marking', 'Marking', MARKING_CHOICES) as Marking;
  const handling = form.text('handling', 'Handling instruction', { optional: true, longest: 500 });
  if (marking === 'OFFICIAL-SENSITIVE' && handling === '') {
    form.fail('handling', 'Say how an OFFICIAL-SENSITIVE paper is to be handled');
  }
  try {
    figuresIn(text);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    form.fail('text', error.message);
  }
  return form.answer(() => ({ kind, title, addressee, signatory, text, marking, handling: handling || null }));
}
