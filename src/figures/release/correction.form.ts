import { type Choice, type FormAnswer, FormReader } from '../../platform/form.ts';

export const SHOWN: readonly (Choice & { hint: string })[] = [
  { value: 'hide', text: 'Hide the corrected number', hint: 'Readers keep the number that they have, and see [c] now' },
  {
    value: 'show',
    text: 'Show the corrected number',
    hint: 'Readers can then tell by how many children the number changed',
  },
];

/** Reads what somebody decided about a small correction. */
export function readCorrection(body: unknown): FormAnswer<{ fact: string; decision: 'show' | 'hide'; reason: string }> {
  const form = new FormReader(body, ['fact', 'decision', 'reason']);
  const fact = form.text('fact', 'Number', { longest: 160 });
  const decision = form.choice('decision', 'Whether it may be seen', SHOWN) as 'show' | 'hide';
  const reason = form.text('reason', 'Why', { longest: 300 });
  return form.answer(() => ({ fact, decision, reason }));
}
