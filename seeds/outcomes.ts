import { readQuarter } from '../src/calendar/quarter.ts';
import { addMeasure, type Measure, observe, setTarget } from '../src/outcomes/measure.store.ts';
import type { Person } from '../src/people/person.ts';
import { type By, type Event, eachRow, known } from './timeline.ts';

/** Measures, targets and observations. */
export function theOutcomes(by: By, person: (name: string) => Person): Event[] {
  return [
    ...eachRow('measures', (row) =>
      by('commissioning', 'measure.add', 'measure', async (act) => {
        await addMeasure(act, {
          code: row.code as string,
          initiative: row.initiative as string,
          name: row.name as string,
          unit: row.unit as string,
          direction: row.direction as Measure['direction'],
          basis: row.basis as Measure['basis'],
          countsPeople: row.counts_people === 'yes',
          denominator: row.denominator || null,
        });
        return row.code as string;
      }),
    ),
    ...eachRow('targets', (row) =>
      by(row.by as string, 'target.set', 'measure', async (act) => {
        await setTarget(act, {
          measure: row.measure as string,
          place: row.place as string,
          quarter: known(readQuarter(row.quarter as string), row.quarter),
          value: Number(row.value),
          enteredBy: person(row.by as string).id,
        });
        return row.measure as string;
      }),
    ),
    ...eachRow('observations', (row) =>
      by(row.by as string, 'observation.enter', 'measure', async (act) => {
        const isMissing = row.value === 'x' || row.value === 'z';
        await observe(act, {
          measure: row.measure as string,
          place: row.place as string,
          quarter: known(readQuarter(row.quarter as string), row.quarter),
          value: isMissing ? null : Number(row.value),
          marker: isMissing ? (row.value as 'x') : null,
          source: row.source as string,
          enteredBy: person(row.by as string).id,
        });
        return row.measure as string;
      }),
    ),
  ];
}
