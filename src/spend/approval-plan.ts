import { comparePeriods, type PeriodKey } from '../calendar/period.ts';
import { noBudget } from '../initiatives/initiative.store.ts';
import type { Account } from '../ledger/account.ts';
import { addUp } from '../ledger/balance.ts';
import type { Entry } from '../ledger/entry.ts';
import type { Pence } from '../money/pence.ts';
import { type ApprovalEffect, type HeadEffect, servedThrough, together } from './approval-effect.ts';
import { turnedRound } from './enter.ts';
import { ownShare } from './prepayment.ts';
import type { ScheduledShare } from './schedule.store.ts';
import { draw, lineNamed, moneyPeriod, type Spend } from './spend.ts';
import type { StandingMoney } from './standing-money.ts';

/** How one entry moves money on paper, and of which years. */
export interface Plan {
  years: number[];
  on(standing: StandingMoney): ApprovalEffect;
}

/** What draws on an agreement and a budget; of a payment in advance, what serves the year of its posting. */
export function chargePlan(spend: Spend, posted: PeriodKey, schedule: readonly ScheduledShare[]): Plan {
  const { initiative, agreement, nature, kind } = spend;
  const { year } = moneyPeriod({ ...spend, period: posted });
  const isAhead = kind === 'prepayment';
  const pence = isAhead ? ownShare(schedule, year) : spend.pence;
  const counted = isAhead ? servedThrough(schedule, posted) : pence;
  const budget = { initiative, agreement: '', nature, year };
  const touched = agreement === '' ? [budget] : [{ ...budget, agreement }, budget];
  return {
    years: [year],
    on(standing) {
      const free = standing.free(initiative, year, nature);
      if (free.length === 0) throw noBudget(initiative, year, nature);
      const bound = agreement === '' ? [] : standing.bound(agreement, year);
      const before = standing.heads(touched);
      const draws = draw(agreement, bound, free, pence);
      return together([
        {
          heads: since(before, standing),
          ...standing.count(counted === 0 ? [] : [{ initiative, year, period: posted, pence: counted }]),
          over: addUp(draws.filter(({ over }) => over).map((part) => part.pence)),
        },
      ]);
    },
  };
}

/** What a correction takes back of what its original moved, as it stands. */
export function correctionPlan(spend: Spend, posted: PeriodKey, corrected: TakenBack): Plan {
  const originals = corrected.entries.get(spend.corrects ?? '') ?? [];
  if (spend.kind === 'refund') {
    const taken = takenOf(originals, spend.pence, corrected);
    return movesPlan(taken.map(({ entry, pence }) => turnedMove(entry, pence, posted)));
  }
  if (originals.some(({ kind }) => kind === 'accrual-reversal')) throw turnedRound({ ref: spend.corrects ?? '' });
  const taken =
    lineNamed(spend.corrects ?? '') === null ? whole(originals) : takenOf(originals, spend.pence, corrected);
  return movesPlan(
    taken.map(({ entry, pence }) => {
      const stands = { year: entry.year, number: entry.period };
      return turnedMove(entry, pence, comparePeriods(posted, stands) < 0 ? stands : posted);
    }),
  );
}

function whole(originals: readonly Entry[]): { entry: Entry; pence: Pence }[] {
  return originals.map((entry) => ({ entry, pence: entry.pence }));
}

/** So much of what is left of these, in their order. */
function takenOf(originals: readonly Entry[], wanted: Pence, { left }: TakenBack): { entry: Entry; pence: Pence }[] {
  let open = wanted;
  return originals.flatMap((entry) => {
    const pence = Math.max(0, Math.min(open, left.get(entry.id) ?? 0));
    open -= pence;
    return pence === 0 ? [] : [{ entry, pence }];
  });
}

/** Money that goes from one account to another, and what it adds to spend in which period. */
interface Movement {
  from: Account | null;
  to: Account;
  pence: Pence;
  period: PeriodKey;
  spent: Pence;
}

function turnedMove(entry: Entry, pence: Pence, period: PeriodKey): Movement {
  const spent = entry.to.kind === 'spent' ? -pence : entry.from.kind === 'spent' ? pence : 0;
  return { from: entry.to, to: entry.from, pence, period, spent };
}

/** Money that goes its ways, whatever the entry is called. */
export function movesPlan(moves: readonly Movement[]): Plan {
  const accounts = moves.flatMap(({ from, to }) => (from === null ? [to] : [from, to]));
  const touched = accounts
    .filter(({ kind }) => kind === 'agreement' || kind === 'initiative')
    .map(({ initiative, agreement, nature, year }) => ({ initiative, agreement, nature, year }));
  return {
    years: accounts.map(({ year }) => year),
    on(standing) {
      const before = standing.heads(touched);
      for (const { from, to, pence } of moves) {
        if (from !== null) standing.give(from, -pence);
        standing.give(to, pence);
      }
      const counted = moves
        .filter(({ spent }) => spent !== 0)
        .map(({ to, period, spent }) => ({ initiative: to.initiative, year: to.year, period, pence: spent }));
      return together([{ heads: since(before, standing), ...standing.count(counted), over: 0 }]);
    },
  };
}

/** What the heads held before, and hold now. */
export function since(before: readonly HeadEffect[], standing: StandingMoney): HeadEffect[] {
  const now = standing.heads(before);
  return before.map((head, index) => ({ ...head, after: now[index]?.after ?? head.after }));
}

/** Plans that are followed one after the other, all of them or none. */
export function inTurn(plans: readonly Plan[]): Plan {
  return {
    years: plans.flatMap(({ years }) => years),
    on: (standing) => together(plans.map((plan) => plan.on(standing))),
  };
}

/** What corrections take back: the entries of each original, the last first, and what of each is not yet corrected. */
export interface TakenBack {
  entries: ReadonlyMap<string, Entry[]>;
  left: ReadonlyMap<number, Pence>;
}
