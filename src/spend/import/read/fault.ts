import type { ColumnName } from './profile.ts';

/** A cell whose text was odd: padded, scientific, in brackets, a serial date, or a category that fell to the default. */
export interface ReadAs {
  column: string;
  found: string;
  readAs: string;
}

/** Why a file cannot be imported. `column` is the file's own header, or null when the whole row or file is meant. */
export interface Fault {
  row: number;
  column: string | null;
  /** At most 100 characters of the cell, from a column the profile names, or ''. */
  value: string;
  /** What was expected, what was found, what to do. */
  reason: string;
}

/** The cells of a row by what they mean; null where the file has no such column. */
export interface Row {
  number: number;
  cell(name: ColumnName): string | null;
  header(name: ColumnName): string;
}

export const AGAIN = 'Correct it at its source and import the file again.';

const LONGEST_SHOWN = 100;

/** A fault at a cell of a row, in the words: expected, found, what to do. */
export function faultAt(row: Row, name: ColumnName, expected: string, todo: string): Fault {
  const value = shown(row.cell(name) ?? '');
  const found = value.trim() === '' ? 'an empty cell' : `"${value}"`;
  return { row: row.number, column: row.header(name), value, reason: `Expected ${expected}; found ${found}. ${todo}` };
}

/** A fault of a whole row, of which no cell is quoted back. */
export function rowFault(row: number, reason: string): Fault {
  return { row, column: null, value: '', reason };
}

/** As much of a cell as may be shown. By code points, so that a cut never leaves half a character. */
export function shown(text: string): string {
  const cut = Array.from(text.slice(0, 2 * LONGEST_SHOWN)).slice(0, LONGEST_SHOWN);
  return cut.join('').replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');
}
