import { yearShown } from '../calendar/financial-year.ts';
import type { Account, AccountPlan, Nature } from '../ledger/account.ts';
import { addUp } from '../ledger/balance.ts';
import type { FigureAsked } from '../ledger/shown-figure.ts';
import type { Pence } from '../money/pence.ts';
import type { Db } from '../platform/database.ts';

/** Where money stands that nothing binds yet: with no purpose, under an allocation, or in an initiative's budget. */
export interface BudgetHead {
  level: 'unallocated' | 'allocation' | 'initiative';
  /** The reference of the allocation or the initiative; empty when unallocated. */
  ref: string;
}

/** Whose money it is: one source, financial year and nature. */
export interface Money {
  source: string;
  year: number;
  nature: Nature;
}

/** An account of a head, and what is left in it. An initiative has one for each allocation that its money came from. */
export interface Purse {
  account: Account;
  left: Pence;
}

/** What the funds need to know of an initiative; the room above hands it in. */
export interface NamedInitiative {
  ref: string;
  fund: string;
  name: string;
}

export type ReadInitiatives = (db: Db, officeId: number) => Promise<NamedInitiative[]>;

/** The head that an account belongs to; null for accounts of money that is bound, spent or gone. */
export function headOf({ kind, allocation, initiative }: AccountPlan): BudgetHead | null {
  if (kind === 'unallocated') return { level: kind, ref: '' };
  if (kind === 'allocation') return { level: kind, ref: allocation };
  return kind === 'initiative' ? { level: kind, ref: initiative } : null;
}

export function headShown({ level, ref }: BudgetHead): string {
  return level === 'unallocated' ? 'Unallocated' : ref;
}

export function headHref({ level, ref }: BudgetHead, source: string): string {
  if (level === 'unallocated') return `/funding-sources/${source}`;
  return level === 'allocation' ? `/allocations/${ref}` : `/initiatives/${ref}`;
}

/** Whose money it is in words: 'PCC, 2014/15, revenue'. */
export function moneyInWords({ source, year, nature }: Money): string {
  return `${source}, ${yearShown(year)}, ${nature}`;
}

function scopeOf({ level, ref }: BudgetHead, { source, year, nature }: Money) {
  return { ...(level === 'unallocated' ? {} : { [level]: ref }), source, year, nature };
}

/** The figure of what a head was given to use in the year. */
export function givenFigure(head: BudgetHead, money: Money): FigureAsked {
  const figures = { unallocated: 'fund.awarded', allocation: 'fund.allocated', initiative: 'budget.current' };
  return { figure: figures[head.level], scope: scopeOf(head, money) };
}

/** The figure of what is left of a head: neither given on, bound nor spent. */
export function leftFigure(head: BudgetHead, money: Money): FigureAsked {
  const figures = { unallocated: 'fund.unallocated', allocation: 'fund.unbudgeted', initiative: 'budget.available' };
  return { figure: figures[head.level], scope: scopeOf(head, money) };
}

/** What is left of a head, over all its accounts. */
export function leftOf(purses: readonly Purse[]): Pence {
  return addUp(purses.map(({ left }) => left));
}

/**
 * Takes an amount out of a head: whole out of the first account that can bear it, else out of each as far as it
 * reaches, and what none can bear out of the last. The parts add up to the amount.
 */
export function drawFrom(purses: readonly Purse[], pence: Pence): { account: Account; pence: Pence }[] {
  const whole = purses.find(({ left }) => left >= pence);
  if (whole !== undefined) return [{ account: whole.account, pence }];
  return drawInOrder(purses, pence);
}

/**
 * Divides an amount over purses in their order, each as far as it reaches; what none can bear falls on the last. The
 * parts add up to the amount.
 */
export function drawInOrder(purses: readonly Purse[], pence: Pence): { account: Account; pence: Pence }[] {
  const drawn: { account: Account; pence: Pence }[] = [];
  let open = pence;
  for (const [index, { account, left }] of purses.entries()) {
    const isLast = index === purses.length - 1;
    const part = isLast ? open : Math.max(0, Math.min(open, left));
    if (part > 0) drawn.push({ account, pence: part });
    open -= part;
  }
  return drawn;
}
