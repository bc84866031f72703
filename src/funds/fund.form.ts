import type { Day } from '../calendar/day.ts';
import { dayFields, type FormAnswer, FormReader } from '../platform/form.ts';
import { readCode } from './code.ts';
import type { Fund } from './fund.store.ts';

/** Reads the form that makes a fund. */
export function readFund(body: unknown): FormAnswer<Fund> {
  const form = new FormReader(body, ['code', 'name', ...dayFields('starts')]);
  const code = readCode(form);
  const name = form.text('name', 'Name');
  const startsOn = form.day('starts', 'Start date') as Day;
  return form.answer(() => ({ code, name, startsOn }));
}

/** The form that makes the next financial year asks nothing. */
export function readNextYear(body: unknown): FormAnswer<null> {
  return new FormReader(body, []).answer(() => null);
}
