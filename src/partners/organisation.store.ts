import type { Act } from '../audit/act.ts';
import { onceOnPaper } from '../audit/gate/reading.ts';
import { spellOut } from '../audit/words.ts';
import type { Db, Row } from '../platform/database.ts';
import { groupedBy } from '../platform/grouped-rows.ts';
import { refused } from '../platform/refusal.ts';
import {
  type Alias,
  type Identifier,
  type Merge,
  type NewOrganisation,
  type Organisation,
  type OrganisationRecord,
  Organisations,
  type OrganisationVersion,
} from './organisation.ts';

export { ORGANISATION_KINDS, type Organisation } from './organisation.ts';

/** Every organisation of the office with its versions, other names, identifiers and merges. */
export function readOrganisations(db: Db, officeId: number): Promise<Organisations> {
  return onceOnPaper(`organisations ${officeId}`, () => readThemAll(db, officeId));
}

async function readThemAll(db: Db, officeId: number): Promise<Organisations> {
  const rowsOf = async (table: string): Promise<Row[]> =>
    spellOut(db, await db(table).where({ office_id: officeId }).orderBy('id'));
  const first = await rowsOf('organisation');
  const later = groupedBy(await rowsOf('organisation_version'), 'organisation_id');
  const aliases = groupedBy(lastOfEach(await rowsOf('organisation_alias'), aliasKey), 'organisation_id');
  const identifiers = groupedBy(lastOfEach(await rowsOf('organisation_identifier'), identifierKey), 'organisation_id');
  const merges = (await rowsOf('organisation_merge')).map(mergeFrom);
  const mergedInto = new Map(merges.map(({ fromId, intoId, merged }) => [fromId, merged ? intoId : null]));
  const distinct: Row[] = await db('organisation_distinct').where({ office_id: officeId }).orderBy('id');
  const all = first.map((row): OrganisationRecord => {
    const versions = [versionFrom({ ...row, version: 1 }), ...(later.get(row.id) ?? []).map(versionFrom)];
    return {
      ...(versions.at(-1) as OrganisationVersion),
      id: row.id,
      versions,
      aliases: (aliases.get(row.id) ?? []).filter(isHeld).map(aliasFrom),
      identifiers: (identifiers.get(row.id) ?? []).filter(isHeld).map(identifierFrom),
      mergedInto: mergedInto.get(row.id) ?? null,
    };
  });
  return new Organisations(
    all,
    merges,
    distinct.map(({ one_id, other_id }) => [one_id, other_id]),
  );
}

/** The office's organisations that stand by themselves, in the order in which they were added. */
export async function listOrganisations(db: Db, officeId: number): Promise<Organisation[]> {
  return (await readOrganisations(db, officeId)).survivors.map(({ id, name, kind }) => ({ id, name, kind }));
}

/**
 * The names of all organisations by number, for pages that name a provider: of one that was merged, the survivor's
 * name with the one that was recorded.
 */
export async function readOrganisationNames(db: Db, officeId: number): Promise<Map<number, string>> {
  const organisations = await readOrganisations(db, officeId);
  return new Map(organisations.all.map(({ id }) => [id, organisations.shownName(id)]));
}

/**
 * The numbers under which rows name an organisation or what was merged into its survivor, the survivor's first: for
 * parts of its page that show agreements, checks or contacts.
 */
export async function readGroupIds(db: Db, officeId: number, id: number): Promise<number[]> {
  return (await readOrganisations(db, officeId)).groupOf(id).map((record) => record.id);
}

/** Adds an organisation and answers its number. */
export async function addOrganisation(act: Act, wanted: NewOrganisation): Promise<number> {
  return act.add('organisation', {
    name_words: await act.words(wanted.name),
    kind: wanted.kind,
    district_code: wanted.districtCode ?? null,
    identifier: null,
  });
}

/** Adds an organisation's next version. Refused by name: `nothing-changed`. */
export async function addOrganisationVersion(
  act: Act,
  standing: OrganisationRecord,
  wanted: NewOrganisation & { why: string | null },
): Promise<void> {
  const districtCode = wanted.districtCode ?? null;
  const isSame =
    wanted.name === standing.name && wanted.kind === standing.kind && districtCode === standing.districtCode;
  if (isSame) {
    throw refused('nothing-changed', `Nothing of ${standing.name} was changed. Change an answer, or go back.`, 'name');
  }
  await act.add('organisation_version', {
    organisation_id: standing.id,
    version: standing.version + 1,
    name_words: await act.words(wanted.name),
    kind: wanted.kind,
    district_code: districtCode,
    why_words: await act.optionalWords(wanted.why),
  });
}

/** The last row of each key, in the order in which the keys came first. */
function lastOfEach(rows: readonly Row[], keyOf: (row: Row) => string): Row[] {
  const first = new Map<string, Row>();
  for (const row of rows) {
    const key = keyOf(row);
    first.set(key, { ...row, id: first.get(key)?.id ?? row.id });
  }
  return [...first.values()];
}

const aliasKey = (row: Row) => String(row.name_words);
const identifierKey = ({ organisation_id, scheme, code }: Row) => `${organisation_id} ${scheme} ${code}`;
const isHeld = ({ held }: Row) => held === 1;

function versionFrom(row: Row): OrganisationVersion {
  const { version, name, kind, district_code: districtCode, act_seq: seq } = row;
  return { version, name, kind, districtCode, why: row.why ?? null, seq };
}

function aliasFrom({ id, name, name_words: digest, act_seq: seq }: Row): Alias {
  return { id, name, digest, seq };
}

function identifierFrom({ id, scheme, code, act_seq: seq }: Row): Identifier {
  return { id, scheme, code, seq };
}

function mergeFrom({ from_id: fromId, into_id: intoId, merged, reason, act_seq: seq }: Row): Merge {
  return { fromId, intoId, merged: merged === 1, reason, seq };
}
