import type { Day } from '../calendar/day.ts';
import { formatShortDay } from '../calendar/day.ts';
import { yearShown } from '../calendar/financial-year.ts';
import { type PeriodKey, periodLabel, periodShown } from '../calendar/period.ts';
import { addUp } from '../ledger/balance.ts';
import { categoryShown } from '../ledger/category.ts';
import type { ShownFigure } from '../ledger/shown-figure.ts';
import { yearChoices } from '../ledger/year-choice.ts';
import { formatPounds, type Pence } from '../money/pence.ts';
import { PLACE_CHOICES, placeName } from '../partners/place.ts';
import type { Page } from '../people/door.ts';
import { formatCount } from '../platform/count.ts';
import type { FileCell } from '../platform/csv.ts';
import { Fields } from '../platform/form.pages.ts';
import type { Choice } from '../platform/form.ts';
import { capital } from '../platform/sentence.ts';
import { type Cell, words } from '../platform/table.ts';
import type { ListPage } from './list/list.ts';
import { turnsOf } from './list/turns.pages.ts';
import { type Spend, type SpendStatus, signedPence } from './spend.ts';
import { CATEGORY_CHOICES, type SpendChoices } from './spend-choices.ts';
import { type SpendQuery, STATUSES } from './spend-list.form.ts';

const ANY = { any: 'All', full: true };

const SORTS = [
  { value: 'newest', text: 'Newest first' },
  { value: 'oldest', text: 'Oldest first' },
  { value: 'amount', text: 'Largest amount first' },
  { value: 'smallest', text: 'Smallest amount first' },
  { value: 'invoiced', text: 'Latest invoice first' },
  { value: 'earliest', text: 'Earliest invoice first' },
];

/** The tag of a status; the word carries it, the colour only helps. */
export function statusTag(status: string): { text: string; classes: string } {
  const colours: Record<string, string> = {
    'awaiting approval': 'govuk-tag--yellow',
    'awaiting acceptance': 'govuk-tag--yellow',
    approved: 'govuk-tag--green',
    accepted: 'govuk-tag--green',
    returned: 'govuk-tag--red',
    rejected: 'govuk-tag--red',
    reversed: 'govuk-tag--grey',
    'turned round': 'govuk-tag--grey',
  };
  return { text: capital(status), classes: colours[status] ?? '' };
}

/** What each kind of spend is called. */
export const KIND_WORDS: Record<Spend['kind'], string> = {
  spend: 'Spend',
  refund: 'Refund',
  reversal: 'Reversal',
  'unmatched-credit': 'Unmatched credit',
  accrual: 'Accrual',
  prepayment: 'Paid in advance',
  adjustment: 'Adjustment',
  'adjustment-credit': 'Adjustment, taking off',
};

/** A period as a cell of a list, such as `2015/16 P4`. */
export function periodCell({ year, number: period }: PeriodKey): Cell {
  return { ...words(`${yearShown(year)} P${period}`), ref: true };
}

/** Where a spend opens: an imported line on the page of its batch, as the batch itself does. */
export function spendHref({ ref }: Pick<Spend, 'ref'>): string {
  const [named = '', row] = ref.split('/');
  if (!named.startsWith('IB-')) return `/spend/${named}`;
  return row === undefined ? `/imports/${named}` : `/imports/${named}?row=${row}`;
}

/** The address of a form about a spend or a line of a batch, such as `correction`. */
export function spendFormHref(ref: string, form: string): string {
  return `/spend/${encodeURIComponent(ref)}/${form}`;
}

/** A spend as a row of a list. */
export function spendRow(spend: Spend) {
  return {
    ref: spend.ref,
    href: spendHref(spend),
    kind: spend.kind === 'spend' ? null : KIND_WORDS[spend.kind],
    supplier: spend.supplier,
    initiative: spend.initiative,
    agreement: spend.agreement,
    place: placeName(spend.place),
    category: categoryShown(spend.category),
    invoiced: formatShortDay(spend.invoicedOn),
    period: `${yearShown(spend.period.year)} P${spend.period.number}`,
    concerns: spend.concerns === null ? null : `${yearShown(spend.concerns.year)} P${spend.concerns.number}`,
    status: statusTag(spend.status),
    text: formatPounds(signedPence(spend)),
  };
}

