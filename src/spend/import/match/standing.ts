import type { Day } from '../../../calendar/day.ts';
import type { PeriodKey } from '../../../calendar/period.ts';
import type { Pence } from '../../../money/pence.ts';

export type StandingKind = 'claim' | 'instalment' | 'entry' | 'refund' | 'accrual' | 'accrual turned round';

/**
 * What already stands for a ledger line that may come: an approved claim, an instalment, an entry made by hand (a month
 * of payroll too), a refund, or an accrual and its turning round. One pound is recorded once.
 */
export interface Standing {
  /** `PY-`, `AG-2014-001/2` for an instalment, `SP-`, and `SP-…/R` for an accrual that turned round. */
  ref: string;
  kind: StandingKind;
  supplier: string;
  initiative: string;
  agreement: string;
  place: string;
  category: string;
  period: PeriodKey | null;
  on: Day;
  /** As a ledger line would bring it: below zero for what takes spend away. */
  pence: Pence;
  /** What of it no line stands for yet, with the same sign. */
  left: Pence;
  /** Whether it moved money already, so that a line posts only what differs. */
  isPosted: boolean;
  /** Whether it is approved: what still awaits approval cannot be made less by a refund. */
  isApproved: boolean;
}

/** What each kind is called. */
export const STANDING_WORDS: Record<StandingKind, string> = {
  claim: 'Approved claim',
  instalment: 'Instalment',
  entry: 'Entered by hand',
  refund: 'Refund entered by hand',
  accrual: 'Accrual',
  'accrual turned round': 'Accrual that turned round',
};
