import type { Day } from '../calendar/day.ts';
import { dayFields, type FormAnswer, FormReader } from '../platform/form.ts';

/** The day on which a notice is published. */
export function readPublication(body: unknown, today: Day): FormAnswer<Day> {
  const form = new FormReader(body, dayFields('published'));
  const publishedOn = form.day('published', 'Date of publication', { notAfter: today });
  return form.answer(() => publishedOn as Day);
}
