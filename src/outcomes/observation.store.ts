import { spellOut } from '../audit/words.ts';
import type { Quarter } from '../calendar/quarter.ts';
import type { Db, Row } from '../platform/database.ts';
import { type Observation, spotKey } from './observation.ts';

interface Asked {
  measure?: string;
  upToSeq?: number;
}

/**
 * Every version of every observation up to an act, as it stood then, in the order in which they were entered. Those of
 * the time when recording was enough count as approved by the act that recorded them.
 */
export async function listVersions(db: Db, officeId: number, asked: Asked = {}): Promise<Observation[]> {
  const { measure, upToSeq = Number.MAX_SAFE_INTEGER } = asked;
  const where = { office_id: officeId, ...(measure === undefined ? {} : { measure }) };
  const older: Row[] = await db('observation')
    .where(where)
    .where('act_seq', '<=', upToSeq)
    .orderBy([{ column: 'act_seq' }, { column: 'id' }]);
  const newer: Row[] = await db('observation_version')
    .where(where)
    .where('act_seq', '<=', upToSeq)
    .orderBy([{ column: 'act_seq' }, { column: 'id' }]);
  const outcomes: Row[] = await db('observation_outcome')
    .where({ office_id: officeId })
    .where('act_seq', '<=', upToSeq);
  const decided = new Map((await spellOut(db, outcomes)).map((row: Row) => [row.observation_id, row]));
  const before = new Map<string, number>();
  const countUp = (key: string): number => {
    const version = (before.get(key) ?? 0) + 1;
    before.set(key, version);
    return version;
  };
  return [
    ...(await spellOut(db, older)).map((row: Row) => olderFrom(row, countUp)),
    ...(await spellOut(db, newer)).map((row: Row) => versionFrom(row, decided.get(row.id))),
  ];
}

/** Every approved observation up to an act, in the order in which they came to count: the only ones that do. */
export async function listObservations(db: Db, officeId: number, asked: Asked = {}): Promise<Observation[]> {
  return approvedOf(await listVersions(db, officeId, asked));
}

/** Those of some versions that are approved, in the order in which they came to count. */
export function approvedOf(versions: readonly Observation[]): Observation[] {
  return versions.filter(({ state }) => state === 'approved').sort((a, b) => countsFrom(a) - countsFrom(b));
}

function countsFrom({ seq, decided }: Observation): number {
  return decided?.seq ?? seq;
}

/** How many measures have an approved observation of each place in a quarter, by the place's code. */
export async function countMeasuresObserved(
  db: Db,
  officeId: number,
  { year, quarter }: Quarter,
): Promise<Map<string, number>> {
  const older: Row[] = await db('observation')
    .where({ office_id: officeId, year, quarter })
    .distinct('place', 'measure');
  const newer: Row[] = await db('observation_version as v')
    .join('observation_outcome as o', 'o.observation_id', 'v.id')
    .where({ 'v.office_id': officeId, 'v.year': year, 'v.quarter': quarter, 'o.outcome': 'approved' })
    .distinct('v.place', 'v.measure');
  const seen = new Set([...older, ...newer].map(({ place, measure }) => `${place}|${measure}`));
  const counts = new Map<string, number>();
  for (const key of seen) {
    const place = key.split('|')[0] as string;
    counts.set(place, (counts.get(place) ?? 0) + 1);
  }
  return counts;
}

function olderFrom(row: Row, countUp: (key: string) => number): Observation {
  const spot = {
    measure: row.measure,
    place: row.place,
    category: '',
    quarter: { year: row.year, quarter: row.quarter },
  };
  return {
    ...spot,
    id: null,
    definition: 1,
    version: countUp(spotKey(spot)),
    value: row.value,
    marker: row.marker,
    children: null,
    grade: null,
    source: row.source,
    record: null,
    reason: null,
    enteredBy: row.entered_by,
    seq: row.act_seq,
    state: 'approved',
    decided: null,
  };
}

function versionFrom(row: Row, outcome: Row | undefined): Observation {
  return {
    id: row.id,
    definition: row.definition,
    measure: row.measure,
    place: row.place,
    category: row.category,
    quarter: { year: row.year, quarter: row.quarter },
    version: row.version,
    value: row.value,
    marker: row.marker,
    children: row.children,
    grade: row.grade,
    source: row.source,
    record: row.record,
    reason: row.reason,
    enteredBy: row.entered_by,
    seq: row.act_seq,
    state: outcome?.outcome ?? 'submitted',
    decided: outcome === undefined ? null : { by: outcome.decided_by, reason: outcome.reason, seq: outcome.act_seq },
  };
}
