import type { Quarter } from '../calendar/quarter.ts';
import { PLACE_CHOICES } from '../partners/place.ts';
import type { Page } from '../people/door.ts';
import { type Field, Fields, formPage } from '../platform/form.pages.ts';
import type { Choice, FieldError, Typed } from '../platform/form.ts';
import { BASES, COUNTS, DIRECTIONS, definitionTyped, HIDES, KEEPERS, LEVELS, quarterChoices } from './measure.form.ts';
import { MEASURES } from './measure.pages.ts';
import type { Measure } from './measure.ts';

/** The form that adds a measure. */
export function measureFormPage(
  choices: { initiatives: readonly Choice[]; measures: readonly Choice[] },
  typed: Typed = {},
  errors: FieldError[] = [],
): Page {
  const fields = new Fields(typed, errors);
  const { template = '' } = typed;
  return {
    ...formPage(
      { title: 'Add a measure', action: '/measures/new', button: 'Add the measure', breadcrumbs: [MEASURES] },
      [
        fields.select('initiative', 'Initiative', choices.initiatives),
        fields.text('code', 'Code', {
          width: 20,
          hint: '2 to 20 capital letters, digits or hyphens, like SA-PUPILS. It stays.',
        }),
        ...definitionFields(fields, choices.measures),
      ],
      errors,
    ),
    ...(template === '' ? {} : { hidden: { template } }),
  };
}

/** The form that gives a measure another definition. */
export function measureChangePage(
  measure: Measure,
  choices: { measures: readonly Choice[] },
  typed: Typed = { ...definitionTyped(measure), seen: String(measure.version) },
  errors: FieldError[] = [],
): Page {
  const fields = new Fields(typed, errors);
  return {
    ...formPage(
      {
        title: `Change the definition of ${measure.name}`,
        action: `/measures/${measure.code}/change`,
        button: 'Keep this definition',
        breadcrumbs: under(measure),
        lede: [
          'The definition that stands is kept with its day, and every report of a change of definition names this one. ' +
            'What was observed stays as it was counted.',
        ],
      },
      [
        ...definitionFields(
          fields,
          choices.measures.filter(({ value }) => value !== measure.code),
        ),
        fields.text('reason', 'Why it changes', { hint: 'Kept with the new definition' }),
      ],
      errors,
    ),
    hidden: { seen: typed.seen ?? String(measure.version) },
  };
}

function definitionFields(fields: Fields, measures: readonly Choice[]): Field[] {
  return [
    fields.text('name', 'Name', { hint: 'What is counted, such as Pupils reached' }),
    fields.text('unit', 'Unit', { width: 20, hint: 'Such as pupils' }),
    fields.radios('counts', 'What does it count?', COUNTS),
    fields.radios('basis', 'Basis', BASES),
    fields.radios('direction', 'Direction', DIRECTIONS),
    fields.longText('rule', 'Counting rule', {
      rows: 3,
      hint: 'What is counted and what is not, so that two people count alike',
    }),
    fields.text('source', 'Source', { hint: 'Where the numbers come from, such as attendance registers' }),
    fields.longText('doubleCount', 'Risk of counting twice', {
      rows: 2,
      optional: true,
      hint: 'Such as a pupil who sees two sessions',
    }),
    fields.radios('level', 'Where is it counted?', LEVELS),
    fields.text('dimension', 'Broken down by', {
      width: 20,
      optional: true,
      hint: 'One thing besides the district, such as Year group',
    }),
    fields.longText('categories', 'Categories', {
      rows: 4,
      optional: true,
      hint: 'Of that, one on a line, such as Year 7. Every child stands in one of them; add Not known where it may be.',
    }),
    fields.select('denominator', 'Share of', measures, {
      optional: true,
      hint: 'The measure of which this one is a part: a percentage is these two numbers',
    }),
    fields.radios('hides', 'Which small numbers of people are hidden?', HIDES),
    fields.radios('keptBy', 'Who knows its numbers before they are published?', KEEPERS),
    fields.text('baseline', 'Baseline', {
      width: 10,
      whole: true,
      optional: true,
      hint: 'What it was before the initiative, for the whole county',
    }),
    fields.text('baselinePeriod', 'Time of the baseline', { width: 20, optional: true, hint: 'Such as 2013/14' }),
    fields.text('baselineSource', 'Source of the baseline', { optional: true }),
    fields.text('costEach', 'A cost for each', {
      width: 20,
      optional: true,
      hint: 'What one of it is called, such as pupil reached, where what the initiative spends is set against it',
    }),
  ];
}

function under(measure: Measure) {
  return [MEASURES, { text: measure.code, href: `/measures/${measure.code}` }];
}

/** The form that sets a target. */
export function targetFormPage(
  measure: Measure,
  quarters: readonly Quarter[],
  typed: Typed = {},
  errors: FieldError[] = [],
): Page {
  const fields = new Fields(typed, errors);
  return formPage(
    {
      title: `Set a target for ${measure.name}`,
      action: `/measures/${measure.code}/targets/new`,
      button: 'Set the target',
      breadcrumbs: under(measure),
      lede: ['A later target for the same place and quarter takes the place of an earlier one.'],
    },
    [
      fields.select('place', 'Place', PLACE_CHOICES),
      fields.select('quarter', 'Quarter', quarterChoices(quarters)),
      fields.text('value', 'Target', { width: 10, whole: true, hint: `A whole number of ${measure.unit}` }),
    ],
    errors,
  );
}
