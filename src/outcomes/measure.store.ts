import type { Act } from '../audit/act.ts';
import { spellOut } from '../audit/words.ts';
import type { Quarter } from '../calendar/quarter.ts';
import { demandFreeCode } from '../funds/code.ts';
import { COUNTY } from '../partners/place.ts';
import type { Db, Row } from '../platform/database.ts';
import { notFound, refused } from '../platform/refusal.ts';

/** Something counted or asked. */
export interface Measure {
  code: string;
  initiative: string;
  name: string;
  unit: string;
  direction: 'up' | 'down' | 'none';
  basis: 'in-period' | 'cumulative' | 'point-in-time';
  countsPeople: boolean;
  /** The measure that this one is a share of, when it is one. */
  denominator: string | null;
}

/** Adds a measure. Refused as `code-used` when the office has one of this code. */
export async function addMeasure(act: Act, wanted: Measure): Promise<void> {
  await demandFreeCode(act, 'measure', wanted.code);
  if (wanted.denominator !== null) await findMeasure(act.trx, act.doer.officeId, wanted.denominator);
  await act.add('measure', {
    code: wanted.code,
    initiative: wanted.initiative,
    name_words: await act.words(wanted.name),
    unit: wanted.unit,
    direction: wanted.direction,
    basis: wanted.basis,
    counts_people: wanted.countsPeople ? 1 : 0,
    denominator: wanted.denominator,
  });
}

/** The office's measures up to an act, in the order in which they were added. */
export async function listMeasures(db: Db, officeId: number, upToSeq = Number.MAX_SAFE_INTEGER): Promise<Measure[]> {
  const rows = await db('measure').where({ office_id: officeId }).where('act_seq', '<=', upToSeq).orderBy('id');
  return (await spellOut(db, rows)).map(measureFrom);
}

/** A measure by its code; not found when there is none. */
export async function findMeasure(db: Db, officeId: number, code: string): Promise<Measure> {
  const [row] = await spellOut(db, await db('measure').where({ office_id: officeId, code }));
  if (row === undefined) throw notFound(`measure ${code}`);
  return measureFrom(row);
}

function measureFrom(row: Row): Measure {
  const { code, initiative, name, unit, direction, basis, denominator } = row;
  return { code, initiative, name, unit, direction, basis, countsPeople: row.counts_people === 1, denominator };
}

/** The value of a measure for a place and a quarter: a count, or why there is none. */
export interface Observation {
  measure: string;
  place: string;
  quarter: Quarter;
  value: number | null;
  /** `x` not available, `z` not applicable; null when there is a value. Neither is the same as zero. */
  marker: 'x' | 'z' | null;
  source: string;
  enteredBy: number;
  seq: number;
}

/**
 * Refused when a count of people is to be recorded for the county where districts have theirs, or the other way round:
 * what the county's own number showed at any time, less the districts, would give a small one away for ever.
 */
async function demandOneLevel(act: Act, { measure, place, quarter }: Omit<Observation, 'seq'>): Promise<void> {
  const rows = await act
    .trx('observation')
    .where({ office_id: act.doer.officeId, measure, year: quarter.year, quarter: quarter.quarter })
    .select('place');
  const isCounty = place === COUNTY.code;
  if (rows.every((row) => (row.place === COUNTY.code) === isCounty)) return;
  throw refused(
    'one-level',
    `${measure} counts people and is already recorded ${isCounty ? 'by district' : 'for the county'} in this quarter. ` +
      `Record it ${isCounty ? 'by district' : 'for the county'} again, since the two together could show a small number.`,
    'place',
  );
}

/** Records an observation; a later one for the same place and quarter takes its place, and the history stays. */
export async function observe(act: Act, wanted: Omit<Observation, 'seq'>): Promise<void> {
  const { countsPeople } = await findMeasure(act.trx, act.doer.officeId, wanted.measure);
  if (countsPeople) await demandOneLevel(act, wanted);
  await act.add('observation', {
    measure: wanted.measure,
    place: wanted.place,
    year: wanted.quarter.year,
    quarter: wanted.quarter.quarter,
    value: wanted.value,
    marker: wanted.marker,
    source_words: await act.words(wanted.source),
    entered_by: wanted.enteredBy,
  });
}

/** How many measures have an observation of each place in a quarter, by the place's code. */
export async function countMeasuresObserved(
  db: Db,
  officeId: number,
  { year, quarter }: Quarter,
): Promise<Map<string, number>> {
  const rows: Row[] = await db('observation')
    .where({ office_id: officeId, year, quarter })
    .groupBy('place')
    .select('place')
    .countDistinct({ measures: 'measure' });
  return new Map(rows.map(({ place, measures }) => [String(place), Number(measures)]));
}

/** Every observation up to an act, oldest first, with its source. */
export async function listObservations(
  db: Db,
  officeId: number,
  where: { measure?: string; upToSeq?: number } = {},
): Promise<Observation[]> {
  const rows = await db('observation')
    .where({ office_id: officeId, ...(where.measure === undefined ? {} : { measure: where.measure }) })
    .where('act_seq', '<=', where.upToSeq ?? Number.MAX_SAFE_INTEGER)
    .orderBy([{ column: 'act_seq' }, { column: 'id' }]);
  return (await spellOut(db, rows)).map((row: Row) => ({
    measure: row.measure,
    place: row.place,
    quarter: { year: row.year, quarter: row.quarter },
    value: row.value,
    marker: row.marker,
    source: row.source,
    enteredBy: row.entered_by,
    seq: row.act_seq,
  }));
}

/** What a measure is meant to reach in a place and a quarter. */
export interface Target {
  measure: string;
  place: string;
  quarter: Quarter;
  value: number;
}

/** Sets a target; a later one for the same place and quarter takes its place, and the history stays. */
export async function setTarget(act: Act, wanted: Target & { enteredBy: number }): Promise<void> {
  await findMeasure(act.trx, act.doer.officeId, wanted.measure);
  await act.add('target', {
    measure: wanted.measure,
    place: wanted.place,
    year: wanted.quarter.year,
    quarter: wanted.quarter.quarter,
    value: wanted.value,
    entered_by: wanted.enteredBy,
  });
}

/** Every target up to an act, oldest first. */
export async function listTargets(db: Db, officeId: number, upToSeq = Number.MAX_SAFE_INTEGER): Promise<Target[]> {
  const rows = await db('target')
    .where({ office_id: officeId })
    .where('act_seq', '<=', upToSeq)
    .orderBy([{ column: 'act_seq' }, { column: 'id' }]);
  return rows.map((row: Row) => ({
    measure: row.measure,
    place: row.place,
    quarter: { year: row.year, quarter: row.quarter },
    value: row.value,
  }));
}
