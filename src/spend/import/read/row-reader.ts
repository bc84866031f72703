import { isBlank, type RawRow } from '../../../documents/table/csv-rows.ts';
import type { TableKind } from '../../../documents/table/table.ts';
import type { Pence } from '../../../money/pence.ts';
import { type Fault, faultAt, rowFault } from './fault.ts';
import { type Header, isHeaderAgain, isTotalRow } from './header.ts';
import type { FileLine } from './line.ts';
import { LineReader } from './line-reader.ts';
import type { ImportProfile, SkipReason } from './profile.ts';
import { type SkippedRow, Totals } from './totals.ts';

/** Where what is read is put. */
interface Into {
  lines: FileLine[];
  skipped: SkippedRow[];
  faults: Fault[];
}

const NOTHING_TO_CHECK = { written: 1, pence: 1, vatPence: 0 };

/** Tells what each row below the header row is: a line of spend, a row that is none, or one at fault. */
export class RowReader {
  private readonly header: Header;
  private readonly lines: LineReader;
  private readonly totals: Totals;
  private readonly skips: ReadonlySet<SkipReason>;
  private readonly taxAccounts: ReadonlySet<string> | null;
  private readonly dateAt: number;
  private readonly isSheet: boolean;
  private readonly separator: string;

  constructor(profile: ImportProfile, header: Header, told: Pick<TableKind, 'kind' | 'delimiter'>) {
    this.header = header;
    this.totals = new Totals(header.columns.some(({ name }) => name === 'amount') ? 'amount' : 'debit');
    this.lines = new LineReader(profile, header, told.delimiter === ';');
    this.skips = new Set(profile.skip);
    const { basis } = profile;
    this.taxAccounts = basis.kind === 'tax on its own line' ? new Set(basis.accounts) : null;
    this.dateAt = header.columns.find(({ name }) => name === 'date')?.at ?? -1;
    this.isSheet = told.kind === 'xlsx';
    this.separator = told.delimiter === ';' ? 'semicolon' : told.delimiter === '\t' ? 'tab' : 'comma';
  }

  read(raw: RawRow, into: Into): void {
    const { header } = this;
    if (header.errorsAt !== null) withoutErrors(raw, header.errorsAt);
    // A row that begins its date with a digit is no header, total or blank row, and nearly all rows do.
    const first = (raw.cells[this.dateAt] ?? '').charCodeAt(0);
    const isPlain = first >= 48 && first <= 57;
    if (!isPlain && this.isSkippedBlank(raw)) {
      into.skipped.push({ row: raw.number, reason: 'blank row' });
      return;
    }
    // A sheet does not store the empty cells at the end of a row.
    if (this.isSheet) while (raw.cells.length < header.width) raw.cells.push('');
    if (raw.cells.length !== header.width) {
      this.put(this.totals.miss(), into);
      into.faults.push(rowFault(raw.number, this.shifted(raw.cells.length)));
      return;
    }
    if (!isPlain) {
      if (this.skips.has('repeated header row') && isHeaderAgain(this.lines.row(raw), header)) {
        into.skipped.push({ row: raw.number, reason: 'repeated header row' });
        return;
      }
      if (this.skips.has('total row') && isTotalRow(raw.cells, header)) {
        this.readTotal(raw, into);
        return;
      }
    }
    this.readLine(raw, into);
  }

  /** Ends the file; gives its total row, which is compared with the lines only where no other row is at fault. */
  end(into: Into, isClean: boolean): { row: number; pence: Pence } | null {
    const { skipped, faults } = this.totals.settle(true);
    this.put({ skipped, faults: isClean ? faults : [] }, into);
    return this.totals.controlTotal;
  }

  private readLine(raw: RawRow, into: Into): void {
    const money = this.lines.money(raw);
    if ('faults' in money) {
      // The other cells are read all the same, so that one import lists everything there is to correct.
      const rest = this.lines.line(raw, NOTHING_TO_CHECK);
      this.put(this.totals.miss(), into);
      into.faults.push(...money.faults, ...('faults' in rest ? rest.faults : []));
      return;
    }
    this.put(this.totals.add(money.written), into);
    if (this.taxAccounts?.has(this.lines.account(raw))) {
      this.skip(raw, 'recoverable VAT', into);
    } else if (money.pence !== 0) {
      const read = this.lines.line(raw, money);
      if ('line' in read) into.lines.push(read.line);
      else into.faults.push(...read.faults);
    } else if (this.skips.has('comes to £0.00')) {
      this.skip(raw, 'comes to £0.00', into);
    } else {
      const rest = this.lines.line(raw, NOTHING_TO_CHECK);
      const nought = faultAt(this.lines.row(raw), 'amount', 'an amount other than £0.00', 'Remove the row.');
      into.faults.push(nought, ...('faults' in rest ? rest.faults : []));
    }
  }

  private readTotal(raw: RawRow, into: Into): void {
    const money = this.lines.money(raw);
    const written = this.lines.writtenAmount(raw);
    if ('written' in money) {
      this.put(this.totals.total(this.lines.row(raw), written, money.written), into);
      return;
    }
    this.put(this.totals.miss(), into);
    into.skipped.push({ row: raw.number, reason: 'total row', amount: written });
    into.faults.push(...money.faults);
  }

  private skip(raw: RawRow, reason: SkipReason, into: Into): void {
    const amount = this.lines.writtenAmount(raw);
    into.skipped.push(amount === '' ? { row: raw.number, reason } : { row: raw.number, reason, amount });
  }

  private put({ skipped, faults }: { skipped: SkippedRow[]; faults: Fault[] }, into: Into): void {
    if (skipped.length > 0) into.skipped.push(...skipped);
    if (faults.length > 0) into.faults.push(...faults);
  }

  private isSkippedBlank({ cells }: RawRow): boolean {
    return this.skips.has('blank row') && cells.every(isBlank);
  }

  private shifted(found: number): string {
    const { width } = this.header;
    const why = this.isSheet
      ? 'Cells stand to the right of the last header: move or remove them.'
      : `A ${this.separator} is missing, or stands in a cell without quotes: extract the file again.`;
    return `Expected ${width} cells, as in the header row; found ${found}. ${why}`;
  }
}

/** Takes out what a file says of its own faults, and the apostrophes that kept a spreadsheet from running its cells. */
function withoutErrors(raw: RawRow, at: number): void {
  if (raw.cells.length > at) raw.cells[at] = '';
  for (const [index, cell] of raw.cells.entries()) {
    if (/^'+\s*[=+\-@\t\r]/.test(cell)) raw.cells[index] = cell.slice(1);
  }
}
