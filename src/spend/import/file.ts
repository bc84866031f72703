import { createHash } from 'node:crypto';
import { CsvError, parse } from 'csv-parse/sync';
import { exactSum } from '../../ledger/balance.ts';
import { formatPounds, type Pence } from '../../money/pence.ts';
import { type Header, isBlank, isHeaderAgain, isTotalRow, readHeader, rowOf } from './header.ts';
import { type Fault, type FileLine, faultAt, type Row, readAmount, readLine } from './line.ts';
import type { ColumnName, ImportProfile, SkipReason } from './profile.ts';
import { type Encoding, readFileText } from './text.ts';

export type { Fault, FileLine, ReadAs } from './line.ts';

/** What a file of spend says, read by a profile. Nothing may be imported while there are faults. */
export interface SpendFile {
  /** Of the bytes as they came, in hexadecimal. */
  sha256: string;
  /** Null when the file was refused before its text was read. */
  encoding: Encoding | null;
  /** Which header stood for which column. */
  columns: { name: ColumnName; header: string }[];
  lines: FileLine[];
  /** Rows that are no spend, with the amount as the file wrote it where there is one. */
  skipped: { row: number; reason: SkipReason; amount?: string }[];
  /** By row, all at once. */
  faults: Fault[];
  /** The total row, when the file ends in one; compared with the lines only where no other row is at fault. */
  controlTotal?: { row: number; pence: Pence };
  /** The lines added up; absent when that is more than can be held exactly. */
  totalPence?: Pence;
}

type Outcome =
  | { line: Omit<FileLine, 'key'> }
  | { skip: SkipReason }
  | { total: Pence | null; faults: Fault[] }
  | { faults: Fault[] };

const MOST_ROWS = 100_000;
const STRAY_QUOTE =
  'Expected quotes in pairs around a cell; found a stray or unclosed quote, so no row after it can be read. ' +
  'Correct the row or extract the file again.';

/**
 * Reads a file of spend. Pure: it stores nothing, and of the file only what the profile keeps is in the answer.
 * Never throws for what a file holds; every fault is listed with its row, the first row being 1.
 */
