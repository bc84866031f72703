import { parse } from 'csv-parse/sync';
import { GRID_COLUMNS, type GridColumn, plainName } from './grid-column.ts';

/** A block copied from a spreadsheet as rows of cells by the name of their column, and what is to be said about it. */
export interface ReadBlock {
  rows: Record<string, string>[];
  messages: string[];
}

/**
 * Reads a block as a spreadsheet copies it: rows on lines, cells between tabs, a cell with a tab or a line break in it
 * quoted. Where its first row holds headings of the grid they say which column is which, in any order; else its cells
 * are the grid's columns from the first on. Nothing is judged: every cell stays as it was typed.
 */
export function readBlock(text: string): ReadBlock {
  const lines = cellsOf(text).filter((cells) => cells.some((cell) => cell !== ''));
  const headings = headingsOf(lines[0] ?? []);
  const columns = headings ?? GRID_COLUMNS;
  const messages: string[] = [];
  const unknown = (headings === null ? [] : (lines[0] ?? [])).filter(
    (cell, index) => cell !== '' && headings?.[index] === undefined,
  );
  if (unknown.length > 0) {
    messages.push(`No column of the grid is called ${unknown.map((cell) => `“${cell}”`).join(', ')}: left out.`);
  }
  const body = headings === null ? lines : lines.slice(1);
  if (headings === null && body.some((cells) => cells.slice(GRID_COLUMNS.length).some((cell) => cell !== ''))) {
    messages.push(`A row has more cells than the grid's ${GRID_COLUMNS.length} columns: those beyond were left out.`);
  }
  const rows = body.map((cells) =>
    Object.fromEntries(
      cells.flatMap((cell, index) => {
        const column = columns[index];
        return column === undefined || cell === '' ? [] : [[column.name, cell]];
      }),
    ),
  );
  return { rows: rows.filter((row) => Object.keys(row).length > 0), messages };
}

function cellsOf(text: string): string[][] {
  const clean = (cell: string) =>
    cell
      .replace(/[\u00a0\u202f]/g, ' ')
      .replace(/\s*[\r\n]+\s*/g, ' ')
      .trim();
  try {
    const rows: string[][] = parse(text, {
      delimiter: '\t',
      relax_quotes: true,
      relax_column_count: true,
      record_delimiter: ['\r\n', '\n', '\r'],
    });
    return rows.map((cells) => cells.map(clean));
  } catch {
    // A lone quotation mark is a mark that was typed, not the beginning of a quoted cell.
    return text.split(/\r\n|\n|\r/).map((line) => line.split('\t').map(clean));
  }
}

/** Which column stands under which heading; null where the row holds no headings. */
function headingsOf(cells: readonly string[]): (GridColumn | undefined)[] | null {
  const columns = cells.map(columnCalled);
  const known = columns.filter((column) => column !== undefined).length;
  const filled = cells.filter((cell) => cell !== '').length;
  return known >= 2 && known * 2 > filled ? columns : null;
}

function columnCalled(heading: string): GridColumn | undefined {
  const name = plainName(heading);
  return GRID_COLUMNS.find(({ label, also }) => [label, ...also].some((known) => plainName(known) === name));
}
