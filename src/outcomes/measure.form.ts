import { type Quarter, quarterLabel, quarterShown, readQuarter } from '../calendar/quarter.ts';
import { readCode } from '../funds/code.ts';
import { PLACE_CHOICES } from '../partners/place.ts';
import { type Choice, type FormAnswer, FormReader } from '../platform/form.ts';
import type { Measure, Target } from './measure.store.ts';

export const DIRECTIONS: readonly (Choice & { value: Measure['direction'] })[] = [
  { value: 'up', text: 'More is better' },
  { value: 'down', text: 'Less is better' },
  { value: 'none', text: 'Neither: it only describes' },
];

export const BASES: readonly (Choice & { value: Measure['basis']; hint: string })[] = [
  { value: 'in-period', text: 'In the quarter', hint: 'What happened in the quarter alone' },
  { value: 'cumulative', text: 'Cumulative', hint: 'Everything up to the end of the quarter' },
  { value: 'point-in-time', text: 'Point in time', hint: 'As it stood at the end of the quarter' },
];

export const COUNTS_PEOPLE: readonly Choice[] = [
  { value: 'yes', text: 'Yes: counts from 1 to 5 are hidden wherever they are shown' },
  { value: 'no', text: 'No: it counts events or things' },
];

/** Reads the form that adds a measure. */
export function readMeasure(
  body: unknown,
  choices: { initiatives: readonly Choice[]; measures: readonly Choice[] },
): FormAnswer<Measure> {
  const form = new FormReader(body, [
    'code',
    'initiative',
    'name',
    'unit',
    'direction',
    'basis',
    'countsPeople',
    'denominator',
  ]);
  const initiative = form.choice('initiative', 'Initiative', choices.initiatives);
  const code = readCode(form);
  const name = form.text('name', 'Name');
  const unit = form.text('unit', 'Unit', { longest: 40 });
  const direction = form.choice('direction', 'Direction', DIRECTIONS) as Measure['direction'];
  const basis = form.choice('basis', 'Basis', BASES) as Measure['basis'];
  const people = form.choice('countsPeople', 'Whether it counts people', COUNTS_PEOPLE);
  const denominator = form.choice('denominator', 'Share of', choices.measures, { optional: true });
  return form.answer(() => ({
    code,
    initiative,
    name,
    unit,
    direction,
    basis,
    countsPeople: people === 'yes',
    denominator: denominator || null,
  }));
}

/** Every quarter of these financial years. */
export function quartersOf(years: readonly number[]): Quarter[] {
  return years.flatMap((year) => ([1, 2, 3, 4] as const).map((quarter) => ({ year, quarter })));
}

/** Quarters as the choices of a form. */
export function quarterChoices(quarters: readonly Quarter[]): Choice[] {
  return quarters.map((quarter) => ({ value: quarterLabel(quarter), text: quarterShown(quarter) }));
}

/** Reads the form that sets a target. */
export function readTarget(body: unknown, measure: string, quarters: readonly Quarter[]): FormAnswer<Target> {
  const form = new FormReader(body, ['place', 'quarter', 'value']);
  const place = form.choice('place', 'Place', PLACE_CHOICES);
  const quarter = readQuarter(form.choice('quarter', 'Quarter', quarterChoices(quarters))) as Quarter;
  const value = form.wholeNumber('value', 'Target') as number;
  return form.answer(() => ({ measure, place, quarter, value }));
}
