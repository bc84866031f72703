/** A row of a table as its file holds it. */
export interface RawRow {
  /** As a spreadsheet numbers it: the first row is 1. */
  number: number;
  cells: string[];
  /** What each cell is, in a workbook; text everywhere when left out. */
  kinds?: CellKind[];
}

/** What a workbook says that a cell is; an `uncomputed` one holds a formula whose result was never stored. */
export type CellKind = 'text' | 'number' | 'date' | 'error' | 'uncomputed';

/** What ends the reading of a table: no row after it can be read. */
export interface Broken {
  row: number;
  reason: string;
}

export type Delimiter = ',' | ';' | '\t';

const STRAY_QUOTE =
  'Expected quotes in pairs around a cell; found a stray or unclosed quote, so no row after it can be read. ' +
  'Correct the row or extract the file again.';
const QUOTE = 34;
const LF = 10;
const CR = 13;

type Read = { cells: string[]; next: number } | 'unfinished' | 'stray';

/**
 * Splits the text of a CSV file into rows as RFC 4180 has it, piece by piece: with any line end, also mixed, since a
 * file joined from two systems has two kinds, and with line breaks within quotes. A quote anywhere but around a whole
 * cell breaks it off: what is left of such a row would be shifted.
 */
export class CsvRows {
  private readonly delimiter: Delimiter;
  private readonly longest: number;
  private rest = '';
  private count = 0;
  /** Set once when the text cannot be read further. */
  broken: Broken | null = null;

  constructor(delimiter: Delimiter, longestRow: number) {
    this.delimiter = delimiter;
    this.longest = longestRow;
  }

  /** The rows that end within the text so far; the last piece ends the last row. */
  push(piece: string, isLast: boolean): RawRow[] {
    const text = this.rest === '' ? piece : this.rest + piece;
    const rows: RawRow[] = [];
    const find = (what: string, from: number): number => {
      const found = text.indexOf(what, from);
      return found < 0 ? Number.POSITIVE_INFINITY : found;
    };
    let at = 0;
    let quote = -1;
    let lf = -1;
    let cr = -1;
    while (at < text.length && this.broken === null) {
      if (quote < at) quote = find('"', at);
      if (lf < at) lf = find('\n', at);
      if (cr < at) cr = find('\r', at);
      const end = Math.min(lf, cr, text.length);
      // A row may go on in the next piece, and a CR at the end may be the first half of a line end.
      if (quote > end && !isLast && (end === text.length || (end === cr && end === text.length - 1))) break;
      const read = quote > end ? this.plain(text, at, end) : this.quoted(text, at, isLast);
      if (read === 'unfinished') break;
      this.count += 1;
      if (read === 'stray') {
        this.broken = { row: this.count, reason: STRAY_QUOTE };
        break;
      }
      rows.push({ number: this.count, cells: read.cells });
      at = read.next;
    }
    this.rest = text.slice(at);
    if (this.broken === null && this.rest.length > this.longest) {
      this.broken = { row: this.count + 1, reason: tooLong(this.longest) };
    }
    return rows;
  }

  private plain(text: string, at: number, end: number): Exclude<Read, string> {
    const isPair = text.charCodeAt(end) === CR && text.charCodeAt(end + 1) === LF;
    return { cells: text.slice(at, end).split(this.delimiter), next: end + (isPair ? 2 : 1) };
  }

  /** A row with a quote in it, cell by cell. */
  private quoted(text: string, from: number, isLast: boolean): Read {
    const delimiter = this.delimiter.charCodeAt(0);
    const cells: string[] = [];
    let at = from;
    for (;;) {
      const isQuoted = text.charCodeAt(at) === QUOTE;
      const end = isQuoted ? closingQuote(text, at) : cellEnd(text, at, delimiter);
      if (end < 0) return isLast ? 'stray' : 'unfinished';
      cells.push(isQuoted ? text.slice(at + 1, end).replaceAll('""', '"') : text.slice(at, end));
      at = isQuoted ? end + 1 : end;
      const code = text.charCodeAt(at);
      if (at >= text.length || (code === CR && at + 1 === text.length)) {
        return isLast ? { cells, next: text.length } : 'unfinished';
      }
      if (code === LF) return { cells, next: at + 1 };
      if (code === CR) return { cells, next: at + (text.charCodeAt(at + 1) === LF ? 2 : 1) };
      if (code !== delimiter) return 'stray';
      at += 1;
    }
  }
}

/** Where the quote stands that closes the cell opened here; below zero when it is not in the text. */
function closingQuote(text: string, opened: number): number {
  let at = text.indexOf('"', opened + 1);
  while (at >= 0 && text.charCodeAt(at + 1) === QUOTE) at = text.indexOf('"', at + 2);
  return at;
}

function cellEnd(text: string, from: number, delimiter: number): number {
  let at = from;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === delimiter || code === LF || code === CR || code === QUOTE) return at;
    at += 1;
  }
  return at;
}

function tooLong(longest: number): string {
  const most = longest.toLocaleString('en-GB');
  return (
    `Expected rows of ${most} characters or fewer; found a longer one, such as a cell of a whole document or one whose ` +
    'quote is never closed. Correct the row or extract the file again.'
  );
}

/** Whether nothing but space stands in a cell. */
export const isBlank = (cell: string): boolean => cell === '' || cell.trim() === '';
