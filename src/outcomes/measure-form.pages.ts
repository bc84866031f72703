import type { Quarter } from '../calendar/quarter.ts';
import { PLACE_CHOICES, type Place, placeChoices } from '../partners/place.ts';
import type { Page } from '../people/door.ts';
import { Fields, formPage } from '../platform/form.pages.ts';
import type { Choice, FieldError, Typed } from '../platform/form.ts';
import { BASES, COUNTS_PEOPLE, DIRECTIONS, quarterChoices } from './measure.form.ts';
import { MEASURES } from './measure.pages.ts';
import type { Measure } from './measure.store.ts';
import { STATES } from './observation.form.ts';

/** The form that adds a measure. */
export function measureFormPage(
  choices: { initiatives: readonly Choice[]; measures: readonly Choice[] },
  typed: Typed = {},
  errors: FieldError[] = [],
): Page {
  const fields = new Fields(typed, errors);
  return formPage(
    { title: 'Add a measure', action: '/measures/new', button: 'Add the measure', breadcrumbs: [MEASURES] },
    [
      fields.select('initiative', 'Initiative', choices.initiatives),
      fields.text('code', 'Code', {
        width: 20,
        hint: '2 to 20 capital letters, digits or hyphens, like SA-PUPILS. It stays.',
      }),
      fields.text('name', 'Name', { hint: 'What is counted, such as Pupils reached' }),
      fields.text('unit', 'Unit', { width: 20, hint: 'Such as pupils' }),
      fields.radios('countsPeople', 'Does it count people?', COUNTS_PEOPLE),
      fields.radios('basis', 'Basis', BASES),
      fields.radios('direction', 'Direction', DIRECTIONS),
      fields.select('denominator', 'Share of', choices.measures, {
        optional: true,
        hint: 'The measure of which this one is a part, so that a percentage can be shown',
      }),
    ],
    errors,
  );
}

function under(measure: Measure) {
  return [MEASURES, { text: measure.code, href: `/measures/${measure.code}` }];
}

/** The form that enters an observation. */
export function observationFormPage(
  measure: Measure,
  choices: { places: readonly Place[]; quarters: readonly Quarter[] },
  typed: Typed = {},
  errors: FieldError[] = [],
): Page {
  const places = placeChoices(choices.places);
  const only: Typed = places.length === 1 ? { place: places[0]?.value ?? '' } : {};
  const fields = new Fields({ ...only, ...typed }, errors);
  return formPage(
    {
      title: `Enter an observation of ${measure.name}`,
      action: `/measures/${measure.code}/observations/new`,
      button: 'Record the observation',
      breadcrumbs: under(measure),
      lede: [
        'A later observation of the same place and quarter takes the place of an earlier one, which stays in the record.',
      ],
    },
    [
      fields.select('place', 'Place', places),
      fields.select('quarter', 'Quarter', quarterChoices(choices.quarters)),
      fields.radios('state', 'What was found?', STATES),
      fields.text('value', `Number of ${measure.unit}`, {
        width: 10,
        whole: true,
        optional: true,
        hint: 'Needed when you selected a number',
      }),
      fields.text('source', 'Source', {
        hint: 'Where it comes from, such as a return. Write no numbers and nothing about a person here.',
      }),
    ],
    errors,
  );
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
