import type { Moment } from '../audit/moment.ts';
import type { Pence } from '../money/pence.ts';
import type { Db } from '../platform/database.ts';
import { accountShown, moneyShown } from './account.ts';
import { readCells, readPeriodCells } from './balance.store.ts';
import { behindTotal, type Cell, type CellFilter, total } from './balance.ts';
import { readEntries } from './entry.store.ts';
import type { Entry } from './entry.ts';
import { readPeriods } from './period.store.ts';
import type { Period } from './period.ts';
import { type Scope, scopeFilter } from './scope.ts';

export type Unit = 'pence' | 'count' | 'percent' | 'pence-per-unit';

/** `c` confidential, `x` not available or not published, `z` not applicable, `p` provisional, `r` revised. */
export type Marker = '' | 'c' | 'x' | 'z' | 'p' | 'r';

/** A number, or the marker that stands instead of it. `leavesOut` names what a total could not include, and why. */
export interface Value {
  scope: Scope;
  value: number | null;
  marker: Marker;
  leavesOut: string[];
}

/** One thing behind a value; the rows of a trace add up to it. */
export interface TraceRow {
  label: string;
  href: string | null;
  day: string | null;
  value: number | null;
  marker: Marker;
}

/** A named number with one definition, that can be computed as at any moment and opened to what is behind it. */
export interface Figure {
  id: string;
  label: string;
  /** One sentence, printed in the pack's notes. */
  means: string;
  unit: Unit;
  /** Shown in brackets when below zero: an over/(under)spend. */
  overUnder?: boolean;
  values(books: Books, scopes: Scope[]): Promise<Value[]>;
  trace(books: Books, scope: Scope): Promise<TraceRow[]>;
}

/** What was recorded up to a moment, read once however many figures ask. */
export interface Books {
  readonly db: Db;
  readonly officeId: number;
  readonly moment: Moment;
  /** Balances by account, period and kind; places and categories together. */
  cells(): Promise<Cell[]>;
  /** Balances by place and category too. */
  placeCells(): Promise<Cell[]>;
  entries(): Promise<Entry[]>;
  periods(): Promise<Period[]>;
  /** Loads under a name of its own, once. */
  once<T>(name: string, load: () => Promise<T>): Promise<T>;
}

export function openBooks(db: Db, officeId: number, moment: Moment): Books {
  const loaded = new Map<string, Promise<unknown>>();
  const once = <T>(name: string, load: () => Promise<T>): Promise<T> => {
    const found = loaded.get(name) ?? load();
    loaded.set(name, found);
    return found as Promise<T>;
  };
  return {
    db,
    officeId,
    moment,
    once,
    cells: () => once('ledger.cells', () => readPeriodCells(db, officeId, { moment })),
    placeCells: () => once('ledger.place-cells', () => readCells(db, officeId, { moment })),
    entries: () => once('ledger.entries', () => readEntries(db, officeId, { upToSeq: moment.seq })),
    periods: () => once('ledger.periods', () => readPeriods(db, officeId, moment)),
  };
}

/** A plain value: nothing hidden, nothing left out. */
export function plain(scope: Scope, value: number): Value {
  return { scope, value, marker: '', leavesOut: [] };
}

/**
 * A figure that is a total of the books: what the accounts that are meant took in less what they gave out (or the
 * other way round, with sign -1).
 */
export function ledgerFigure(definition: {
  id: string;
  label: string;
  means: string;
  sign?: 1 | -1;
  filter: CellFilter | ((scope: Scope) => CellFilter);
}): Figure {
  const { filter, sign = 1, ...named } = definition;
  const filterOf = (scope: Scope): CellFilter => ({
    ...scopeFilter(scope),
    ...(typeof filter === 'function' ? filter(scope) : filter),
  });
  return {
    ...named,
    unit: 'pence',
    async values(books, scopes) {
      const filters = scopes.map(filterOf);
      const cells = await cellsFor(books, filters);
      return scopes.map((scope, index) => plain(scope, signed(total(cells, filters[index] as CellFilter), sign)));
    },
    async trace(books, scope) {
      return behindTotal(await books.entries(), filterOf(scope)).map(({ entry, pence }) =>
        entryRow(entry, signed(pence, sign)),
      );
    },
  };
}

/** The cells that can answer these filters: by place and category only where one asks for it. */
function cellsFor(books: Books, filters: readonly CellFilter[]): Promise<Cell[]> {
  const byPlace = filters.some(({ place, category }) => place !== undefined || category !== undefined);
  return byPlace ? books.placeCells() : books.cells();
}

/** Multiplies without making a negative zero, which would print as -0. */
export function signed(pence: Pence, sign: 1 | -1): Pence {
  return sign === -1 && pence !== 0 ? -pence : pence;
}

/** An entry as a row of a trace, linked to the record that explains it. */
export function entryRow(entry: Entry, pence: Pence): TraceRow {
  const reference = entry.spendRef ?? entry.decisionRef ?? entry.to.agreement;
  return {
    label:
      `${ENTRY_WORDS[entry.kind]}${reference === '' ? '' : ` ${reference}`}: ` +
      `${accountShown(entry.from)} to ${accountShown(entry.to)} (${moneyShown(entry.to)})`,
    href: entryHref(entry),
    day: entry.happenedOn,
    value: pence,
    marker: '',
  };
}

const ENTRY_WORDS: Record<Entry['kind'], string> = {
  award: 'Award',
  allocate: 'Allocation',
  budget: 'Budget',
  'budget-revision': 'Budget revision',
  commit: 'Commitment',
  spend: 'Spend',
  'unmatched-credit': 'Unmatched credit',
  refund: 'Refund',
  reversal: 'Reversal',
  release: 'Release',
  accrual: 'Accrual',
  'accrual-reversal': 'Accrual turned round',
  prepayment: 'Paid in advance',
  'prepayment-release': 'Paid in advance, now served',
  adjustment: 'Adjustment',
  'adjustment-credit': 'Adjustment',
  virement: 'Virement',
  'carry-out': 'Carried forward',
  'carry-in': 'Brought forward',
  lapse: 'Lapse',
};

function entryHref(entry: Entry): string | null {
  if (entry.spendRef !== null) return `/spend/${entry.spendRef}`;
  if (entry.decisionRef !== null) return `/decisions/${entry.decisionRef}`;
  const agreement = entry.to.agreement || entry.from.agreement;
  if (agreement !== '') return `/agreements/${agreement}`;
  return `/funding-sources/${entry.from.source}`;
}
