import type { Page } from '../people/door.ts';
import { Fields, formPage } from '../platform/form.pages.ts';
import type { FieldError, Typed } from '../platform/form.ts';
import { columns, head, type Table, words } from '../platform/table.ts';
import { askField, typedOf } from '../registers/field.ts';
import { BASED_ON, WHY } from '../registers/register.form.ts';
import { conflictTable, type RecordFormAbout } from '../registers/register.pages.ts';
import { fullIdentifier, SCHEME_CHOICES } from './identifier.ts';
import {
  ANOTHER,
  keptOf,
  ORGANISATION_CHOICES,
  ORGANISATION_FIELDS,
  ORGANISATION_KIND_CHOICES,
} from './organisation.form.ts';
import { ORGANISATION_KINDS, type OrganisationRecord, type Organisations } from './organisation.ts';
import { type LookAlike, namesOf } from './organisation-match.ts';
import { normalForm } from './organisation-name.ts';
import { placeName } from './place.ts';

export const ORGANISATIONS = { text: 'Organisations', href: '/organisations' };
export const WAY = [{ text: 'Initiatives', href: '/initiatives' }];

export function organisationHref(id: number): string {
  return `/organisations/${id}`;
}

/** Survivors of a kind whose names, or those of what was merged into them, or numbers hold the text; all without. */
export function foundOrganisations(
  organisations: Organisations,
  { kind, name }: { kind: string; name: string },
): OrganisationRecord[] {
  const form = normalForm(name);
  const code = name.toUpperCase();
  return organisations.survivors.filter((survivor) => {
    if (kind !== '' && survivor.kind !== kind) return false;
    if (name === '') return true;
    const group = organisations.groupOf(survivor.id);
    return (
      group.flatMap(namesOf).some((known) => form !== '' && normalForm(known).includes(form)) ||
      group.flatMap(({ identifiers }) => identifiers).some((identifier) => fullIdentifier(identifier).includes(code))
    );
  });
}

/** The survivors as a table: what they are, their numbers, and what else they are called. */
export function organisationTable(organisations: Organisations, found: readonly OrganisationRecord[]): Table {
  return {
    caption: 'Providers and partners',
    columns: columns('Name', 'Kind', 'District', 'Identifiers', 'Also known as'),
    rows: found.map(({ id, name, kind, districtCode }) => {
      const group = organisations.groupOf(id);
      const others = group.flatMap(namesOf).slice(1);
      return [
        head(name, organisationHref(id)),
        words(ORGANISATION_KINDS[kind]),
        words(districtCode === null ? '' : placeName(districtCode)),
        words(group.flatMap(({ identifiers }) => identifiers.map(fullIdentifier)).join(', ')),
        words(others.join('; ')),
      ];
    }),
    notes: [],
    empty: 'No organisation matches.',
  };
}

/** The list of organisations, narrowed by kind and name; those that were merged stand below it. */
export function organisationListPage(
  organisations: Organisations,
  table: Table,
  about: { asked: Typed; mayAdd: boolean },
): Page {
  const fields = new Fields(about.asked, []);
  const merged = organisations.all.filter(({ mergedInto }) => mergedInto !== null);
  const query = new URLSearchParams(about.asked).toString();
  return {
    title: 'Organisations',
    breadcrumbs: [...WAY, { text: 'Organisations' }],
    wide: true,
    actions: about.mayAdd ? [{ text: 'Add an organisation', href: '/organisations/new' }] : [],
    filter: {
      action: '/organisations',
      button: 'Narrow the list',
      fields: [
        fields.select('kind', 'Kind', ORGANISATION_KIND_CHOICES, { any: 'All', full: true }),
        fields.text('name', 'Name or number contains'),
      ],
    },
    sections: [{ table }, ...(merged.length === 0 ? [] : [{ table: mergedTable(organisations, merged) }])],
    links: [
      { text: 'Organisations that look alike', href: '/organisations/look-alikes' },
      { text: 'Download as CSV', href: `/organisations.csv${query === '' ? '' : `?${query}`}` },
    ],
  };
}

