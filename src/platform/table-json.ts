import { formatDecimal } from '../money/pence.ts';
import type { FileCell } from './csv.ts';
import type { Table } from './table.ts';

/** What the cells of a column hold: told by those that there are, so an empty table says less. */
export type ColumnType = 'amount' | 'number' | 'day' | 'instant' | 'text';

/** A column of a file: the name that its rows use, which stays the same as long as the heading does, and the heading. */
export interface FileColumn {
  key: string;
  title: string;
  type: ColumnType;
}

/** A heading as a name for programs: 'Spend to date' becomes `spend_to_date`. */
function keyOf(heading: string): string {
  const words = heading
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, ' ')
    .trim();
  return words === '' ? 'column' : words.replaceAll(' ', '_');
}

/** The names of columns with these headings, each once: the second of a name ends with `_2`. */
function columnKeys(headings: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return headings.map((heading) => {
    const key = keyOf(heading);
    const times = (seen.get(key) ?? 0) + 1;
    seen.set(key, times);
    return times === 1 ? key : `${key}_${times}`;
  });
}

/** The columns of a table with what their cells hold. */
function fileColumns({ columns, rows }: Pick<Table, 'columns' | 'rows'>): FileColumn[] {
  const keys = columnKeys(columns.map(({ text }) => text));
  return columns.map(({ text, numeric }, index) => ({
    key: keys[index] as string,
    title: text,
    type: typeOf(
      rows.map((row) => row[index]?.file ?? null),
      numeric,
    ),
  }));
}

function typeOf(cells: readonly FileCell[], numeric: boolean): ColumnType {
  for (const cell of cells) {
    if (typeof cell === 'number') return 'number';
    if (typeof cell === 'object' && cell !== null) {
      if ('amount' in cell) return 'amount';
      return 'day' in cell ? 'day' : 'instant';
    }
  }
  return numeric ? 'number' : 'text';
}

/**
 * A cell as JSON. An amount is pounds with both decimals, exact as it is written; a day and an instant are ISO 8601; a
 * marker such as `[c]` stays the text that it is; nothing is null.
 */
function jsonCell(cell: FileCell): string {
  if (cell === null) return 'null';
  if (typeof cell === 'string') return JSON.stringify(cell);
  if (typeof cell === 'number') return String(cell);
  if ('amount' in cell) return formatDecimal(cell.amount);
  return JSON.stringify('day' in cell ? cell.day : cell.instant);
}

/** A row as a JSON object under the names of its columns. */
export function jsonRow(keys: readonly string[], cells: readonly FileCell[]): string {
  return `{${keys.map((key, index) => `${JSON.stringify(key)}:${jsonCell(cells[index] ?? null)}`).join(',')}}`;
}

/** The table as JSON: what it is, its columns, the notes that belong to its numbers, and its rows without the total. */
export function tableJson(table: Table): Buffer {
  const columns = fileColumns(table);
  const keys = columns.map(({ key }) => key);
  const rows = table.rows.map((row) =>
    jsonRow(
      keys,
      row.map(({ file }) => file),
    ),
  );
  const about = { title: table.caption, notes: table.notes, columns };
  return Buffer.from(`${JSON.stringify(about).slice(0, -1)},"rows":[\n${rows.join(',\n')}\n]}\n`);
}
