import { type Pence, parsePounds } from '../money/pence.ts';
import { blockCells } from '../platform/block-cells.ts';

/** A table that a block is laid over: its rows and columns by name, and which columns take nothing any more. */
export interface BlockShape {
  rows: readonly string[];
  columns: readonly { name: string; closed: boolean }[];
}

export interface BlockPlace {
  row: number;
  column: number;
}

/** What a block fills in, and what of it could not be used, in sentences. */
export interface PlacedBlock {
  filled: (BlockPlace & { pence: Pence })[];
  messages: string[];
}

const NOTHING = /^£?\s*[-\u2010-\u2015\u2212]$/;
const LONGEST_SHOWN = 30;

/**
 * Lays a block copied from a spreadsheet (rows on lines, cells between tabs) over a table from a place on, to the
 * right and down. Amounts are read as people type them, with £, commas and brackets; a lone dash is what a
 * spreadsheet shows for nothing, £0.00. An empty cell leaves what stands there. A closed column takes nothing, and what
 * reaches beyond the table is left out: both are said. `views/assets/forecast-grid.js` does the same in the browser.
 */
export function placeBlock(text: string, from: BlockPlace, shape: BlockShape): PlacedBlock {
  const filled: PlacedBlock['filled'] = [];
  const notRead: string[] = [];
  const closed = new Map<string, number>();
  let beyond = 0;
  for (const [down, cells] of blockCells(text).entries()) {
    for (const [across, cell] of cells.entries()) {
      if (cell === '') continue;
      const place = { row: from.row + down, column: from.column + across };
      const row = shape.rows[place.row];
      const column = shape.columns[place.column];
      if (row === undefined || column === undefined) beyond += 1;
      else if (column.closed) closed.set(column.name, (closed.get(column.name) ?? 0) + 1);
      else {
        const read = readAmount(cell);
        if (typeof read === 'number') filled.push({ ...place, pence: read });
        else notRead.push(`${row}, ${column.name}: “${cell.slice(0, LONGEST_SHOWN)}” ${read}. It was left as it was.`);
      }
    }
  }
  const messages = [`${amounts(filled.length)} filled in. Nothing is saved yet.`, ...notRead];
  for (const [name, count] of closed) messages.push(`${name} is closed: ${amounts(count)} left out.`);
  if (beyond > 0) messages.push(`${amounts(beyond)} beyond the edge of the table and left out.`);
  return { filled, messages };
}

function readAmount(cell: string): Pence | string {
  if (NOTHING.test(cell)) return 0;
  const read = parsePounds(cell);
  if (!read.ok) return read.reason;
  return read.pence < 0 ? 'must be £0.00 or more' : read.pence;
}

function amounts(count: number): string {
  return count === 1 ? '1 amount was' : `${count} amounts were`;
}
