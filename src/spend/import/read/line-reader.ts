import type { Day } from '../../../calendar/day.ts';
import type { PeriodKey } from '../../../calendar/period.ts';
import type { RawRow } from '../../../documents/table/csv-rows.ts';
import { formatDecimal, type Pence } from '../../../money/pence.ts';
import { amountFault, isOddAmount, readPence } from './amount.ts';
import { CategoryReader } from './category.ts';
import { type ReadDate, readDate } from './date.ts';
import { AGAIN, type Fault, faultAt, type ReadAs, type Row, shown } from './fault.ts';
import { type Header, rowOf } from './header.ts';
import type { FileLine } from './line.ts';
import { ownText } from './own-text.ts';
import { periodExpected, readLinePeriod } from './period.ts';
import { COLUMN_NAMES, type ColumnName, type ImportProfile } from './profile.ts';

/** What a row's amount is: as the file wrote it, and of that what is spend and what is VAT. */
export interface RowMoney {
  written: Pence;
  pence: Pence;
  vatPence: Pence;
}

/** The line of a row, or every fault of it. */
export type ReadLine = { line: FileLine } | { faults: Fault[] };

const LONGEST_CELL = 300;
const MOST_REMEMBERED = 5_000;

// A tab, line break or zero-width character within, or space around: what a plain cell has not got.
const odd = /[\p{Cc}\u2028\u2029\u00ad\u200b-\u200f\u2060\ufeff\u202a-\u202e\u2066-\u2069\ufffd]|^\s|\s$/u;
const lineBreaks = /[\t\r\n\u2028\u2029]+/g;
const zeroWidth = /[\u00ad\u200b-\u200f\u2060\ufeff]/g;
// U+FFFD means that the character was lost before the file came to us; the others turn text round or hide it.
const unwanted = /[\p{Cc}\u202a-\u202e\u2066-\u2069\ufffd]/u;
const lostDigits = /^\d(\.\d{1,20})?E\+\d{1,3}$/i;
const ourReference = /^[A-Z]{1,4}(-\d{1,6}){1,3}$/;
const AMOUNT = ['amount'] as const;
const DEBIT_AND_CREDIT = ['debit', 'credit'] as const;
const mustEscape = /["\\\p{Cc}\p{Cs}]/u;

/**
 * Reads the rows of one file, of which the columns are looked up once. Within a cell, line breaks and tabs become a
 * space and zero-width characters go, reported in `readAs`; any other control character is a fault, since a name that
 * holds one was damaged and nobody can say what it was.
 */
export class LineReader {
  private readonly profile: ImportProfile;
  private readonly header: Header;
  private readonly isSemicolons: boolean;
  /** Where each column stands; below zero where the file has none. */
  private readonly at: Record<ColumnName, number>;
  /** The same of those alone that the profile keeps. */
  private readonly keptAt: Record<ColumnName, number>;
  private readonly needed: ReadonlySet<ColumnName>;
  private readonly keepsCategory: boolean;
  private readonly days = new Map<string, ReadDate>();
  private readonly periods = new Map<string, PeriodKey | null>();
  private readonly categories: CategoryReader | null;
  private readonly isSplit: boolean;
  private readonly start: string;
  private readonly keyParts: readonly ColumnName[];
  /** What is at fault in the row that is read, and what of it is read otherwise than it is written. */
  private faults: Fault[] = [];
  private readAs: ReadAs[] = [];

  constructor(profile: ImportProfile, header: Header, isSemicolons: boolean) {
    this.profile = profile;
    this.header = header;
    this.isSemicolons = isSemicolons;
    this.at = placesOf(header, COLUMN_NAMES);
    this.keptAt = placesOf(header, profile.keep);
    this.keepsCategory = profile.keep.includes('category');
    const defaulted: ColumnName[] = [
      'category',
      'debit',
      'credit',
      ...(profile.blankSupplier === null ? [] : ['supplier' as const]),
    ];
    this.needed = new Set(profile.required.filter((name) => !defaulted.includes(name)));
    this.categories = profile.categories === null ? null : new CategoryReader(profile.categories);
    this.isSplit = this.at.debit >= 0 && this.at.amount < 0;
    this.start = `[${JSON.stringify(profile.system)}`;
    this.keyParts = profile.lineKey.filter((part): part is Exclude<typeof part, 'occurrence'> => part !== 'occurrence');
  }

  /** What a row's amount comes to, or the faults of it. */
  money(raw: RawRow): RowMoney | { faults: Fault[] } {
    const written = this.isSplit ? this.splitAmount(raw) : this.amount(raw, 'amount');
    if (typeof written !== 'number') return { faults: [written] };
    if (this.at.vat < 0) return { written, pence: written, vatPence: 0 };
    const isGross = this.profile.basis.kind === 'gross with a VAT column';
    const isBlankVat = !isGross && this.cell(raw, this.at.vat).trim() === '';
    const vatPence = isBlankVat ? 0 : this.amount(raw, 'vat');
    if (typeof vatPence !== 'number') return { faults: [vatPence] };
    if (!isGross) return { written, pence: written, vatPence };
    if (vatPence !== 0 && (Math.sign(vatPence) !== Math.sign(written) || Math.abs(vatPence) > Math.abs(written))) {
      const expected = `VAT that is a part of the amount, ${formatDecimal(written)}`;
      return { faults: [faultAt(this.row(raw), 'vat', expected, AGAIN)] };
    }
    return { written, pence: written - vatPence, vatPence };
  }

  /** The line of a row whose amount is known. */
  line(raw: RawRow, { pence, vatPence }: RowMoney): ReadLine {
    const { profile, at } = this;
    // Nearly every row has none of either, and a million lists of nothing would keep the memory busy.
    if (this.faults.length > 0) this.faults = [];
    if (this.readAs.length > 0) this.readAs = [];
    this.noteAmounts(raw, pence);

    const body = this.kept(raw, 'body');
    const transaction = this.text(raw, 'transaction', at.transaction);
    if (lostDigits.test(transaction)) {
      const expected = 'a transaction number with all its digits';
      this.faults.push(faultAt(this.row(raw), 'transaction', expected, 'Extract it again with that column as text.'));
    }
    const date = this.date(raw);
    let supplier = this.text(raw, 'supplier', at.supplier);
    if (supplier === '' && profile.blankSupplier !== null) {
      supplier = profile.blankSupplier;
      this.readAs.push({ column: this.headerOf('supplier'), found: '', readAs: supplier });
    }
    const reference = this.kept(raw, 'reference');
    if (reference !== null && !ourReference.test(reference)) {
      const todo = 'Give one of our own references or leave it empty; an invoice number may carry a name.';
      this.faults.push(faultAt(this.row(raw), 'reference', 'a reference such as I-01 or AG-2014-001', todo));
    }
    const line: FileLine = {
      row: raw.number,
      keyText: '',
      body,
      transaction,
      date: date ?? '',
      supplier,
      supplierId: this.kept(raw, 'supplierId'),
      pence,
      vatPence,
      account: this.kept(raw, 'account'),
      costCentre: this.kept(raw, 'costCentre'),
      project: this.kept(raw, 'project'),
      text: this.kept(raw, 'text'),
      area: this.kept(raw, 'area'),
      type: this.kept(raw, 'type'),
      categoryText: this.keepsCategory ? this.cell(raw, this.at.category).trim() || null : null,
      category: this.category(raw),
      reference,
      period: this.period(raw),
    };
    if (pence < 0 && profile.credits === 'refused') {
      this.faults.push(
        faultAt(
          this.row(raw),
          this.isSplit ? 'credit' : 'amount',
          'no credits in this kind of file',
          'Enter the credit by hand.',
        ),
      );
    }
    line.keyText = this.key(raw, line);
    if (this.faults.length > 0) return { faults: this.faults };
    if (this.readAs.length > 0) line.readAs = this.readAs;
    return { line };
  }

  /** The account of a row, as its file writes it; '' where there is none. */
  account(raw: RawRow): string {
    return this.cell(raw, this.at.account).trim();
  }

  /** The amount as the file wrote it, for a row that is skipped. */
  writtenAmount(raw: RawRow): string {
    const cells = this.isSplit
      ? [this.cell(raw, this.at.debit), this.cell(raw, this.at.credit)]
      : [this.cell(raw, this.at.amount)];
    return shown(cells.map((cell) => cell.trim()).find((cell) => cell !== '') ?? '');
  }

  row(raw: RawRow): Row {
    return rowOf(raw.cells, raw.number, this.header);
  }

  private cell(raw: RawRow, at: number): string {
    return at < 0 ? '' : (raw.cells[at] ?? '');
  }

  private headerOf(name: ColumnName): string {
    return this.header.columns.find((column) => column.name === name)?.header ?? name;
  }

  private amount(raw: RawRow, name: ColumnName): Pence | Fault {
    const broken = this.brokenCell(raw, name);
    if (broken !== null) return broken;
    return (
      readPence(this.cell(raw, this.at[name]), this.profile.amount, this.isSemicolons) ??
      amountFault(this.row(raw), name)
    );
  }

  /** A debit less a credit, of which one is filled with something other than nought. */
  private splitAmount(raw: RawRow): Pence | Fault {
    const filled = (name: ColumnName) => this.cell(raw, this.at[name]).trim() !== '';
    const debit = filled('debit') ? this.amount(raw, 'debit') : 0;
    if (typeof debit !== 'number') return debit;
    const credit = filled('credit') ? this.amount(raw, 'credit') : 0;
    if (typeof credit !== 'number') return credit;
    if (!filled('debit') && !filled('credit')) return amountFault(this.row(raw), 'debit');
    if (debit !== 0 && credit !== 0) {
      const debited = formatDecimal(debit);
      return faultAt(this.row(raw), 'credit', `a debit or a credit in a row, not both, beside ${debited}`, AGAIN);
    }
    return debit === 0 ? 0 - credit : debit;
  }

  private noteAmounts(raw: RawRow, pence: Pence): void {
    for (const name of this.isSplit ? DEBIT_AND_CREDIT : AMOUNT) {
      const cell = this.cell(raw, this.at[name]);
      if (cell === '' || !isOddAmount(cell) || raw.kinds?.[this.at[name]] === 'number') continue;
      const read = this.isSplit ? Math.abs(pence) : this.writtenPence(cell, pence);
      this.readAs.push({ column: this.headerOf(name), found: shown(cell), readAs: formatDecimal(read) });
    }
  }

  private writtenPence(cell: string, pence: Pence): Pence {
    return this.at.vat >= 0 ? (readPence(cell, this.profile.amount, this.isSemicolons) ?? pence) : pence;
  }

  /** The text of a column that the profile keeps; null where it does not, or the cell is empty. */
  private kept(raw: RawRow, name: ColumnName): string | null {
    const at = this.keptAt[name];
    return at < 0 ? null : this.text(raw, name, at) || null;
  }

  private text(raw: RawRow, name: ColumnName, at: number): string {
    const broken = raw.kinds === undefined ? null : this.brokenCell(raw, name);
    if (broken !== null) this.faults.push(broken);
    const found = this.cell(raw, at);
    let read = found;
    if (odd.test(found)) {
      read = found.replace(lineBreaks, ' ').replace(zeroWidth, '').trim();
      if (found !== read) this.readAs.push({ column: this.headerOf(name), found: shown(found), readAs: read });
      if (unwanted.test(read)) {
        this.faults.push(faultAt(this.row(raw), name, 'text without control, turning or lost characters', AGAIN));
      }
    }
    if (read === '') {
      if (this.needed.has(name)) this.faults.push(faultAt(this.row(raw), name, 'a filled cell', AGAIN));
    } else if (read.length > LONGEST_CELL) {
      this.faults.push(faultAt(this.row(raw), name, `${LONGEST_CELL} characters or fewer`, AGAIN));
    }
    return read;
  }

  /** Why a workbook's cell holds no value: its formula went wrong, or was never computed. */
  private brokenCell(raw: RawRow, name: ColumnName): Fault | null {
    if (raw.kinds === undefined) return null;
    const kind = raw.kinds[this.at[name]];
    if (kind !== 'error' && kind !== 'uncomputed') return null;
    const todo = 'Open the workbook, let it calculate, save it and import it again.';
    return faultAt(this.row(raw), name, 'a value or a formula with its result', todo);
  }

  private date(raw: RawRow): Day | null {
    const cell = this.cell(raw, this.at.date);
    const kind = raw.kinds?.[this.at.date];
    let read = kind === 'date' ? undefined : this.days.get(cell);
    if (read === undefined) {
      read = readDate(cell, this.profile.dates, kind);
      if (kind !== 'date' && this.days.size < MOST_REMEMBERED && cell.length < 13) this.days.set(cell, read);
    }
    if (read === null) {
      this.faults.push(faultAt(this.row(raw), 'date', `a real date as ${this.profile.dates.join(' or ')}`, AGAIN));
      return null;
    }
    if ('twoWays' in read) {
      const expected = `a date that can be read in one way, not as ${read.twoWays.join(' or as ')}`;
      this.faults.push(
        faultAt(this.row(raw), 'date', expected, 'Extract the file with the month in letters or the year first.'),
      );
      return null;
    }
    const plain = cell.trim();
    if (read.isOdd || plain.length !== cell.length) {
      this.readAs.push({ column: this.headerOf('date'), found: shown(cell), readAs: read.isOdd ? read.day : plain });
    }
    return read.day;
  }

  private category(raw: RawRow): string | null {
    if (this.categories === null) return null;
    const code = this.text(raw, 'category', this.at.category);
    const found = this.categories.read(code, this.cell(raw, this.at.type));
    if (found === 'none') {
      const expected = `a category, one of ${this.categories.texts}`;
      this.faults.push(faultAt(this.row(raw), 'category', expected, AGAIN));
      return null;
    }
    if (found.because !== undefined && this.at.category >= 0) {
      this.readAs.push({ column: this.headerOf('category'), found: shown(code), readAs: found.because });
    }
    return found.code;
  }

  private period(raw: RawRow): PeriodKey | null {
    const { period: source } = this.profile;
    if (source.from === 'asked') return null;
    const cell = this.cell(raw, this.at.period);
    const year = this.cell(raw, this.at.fiscalYear);
    const key = `${cell} ${year}`;
    let period = this.periods.get(key);
    if (period === undefined) {
      period = readLinePeriod(source, cell, year);
      if (this.periods.size < MOST_REMEMBERED && key.length < 40) this.periods.set(ownText(key), period);
    }
    if (period === null) {
      const blank = this.cell(raw, this.at.fiscalYear).trim() === '' && source.from === 'period and fiscal year';
      this.faults.push(faultAt(this.row(raw), blank ? 'fiscalYear' : 'period', periodExpected(source), AGAIN));
    }
    return period;
  }

  private key(raw: RawRow, line: FileLine): string {
    let key = this.start;
    const told = this.readAs.length;
    for (const part of this.keyParts) {
      const value =
        part === 'transaction'
          ? line.transaction
          : part === 'body'
            ? (line.body ?? '')
            : this.text(raw, part, this.at[part]);
      key += mustEscape.test(value) ? `,${JSON.stringify(value)}` : `,"${value}"`;
    }
    // How a part is read is told where the column is read.
    if (this.readAs.length > told) this.readAs.length = told;
    return `${key}]`;
  }
}

function placesOf(header: Header, names: readonly ColumnName[]): Record<ColumnName, number> {
  const place = (of: ColumnName): number => header.columns.find(({ name }) => name === of)?.at ?? -1;
  return Object.fromEntries(COLUMN_NAMES.map((name) => [name, names.includes(name) ? place(name) : -1])) as Record<
    ColumnName,
    number
  >;
}
