import { isBlank } from '../../../documents/table/csv-rows.ts';
import type { Fault, Row } from './fault.ts';
import { type ColumnName, headerKey, type Layout } from './profile.ts';

/** The header of the column in which a file comes back with its faults. */
export const ERRORS = 'error';

const AMOUNTS: readonly ColumnName[] = ['amount', 'debit', 'credit', 'vat'];
const totalLabel = /^(?:(?:sub|grand|report|overall)[ -]?)?totals?\b[^\p{Cc}]{0,80}$/iu;

/** Where each column of a file stands, by its header row. */
export interface Header {
  width: number;
  /** Where the column stands in which a file came back with its faults; null when it has none. */
  errorsAt: number | null;
  columns: { name: ColumnName; header: string; at: number }[];
}

/**
 * Finds the profile's columns in the first row, in any order; or a fault for each that is missing or there twice,
 * saying what to do about a missing one.
 */
export function readHeader(
  cells: readonly string[],
  profile: Layout,
  todo = 'Extract the file with that column, or choose another profile.',
  row = 1,
): { header: Header } | { faults: Fault[] } {
  const keys = cells.map(headerKey);
  const columns: Header['columns'] = [];
  const faults: Fault[] = [];
  for (const [name, headers] of Object.entries(profile.columns) as [ColumnName, readonly string[]][]) {
    const wanted = headers.map(headerKey);
    const places = keys.flatMap((key, index) => (wanted.includes(key) ? [index] : []));
    const at = places[0];
    const asked = `Expected one column headed ${headers.join(' or ')}; found`;
    if (places.length > 1) {
      faults.push(headerFault(headers[0] ?? name, `${asked} ${places.length}. Remove or rename the others.`));
    } else if (at !== undefined) {
      columns.push({ name, header: cells[at]?.trim() ?? '', at });
    } else if (profile.required.includes(name)) {
      faults.push(headerFault(headers[0] ?? name, `${asked} none. ${todo}`));
    }
  }
  if (faults.length === 0) {
    const last = keys.lastIndexOf(ERRORS);
    const isNamed = columns.some(({ at }) => at === last);
    return { header: { width: cells.length, columns, errorsAt: last < 0 || isNamed ? null : last } };
  }
  const nothingFound = columns.length === 0 && faults.length === profile.required.length;
  const listed = nothingFound ? [noHeaderRow(cells, profile)] : faults;
  return { faults: listed.map((fault) => ({ ...fault, row })) };
}

/** How many of a profile's columns a row names, each once. */
export function countNamed(cells: readonly string[], { columns }: Layout): number {
  const keys = new Set(cells.map(headerKey));
  return Object.values(columns).filter((headers) => headers.some((header) => keys.has(headerKey(header)))).length;
}

/** The cells of a row by what they mean. */
export function rowOf(cells: readonly string[], number: number, header: Header): Row {
  const places = new Map(header.columns.map((column) => [column.name, column]));
  return {
    number,
    cell(name) {
      const place = places.get(name);
      return place ? (cells[place.at] ?? '') : null;
    },
    header: (name) => places.get(name)?.header ?? name,
  };
}

/** Whether the row is the header row over again, as where a ledger prints it on every page. */
export function isHeaderAgain(row: Row, header: Header): boolean {
  return header.columns.every((column) => headerKey(row.cell(column.name) ?? '') === headerKey(column.header));
}

/** Whether only amounts are filled, but for a word such as total or subtotal. */
export function isTotalRow(cells: readonly string[], header: Header): boolean {
  const amounts = header.columns.filter(({ name }) => AMOUNTS.includes(name)).map(({ at }) => at);
  let isFilled = false;
  for (const [index, cell] of cells.entries()) {
    if (index === header.errorsAt || isBlank(cell)) continue;
    if (amounts.includes(index)) isFilled = true;
    else if (!totalLabel.test(cell.trim())) return false;
  }
  return isFilled;
}

// The row is not quoted back: without headers nobody knows which of its cells may be shown.
function noHeaderRow(cells: readonly string[], profile: Layout): Fault {
  const wanted = profile.required.map((name) => profile.columns[name]?.[0] ?? name).join(', ');
  const separated = cells.some((cell) => /[;\t]/.test(cell));
  const found = separated ? 'cells separated by semicolons or tabs' : 'none of them';
  const todo = separated ? 'Save it with commas between the cells.' : 'Put the header row first.';
  return headerFault(null, `Expected a header row with ${wanted}; found ${found}. ${todo}`);
}

function headerFault(column: string | null, reason: string): Fault {
  return { row: 1, column, value: '', reason };
}
