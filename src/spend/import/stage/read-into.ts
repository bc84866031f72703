import { DISK_LIMITS, UPLOAD_LIMITS } from '../../../documents/table/limits.ts';
import type { FileSource } from '../../../documents/table/source.ts';
import type { FileSummary } from '../plan.ts';
import { readSpendFile } from '../read/file.ts';
import type { ImportProfile } from '../read/profile.ts';
import type { Stager } from './stager.ts';

type Read = Pick<
  FileSummary,
  'rows' | 'kind' | 'sheet' | 'delimiter' | 'encoding' | 'columns' | 'controlTotal' | 'canComeBack'
>;

/** Reads a file from its first row to its last, handing what it says on to be staged as it comes. */
export async function readInto(source: FileSource, profile: ImportProfile, stager: Stager): Promise<Read> {
  const { remarks } = stager;
  const read = await readSpendFile(
    source,
    profile,
    {
      progress: (rows, bytes) => stager.progress(rows, bytes),
      skipped: (rows) => {
        for (const { row, reason, amount } of rows) remarks.skipped(row, amount ?? '', reason);
      },
      faults: (faults) => {
        for (const { row, column, value, reason } of faults) remarks.fault(row, column, value, reason);
      },
      lines: async (lines) => {
        for (const { row, readAs } of lines) {
          for (const { column, found, readAs: as } of readAs ?? []) remarks.readAs(row, column, found, as);
        }
        await stager.take(lines);
      },
    },
    'path' in source ? DISK_LIMITS : UPLOAD_LIMITS,
  );
  const { rows, kind, sheet, delimiter, encoding, columns, controlTotal, canComeBack } = read;
  return {
    rows,
    kind,
    sheet,
    delimiter,
    encoding,
    columns,
    controlTotal: controlTotal?.pence ?? null,
    canComeBack,
  };
}
