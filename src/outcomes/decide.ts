import type { Act } from '../audit/act.ts';
import { demand } from '../people/may.ts';
import type { Person } from '../people/person.ts';
import { notFound, Refusal, refused } from '../platform/refusal.ts';
import { listMeasures } from './measure.store.ts';
import type { Measure } from './measure.ts';
import { listVersions } from './observation.store.ts';
import { byQuarter, type Observation } from './observation.ts';
import { Standing } from './standing.ts';
import { demandNoFall, spotShown } from './submit.ts';

/**
 * Approves observations that somebody else entered, all of them or none; from then on they count.
 *
 * Refused by name: `own-entry` where the person entered it or a version of it that was returned, `decided`, `falls`
 * where a cumulative number would be lower than an approved one before it and nobody said why.
 */
export async function approveObservations(act: Act, person: Person, ids: readonly number[]): Promise<void> {
  const standing = await openStanding(act);
  for (const { observation, measure } of undecided(standing, person, ids)) {
    if (observation.reason === null) demandNoFall(standing.standing, measure, observation, ['approved']);
    await decide(act, person, observation, { outcome: 'approved', reason: null });
    observation.state = 'approved';
  }
}

/** Gives observations back to whoever entered them, with a reason that stays. Refused as approving is. */
export async function returnObservations(
  act: Act,
  person: Person,
  ids: readonly number[],
  reason: string,
): Promise<void> {
  const standing = await openStanding(act);
  for (const { observation } of undecided(standing, person, ids)) {
    await decide(act, person, observation, { outcome: 'returned', reason });
  }
}

/** Whether a person may decide about an observation, with the refusal where they may not. */
function demandDecidable(standing: Standing, person: Person, observation: Observation): void {
  const versions = standing.versions(observation);
  // Whoever had a part in what is decided does not decide it, whichever version was theirs.
  const since = versions.findLastIndex(({ state }) => state === 'approved') + 1;
  for (const { enteredBy } of versions.slice(since)) demand(person, 'observation.approve', { enteredBy });
}

interface Opened {
  standing: Standing;
  versions: Map<number | null, Observation>;
  measures: Map<string, Measure>;
}

async function openStanding({ trx, doer }: Act): Promise<Opened> {
  const versions = await listVersions(trx, doer.officeId);
  return {
    standing: new Standing(versions),
    versions: new Map(versions.map((version) => [version.id, version])),
    measures: new Map((await listMeasures(trx, doer.officeId)).map((measure) => [measure.code, measure])),
  };
}

function undecided(
  { standing, versions, measures }: Opened,
  person: Person,
  ids: readonly number[],
): { observation: Observation; measure: Measure }[] {
  const found = [...new Set(ids)].map((id) => {
    const observation = versions.get(id);
    if (observation === undefined) throw notFound(`observation ${id}`);
    const measure = measures.get(observation.measure) as Measure;
    demandDecidable(standing, person, observation);
    if (observation.state !== 'submitted') {
      throw refused(
        'decided',
        `${spotShown(measure, observation)} is already ${observation.state}. Nothing was changed.`,
      );
    }
    return { observation, measure };
  });
  // The earliest quarter first: each cumulative number is held against the one before it.
  return found.sort((a, b) => byQuarter(a.observation, b.observation));
}

async function decide(
  act: Act,
  person: Person,
  { id }: Observation,
  { outcome, reason }: { outcome: 'approved' | 'returned'; reason: string | null },
): Promise<void> {
  await act.add('observation_outcome', {
    observation_id: id as number,
    outcome,
    reason_words: await act.optionalWords(reason),
    decided_by: person.id,
  });
}

/** Whether a refusal says that the person may not decide, and why. */
export function whyNotDecide(standing: Standing, person: Person, observation: Observation): string | null {
  try {
    demandDecidable(standing, person, observation);
    return null;
  } catch (error) {
    if (error instanceof Refusal) return error.message;
    throw error;
  }
}
