import { listAgreements } from '../../initiatives/agreements/agreement.store.ts';
import { readOrganisationNames } from '../../partners/organisation.store.ts';
import type { Db } from '../../platform/database.ts';

/** The names of providers by the references of their agreements. */
export async function readProviders(db: Db, officeId: number): Promise<Map<string, string>> {
  const names = await readOrganisationNames(db, officeId);
  const agreements = await listAgreements(db, officeId);
  return new Map(agreements.map(({ ref, organisationId }) => [ref, names.get(organisationId) ?? '']));
}
