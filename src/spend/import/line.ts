import { type Day, readDayText } from '../../calendar/day.ts';
import { formatDecimal, type Pence, readDecimal } from '../../money/pence.ts';
import type { AmountNotation, ColumnName, ImportProfile } from './profile.ts';

/** A cell whose text was odd: padded, scientific, more than two decimals, or a category that fell to the default. */
export interface ReadAs {
  column: string;
  found: string;
  readAs: string;
}

/** Why a file cannot be imported. `column` is the file's own header, or null when the whole row or file is meant. */
export interface Fault {
  row: number;
  column: string | null;
  /** At most 100 characters of the cell, from a column the profile names, or ''. */
  value: string;
  /** What was expected, what was found, what to do. */
  reason: string;
}

/** One row of spend. What the profile does not keep, and a cell left empty, is null. */
export interface FileLine {
  /** As the spreadsheet numbers it: the header is row 1. */
  row: number;
  /** JSON list of the profile's line_key parts; the same line in the same order has the same key in a later extract. */
  key: string;
  body: string | null;
  transaction: string;
  date: Day;
  supplier: string;
  /** Below zero for a credit; never zero. */
  pence: Pence;
  /** CIPFA subjective group, '1' to '10'. */
  category: string;
  area: string | null;
  /** One of our own references, such as AG-2014-001. */
  reference: string | null;
  readAs?: ReadAs[];
}

/** A line's key across files: the same line of the same system is never recorded twice. */
export function lineKey(profile: string, line: Pick<FileLine, 'key'>): string {
  return `${profile} ${line.key}`;
}

/** The cells of a row by what they mean; null where the file has no such column. */
export interface Row {
  number: number;
  cell(name: ColumnName): string | null;
  header(name: ColumnName): string;
}

const LONGEST_CELL = 300;
const LONGEST_SHOWN = 100;
const AGAIN = 'Correct it at its source and import the file again.';

const lineBreaks = /[\t\r\n\u2028\u2029]+/g;
const zeroWidth = /[\u00ad\u200b-\u200f\u2060\ufeff]/g;
// U+FFFD means that the character was lost before the file came to us; the others turn text round or hide it.
const unwanted = /[\p{Cc}\u202a-\u202e\u2066-\u2069\ufffd]/u;
const lostDigits = /^\d(\.\d{1,20})?E\+\d{1,3}$/i;
const ourReference = /^[A-Z]{1,4}(-\d{1,6}){1,3}$/;

/**
 * Reads one row of spend, all but its key. Gives the line, or every fault of the row.
 * Within a cell, line breaks and tabs become a space and zero-width characters go, reported in `readAs`; any other
 * control character is a fault, since a name that holds one was damaged and nobody can say what it was.
 */
export function readLine(
  row: Row,
  pence: Pence,
  profile: ImportProfile,
): { line: Omit<FileLine, 'key'> } | { faults: Fault[] } {
  const faults: Fault[] = [];
  const readAs = [...readAsAmount(row, pence)];
  const note = (name: ColumnName, found: string, read: string): void => {
    if (found !== read) readAs.push({ column: row.header(name), found: shown(found), readAs: read });
  };

  const text = (name: ColumnName): string => {
    const found = row.cell(name) ?? '';
    const read = found.replace(lineBreaks, ' ').replace(zeroWidth, '').trim();
    note(name, found, read);
    const wrong = textFault(read, profile.required.includes(name) && name !== 'category');
    if (wrong) faults.push(faultAt(row, name, wrong, AGAIN));
    return read;
  };
  const kept = (name: ColumnName): string | null =>
    profile.keep.includes(name) && row.cell(name) !== null ? text(name) || null : null;

  const body = kept('body');
  const transaction = text('transaction');
  if (lostDigits.test(transaction)) {
    const expected = 'a transaction number with all its digits';
    faults.push(faultAt(row, 'transaction', expected, 'Extract it again with that column as text.'));
  }
  const date = readDate(row, profile);
  if (date === null) faults.push(faultAt(row, 'date', `a real date as ${profile.dates.join(' or ')}`, AGAIN));
  const dateText = row.cell('date') ?? '';
  note('date', dateText, dateText.trim());
  const supplier = text('supplier');
  const area = kept('area');
  const reference = kept('reference');
  if (reference && !ourReference.test(reference)) {
    const todo = 'Give one of our own references or leave it empty; an invoice number may carry a name.';
    faults.push(faultAt(row, 'reference', 'a reference such as I-01 or AG-2014-001', todo));
  }
  const code = text('category');
  const category = readCategory(code, row.cell('type') ?? '', profile);
  if (category?.because) readAs.push({ column: row.header('category'), found: shown(code), readAs: category.because });
  if (category === null) {
    const codes = profile.categories.rules.flatMap((rule) => rule.texts).join(', ');
    faults.push(faultAt(row, 'category', `a category, one of ${codes}`, AGAIN));
  }
  if (pence < 0 && profile.credits === 'refused') {
    faults.push(faultAt(row, 'amount', 'no credits in this kind of file', 'Enter the credit by hand.'));
  }

  if (date === null || category === null || faults.length > 0) return { faults };
  const line = {
    row: row.number,
    body,
    transaction,
    date,
    supplier,
    pence,
    category: category.code,
    area,
    reference,
  };
  return { line: readAs.length > 0 ? { ...line, readAs } : line };
}

