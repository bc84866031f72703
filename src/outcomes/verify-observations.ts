import type { Check } from '../audit/check.ts';
import type { Finding } from '../audit/verify.ts';
import type { Db } from '../platform/database.ts';
import { listVersions } from './observation.store.ts';
import { type Observation, spotKey } from './observation.ts';

/** What must hold of observations. */
export const OUTCOME_CHECKS: readonly Check[] = [
  {
    name: 'observations',
    holds:
      'Nobody decided about an observation that they entered a version of, and its versions are numbered one by one.',
    find: findObservations,
  },
];

async function findObservations(db: Db, officeId: number): Promise<Finding[]> {
  const bySpot = new Map<string, Observation[]>();
  for (const version of await listVersions(db, officeId)) {
    const key = spotKey(version);
    bySpot.set(key, [...(bySpot.get(key) ?? []), version]);
  }
  return [...bySpot.values()].flatMap((versions) => {
    // Whoever entered a version since the last that was approved.
    let entered: number[] = [];
    return versions.flatMap((version, index) => {
      const { decided, state, enteredBy, seq } = version;
      entered.push(enteredBy);
      const faults = [
        ...(version.version === index + 1 ? [] : [`is version ${version.version} instead of ${index + 1}`]),
        ...(decided !== null && entered.includes(decided.by) ? ['was decided by somebody who entered it'] : []),
      ];
      if (state === 'approved') entered = [];
      if (faults.length === 0) return [];
      const sentence = `The observation ${spotKey(version)} of act ${seq} ${faults.join(' and ')}.`;
      return [{ check: 'observations', seq: decided?.seq ?? seq, sentence }];
    });
  });
}
