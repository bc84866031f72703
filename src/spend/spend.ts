import type { Day } from '../calendar/day.ts';
import { yearLabel } from '../calendar/financial-year.ts';
import type { PeriodKey } from '../calendar/period.ts';
import type { Purse } from '../funds/budget-head.ts';
import { type AccountPlan, type Nature, sibling } from '../ledger/account.ts';
import type { Pence } from '../money/pence.ts';
import type { Subject } from '../people/may.ts';

export const SPEND_KINDS = [
  'spend',
  'refund',
  'reversal',
  'unmatched-credit',
  'accrual',
  'prepayment',
  'adjustment',
  'adjustment-credit',
] as const;
export type SpendKind = (typeof SPEND_KINDS)[number];
/** An accrual has turned round when its period closed; what was reversed was put right by hand. */
export type SpendStatus = 'awaiting approval' | 'approved' | 'returned' | 'reversed' | 'turned round';

/** What is money out: it draws on an agreement and a budget when it is approved. */
const CHARGES: readonly SpendKind[] = ['spend', 'accrual', 'prepayment', 'adjustment'];

/** Whether this kind draws on an agreement and a budget when it is approved. */
export function isCharge(kind: SpendKind): boolean {
  return CHARGES.includes(kind);
}

/** What was incurred, or taken back, as it was entered; it moves money only when somebody else approves it. */
export interface Spend {
  id: number;
  /** The number of the act that recorded it. */
  actSeq: number;
  ref: string;
  fund: string;
  kind: SpendKind;
  initiative: string;
  agreement: string;
  nature: Nature;
  place: string;
  category: string;
  supplier: string;
  reference: string | null;
  description: string | null;
  /** Why it passes the budget, or why it corrects another. */
  reason: string | null;
  invoicedOn: Day;
  receivedOn: Day | null;
  paidOn: Day | null;
  /** The period posted to; until it is approved, the one entered. */
  period: PeriodKey;
  /** The closed period that an adjustment restates; its money is that of this period's year. */
  concerns: PeriodKey | null;
  netPence: Pence;
  vatPence: Pence;
  pence: Pence;
  corrects: string | null;
  /** What kind of entry it corrects. */
  correctsKind: SpendKind | null;
  batch: string | null;
  row: number | null;
  enteredBy: number;
  /** Who entered the versions of it that were returned before, the latest first. */
  earlierBy: readonly number[];
  status: SpendStatus;
  decidedBy: number | null;
  decisionReason: string | null;
}

/** The reference of a spend, such as `SP-2014-15-000001`. */
export function spendRef(year: number, number: number): string {
  return `SP-${yearLabel(year)}-${String(number).padStart(6, '0')}`;
}

/** The reference of a line of a batch: its batch and its row in the file, such as `IB-2015-16-001/12`. */
export function lineRef(batch: string, row: number): string {
  return `${batch}/${row}`;
}

/** Which line of a batch a reference names; null for that of a spend. */
export function lineNamed(ref: string): { batch: string; row: number } | null {
  const found = /^(IB-[0-9-]{1,20})\/(\d{1,9})$/.exec(ref);
  return found === null ? null : { batch: found[1] as string, row: Number(found[2]) };
}

/**
 * What it does to spend, in pence: a refund, a reversal or a credit takes away. What was paid in advance counts whole
 * here; the books make it spend as the periods it serves come.
 */
export function signedPence({ kind, correctsKind, pence }: Pick<Spend, 'kind' | 'correctsKind' | 'pence'>): Pence {
  // What takes a refund or a credit back adds again.
  const adds = isCharge(kind) || (kind === 'reversal' && correctsKind !== null && !isCharge(correctsKind));
  return adds ? pence : -pence;
}

/** The period whose year's money it moves: the closed one that an adjustment concerns, else its own. */
export function moneyPeriod({ period, concerns }: Pick<Spend, 'period' | 'concerns'>): PeriodKey {
  return concerns ?? period;
}

/** A spend or a batch as far as it decides who may approve it. */
export type Decided = Pick<Spend, 'enteredBy' | 'pence'> & Partial<Pick<Spend, 'earlierBy'>> & { chargePence?: Pence };

/**
 * What `may` is asked about a spend or a batch that somebody is to decide: who entered any version of it, and its size.
 * A batch is as large as its charges or its credits, whichever is more: what one nets off the other is let out all the
 * same.
 */
export function approvalSubject(decided: Decided): Subject {
  const { enteredBy, earlierBy = [], pence, chargePence = Math.abs(pence) } = decided;
  return { enteredBy: [enteredBy, ...earlierBy], pence: Math.max(chargePence, chargePence - pence) };
}

/** One part of a spend: from which account, to which, how much, and whether it passes what was there. */
export interface Draw {
  from: Purse['account'];
  to: AccountPlan;
  pence: Pence;
  over: boolean;
}

/**
 * Divides real spend to the penny: first what its agreement still binds, then what is left of the initiative's
 * budget, source by source; what is beyond that falls on the last source as an overspend. The purses' balances are
 * lowered as it goes, so that many lines can be drawn one after the other. It goes to what is spent, or to what is
 * paid in advance.
 */
export function draw(
  agreement: string,
  agreementPurses: Purse[],
  initiativePurses: Purse[],
  pence: Pence,
  into: 'spent' | 'prepaid' = 'spent',
): Draw[] {
  const draws: Draw[] = [];
  let open = pence;
  const take = (purse: Purse, part: Pence, over: boolean) => {
    if (part <= 0) return;
    purse.left -= part;
    open -= part;
    draws.push({
      from: purse.account,
      to: sibling(purse.account, { kind: into, agreement }),
      pence: part,
      over,
    });
  };
  for (const purse of [...agreementPurses, ...initiativePurses]) take(purse, Math.min(open, purse.left), false);
  const last = initiativePurses.at(-1);
  if (open > 0 && last !== undefined) take(last, open, true);
  return draws;
}

/** How far a spend passes what its agreement binds and its initiative has left. */
export function overspend(agreementPurses: Purse[], initiativePurses: Purse[], pence: Pence): Pence {
  let open = pence;
  for (const { left } of [...agreementPurses, ...initiativePurses]) open -= Math.max(0, Math.min(open, left));
  return open;
}

/** Lines with credits before charges, so that a file's overspend is what it comes to and not a matter of its order. */
export function creditsFirst<T>(lines: readonly T[], isCredit: (line: T) => boolean): T[] {
  return [...lines.filter(isCredit), ...lines.filter((line) => !isCredit(line))];
}
