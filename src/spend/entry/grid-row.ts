import { type Day, readDayText, readTypedDay } from '../../calendar/day.ts';
import { periodLabel } from '../../calendar/period.ts';
import { currentPeriod } from '../../ledger/period.ts';
import { type FieldError, type Typed, typedDay } from '../../platform/form.ts';
import { Refusal } from '../../platform/refusal.ts';
import type { NewSpend } from '../enter.ts';
import { readSpendForm } from '../spend.form.ts';
import type { EntryChoices } from '../spend-choices.ts';
import { cellField, GRID_COLUMNS, sameField } from './grid-column.ts';
import type { GridLists } from './grid-list.ts';

/** What rows are read against. */
export interface RowAsked {
  choices: EntryChoices;
  lists: GridLists;
  today: Day;
}

/** A row that was filled in: its number from 1, and its cells by column. */
export interface GridRow {
  number: number;
  cells: Typed;
  /** Whether it was confirmed that it is not the entry that it looks like. */
  confirmed: boolean;
}

export type RowAnswer = { ok: true; spend: NewSpend } | { ok: false; errors: FieldError[] };

const DAYS = ['invoiced', 'received', 'paid'];

/**
 * Reads a row as the form of one spend would be read, by the same rules: its cells become that form's answers, and
 * each mistake is named by row and column. An empty period is the current one, no agreement the budget of the
 * initiative, and an empty nature revenue.
 */
export function readRow({ number, cells }: GridRow, { choices, lists, today }: RowAsked): RowAnswer {
  const unread = new Map<string, string>();
  const typed: Typed = { nature: 'revenue', agreement: 'none', period: periodLabel(currentPeriod(choices.periods)) };
  for (const { name, label, from } of GRID_COLUMNS) {
    const cell = (cells[name] ?? '').trim();
    if (cell === '') continue;
    if (from === 'list') {
      const read = lists.read(name, cell);
      if ('value' in read) typed[name] = read.value;
      else unread.set(name, `${label} ${read.reason}`);
    } else if (DAYS.includes(name)) {
      const read = readWrittenDay(cell);
      if (read.ok) Object.assign(typed, typedDay(name, read.day));
      else unread.set(name, `${label} ${read.reason}`);
    } else typed[name] = cell;
  }
  const answer = readSpendForm(typed, choices, today);
  const errors = new Map(unread);
  for (const { field, message } of answer.ok ? [] : answer.errors) {
    const column = columnOfField(field);
    if (!errors.has(column)) errors.set(column, message);
  }
  if (answer.ok && errors.size === 0) return { ok: true, spend: answer.value };
  return {
    ok: false,
    errors: GRID_COLUMNS.flatMap(({ name }) => {
      const message = errors.get(name);
      return message === undefined ? [] : [rowError(number, name, message)];
    }),
  };
}

/** A mistake of a cell: the row is named, since the column's name begins the sentence or stands in it. */
function rowError(row: number, column: string, message: string): FieldError {
  return { field: cellField(column, row), message: `Row ${row}: ${message}` };
}

/** A refused row as an error of the cell that the refusal names. Anything but a refusal by a rule is thrown on. */
export function rowRefusal(row: number, error: unknown): FieldError {
  if (!(error instanceof Refusal) || error.kind !== 'refused') throw error;
  const column = columnOfField(error.field ?? FIELD_OF_RULE[error.rule] ?? 'initiative');
  return rowError(row, column, error.message);
}

const FIELD_OF_RULE: Record<string, string> = { 'period-closed': 'period', 'no-such-period': 'period' };

/** What is said of a row that looks like an entry which stands, beside the box that confirms it. */
export function likeError(row: number, refs: readonly string[]): FieldError {
  const message = `Row ${row}: it looks like ${refs.join(' and ')}. Tick the box of the row to record it all the same, or remove it`;
  return { field: sameField(row), message };
}

function columnOfField(field: string): string {
  return field.replace(/-(day|month|year)$/, '');
}

const NOT_A_DATE = 'must be a date, like 27/3/2015 or 2015-03-27';

/** A day as people write it: 27/3/2015, 2015-03-27, 27 March 2015. */
function readWrittenDay(text: string): { ok: true; day: Day } | { ok: false; reason: string } {
  const filed = readDayText(text, 'dd/mm/yyyy') ?? readDayText(text, 'yyyy-mm-dd');
  if (filed !== null) return { ok: true, day: filed };
  const [day = '', month = '', year = '', ...rest] = text
    .slice(0, 40)
    .trim()
    .split(/[ /.-]+/);
  if (rest.length > 0 || year === '') return { ok: false, reason: NOT_A_DATE };
  const read = readTypedDay({ day, month, year });
  return read.ok ? read : { ok: false, reason: `${read.reason}, like 27/3/2015` };
}
