import type { Act } from '../audit/act.ts';
import { spellOut } from '../audit/words.ts';
import type { Db } from '../platform/database.ts';

export const ORGANISATION_KINDS = {
  council: 'Council',
  police: 'Police force',
  health: 'Health body',
  'third-sector': 'Third-sector organisation',
  company: 'Company',
  other: 'Other public body',
} as const;

/** A provider or partner. */
export interface Organisation {
  id: number;
  name: string;
  kind: keyof typeof ORGANISATION_KINDS;
}

/** The office's organisations, in the order in which they were added. */
export async function listOrganisations(db: Db, officeId: number): Promise<Organisation[]> {
  const rows = await spellOut(db, await db('organisation').where({ office_id: officeId }).orderBy('id'));
  return rows.map((row) => ({ id: row.id, name: row.name as string, kind: row.kind }));
}

/** The names of organisations by number, for pages that name a provider. */
export async function readOrganisationNames(db: Db, officeId: number): Promise<Map<number, string>> {
  return new Map((await listOrganisations(db, officeId)).map(({ id, name }) => [id, name]));
}

/** Adds an organisation and answers its number. */
export async function addOrganisation(
  act: Act,
  wanted: { name: string; kind: string; districtCode?: string | null },
): Promise<number> {
  return act.add('organisation', {
    name_words: await act.words(wanted.name),
    kind: wanted.kind,
    district_code: wanted.districtCode ?? null,
    identifier: null,
  });
}
