import { type Day, formatInstant, formatShortDay } from '../calendar/day.ts';
import { formatPounds, type Pence } from '../money/pence.ts';
import { formatCount } from './count.ts';
import { csvFile, type FileCell } from './csv.ts';

/** One cell of a table, on the page and in its file alike, so that neither can say what the other hides. */
export interface Cell {
  text: string;
  href?: string;
  kind: 'words' | 'number' | 'head';
  /** A marker stands where a number would. */
  marker?: boolean;
  /** A reference, which is never broken over two lines. */
  ref?: boolean;
  /** How many levels below the first a row's name stands: 1, 2 or 3. */
  indent?: number;
  /** A word about the cell, such as 'Invented'. */
  mark?: string;
  /** What a link or a rating says to those who hear it out of its row. */
  hidden?: string;
  /** The cell's words as a tag, or as a rating, with the look that stands beside them. */
  tag?: { text: string; classes: string };
  rag?: string;
  file: FileCell;
}

/** A table, on the page and as a file. */
export interface Table {
  caption: string;
  /** Where the page's own heading says the same to those who see it. */
  captionHidden?: boolean;
  columns: { text: string; numeric: boolean }[];
  rows: Cell[][];
  foot?: Cell[];
  /** Whether the first column stays in sight while the rest scrolls sideways. */
  pinned?: boolean;
  /** What a total leaves out, and what the reader must know. */
  notes: string[];
  /** Said instead of a table without rows. */
  empty: string;
  /** Where it is to be had as a file, in each of its formats. */
  files?: { text: string; href: string }[];
}

/** A cell of words, which may lead somewhere. */
export function words(text: string, href?: string): Cell {
  return { text, href, kind: 'words', file: text };
}

/** A text as it was typed, a cell for each of its lines. */
export function lines(text: string): Cell[] {
  return text.split('\n').map((line) => words(line));
}

/** Words in a column of numbers, or nothing there. */
export function number(text: string, href?: string): Cell {
  return { text, href, kind: 'number', file: text === '' ? null : text };
}

/** A count that is not a figure; it may lead somewhere. */
export function countCell(count: number, href?: string): Cell {
  return { text: formatCount(count), href, kind: 'number', file: count };
}

/** An amount that is not a figure; it may lead somewhere. */
export function amountCell(pence: Pence, href?: string): Cell {
  return { text: formatPounds(pence), href, kind: 'number', file: { amount: pence } };
}

/** A day, as the page says it; nothing where none is known. */
export function dayCell(day: Day | null, text?: string): Cell {
  if (day === null) return { text: text ?? '', kind: 'words', file: null };
  return { text: text ?? formatShortDay(day), kind: 'words', file: { day } };
}

/** When something was recorded: London's time on the page, the exact instant in a file. */
export function instantCell(instant: string): Cell {
  return { text: formatInstant(instant), kind: 'words', file: { instant } };
}

/** A state in a word with the colour that helps to see it. */
export function tagged(tag: { text: string; classes: string }): Cell {
  return { text: tag.text, tag, kind: 'words', file: tag.text };
}

/** The cell that names its row. */
export function head(text: string, href?: string): Cell {
  return { text, href, kind: 'head', file: text };
}

/** A reference such as `AL-2014-001`, kept in one piece; it names its row unless told otherwise. */
export function ref(text: string, href: string, kind: 'head' | 'words' = 'head'): Cell {
  return { text, href, kind, ref: true, file: text };
}

/** A row of a summary list: what is named, and what is said of it. */
export function fact(key: string, text: string): { key: { text: string }; value: { text: string } } {
  return { key: { text: key }, value: { text } };
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
