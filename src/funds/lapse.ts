import { YEAR_END_PERIOD, yearShown } from '../calendar/financial-year.ts';
import type { Account } from '../ledger/account.ts';
import { addUp } from '../ledger/balance.ts';
import type { Period } from '../ledger/period.ts';
import { formatPounds, type Pence } from '../money/pence.ts';
import { refused } from '../platform/refusal.ts';
import { type BudgetHead, headOf, leftOf, type Purse } from './budget-head.ts';
import type { FundingSource } from './source.store.ts';

/** What a head would give back to its source. */
export interface LapseLine {
  head: BudgetHead;
  left: Pence;
  parts: { account: Account; pence: Pence }[];
  pence: Pence;
}

/** What a source would take back of one year and nature, head by head, and what stands in the way. */
export interface LapsePlan {
  lines: LapseLine[];
  pence: Pence;
  /** Agreements that still bind money, which is released first. */
  bound: { agreement: string; left: Pence }[];
}

const ORDER = ['unallocated', 'allocation', 'initiative'] as const;

/**
 * What the source takes back: what is left unallocated, then of allocations, then of initiatives. Where a budget was
 * overspent the source bore that too, so it takes back that much less: never more than what it gave and nobody used.
 */
export function planLapse(purses: readonly Purse[]): LapsePlan {
  const lines: LapseLine[] = [];
  for (const level of ORDER) {
    for (const { account, left } of purses) {
      const head = headOf(account);
      if (head?.level !== level) continue;
      const known = lines.find((line) => line.head.level === level && line.head.ref === head.ref);
      const line = known ?? { head, left: 0, parts: [], pence: 0 };
      if (known === undefined) lines.push(line);
      line.left = addUp([line.left, left]);
      line.parts.push({ account, pence: Math.max(0, left) });
    }
  }
  // A commitment below zero is money spent beyond it, which no head has borne.
  const beyond = purses.filter(({ account, left }) => headOf(account) === null && isBound(account) && left < 0);
  let open = Math.max(0, addUp([...lines, ...beyond].map(({ left }) => left)));
  for (const line of lines) {
    for (const part of line.parts) {
      part.pence = Math.min(open, part.pence);
      open -= part.pence;
    }
    line.parts = line.parts.filter(({ pence }) => pence > 0);
    line.pence = addUp(line.parts.map(({ pence }) => pence));
  }
  const agreements = new Map<string, Purse[]>();
  for (const purse of purses.filter(({ account }) => account.kind === 'agreement')) {
    const { agreement } = purse.account;
    agreements.set(agreement, [...(agreements.get(agreement) ?? []), purse]);
  }
  const bound = [...agreements].map(([agreement, of]) => ({ agreement, left: leftOf(of) }));
  return {
    lines,
    pence: addUp(lines.map(({ pence }) => pence)),
    bound: bound.filter(({ left }) => left > 0),
  };
}

function isBound({ kind }: Account): boolean {
  return kind === 'agreement' || kind === 'prepaid';
}

/** Refused for own money, which does not lapse. */
export function demandRingFenced({ name, restriction }: Pick<FundingSource, 'name' | 'restriction'>): void {
  if (restriction !== 'none') return;
  throw refused(
    'own-money',
    `${name} is own money, which does not lapse. Ask for what is left to be carried forward: it passes through the ` +
      'reserve.',
  );
}

/** Refused until every ordinary period of the year is closed: until then spend of the year still arrives. */
export function demandEnded(periods: readonly Period[], year: number): void {
  const ofYear = periods.filter((period) => period.year === year && period.number !== YEAR_END_PERIOD);
  if (ofYear.length === 0) throw refused('no-such-year', `The financial year ${yearShown(year)} has not been made.`);
  const last = ofYear.find(({ closed }) => !closed);
  if (last === undefined) return;
  throw refused(
    'year-open',
    `Period ${last.number} of ${yearShown(year)} is still open. What is left lapses when the year's ordinary periods ` +
      'are closed.',
  );
}

/** Refused while agreements still bind money of the year. */
export function demandReleased({ bound }: LapsePlan): void {
  if (bound.length === 0) return;
  const named = bound.map(({ agreement, left }) => `${agreement} (${formatPounds(left)})`);
  throw refused(
    'still-bound',
    `Agreements still bind money of the year: ${named.join(', ')}. Release what they no longer need first.`,
  );
}
