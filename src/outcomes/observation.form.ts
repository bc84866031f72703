import { type Quarter, readQuarter } from '../calendar/quarter.ts';
import { PLACE_CHOICES } from '../partners/place.ts';
import { type Choice, type FormAnswer, FormReader } from '../platform/form.ts';
import { readRecordRef } from './evidence.ts';
import { quarterChoices } from './measure.form.ts';
import { categoriesOf, type Measure } from './measure.ts';
import { GRADES, type Grade } from './observation.ts';
import type { NewObservation } from './submit.ts';

/** Three different things: a number (zero too), nobody knows, and it does not apply. */
export const STATES: readonly (Choice & { hint: string })[] = [
  { value: 'counted', text: 'A number', hint: 'Enter 0 when it was counted and there were none' },
  { value: 'not-available', text: 'Not available', hint: 'Nobody counted it, or no return was sent' },
  { value: 'not-applicable', text: 'Not applicable', hint: 'It does not apply to this place or quarter' },
];

/** The questions about evidence, which the form, the grid and the file share. */
export const EVIDENCE_FIELDS = ['source', 'grade', 'record', 'reason'] as const;

/** What shows that observations are right, and how sure it is. */
export type Evidence = Pick<NewObservation, (typeof EVIDENCE_FIELDS)[number]>;

/** Reads the form that enters an observation. */
export function readObservation(
  body: unknown,
  measure: Measure,
  quarters: readonly Quarter[],
): FormAnswer<NewObservation> {
  const form = new FormReader(body, ['place', 'category', 'quarter', 'state', 'value', 'children', ...EVIDENCE_FIELDS]);
  const place = form.choice('place', 'Place', PLACE_CHOICES);
  const category = readCategory(form, measure);
  const quarter = readQuarter(form.choice('quarter', 'Quarter', quarterChoices(quarters))) as Quarter;
  const state = form.choice('state', 'What was found', STATES);
  let value: number | null = null;
  if (state === 'counted') value = form.wholeNumber('value', 'Number');
  else if (state !== '' && (form.typed.value ?? '').trim() !== '') {
    form.fail('value', 'Number must be empty unless you select a number above');
  }
  const children = form.wholeNumber('children', 'Number of children', { optional: true });
  const evidence = readEvidence(form);
  return form.answer(() => ({
    measure: measure.code,
    place,
    category,
    quarter,
    value,
    marker: state === 'not-available' ? 'x' : state === 'not-applicable' ? 'z' : null,
    children,
    ...evidence,
  }));
}

function readCategory(form: FormReader, measure: Measure): string {
  if (measure.categories.length === 0) return '';
  return form.choice(
    'category',
    measure.dimension ?? 'Category',
    categoriesOf(measure).map(({ code, name }) => ({ value: code, text: name })),
  );
}

/** Reads what shows that observations are right. */
export function readEvidence(form: FormReader): Evidence {
  const source = form.text('source', 'Source', { longest: 300 });
  const grade = form.choice('grade', 'Evidence grade', GRADES) as Grade;
  const record = readRecordRef(form);
  const reason = form.text('reason', 'Why it changes', { longest: 300, optional: true });
  return { source, grade, record, reason: reason || null };
}
