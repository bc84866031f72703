import { may } from '../people/may.ts';
import type { Person } from '../people/person.ts';
import { counted } from '../platform/count.ts';
import type { Db } from '../platform/database.ts';
import { countToDecide } from './approval.reading.ts';
import { listVersions } from './observation.store.ts';
import { Standing } from './standing.ts';

/** What waits for a person under Outcomes: observations to approve, and their own that were returned. */
export async function readObservationTasks(db: Db, person: Person): Promise<{ text: string; href: string }[]> {
  const toDecide = may(person, 'observation.approve').may ? await countToDecide(db, person) : 0;
  const returned = may(person, 'observation.enter').may ? await countReturned(db, person) : 0;
  return [
    ...(toDecide === 0
      ? []
      : [
          {
            text: counted(toDecide, 'observation to approve', 'observations to approve'),
            href: '/measures/approvals',
          },
        ]),
    ...(returned === 0
      ? []
      : [
          {
            text: counted(returned, 'observation returned to you', 'observations returned to you'),
            href: '/measures',
          },
        ]),
  ];
}

/** Observations of the person that were returned and that nobody entered again. */
async function countReturned(db: Db, { officeId, id }: Person): Promise<number> {
  const versions = await listVersions(db, officeId);
  const standing = new Standing(versions);
  return versions.filter(
    (version) =>
      version.state === 'returned' && version.enteredBy === id && standing.versions(version).at(-1) === version,
  ).length;
}
