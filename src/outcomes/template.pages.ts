import type { Initiative } from '../initiatives/initiative.store.ts';
import type { Page } from '../people/door.ts';
import { Fields, formPage } from '../platform/form.pages.ts';
import type { FieldError, Typed } from '../platform/form.ts';
import { columns, head, type Table, words } from '../platform/table.ts';
import { MEASURES } from './measure.pages.ts';
import { basisShown, countsShown } from './measure-list.pages.ts';
import type { Offered } from './take-template.ts';
import { chosenField } from './template.form.ts';

/** The measures that the template of an initiative's kind offers: each is edited before, or taken as it stands. */
export function templatePage(
  { ref, name }: Initiative,
  offered: readonly Offered[],
  typed: Typed = {},
  errors: FieldError[] = [],
): Page {
  const open = offered.filter(({ taken }) => taken === null);
  const fields = new Fields(typed, errors);
  return {
    ...formPage(
      {
        title: `Measures for ${ref} ${name}`,
        action: '/measures/templates',
        button: 'Add the chosen measures',
        breadcrumbs: [MEASURES],
        lede: [
          'What initiatives of this kind usually count. Open one to edit it before it is added, or choose several and add them as they stand; each can be changed later.',
        ],
      },
      [
        fields.checkboxes(
          'Which do you add?',
          open.map(({ template, code }) => ({
            name: chosenField(template.code),
            text: template.definition.name,
            hint: `As ${code}. ${template.definition.rule ?? ''}`,
          })),
        ),
      ],
      errors,
    ),
    table: offeredTable(ref, offered),
    hidden: { initiative: ref },
  };
}

/** The same where nothing of it is left to add. */
export function templateTakenPage({ ref, name }: Initiative, offered: readonly Offered[]): Page {
  return {
    title: `Measures for ${ref} ${name}`,
    breadcrumbs: [MEASURES, { text: 'From the template' }],
    lede: offered.length === 0 ? [] : ['Every measure of the template is added.'],
    sections: [{ table: offeredTable(ref, offered) }],
  };
}

function offeredTable(ref: string, offered: readonly Offered[]): Table {
  return {
    caption: 'The template',
    columns: columns('Measure', 'Unit', 'Basis', 'Counts', 'Broken down by', 'Here'),
    rows: offered.map(({ template, taken }) => [
      head(template.definition.name),
      words(template.definition.unit),
      words(basisShown(template.definition)),
      words(countsShown(template.definition)),
      words(template.definition.dimension ?? ''),
      taken === null
        ? {
            ...words('Edit and add', `/measures/new?initiative=${ref}&template=${template.code}`),
            hidden: ` ${template.definition.name}`,
          }
        : { ...words(`Added as ${taken.code}`, `/measures/${taken.code}`) },
    ]),
    notes: [],
    empty: 'There is no template for initiatives of this kind.',
  };
}
