import type { Quarter } from '../calendar/quarter.ts';
import { quarterName } from '../partners/data-return.ts';
import type { DistrictRow } from '../partners/district.pages.ts';
import type { Visit } from '../people/door.ts';
import { words } from '../platform/table.ts';
import { countMeasuresObserved } from './observation.store.ts';

/** How many measures have an observation of each district in a quarter, beside the districts' contacts and returns. */
export async function readObservedRows(
  { site, office, may }: Visit,
  districts: readonly string[],
  quarter: Quarter,
): Promise<DistrictRow[]> {
  if (!may('measure.read')) return [];
  const counts = await countMeasuresObserved(site.db, office.id, quarter);
  const cellOf = (district: string) => {
    const count = counts.get(district) ?? 0;
    return { ...words(String(count)), file: count };
  };
  return [
    {
      name: `Measures observed, ${quarterName(quarter)}`,
      cells: new Map(districts.map((district) => [district, cellOf(district)])),
    },
  ];
}
