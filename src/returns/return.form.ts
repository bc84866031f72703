import type { Day } from '../calendar/day.ts';
import { readYear } from '../calendar/financial-year.ts';
import type { Quarter } from '../calendar/quarter.ts';
import { yearChoices } from '../ledger/year-choice.ts';
import { type Choice, dayFields, type FormAnswer, FormReader } from '../platform/form.ts';
import type { Acknowledgement } from './acknowledge.ts';
import { STANDINGS, type Standing } from './filing.ts';
import type { Wanted } from './prepare.ts';
import type { NamedRow } from './request.ts';
import type { Template } from './template.ts';

export const QUARTERS: readonly Choice[] = [
  { value: '1', text: 'Quarter 1, April to June' },
  { value: '2', text: 'Quarter 2, July to September' },
  { value: '3', text: 'Quarter 3, October to December' },
  { value: '4', text: 'Quarter 4, January to March' },
];

/** What can be chosen of a return to prepare. */
export interface ReturnChoices {
  templates: Choice[];
  years: Choice[];
  sources: Choice[];
  /** The returns that are filed for a whole year, so that no quarter is asked of them. */
  yearly: readonly string[];
}

/** What can be chosen of templates, of which each return is offered once, and of the office's years and sources. */
export function returnChoices(
  templates: readonly Template[],
  years: readonly number[],
  sources: readonly Choice[],
): ReturnChoices {
  const titles = new Map(templates.map((template) => [template.name, template]));
  return {
    templates: [...titles.values()].map(({ name, title }) => ({ value: name, text: title })),
    years: yearChoices(years),
    sources: [...sources],
    yearly: [...titles.values()].filter(({ every }) => every === 'year').map(({ name }) => name),
  };
}

/** Which return is to be prepared. */
export function readReturnForm(body: unknown, choices: ReturnChoices): FormAnswer<Wanted> {
  const form = new FormReader(body, ['template', 'year', 'quarter', 'source', 'standing']);
  const template = form.choice('template', 'Return', choices.templates);
  const year = form.choice('year', 'Financial year', choices.years);
  const isYearly = choices.yearly.includes(template);
  const quarter = form.choice('quarter', 'Quarter', QUARTERS, { optional: isYearly });
  const source = form.choice('source', 'Funding source', choices.sources, { optional: true });
  const standing = form.choice('standing', 'Standing', STANDINGS, { optional: true }) || 'final';
  return form.answer(() => ({
    template,
    quarter: { year: readYear(year) as number, quarter: (isYearly ? 4 : Number(quarter)) as Quarter['quarter'] },
    source: source || null,
    standing: standing as Standing,
  }));
}

/** Why a row is as it is, in words. */
export function readExplanationForm(body: unknown, rows: readonly Choice[]): FormAnswer<{ row: string; text: string }> {
  const form = new FormReader(body, ['row', 'text']);
  const row = form.choice('row', 'Row', rows);
  const text = form.text('text', 'Explanation', { longest: 3000 });
  return form.answer(() => ({ row, text }));
}

/** The name of the box of a row that changes can be asked for. */
export function rowBox(index: number): string {
  return `row-${index}`;
}

/** In which rows changes are asked for, and why. */
export function readRequestForm(
  body: unknown,
  rows: readonly NamedRow[],
): FormAnswer<{ rows: NamedRow[]; reason: string }> {
  const form = new FormReader(body, [...rows.map((_, index) => rowBox(index)), 'reason']);
  const ticked = rows.filter(({ label }, index) => form.box(rowBox(index), label));
  if (ticked.length === 0) form.fail(rowBox(0), 'Select each row that is to be changed');
  const reason = form.text('reason', 'Reason', { longest: 2000 });
  return form.answer(() => ({ rows: ticked, reason }));
}

/** When and how whoever received a return acknowledged it. */
export function readAcknowledgementForm(body: unknown, today: Day): FormAnswer<Acknowledgement> {
  const form = new FormReader(body, [...dayFields('received'), 'reference']);
  const receivedOn = form.day('received', 'Date of the acknowledgement', { notAfter: today });
  const reference = form.text('reference', 'Reference');
  return form.answer(() => ({ receivedOn: receivedOn as Day, reference }));
}
