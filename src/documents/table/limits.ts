/** What a file may hold at most. */
export interface FileLimits {
  bytes: number;
  /** Below the header row. */
  rows: number;
  columns: number;
  /** Characters of a row, or of a text that a workbook holds once for many cells. */
  rowLength: number;
  /** Characters of all the texts that a workbook holds once for many cells. */
  sharedLength: number;
}

/** What a page takes: the door of uploads lets 10 MB and a little more through. */
export const UPLOAD_LIMITS: FileLimits = {
  bytes: 10_000_000,
  rows: 2_000_000,
  columns: 500,
  rowLength: 1_000_000,
  sharedLength: 50_000_000,
};

/** What the command line takes from a disk. */
export const DISK_LIMITS: FileLimits = { ...UPLOAD_LIMITS, bytes: 1_000_000_000 };

/** Why a table with so many columns is not read. */
export function tooManyColumns(found: string, { columns }: FileLimits): string {
  return `Expected ${columns} columns or fewer; found ${found}. Remove the columns that are not needed.`;
}
