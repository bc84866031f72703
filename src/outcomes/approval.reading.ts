import { readNames } from '../people/person.store.ts';
import type { Person } from '../people/person.ts';
import type { Db } from '../platform/database.ts';
import { whyNotDecide } from './decide.ts';
import { listMeasures } from './measure.store.ts';
import type { Measure } from './measure.ts';
import { listVersions } from './observation.store.ts';
import type { Observation } from './observation.ts';
import { Standing } from './standing.ts';

/** An observation that awaits a decision, with what it would take the place of. */
export interface Waiting {
  observation: Observation & { id: number };
  measure: Measure;
  /** What was approved before it; null where nothing was. */
  before: Observation | null;
  enteredBy: string;
  /** Why the person who looks may not decide it; null when they may. */
  whyNot: string | null;
}

/** What awaits a decision, as the person who looks may decide it, in the order in which it was entered. */
export async function readQueue(db: Db, person: Person): Promise<Waiting[]> {
  const versions = await listVersions(db, person.officeId);
  const standing = new Standing(versions);
  const measures = new Map((await listMeasures(db, person.officeId)).map((measure) => [measure.code, measure]));
  const names = await readNames(db, person.officeId);
  return versions
    .filter((version): version is Observation & { id: number } => version.state === 'submitted')
    .map((observation) => ({
      observation,
      measure: measures.get(observation.measure) as Measure,
      before: standing.approved(observation) ?? null,
      enteredBy: names.get(observation.enteredBy) ?? '',
      whyNot: whyNotDecide(standing, person, observation),
    }));
}

/** How many observations a person may decide. */
export async function countToDecide(db: Db, person: Person): Promise<number> {
  return (await readQueue(db, person)).filter(({ whyNot }) => whyNot === null).length;
}
