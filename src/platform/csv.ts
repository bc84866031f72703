import { stringify } from 'csv-stringify/sync';
import type { Day } from '../calendar/day.ts';
import { formatDecimal, type Pence } from '../money/pence.ts';

/** A cell of a file: words, a count, an amount in pence, or nothing. */
export type CsvCell = string | number | { amount: Pence } | null;

/** A cell of a file that tells days, and instants of UTC, from words, as workbooks do. */
export type FileCell = CsvCell | { day: Day } | { instant: string };

/**
 * A CSV file as RFC 4180 has it, with a byte-order mark and CRLF, so that spreadsheets read it as UTF-8. Amounts are
 * exact pounds and pence without marks; a word that a spreadsheet could run as a formula gets an apostrophe in front.
 * The same rows always give the same bytes. `quoteWords` puts quotes around words and none around numbers, and without
 * `byteOrderMark` the file begins with its first heading.
 */
export function csvFile(
  columns: string[],
  rows: FileCell[][],
  { byteOrderMark = true, quoteWords = false }: { byteOrderMark?: boolean; quoteWords?: boolean } = {},
): Buffer {
  // What is cast from an object never stands in quotes.
  const cells = (row: FileCell[]): (string | { bare: string })[] =>
    row.map((cell) => (quoteWords && typeof cell !== 'string' ? { bare: written(cell) } : written(cell)));
  const text = stringify(
    [columns, ...rows].map(cells),
    // A line break of any kind stands within quotes, or a reader would end the row there.
    {
      record_delimiter: 'windows',
      quoted_match: /[\r\n]/,
      quoted_string: quoteWords,
      cast: { object: (cell) => ({ value: String(cell.bare), quoted: false }) },
    },
  );
  return Buffer.from(`${byteOrderMark ? BYTE_ORDER_MARK : ''}${text}`, 'utf8');
}

/**
 * Rows of such a file as text, for files too long to be held whole: `csvFile` of the same rows has the same bytes. Made
 * by hand, since csv-stringify takes six times as long as the database needs to read the rows.
 */
export function csvText(rows: readonly FileCell[][]): string {
  let text = '';
  for (const row of rows) {
    for (let at = 0; at < row.length; at += 1) {
      const cell = written(row[at] as FileCell);
      if (at > 0) text += ',';
      text += /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
    }
    text += '\r\n';
  }
  return text;
}

/** A text without line breaks of any kind, since some programs end a record at one even within quotes. */
export function oneLine(text: string): string {
  return text.replace(/[ \t]*[\r\n\v\f\u0085\u2028\u2029]+[ \t]*/g, ' ').trim();
}

/** The mark with which a file begins, so that spreadsheets read it as UTF-8. */
export const BYTE_ORDER_MARK = '\ufeff';

function written(cell: FileCell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  if (typeof cell === 'object') {
    if ('amount' in cell) return formatDecimal(cell.amount);
    return 'day' in cell ? cell.day : cell.instant;
  }
  // The space is skipped by some programs before they look for the sign that starts a formula, and some take the wide
  // signs of Japanese for the plain ones.
  return /^\s*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/.test(cell) && !/^-£?[\d,]+(\.\d+)?%?$/.test(cell)
    ? `'${cell}`
    : cell;
}
