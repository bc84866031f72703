import { addDays, type Day } from '../../calendar/day.ts';
import type { CellKind, RawRow } from './csv-rows.ts';
import { type FileLimits, tooManyColumns } from './limits.ts';
import type { Sheet, Workbook } from './workbook.ts';
import { readPart, WorkbookError } from './workbook-part.ts';

interface Cell {
  at: number;
  type: string;
  style: number;
  value: string | null;
  inline: string | null;
  hasFormula: boolean;
}

/** The rows of a sheet that hold anything, piece by piece. Throws WorkbookError where it cannot be read further. */
export function* sheetRows(workbook: Workbook, sheet: Sheet, limits: FileLimits): Generator<RawRow[]> {
  let rows: RawRow[] = [];
  let row: RawRow = { number: 0, cells: [], kinds: [] };
  let cell: Cell | null = null;
  let last = 0;
  let hears: 'value' | 'inline' | null = null;
  let inPhonetic = false;
  const ears = {
    open(name: string, attributes: Record<string, string>): void {
      if (name === 'row') {
        row = { number: rowNumber(attributes.r, last), cells: [], kinds: [] };
        last = row.number;
        if (last > limits.rows + 1) throw new WorkbookError(tooManyRows(limits));
      } else if (name === 'c') {
        cell = startCell(attributes, row.cells.length);
      } else if (name === 'f' && cell !== null) {
        cell.hasFormula = true;
      } else if (name === 'v' && cell !== null) {
        cell.value = '';
        hears = 'value';
      } else if (name === 'rPh') {
        inPhonetic = true;
      } else if (name === 't' && cell !== null && !inPhonetic) {
        cell.inline ??= '';
        hears = 'inline';
      }
    },
    text(text: string): void {
      if (cell === null || hears === null) return;
      const longer = (cell[hears] ?? '') + text;
      if (longer.length > limits.rowLength) throw new WorkbookError(tooLongCell(row.number, limits));
      cell[hears] = longer;
    },
    close(name: string): void {
      if (name === 'v' || name === 't') hears = null;
      if (name === 'rPh') inPhonetic = false;
      if (name === 'c' && cell !== null) {
        addCell(row, cell, workbook, limits);
        cell = null;
      }
      if (name === 'row' && row.cells.length > 0) rows.push(row);
    },
  };
  for (const _ of readPart(workbook.bytes, sheet.entry, ears)) {
    if (rows.length > 0) yield rows;
    rows = [];
  }
}

function rowNumber(written: string | undefined, last: number): number {
  const number = written === undefined ? last + 1 : Number(written);
  // Rows out of order would be read as others than a person sees.
  if (!Number.isSafeInteger(number) || number <= last) throw new WorkbookError('its rows are out of order');
  return number;
}

function startCell({ r, t, s }: Record<string, string>, next: number): Cell {
  const at = r === undefined ? next : columnOf(r);
  if (at < next) throw new WorkbookError('its cells are out of order');
  return { at, type: t ?? 'n', style: Number(s ?? 0), value: null, inline: null, hasFormula: false };
}

/** The place of a column by its letters: A is 0. */
function columnOf(reference: string): number {
  const letters = /^([A-Z]{1,3})\d{1,7}$/.exec(reference)?.[1];
  if (letters === undefined) throw new WorkbookError('a cell has no place');
  let at = 0;
  for (const letter of letters) at = at * 26 + letter.charCodeAt(0) - 64;
  return at - 1;
}

function addCell({ cells, kinds = [] }: RawRow, cell: Cell, workbook: Workbook, limits: FileLimits): void {
  const { text, kind } = contentOf(cell, workbook);
  // A cell that is only coloured holds nothing, however far to the right it stands.
  if (text === '') return;
  if (cell.at >= limits.columns) throw new WorkbookError(tooManyColumns('a value further to the right', limits));
  while (cells.length < cell.at) {
    cells.push('');
    kinds.push('text');
  }
  cells.push(text);
  kinds.push(kind);
}

function contentOf(cell: Cell, { shared, isDate, from1904 }: Workbook): { text: string; kind: CellKind } {
  const { type, style, value, inline, hasFormula } = cell;
  if (hasFormula && value === null && inline === null)
    return { text: 'a formula without its result', kind: 'uncomputed' };
  if (type === 'inlineStr') return { text: inline ?? '', kind: 'text' };
  if (value === null) return { text: '', kind: 'text' };
  if (type === 's') {
    const text = /^\d{1,9}$/.test(value) ? shared[Number(value)] : undefined;
    if (text === undefined) throw new WorkbookError('a cell names a text that is not there');
    return { text, kind: 'text' };
  }
  if (type === 'e') return { text: value, kind: 'error' };
  if (type === 'b') return { text: value === '1' ? 'TRUE' : 'FALSE', kind: 'text' };
  if (type === 'd') return { text: value, kind: 'date' };
  if (type === 'str') return { text: value, kind: 'text' };
  const day = isDate[style] ? serialDay(value, from1904) : null;
  return day === null ? { text: value, kind: 'number' } : { text: day, kind: 'date' };
}

/**
 * The day that a spreadsheet's number stands for; null when it stands for none. Counted from 1900 a day that never
 * was, 29 February 1900, has the number 60, so days before 1 March 1900 are not read.
 */
export function serialDay(text: string, from1904: boolean): Day | null {
  if (!/^\d{1,6}(\.\d{1,20})?$/.test(text)) return null;
  const serial = Math.floor(Number(text));
  if (!from1904 && serial < 61) return null;
  try {
    return from1904 ? addDays('1904-01-01', serial) : addDays('1900-03-01', serial - 61);
  } catch {
    return null;
  }
}

function tooManyRows({ rows }: FileLimits): string {
  return `Expected ${rows.toLocaleString('en-GB')} rows or fewer; found more. Extract fewer months.`;
}

function tooLongCell(row: number, { rowLength }: FileLimits): string {
  const most = rowLength.toLocaleString('en-GB');
  return `Expected cells of ${most} characters or fewer; found a longer one in row ${row}. Correct the row.`;
}
