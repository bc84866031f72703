import { type Quarter, quarterLabel, quarterShown, readQuarter } from '../calendar/quarter.ts';
import { readCode } from '../funds/code.ts';
import { PLACE_CHOICES } from '../partners/place.ts';
import { type Choice, type FormAnswer, FormReader, type Typed } from '../platform/form.ts';
import type { NewMeasure } from './measure.store.ts';
import { type Category, type Counts, categoryCode, type Definition, type Hides, type Measure } from './measure.ts';
import type { Target } from './target.store.ts';

export const DIRECTIONS: readonly (Choice & { value: Measure['direction'] })[] = [
  { value: 'up', text: 'More is better' },
  { value: 'down', text: 'Less is better' },
  { value: 'none', text: 'Neither: it only describes' },
];

export const BASES: readonly (Choice & { value: Measure['basis']; hint: string })[] = [
  { value: 'in-period', text: 'In the quarter', hint: 'What happened in the quarter alone; quarters are added up' },
  {
    value: 'cumulative',
    text: 'Cumulative',
    hint: 'Everything up to the end of the quarter; it never falls, and a year takes the last',
  },
  {
    value: 'point-in-time',
    text: 'Point in time',
    hint: 'As it stood at the end of the quarter; a year takes the last',
  },
];

export const COUNTS: readonly (Choice & { value: Counts; hint: string })[] = [
  { value: 'people', text: 'People', hint: 'Counts from 1 to 5 are hidden wherever they are shown' },
  {
    value: 'events',
    text: 'Days or events about children',
    hint: 'Such as bed nights or missing episodes. How many children are behind them is asked too, and the number is hidden when those are 1 to 5',
  },
  { value: 'other', text: 'Something else', hint: 'Such as sessions or posts' },
];

export const LEVELS: readonly (Choice & { hint?: string })[] = [
  { value: 'districts', text: 'By district', hint: 'The county is their sum' },
  { value: 'county', text: 'For the county alone' },
];

export const HIDES: readonly (Choice & { value: Hides; hint: string })[] = [
  { value: 'A', text: 'From 1 to 5', hint: 'Rule A: other numbers are exact unless they would give a hidden one away' },
  { value: 'B', text: 'From 1 to 7, and the rest rounded to 5', hint: 'Rule B: for numbers that are published often' },
];

export const KEEPERS: readonly Choice[] = [
  { value: 'districts', text: 'Nobody but each district its own' },
  { value: 'police', text: 'The police know every number of it' },
];

const MOST_CATEGORIES = 12;

/** The fields of a definition, which a measure that is added and one that is changed share. */
const DEFINITION_FIELDS: readonly string[] = [
  'name',
  'unit',
  'counts',
  'basis',
  'direction',
  'rule',
  'source',
  'doubleCount',
  'level',
  'dimension',
  'categories',
  'denominator',
  'hides',
  'keptBy',
  'baseline',
  'baselinePeriod',
  'baselineSource',
  'costEach',
];

/** Reads the form that adds a measure. */
export function readMeasure(
  body: unknown,
  choices: { initiatives: readonly Choice[]; measures: readonly Choice[]; templates: readonly Choice[] },
): FormAnswer<NewMeasure> {
  const form = new FormReader(body, ['initiative', 'code', 'template', ...DEFINITION_FIELDS]);
  const initiative = form.choice('initiative', 'Initiative', choices.initiatives);
  const code = readCode(form);
  const template = form.choice('template', 'Template', choices.templates, { optional: true });
  const definition = readDefinition(form, choices.measures);
  return form.answer(() => ({ code, initiative, template: template || null, ...definition() }));
}

/** Reads the form that changes a definition, with why and which version was seen. */
export function readChange(
  body: unknown,
  choices: { measures: readonly Choice[] },
): FormAnswer<{ definition: Definition; reason: string; seen: number }> {
  const form = new FormReader(body, ['seen', 'reason', ...DEFINITION_FIELDS]);
  const definition = readDefinition(form, choices.measures);
  const reason = form.text('reason', 'Why it changes', { longest: 300 });
  const seen = form.wholeNumber('seen', 'Version') ?? 0;
  return form.answer(() => ({ definition: definition(), reason, seen }));
}

