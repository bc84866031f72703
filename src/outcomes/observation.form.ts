import { type Quarter, readQuarter } from '../calendar/quarter.ts';
import { PLACE_CHOICES } from '../partners/place.ts';
import { type Choice, type FormAnswer, FormReader } from '../platform/form.ts';
import { quarterChoices } from './measure.form.ts';
import type { Observation } from './measure.store.ts';

/** Three different things: a number (zero too), nobody knows, and it does not apply. */
export const STATES: readonly (Choice & { hint: string })[] = [
  { value: 'counted', text: 'A number', hint: 'Enter 0 when it was counted and there were none' },
  { value: 'not-available', text: 'Not available', hint: 'Nobody counted it, or no return was sent' },
  { value: 'not-applicable', text: 'Not applicable', hint: 'It does not apply to this place or quarter' },
];

export type TypedObservation = Pick<Observation, 'place' | 'quarter' | 'value' | 'marker' | 'source'>;

/** Reads the form that enters an observation. */
export function readObservation(body: unknown, quarters: readonly Quarter[]): FormAnswer<TypedObservation> {
  const form = new FormReader(body, ['place', 'quarter', 'state', 'value', 'source']);
  const place = form.choice('place', 'Place', PLACE_CHOICES);
  const quarter = readQuarter(form.choice('quarter', 'Quarter', quarterChoices(quarters))) as Quarter;
  const state = form.choice('state', 'What was found', STATES);
  let value: number | null = null;
  if (state === 'counted') value = form.wholeNumber('value', 'Number');
  else if (state !== '' && (form.typed.value ?? '').trim() !== '') {
    form.fail('value', 'Number must be empty unless you select a number above');
  }
  const source = form.text('source', 'Source', { longest: 300 });
  return form.answer(() => ({
    place,
    quarter,
    value,
    marker: state === 'not-available' ? 'x' : state === 'not-applicable' ? 'z' : null,
    source,
  }));
}
