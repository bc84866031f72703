import { type Choice, type FormAnswer, FormReader } from '../platform/form.ts';
import type { Authority } from './annex.store.ts';

/** Reads by what authority exact counts leave: one of the two, never neither and never both. */
export function readAuthority(body: unknown, agreements: readonly Choice[]): FormAnswer<Authority> {
  const form = new FormReader(body, ['agreement', 'instruction']);
  const agreement = form.choice('agreement', 'Information-sharing agreement', agreements, { optional: true });
  const instruction = form.text('instruction', 'Instruction', { longest: 300, optional: true });
  if ((agreement === '') === (instruction === '')) {
    form.fail('agreement', 'Cite either an information-sharing agreement or the funder’s instruction');
  }
  return form.answer(() => (agreement === '' ? { agreement: null, instruction } : { agreement, instruction: null }));
}
