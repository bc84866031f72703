import { CsvError, parse } from 'csv-parse/sync';
import { type Day, readDayText } from '../calendar/day.ts';
import { isBlank } from '../documents/table/csv-rows.ts';
import { readFileText } from '../documents/table/text.ts';
import { addUp } from '../ledger/balance.ts';
import { formatPounds, type Pence } from '../money/pence.ts';
import { sha256 } from '../platform/digest.ts';
import { readAmount } from '../spend/import/read/amount.ts';
import { type Fault, faultAt, type Row } from '../spend/import/read/fault.ts';
import { type Header, isHeaderAgain, isTotalRow, readHeader, rowOf } from '../spend/import/read/header.ts';
import type { ImportProfile } from '../spend/import/read/profile.ts';

/** One row of the finance system's file: a line of its ledger, or the total of an initiative. */
export interface ControlRow {
  row: number;
  initiative: string;
  pence: Pence;
  reference: string | null;
  day: Day | null;
}

/** What a file of the finance system says of a period. Nothing of it may be loaded while there are faults. */
export interface ControlFile {
  digest: string;
  /** Whether its rows are lines, told by a reference or a date: then entries are matched with them. */
  ofLines: boolean;
  rows: ControlRow[];
  /** By row, all at once. */
  faults: Fault[];
}

/** How an initiative may be named in a file. */
export interface NamedInitiative {
  ref: string;
  name: string;
}

const MOST_BYTES = 1_000_000;
const MOST_ROWS = 5_000;
const LONGEST_REFERENCE = 100;
const AGAIN = 'Correct it at its source and load the file again.';
const LOST_DIGITS = /^\d(\.\d{1,20})?E\+\d{1,3}$/i;
// U+FFFD means that the character was lost before the file came to us; the others turn text round or hide it.
const UNWANTED = /[\p{Cc}\u202a-\u202e\u2066-\u2069\ufffd]/u;

/** How such a file is read: the reader of spend files, with the initiative where theirs has the body. */
const LAYOUT: Pick<ImportProfile, 'encoding' | 'columns' | 'required' | 'dates' | 'amount'> = {
  encoding: 'auto',
  columns: {
    body: ['Initiative', 'Initiative reference', 'Initiative ref'],
    amount: ['Amount', 'Net amount', 'Control total', 'Total'],
    transaction: ['Reference', 'Ref', 'Transaction', 'Transaction number', 'Transaction reference'],
    date: ['Date', 'Transaction date', 'Posting date', 'Posted'],
  },
  required: ['body', 'amount'],
  dates: ['dd/mm/yyyy', 'yyyy-mm-dd'],
  amount: { thousands: true, pound: true, negatives: ['leading minus', 'trailing minus', 'brackets', 'CR and DR'] },
};

/**
 * Reads the finance system's file of a period: a row for each line of its ledger, or for the total of an initiative.
 * Columns stand in any order; others than these are never looked at. Pure, and never throws for what a file holds:
 * every fault is listed with its row, the first row being 1.
 */
export function readControlFile(bytes: Uint8Array, initiatives: readonly NamedInitiative[]): ControlFile {
  const file: ControlFile = { digest: sha256(bytes), ofLines: false, rows: [], faults: [] };
  if (bytes.length > MOST_BYTES) {
    return refuse(file, 'Expected a file of 1 MB or less; found a larger one. Extract this period alone.');
  }
  const decoded = readFileText(bytes, LAYOUT.encoding);
  if ('refused' in decoded) return refuse(file, decoded.refused);
  let records: string[][];
  try {
    // A file joined from two systems has two kinds of line end, so none is guessed from the first row.
    records = parse(decoded.text, { record_delimiter: ['\r\n', '\n', '\r'], relax_column_count: true });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return refuse(file, 'Expected quotes in pairs around a cell; found a stray or unclosed quote. Extract it again.');
  }
  if (records.length > MOST_ROWS + 1) {
    return refuse(file, `Expected ${MOST_ROWS} rows or fewer; found more. Extract this period alone.`);
  }
  const found = readHeader(records[0] ?? [], LAYOUT, 'Extract the file with that column.');
  if ('faults' in found) return { ...file, faults: found.faults };
  const { header } = found;
  file.ofLines = header.columns.some(({ name }) => name === 'transaction' || name === 'date');
  readRows(file, records, header, refsOf(initiatives));
  return file;
}

