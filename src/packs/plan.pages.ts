import { formatInstant } from '../calendar/day.ts';
import { MEETINGS } from '../meetings/way.ts';
import type { Page } from '../people/door.ts';
import { errorSummary, type Field, Fields } from '../platform/form.pages.ts';
import type { Choice, FieldError, Typed } from '../platform/form.ts';
import { SECTIONS } from './catalogue.ts';
import { PLACINGS } from './plan.form.ts';
import type { Plan } from './plan.ts';

/** The form that puts a pack together: its cut-off, and a row for each section. */
export function planPage(
  meetingRef: string,
  plan: Plan,
  people: readonly Choice[],
  ownerOf: (code: string) => string,
  { typed, errors }: { typed: Typed; errors: readonly FieldError[] },
): Page {
  const href = `/meetings/${meetingRef}`;
  const fields = new Fields(typed, errors);
  const inOrder = plan.sections.map(({ section }) => section);
  return {
    title: 'Put the pack together',
    caption: meetingRef,
    breadcrumbs: [
      MEETINGS,
      { text: meetingRef, href },
      { text: 'Sections', href: `${href}/sections` },
      { text: 'Put together' },
    ],
    wide: true,
    errors: errorSummary(errors),
    action: `${href}/plan`,
    version: typed.version ?? '0',
    cutOff: fields.text('as-at', 'Figures as at', {
      optional: true,
      width: 20,
      hint: 'A day, such as 31 July 2015, means its last moment. Left empty, figures move until the pack is published, and their sections are signed off anew each time.',
    }),
    standing: plan.cutOff === null ? null : `They stand as at ${formatInstant(plan.cutOff.at)}.`,
    rows: [...SECTIONS]
      .sort((a, b) => inOrder.indexOf(a.code) - inOrder.indexOf(b.code))
      .map(({ code, title }) => ({
        title,
        position: quiet(fields.text(`position-${code}`, `Place of “${title}”`, { width: 3, whole: true })),
        placing: quiet(fields.select(`placing-${code}`, `Where “${title}” stands`, PLACINGS, { always: true })),
        owner: quiet(
          fields.select(`owner-${code}`, `Who signs “${title}” off`, people, { any: `Any ${ownerOf(code)}` }),
        ),
      })),
  };
}

/** A question whose column and row say what it asks, so that its label is for those who hear it. */
function quiet(field: Field): Field {
  const label = { ...(field.params.label as object), classes: 'govuk-visually-hidden' };
  return { ...field, params: { ...field.params, label, formGroup: { classes: 'govuk-!-margin-bottom-0' } } };
}
