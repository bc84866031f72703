import { type Delimiter, isBlank, type RawRow } from '../../../documents/table/csv-rows.ts';
import { type FileLimits, UPLOAD_LIMITS } from '../../../documents/table/limits.ts';
import { type FileSource, openSource } from '../../../documents/table/source.ts';
import { openTable } from '../../../documents/table/table.ts';
import type { Fault } from './fault.ts';
import { countNamed, ERRORS, readHeader } from './header.ts';
import { headerKey, type ImportProfile } from './profile.ts';

const BETWEEN = ' | ';
const runsAsFormula = /^'*\s*[=+\-@\t\r]/;
const LONGEST_NUMBER = 64;
const MOST_BLANK = 1_000;
const number = /^\s*[-+]?[£\d.,\s]+(e[-+]?\d{1,3})?\s*$/i;

/**
 * The same file again as a CSV file with a last column `error`, text by text: the same columns and rows in the same
 * order, and beside each row its faults. What a spreadsheet could run as a formula gets an apostrophe in front, which
 * reading the file takes away again, and so is the column itself passed over: the file is read unchanged or mended.
 * A fault of the header row stands beside the row below it. Only for a file whose summary says `canComeBack`: else it
 * throws, since rows would be missing.
 */
export function* fileWithErrors(
  source: FileSource,
  profile: ImportProfile,
  faults: Iterable<Fault>,
  limits: FileLimits = UPLOAD_LIMITS,
): Generator<string> {
  const ofRow = new Map<number, string[]>();
  for (const { row, column, reason } of faults) {
    const said = column === null ? reason : `${column}: ${reason}`;
    ofRow.set(row, [...(ofRow.get(row) ?? []), said]);
  }
  const file = openSource(source);
  try {
    const fits = (cells: readonly string[]) => ({
      found: countNamed(cells, profile),
      isWhole: 'header' in readHeader(cells, profile),
    });
    const table = openTable(file, profile.encoding, fits, limits);
    if ('refused' in table) throw new Error(`A file that is no table cannot come back. ${table.refused}`);
    const writer = new ErrorWriter(ofRow, table.told.delimiter ?? ',');
    yield '\ufeff';
    const blocks = table.blocks();
    for (let block = blocks.next(); ; block = blocks.next()) {
      if (!block.done) yield block.value.rows.map((row) => writer.write(row)).join('');
      else if (block.value === null) return;
      else throw new Error(`A file that broke off cannot come back. ${block.value.reason}`);
    }
  } finally {
    file.close();
  }
}

/** Writes the rows of a file with the faults of each in a column of their own. */
class ErrorWriter {
  private readonly ofRow: ReadonlyMap<number, readonly string[]>;
  private readonly delimiter: Delimiter;
  private readonly special: RegExp;
  /** Known from the header row on: how many columns the file has, and where its errors stand. */
  private shape: { width: number; errorsAt: number; isNew: boolean } | null = null;
  private ofHeader: readonly string[] = [];
  private last = 0;

  constructor(ofRow: ReadonlyMap<number, readonly string[]>, delimiter: Delimiter) {
    this.ofRow = ofRow;
    this.delimiter = delimiter;
    this.special = new RegExp(`["\\r\\n${delimiter}]`);
  }

  write({ number: row, cells }: RawRow): string {
    // A sheet does not store its blank rows; they keep the numbers of those below them as they were.
    const gap = '\r\n'.repeat(Math.min(row - this.last - 1, MOST_BLANK));
    this.last = row;
    return gap + this.line(this.withErrors(cells, this.ofRow.get(row) ?? []));
  }

  private withErrors(cells: readonly string[], said: readonly string[]): string[] {
    if (this.shape === null) {
      if (cells.every(isBlank)) return [...cells];
      const at = cells.map(headerKey).lastIndexOf(ERRORS);
      this.shape = { width: cells.length, errorsAt: at < 0 ? cells.length : at, isNew: at < 0 };
      this.ofHeader = said;
      return at < 0 ? [...cells, ERRORS] : [...cells];
    }
    const { width, errorsAt, isNew } = this.shape;
    const own = [...cells];
    while (own.length < width) own.push('');
    const all = [...this.ofHeader, ...said].join(BETWEEN);
    this.ofHeader = [];
    // Cells beyond the header row stay, behind the faults, so that none is lost.
    own.splice(errorsAt, isNew ? 0 : 1, all);
    return own;
  }

  private line(cells: readonly string[]): string {
    return `${cells.map((cell) => this.cell(cell)).join(this.delimiter)}\r\n`;
  }

  private cell(cell: string): string {
    const isNumber = cell.length <= LONGEST_NUMBER && number.test(cell);
    // A file that came back before has its apostrophes already.
    const isSafe = this.shape?.isNew === false && cell.startsWith("'");
    const safe = runsAsFormula.test(cell) && !isNumber && !isSafe ? `'${cell}` : cell;
    return this.special.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  }
}
