import type { DeadlineReader } from '../notices/deadline.ts';
import { listChecks } from './check.store.ts';
import { standingChecks } from './check.ts';
import { readOrganisations } from './organisation.store.ts';

/** The checks on providers that expire soon or have expired: each is renewed before the provider is bound further. */
export const readCheckDeadlines: DeadlineReader = async (db, officeId, today) => {
  const checks = await listChecks(db, officeId);
  return (await readOrganisations(db, officeId)).survivors.flatMap(({ id, kind }) => {
    const own = checks.filter(({ organisationId }) => organisationId === id);
    return standingChecks(kind, own, today).flatMap(({ label, state, check }) =>
      check !== null && (state === 'expiring' || state === 'expired')
        ? {
            kind: 'provider-check',
            ref: `${id} ${check.kind}`,
            dueOn: check.expiresOn,
            what: `Renewal of a check on a provider: ${label.toLowerCase()}`,
            path: `/organisations/${id}`,
            to: { roles: ['commissioning-officer'] as const },
          }
        : [],
    );
  });
};
