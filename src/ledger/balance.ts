import { comparePeriods, type PeriodKey, quarterOf } from '../calendar/period.ts';
import type { Pence } from '../money/pence.ts';
import type { Account, AccountKind } from './account.ts';
import type { Entry, EntryKind } from './entry.ts';

/** What one account took in and gave out by one kind of entry, in one period, place and category. */
export interface Cell {
  account: Account;
  year: number;
  period: number;
  kind: EntryKind;
  place: string;
  category: string;
  penceIn: Pence;
  penceOut: Pence;
}

/** Which cells, or sides of entries, are meant. What is left out is not asked about. */
export interface CellFilter {
  fund?: string;
  accountKinds?: readonly AccountKind[];
  kinds?: readonly EntryKind[];
  source?: string;
  /** The financial year of the money, which every account carries. */
  year?: number;
  nature?: string;
  allocation?: string;
  initiative?: string;
  agreement?: string;
  accountId?: number;
  place?: string;
  category?: string;
  /** The period posted to: up to and with this one, or just this one, or this quarter. */
  through?: PeriodKey;
  period?: PeriodKey;
  quarter?: { year: number; quarter: number };
}

type Side = Pick<Cell, 'account' | 'year' | 'period' | 'kind' | 'place' | 'category'>;

function isMeant(side: Side, filter: CellFilter): boolean {
  const { account } = side;
  const posted = { year: side.year, number: side.period };
  return (
    (filter.fund === undefined || account.fund === filter.fund) &&
    (filter.accountKinds === undefined || filter.accountKinds.includes(account.kind)) &&
    (filter.kinds === undefined || filter.kinds.includes(side.kind)) &&
    (filter.source === undefined || account.source === filter.source) &&
    (filter.year === undefined || account.year === filter.year) &&
    (filter.nature === undefined || account.nature === filter.nature) &&
    (filter.allocation === undefined || account.allocation === filter.allocation) &&
    (filter.initiative === undefined || account.initiative === filter.initiative) &&
    (filter.agreement === undefined || account.agreement === filter.agreement) &&
    (filter.accountId === undefined || account.id === filter.accountId) &&
    (filter.place === undefined || side.place === filter.place) &&
    (filter.category === undefined || side.category === filter.category) &&
    (filter.through === undefined || comparePeriods(posted, filter.through) <= 0) &&
    (filter.period === undefined || comparePeriods(posted, filter.period) === 0) &&
    (filter.quarter === undefined ||
      (side.year === filter.quarter.year && quarterOf(side.period) === filter.quarter.quarter))
  );
}

/** What the cells that are meant took in less what they gave out, in pence. */
export function total(cells: Iterable<Cell>, filter: CellFilter): Pence {
  let pence = 0;
  for (const cell of cells) if (isMeant(cell, filter)) pence += cell.penceIn - cell.penceOut;
  return pence;
}

/**
 * The entries behind a total, each with its effect on it in pence: they add up to it. An entry between two accounts
 * that are both meant cancels out and is left out.
 */
export function behindTotal(entries: Iterable<Entry>, filter: CellFilter): { entry: Entry; pence: Pence }[] {
  const found: { entry: Entry; pence: Pence }[] = [];
  for (const entry of entries) {
    const into = isMeant({ ...entry, account: entry.to }, filter) ? entry.pence : 0;
    const out = isMeant({ ...entry, account: entry.from }, filter) ? entry.pence : 0;
    if (into !== out) found.push({ entry, pence: into - out });
  }
  return found;
}

/** Adds amounts up, in pence: for lists that are not entries (forecasts, spend awaiting approval, lines of a file). */
export function addUp(amounts: Iterable<Pence>): Pence {
  const pence = exactSum(amounts);
  if (pence === null) throw new RangeError('The amounts add up to more than can be held exactly.');
  return pence;
}

/** As `addUp`, answering null when that is more than can be held exactly: for amounts that nobody has checked yet. */
export function exactSum(amounts: Iterable<Pence>): Pence | null {
  let pence = 0n;
  for (const amount of amounts) pence += BigInt(amount);
  const total = Number(pence);
  return Number.isSafeInteger(total) ? total : null;
}
