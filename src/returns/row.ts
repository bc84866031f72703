import { quarterOf } from '../calendar/period.ts';
import type { Quarter } from '../calendar/quarter.ts';
import { periodsOfQuarter } from '../calendar/quarter.ts';
import type { Books } from '../ledger/figure.ts';
import type { Scope } from '../ledger/scope.ts';
import type { ScopeKind } from './template.ts';

/** One row of a table before its figures are read: what it is about, and what is known of it. */
export interface Row {
  /** By which explanations find it in every draft: `I-01|PCC|revenue`. */
  key: string;
  /** How a page or a fault names it. */
  label: string;
  facts: Record<string, string>;
  /** What its own figures are asked about; null when they stand on narrower rows. */
  scope: Scope | null;
  /** What the figures of a whole initiative are asked about; null when it stands on a wider row. */
  whole: Scope | null;
  countsPeople?: boolean;
}

/** What the rows of a return are drawn from. */
export interface RowSource {
  books: Books;
  ref: string;
  templateVersion: string;
  quarter: Quarter;
  recipient: string;
  /** The one funding source that the return is about; null for all of them. */
  only: string | null;
  standing: string;
  explanations: Map<string, string>;
}

/** Whether what was posted in a period was posted in the quarter. */
export function inQuarter({ year, quarter }: Quarter, posted: { year: number; period: number }): boolean {
  return posted.year === year && quarterOf(posted.period) === quarter;
}

/** Narrows a row's scope as its column asks: within the quarter, or up to the quarter's last period. */
export function scopeOf(scope: Scope, kind: ScopeKind, quarter: Quarter): Scope {
  if (kind === 'row') return scope;
  if (kind === 'quarter') return { ...scope, quarter };
  const last = periodsOfQuarter(quarter).at(-1);
  if (last === undefined) throw new RangeError(`not a quarter: ${quarter.quarter}`);
  return { ...scope, through: { year: last.year, number: last.number } };
}
