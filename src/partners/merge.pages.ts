import type { Page } from '../people/door.ts';
import { Fields, formPage } from '../platform/form.pages.ts';
import type { Choice, FieldError, Typed } from '../platform/form.ts';
import { columns, head, type Table, words } from '../platform/table.ts';
import { fullIdentifier } from './identifier.ts';
import type { PairAnswer } from './organisation.form.ts';
import { ORGANISATIONS, organisationHref, WAY } from './organisation.pages.ts';
import { ORGANISATION_KINDS, type OrganisationRecord, type Organisations } from './organisation.ts';
import { detailPage } from './organisation-detail.pages.ts';
import type { LookAlikePair } from './organisation-match.ts';
import { placeName } from './place.ts';

const LOOK_ALIKES = { text: 'Organisations that look alike', href: '/organisations/look-alikes' };
const STAYS =
  'Nothing is lost: agreements and checks keep the organisation that they name and are shown under the one that ' +
  'survives. A merge can be undone.';

/** The survivors that an organisation can be merged into. */
export function mergeChoices(organisations: Organisations, { id }: OrganisationRecord): Choice[] {
  return organisations.survivors
    .filter((survivor) => survivor.id !== id)
    .map((survivor) => ({ value: String(survivor.id), text: `${survivor.name} (${survivor.id})` }));
}

/** The form that merges an organisation into another. */
export function mergePage(
  record: OrganisationRecord,
  choices: readonly Choice[],
  typed: Typed = {},
  errors: FieldError[] = [],
): Page {
  const fields = new Fields(typed, errors);
  const about = { title: `Merge ${record.name} into another`, button: 'Merge', path: 'merge', lede: [STAYS] };
  return detailPage(
    record,
    about,
    [fields.select('into', 'Organisation that it is', choices), fields.longText('reason', 'Reason', { rows: 2 })],
    errors,
  );
}

/** The form that undoes a merge. */
export function unmergePage(
  organisations: Organisations,
  record: OrganisationRecord,
  typed: Typed = {},
  errors: FieldError[] = [],
): Page {
  const fields = new Fields(typed, errors);
  const into = record.mergedInto === null ? null : organisations.find(record.mergedInto);
  const about = {
    title: `Undo the merge of ${record.name}`,
    button: 'Undo the merge',
    path: 'unmerge',
    lede: [into === null ? 'It is not merged.' : `It was merged into ${into.name}, and will stand by itself again.`],
  };
  return detailPage(record, about, [fields.longText('reason', 'Reason', { rows: 2 })], errors);
}

/** The pairs that look alike, on the page and in the file. */
export function lookAlikeTable(
  organisations: Organisations,
  pairs: readonly LookAlikePair[],
  mayMerge: boolean,
): Table {
  return {
    caption: 'Pairs that look alike',
    captionHidden: true,
    columns: columns('One', 'The other', 'Found under', 'Identifiers', ...(mayMerge ? ['Decide'] : [])),
    rows: pairs.map(({ one, other }) => [
      head(one.organisation.name, organisationHref(one.organisation.id)),
      words(other.organisation.name, organisationHref(other.organisation.id)),
      words(`${one.name} / ${other.name}`),
      words([one, other].flatMap(({ organisation }) => numbersOf(organisations, organisation)).join(', ')),
      ...(mayMerge
        ? [
            {
              ...words('Merge or keep', pairHref(one.organisation.id, other.organisation.id)),
              hidden: ` ${one.organisation.name} and ${other.organisation.name}`,
            },
          ]
        : []),
    ]),
    notes: [],
    empty: 'No two organisations look alike.',
  };
}

function numbersOf(organisations: Organisations, { id }: OrganisationRecord): string[] {
  return organisations.groupOf(id).flatMap(({ identifiers }) => identifiers.map(fullIdentifier));
}

function pairHref(one: number, other: number): string {
  return `/organisations/look-alikes/${one}-${other}`;
}

/** The list of pairs that look alike. */
export function lookAlikesPage(table: Table): Page {
  return {
    title: 'Organisations that look alike',
    wide: true,
    breadcrumbs: [...WAY, ORGANISATIONS, { text: LOOK_ALIKES.text }],
    lede: [
      'Two names look alike when they are the same but for capitals, dots and the like, use the same telling words, ' +
        'or are a few letters apart. Merge those that are one; say so of those that are two, and they leave this list.',
    ],
    sections: [{ table }],
    links: [{ text: 'Download as CSV', href: '/organisations/look-alikes.csv' }],
  };
}

/** What two organisations that look alike can be. */
export function pairChoices(
  one: OrganisationRecord,
  other: OrganisationRecord,
): (Choice & { value: PairAnswer; hint?: string })[] {
  return [
    { value: 'merge-first', text: `One organisation, to be called ${one.name}`, hint: mergeHint(other, one) },
    { value: 'merge-second', text: `One organisation, to be called ${other.name}`, hint: mergeHint(one, other) },
    { value: 'two', text: 'Two organisations', hint: 'They leave the list of those that look alike' },
  ];
}

function mergeHint(gone: OrganisationRecord, kept: OrganisationRecord): string {
  return `Organisation ${gone.id} is merged into organisation ${kept.id}`;
}

/** The form that decides about a pair, with both side by side. */
export function pairPage(
  organisations: Organisations,
  [one, other]: readonly [OrganisationRecord, OrganisationRecord],
  typed: Typed = {},
  errors: FieldError[] = [],
): Page {
  const fields = new Fields(typed, errors);
  const page = formPage(
    {
      title: `Are ${one.name} and ${other.name} one?`,
      action: pairHref(one.id, other.id),
      button: 'Record it',
      breadcrumbs: [...WAY, ORGANISATIONS, LOOK_ALIKES],
      lede: [STAYS],
    },
    [fields.radios('what', 'What they are', pairChoices(one, other)), fields.longText('reason', 'Reason', { rows: 2 })],
    errors,
  );
  const pair = [one, other];
  const row = (key: string, tell: (record: OrganisationRecord) => string) => [
    head(key),
    ...pair.map((record) => words(tell(record))),
  ];
  const table: Table = {
    caption: 'Side by side',
    columns: columns('What', ...pair.map(({ id }) => `Organisation ${id}`)),
    rows: [
      row('Name', ({ name }) => name),
      row('Kind', ({ kind }) => ORGANISATION_KINDS[kind]),
      row('District', ({ districtCode }) => (districtCode === null ? 'None' : placeName(districtCode))),
      row('Identifiers', (record) => numbersOf(organisations, record).join(', ') || 'None'),
      row('Also known as', ({ aliases }) => aliases.map(({ name }) => name).join('; ') || 'Nothing else'),
    ],
    notes: [],
    empty: '',
  };
  return { ...page, table };
}
