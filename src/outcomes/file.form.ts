import { readQuarter } from '../calendar/quarter.ts';
import type { RawRow } from '../documents/table/csv-rows.ts';
import { plainHeader } from '../documents/table/small-table.ts';
import { PLACES, type Place } from '../partners/place.ts';
import type { Typed } from '../platform/form.ts';
import { readFinding } from './grid.form.ts';
import { slotField } from './grid-frame.ts';
import { categoriesOf, type Measure } from './measure.ts';
import { spotOf } from './observation.ts';

/** What a column of a file of observations is, and what its header may say. */
export const FILE_COLUMNS = {
  measure: ['measure', 'measure code', 'code'],
  place: ['place', 'district', 'area'],
  category: ['category', 'group'],
  quarter: ['quarter'],
  value: ['value', 'number', 'count'],
  children: ['children', 'children behind', 'number of children'],
} as const;

type ColumnName = keyof typeof FILE_COLUMNS;

/** The columns without which a file is none of observations. */
export const NEEDED: readonly ColumnName[] = ['measure', 'place', 'quarter', 'value'];

/** What is wrong in a row of a file. */
export interface RowFault {
  row: number;
  message: string;
}

/**
 * Reads the rows of a file, its header row first, as the cells of a grid; or says what is wrong with each. A number that
 * cannot be read is quoted, and no number that can: it may be a small count of people.
 */
export function readFileRows(
  rows: readonly RawRow[],
  asked: { measures: ReadonlyMap<string, Measure>; places: readonly Place[] },
): { typed: Typed } | { faults: RowFault[] } {
  const [header, ...lines] = rows;
  const at = columnsOf(header?.cells ?? []);
  const missing = NEEDED.filter((name) => at[name] === undefined);
  if (missing.length > 0) {
    const wanted = missing.map((name) => FILE_COLUMNS[name].join(' or ')).join('; ');
    return {
      faults: [{ row: header?.number ?? 1, message: `Expected a column headed ${wanted}; found none. Add it.` }],
    };
  }
  const typed: Typed = {};
  const faults: RowFault[] = [];
  for (const line of lines) {
    const read = readLine(line, at, asked);
    if ('message' in read) {
      faults.push({ row: line.number, message: read.message });
      continue;
    }
    const repeated = Object.keys(read.cells).find((field) => field in typed);
    if (repeated !== undefined)
      faults.push({ row: line.number, message: 'It is in the file twice. Keep one of the two rows.' });
    Object.assign(typed, read.cells);
  }
  if (lines.length === 0) faults.push({ row: 1, message: 'Expected rows below the header row; found none. Add them.' });
  return faults.length > 0 ? { faults } : { typed };
}

/** A form sends no more than 2,000 fields, and a table longer than this is no longer looked through. */
const MOST_SPOTS = 400;

/** The cells of a file in parts that a form can carry: each measure whole in one of them where it fits. */
export function draftsOf(typed: Typed): Typed[] {
  const byMeasure = new Map<string, Map<string, Typed>>();
  for (const [field, text = ''] of Object.entries(typed)) {
    const spot = field.replace(/\.children$/, '');
    const { measure } = spotOf(spot);
    const spots = byMeasure.get(measure) ?? new Map<string, Typed>();
    byMeasure.set(measure, spots.set(spot, { ...spots.get(spot), [field]: text }));
  }
  const drafts: { spots: number; typed: Typed }[] = [];
  for (const spots of byMeasure.values()) {
    // The earliest quarter first, so that a measure in two drafts is submitted in the order of its time.
    const inOrder = [...spots].toSorted(([a], [b]) => (spotOf(a).quarter < spotOf(b).quarter ? -1 : 1));
    for (let at = 0; at < inOrder.length; at += MOST_SPOTS) {
      const part = inOrder.slice(at, at + MOST_SPOTS);
      const cells = Object.assign({}, ...part.map(([, of]) => of));
      const last = drafts.at(-1);
      if (last !== undefined && last.spots + part.length <= MOST_SPOTS) {
        last.spots += part.length;
        Object.assign(last.typed, cells);
      } else drafts.push({ spots: part.length, typed: cells });
    }
  }
  return drafts.map((draft) => draft.typed);
}

function columnsOf(cells: readonly string[]): Partial<Record<ColumnName, number>> {
  const headers = cells.map(plainHeader);
  return Object.fromEntries(
    Object.entries(FILE_COLUMNS).flatMap(([name, names]) => {
      const found = headers.findIndex((header) => (names as readonly string[]).includes(header));
      return found < 0 ? [] : [[name, found]];
    }),
  );
}

function readLine(
  { cells }: RawRow,
  at: Partial<Record<ColumnName, number>>,
  { measures, places }: { measures: ReadonlyMap<string, Measure>; places: readonly Place[] },
): { cells: Typed } | { message: string } {
  const cell = (name: ColumnName) => (at[name] === undefined ? '' : (cells[at[name] as number] ?? '').trim());
  const shown = (name: ColumnName) => `“${cell(name).slice(0, 40)}”`;
  const measure = measures.get(cell('measure').toUpperCase());
  if (measure === undefined)
    return { message: `Expected the code of a measure; found ${shown('measure')}. Correct it.` };
  const place = PLACES.find(
    ({ code, name }) => code === cell('place') || name.toLowerCase() === cell('place').toLowerCase(),
  );
  if (place === undefined)
    return { message: `Expected a district or the county; found ${shown('place')}. Correct it.` };
  if (!places.some(({ code }) => code === place.code)) {
    return { message: `${place.name} is not yours to enter. Take its rows out.` };
  }
  const category = categoriesOf(measure).find(
    ({ code, name }) => code === cell('category') || name.toLowerCase() === cell('category').toLowerCase(),
  );
  if (category === undefined) {
    const wanted =
      measure.categories.length === 0
        ? 'no category'
        : `one of ${measure.categories.map(({ name }) => name).join(', ')}`;
    return { message: `Expected ${wanted} for ${measure.code}; found ${shown('category')}. Correct it.` };
  }
  const quarter = readQuarter(cell('quarter').replace(/[ ]+/g, '-'));
  if (quarter === null) {
    return { message: `Expected a quarter such as 2015-16-Q1; found ${shown('quarter')}. Correct it.` };
  }
  if (readFinding(cell('value')) === null) {
    return {
      message: 'Expected a number, x for not available or z for not applicable; found an empty cell. Fill it in.',
    };
  }
  if (readFinding(cell('value')) === 'wrong') {
    return { message: `Expected a whole number, x or z; found ${shown('value')}. Correct it.` };
  }
  const spot = { measure: measure.code, place: place.code, category: category.code, quarter };
  const children = cell('children');
  return {
    cells: {
      [slotField({ spot, isChildren: false })]: cell('value'),
      ...(children === '' ? {} : { [slotField({ spot, isChildren: true })]: children }),
    },
  };
}
