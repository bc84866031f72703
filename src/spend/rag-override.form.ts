import { type FormAnswer, FormReader } from '../platform/form.ts';
import { OVERRIDE_WORDS, type OverrideWord } from './rag-override.store.ts';

/** What clears an override. */
const BY_THE_RULE = 'rule';

export const OVERRIDE_CHOICES = [
  ...OVERRIDE_WORDS.map((word) => ({ value: word as string, text: word as string })),
  { value: BY_THE_RULE, text: 'As the rule says' },
];

/** What was said of a rating. */
export interface Overriding {
  rag: OverrideWord | null;
  reason: string;
}

/** Reads the form that overrides a rating, or lets the rule hold again. */
export function readOverrideForm(body: unknown): FormAnswer<Overriding> {
  const form = new FormReader(body, ['rag', 'reason']);
  const chosen = form.choice('rag', 'Rating', OVERRIDE_CHOICES);
  const reason = form.text('reason', 'Reason', { longest: 500 });
  return form.answer(() => ({ rag: OVERRIDE_WORDS.find((word) => word === chosen) ?? null, reason }));
}
