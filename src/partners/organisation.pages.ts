import type { Page } from '../people/door.ts';
import { Fields, formPage } from '../platform/form.pages.ts';
import type { FieldError, Typed } from '../platform/form.ts';
import { columns, head, type Table, words } from '../platform/table.ts';
import { DISTRICT_CHOICES, ORGANISATION_KIND_CHOICES } from './organisation.form.ts';
import { ORGANISATION_KINDS, type Organisation } from './organisation.store.ts';

const ORGANISATIONS = { text: 'Organisations', href: '/organisations' };

/** Every organisation. */
export function organisationListPage(organisations: readonly Organisation[], mayAdd: boolean): Page {
  return {
    title: 'Organisations',
    breadcrumbs: [{ text: 'Initiatives', href: '/initiatives' }, { text: 'Organisations' }],
    actions: mayAdd ? [{ text: 'Add an organisation', href: '/organisations/new' }] : [],
    sections: [
      {
        table: {
          caption: 'Providers and partners',
          columns: columns('Name', 'Kind'),
          rows: organisations.map(({ name, kind }) => [head(name), words(ORGANISATION_KINDS[kind])]),
          notes: [],
          empty: 'No organisation has been added.',
        } satisfies Table,
      },
    ],
  };
}

/** The form that adds an organisation. */
export function organisationFormPage(typed: Typed = {}, errors: FieldError[] = []): Page {
  const fields = new Fields(typed, errors);
  return formPage(
    {
      title: 'Add an organisation',
      action: '/organisations/new',
      button: 'Add the organisation',
      breadcrumbs: [ORGANISATIONS],
    },
    [
      fields.text('name', 'Name', { hint: 'Its legal name, such as Leeds City Council' }),
      fields.radios('kind', 'Kind', ORGANISATION_KIND_CHOICES),
      fields.select('district', 'District', DISTRICT_CHOICES, {
        optional: true,
        hint: 'Only for a body of one district',
      }),
    ],
    errors,
  );
}