function readDefinition(form: FormReader, measures: readonly Choice[]): () => Definition {
  const name = form.text('name', 'Name');
  const unit = form.text('unit', 'Unit', { longest: 40 });
  const counts = form.choice('counts', 'What it counts', COUNTS) as Counts;
  const basis = form.choice('basis', 'Basis', BASES) as Measure['basis'];
  const direction = form.choice('direction', 'Direction', DIRECTIONS) as Measure['direction'];
  const rule = form.text('rule', 'Counting rule', { longest: 500 });
  const source = form.text('source', 'Source', { longest: 300 });
  const doubleCount = form.text('doubleCount', 'Risk of counting twice', { longest: 300, optional: true });
  const level = form.choice('level', 'Where it is counted', LEVELS) as 'districts' | 'county';
  const { dimension, categories } = readDimension(form);
  const denominator = form.choice('denominator', 'Share of', measures, { optional: true });
  const hides = form.choice('hides', 'Which small numbers are hidden', HIDES, { optional: true });
  const keptBy = form.choice('keptBy', 'Who knows its numbers', KEEPERS, { optional: true });
  const baseline = form.wholeNumber('baseline', 'Baseline', { optional: true });
  const isGiven = baseline !== null;
  const period = form.text('baselinePeriod', 'Time of the baseline', { longest: 60, optional: !isGiven });
  const baselineSource = form.text('baselineSource', 'Source of the baseline', { longest: 300, optional: !isGiven });
  const costEach = form.text('costEach', 'A cost for each', { longest: 40, optional: true });
  if (costEach !== '' && basis === 'point-in-time') {
    form.fail('costEach', 'What is counted on a day has no cost for each: money is spent over a time. Leave it empty');
  }
  if (!isGiven && (period !== '' || baselineSource !== '')) form.fail('baseline', 'Enter the baseline');
  return () => ({
    name,
    unit,
    direction,
    basis,
    counts,
    rule,
    source,
    doubleCount: doubleCount || null,
    level,
    dimension: dimension || null,
    categories,
    denominator: denominator || null,
    baseline: baseline === null ? null : { value: baseline, period, source: baselineSource },
    costEach: costEach || null,
    hides: hides === 'B' ? 'B' : 'A',
    keptBy: keptBy === 'police' ? 'police' : null,
  });
}

function readDimension(form: FormReader): { dimension: string; categories: Category[] } {
  const dimension = form.text('dimension', 'Broken down by', { longest: 40, optional: true });
  const names = form
    .text('categories', 'Categories', { longest: 1000, optional: dimension === '' })
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const categories = names.map((name) => ({ code: categoryCode(name), name }));
  if (dimension === '' && names.length > 0) form.fail('dimension', 'Enter what the categories are');
  if (dimension !== '' && names.length === 1) form.fail('categories', 'Categories must be at least two, one on a line');
  if (names.length > MOST_CATEGORIES) form.fail('categories', `Categories must be ${MOST_CATEGORIES} or fewer`);
  if (categories.some(({ name }) => name.length > 40)) {
    form.fail('categories', 'Categories must be 40 characters or fewer each');
  }
  if (categories.some(({ code }) => code === '')) {
    form.fail('categories', 'Categories must each have a letter or a digit');
  } else if (new Set(categories.map(({ code }) => code)).size < categories.length) {
    form.fail('categories', 'Categories must differ from one another');
  }
  return { dimension, categories };
}

/** A definition as its form has it. */
export function definitionTyped(definition: Definition): Typed {
  const { baseline } = definition;
  return {
    name: definition.name,
    unit: definition.unit,
    counts: definition.counts,
    basis: definition.basis,
    direction: definition.direction,
    rule: definition.rule ?? '',
    source: definition.source ?? '',
    doubleCount: definition.doubleCount ?? '',
    level: definition.level ?? '',
    dimension: definition.dimension ?? '',
    categories: definition.categories.map(({ name }) => name).join('\n'),
    denominator: definition.denominator ?? '',
    hides: definition.hides,
    keptBy: definition.keptBy ?? 'districts',
    baseline: baseline === null ? '' : String(baseline.value),
    baselinePeriod: baseline?.period ?? '',
    baselineSource: baseline?.source ?? '',
    costEach: definition.costEach ?? '',
  };
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
