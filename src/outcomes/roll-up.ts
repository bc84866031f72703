import { addUp } from '../ledger/balance.ts';
import type { Value } from '../ledger/figure.ts';
import type { Definition } from './measure.ts';

/** What a quarter says of a year: its value as it may be shown. */
export interface QuarterValue {
  name: string;
  value: Value['value'];
  marker: Value['marker'];
  /** What the quarter itself could not include. */
  leavesOut?: readonly string[];
}

/** Of which quarters a year's number is made, and what those without a number are called. */
export interface RolledUp {
  /** The quarters whose numbers count; empty where there is none. */
  used: number[];
  /** The marker where no number can be given. */
  marker: 'c' | 'x' | 'z';
  leavesOut: string[];
}

/**
 * Which quarters make a year: of what happened in each quarter all of them, of what is counted up to a quarter or as it
 * stood at its end the last one. A hidden quarter hides a year that it would be part of, and what no quarter shows is in
 * no year, so that a year never says more than its quarters do.
 */
export function quartersOfYear(basis: Definition['basis'], quarters: readonly QuarterValue[]): RolledUp {
  const isMissing = ({ value, marker }: QuarterValue) => value === null && marker !== 'z' && marker !== 'c';
  const says = quarters.map(({ value, marker }, index) => ({ index, counts: value !== null || marker === 'c' }));
  const counting = says.filter(({ counts }) => counts).map(({ index }) => index);
  const none = quarters.length > 0 && quarters.every(({ marker }) => marker === 'z') ? 'z' : 'x';
  const leftOut = (of: readonly QuarterValue[]) => of.filter(isMissing).map(({ name }) => `${name} (no count)`);
  if (counting.length === 0) return { used: [], marker: none, leavesOut: none === 'z' ? [] : leftOut(quarters) };
  const last = counting.at(-1) as number;
  const used = basis === 'in-period' ? counting : [last];
  const leavesOut = leftOut(basis === 'in-period' ? quarters : quarters.slice(last + 1));
  const isHidden = used.some((index) => quarters[index]?.marker === 'c');
  return isHidden ? { used: [], marker: 'c', leavesOut } : { used, marker: 'x', leavesOut };
}

/** The year's value: provisional while quarters are missing, else revised where one of its quarters was. */
export function yearValue(basis: Definition['basis'], quarters: readonly QuarterValue[]): Omit<Value, 'scope'> {
  const { used, marker, leavesOut } = quartersOfYear(basis, quarters);
  if (used.length === 0) return { value: null, marker, leavesOut };
  const found = used.map((index) => quarters[index] as QuarterValue);
  leavesOut.push(...found.flatMap(({ name, leavesOut: of = [] }) => of.map((left) => `${name}: ${left}`)));
  return {
    value: addUp(found.map(({ value }) => value as number)),
    marker: leavesOut.length > 0 ? 'p' : found.some((quarter) => quarter.marker === 'r') ? 'r' : '',
    leavesOut,
  };
}