/** Reads every row after the header; a total row at the end must be what the others come to. */
function readRows(file: ControlFile, records: string[][], header: Header, refs: ReadonlyMap<string, string>): void {
  let total: { row: Row; pence: Pence } | null = null;
  for (const [index, cells] of records.entries()) {
    if (index === 0 || cells.every(isBlank)) continue;
    const row = rowOf(cells, index + 1, header);
    if (total !== null) {
      file.faults.push(faultAt(total.row, 'amount', 'a total row only at the end', 'Remove subtotals from the file.'));
      total = null;
    }
    if (cells.length !== header.width) {
      const reason = `Expected ${header.width} cells, as in the header row; found ${cells.length}. ${AGAIN}`;
      file.faults.push({ row: row.number, column: null, value: '', reason });
    } else if (isTotalRow(cells, header)) {
      const pence = readAmount(row, LAYOUT.amount);
      if (typeof pence === 'number') total = { row, pence };
      else file.faults.push(pence);
    } else if (!isHeaderAgain(row, header)) {
      readRow(file, row, refs);
    }
  }
  if (file.faults.length > 0) return;
  const counted = addUp(file.rows.map(({ pence }) => pence));
  if (total !== null && total.pence !== counted) {
    const expected = `the total row to equal the rows above it, ${formatPounds(counted)}`;
    const todo = 'A row is missing, changed or there twice: extract the file again.';
    file.faults.push(faultAt(total.row, 'amount', expected, todo));
  } else if (file.rows.length === 0) {
    refuse(file, 'Expected at least one row with an amount; found none. Extract the file again.');
  }
}

function readRow(file: ControlFile, row: Row, refs: ReadonlyMap<string, string>): void {
  const faults: Fault[] = [];
  const initiative = refs.get(nameKey(row.cell('body') ?? ''));
  if (initiative === undefined) {
    faults.push(faultAt(row, 'body', 'an initiative of this record, such as I-01', AGAIN));
  }
  const pence = readAmount(row, LAYOUT.amount);
  if (typeof pence !== 'number') faults.push(pence);
  const reference = (row.cell('transaction') ?? '').replace(/\s+/g, ' ').trim();
  if ([...reference].length > LONGEST_REFERENCE || UNWANTED.test(reference) || LOST_DIGITS.test(reference)) {
    const expected = `a reference with all its digits, of ${LONGEST_REFERENCE} characters or fewer`;
    faults.push(faultAt(row, 'transaction', expected, 'Extract it again with that column as text.'));
  }
  const dayText = (row.cell('date') ?? '').trim();
  const day = dayText === '' ? null : (readDayText(dayText, 'dd/mm/yyyy') ?? readDayText(dayText, 'yyyy-mm-dd'));
  if (day === null && dayText !== '') {
    faults.push(faultAt(row, 'date', `a real date as ${LAYOUT.dates.join(' or ')}`, AGAIN));
  }
  file.faults.push(...faults);
  // A line of nothing is no line; a total of nothing says something.
  if (faults.length > 0 || (file.ofLines && pence === 0)) return;
  file.rows.push({
    row: row.number,
    initiative: initiative as string,
    pence: pence as Pence,
    reference: reference || null,
    day,
  });
}

function refsOf(initiatives: readonly NamedInitiative[]): Map<string, string> {
  const refs = new Map<string, string>();
  for (const { ref, name } of initiatives) {
    for (const called of [ref, name, `${ref} ${name}`]) refs.set(nameKey(called), ref);
  }
  return refs;
}

function nameKey(text: string): string {
  return text.normalize('NFC').replace(/\s+/g, ' ').trim().toLowerCase();
}

function refuse(file: ControlFile, reason: string): ControlFile {
  file.faults.push({ row: 1, column: null, value: '', reason });
  return file;
}