/** What the rows of a list come to, where no figure can be asked the same question. */
export interface RowsTotal {
  rows: number;
  text: string;
  parts: string[];
}

/**
 * Adds the rows up, and says how much of that has which status: what was returned never counts as spend. What imported
 * lines come to stands beside the rows, by status.
 */
export function rowsTotal(
  spends: readonly Pick<Spend, 'kind' | 'correctsKind' | 'pence' | 'status'>[],
  lines: ReadonlyMap<SpendStatus, Pence> = new Map(),
  rows = spends.length,
): RowsTotal {
  const parts = STATUSES.flatMap((status) => {
    const of = spends.filter((spend) => spend.status === status);
    if (of.length === 0 && !lines.has(status)) return [];
    return [{ status, pence: addUp([...of.map(signedPence), lines.get(status) ?? 0]) }];
  });
  return {
    rows,
    text: formatPounds(addUp(parts.map(({ pence }) => pence))),
    parts: parts.length > 1 ? parts.map(({ status, pence }) => `${formatPounds(pence)} ${status}`) : [],
  };
}

const POSTED: readonly SpendStatus[] = ['approved', 'reversed', 'turned round'];

/** What of the rows is posted, in pence: a reversed spend too, since its reversal is a row of its own. */
export function postedPence(rows: readonly Pick<Spend, 'kind' | 'correctsKind' | 'pence' | 'status'>[]): Pence {
  return addUp(rows.filter(({ status }) => POSTED.includes(status)).map(signedPence));
}

const KIND_CHOICES: readonly Choice[] = Object.entries(KIND_WORDS).map(([value, text]) => ({ value, text }));

interface Listed {
  query: SpendQuery;
  choices: SpendChoices;
  /** Who has entered spend, as choices. */
  people: readonly Choice[];
  page: ListPage;
  /** The figures of the same question, what the rows come to where there are none, or null where that is not known. */
  totals: readonly ShownFigure[] | RowsTotal | null;
  /** Whether spend has moved that no row was recorded for, by the closing of a period or by a schedule. */
  movesByItself: boolean;
  mayEnter: boolean;
  mayImport: boolean;
}

/** The form that filters the list of spend, as it was filled in. */
export function filterFields({ typed, sort, errors }: SpendQuery, choices: SpendChoices, people: readonly Choice[]) {
  const fields = new Fields({ ...typed, sort }, errors);
  const years = [...new Set(choices.periods.map(({ year }) => year))].toReversed();
  const periods = choices.periods.toReversed().map((period) => ({
    value: periodLabel(period),
    text: `${yearShown(period.year)} ${periodShown(period)}`,
  }));
  const statuses = STATUSES.map((status) => ({ value: status, text: statusTag(status).text }));
  return [
    fields.select('initiative', 'Initiative', choices.initiatives, ANY),
    fields.select('agreement', 'Agreement', choices.agreements, ANY),
    fields.text('supplier', 'Supplier contains'),
    fields.select('place', 'Place', PLACE_CHOICES, ANY),
    fields.select('category', 'Category', CATEGORY_CHOICES, ANY),
    fields.text('words', 'Words in supplier, reference or text', {
      hint: 'Whole words; a star at the end finds longer ones, such as print*',
    }),
    fields.select('kind', 'Kind', KIND_CHOICES, ANY),
    fields.select('status', 'Status', statuses, ANY),
    fields.select('by', 'Entered by', people, ANY),
    fields.select('year', 'Financial year', yearChoices(years), ANY),
    fields.select('period', 'Period', periods, ANY),
    fields.select('sort', 'Order', SORTS, { always: true, full: true }),
    fields.text('from', 'Invoiced from', { hint: 'For example, 1 April 2015' }),
    fields.text('to', 'Invoiced to', { hint: 'For example, 30 June 2015' }),
    fields.pounds('least', 'Amount from', { hint: 'Credits count by their size' }),
    fields.pounds('most', 'Amount to', { hint: 'For example, 1,234.50' }),
  ];
}