export function readSpendFile(bytes: Uint8Array, profile: ImportProfile): SpendFile {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const decoded = readFileText(bytes, profile.encoding);
  if ('refused' in decoded) return refuse(emptyFile(sha256, null), decoded.refused);

  const file = emptyFile(sha256, decoded.encoding);
  const reader = rowReader(file, profile);
  try {
    parse(decoded.text, {
      // A file joined from two systems has two kinds of line end, so none is guessed from the first row.
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      to: MOST_ROWS + 2,
      on_record: (cells: string[]) => {
        reader.read(cells);
        return null;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    // The parser's own message quotes the cell, which may be one that is never read.
    file.faults.push(rowFault(reader.count() + 1, STRAY_QUOTE));
  }
  if (reader.count() > MOST_ROWS + 1) {
    const most = MOST_ROWS.toLocaleString('en-GB');
    return refuse(
      emptyFile(sha256, decoded.encoding),
      `Expected ${most} rows or fewer; found more. Extract fewer months.`,
    );
  }
  reader.end();
  file.faults.sort((a, b) => a.row - b.row);
  return file;
}

/** The lines added up, in pence; null when that is more than can be held exactly. */
export function controlTotalOf(lines: readonly FileLine[]): Pence | null {
  return exactSum(lines.map((line) => line.pence));
}

function rowReader(file: SpendFile, profile: ImportProfile) {
  const keyOf = keysOf(profile);
  let count = 0;
  let header: Header | null = null;
  let total: Row | null = null;

  const readFirst = (cells: string[]): void => {
    const found = readHeader(cells, profile);
    if ('faults' in found) {
      file.faults.push(...found.faults);
      return;
    }
    header = found.header;
    file.columns = header.columns.map((column) => ({ name: column.name, header: column.header }));
  };

  const readNext = (cells: string[], head: Header): void => {
    const row = rowOf(cells, count, head);
    const outcome = outcomeOf(cells, row, head, profile);
    if (total && !('skip' in outcome && outcome.skip === 'blank row')) {
      file.faults.push(faultAt(total, 'amount', 'a total row only at the end', 'Remove subtotals from the file.'));
      total = null;
    }
    if ('line' in outcome) {
      const { row: number, ...rest } = outcome.line;
      file.lines.push({ row: number, key: keyOf(outcome.line), ...rest });
    } else if ('skip' in outcome) {
      file.skipped.push(skipped(row, outcome.skip));
    } else {
      file.faults.push(...outcome.faults);
    }
    if ('total' in outcome) {
      total = row;
      file.skipped.push(skipped(row, 'total row'));
      if (outcome.total !== null) file.controlTotal = { row: count, pence: outcome.total };
    }
  };

  return {
    read(cells: string[]): void {
      count += 1;
      if (count === 1) readFirst(cells);
      else if (header) readNext(cells, header);
    },
    count: () => count,
    end: () => checkWhole(file, total),
  };
}

function outcomeOf(cells: string[], row: Row, header: Header, profile: ImportProfile): Outcome {
  const skips = (reason: SkipReason): boolean => profile.skip.includes(reason);
  if (skips('blank row') && cells.every(isBlank)) return { skip: 'blank row' };
  if (cells.length !== header.width) {
    const todo = 'A comma is missing, or stands in a cell without quotes: extract the file again.';
    const reason = `Expected ${header.width} cells, as in the header row; found ${cells.length}. ${todo}`;
    return { faults: [rowFault(row.number, reason)] };
  }
  if (skips('repeated header row') && isHeaderAgain(row, header)) return { skip: 'repeated header row' };
  const amount = readAmount(row, profile.amount);
  if (skips('total row') && isTotalRow(cells, header)) {
    return typeof amount === 'number' ? { total: amount, faults: [] } : { total: null, faults: [amount] };
  }
  if (amount === 0 && skips('comes to £0.00')) return { skip: 'comes to £0.00' };
  if (typeof amount === 'number' && amount !== 0) return readLine(row, amount, profile);
  const wrong = amount === 0 ? faultAt(row, 'amount', 'an amount other than £0.00', 'Remove the row.') : amount;
  // The other cells are read all the same, so that one import lists everything there is to correct.
  const rest = readLine(row, 1, profile);
  return { faults: 'faults' in rest ? [wrong, ...rest.faults] : [wrong] };
}

/** Names each line by the profile's key, counting those of the same transaction as they come. */
function keysOf(profile: ImportProfile): (line: Omit<FileLine, 'key'>) => string {
  const occurrences = new Map<string, number>();
  return (line) => {
    const others = JSON.stringify(profile.lineKey.map((part) => (part === 'occurrence' ? null : line[part])));
    const occurrence = (occurrences.get(others) ?? 0) + 1;
    occurrences.set(others, occurrence);
    return JSON.stringify(profile.lineKey.map((part) => (part === 'occurrence' ? occurrence : line[part])));
  };
}

function checkWhole(file: SpendFile, totalRow: Row | null): void {
  const total = controlTotalOf(file.lines);
  if (total !== null) file.totalPence = total;
  if (file.faults.length > 0) return;
  if (total === null) {
    refuse(file, 'Expected lines that come to less than £90 trillion; found more. Correct the amounts.');
  } else if (file.lines.length === 0) {
    refuse(file, 'Expected at least one line of spend; found none. Extract the file again.');
  } else if (totalRow && file.controlTotal?.pence !== total) {
    const expected = `the total row to equal the lines above it, ${formatPounds(total)}`;
    const todo = 'A row is missing, changed or there twice: extract the file again.';
    file.faults.push(faultAt(totalRow, 'amount', expected, todo));
  }
}

function skipped(row: Row, reason: SkipReason): SpendFile['skipped'][number] {
  const amount = row.cell('amount')?.trim();
  const written = reason === 'total row' || reason === 'comes to £0.00';
  return written && amount ? { row: row.number, reason, amount } : { row: row.number, reason };
}

function rowFault(row: number, reason: string): Fault {
  return { row, column: null, value: '', reason };
}

function emptyFile(sha256: string, encoding: Encoding | null): SpendFile {
  return { sha256, encoding, columns: [], lines: [], skipped: [], faults: [] };
}

function refuse(file: SpendFile, reason: string): SpendFile {
  file.faults.push(rowFault(1, reason));
  return file;
}
