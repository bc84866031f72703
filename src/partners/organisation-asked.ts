import type { Visit } from '../people/door.ts';
import { notFound } from '../platform/refusal.ts';
import { readOrganisations } from './organisation.store.ts';
import type { OrganisationRecord, Organisations } from './organisation.ts';

/** The organisation that the address names, among all; not found where there is none. */
export async function readOrganisationAsked(
  visit: Visit,
): Promise<{ organisations: Organisations; record: OrganisationRecord }> {
  const id = numberAsked(visit.req.params.id);
  const organisations = await readOrganisations(visit.site.db, visit.office.id);
  return { organisations, record: organisations.find(id) };
}

/** The number of a record that belongs to an organisation, as the address has it; not found where it is none. */
export function numberAsked(text: unknown): number {
  const asked = String(text);
  if (!/^[1-9][0-9]{0,8}$/.test(asked)) throw notFound(`organisation ${asked.slice(0, 20)}`);
  return Number(asked);
}
