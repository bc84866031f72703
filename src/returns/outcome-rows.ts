import { compareQuarters } from '../calendar/quarter.ts';
import { ruleWords } from '../disclosure/rule.ts';
import { definedRule } from '../figures/release/count-release.ts';
import { listMeasures } from '../outcomes/measure.store.ts';
import { isProtected, type Measure } from '../outcomes/measure.ts';
import { listObservations } from '../outcomes/observation.store.ts';
import { listTargets } from '../outcomes/target.store.ts';
import { COUNTY, DISTRICTS, type Place } from '../partners/place.ts';
import type { Row, RowSource } from './row.ts';

/**
 * One row for each measure of the county, and for each district that was counted or set a target in the quarter. Listed are the measures of the initiatives in the finance table and any counted in the quarter.
 */
export async function outcomeRows(source: RowSource, initiatives: Set<string>): Promise<Row[]> {
  const { books, quarter } = source;
  const upToSeq = books.moment.seq;
  const measures = await listMeasures(books.db, books.officeId, upToSeq);
  const counted = [
    ...(await listObservations(books.db, books.officeId, { upToSeq })),
    ...(await listTargets(books.db, books.officeId, upToSeq)),
  ].filter((one) => compareQuarters(one.quarter, quarter) === 0);
  return measures.flatMap((measure) => {
    const mine = counted.filter((one) => one.measure === measure.code);
    if (mine.length === 0 && !initiatives.has(measure.initiative)) return [];
    const districts = DISTRICTS.filter(({ code }) => mine.some((one) => one.place === code));
    return [COUNTY, ...districts].map((place) => rowOf(source, measure, place));
  });
}

function rowOf(source: RowSource, measure: Measure, place: Place): Row {
  return {
    key: `${measure.code}|${place.code}`,
    label: `${measure.code}, ${place.name}`,
    facts: {
      return_ref: source.ref,
      initiative_ref: measure.initiative,
      district_code: place.code,
      measure_code: measure.code,
      measure_name: measure.name,
      unit: measure.unit,
      basis: measure.basis,
      disclosure_rule: isProtected(measure) ? ruleWords(definedRule(measure)) : 'No count of people.',
    },
    scope: { place: place.code, measure: measure.code },
    whole: null,
    countsPeople: isProtected(measure),
  };
}
