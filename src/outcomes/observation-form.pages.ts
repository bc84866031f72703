import type { Quarter } from '../calendar/quarter.ts';
import { type Place, placeChoices } from '../partners/place.ts';
import type { Page } from '../people/door.ts';
import { type Field, Fields, formPage } from '../platform/form.pages.ts';
import type { FieldError, Typed } from '../platform/form.ts';
import { RECORD_HINT } from './evidence.ts';
import { quarterChoices } from './measure.form.ts';
import { MEASURES } from './measure.pages.ts';
import { categoriesOf, type Measure } from './measure.ts';
import { STATES } from './observation.form.ts';
import { GRADES } from './observation.ts';

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
      button: 'Submit the observation',
      breadcrumbs: [MEASURES, { text: measure.code, href: `/measures/${measure.code}` }],
      lede: [
        ...(measure.rule === null ? [] : [`How it is counted: ${measure.rule}`]),
        'Somebody else approves it before it counts. One that was approved before is corrected so, and both are kept.',
      ],
    },
    [
      fields.select('place', 'Place', places),
      ...(measure.categories.length === 0
        ? []
        : [
            fields.select(
              'category',
              measure.dimension ?? 'Category',
              categoriesOf(measure).map(({ code, name }) => ({ value: code, text: name })),
            ),
          ]),
      fields.select('quarter', 'Quarter', quarterChoices(choices.quarters)),
      fields.radios('state', 'What was found?', STATES),
      fields.text('value', `Number of ${measure.unit}`, {
        width: 10,
        whole: true,
        optional: true,
        hint: 'Needed when you selected a number',
      }),
      ...(measure.counts === 'events'
        ? [
            fields.text('children', 'Number of children behind it', {
              width: 10,
              whole: true,
              optional: true,
              hint: 'Needed unless the number is 0. It is never shown; from 1 to 5 it hides the number.',
            }),
          ]
        : []),
      ...evidenceFields(fields),
    ],
    errors,
  );
}

/** What shows that observations are right, and why they change where they do. */
export function evidenceFields(fields: Fields): Field[] {
  return [
    fields.text('source', 'Source', {
      hint: 'Where it comes from, such as a return. Write no numbers and nothing about a person here.',
    }),
    fields.radios('grade', 'Evidence grade', GRADES),
    fields.text('record', 'Record', { width: 20, optional: true, hint: RECORD_HINT }),
    fields.text('reason', 'Why it changes', {
      optional: true,
      hint: 'Needed where a number was approved before, or a cumulative one is lower than before it. Write no numbers here.',
    }),
  ];
}
