import type { Quarter } from '../calendar/quarter.ts';
import { COUNTY, PLACES, type Place } from '../partners/place.ts';
import { categoriesOf, type Measure } from './measure.ts';
import { placesOf, type Spot } from './observation.ts';
import type { Standing } from './standing.ts';

/** How much of what a measure is expected to say was said, over some quarters. */
export interface Completeness {
  expected: number;
  /** Approved, be it a number or why there is none. */
  approved: number;
  awaiting: number;
  /** Returned, and not entered again. */
  returned: number;
}

/** Where a measure is expected: as it says, or where it was ever observed or aimed at; else in the county. */
export function expectedPlaces(measure: Measure, known: ReadonlySet<string>): readonly Place[] {
  if (measure.level !== null) return placesOf(measure);
  const places = PLACES.filter(({ code }) => known.has(code));
  return places.length === 0 ? [COUNTY] : places;
}

/** The places where a measure was ever observed or aimed at. */
export function knownPlaces({ code }: Measure, ...of: (readonly { measure: string; place: string }[])[]): Set<string> {
  return new Set(
    of
      .flat()
      .filter(({ measure }) => measure === code)
      .map(({ place }) => place),
  );
}

/** Every spot that is expected of a measure in some quarters. */
export function expectedSpots(measure: Measure, places: readonly Place[], quarters: readonly Quarter[]): Spot[] {
  return places.flatMap(({ code: place }) =>
    categoriesOf(measure).flatMap(({ code: category }) =>
      quarters.map((quarter) => ({ measure: measure.code, place, category, quarter })),
    ),
  );
}

/** Counts what stands in the spots that are expected. */
export function completenessOf(spots: readonly Spot[], standing: Standing): Completeness {
  const found = { expected: spots.length, approved: 0, awaiting: 0, returned: 0 };
  for (const spot of spots) {
    if (standing.approved(spot) !== undefined) found.approved += 1;
    if (standing.awaiting(spot) !== undefined) found.awaiting += 1;
    if (standing.versions(spot).at(-1)?.state === 'returned') found.returned += 1;
  }
  return found;
}

/** A completeness in words: `3 of 5`, and what of it awaits approval or was returned. */
export function completenessShown({ expected, approved, awaiting, returned }: Completeness): string {
  if (expected === 0) return 'Nothing due yet';
  return [
    `${approved} of ${expected}`,
    ...(awaiting > 0 ? [`${awaiting} awaiting approval`] : []),
    ...(returned > 0 ? [`${returned} returned`] : []),
  ].join(', ');
}
