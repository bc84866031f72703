import { type Day, isDay, readTypedDay } from '../calendar/day.ts';
import { readYear } from '../calendar/financial-year.ts';
import { readPeriod } from '../calendar/period.ts';
import { CATEGORIES } from '../ledger/category.ts';
import type { Scope } from '../ledger/scope.ts';
import { type Pence, parsePounds } from '../money/pence.ts';
import { findPlace } from '../partners/place.ts';
import type { FieldError } from '../platform/form.ts';
import { readQuery } from '../platform/form.ts';
import {
  AGREEMENT,
  choiceParameter,
  INITIATIVE,
  type Parameters,
  patternParameter,
  textParameter,
  YEAR,
} from '../platform/parameter.ts';
import { Refusal } from '../platform/refusal.ts';
import { soughtWords } from '../platform/search.ts';
import type { Turn } from './list/list.ts';
import { readPlace, SPEND_SORTS, type SpendSort } from './list/place.ts';
import type { SpendFilter } from './spend.store.ts';
import { SPEND_KINDS, type SpendStatus } from './spend.ts';

export const STATUSES: readonly SpendStatus[] = [
  'awaiting approval',
  'approved',
  'turned round',
  'reversed',
  'returned',
];

const REFERENCE = /^[A-Z]{1,3}-[0-9-]{1,20}$/;

/** What the list, and its file, can be narrowed by. */
const FILTERED = {
  initiative: INITIATIVE,
  agreement: AGREEMENT,
  place: textParameter('the code of a place', 'E08000035'),
  category: choiceParameter(
    CATEGORIES.map(({ code }) => String(code)),
    'a number from 1 to 10',
  ),
  kind: choiceParameter(SPEND_KINDS, 'what kind of entry it is'),
  status: choiceParameter(STATUSES, 'how it stands'),
  year: YEAR,
  period: patternParameter(/^\d{4}-\d{2}-[Pp]\d{1,2}$/, 'a period like 2015-16-P04', '2015-16-P04'),
  supplier: textParameter('part of a supplier’s name', 'Safe'),
  words: textParameter('words of it', 'foster'),
  batch: patternParameter(REFERENCE, 'the reference of an imported batch', 'IB-2015-16-001'),
  from: textParameter('the first day, like 30/06/2015', '01/04/2015'),
  to: textParameter('the last day, like 30/06/2015', '30/06/2015'),
  least: textParameter('the smallest amount, like 500.00', '500.00'),
  most: textParameter('the largest amount', '10000.00'),
  by: patternParameter(/^\d{1,9}$/, 'the number of whoever entered it', '3'),
} satisfies Parameters;

const FILTERS = Object.keys(FILTERED) as (keyof typeof FILTERED)[];

/** What the file of the list can be asked for. */
export const LIST_PARAMETERS: Parameters = {
  ...FILTERED,
  sort: choiceParameter(Object.keys(SPEND_SORTS), 'in which order; the newest first unless asked'),
};

const TURNS = ['after', 'before', 'last', 'at', 'all'] as const;

/** Which spend a list is about, in what order and which page of it. */
export interface SpendQuery {
  filter: SpendFilter;
  sort: SpendSort;
  turn: Turn;
  /** The number of the first row of the page, as the address has it; it is shown and decides nothing. */
  at: number;
  /** What was typed and cannot be understood; the list is then not shown. */
  errors: FieldError[];
  /** What the address said, as texts: to fill the filter form in, and for links to the same list. */
  typed: Record<string, string>;
}

