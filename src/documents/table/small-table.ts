import { isBlank, type RawRow } from './csv-rows.ts';
import { UPLOAD_LIMITS } from './limits.ts';
import { openSource } from './source.ts';
import { openTable } from './table.ts';

/** The rows of a small file, the header row first; or why they cannot be read. */
export type SmallTable = { rows: RawRow[] } | { refused: string };

/** What is asked of a small file: its bytes, the headers that tell its columns apart, and how many rows it may have. */
export interface SmallTableOrder {
  bytes: Uint8Array;
  /** The names that each needed column may have, in small letters. */
  needed: readonly (readonly string[])[];
  mostRows: number;
}

/** A header as it is compared: in small letters, with single spaces. */
export function plainHeader(cell: string): string {
  return cell.trim().toLowerCase().replace(/\s+/g, ' ');
}

/** Reads a CSV file or a workbook that is small enough to be held whole. Nothing is guessed: see `openTable`. */
export function readSmallTable({ bytes, needed, mostRows }: SmallTableOrder): SmallTable {
  const file = openSource({ bytes });
  const fits = (cells: readonly string[]) => {
    const headers = new Set(cells.map(plainHeader));
    const found = needed.filter((names) => names.some((name) => headers.has(name))).length;
    return { found, isWhole: found === needed.length };
  };
  const table = openTable(file, 'auto', fits, UPLOAD_LIMITS);
  if ('refused' in table) return { refused: table.refused };
  const rows: RawRow[] = [];
  const blocks = table.blocks();
  for (;;) {
    const block = blocks.next();
    if (block.done)
      return block.value === null ? { rows } : { refused: `Row ${block.value.row}: ${block.value.reason}` };
    for (const row of block.value.rows) if (!row.cells.every(isBlank)) rows.push(row);
    if (rows.length > mostRows + 1) {
      return { refused: `Expected ${mostRows.toLocaleString('en-GB')} rows or fewer; found more. Split the file.` };
    }
  }
}
