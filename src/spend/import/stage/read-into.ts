import { readFileSync } from 'node:fs';
import { type FileLine, readSpendFile } from '../file.ts';
import type { FileSummary } from '../plan.ts';
import type { ImportProfile } from '../profile.ts';
import type { ReadLine } from './read-line.ts';
import type { Stager } from './stager.ts';

/** Where a file's bytes are. */
export type FileSource = { path: string } | { bytes: Uint8Array };

type Read = Pick<FileSummary, 'rows' | 'encoding' | 'columns' | 'controlTotal'>;

/** Reads a file from its first row to its last, handing its lines on as they come. */
export async function readInto(source: FileSource, profile: ImportProfile, stager: Stager): Promise<Read> {
  const file = readSpendFile('bytes' in source ? source.bytes : readFileSync(source.path), profile);
  for (const { row, column, value, reason } of file.faults) stager.remarks.fault(row, column, value, reason);
  for (const { row, reason, amount } of file.skipped) stager.remarks.skipped(row, amount ?? '', reason);
  for (const line of file.lines) {
    for (const { column, found, readAs } of line.readAs ?? []) stager.remarks.readAs(line.row, column, found, readAs);
  }
  await stager.take(file.lines.map(lineOf));
  return {
    rows: file.lines.length,
    encoding: file.encoding,
    columns: file.columns,
    controlTotal: file.controlTotal?.pence ?? null,
  };
}

function lineOf(line: FileLine): ReadLine {
  return {
    ...line,
    keyText: JSON.stringify(JSON.parse(line.key).slice(0, -1)),
    supplierId: null,
    vatPence: 0,
    account: null,
    costCentre: null,
    project: null,
    text: null,
    type: null,
    categoryText: null,
    period: null,
  };
}
