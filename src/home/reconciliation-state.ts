import { comparePeriods, type PeriodKey } from '../calendar/period.ts';
import { addUp } from '../ledger/balance.ts';
import type { Pence } from '../money/pence.ts';
import type { DifferenceNote } from './reconciliation.store.ts';

/**
 * How a comparison stands. `cleared`: it takes back what was carried into the period, so the two together agree.
 * `changed`: what was said of it was said of another amount. `lines differ`: the totals agree, the lines do not.
 */
export type ComparisonState =
  | 'agrees'
  | 'explained'
  | 'carried'
  | 'cleared'
  | 'changed'
  | 'unexplained'
  | 'lines differ'
  | 'not loaded';

/** The states that stand in the way of closing, until somebody explains or carries the difference. */
export const UNSETTLED: readonly ComparisonState[] = ['changed', 'unexplained', 'lines differ'];

/** What decides how a comparison stands. */
export interface Compared {
  /** Null where there is nothing to compare with. */
  difference: Pence | null;
  /** How many lines and entries are left over. */
  leftOver: number;
  carriedIn: Pence;
  /** The latest that was said of it. */
  note: DifferenceNote | null;
}

/** How a comparison stands. A note covers the difference that it was made of, to the penny, and no other. */
export function stateOf({ difference, leftOver, carriedIn, note }: Compared): ComparisonState {
  if (difference === null) return 'not loaded';
  if (difference === 0 && leftOver === 0) return 'agrees';
  if (carriedIn !== 0 && addUp([carriedIn, difference]) === 0) return 'cleared';
  if (note !== null && note.pence === difference) return note.treatment;
  if (difference === 0) return 'lines differ';
  return note === null ? 'unexplained' : 'changed';
}

/** One period's difference of an initiative, as it goes into what is carried on. */
export interface CarriedStep {
  period: PeriodKey;
  difference: Pence | null;
  note: DifferenceNote | null;
}

/** What is carried into a period, and where it came from. */
export interface CarriedIn {
  pence: Pence;
  from: { period: PeriodKey; note: DifferenceNote }[];
}

/**
 * What earlier periods carry on: each difference that somebody carried adds to it, until a later period's difference
 * takes the whole of it back. A note that no longer covers its difference carries nothing.
 */
export function carriedOn(steps: readonly CarriedStep[]): CarriedIn {
  let carried: CarriedIn = { pence: 0, from: [] };
  for (const { period, difference, note } of steps.toSorted((a, b) => comparePeriods(a.period, b.period))) {
    const state = stateOf({ difference, leftOver: 0, carriedIn: carried.pence, note });
    if (state === 'cleared') carried = { pence: 0, from: [] };
    if (state !== 'carried' || note === null || difference === null) continue;
    const pence = addUp([carried.pence, difference]);
    carried = pence === 0 ? { pence: 0, from: [] } : { pence, from: [...carried.from, { period, note }] };
  }
  return carried;
}
