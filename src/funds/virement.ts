import { yearShown } from '../calendar/financial-year.ts';
import type { Period } from '../ledger/period.ts';
import type { FigureAsked } from '../ledger/shown-figure.ts';
import type { Pence } from '../money/pence.ts';
import { refused } from '../platform/refusal.ts';
import { type BudgetHead, givenFigure, type Money } from './budget-head.ts';
import type { RequestStatus } from './request.ts';

export const VIREMENT_LEVELS = ['initiative', 'allocation'] as const;
export type VirementLevel = (typeof VIREMENT_LEVELS)[number];

/** Budget to be moved between two heads of the same fund, source, year and nature. */
export interface Virement extends Money {
  ref: string;
  fund: string;
  level: VirementLevel;
  from: string;
  to: string;
  pence: Pence;
  decisionRef: string;
  reason: string;
  /** What the funder of ring-fenced money wrote; null for own money. */
  consent: string | null;
  /** Why it may go beyond what is left, by somebody with that authority; null otherwise. */
  override: string | null;
  requestedBy: number;
  requestedAt: string;
  status: RequestStatus;
  outcome: VirementOutcome | null;
}

/** How a virement was decided, with what it changed as the approver saw it; null amounts where it was declined. */
export interface VirementOutcome {
  decidedBy: number;
  decidedAt: string;
  /** The act that decided it. */
  seq: number;
  reason: string | null;
  diff: VirementDiff | null;
}

/** What a virement changes: the budget of each head, and the running total that the limit is tested on. */
export interface VirementDiff {
  fromBefore: Pence;
  fromAfter: Pence;
  toBefore: Pence;
  toAfter: Pence;
  /** Of the head whose total of the year is higher, this virement included. */
  running: Pence;
}

type Moved = Pick<Virement, 'level' | 'from' | 'to' | 'source' | 'year' | 'nature'>;

/** The two heads, where money goes from and where it goes to. */
export function headsOf({ level, from, to }: Moved): [from: BudgetHead, to: BudgetHead] {
  return [
    { level, ref: from },
    { level, ref: to },
  ];
}

/**
 * What an approver is shown: each head's budget, then its running total of the year, over all its sources, since
 * splitting a movement by source evades the limit as little as splitting it by day.
 */
export function diffFigures(virement: Moved): FigureAsked[] {
  const heads = headsOf(virement);
  return [
    ...heads.map((head) => givenFigure(head, virement)),
    ...heads.map(({ level, ref }) => ({
      figure: 'fund.virement-running',
      scope: { [level]: ref, year: virement.year },
    })),
  ];
}

/** What the virement changes, from the values of `diffFigures` before it. */
export function diffOf(pence: Pence, before: readonly (Pence | null)[]): VirementDiff {
  const [fromBefore = 0, toBefore = 0, fromRunning = 0, toRunning = 0] = before.map((value) => value ?? 0);
  return {
    fromBefore,
    fromAfter: fromBefore - pence,
    toBefore,
    toAfter: toBefore + pence,
    running: Math.max(fromRunning, toRunning) + pence,
  };
}

/** A diff as a form carries it, so that an approval holds only for what its approver saw. */
export function diffMark({ fromBefore, toBefore, running }: VirementDiff): string {
  return `${fromBefore}.${toBefore}.${running}`;
}

/** Refused as `year-closed` once every period of the year is closed: its budgets do not move any more. */
export function demandOpenYear(periods: readonly Period[], year: number): void {
  if (periods.some((period) => period.year === year && !period.closed)) return;
  throw refused(
    'year-closed',
    `${yearShown(year)} is closed, so its budgets no longer move. Ask for what is left to be carried forward instead.`,
    'from',
  );
}
