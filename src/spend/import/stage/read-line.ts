import type { Day } from '../../../calendar/day.ts';
import type { PeriodKey } from '../../../calendar/period.ts';
import type { Pence } from '../../../money/pence.ts';

/** A row of spend as it was read, ready to be coded. */
export interface ReadLine {
  row: number;
  /** System, transaction and line number: what tells it from every other, but for copies. */
  keyText: string;
  body: string | null;
  transaction: string;
  date: Day;
  supplier: string;
  supplierId: string | null;
  pence: Pence;
  vatPence: Pence;
  account: string | null;
  costCentre: string | null;
  project: string | null;
  text: string | null;
  area: string | null;
  type: string | null;
  categoryText: string | null;
  category: string | null;
  reference: string | null;
  period: PeriodKey | null;
}
