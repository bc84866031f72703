import type { Moment } from '../audit/moment.ts';
import type { Pence } from '../money/pence.ts';
import type { ActName } from '../people/may.ts';
import type { Db } from '../platform/database.ts';
import { accountShown, moneyShown } from './account.ts';
import { readCells, readPeriodCells } from './balance.store.ts';
import { behindTotal, type Cell, type CellFilter, meantAccounts, total } from './balance.ts';
import { readEntries } from './entry.store.ts';
import type { Entry, EntryKind } from './entry.ts';
import { withOriginals } from './original.store.ts';
import { readPeriods } from './period.store.ts';
import type { Period } from './period.ts';
import { oneYear, type Scope, scopeFilter } from './scope.ts';

/** `tenths-of-percent` holds 4.2% as 42, and `hundredths` 19.50 as 1950, since only whole numbers are frozen. */
export type Unit = 'pence' | 'count' | 'hundredths' | 'percent' | 'tenths-of-percent' | 'pence-per-unit';

/**
 * What stands instead of a number: `c` confidential, `x` not available or not published, `z` not applicable; or beside
 * one: `p` provisional, `r` revised.
 */
export type Marker = '' | 'c' | 'x' | 'z' | 'p' | 'r';

/** A number, which may be marked, or the marker that stands instead of it. `leavesOut` names what a total could not include, and why. */
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
  /** The entry of the books that it is, by its number; a row that is something else has none. */
  entry?: number;
  /** Whether it is expected and not yet spent: a forecast. */
  expected?: true;
}

/** A named number with one definition, that can be computed as at any moment and opened to what is behind it. */
export interface Figure {
  id: string;
  label: string;
  /** One sentence, printed in the pack's notes. */
  means: string;
  unit: Unit;
  /** Which act opens it, where not everybody may: from a county's number and their own, some would know another's. */
  readBy?: ActName;
  /** Shown in brackets when below zero: an over/(under)spend. */
  overUnder?: boolean;
  values(books: Books, scopes: Scope[]): Promise<Value[]>;
  trace(books: Books, scope: Scope): Promise<TraceRow[]>;
  /** Where the trace leaves amounts out: the rows with every amount, to be added up again and never shown. */
  whole?(books: Books, scope: Scope): Promise<TraceRow[]>;
}

/** What was recorded up to a moment, read once however many figures ask. */
export interface Books {
  readonly db: Db;
  readonly officeId: number;
  readonly moment: Moment;
  /** Whether whoever reads may open every entry, so that the sum of some is nothing new to them. */
  readonly seesEntries: boolean;
  /** Balances by account, period and kind; places and categories together. Of the money of one year where it is named. */
  cells(moneyYear?: number): Promise<Cell[]>;
  /** Balances by place and category too. */
  placeCells(moneyYear?: number): Promise<Cell[]>;
  entries(): Promise<Entry[]>;
  periods(): Promise<Period[]>;
  /** Loads under a name of its own, once. */
  once<T>(name: string, load: () => Promise<T>): Promise<T>;
}

/** Opens them as at a moment: for all readers of a paper or a page, unless they are of one who may open every entry. */
export function openBooks(db: Db, officeId: number, moment: Moment, seesEntries = false): Books {
  const loaded = new Map<string, Promise<unknown>>();
  const once = <T>(name: string, load: () => Promise<T>): Promise<T> => {
    const found = loaded.get(name) ?? load();
    loaded.set(name, found);
    return found as Promise<T>;
  };
  const cellsOf = (name: string, read: typeof readCells, moneyYear: number | undefined): Promise<Cell[]> =>
    once(`${name} ${moneyYear ?? ''}`, async () => {
      const all = moneyYear === undefined ? undefined : (loaded.get(`${name} `) as Promise<Cell[]> | undefined);
      if (all === undefined) return read(db, officeId, { moment, moneyYear });
      // Frozen as what is read: whoever asks it often may group it once.
      return Object.freeze((await all).filter(({ account }) => account.year === moneyYear)) as Cell[];
    });
  return {
    db,
    officeId,
    moment,
    seesEntries,
    once,
    cells: (moneyYear) => cellsOf('ledger.cells', readPeriodCells, moneyYear),
    placeCells: (moneyYear) => cellsOf('ledger.place-cells', readCells, moneyYear),
    entries: () => once('ledger.entries', () => readEntries(db, officeId, { upToSeq: moment.seq })),
    periods: () => once('ledger.periods', () => readPeriods(db, officeId, moment)),
  };
}