/**
 * The signed pence of a row's amount cell, rounded half away from zero, or the fault.
 * A file may write only the marks its profile names, so that brackets are never guessed to mean a credit.
 */
export function readAmount(row: Row, notation: AmountNotation): Pence | Fault {
  const found = (row.cell('amount') ?? '').replace(zeroWidth, '').trim();
  const pence = found.length <= LONGEST_SHOWN && marksOf(found, notation) ? readDecimal(found) : null;
  if (pence !== null) return pence;
  return faultAt(row, 'amount', 'an amount in pounds such as 1234.50, at most £1,000,000,000.00', AGAIN);
}

/** A fault at a cell of a row, in the words: expected, found, what to do. */
export function faultAt(row: Row, name: ColumnName, expected: string, todo: string): Fault {
  const value = shown(row.cell(name) ?? '');
  const found = value.trim() === '' ? 'an empty cell' : `"${value}"`;
  return { row: row.number, column: row.header(name), value, reason: `Expected ${expected}; found ${found}. ${todo}` };
}

function textFault(text: string, required: boolean): string | null {
  if (text === '') return required ? 'a filled cell' : null;
  if (text.length > LONGEST_CELL) return `${LONGEST_CELL} characters or fewer`;
  return unwanted.test(text) ? 'text without control, turning or lost characters' : null;
}

function readDate(row: Row, profile: ImportProfile): Day | null {
  const found = row.cell('date') ?? '';
  for (const shape of profile.dates) {
    const date = readDayText(found, shape);
    if (date !== null) return date;
  }
  return null;
}

function readAsAmount(row: Row, pence: Pence): ReadAs[] {
  const found = row.cell('amount') ?? '';
  const odd = found !== found.trim() || /[eE]/.test(found) || /\.\d{3}/.test(found);
  return odd ? [{ column: row.header('amount'), found: shown(found), readAs: formatDecimal(pence) }] : [];
}

function readCategory(code: string, type: string, profile: ImportProfile): { code: string; because?: string } | null {
  const texts = { category: code.toLowerCase(), type: type.trim().toLowerCase() };
  const rule = profile.categories.rules.find(({ column, test, texts: wanted }) =>
    wanted.some((one) => {
      const text = texts[column];
      if (test === 'is') return text === one;
      return test === 'startsWith' ? text.startsWith(one) : text.includes(one);
    }),
  );
  if (rule) return { code: rule.code };
  const fallback = profile.categories.default;
  return fallback && { code: fallback.code, because: `${fallback.code} ${fallback.name}` };
}

function marksOf(amount: string, notation: AmountNotation): boolean {
  const { thousands, pound, negatives } = notation;
  const trailing = amount.endsWith('-');
  const leading = /^[^\d.]{0,3}-/.test(amount);
  return (
    (thousands || !/[, \u00a0\u202f]/.test(amount)) &&
    (pound || !amount.includes('£')) &&
    (!leading || negatives.includes('leading minus')) &&
    (!trailing || negatives.includes('trailing minus')) &&
    (!/[()]/.test(amount) || negatives.includes('brackets')) &&
    (!/[cd]r$/i.test(amount) || negatives.includes('CR and DR'))
  );
}

// By code points, so that a cut never leaves half a character.
function shown(text: string): string {
  const cut = Array.from(text.slice(0, 2 * LONGEST_SHOWN)).slice(0, LONGEST_SHOWN);
  return cut.join('').replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');
}
