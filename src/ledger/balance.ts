import { type PeriodKey, quarterOf } from '../calendar/period.ts';
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
  return isAccountMeant(side.account, filter) && isSideMeant(side, filter);
}

function isAccountMeant(account: Account, filter: CellFilter): boolean {
  return (
    (filter.initiative === undefined || account.initiative === filter.initiative) &&
    (filter.accountKinds === undefined || filter.accountKinds.includes(account.kind)) &&
    (filter.year === undefined || account.year === filter.year) &&
    (filter.fund === undefined || account.fund === filter.fund) &&
    (filter.source === undefined || account.source === filter.source) &&
    (filter.nature === undefined || account.nature === filter.nature) &&
    (filter.allocation === undefined || account.allocation === filter.allocation) &&
    (filter.agreement === undefined || account.agreement === filter.agreement) &&
    (filter.accountId === undefined || account.id === filter.accountId)
  );
}

function isSideMeant(side: Side, filter: CellFilter): boolean {
  const { through, period, quarter } = filter;
  return (
    (through === undefined ||
      side.year < through.year ||
      (side.year === through.year && side.period <= through.number)) &&
    (period === undefined || (side.year === period.year && side.period === period.number)) &&
    (quarter === undefined || (side.year === quarter.year && quarterOf(side.period) === quarter.quarter)) &&
    (filter.kinds === undefined || filter.kinds.includes(side.kind)) &&
    (filter.place === undefined || side.place === filter.place) &&
    (filter.category === undefined || side.category === filter.category)
  );
}

/** The cells of one account. */
interface AccountCells {
  account: Account;
  cells: Cell[];
}

const grouped = new WeakMap<object, { all: AccountCells[]; byInitiative: Map<string, AccountCells[]> }>();

/**
 * The cells of the accounts that are meant, account by account; which of an account's are meant is still to be asked.
 * Frozen lists, which a store answers, are grouped by account once: a report of hundreds of questions then passes over
 * the accounts that none of them is about.
 */
function ofMeantAccounts(cells: Iterable<Cell>, filter: CellFilter): AccountCells[] {
  const groups = Object.isFrozen(cells) ? (grouped.get(cells) ?? groupByAccount(cells)) : groupByAccount(cells);
  if (Object.isFrozen(cells)) grouped.set(cells, groups);
  const asked = filter.initiative === undefined ? groups.all : (groups.byInitiative.get(filter.initiative) ?? []);
  return asked.filter(({ account }) => isAccountMeant(account, filter));
}

function groupByAccount(cells: Iterable<Cell>) {
  const byAccount = new Map<number, AccountCells>();
  const byInitiative = new Map<string, AccountCells[]>();
  for (const cell of cells) {
    const { account } = cell;
    const known = byAccount.get(account.id);
    if (known !== undefined) {
      known.cells.push(cell);
      continue;
    }
    const of = { account, cells: [cell] };
    byAccount.set(account.id, of);
    byInitiative.set(account.initiative, [...(byInitiative.get(account.initiative) ?? []), of]);
  }
  return { all: [...byAccount.values()], byInitiative };
}

/** What the cells that are meant took in less what they gave out, in pence. */
export function total(cells: Iterable<Cell>, filter: CellFilter): Pence {
  let pence = 0;
  for (const of of ofMeantAccounts(cells, filter)) {
    for (const cell of of.cells) if (isSideMeant(cell, filter)) pence += cell.penceIn - cell.penceOut;
  }
  return pence;
}

/** As `total`, for each account by its id; accounts that no cell meant touches are left out. */
export function totalsByAccount(cells: Iterable<Cell>, filter: CellFilter): Map<number, Pence> {
  const totals = new Map<number, Pence>();
  for (const { account, cells: own } of ofMeantAccounts(cells, filter)) {
    const meant = own.filter((cell) => isSideMeant(cell, filter));
    if (meant.length > 0) totals.set(account.id, total(meant, {}));
  }
  return totals;
}

/** The accounts of the cells that are meant, in the order in which the cells were opened. */
export function meantAccounts(cells: Iterable<Cell>, filter: CellFilter): Account[] {
  return ofMeantAccounts(cells, filter)
    .filter(({ cells: own }) => own.some((cell) => isSideMeant(cell, filter)))
    .map(({ account }) => account);
}

/** What the cells that are meant took in and gave out together, in pence: how much was moved, whichever way. */
export function turnover(cells: Iterable<Cell>, filter: CellFilter): Pence {
  let pence = 0;
  for (const of of ofMeantAccounts(cells, filter)) {
    for (const cell of of.cells) if (isSideMeant(cell, filter)) pence += cell.penceIn + cell.penceOut;
  }
  return pence;
}

/** The entries behind a turnover, each with all of its pence, once for each of its sides that is meant. */
export function behindTurnover(entries: Iterable<Entry>, filter: CellFilter): { entry: Entry; pence: Pence }[] {
  const found: { entry: Entry; pence: Pence }[] = [];
  for (const entry of entries) {
    for (const account of [entry.from, entry.to]) {
      if (isMeant({ ...entry, account }, filter)) found.push({ entry, pence: entry.pence });
    }
  }
  return found;
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
  const listed = [...amounts];
  let quick = 0;
  for (const amount of listed) {
    quick += amount;
    if (!Number.isSafeInteger(quick)) return sumOfAny(listed);
  }
  return quick;
}

/** For what passes the exact numbers on its way, and for what is no whole number, which throws. */
function sumOfAny(amounts: readonly Pence[]): Pence | null {
  let pence = 0n;
  for (const amount of amounts) pence += BigInt(amount);
  const total = Number(pence);
  return Number.isSafeInteger(total) ? total : null;
}
