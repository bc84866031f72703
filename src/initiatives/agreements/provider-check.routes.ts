import { listChecks } from '../../partners/check.store.ts';
import { type StandingCheck, standingChecks } from '../../partners/check.ts';
import { readOrganisationNames, readOrganisations } from '../../partners/organisation.store.ts';
import type { Visit } from '../../people/door.ts';
import { officeDay } from '../../people/office.store.ts';
import type { ReadPart } from '../../people/page-part.ts';
import { readNames } from '../../people/person.store.ts';
import { findAgreement } from './agreement.store.ts';
import { providerPart } from './provider-check.pages.ts';
import { listReliedOn } from './provider-check.store.ts';

/** How every provider stands with its checks on the office's day; null for those who do not read checks. */
export async function readStanding(visit: Visit): Promise<Map<number, StandingCheck[]> | null> {
  if (!visit.may('check.read')) return null;
  const { db, clock } = visit.site;
  const today = officeDay(visit.office, clock);
  const checks = await listChecks(db, visit.office.id);
  const organisations = await readOrganisations(db, visit.office.id);
  return new Map(
    organisations.all.map(({ id }) => {
      const survivor = organisations.survivorOf(id);
      const own = checks.filter(({ organisationId }) => organisationId === survivor.id);
      return [id, standingChecks(survivor.kind, own, today)];
    }),
  );
}

/** What the checks of its provider say on the page of an agreement, to those who read checks. */
export const readProviderPart: ReadPart = async (visit, ref) => {
  const standing = await readStanding(visit);
  if (standing === null) return {};
  const { db, clock } = visit.site;
  const officeId = visit.office.id;
  const agreement = await findAgreement(db, officeId, ref);
  const names = await readOrganisationNames(db, officeId);
  return providerPart({
    agreement,
    provider: names.get(agreement.organisationId) ?? '',
    standing: standing.get(agreement.organisationId) ?? [],
    reliedOn: await listReliedOn(db, officeId, ref),
    names: await readNames(db, officeId),
    today: officeDay(visit.office, clock),
  });
};
