import { stringify } from 'csv-stringify/sync';
import type { Day } from '../calendar/day.ts';
import { formatDecimal, type Pence } from '../money/pence.ts';

/** A cell of a file: words, a count, an amount in pence, a day, an instant of UTC, or nothing. */
export type CsvCell = string | number | { amount: Pence } | { day: Day } | { instant: string } | null;

/**
 * A CSV file as RFC 4180 has it, with a byte-order mark and CRLF, so that spreadsheets read it as UTF-8. Amounts are
 * exact pounds and pence without marks; a word that a spreadsheet could run as a formula gets an apostrophe in front.
 * The same rows always give the same bytes.
 */
export function csvFile(columns: string[], rows: CsvCell[][]): Buffer {
  const text = stringify(
    [columns, ...rows].map((row) => row.map(written)),
    // A line break of any kind stands within quotes, or a reader would end the row there.
    { record_delimiter: 'windows', quoted_match: /[\r\n]/ },
  );
  return Buffer.from(`\ufeff${text}`, 'utf8');
}

/**
 * Rows of such a file as text, for files too long to be held whole: `csvFile` of the same rows has the same bytes. Made
 * by hand, since csv-stringify takes six times as long as the database needs to read the rows.
 */
export function csvText(rows: readonly CsvCell[][]): string {
  let text = '';
  for (const row of rows) {
    for (let at = 0; at < row.length; at += 1) {
      const cell = written(row[at] as CsvCell);
      if (at > 0) text += ',';
      text += /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
    }
    text += '\r\n';
  }
  return text;
}

/** The mark with which a file begins, so that spreadsheets read it as UTF-8. */
export const BYTE_ORDER_MARK = '\ufeff';

function written(cell: CsvCell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  if (typeof cell === 'object') {
    if ('amount' in cell) return formatDecimal(cell.amount);
    return 'day' in cell ? cell.day : cell.instant;
  }
  // The space is skipped by some programs before they look for the sign that starts a formula.
  return /^\s*[=+\-@\t\r]/.test(cell) && !/^-£?[\d,]+(\.\d+)?%?$/.test(cell) ? `'${cell}` : cell;
}
