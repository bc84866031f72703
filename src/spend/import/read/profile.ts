import type { AskedEncoding } from '../../../documents/table/text.ts';

export const COLUMN_NAMES = [
  'body',
  'date',
  'transaction',
  'line',
  'amount',
  'debit',
  'credit',
  'vat',
  'supplier',
  'supplierId',
  'account',
  'costCentre',
  'project',
  'text',
  'area',
  'type',
  'category',
  'reference',
  'period',
  'fiscalYear',
] as const;
export const NEGATIVES = ['leading minus', 'trailing minus', 'brackets', 'CR and DR'] as const;
export const SKIPS = ['blank row', 'total row', 'comes to £0.00', 'repeated header row'] as const;
export const DATE_SHAPES = [
  'dd/mm/yyyy',
  'yyyy-mm-dd',
  'mm/dd/yyyy',
  'dd.mm.yyyy',
  'dd-mmm-yyyy',
  'dd-mmm-yy',
  'yyyymmdd',
  'Excel serial 1900',
  'Excel serial 1904',
] as const;
export const CREDITS = ['unmatched', 'refused'] as const;
export const KEY_PARTS = ['body', 'fiscalYear', 'transaction', 'line', 'occurrence'] as const;
export const BASES = ['net', 'gross with a VAT column', 'tax on its own line'] as const;
export const PERIOD_SOURCES = ['asked', 'year and period', 'period and fiscal year', 'month name'] as const;
export const YEAR_NAMINGS = ['starts', 'ends'] as const;
export const TESTS = ['is', 'startsWith', 'contains'] as const;

/** What a column of a spend file means to us; the profile says under which header it stands. */
export type ColumnName = (typeof COLUMN_NAMES)[number];
/** Why a row is no spend. */
export type SkipReason = (typeof SKIPS)[number] | 'subtotal row' | 'recoverable VAT';
/** How a date may be written. Where two shapes of a profile read one cell as two days, the cell is refused. */
export type DateShape = (typeof DATE_SHAPES)[number];
export type KeyPart = (typeof KEY_PARTS)[number];

/** How amounts are written. Decimal and scientific text are always read; a mark not named here makes it a fault. */
export interface AmountNotation {
  thousands: boolean;
  pound: boolean;
  negatives: readonly (typeof NEGATIVES)[number][];
}

/** The code a line gets when the cell passes the test against any of the texts, whatever their case. */
export interface CategoryRule {
  code: string;
  column: 'category' | 'type';
  test: (typeof TESTS)[number];
  texts: readonly string[];
}

/** How a file's columns give CIPFA groups. The first rule that fits wins. */
export interface CategoryRules {
  rules: readonly CategoryRule[];
  /** What no rule fits: this group; or a fault (null); or left to the coding rules of the office ('undecided'). */
  default: { code: string; name: string } | 'undecided' | null;
}

/**
 * What the amounts of a file are. 'net': without recoverable VAT. 'gross with a VAT column': with it, and the column
 * is taken off. 'tax on its own line': without it, and lines on these accounts are the VAT, which is no spend.
 */
export type Basis =
  | { kind: 'net' }
  | { kind: 'gross with a VAT column' }
  | { kind: 'tax on its own line'; accounts: readonly string[] };

/** Whether a financial year is named by the calendar year in which it starts (2014/15 as 2014) or ends (as 2015). */
export type YearNaming = (typeof YEAR_NAMINGS)[number];

/**
 * Where a line's period comes from. 'asked': from the person who imports the file. 'year and period': one column such
 * as 201503, period 3 of the financial year that is named 2015. 'period and fiscal year': two columns. 'month name': one
 * column such as APR-15, the calendar month; a name that starts with one of `yearEnd` is period 13 of the financial
 * year that is named by the number after it.
 */
export type PeriodSource =
  | { from: 'asked' }
  | { from: 'year and period'; year: YearNaming }
  | { from: 'period and fiscal year'; year: YearNaming }
  | { from: 'month name'; year: YearNaming; yearEnd: readonly string[] };

/** How one kind of spend file is read, so that a new ledger needs no code. */
export interface ImportProfile {
  name: string;
  label: string;
  /** The finance system that the file comes from: the first part of every line's key. */
  system: string;
  /** 'auto' is UTF-8 when the bytes are valid UTF-8, UTF-16 when a mark says so, else Windows-1252. */
  encoding: AskedEncoding;
  /** The headers each column may stand under, matched without case or surrounding spaces, in any order. */
  columns: Readonly<Partial<Record<ColumnName, readonly string[]>>>;
  /** Columns whose header must be there and whose cells must be filled, but for what a profile gives a default. */
  required: readonly ColumnName[];
  /** The only columns whose text leaves the file; the others named in `columns` are looked at and forgotten. */
  keep: readonly ColumnName[];
  /**
   * What tells one line from another within the system. It ends in `line`, the file's own line number, or in
   * `occurrence`, where lines of one transaction are counted as they come.
   */
  lineKey: readonly KeyPart[];
  dates: readonly DateShape[];
  amount: AmountNotation;
  basis: Basis;
  period: PeriodSource;
  /** 'unmatched': negative amounts become unmatched credits for a person to match; 'refused': they are faults. */
  credits: (typeof CREDITS)[number];
  skip: readonly (typeof SKIPS)[number][];
  /** Who stands for the supplier of a line that names none, such as a journal; null where that is a fault. */
  blankSupplier: string | null;
  /** Null when the file says nothing of the category: the coding rules of the office decide it. */
  categories: CategoryRules | null;
}

/** What reading a header row needs of a profile. */
export type Layout = Pick<ImportProfile, 'columns' | 'required'>;

/** The profile of that name. Throws, naming those there are, when there is none. */
export function findProfile(profiles: readonly ImportProfile[], name: string): ImportProfile {
  const profile = profiles.find((one) => one.name === name);
  if (profile) return profile;
  const known = profiles.map((one) => one.name).join(', ');
  throw new Error(`Import profile: expected one of ${known}, found ${JSON.stringify(name)}`);
}

/** What makes two headers the same: not their case, not the spaces around or doubled within. */
export function headerKey(header: string): string {
  return header.replace(/\s+/g, ' ').trim().toLowerCase();
}

/** Whether a header is of a column that no profile may read: published files carry service users' surnames there. */
export function isInvoiceHeader(header: string): boolean {
  return /\binv(oice)?s?\b/i.test(header);
}
