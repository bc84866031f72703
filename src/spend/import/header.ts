import type { Fault, Row } from './line.ts';
import { type ColumnName, headerKey, type ImportProfile } from './profile.ts';

/** Where each column of a file stands, by its header row. */
export interface Header {
  width: number;
  columns: { name: ColumnName; header: string; at: number }[];
}

/**
 * Finds the profile's columns in the first row, in any order; or a fault for each that is missing or there twice,
 * saying what to do about a missing one.
 */
export function readHeader(
  cells: readonly string[],
  profile: ImportProfile,
  todo = 'Extract the file with that column, or choose another profile.',
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
  if (faults.length === 0) return { header: { width: cells.length, columns } };
  const nothingFound = columns.length === 0 && faults.length === profile.required.length;
  return { faults: nothingFound ? [noHeaderRow(cells, profile)] : faults };
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

/** Whether only the amount is filled, but for the word total. */
export function isTotalRow(cells: readonly string[], header: Header): boolean {
  const amountAt = header.columns.find((column) => column.name === 'amount')?.at;
  return cells.every((cell, index) =>
    index === amountAt ? !isBlank(cell) : isBlank(cell) || ['total', 'grand total'].includes(headerKey(cell)),
  );
}

/** Whether nothing but space stands in a cell. */
export const isBlank = (cell: string): boolean => cell.trim() === '';

// The row is not quoted back: without headers nobody knows which of its cells may be shown.
function noHeaderRow(cells: readonly string[], profile: ImportProfile): Fault {
  const wanted = profile.required.map((name) => profile.columns[name]?.[0] ?? name).join(', ');
  const separated = cells.some((cell) => /[;\t]/.test(cell));
  const found = separated ? 'cells separated by semicolons or tabs' : 'none of them';
  const todo = separated ? 'Save it with commas between the cells.' : 'Put the header row first.';
  return headerFault(null, `Expected a header row with ${wanted}; found ${found}. ${todo}`);
}

function headerFault(column: string | null, reason: string): Fault {
  return { row: 1, column, value: '', reason };
}
