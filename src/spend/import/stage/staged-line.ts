import type { Day } from '../../../calendar/day.ts';
import type { PeriodKey } from '../../../calendar/period.ts';
import type { Pence } from '../../../money/pence.ts';

/** What a person confirms before a line counts, each a bit of a line's `flags`. */
export const FLAGS = {
  /** The file holds another row that says the same: each copy is flagged. */
  repeated: 1,
  /** At least ten times what this supplier is usually paid. */
  unusual: 2,
  /** No payment to this supplier was ever recorded. */
  'new supplier': 4,
  /** Dated on a Saturday or a Sunday. */
  weekend: 8,
  /** Its own period is closed, so it is posted in the oldest open one. */
  late: 16,
} as const;

export type Flag = keyof typeof FLAGS;

/** The flags of a line by name. */
export function flagsOf(flags: number): Flag[] {
  return (Object.keys(FLAGS) as Flag[]).filter((flag) => (flags & FLAGS[flag]) !== 0);
}

/** How a line found its initiative, agreement, place and category, or that it was left out: by hand, or by a rule. */
export type How = 'rule' | 'file' | 'choice' | 'target' | 'queue' | 'left-out' | 'ruled-out' | 'pays' | 'matched';

/** Lines of these are not ours: known, and never spend. */
export const LEFT_OUT: readonly How[] = ['left-out', 'ruled-out'];

/** Where lines that say the same are to go, and what decided it. */
export interface Decision {
  how: How;
  /** The rule that decided, by its reference. */
  rule: string | null;
  /** Why what would decide does not, or what is missing. */
  stopped: string | null;
  initiative: string;
  agreement: string;
  place: string;
  category: string;
}

/** A line ready to be staged: what it says, and the coding and the supplier that it shares with others. */
export interface StagedLine {
  row: number;
  key: string;
  occurrence: number;
  date: Day;
  pence: Pence;
  vatPence: Pence;
  coding: { id: number };
  /** A search finds the line by its name, with its words. */
  supplier: { id: number; name: string };
  flags: number;
  transaction: string;
  text: string | null;
  /** Kept beside the line's words, which are never hashed without it. */
  salt: string;
}

/** Transaction number and text, as they are kept beside the line. */
export function wordsOfLine({ transaction, text }: Pick<StagedLine, 'transaction' | 'text'>): string {
  return text === null ? transaction : `${transaction}\u001f${text}`;
}

/** A line of the same key that stands already: of a batch that was confirmed, or of this very file. */
export interface EarlierLine {
  key: string;
  occurrence: number;
  planId: number;
  /** The batch it belongs to; null within the same file. */
  batch: string | null;
  row: number;
  date: Day;
  pence: Pence;
  supplierId: number;
}

/** What is asked of the person who uploads a file, where neither the file nor a rule says it. */
export interface Asked {
  /** The period of the file, when its profile does not read it from a column. */
  period: PeriodKey | null;
  /** Where lines go that no rule decides; null sends them to the queue. */
  initiative: string | null;
  place: string | null;
}