/** Reads the address of a list. Refused as malformed, saying which part was not understood and what it may be. */
export function readSpendQuery(query: Record<string, unknown>): SpendQuery {
  const read = readQuery(query, [...FILTERS, ...TURNS, 'sort']);
  const errors: FieldError[] = [];
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
  if (read.words !== undefined) filter.words = soughtWords(read.words, true);
  if (read.by !== undefined) filter.enteredBy = /^\d{1,9}$/.test(read.by) ? Number(read.by) : wrong('by', 'a person');
  filter.from = typedDay('from', read.from, errors);
  filter.to = typedDay('to', read.to, errors);
  filter.least = typedAmount('least', read.least, errors);
  filter.most = typedAmount('most', read.most, errors);
  if (filter.from !== undefined && filter.to !== undefined && filter.from > filter.to) {
    errors.push({ field: 'to', message: 'The last day must be on or after the first; type it again' });
  }
  if (filter.least !== undefined && filter.most !== undefined && filter.least > filter.most) {
    errors.push({ field: 'most', message: 'The largest amount must be at least the smallest; type it again' });
  }
  const sorts = Object.keys(SPEND_SORTS) as SpendSort[];
  const sort =
    read.sort === undefined ? 'newest' : (sorts.find((name) => name === read.sort) ?? wrong('sort', sorts.join(', ')));
  const typed = Object.fromEntries(
    [...FILTERS, 'sort' as const].flatMap((name) => (read[name] === undefined ? [] : [[name, read[name] as string]])),
  );
  const at =
    read.at === undefined ? 1 : /^[1-9]\d{0,11}$/.test(read.at) ? Number(read.at) : wrong('at', 'a row number');
  return { filter: asked(filter), sort, turn: turnOf(read, sort), at, typed, errors };
}

/** A filter without the parts that were not asked about. */
function asked(filter: SpendFilter): SpendFilter {
  return Object.fromEntries(Object.entries(filter).filter(([, part]) => part !== undefined));
}

function turnOf({ after, before, last }: Record<string, string | undefined>, sort: SpendSort): Turn {
  const { by } = SPEND_SORTS[sort];
  if (after !== undefined) return { to: 'after', place: readPlace(after, by) };
  if (before !== undefined) return { to: 'before', place: readPlace(before, by) };
  return { to: last === undefined ? 'first' : 'last' };
}

/** A day as people write it: 30 June 2015, 30/06/2015 or 2015-06-30. */
function typedDay(field: 'from' | 'to', typed: string | undefined, errors: FieldError[]): Day | undefined {
  if (typed === undefined || typed.trim() === '') return undefined;
  const [day = '', month = '', year = '', ...rest] = typed.trim().split(/[ /]+/);
  const read = rest.length === 0 ? readTypedDay({ day, month, year }) : null;
  if (read?.ok === true) return read.day;
  if (isDay(typed.trim())) return typed.trim();
  const label = field === 'from' ? 'Invoiced from' : 'Invoiced to';
  errors.push({ field, message: `${label} must be a day, like 30 June 2015 or 30/06/2015` });
  return undefined;
}

function typedAmount(field: 'least' | 'most', typed: string | undefined, errors: FieldError[]): Pence | undefined {
  if (typed === undefined || typed.trim() === '') return undefined;
  const read = parsePounds(typed);
  const label = field === 'least' ? 'Amount from' : 'Amount to';
  if (read.ok && read.pence >= 0) return read.pence;
  errors.push({ field, message: `${label} ${read.ok ? 'must be £0.00 or more' : read.reason}` });
  return undefined;
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
  const { from, to, least, most, enteredBy, words } = filter;
  const isAsked = [filter.supplier, filter.kinds, filter.status, from, to, least, most, enteredBy, words].some(
    (part) => part !== undefined,
  );
  if (isAsked || typeof filter.batch === 'string') return null;
  const scope: Scope = { initiative, agreement, place, category, year, period };
  return Object.fromEntries(Object.entries(scope).filter(([, part]) => part !== undefined));
}

function reference(name: string, text: string): string {
  return REFERENCE.test(text) ? text : wrong(name, 'a reference like I-01 or AG-2014-001');
}

function wrong(name: string, expected: string): never {
  throw new Refusal(
    'malformed',
    'filter',
    `The part ${name} of the address must be ${expected}. Go back to the list and choose again.`,
  );
}