function mergedTable(organisations: Organisations, merged: readonly OrganisationRecord[]): Table {
  return {
    caption: 'Merged organisations',
    columns: columns('Recorded as', 'Merged into'),
    rows: merged.map((record) => {
      const survivor = organisations.survivorOf(record.id);
      return [head(record.name, organisationHref(record.id)), words(survivor.name, organisationHref(survivor.id))];
    }),
    notes: [],
    empty: '',
  };
}

/** The box that says that an organisation is another one than those that its name looks like; nothing without any. */
function anotherField(fields: Fields, alike: readonly LookAlike[]) {
  if (alike.length === 0) return [];
  const label = 'Organisations that it looks like';
  return [fields.checkboxes(label, [{ name: ANOTHER, text: 'It is another one than those listed above' }])];
}

function alikeTable(alike: readonly LookAlike[]): Table | undefined {
  if (alike.length === 0) return undefined;
  return {
    caption: 'These look alike',
    columns: columns('Name', 'Kind', 'Found under', 'Identifiers'),
    rows: alike.map(({ organisation, name }) => [
      head(organisation.name, organisationHref(organisation.id)),
      words(ORGANISATION_KINDS[organisation.kind]),
      words(name),
      words(organisation.identifiers.map(fullIdentifier).join(', ')),
    ]),
    notes: ['If it is one of these, use that one: add the spelling to it as another name.'],
    empty: '',
  };
}

/** The form that adds an organisation, with those that its name looks like. */
export function organisationFormPage(
  typed: Typed = {},
  errors: FieldError[] = [],
  alike: readonly LookAlike[] = [],
): Page {
  const fields = new Fields(typed, errors);
  const page = formPage(
    {
      title: 'Add an organisation',
      action: '/organisations/new',
      button: 'Add the organisation',
      breadcrumbs: [...WAY, ORGANISATIONS],
    },
    [
      ...ORGANISATION_FIELDS.map((field) => askField(fields, field, ORGANISATION_CHOICES, null)),
      fields.select('scheme', 'Register that gave it a number', SCHEME_CHOICES, { optional: true }),
      fields.text('code', 'Number', { optional: true, width: 10, hint: 'With its leading zeros' }),
      ...anotherField(fields, alike),
    ],
    errors,
  );
  return { ...page, table: alikeTable(alike) };
}

/** What the form of a change shows besides the organisation. */
export interface ChangeAbout {
  typed?: Typed;
  errors?: FieldError[];
  alike?: readonly LookAlike[];
  conflict?: RecordFormAbout['conflict'];
}

/** The form that changes an organisation; where somebody else changed it meanwhile, with both versions. */
export function organisationChangePage(record: OrganisationRecord, about: ChangeAbout = {}): Page {
  const { errors = [], alike = [], conflict } = about;
  const typed = about.typed ?? typedOf(ORGANISATION_FIELDS, keptOf(record, record).answers);
  const fields = new Fields(typed, errors);
  const page = formPage(
    {
      title: `Change organisation ${record.id}`,
      caption: record.name,
      action: `${organisationHref(record.id)}/change`,
      button: 'Save the change',
      breadcrumbs: [...WAY, ORGANISATIONS, { text: record.name, href: organisationHref(record.id) }],
    },
    [
      ...ORGANISATION_FIELDS.map((field) => askField(fields, field, ORGANISATION_CHOICES, null)),
      fields.longText(WHY, 'Why it changes', { optional: true, rows: 2 }),
      ...anotherField(fields, alike),
    ],
    errors,
  );
  const table =
    conflict === undefined
      ? alikeTable(alike)
      : conflictTable({ fields: ORGANISATION_FIELDS }, conflict, ORGANISATION_CHOICES);
  return { ...page, hidden: { [BASED_ON]: String(record.version) }, table };
}
