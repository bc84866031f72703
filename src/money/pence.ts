/** An amount of money in whole pence; always a safe integer. */
export type Pence = number;

/** The largest amount, either side of zero, that a person may type or a file may hold: £1,000,000,000.00. */
export const MAX_PENCE: Pence = 100_000_000_000;

/** What reading a typed amount gives. The reason follows the name of the field: "Amount must be ...". */
export type ReadPounds = { ok: true; pence: Pence } | { ok: false; reason: string };

const NOT_AN_AMOUNT = 'must be an amount in pounds, like 1,234.50';
const TOO_MANY_DECIMALS = 'must have no more than two decimal places';
const TOO_LARGE = 'must be £1,000,000,000.00 or less';
const TOO_SMALL = 'must be -£1,000,000,000.00 or more';

const LONGEST_TEXT = 64;
const LARGEST_EXPONENT = 30;

const ZERO_WIDTH = /[\u200b-\u200f\u2060\ufeff]/g;
const NO_BREAK_SPACE = /[\u00a0\u202f]/g;

// A group may not start with 0, so that '0,001' is asked about and never read as one pound.
const WHOLE = String.raw`\d+|[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d{0,2}(?: \d{3})+`;
const TYPED_NUMBER = new RegExp(String.raw`^(${WHOLE})(?:\.(\d+))?$`);
const FILED_NUMBER = new RegExp(String.raw`^(${WHOLE}|)(?:\.(\d*))?$`);
const SCIENTIFIC_NUMBER = /^(\d+)(?:\.(\d*))?[eE]([+-]?\d{1,3})$/;

const PLAIN_MARKS: ReadonlyMap<string, 1n | -1n> = new Map([
  ['|', 1n],
  ['£|', 1n],
  ['-|', -1n],
  ['-£|', -1n],
  ['£-|', -1n],
  ['|-', -1n],
  ['£|-', -1n],
  ['(|)', -1n],
  ['(£|)', -1n],
  ['£(|)', -1n],
]);

// A ledger's CR or DR says the sign by itself; beside a minus or brackets nobody can tell which was meant.
const LEDGER_MARKS: ReadonlyMap<string, 1n | -1n> = new Map([
  ...PLAIN_MARKS,
  ['|CR', -1n],
  ['£|CR', -1n],
  ['|DR', 1n],
  ['£|DR', 1n],
  ['CR|', -1n],
  ['CR£|', -1n],
  ['DR|', 1n],
  ['DR£|', 1n],
]);

/**
 * Reads an amount as people type it: `£1,234.50`, `1234.5`, `1 234.56`, and `-5`, `5-` or `(5)` below zero.
 * Gives whole pence, or the reason why not. Never throws. Rule: money.md, "Enter in pounds".
 */
export function parsePounds(typed: string): ReadPounds {
  const marked = splitMarks(typed, PLAIN_MARKS);
  const number = marked && TYPED_NUMBER.exec(marked.number);
  if (!marked || !number) {
    return { ok: false, reason: NOT_AN_AMOUNT };
  }
  const decimals = number[2] ?? '';
  if (decimals.length > 2) {
    return { ok: false, reason: TOO_MANY_DECIMALS };
  }
  const pence = withinLimit(marked.sign * BigInt(digitsOf(number[1]) + decimals.padEnd(2, '0')));
  if (pence === null) {
    return { ok: false, reason: marked.sign < 0n ? TOO_SMALL : TOO_LARGE };
  }
  return { ok: true, pence };
}

/**
 * Reads an amount as files hold it: decimal or scientific text, with £, commas, padding, brackets, a minus at either
 * end, or CR (below zero) and DR (above) at either end. Exact arithmetic; a part of a penny is rounded half away from zero.
 * Gives whole pence, or null when it is not an amount or is over MAX_PENCE. Never throws. Rule: money.md, "Files".
 */
export function readDecimal(text: string): Pence | null {
  const marked = splitMarks(text, LEDGER_MARKS);
  const number = marked && (FILED_NUMBER.exec(marked.number) ?? SCIENTIFIC_NUMBER.exec(marked.number));
  if (!marked || !number) {
    return null;
  }
  const decimals = number[2] ?? '';
  const digits = digitsOf(number[1]) + decimals;
  const exponent = Number(number[3] ?? '0');
  if (digits === '' || Math.abs(exponent) > LARGEST_EXPONENT) {
    return null;
  }
  return withinLimit(marked.sign * timesPowerOfTen(BigInt(digits), exponent + 2 - decimals.length));
}

/** An amount in pounds and pence for a page: `£1,234.50`, or `-£1,234.50` below zero. */
export function formatPounds(pence: Pence): string {
  return (pence < 0 ? '-' : '') + poundsAndPence(pence);
}

/** An amount to the nearest pound for a page: `£1,235`, half a pound away from zero. */
export function formatWholePounds(pence: Pence): string {
  const pounds = wholePounds(pence);
  return `${pounds < 0n ? '-' : ''}£${grouped(magnitude(pounds))}`;
}

/** An over/(under)spend for a page: an overspend is positive, `£1.00`; an underspend is in brackets, `(£1.00)`. */
export function formatOverUnder(pence: Pence): string {
  return pence < 0 ? `(${poundsAndPence(pence)})` : poundsAndPence(pence);
}

/** An amount in pounds for a CSV file, exact and without marks: `-1234.50`. */
export function formatDecimal(pence: Pence): string {
  const [pounds, remainder] = split(pence);
  return `${pence < 0 ? '-' : ''}${pounds}.${remainder}`;
}

