import { readYear } from '../calendar/financial-year.ts';
import { readPeriod } from '../calendar/period.ts';
import { CATEGORIES } from '../ledger/category.ts';
import type { Scope } from '../ledger/scope.ts';
import { findPlace } from '../partners/place.ts';
import { readQuery } from '../platform/form.ts';
import { Refusal } from '../platform/refusal.ts';
import { SPEND_SORTS, type SpendFilter, type SpendSort } from './spend.store.ts';
import { SPEND_KINDS, type SpendStatus } from './spend.ts';

export const STATUSES: readonly SpendStatus[] = [
  'awaiting approval',
  'approved',
  'turned round',
  'reversed',
  'returned',
];

const FILTERS = [
  'initiative',
  'agreement',
  'place',
  'category',
  'kind',
  'status',
  'year',
  'period',
  'supplier',
  'batch',
] as const;

/** Which spend a list is about, in what order and which page of it. */
export interface SpendQuery {
  filter: SpendFilter;
  sort: SpendSort;
  page: number;
  /** What the address said, as texts: to fill the filter form in, and for links to the same list. */
  typed: Record<string, string>;
}

/** Reads the address of a list. Refused as malformed, saying which part was not understood and what it may be. */
export function readSpendQuery(query: Record<string, unknown>): SpendQuery {
  const read = readQuery(query, [...FILTERS, 'sort', 'page']);
  const filter: SpendFilter = {};
  if (read.initiative !== undefined) filter.initiative = reference('initiative', read.initiative);
  if (read.agreement !== undefined) filter.agreement = reference('agreement', read.agreement);
  if (read.batch !== undefined) filter.batch = reference('batch', read.batch);
  if (read.place !== undefined) filter.place = findPlace(read.place)?.code ?? wrong('place', 'a code of a place');
  if (read.category !== undefined) {
    const found = CATEGORIES.find(({ code }) => code === read.category);
    filter.category = found?.code ?? wrong('category', 'a number from 1 to 10');
  }
  if (read.kind !== undefined) {
    filter.kinds = [SPEND_KINDS.find((kind) => kind === read.kind) ?? wrong('kind', SPEND_KINDS.join(', '))];
  }
  if (read.status !== undefined) {
    filter.status = STATUSES.find((status) => status === read.status) ?? wrong('status', STATUSES.join(', '));
  }
  if (read.year !== undefined) filter.year = readYear(read.year) ?? wrong('year', 'a financial year like 2015-16');
  if (read.period !== undefined) {
    filter.period = readPeriod(read.period) ?? wrong('period', 'a period like 2015-16-P04');
  }
  const supplier = read.supplier?.trim().normalize('NFC') ?? '';
  if (supplier.length > 100) wrong('supplier', 'at most 100 characters');
  if (supplier !== '') filter.supplier = supplier;
  const sorts = Object.keys(SPEND_SORTS) as SpendSort[];
  const sort =
    read.sort === undefined ? 'newest' : (sorts.find((name) => name === read.sort) ?? wrong('sort', sorts.join(', ')));
  const typed = Object.fromEntries(
    [...FILTERS, 'sort' as const].flatMap((name) => (read[name] === undefined ? [] : [[name, read[name] as string]])),
  );
  return { filter, sort, page: pageNumber(read.page), typed };
}

/** Reads which page of a list is meant; the first when none is named. Refused as malformed when it is no number. */
export function pageNumber(text: string | undefined): number {
  if (text === undefined) return 1;
  return /^[1-9]\d{0,5}$/.test(text) ? Number(text) : wrong('page', 'a page number from 1');
}

/**
 * The scope in which a figure is the total of the same rows; null when no figure can be asked that way, since the
 * books know neither suppliers nor batches nor what was recorded as what, nor what became of it.
 */
export function scopeOf({ filter }: Pick<SpendQuery, 'filter'>): Scope | null {
  const { initiative, agreement, place, category, year, period } = filter;
  const isAsked = [filter.supplier, filter.kinds, filter.status].some((part) => part !== undefined);
  if (isAsked || typeof filter.batch === 'string') return null;
  const scope: Scope = { initiative, agreement, place, category, year, period };
  return Object.fromEntries(Object.entries(scope).filter(([, part]) => part !== undefined));
}

function reference(name: string, text: string): string {
  return /^[A-Z]{1,3}-[0-9-]{1,20}$/.test(text) ? text : wrong(name, 'a reference like I-01 or AG-2014-001');
}

function wrong(name: string, expected: string): never {
  throw new Refusal(
    'malformed',
    'filter',
    `The part ${name} of the address must be ${expected}. Go back to the list and choose again.`,
  );
}
