import type { Typed } from '../../../platform/form.ts';
import { TICKED } from '../../../platform/form.ts';
import {
  type Basis,
  type ColumnName,
  DATE_SHAPES,
  type DateShape,
  type ImportProfile,
  type KeyPart,
  NEGATIVES,
  type PeriodSource,
  SKIPS,
} from '../read/profile.ts';
import type { HeldSample } from './held-sample.ts';
import { columnsOf, guessDates, guessMeanings, guessNotation } from './meaning.ts';

/** What somebody said of a sample: what its columns mean, and how its cells are written. */
export interface Draft {
  label: string;
  /** The office's own profile that this is a new version of; null for a new one. */
  supersedes: string | null;
  system: string;
  /** By what they mean, the header of each column that is read. */
  headers: ReadonlyMap<ColumnName, string>;
  dates: DateShape[];
  amount: ImportProfile['amount'];
  basis: Basis;
  period: PeriodSource;
  blankSupplier: string | null;
  /** The CIPFA group of every line that says none itself; null where the coding rules decide it. */
  group: string | null;
}

const GROUPS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10'];

/** The field of a column, of a shape of a date, and of a mark of an amount. */
export const columnField = (at: number): string => `column-${at}`;
export const dateField = (shape: DateShape): string => `date-${DATE_SHAPES.indexOf(shape)}`;
export const markField = (mark: (typeof NEGATIVES)[number]): string => `mark-${NEGATIVES.indexOf(mark)}`;

/** The name by which files are read through a profile, from what it is called: 'Payments, monthly' is 'payments-monthly'. */
export function nameOf(label: string): string {
  const plain = label.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return plain
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 60)
    .replace(/^-|-$/g, '');
}

/** The profile that a draft makes: only the columns that were chosen are in it. */
export function profileOf(draft: Draft): ImportProfile {
  const { headers, basis, period, group } = draft;
  const has = (name: ColumnName): boolean => headers.has(name);
  const parts: KeyPart[] = [
    ...(has('body') ? ['body' as const] : []),
    ...(period.from === 'period and fiscal year' ? ['fiscalYear' as const] : []),
    'transaction',
    has('line') ? 'line' : 'occurrence',
  ];
  const required = new Set<ColumnName>(['date', 'transaction', 'supplier']);
  for (const name of ['amount', 'debit', 'credit', 'body', 'line', 'category'] as const) {
    if (has(name)) required.add(name);
  }
  if (basis.kind === 'gross with a VAT column') required.add('vat');
  if (basis.kind === 'tax on its own line') required.add('account');
  if (period.from !== 'asked') required.add('period');
  if (period.from === 'period and fiscal year') required.add('fiscalYear');
  return {
    name: draft.supersedes ?? nameOf(draft.label),
    label: draft.label,
    system: draft.system,
    encoding: 'auto',
    columns: Object.fromEntries([...headers].map(([name, header]) => [name, [header]])),
    required: [...required],
    keep: [...headers.keys()],
    lineKey: parts,
    dates: draft.dates,
    amount: draft.amount,
    basis,
    period,
    credits: 'unmatched',
    skip: [...SKIPS],
    blankSupplier: draft.blankSupplier,
    categories: categoriesOf(has('category'), group),
  };
}

function categoriesOf(hasColumn: boolean, group: string | null): ImportProfile['categories'] {
  const fallback = group === null ? null : { code: group, name: 'by the profile' };
  if (!hasColumn) return fallback === null ? null : { rules: [], default: fallback };
  const rules = GROUPS.map((code) => ({ code, column: 'category' as const, test: 'is' as const, texts: [code] }));
  return { rules, default: fallback ?? 'undecided' };
}

/** What the form of a sample says at first: guessed by its headers and its cells. */
export function guessDraft(sample: HeldSample): Typed {
  const columns = columnsOf(sample);
  const meanings = guessMeanings(columns);
  const cellsOf = (...names: ColumnName[]): string[] => {
    const places = [...meanings].filter(([, name]) => names.includes(name)).map(([at]) => at);
    const below = sample.rows.slice(1).flatMap(({ cells }) => places.map((at) => cells[at]?.trim() ?? ''));
    return below.filter((cell) => cell !== '' && /\d/.test(cell));
  };
  const notation = guessNotation(cellsOf('amount', 'debit', 'credit', 'vat'));
  const has = (name: ColumnName) => [...meanings.values()].includes(name);
  const period = cellsOf('period').every((cell) => /^\d{6}$/.test(cell)) ? 'year and period' : 'month name';
  const typed: Typed = {
    basis: 'net',
    period: !has('period') ? 'asked' : has('fiscalYear') ? 'period and fiscal year' : period,
    year: 'starts',
  };
  for (const [at, meaning] of meanings) typed[columnField(at)] = meaning;
  for (const shape of guessDates(cellsOf('date'))) typed[dateField(shape)] = TICKED;
  for (const mark of notation.negatives) typed[markField(mark)] = TICKED;
  if (notation.thousands) typed.thousands = TICKED;
  if (notation.pound) typed.pound = TICKED;
  return typed;
}
