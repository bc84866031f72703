import type { Db } from '../platform/database.ts';
import type { RegisterChoice } from '../registers/field.ts';
import { readOrganisations } from './organisation.store.ts';
import type { OrganisationRecord, Organisations } from './organisation.ts';
import { DISTRICTS, findPlace } from './place.ts';

/** The Commissioner's own office, as a party to what areas agree. */
const OFFICE_PARTY = 'office';

/** Every organisation as a choice by its number; one that was merged names old answers and is not offered. */
export async function readOrganisationChoices(db: Db, officeId: number): Promise<RegisterChoice[]> {
  const organisations = await readOrganisations(db, officeId);
  return organisations.all.map((record) => organisationChoice(organisations, record));
}

function organisationChoice(organisations: Organisations, { id, mergedInto }: OrganisationRecord): RegisterChoice {
  return { value: String(id), text: organisations.shownName(id), past: mergedInto !== null };
}

/**
 * Who shares data or sends it: the districts, the Commissioner's office, and the organisations. A district's own
 * council is not offered beside its district.
 */
export async function readPartyChoices(db: Db, officeId: number): Promise<RegisterChoice[]> {
  const organisations = await readOrganisations(db, officeId);
  const others = organisations.all.filter(({ kind, districtCode }) => kind !== 'council' || districtCode === null);
  return [
    ...DISTRICTS.map(({ code, name }) => ({ value: code, text: name })),
    { value: OFFICE_PARTY, text: 'The Commissioner’s office' },
    ...others.map((record) => organisationChoice(organisations, record)),
  ];
}

/** Those of the parties that are districts. */
export function districtsAmong(parties: readonly string[]): string[] {
  return parties.filter((party) => findPlace(party)?.isCounty === false);
}
