import { type Choice, type FormAnswer, FormReader } from '../../../platform/form.ts';
import { CATEGORY_CHOICES } from '../../spend-choices.ts';
import {
  type Basis,
  type ColumnName,
  DATE_SHAPES,
  type DateShape,
  headerKey,
  NEGATIVES,
  PERIOD_SOURCES,
  type PeriodSource,
} from '../read/profile.ts';
import { columnField, type Draft, dateField, markField, nameOf } from './draft.ts';
import type { HeldSample } from './held-sample.ts';
import { columnsOf, MEANINGS } from './meaning.ts';

export const BASIS_CHOICES: readonly (Choice & { hint: string })[] = [
  { value: 'net', text: 'Without recoverable VAT', hint: 'Every amount is spend as it stands' },
  {
    value: 'gross with a VAT column',
    text: 'With VAT, which a column names',
    hint: 'The column “Recoverable VAT” is taken off each amount',
  },
  {
    value: 'tax on its own line',
    text: 'Without VAT, which stands on lines of its own',
    hint: 'Lines on the accounts named below are skipped',
  },
];
export const PERIOD_CHOICES: readonly (Choice & { hint?: string })[] = [
  { value: 'asked', text: 'Whoever imports the file says it' },
  { value: 'year and period', text: 'A column such as 201503', hint: 'Period 3 of the financial year named 2015' },
  { value: 'period and fiscal year', text: 'Two columns, the period and the financial year' },
  { value: 'month name', text: 'A column such as APR-15', hint: 'The calendar month' },
];
export const YEAR_CHOICES: readonly Choice[] = [
  { value: 'starts', text: 'The year in which it starts: 2015/16 is 2015' },
  { value: 'ends', text: 'The year in which it ends: 2015/16 is 2016' },
];

/** Every field of the form for a sample. */
function fieldsOf(sample: HeldSample): string[] {
  return [
    'token',
    'label',
    'supersedes',
    'system',
    'thousands',
    'pound',
    'basis',
    'accounts',
    'period',
    'year',
    'year_end',
    'blank_supplier',
    'group',
    ...columnsOf(sample).map(({ at }) => columnField(at)),
    ...DATE_SHAPES.map(dateField),
    ...NEGATIVES.map(markField),
  ];
}

/** Reads what was said of a sample; `own` are the office's own profiles, which it may supersede. */
export function readDraft(body: unknown, sample: HeldSample, own: readonly Choice[]): FormAnswer<Draft> {
  const form = new FormReader(body, fieldsOf(sample));
  const headers = readHeaders(form, sample);
  const dates = readDates(form);
  const marks = NEGATIVES.filter((mark) => form.box(markField(mark), mark));
  const amount = {
    thousands: form.box('thousands', 'Commas'),
    pound: form.box('pound', 'Pound signs'),
    negatives: marks,
  };
  const basis = readBasis(form, headers);
  const period = readPeriodSource(form, headers);
  const blankSupplier = form.text('blank_supplier', 'Supplier where none is named', { optional: true }) || null;
  const group = form.choice('group', 'CIPFA group', CATEGORY_CHOICES, { optional: true }) || null;
  const system = form.text('system', 'Name of the finance system', { longest: 40 });
  const supersedes = form.choice('supersedes', 'Profile that it supersedes', own, { optional: true }) || null;
  const label = form.text('label', 'Name of the profile', { longest: 80 });
  if (label !== '' && nameOf(label) === '')
    form.fail('label', 'Name of the profile must have letters or numbers in it');
  return form.answer(() => ({
    ...{ label, supersedes, system, headers, dates, amount, basis, period, blankSupplier, group },
  }));
}

function readHeaders(form: FormReader, sample: HeldSample): Map<ColumnName, string> {
  const headers = new Map<ColumnName, string>();
  const columns = columnsOf(sample);
  for (const { at, header, whyNot } of columns) {
    const field = columnField(at);
    const meaning = form.choice(field, `Meaning of ${header}`, MEANINGS, { optional: true }) as ColumnName | '';
    if (meaning === '') continue;
    const other = headers.get(meaning);
    if (whyNot !== null) form.fail(field, `The column ${at + 1} cannot be read. ${whyNot}`);
    else if (other === undefined) headers.set(meaning, header);
    else form.fail(field, `${textOf(meaning)} must be one column; it is ${other} and ${header}. Choose one of them`);
  }
  const first = columnField(columns[0]?.at ?? 0);
  const need = (name: ColumnName) => {
    if (!headers.has(name)) form.fail(first, `Select which column is the ${inSentence(textOf(name))}`);
  };
  for (const name of ['date', 'transaction', 'supplier'] as const) need(name);
  const split = headers.has('debit') || headers.has('credit');
  if (!split) need('amount');
  else if (headers.has('amount')) form.fail(first, 'Select an amount, or a debit and a credit, not all of them');
  else for (const name of ['debit', 'credit'] as const) need(name);
  return headers;
}

function readDates(form: FormReader): DateShape[] {
  const dates = DATE_SHAPES.filter((shape) => form.box(dateField(shape), shape));
  if (dates.length === 0) form.fail(dateField(DATE_SHAPES[0]), 'Select how dates are written');
  if (dates.filter((shape) => shape.startsWith('Excel serial')).length > 1) {
    form.fail(dateField('Excel serial 1904'), 'Select one of the two systems of Excel serial numbers');
  }
  return dates;
}

function readBasis(form: FormReader, headers: ReadonlyMap<ColumnName, string>): Basis {
  const kind = form.choice('basis', 'What the amounts are', BASIS_CHOICES) as Basis['kind'];
  const typed = form.text('accounts', 'Accounts of the VAT', { optional: true, longest: 500 });
  const accounts = typed.split(/[\s,;]+/).filter((account) => account !== '');
  if (kind === 'gross with a VAT column' && !headers.has('vat')) {
    form.fail('basis', 'Select which column is the recoverable VAT, or another answer here');
  }
  if (kind !== 'tax on its own line') return { kind };
  if (!headers.has('account')) form.fail('basis', 'Select which column is the account, or another answer here');
  if (accounts.length === 0) form.fail('accounts', 'Enter the accounts on which VAT stands, such as 9310');
  return { kind, accounts };
}

function readPeriodSource(form: FormReader, headers: ReadonlyMap<ColumnName, string>): PeriodSource {
  const sources = PERIOD_SOURCES.map((value) => ({ value, text: value }));
  const from = form.choice('period', 'Where the period comes from', sources) as PeriodSource['from'] | '';
  const yearEnd = form.text('year_end', 'Names of year-end periods', { optional: true });
  const isAsked = from === '' || from === 'asked';
  const year = form.choice('year', 'How a financial year is named', YEAR_CHOICES, { optional: isAsked });
  if (isAsked) return { from: 'asked' };
  if (!headers.has('period')) form.fail('period', 'Select which column is the period, or another answer here');
  if (from === 'period and fiscal year' && !headers.has('fiscalYear')) {
    form.fail('period', 'Select which column is the financial year, or another answer here');
  }
  const naming = year === 'ends' ? 'ends' : 'starts';
  if (from !== 'month name') return { from, year: naming };
  return { from, year: naming, yearEnd: yearEnd.split(/[\s,;]+/).filter((name) => headerKey(name) !== '') };
}

function textOf(meaning: ColumnName): string {
  return MEANINGS.find(({ value }) => value === meaning)?.text ?? meaning;
}

function inSentence(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
