import type { Choice } from '../../../platform/form.ts';
import { readPence } from '../read/amount.ts';
import { readDate } from '../read/date.ts';
import {
  type ColumnName,
  DATE_SHAPES,
  type DateShape,
  headerKey,
  type ImportProfile,
  isInvoiceHeader,
  NEGATIVES,
} from '../read/profile.ts';
import type { HeldSample } from './held-sample.ts';
import { shippedProfiles } from './profile.store.ts';

/** What a column may be said to mean, in words. */
export const MEANINGS: readonly (Choice & { value: ColumnName })[] = [
  { value: 'date', text: 'Date of the line' },
  { value: 'transaction', text: 'Transaction number' },
  { value: 'line', text: 'Line number within the transaction' },
  { value: 'amount', text: 'Amount' },
  { value: 'debit', text: 'Debit' },
  { value: 'credit', text: 'Credit' },
  { value: 'vat', text: 'Recoverable VAT' },
  { value: 'supplier', text: 'Supplier' },
  { value: 'supplierId', text: 'Number of the supplier' },
  { value: 'account', text: 'Account' },
  { value: 'costCentre', text: 'Cost centre' },
  { value: 'project', text: 'Project' },
  { value: 'text', text: 'Text of the line, which is kept' },
  { value: 'body', text: 'Body or company' },
  { value: 'area', text: 'Area' },
  { value: 'type', text: 'Type' },
  { value: 'category', text: 'CIPFA group, 1 to 10' },
  { value: 'reference', text: 'One of our own references' },
  { value: 'period', text: 'Period' },
  { value: 'fiscalYear', text: 'Financial year' },
];

/** A column of a sample with some of its cells. */
export interface SampleColumn {
  at: number;
  header: string;
  cells: string[];
  /** Why no profile can read it; null when one can. */
  whyNot: string | null;
}

export const MOST_COLUMNS = 60;
const SHOWN_CELLS = 3;
const LONGEST_SHOWN = 40;
const LONGEST_HEADER = 100;

/** The columns of a sample, in their order. */
export function columnsOf({ rows }: HeldSample): SampleColumn[] {
  const [head, ...below] = rows;
  const keys = (head?.cells ?? []).map(headerKey);
  return (head?.cells ?? []).map((header, at) => {
    const found = below.map(({ cells }) => (cells[at] ?? '').replace(/\s+/g, ' ').trim()).filter((cell) => cell !== '');
    const cells = [...new Set(found)].slice(0, SHOWN_CELLS).map((cell) => cell.slice(0, LONGEST_SHOWN));
    return { at, header: header.trim(), cells, whyNot: whyNot(header, keys) };
  });
}

function whyNot(header: string, keys: readonly string[]): string | null {
  if (header.trim() === '') return 'It has no header.';
  if (header.length > LONGEST_HEADER || /\p{Cc}/u.test(header.trim())) return 'Its header is no header.';
  if (isInvoiceHeader(header)) return 'Invoice numbers are never read: they may carry a name.';
  const same = keys.filter((key) => key === headerKey(header)).length;
  return same > 1 ? 'Another column has the same header: rename one.' : null;
}

/** What each column of a sample probably means, by the headers that are known; each meaning once. */
export function guessMeanings(columns: readonly SampleColumn[]): Map<number, ColumnName> {
  const known = knownHeaders();
  const guessed = new Map<number, ColumnName>();
  const taken = new Set<ColumnName>();
  for (const { at, header, whyNot: no } of columns) {
    const meaning = known.get(headerKey(header));
    if (meaning === undefined || no !== null || taken.has(meaning)) continue;
    taken.add(meaning);
    guessed.set(at, meaning);
  }
  return guessed;
}

/** The shape of a date in which most cells can be read; with the day first where the month could be first as well. */
export function guessDates(cells: readonly string[]): DateShape[] {
  const read = (shape: DateShape) => cells.filter((cell) => readDate(cell, [shape]) !== null).length;
  const [best] = DATE_SHAPES.map((shape) => ({ shape, count: read(shape) })).sort((a, b) => b.count - a.count);
  return best === undefined || best.count === 0 ? ['dd/mm/yyyy', 'yyyy-mm-dd'] : [best.shape];
}

/** How the amounts of a sample are written: every mark that one of them has. */
export function guessNotation(cells: readonly string[]): ImportProfile['amount'] {
  const all = { thousands: true, pound: true, negatives: [...NEGATIVES] };
  const readable = cells.filter((cell) => readPence(cell, all) !== null);
  const needs = (without: Partial<ImportProfile['amount']>) =>
    readable.some((cell) => readPence(cell, { ...all, ...without }) === null);
  return {
    thousands: needs({ thousands: false }),
    pound: needs({ pound: false }),
    negatives: NEGATIVES.filter(
      (mark) => mark === 'leading minus' || needs({ negatives: NEGATIVES.filter((one) => one !== mark) }),
    ),
  };
}

/** What every known header means. */
export function knownHeaders(): Map<string, ColumnName> {
  const known = new Map<string, ColumnName>();
  for (const { columns } of shippedProfiles()) {
    for (const [name, headers] of Object.entries(columns) as [ColumnName, readonly string[]][]) {
      for (const header of headers) if (!known.has(headerKey(header))) known.set(headerKey(header), name);
    }
  }
  for (const [name, headers] of Object.entries(ALSO) as [ColumnName, string[]][]) {
    for (const header of headers) if (!known.has(header)) known.set(header, name);
  }
  // A file of a council says its own code here, not a group.
  known.delete('expense code');
  return known;
}

const ALSO: Partial<Record<ColumnName, string[]>> = {
  date: ['payment date', 'date paid', 'paid on', 'gl date'],
  transaction: ['transaction no', 'trans no', 'document no', 'voucher', 'voucher number', 'payment reference'],
  amount: ['net amount', 'net', 'value', 'payment amount', 'total'],
  debit: ['debit', 'dr'],
  credit: ['credit', 'cr'],
  vat: ['vat', 'vat amount', 'tax'],
  supplier: ['supplier name', 'vendor name', 'beneficiary', 'payee', 'creditor', 'creditor name'],
  supplierId: ['supplier number', 'supplier no', 'supplier id', 'vendor id'],
  account: ['account code', 'subjective code', 'gl code', 'nominal', 'nominal code'],
  costCentre: ['cost centre code', 'cost center code', 'cc'],
  project: ['project code'],
  text: ['description', 'narrative', 'details', 'line text'],
  line: ['line no', 'line number', 'seq no', 'sequence no'],
  fiscalYear: ['financial year'],
};
