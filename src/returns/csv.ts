import { type CsvCell, csvFile, oneLine } from '../platform/csv.ts';
import type { Cell, DraftTable } from './draft.ts';
import type { Column } from './template.ts';

/**
 * A table as a CSV file: every column of the template in its order, whether it holds anything or not, and one line for
 * each record. Amounts are exact pounds and pence; where one cannot be given its marker stands ([x], [z]). A count
 * that cannot be given is empty, since its marker has a column of its own. Words stand in quotes and numbers do not, so
 * that a reader told so keeps a reference's leading zeros.
 */
export function tableFile(table: DraftTable, byteOrderMark: boolean): Buffer {
  return csvFile(
    table.columns.map(({ name, heading }) => heading ?? name),
    table.rows.map((row) => table.columns.map(({ name, format }) => written(row.cells[name] as Cell, format))),
    { byteOrderMark, quoteWords: true },
  );
}

function written(cell: Cell, format: Column['format']): CsvCell {
  if (cell.value !== null) return format === 'pence' ? { amount: cell.value } : cell.value;
  if (format === 'count') return null;
  return cell.marker === '' ? oneLine(cell.text) : `[${cell.marker}]`;
}
