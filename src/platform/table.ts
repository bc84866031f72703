import { type CsvCell, csvFile } from './csv.ts';

/** One cell of a table, on the page and in its file alike, so that neither can say what the other hides. */
export interface Cell {
  text: string;
  href?: string;
  kind: 'words' | 'number' | 'head';
  /** A marker stands where a number would. */
  marker?: boolean;
  /** A reference, which is never broken over two lines. */
  ref?: boolean;
  /** A word about the cell, such as 'Invented'. */
  mark?: string;
  file: CsvCell;
}

export interface Table {
  caption: string;
  columns: { text: string; numeric: boolean }[];
  rows: Cell[][];
  foot?: Cell[];
  /** What a total leaves out, and what the reader must know. */
  notes: string[];
  /** Said instead of a table without rows. */
  empty: string;
}

export function words(text: string, href?: string): Cell {
  return { text, href, kind: 'words', file: text };
}

/** The cell that names its row. */
export function head(text: string, href?: string): Cell {
  return { text, href, kind: 'head', file: text };
}

/** A reference such as `AL-2014-001`, kept in one piece; it names its row unless told otherwise. */
export function ref(text: string, href: string, kind: 'head' | 'words' = 'head'): Cell {
  return { text, href, kind, ref: true, file: text };
}

/** Headings of a table: those of number columns begin with `#`. */
export function columns(...headings: string[]): Table['columns'] {
  return headings.map((text) => ({ text: text.replace(/^#/, ''), numeric: text.startsWith('#') }));
}

/** The table as a file: its rows without the total, which whoever opens it makes again. */
export function tableFile(table: Table): Buffer {
  return csvFile(
    table.columns.map(({ text }) => text),
    table.rows.map((row) => row.map(({ file }) => file)),
  );
}