/** A plain value: nothing hidden, nothing left out. */
export function plain(scope: Scope, value: number): Value {
  return { scope, value, marker: '', leavesOut: [] };
}

/** Said where a figure has no meaning for what is asked, such as what a source bears of spend nobody approved. */
export function notApplicable(scope: Scope): Value {
  return { scope, value: null, marker: 'z', leavesOut: [] };
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
      const filter = filterOf(scope);
      return behindTotal(await entriesFor(books, filter), filter).map(({ entry, pence }) =>
        entryRow(entry, signed(pence, sign)),
      );
    },
  };
}

/**
 * The cells that can answer these questions: of one year's money where all ask for that, and by place and category
 * only where one asks for it.
 */
export function cellsFor(books: Books, filters: readonly CellFilter[]): Promise<Cell[]> {
  const byPlace = filters.some(({ place, category }) => place !== undefined || category !== undefined);
  const year = oneYear(filters);
  return byPlace ? books.placeCells(year) : books.cells(year);
}

/** The entries that can be behind a total: those of the accounts that it means, in the period where it names one. */
export async function entriesFor(books: Books, filter: CellFilter): Promise<Entry[]> {
  const { db, officeId, moment } = books;
  const accounts = meantAccounts(await cellsFor(books, [filter]), filter);
  const { period } = filter;
  return accounts.length === 0
    ? []
    : withOriginals(
        db,
        officeId,
        await readEntries(db, officeId, { upToSeq: moment.seq, period, accountIds: accounts.map(({ id }) => id) }),
      );
}

/** Multiplies without making a negative zero, which would print as -0. */
export function signed(pence: Pence, sign: 1 | -1): Pence {
  return sign === -1 && pence !== 0 ? -pence : pence;
}

/** An entry as a row of a trace, linked to the record that explains it. */
export function entryRow(entry: Entry, pence: Pence): TraceRow {
  const reference = entry.spendRef ?? entry.batchRef ?? entry.decisionRef ?? entry.to.agreement;
  return {
    label:
      `${ENTRY_WORDS[entry.kind]}${reference === '' ? '' : ` ${reference}`}${originalShown(entry)}: ` +
      `${accountShown(entry.from)} to ${accountShown(entry.to)} (${moneyShown(entry.to)})`,
    href: entryHref(entry),
    day: entry.happenedOn,
    value: pence,
    marker: '',
    entry: entry.id,
  };
}

const OF_BUDGETS: readonly EntryKind[] = [
  ...(['award', 'allocate', 'budget', 'budget-revision', 'virement'] as const),
  ...(['carry-out', 'carry-in', 'lapse'] as const),
];

/** Whether a row is an entry that moves money before anybody is to be paid: a decision on a budget, no commitment. */
export function isOfBudgets({ entry, label }: TraceRow): boolean {
  const begins = (words: string) => label.startsWith(`${words} `) || label.startsWith(`${words}:`);
  return entry !== undefined && OF_BUDGETS.some((kind) => begins(ENTRY_WORDS[kind]));
}

/** Which record an entry goes back to: what it takes back, or what it was posted anew for. */
function originalShown({ original, corrects }: Entry): string {
  if (original === undefined || original === null) return '';
  return corrects === null ? `, recoded from ${original}` : ` of ${original}`;
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
  if (entry.batchRef !== null) return `/imports/${entry.batchRef}?entry=${entry.id}`;
  if (entry.decisionRef !== null) return `/decisions/${entry.decisionRef}`;
  const agreement = entry.to.agreement || entry.from.agreement;
  if (agreement !== '') return `/agreements/${agreement}`;
  return `/funding-sources/${entry.from.source}`;
}