/** The list of spend with its filters, its totals and the same list as a file. */
export function spendListPage(listed: Listed): Page {
  const { query, choices, people, page, totals, movesByItself, mayEnter, mayImport } = listed;
  const { typed } = query;
  const hasFigures = totals !== null && !('rows' in totals);
  return {
    title: 'Spend',
    wide: true,
    errors: query.errors.map(({ field, message }) => ({ text: message, href: `#${field}` })),
    filtered: Object.keys(typed).length > 0,
    batch: typed.batch ?? '',
    filters: filterFields(query, choices, people),
    figures: hasFigures ? totals.map((figure) => overTheirYears(figure, query)) : [],
    rowsTotal: totals !== null && 'rows' in totals ? sentenceOf(totals) : null,
    isTotalUnknown: totals === null && query.errors.length === 0,
    note:
      !hasFigures || !movesByItself
        ? null
        : 'Spend to date counts accruals that turned round, and what was paid in advance as its periods come. The rows show each once, as it was recorded.',
    csv: listHref('/spend.csv', typed),
    rows: page.rows.map(spendRow),
    ...turnsOf(page, query.at, (part) => listHref('/spend', { ...typed, ...part })),
    mayEnter,
    mayImport,
  };
}

/** Spend to date without a year or a period is that of every year, and says so. */
function overTheirYears(figure: ShownFigure, { filter }: SpendQuery): ShownFigure {
  const isOfAll = figure.figure === 'spend.to-date' && filter.year === undefined && filter.period === undefined;
  return isOfAll ? { ...figure, label: `${figure.label}, all years` } : figure;
}

function sentenceOf({ rows, text, parts }: RowsTotal): { lead: string; text: string; rest: string } {
  const lead = rows === 1 ? 'This row comes to' : `These ${formatCount(rows)} rows come to`;
  return { lead, text, rest: parts.length === 0 ? '' : `: ${parts.join(', ')}` };
}

/** The address of a list with its filter. */
function listHref(path: string, typed: Record<string, string>): string {
  const text = new URLSearchParams(typed).toString();
  return text === '' ? path : `${path}?${text}`;
}

export const CSV_COLUMNS = [
  'reference',
  'kind',
  'status',
  'initiative',
  'agreement',
  'revenue_or_capital',
  'place_code',
  'place',
  'category_code',
  'category',
  'supplier',
  'invoice_date',
  'date_received',
  'date_paid',
  'financial_year',
  'period',
  'their_reference',
  'net',
  'irrecoverable_vat',
  'amount',
  'description',
  'corrects',
  'batch',
  'file_row',
  'concerns_financial_year',
  'concerns_period',
  'counted_in_spend',
];

/** What of each payment in advance has become spend, in pence, by its reference. */
export type Served = ReadonlyMap<string, Pence>;

/**
 * What of a row stands in spend to date, in pence: nothing while it awaits approval, of an accrual nothing once it has
 * turned round, and of a payment in advance, or of its reversal, what has been served.
 */
export function countedPence(spend: Spend, served: Served): Pence {
  if (spend.status !== 'approved' && spend.status !== 'reversed') return 0;
  if (spend.kind === 'prepayment') return served.get(spend.ref) ?? 0;
  if (spend.correctsKind === 'prepayment') return -(served.get(spend.corrects ?? '') ?? 0) || 0;
  return signedPence(spend);
}

function dayOf(day: Day | null): FileCell {
  return day === null ? null : { day };
}

/** A spend as a row of the file: what takes spend away is below zero, as it counts in the total. */
export function csvRow(spend: Spend, served: Served): FileCell[] {
  const sign = signedPence({ ...spend, pence: 1 });
  const { year, number } = spend.period;
  return [
    spend.ref,
    spend.kind,
    spend.status,
    spend.initiative,
    spend.agreement,
    spend.nature,
    spend.place,
    placeName(spend.place),
    spend.category,
    categoryShown(spend.category).replace(/^\d+ /, ''),
    spend.supplier,
    dayOf(spend.invoicedOn),
    dayOf(spend.receivedOn),
    dayOf(spend.paidOn),
    yearShown(year),
    number,
    spend.reference,
    { amount: sign * spend.netPence || 0 },
    { amount: sign * spend.vatPence || 0 },
    { amount: signedPence(spend) },
    spend.description,
    spend.corrects,
    spend.batch,
    spend.row,
    spend.concerns === null ? null : yearShown(spend.concerns.year),
    spend.concerns?.number ?? null,
    { amount: countedPence(spend, served) },
  ];
}
