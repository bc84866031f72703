import { type FormAnswer, FormReader, TICKED } from '../platform/form.ts';
import type { Offered } from './take-template.ts';

/** The field of the box that chooses a measure of a template. */
export function chosenField(code: string): string {
  return `take-${code}`;
}

/** Reads which measures of a template were chosen. */
export function readChosen(body: unknown, offered: readonly Offered[]): FormAnswer<string[]> {
  const codes = offered.map(({ template }) => template.code);
  const form = new FormReader(body, ['initiative', ...codes.map(chosenField)]);
  const chosen = codes.filter((code) => form.typed[chosenField(code)] === TICKED);
  const first = offered.find(({ taken }) => taken === null);
  if (chosen.length === 0)
    form.fail(first === undefined ? '' : chosenField(first.template.code), 'Choose at least one measure');
  return form.answer(() => chosen);
}
