import type { RawRow } from '../../../documents/table/csv-rows.ts';
import { type FileLimits, tooManyColumns, UPLOAD_LIMITS } from '../../../documents/table/limits.ts';
import { type FileSource, openSource } from '../../../documents/table/source.ts';
import { openTable, type TableKind } from '../../../documents/table/table.ts';
import { exactSum } from '../../../ledger/balance.ts';
import type { Pence } from '../../../money/pence.ts';
import { type Fault, rowFault } from './fault.ts';
import { countNamed, readHeader } from './header.ts';
import type { FileLine } from './line.ts';
import type { ColumnName, ImportProfile } from './profile.ts';
import { RowReader } from './row-reader.ts';
import type { SkippedRow } from './totals.ts';

export type { Fault, ReadAs } from './fault.ts';
export type { FileLine } from './line.ts';
export type { SkippedRow } from './totals.ts';

/** What reading a file found, in numbers, and what the file was told to be. Nothing may be imported of one with faults. */
export interface FileSummary extends TableKind {
  /** Which header stood for which column. */
  columns: { name: ColumnName; header: string }[];
  /** Whether a line's key names that line alone; else lines of one key are numbered as they come. */
  isNumbered: boolean;
  /** The number of the last row. */
  rows: number;
  lines: number;
  skipped: number;
  faults: number;
  /** The lines added up; null when that is more than can be held exactly. */
  totalPence: Pence | null;
  /** The recoverable VAT beside the lines, added up. */
  vatPence: Pence | null;
  /** Whether every row could be told apart, so that `fileWithErrors` can give the file back with its faults. */
  canComeBack: boolean;
  /** The total row, when the file ends in one. */
  controlTotal: { row: number; pence: Pence } | null;
}

/** Some rows of a file, read. */
export interface FileSlice {
  lines: FileLine[];
  skipped: SkippedRow[];
  faults: Fault[];
  /** The number of the last row read, and how many bytes of the file were taken for it. */
  rows: number;
  bytes: number;
}

/** Who takes what is read, slice by slice; each is awaited before the file is read further. */
export interface FileSink {
  lines?(lines: FileLine[]): void | Promise<void>;
  skipped?(rows: SkippedRow[]): void | Promise<void>;
  faults?(faults: Fault[]): void | Promise<void>;
  progress?(rows: number, bytes: number): void | Promise<void>;
}

const SLICE = 1_000;

/**
 * Reads a file of spend, CSV or workbook, by a profile, handing over about a thousand lines at a time: memory does not
 * grow with the file. Stores nothing; only what the profile keeps leaves the file. Never throws for what a file holds:
 * every fault is handed over with its row.
 */
export async function readSpendFile(
  source: FileSource,
  profile: ImportProfile,
  sink: FileSink,
  limits: FileLimits = UPLOAD_LIMITS,
): Promise<FileSummary> {
  const slices = readSlices(source, profile, limits);
  for (;;) {
    const next = slices.next();
    if (next.done) return next.value;
    await handOver(next.value, sink);
  }
}

async function handOver({ lines, skipped, faults, rows, bytes }: FileSlice, sink: FileSink): Promise<void> {
  if (lines.length > 0) await sink.lines?.(lines);
  if (skipped.length > 0) await sink.skipped?.(skipped);
  if (faults.length > 0) await sink.faults?.(faults);
  await sink.progress?.(rows, bytes);
}

/** As `readSpendFile`, for a caller that takes the slices itself. */
export function* readSlices(
  source: FileSource,
  profile: ImportProfile,
  limits: FileLimits,
): Generator<FileSlice, FileSummary> {
  const file = openSource(source);
  try {
    const fits = (cells: readonly string[]) => ({
      found: countNamed(cells, profile),
      isWhole: 'header' in readHeader(cells, profile),
    });
    const table = openTable(file, profile.encoding, fits, limits);
    const summary = emptySummary(table.told, profile);
    if ('refused' in table) {
      summary.faults = 1;
      summary.canComeBack = false;
      yield { ...emptySlice(), faults: [rowFault(1, table.refused)] };
      return summary;
    }
    const reader = new FileReader(profile, summary, limits);
    const blocks = table.blocks();
    for (let block = blocks.next(); ; block = blocks.next()) {
      if (block.done) {
        reader.end(block.value);
        yield reader.take();
        return summary;
      }
      reader.slice.bytes = block.value.bytes;
      for (const row of block.value.rows) {
        reader.read(row);
        if (reader.isFull()) yield reader.take();
        if (reader.isOver) break;
      }
      if (reader.isOver) {
        reader.end(null);
        yield reader.take();
        return summary;
      }
    }
  } finally {
    file.close();
  }
}

