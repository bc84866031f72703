import type { Page } from '../people/door.ts';
import { type Field, Fields, formPage } from '../platform/form.pages.ts';
import type { FieldError, Typed } from '../platform/form.ts';
import { IDENTIFIER_SCHEMES, SCHEME_CHOICES } from './identifier.ts';
import { ORGANISATIONS, organisationHref, WAY } from './organisation.pages.ts';
import type { OrganisationRecord } from './organisation.ts';

interface About {
  title: string;
  button: string;
  /** Where it is sent, below the organisation's own address. */
  path: string;
  lede?: string[];
}

/** A form that belongs to an organisation. */
export function detailPage(
  { id, name }: OrganisationRecord,
  { title, button, path, lede }: About,
  fields: Field[],
  errors: readonly FieldError[],
): Page {
  return formPage(
    {
      title,
      caption: name,
      action: `${organisationHref(id)}/${path}`,
      button,
      breadcrumbs: [...WAY, ORGANISATIONS, { text: name, href: organisationHref(id) }],
      lede,
    },
    fields,
    errors,
  );
}

/** The form that adds another name. */
export function aliasFormPage(record: OrganisationRecord, typed: Typed = {}, errors: FieldError[] = []): Page {
  const fields = new Fields(typed, errors);
  const about = { title: `Add another name of ${record.name}`, button: 'Add the name', path: 'aliases/new' };
  const hint = 'As a file or an invoice spells it, such as City of Bradford M D C';
  return detailPage(record, about, [fields.text('name', 'Other name', { hint })], errors);
}

/** The form that adds an identifier, with what the numbers of each register look like. */
export function identifierFormPage(record: OrganisationRecord, typed: Typed = {}, errors: FieldError[] = []): Page {
  const fields = new Fields(typed, errors);
  const about = {
    title: `Add an identifier of ${record.name}`,
    button: 'Add the identifier',
    path: 'identifiers/new',
    lede: IDENTIFIER_SCHEMES.map(({ label, says, example }) => `${label}: ${says}, like ${example}.`),
  };
  return detailPage(
    record,
    about,
    [
      fields.select('scheme', 'Register that gave the number', SCHEME_CHOICES),
      fields.text('code', 'Number', { width: 10, hint: 'With its leading zeros' }),
    ],
    errors,
  );
}

/** The form that takes another name or an identifier back. */
export function takeBackPage(
  record: OrganisationRecord,
  { what, path }: { what: string; path: string },
  typed: Typed = {},
  errors: FieldError[] = [],
): Page {
  const fields = new Fields(typed, errors);
  const about = {
    title: `Take ${what} back`,
    button: 'Take it back',
    path: `${path}/removal`,
    lede: ['That it was recorded stays in the record; it is no longer shown or searched.'],
  };
  return detailPage(record, about, [fields.longText('reason', 'Reason', { rows: 2 })], errors);
}
