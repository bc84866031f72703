import { type Quarter, quarterShown, readQuarter } from '../calendar/quarter.ts';
import { quarterName } from '../partners/data-return.ts';
import { type Place, placeName } from '../partners/place.ts';
import { categoriesOf, categoryName, type Measure } from './measure.ts';
import { placesOf, type Spot, spotKey, spotOf } from './observation.ts';

/** What a cell of the grid takes: the number of a spot, or the children behind it. */
export interface Slot {
  spot: Spot;
  isChildren: boolean;
}

/** A table of cells for observations; null where a measure is not counted. */
export interface GridFrame {
  title: string;
  columns: string[];
  rows: { name: string; about: string; slots: (Slot | null)[] }[];
}

const CHILDREN = '.children';

/** The name of a cell's field. */
export function slotField({ spot, isChildren }: Slot): string {
  return `${spotKey(spot)}${isChildren ? CHILDREN : ''}`;
}

/** A year of one measure: its places and categories by quarter. */
export function measureFrame(measure: Measure, places: readonly Place[], quarters: readonly Quarter[]): GridFrame {
  const level = placesOf(measure).map(({ code }) => code);
  return {
    title: measure.name,
    columns: quarters.map(quarterName),
    rows: places
      .filter(({ code }) => level.includes(code))
      .flatMap(({ code: place, name }) =>
        categoriesOf(measure).flatMap((category) =>
          rowsOf(measure, [name, category.name].filter((part) => part !== '').join(', '), (isChildren) =>
            quarters.map((quarter) => ({
              spot: { measure: measure.code, place, category: category.code, quarter },
              isChildren,
            })),
          ),
        ),
      ),
  };
}

/** A quarter of an initiative: its measures and their categories by place. */
export function initiativeFrame(
  measures: readonly Measure[],
  places: readonly Place[],
  quarter: Quarter,
  title: string,
): GridFrame {
  const columns = places.filter(({ code }) => measures.some((measure) => isCounted(measure, code)));
  return {
    title: `${title}, ${quarterShown(quarter)}`,
    columns: columns.map(({ name }) => name),
    rows: measures
      .filter((measure) => columns.some(({ code }) => isCounted(measure, code)))
      .flatMap((measure) =>
        categoriesOf(measure).flatMap((category) =>
          rowsOf(measure, [measure.name, category.name].filter((part) => part !== '').join(', '), (isChildren) =>
            columns.map(({ code: place }) =>
              isCounted(measure, place)
                ? { spot: { measure: measure.code, place, category: category.code, quarter }, isChildren }
                : null,
            ),
          ),
        ),
      ),
  };
}

function isCounted(measure: Measure, place: string): boolean {
  return placesOf(measure).some(({ code }) => code === place);
}

function rowsOf(measure: Measure, name: string, slots: (isChildren: boolean) => (Slot | null)[]): GridFrame['rows'] {
  return [
    { name, about: measure.unit, slots: slots(false) },
    ...(measure.counts === 'events' ? [{ name, about: 'children behind', slots: slots(true) }] : []),
  ];
}

/** The spots that cells were filled in for, one on a row, as a file brings them. */
export function listFrame(fields: readonly string[], measures: ReadonlyMap<string, Measure>): GridFrame {
  const keys = [...new Set(fields.map((field) => field.replace(/\.children$/, '')))];
  const spots = keys.flatMap((key) => {
    const { quarter, ...rest } = spotOf(key);
    const read = readQuarter(quarter);
    return read === null ? [] : [{ ...rest, quarter: read }];
  });
  const anyEvents = spots.some(({ measure }) => measures.get(measure)?.counts === 'events');
  return {
    title: 'Observations of a file',
    columns: ['Number', ...(anyEvents ? ['Children behind'] : [])],
    rows: spots.map((spot) => {
      const measure = measures.get(spot.measure);
      const category = measure === undefined ? spot.category : categoryName(measure, spot.category);
      return {
        name: `${spot.measure}, ${placeName(spot.place)}`,
        about: [category, quarterName(spot.quarter)].filter((part) => part !== '').join(', '),
        slots: [
          { spot, isChildren: false },
          ...(anyEvents ? [measure?.counts === 'events' ? { spot, isChildren: true } : null] : []),
        ],
      };
    }),
  };
}

/** Whether a field's name is that of a cell, whatever table it stands in. */
export function isCellField(name: string): boolean {
  return /^[A-Z0-9][A-Z0-9-]{1,19}\.[A-Z0-9]{9}\.[a-z0-9-]{0,30}\.\d{4}-\d{2}-Q[1-4](\.children)?$/.test(name);
}
