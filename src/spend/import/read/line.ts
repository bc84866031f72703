import type { Day } from '../../../calendar/day.ts';
import type { PeriodKey } from '../../../calendar/period.ts';
import type { Pence } from '../../../money/pence.ts';
import type { ReadAs } from './fault.ts';

export type { Fault, ReadAs, Row } from './fault.ts';

/** One row of spend. What the profile does not keep, and a cell left empty, is null. */
export interface FileLine {
  /** As the spreadsheet numbers it: the first row is 1. */
  row: number;
  /**
   * JSON list of the system and the profile's line_key parts but for `occurrence`. Where the key ends in the file's own
   * line number it names one line; else all lines of a transaction have it, and whoever imports them numbers them.
   */
  keyText: string;
  body: string | null;
  transaction: string;
  date: Day;
  supplier: string;
  supplierId: string | null;
  /** Without recoverable VAT, below zero for a credit; never zero. */
  pence: Pence;
  /** The recoverable VAT that the file names beside the amount, with its sign; 0 where it names none. */
  vatPence: Pence;
  account: string | null;
  costCentre: string | null;
  project: string | null;
  text: string | null;
  area: string | null;
  type: string | null;
  /** What the file itself calls the category. */
  categoryText: string | null;
  /** CIPFA subjective group, '1' to '10'; null where the coding rules decide it. */
  category: string | null;
  /** One of our own references, such as AG-2014-001. */
  reference: string | null;
  /** Null where the person who imports the file says it. */
  period: PeriodKey | null;
  readAs?: ReadAs[];
}

/** A line's key across files: the same line of the same system is never recorded twice. */
export function lineKey(profile: string, line: { key: string }): string {
  return `${profile} ${line.key}`;
}
