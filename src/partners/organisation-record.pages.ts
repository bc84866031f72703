import { formatInstant } from '../calendar/day.ts';
import type { Page } from '../people/door.ts';
import { columns, head, type Table, words } from '../platform/table.ts';
import { changedSentence, type ShownVersion } from '../registers/register.pages.ts';
import { fullIdentifier, schemeLabel } from './identifier.ts';
import { keptOf, ORGANISATION_CHOICES, ORGANISATION_FIELDS } from './organisation.form.ts';
import { ORGANISATIONS, organisationHref, WAY } from './organisation.pages.ts';
import { type Merge, ORGANISATION_KINDS, type OrganisationRecord, type Organisations } from './organisation.ts';
import { placeName } from './place.ts';

/** Who did an act, and when. */
export interface DoneBy {
  by: string;
  at: string;
}
export type ReadDone = (seq: number) => DoneBy;

interface About {
  mayChange: boolean;
  mayMerge: boolean;
}

/** One organisation: its names and numbers, and what was merged into it. */
export function organisationPage(organisations: Organisations, record: OrganisationRecord, about: About): Page {
  const survivor = organisations.survivorOf(record.id);
  const isMerged = survivor.id !== record.id;
  const href = organisationHref(record.id);
  const group = isMerged ? [record] : organisations.groupOf(record.id);
  const change = [
    { text: 'Change it', href: `${href}/change` },
    { text: 'Add another name', href: `${href}/aliases/new` },
    { text: 'Add an identifier', href: `${href}/identifiers/new` },
  ];
  const merge = isMerged
    ? { text: 'Undo the merge', href: `${href}/unmerge` }
    : { text: 'Merge it into another', href: `${href}/merge` };
  return {
    title: record.name,
    wide: true,
    caption: `Organisation ${record.id}`,
    mark: isMerged ? 'Merged' : undefined,
    lede: isMerged ? [`Merged into ${survivor.name}. Its agreements, checks and contacts are shown there.`] : [],
    breadcrumbs: [...WAY, ORGANISATIONS, { text: record.name }],
    actions: [...(about.mayChange && !isMerged ? change : []), ...(about.mayMerge ? [merge] : [])],
    summary: [
      { key: 'Kind', cells: [words(ORGANISATION_KINDS[record.kind])] },
      { key: 'District', cells: [words(record.districtCode === null ? 'None' : placeName(record.districtCode))] },
      ...(isMerged
        ? [{ key: 'Merged into', cells: [words(survivor.name, organisationHref(survivor.id))] }]
        : [{ key: 'Merged into it', cells: mergedCells(group.slice(1)) }]),
    ],
    sections: [{ table: identifierTable(group, about.mayChange) }, { table: aliasTable(group, about.mayChange) }],
    links: [],
  };
}

function mergedCells(merged: readonly OrganisationRecord[]) {
  return merged.length === 0 ? [words('None')] : merged.map(({ id, name }) => words(name, organisationHref(id)));
}

function identifierTable(group: readonly OrganisationRecord[], mayChange: boolean): Table {
  return {
    caption: 'Identifiers',
    columns: columns('Register', 'Identifier', ...(mayChange ? ['Correct'] : [])),
    rows: group.flatMap((record) =>
      record.identifiers.map(({ id, ...identifier }) => [
        head(schemeLabel(identifier.scheme)),
        words(fullIdentifier(identifier)),
        ...(mayChange ? [takeBack(`${organisationHref(record.id)}/identifiers/${id}/removal`, identifier.code)] : []),
      ]),
    ),
    notes: [],
    empty: 'No identifier has been recorded.',
  };
}

function aliasTable(group: readonly OrganisationRecord[], mayChange: boolean): Table {
  const [own, ...merged] = group;
  return {
    caption: 'Also known as',
    columns: columns('Name', 'Why', ...(mayChange ? ['Correct'] : [])),
    rows: [
      ...(own === undefined ? [] : aliasRows(own, mayChange)),
      ...merged.flatMap((record) => [
        [head(record.name, organisationHref(record.id)), words('Merged into it'), ...(mayChange ? [words('')] : [])],
        ...aliasRows(record, mayChange),
      ]),
    ],
    notes: ['Capitals, dots, accents, “The”, “Ltd” and “Limited”, “&” and “and” make no difference.'],
    empty: 'No other name has been recorded.',
  };
}

function aliasRows(record: OrganisationRecord, mayChange: boolean) {
  return record.aliases.map(({ id, name }) => [
    head(name),
    words('As files spell it'),
    ...(mayChange ? [takeBack(`${organisationHref(record.id)}/aliases/${id}/removal`, name)] : []),
  ]);
}

function takeBack(href: string, what: string) {
  return { ...words('Take back', href), hidden: ` ${what}` };
}

/** How the organisation changed and what was merged, the newest first. */
export function historyTable(organisations: Organisations, record: OrganisationRecord, doneBy: ReadDone): Table {
  const versions: ShownVersion[] = record.versions.map((version) => ({
    ...keptOf(record, version),
    ...doneBy(version.seq),
  }));
  const changes = versions.map((version, index) => ({
    ...version,
    what: changedSentence({ fields: ORGANISATION_FIELDS }, versions[index - 1] ?? null, version, ORGANISATION_CHOICES),
  }));
  const merges = organisations.merges
    .filter(({ fromId, intoId }) => fromId === record.id || intoId === record.id)
    .map((merge) => ({
      ...doneBy(merge.seq),
      seq: merge.seq,
      why: merge.reason,
      what: mergeSentence(organisations, record, merge),
    }));
  return {
    caption: 'History',
    columns: columns('When', 'By', 'What changed', 'Why'),
    rows: [...changes, ...merges]
      .toSorted((a, b) => b.seq - a.seq)
      .map(({ at, by, what, why }) => [head(formatInstant(at)), words(by), words(what), words(why ?? '')]),
    notes: [],
    empty: '',
  };
}

function mergeSentence(organisations: Organisations, record: OrganisationRecord, merge: Merge): string {
  const isFrom = merge.fromId === record.id;
  const { name } = organisations.find(isFrom ? merge.intoId : merge.fromId);
  if (merge.merged) return isFrom ? `Merged into ${name}` : `${name} was merged into it`;
  return isFrom ? `Stands by itself again, no longer ${name}` : `${name} stands by itself again`;
}
