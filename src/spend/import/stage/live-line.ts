import type { Day } from '../../../calendar/day.ts';
import type { PeriodKey } from '../../../calendar/period.ts';
import type { Pence } from '../../../money/pence.ts';
import { wordsOf } from '../../../platform/search.ts';
import type { Flagged } from './flagged.ts';
import { lineWord } from './line-digest.ts';
import type { Range } from './search-plain.ts';
import type { Decision, EarlierLine, StagedLine } from './staged-line.ts';

/** A supplier of a file that came up for the first time. */
export interface NewSupplier {
  name: string;
  /** The form of its name by which spellings are compared. */
  key: string;
  salt: string;
  digest: string;
}

/** A supplier of a plan, and what its lines come to. */
export interface SupplierCount {
  id: number;
  lines: number;
  pence: Pence;
}

/** A coding of a file that came up for the first time, with the day of the line that it came up with. */
export interface NewCoding {
  signature: string;
  fields: string;
  supplierId: number;
  decision: Decision;
  period: PeriodKey;
  on: Day;
}

/** A coding of a plan, and what its lines come to. */
export interface CodingCount {
  id: number;
  chargeLines: number;
  chargePence: Pence;
  creditLines: number;
  creditPence: Pence;
  /** How many of its lines are unlikely in each way. */
  flagged: Flagged;
  firstOn: Day;
  lastOn: Day;
}

/**
 * What staging asks of the table of lines a million times over, so each database answers in its own words. All of it
 * runs inside an open transaction that holds the write lock.
 */
export interface LineTable {
  /** Whether any line has a key that begins so. */
  hasKeys(start: string): Promise<boolean>;
  /** Lines with these keys that stand: in this plan, or in a confirmed batch that was neither rejected nor reversed. */
  earlier(planId: number, keys: readonly string[]): Promise<EarlierLine[]>;
  /** How often the file brought each of these keys before, of those that stand elsewhere; and counts this time. */
  seenAgain(planId: number, keys: readonly string[]): Promise<Map<string, number>>;
  /** These suppliers as the plan has them, in their order; those that it has not got yet are added. */
  suppliers(planId: number, suppliers: readonly NewSupplier[]): Promise<SupplierCount[]>;
  /** These codings as the plan has them, in their order; those that it has not got yet are added. */
  codings(planId: number, codings: readonly NewCoding[]): Promise<CodingCount[]>;
  saveSuppliers(suppliers: readonly SupplierCount[]): Promise<void>;
  saveCodings(codings: readonly CodingCount[]): Promise<void>;
  /** Adds lines with their words for the search; where `later` is given, it takes those that may be sought later. */
  add(planId: number, lines: readonly StagedLine[], later?: Range[]): Promise<void>;
  /** Has the search find a line by its words and by another coding than before. */
  seekAgain(id: number, words: string, by: { coding: number; supplier: number }): Promise<void>;
  /** How many lines the search finds under each coding or supplier, by its number: one look at the whole index. */
  found(of: 'coding' | 'supplier'): Promise<Map<number, number>>;
}

/** What the search finds a line by, its coding and its supplier among it. */
export function soughtBy(words: string, by: { coding: number; supplier: number }): string {
  // What is sought has no accents, so neither has what is found; plain letters are most of a million lines.
  // PostgreSQL would take a point or a dash between two words as part of one.
  const plain = /^[\0-\x7f]*$/.test(words) ? words.replace(/[^A-Za-z0-9]+/g, ' ') : wordsOf(words).join(' ');
  return `${plain} ${lineWord('coding', by.coding)} ${lineWord('supplier', by.supplier)}`;
}

/** The coding and the supplier that the search finds a line by. */
export function soughtAs({ coding, supplier }: StagedLine): { coding: number; supplier: number } {
  return { coding: coding.id, supplier: supplier.id };
}

/** What makes a plan's lines stand, for the query of either database: `p` is the plan. */
export const STANDS = `p.state = 'confirmed'
  AND NOT EXISTS (SELECT 1 FROM import_outcome o WHERE o.office_id = p.office_id AND o.batch_ref = p.batch_ref
    AND o.outcome = 'rejected')
  AND NOT EXISTS (SELECT 1 FROM import_reversal_outcome r WHERE r.office_id = p.office_id AND r.batch_ref = p.batch_ref
    AND r.outcome = 'approved')`;