/** Reads some rows of a table, the header row first, as a file of them would be read; totals are not compared. */
export function readSomeRows(
  rows: readonly RawRow[],
  told: TableKind,
  profile: ImportProfile,
  limits: FileLimits = UPLOAD_LIMITS,
): FileSlice {
  const reader = new FileReader(profile, emptySummary(told, profile), limits);
  for (const row of rows) {
    // A row may be changed while it is read, and these are read again.
    if (!reader.isOver) reader.read({ ...row, cells: [...row.cells] });
  }
  return reader.take();
}

/** Reads the rows of one file into slices and counts what there is. */
class FileReader {
  slice = emptySlice();
  /** Whether nothing further is read. */
  isOver = false;
  private readonly profile: ImportProfile;
  private readonly summary: FileSummary;
  private readonly limits: FileLimits;
  private rows: RowReader | null = null;

  constructor(profile: ImportProfile, summary: FileSummary, limits: FileLimits) {
    this.profile = profile;
    this.summary = summary;
    this.limits = limits;
  }

  read(row: RawRow): void {
    this.slice.rows = row.number;
    if (this.rows !== null) {
      if (row.number > this.limits.rows + 1) this.refuse(row.number, tooManyRows(this.limits));
      else this.rows.read(row, this.slice);
      return;
    }
    if (row.cells.length > this.limits.columns) {
      this.refuse(row.number, tooManyColumns(row.cells.length.toLocaleString('en-GB'), this.limits));
      return;
    }
    if (row.cells.every((cell) => cell.trim() === '')) {
      this.slice.skipped.push({ row: row.number, reason: 'blank row' });
      return;
    }
    const found = readHeader(row.cells, this.profile, undefined, row.number);
    if ('faults' in found) {
      this.slice.faults.push(...found.faults);
      this.isOver = true;
      return;
    }
    this.summary.columns = found.header.columns.map(({ name, header }) => ({ name, header }));
    this.rows = new RowReader(this.profile, found.header, this.summary);
  }

  isFull(): boolean {
    return this.slice.lines.length >= SLICE || this.slice.faults.length >= SLICE || this.slice.skipped.length >= SLICE;
  }

  /** The slice so far, counted; a new one is begun. */
  take(): FileSlice {
    const { slice, summary } = this;
    this.slice = { ...emptySlice(), rows: slice.rows, bytes: slice.bytes };
    summary.rows = slice.rows;
    summary.lines += slice.lines.length;
    summary.skipped += slice.skipped.length;
    summary.faults += slice.faults.length;
    summary.totalPence = sumWith(summary.totalPence, slice.lines, 'pence');
    summary.vatPence = sumWith(summary.vatPence, slice.lines, 'vatPence');
    return slice;
  }

  end(broken: { row: number; reason: string } | null): void {
    const { slice, summary } = this;
    if (broken !== null) {
      slice.faults.push(rowFault(broken.row, broken.reason));
      summary.canComeBack = false;
    }
    const isClean = summary.faults + slice.faults.length === 0;
    const controlTotal = this.rows?.end(slice, isClean) ?? null;
    summary.controlTotal = controlTotal;
    if (!isClean || summary.faults + slice.faults.length > 0) return;
    const total = sumWith(summary.totalPence, slice.lines, 'pence');
    if (total === null) {
      this.refuse(1, 'Expected lines that come to less than £90 trillion; found more. Correct the amounts.');
    } else if (summary.lines + slice.lines.length === 0) {
      this.refuse(1, 'Expected at least one line of spend; found none. Extract the file again.');
    }
  }

  private refuse(row: number, reason: string): void {
    this.slice.faults.push(rowFault(row, reason));
    this.summary.canComeBack &&= row === 1 && this.rows !== null;
    this.isOver = true;
  }
}

function sumWith(before: Pence | null, lines: readonly FileLine[], of: 'pence' | 'vatPence'): Pence | null {
  if (before === null) return null;
  return exactSum([before, ...lines.map((line) => line[of])]);
}

function emptySummary(told: TableKind, { lineKey }: ImportProfile): FileSummary {
  return {
    ...told,
    columns: [],
    isNumbered: lineKey.includes('line'),
    rows: 0,
    lines: 0,
    skipped: 0,
    faults: 0,
    totalPence: 0,
    vatPence: 0,
    canComeBack: true,
    controlTotal: null,
  };
}

function emptySlice(): FileSlice {
  return { lines: [], skipped: [], faults: [], rows: 0, bytes: 0 };
}

function tooManyRows({ rows }: FileLimits): string {
  return `Expected ${rows.toLocaleString('en-GB')} rows or fewer; found more. Extract fewer months.`;
}
