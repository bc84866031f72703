import { writeOds } from 'hucre/ods';
import { writeXlsx } from 'hucre/xlsx';
import { londonDay, londonTime } from '../calendar/day.ts';
import type { FileCell } from './csv.ts';
import type { Table } from './table.ts';

/** The workbooks that a table comes as: Excel's, and LibreOffice's. */
export type WorkbookKind = 'xlsx' | 'ods';

/** What of a table a workbook is made of. */
export type WorkbookTable = Pick<Table, 'caption' | 'notes'> & { columns: readonly string[]; rows: FileCell[][] };

/** As many rows as a workbook may have here: more take long to open, and their file as CSV or JSON has them all. */
export const MOST_WORKBOOK_ROWS = 100_000;

/** Excel refuses a longer text. */
const LONGEST_TEXT = 32_767;

const AMOUNT = { numFmt: '#,##0.00' };
const DAY = { numFmt: 'yyyy-mm-dd' };
const INSTANT = { numFmt: 'yyyy-mm-dd hh:mm' };

const SYMBOLS = [
  ['[c]', 'confidential: a number that could point at one person'],
  ['[x]', 'not available, or not published'],
  ['[z]', 'not applicable'],
] as const;

type WorkbookValue = string | number | Date | null;

interface StyledCell {
  value: WorkbookValue;
  style?: { numFmt: string };
}

/**
 * A table as a workbook: one sheet with its rows, and one that says what they are. Amounts are numbers of pounds, days
 * are dates, times are those of London; every text stays a text, so no reference loses a zero and no formula runs.
 */
export async function workbookFile(table: WorkbookTable, kind: WorkbookKind): Promise<Buffer> {
  const styled = new Map<string, StyledCell>();
  const rows: WorkbookValue[][] = [[...table.columns]];
  for (const cells of table.rows) {
    const row = cells.map(cellOf);
    for (const [index, cell] of row.entries()) if (cell.style) styled.set(`${rows.length},${index}`, cell);
    rows.push(row.map(({ value }) => value));
  }
  const columns = table.columns.map((_, index) => ({ width: widthOf(rows, index) }));
  const sheets = [
    { name: 'Table', rows, cells: styled, columns, freezePane: { rows: 1 } },
    { name: 'Notes', rows: notesOf(table), columns: [{ width: 12 }, { width: 90 }] },
  ];
  const bytes = await (kind === 'xlsx' ? writeXlsx : writeOds)({ sheets, properties: { title: table.caption } });
  return Buffer.from(bytes);
}

function cellOf(cell: FileCell): StyledCell {
  if (cell === null || typeof cell === 'number') return { value: cell };
  if (typeof cell === 'string') return { value: cell.slice(0, LONGEST_TEXT) };
  if ('amount' in cell) return { value: cell.amount / 100, style: AMOUNT };
  if ('day' in cell) return { value: dateOf(cell.day, '00:00'), style: DAY };
  return { value: dateOf(londonDay(cell.instant), londonTime(cell.instant)), style: INSTANT };
}

/** A workbook's dates have no zone: what it shows is what is written. */
function dateOf(day: string, time: string): Date {
  return new Date(`${day}T${time}:00.000Z`);
}

const WIDEST = 60;

function widthOf(rows: readonly WorkbookValue[][], index: number): number {
  let longest = 8;
  for (const row of rows.slice(0, 200)) {
    const value = row[index];
    const length = value instanceof Date ? 16 : String(value ?? '').length + (typeof value === 'number' ? 4 : 0);
    if (length > longest) longest = length;
  }
  return Math.min(longest + 2, WIDEST);
}

function notesOf({ caption, notes }: WorkbookTable): string[][] {
  return [
    ['Table', caption],
    ...notes.map((note) => ['Note', note]),
    ...SYMBOLS.map((symbol) => [...symbol]),
    ['', 'Amounts are pounds. Times are those of London.'],
  ];
}
