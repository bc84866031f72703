import { type Month, monthLabel } from '../calendar/month.ts';
import { BYTE_ORDER_MARK, type CsvCell, csvText } from '../platform/csv.ts';
import type { Item } from './item.ts';

/** A file as it is published. */
export interface BuiltFile {
  /** Its name without the month, such as 'spend-over-500'. */
  name: string;
  title: string;
  extension: string;
  mediaType: string;
  /** Whether it is a document that was attached, whose words no rule reads. */
  isCopy?: true;
  rows: number;
  content: Buffer;
}

/** A file's columns. */
export interface FileShape {
  name: string;
  title: string;
  columns: readonly string[];
  /** Without a byte-order mark, where a program reads the first heading exactly. */
  bare?: true;
}

/** What a file is called for good: 'spend-over-500-2015-06.csv'; a copy of a document has no month. */
export function fileName(
  { name, extension, isCopy }: Pick<BuiltFile, 'name' | 'extension' | 'isCopy'>,
  month: Month,
): string {
  if (isCopy === true) return `${name}.${extension}`;
  return `${name}-${monthLabel(month)}.${extension}`;
}

/** The items of one file as CSV: RFC 4180, all its columns whether or not there are rows, each record on one line. */
export function csvOf(shape: FileShape, items: readonly Item[]): BuiltFile {
  const rows = items.filter(({ file }) => file === shape.name);
  const text = csvText([
    [...shape.columns],
    ...rows.map(({ cells }) => shape.columns.map((column) => onOneLine(cells[column] ?? null))),
  ]);
  return {
    name: shape.name,
    title: shape.title,
    extension: 'csv',
    mediaType: 'text/csv',
    rows: rows.length,
    content: Buffer.from(shape.bare === true ? text : BYTE_ORDER_MARK + text, 'utf8'),
  };
}

/** Programs that read line by line must not take half a text for a record. */
function onOneLine(cell: CsvCell): CsvCell {
  return typeof cell === 'string' ? cell.replace(/\s*[\r\n\u2028\u2029\v\f\u0085]+\s*/g, ' ').trim() : cell;
}
