import { type FileLimits, UPLOAD_LIMITS } from '../../../src/documents/table/limits.ts';
import type { TableKind } from '../../../src/documents/table/table.ts';
import { exactSum } from '../../../src/ledger/balance.ts';
import type { Pence } from '../../../src/money/pence.ts';
import { type FileSummary, readSlices } from '../../../src/spend/import/read/file.ts';
import type { Fault, FileLine } from '../../../src/spend/import/read/line.ts';
import type { ColumnName, ImportProfile } from '../../../src/spend/import/read/profile.ts';
import type { SkippedRow } from '../../../src/spend/import/read/totals.ts';

/** A line with its key, in which lines of one transaction are counted where the file does not number them. */
export interface KeyedLine extends FileLine {
  /** JSON list of the profile's line_key parts; the same line in the same order has the same key in a later extract. */
  key: string;
}

/** What a file of spend says, read by a profile. Nothing may be imported while there are faults. */
export interface SpendFile extends TableKind {
  /** Which header stood for which column. */
  columns: { name: ColumnName; header: string }[];
  lines: KeyedLine[];
  skipped: SkippedRow[];
  /** By row, all at once. */
  faults: Fault[];
  /** The total row, when the file ends in one; compared with the lines only where no other row is at fault. */
  controlTotal?: { row: number; pence: Pence };
  /** The lines added up; absent when that is more than can be held exactly. */
  totalPence?: Pence;
}

/** Reads a small file of spend at once. Never throws for what a file holds. */
export function readWholeFile(
  bytes: Uint8Array,
  profile: ImportProfile,
  limits: FileLimits = UPLOAD_LIMITS,
): SpendFile {
  const slices = readSlices({ bytes }, profile, limits);
  const collected = new Collected(profile);
  for (let next = slices.next(); ; next = slices.next()) {
    if (next.done) return collected.file(next.value);
    collected.addLines(next.value.lines);
    collected.addSkipped(next.value.skipped);
    collected.addFaults(next.value.faults);
  }
}

/** The slices of a file put together. */
class Collected {
  private readonly keyOf: (line: FileLine) => string;
  private readonly lines: KeyedLine[] = [];
  private readonly skipped: SkippedRow[] = [];
  private readonly faults: Fault[] = [];

  constructor(profile: ImportProfile) {
    this.keyOf = keysOf(profile);
  }

  addLines(lines: readonly FileLine[]): void {
    for (const line of lines) this.lines.push({ ...line, key: this.keyOf(line) });
  }

  addSkipped(rows: readonly SkippedRow[]): void {
    for (const row of rows) this.skipped.push(row);
  }

  addFaults(faults: readonly Fault[]): void {
    for (const fault of faults) this.faults.push(fault);
  }

  file({ sha256, kind, encoding, delimiter, sheet, columns, totalPence, controlTotal }: FileSummary): SpendFile {
    return {
      ...{ sha256, kind, encoding, delimiter, sheet, columns, lines: this.lines },
      skipped: this.skipped.sort((a, b) => a.row - b.row),
      faults: this.faults.sort((a, b) => a.row - b.row),
      ...(controlTotal === null ? {} : { controlTotal }),
      ...(totalPence === null ? {} : { totalPence }),
    };
  }
}

/** The lines added up, in pence; null when that is more than can be held exactly. */
export function controlTotalOf(lines: readonly { pence: Pence }[]): Pence | null {
  return exactSum(lines.map((line) => line.pence));
}

/** Names each line by the profile's key, counting those of the same transaction as they come. */
function keysOf(profile: ImportProfile): (line: FileLine) => string {
  const counts = new Map<string, number>();
  return ({ keyText }) => {
    const [, ...parts] = JSON.parse(keyText) as string[];
    if (profile.lineKey.includes('line')) return JSON.stringify(parts);
    const count = (counts.get(keyText) ?? 0) + 1;
    counts.set(keyText, count);
    return JSON.stringify([...parts, count]);
  };
}
