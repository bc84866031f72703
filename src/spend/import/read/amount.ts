import { MAX_PENCE, type Pence, readDecimal } from '../../../money/pence.ts';
import { AGAIN, type Fault, faultAt, type Row } from './fault.ts';
import type { AmountNotation, ColumnName } from './profile.ts';

const LONGEST = 100;
const AN_AMOUNT = 'an amount in pounds such as 1234.50, at most £1,000,000,000.00';
const ZERO = 48;
const zeroWidth = /[\u200b-\u200f\u2060\ufeff]/g;
// What a file that separates its cells by semicolons may mean as 1,234.00.
const pointForThousands = /^\D{0,4}\d{1,3}(\.\d{3})+\D{0,4}$/;

/**
 * The signed pence of a cell, exact, a part of a penny rounded half away from zero; null when it is no amount or
 * writes it with a mark that the profile does not name, so that brackets are never guessed to mean a credit. Where
 * cells are separated by semicolons, a point before three digits may stand for thousands, so it is not read.
 */
export function readPence(cell: string, notation: AmountNotation, isSemicolons = false): Pence | null {
  const plain = plainPence(cell, notation);
  if (plain !== null) return plain;
  if (cell.length > LONGEST) return null;
  const found = cell.replace(zeroWidth, '').trim().replaceAll('\u2212', '-');
  if (isSemicolons && pointForThousands.test(found)) return null;
  return marksOf(found, notation) ? readDecimal(found) : null;
}

/** The signed pence of a row's amount cell, or the fault. */
export function readAmount(row: Row, notation: AmountNotation, name: ColumnName = 'amount'): Pence | Fault {
  return readPence(row.cell(name) ?? '', notation) ?? faultAt(row, name, AN_AMOUNT, AGAIN);
}

/** The fault of an amount that could not be read. */
export function amountFault(row: Row, name: ColumnName): Fault {
  return faultAt(row, name, AN_AMOUNT, AGAIN);
}

/** Whether an amount is written otherwise than as digits, a point and two decimals, so that it is shown as read. */
export function isOddAmount(cell: string): boolean {
  return cell !== cell.trim() || /[eE()\u2212\u200b-\u200f\u2060\ufeff]|\.\d{3}|[cCdD][rR]|\d\s*-$/.test(cell);
}

/** Digits with up to two decimals, as nearly every cell is: read at a glance. */
function plainPence(cell: string, { negatives }: AmountNotation): Pence | null {
  const { length } = cell;
  if (length === 0 || length > 14) return null;
  let at = 0;
  const isBelow = cell.charCodeAt(0) === 45;
  if (isBelow) {
    if (length === 1 || !negatives.includes('leading minus')) return null;
    at = 1;
  }
  let pence = 0;
  let decimals = -1;
  for (; at < length; at += 1) {
    const digit = cell.charCodeAt(at) - ZERO;
    if (digit >= 0 && digit <= 9) {
      pence = pence * 10 + digit;
      if (decimals >= 0) decimals += 1;
    } else if (digit === -2 && decimals < 0 && at > (isBelow ? 1 : 0)) {
      decimals = 0;
    } else {
      return null;
    }
  }
  if (decimals > 2) return null;
  const whole = decimals === 2 ? pence : decimals === 1 ? pence * 10 : pence * 100;
  if (whole > MAX_PENCE) return null;
  return isBelow && whole !== 0 ? -whole : whole;
}

function marksOf(amount: string, notation: AmountNotation): boolean {
  const { thousands, pound, negatives } = notation;
  return (
    (thousands || !/[, \u00a0\u202f]/.test(amount)) &&
    (pound || !amount.includes('£')) &&
    (!/^[^\d.]{0,3}-/.test(amount) || negatives.includes('leading minus')) &&
    (!amount.endsWith('-') || negatives.includes('trailing minus')) &&
    (!/[()]/.test(amount) || negatives.includes('brackets')) &&
    (!/^[cd]r|[cd]r$/i.test(amount) || negatives.includes('CR and DR'))
  );
}
