import { readYear } from '../calendar/financial-year.ts';
import type { Quarter } from '../calendar/quarter.ts';
import { yearChoices } from '../ledger/year-choice.ts';
import { type Choice, type FormAnswer, FormReader } from '../platform/form.ts';
import type { Template } from './template.ts';

export const QUARTERS: readonly Choice[] = [
  { value: '1', text: 'Quarter 1, April to June' },
  { value: '2', text: 'Quarter 2, July to September' },
  { value: '3', text: 'Quarter 3, October to December' },
  { value: '4', text: 'Quarter 4, January to March' },
];

/** Templates as the choices of a form. */
export function templateChoices(templates: readonly Template[]): Choice[] {
  return templates.map(({ name, title, version }) => ({ value: name, text: `${title}, version ${version}` }));
}

/** Which return is to be prepared: a template and a quarter. */
export function readReturnForm(
  body: unknown,
  templates: readonly Template[],
  years: readonly number[],
): FormAnswer<{ template: Template; quarter: Quarter }> {
  const form = new FormReader(body, ['template', 'year', 'quarter']);
  const template = form.choice('template', 'Return', templateChoices(templates));
  const year = form.choice('year', 'Financial year', yearChoices(years));
  const quarter = form.choice('quarter', 'Quarter', QUARTERS);
  return form.answer(() => ({
    template: templates.find(({ name }) => name === template) as Template,
    quarter: { year: readYear(year) as number, quarter: Number(quarter) as Quarter['quarter'] },
  }));
}

/** Why a row is as it is, in words. */
export function readExplanationForm(body: unknown, rows: readonly Choice[]): FormAnswer<{ row: string; text: string }> {
  const form = new FormReader(body, ['row', 'text']);
  const row = form.choice('row', 'Row', rows);
  const text = form.text('text', 'Explanation', { longest: 3000 });
  return form.answer(() => ({ row, text }));
}
