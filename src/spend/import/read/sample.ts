import { isBlank, type RawRow } from '../../../documents/table/csv-rows.ts';
import type { FileLimits } from '../../../documents/table/limits.ts';
import { type FileSource, openSource } from '../../../documents/table/source.ts';
import { openTable, type TableKind } from '../../../documents/table/table.ts';
import { headerKey } from './profile.ts';

/** The first rows of a file that no profile reads yet, the header row first; or why it has none. */
export type Sample = { told: TableKind; rows: RawRow[] } | { refused: string };

const MOST_ROWS = 60;

/**
 * The header row of a file and the rows below it, at most 59. What separates its cells is told by the headers that are
 * known, and where none is, by what gives the most of them.
 */
export function readSample(source: FileSource, knownHeaders: readonly string[], limits: FileLimits): Sample {
  const file = openSource(source);
  try {
    const known = new Set(knownHeaders.map(headerKey));
    const fits = (cells: readonly string[]) => ({
      found: cells.filter((cell) => known.has(headerKey(cell))).length,
      isWhole: false,
    });
    const table = openTable(file, 'auto', fits, limits);
    if ('refused' in table) return { refused: table.refused };
    const rows: RawRow[] = [];
    const blocks = table.blocks();
    for (let block = blocks.next(); rows.length < MOST_ROWS; block = blocks.next()) {
      if (block.done) {
        if (block.value !== null && rows.length < 2) return { refused: block.value.reason };
        break;
      }
      for (const row of block.value.rows) {
        if (rows.length < MOST_ROWS && (rows.length > 0 || !row.cells.every(isBlank))) rows.push(row);
      }
    }
    return rows.length > 0
      ? { told: table.told, rows }
      : { refused: 'Expected a header row and lines; found neither. Upload a file with both.' };
  } finally {
    file.close();
  }
}
