import type { Act } from '../audit/act.ts';
import type { Quarter } from '../calendar/quarter.ts';
import type { Db, Row } from '../platform/database.ts';
import { findMeasure } from './measure.store.ts';

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