/**
 * Shares a total out by weight, to the penny: the parts add up to the total exactly, and each is within a penny of
 * its true share. Pence left over go to the largest remainders, the earlier part first where they tie.
 * Throws RangeError when there is nobody to share with (no weights, or all 0) or a weight is not a whole number >= 0.
 */
export function shareOut(total: Pence, weights: readonly number[]): Pence[] {
  if (weights.some((weight) => !Number.isSafeInteger(weight) || weight < 0)) {
    throw new RangeError('weights must be whole numbers, 0 or more');
  }
  const shares = weights.map(BigInt);
  const all = sum(shares);
  if (all === 0n) {
    throw new RangeError('there must be a weight above 0 to share with');
  }
  const amount = magnitude(exact(total));
  const parts = shares.map((share) => (amount * share) / all);
  const remainders = shares.map((share) => (amount * share) % all);
  return signed(addToLargest(parts, remainders, amount - sum(parts), 1n), total < 0);
}

/**
 * Rounds parts to whole pounds so that they still add up to the rounded total (largest remainder, the earlier part
 * first where they tie). Takes and gives pence; what it gives are multiples of 100.
 * Rule: money.md, "the parts still add up to the printed total".
 */
export function roundToPounds(parts: readonly Pence[]): Pence[] {
  const amounts = parts.map(exact);
  const below = sum(amounts) < 0n;
  // Turned round when the total is below zero, so that a credit rounds as the charge it mirrors does.
  const upright = below ? amounts.map((amount) => -amount) : amounts;
  const remainders = upright.map((amount) => ((amount % 100n) + 100n) % 100n);
  const floors = upright.map((amount, index) => amount - (remainders[index] ?? 0n));
  const total = divideHalfAway(sum(upright), 100n) * 100n;
  return signed(addToLargest(floors, remainders, (total - sum(floors)) / 100n, 100n), below);
}

interface MarkedNumber {
  sign: 1n | -1n;
  number: string;
}

/** Parts the signs, brackets and currency from the number they stand around; null when they do not go together. */
function splitMarks(text: string, marks: ReadonlyMap<string, 1n | -1n>): MarkedNumber | null {
  if (text.length > LONGEST_TEXT) {
    return null;
  }
  const clean = text.replace(ZERO_WIDTH, '').replace(NO_BREAK_SPACE, ' ');
  let start = 0;
  let end = clean.length;
  while (start < end && ' -(£\tCcDdRr'.includes(clean.charAt(start))) {
    start += 1;
  }
  while (end > start && ' -)CcDdRr\t\r\n'.includes(clean.charAt(end - 1))) {
    end -= 1;
  }
  const before = withoutSpace(clean.slice(0, start)).toUpperCase();
  const after = withoutSpace(clean.slice(end)).toUpperCase();
  const sign = marks.get(`${before}|${after}`);
  return sign === undefined ? null : { sign, number: clean.slice(start, end) };
}

function withoutSpace(text: string): string {
  return text.replace(/[ \t\r\n]/g, '');
}

function digitsOf(whole: string | undefined): string {
  return (whole ?? '').replace(/[, ]/g, '');
}

function withinLimit(amount: bigint): Pence | null {
  return magnitude(amount) > BigInt(MAX_PENCE) ? null : Number(amount);
}

function timesPowerOfTen(digits: bigint, power: number): bigint {
  return power >= 0 ? digits * 10n ** BigInt(power) : divideHalfAway(digits, 10n ** BigInt(-power));
}

/** Divides by a positive number, rounding half away from zero. */
function divideHalfAway(amount: bigint, by: bigint): bigint {
  const quotient = (2n * magnitude(amount) + by) / (2n * by);
  return amount < 0n ? -quotient : quotient;
}

function magnitude(amount: bigint): bigint {
  return amount < 0n ? -amount : amount;
}

function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n);
}

/** Throws RangeError for what is not whole pence, so that no page ever prints £NaN. */
function exact(pence: Pence): bigint {
  if (!Number.isSafeInteger(pence)) {
    throw new RangeError(`not a whole number of pence: ${pence}`);
  }
  return BigInt(pence);
}

function signed(amounts: readonly bigint[], below: boolean): Pence[] {
  return amounts.map((amount) => Number(below ? -amount : amount));
}

function addToLargest(
  parts: readonly bigint[],
  remainders: readonly bigint[],
  left: bigint,
  step: bigint,
): readonly bigint[] {
  const byRemainder = remainders
    .map((remainder, index) => ({ remainder, index }))
    .sort((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1));
  const chosen = new Set(byRemainder.slice(0, Number(left)).map(({ index }) => index));
  return parts.map((part, index) => (chosen.has(index) ? part + step : part));
}

function wholePounds(pence: Pence): bigint {
  return divideHalfAway(exact(pence), 100n);
}

function split(pence: Pence): [pounds: bigint, remainder: string] {
  const amount = magnitude(exact(pence));
  return [amount / 100n, String(amount % 100n).padStart(2, '0')];
}

function poundsAndPence(pence: Pence): string {
  const [pounds, remainder] = split(pence);
  return `£${grouped(pounds)}.${remainder}`;
}

function grouped(pounds: bigint): string {
  const digits = String(pounds);
  const first = digits.length % 3;
  const groups = first === 0 ? [] : [digits.slice(0, first)];
  for (let at = first; at < digits.length; at += 3) {
    groups.push(digits.slice(at, at + 3));
  }
  return groups.join(',');
}
