import { DRAFT_FIELDS } from '../../people/draft.ts';
import { FormReader, TICKED, type Typed } from '../../platform/form.ts';
import { codingCells, suggest } from './coding.ts';
import { readBlock } from './grid-block.ts';
import { cellField, FIRST_ROWS, GRID_COLUMNS, MOST_ROWS, sameField } from './grid-column.ts';
import type { GridRow } from './grid-row.ts';
import { type Supplier, supplierNamed } from './supplier.ts';

const NUMBERS = Array.from({ length: MOST_ROWS }, (_, index) => index + 1);

/** Every field that the grid may have; `do` says which of its buttons was pressed. */
export const GRID_FIELDS: readonly string[] = [
  ...NUMBERS.flatMap((row) => [...GRID_COLUMNS.map(({ name }) => cellField(name, row)), sameField(row)]),
  ...DRAFT_FIELDS,
  'block',
  'do',
];

/** Reads what was sent of the grid, without judging any of it. */
export function readGrid(body: unknown): { typed: Typed; pressed: string } {
  const { do: pressed = '', ...typed } = new FormReader(body, GRID_FIELDS).typed;
  return { typed, pressed };
}

/** How many rows the grid shows: those that were sent, and never fewer than it began with. */
export function rowCount(typed: Typed): number {
  const shown = NUMBERS.filter((row) => GRID_COLUMNS.some(({ name }) => typed[cellField(name, row)] !== undefined));
  return Math.max(FIRST_ROWS, shown.at(-1) ?? 0);
}

/** The rows in which something was typed. */
export function filledRows(typed: Typed): GridRow[] {
  return NUMBERS.map((number) => rowAt(typed, number)).filter(({ cells }) =>
    Object.values(cells).some((cell) => cell.trim() !== ''),
  );
}

function rowAt(typed: Typed, number: number): GridRow {
  const cells = Object.fromEntries(GRID_COLUMNS.map(({ name }) => [name, typed[cellField(name, number)] ?? '']));
  return { number, cells, confirmed: typed[sameField(number)] === TICKED };
}

function putRow(typed: Typed, number: number, cells: Typed): void {
  for (const { name } of GRID_COLUMNS) typed[cellField(name, number)] = cells[name] ?? '';
}

/** The grid as a button left it, and what is to be said about it. */
export interface ChangedGrid {
  typed: Typed;
  messages: string[];
  /** Whether its rows are to be judged, so that what could not be read is seen at once. */
  judge: boolean;
  /** The cells that were filled in with a suggestion, which are marked. */
  suggested?: string[];
}

/** What is of one invoice alone, and so never copied from the row above. */
const OF_ONE_INVOICE = ['reference', 'settles'];

/**
 * Does what a button of the grid says, without a script: adds rows, copies the row above into the empty cells of one,
 * removes one, fills in a pasted block, or suggests the coding last used with each row's supplier. Nothing is stored.
 */
export function changeGrid(typed: Typed, pressed: string, suppliers: readonly Supplier[]): ChangedGrid {
  const [act, at] = pressed.split('-');
  const row = Number(at);
  const isRow = NUMBERS.includes(row);
  if (act === 'copy' && isRow && row > 1) return copyAbove(typed, row);
  if (act === 'remove' && isRow) return removeRow(typed, row);
  if (act === 'add') return addRows(typed);
  if (act === 'paste') return fillBlock(typed);
  if (act === 'suggest') return suggestCoding(typed, suppliers);
  return { typed, messages: [], judge: false };
}

function addRows(typed: Typed): ChangedGrid {
  const count = Math.min(MOST_ROWS, rowCount(typed) + FIRST_ROWS);
  const more = { ...typed };
  const last = cellField('initiative', count);
  more[last] ??= '';
  const messages = count === MOST_ROWS ? [`The grid holds ${MOST_ROWS} rows at most. Import a longer file.`] : [];
  return { typed: more, messages, judge: false };
}

function copyAbove(typed: Typed, row: number): ChangedGrid {
  const above = rowAt(typed, row - 1).cells;
  const copied = Object.fromEntries(Object.entries(above).filter(([name]) => !OF_ONE_INVOICE.includes(name)));
  const changed = { ...typed };
  putRow(changed, row, suggest(rowAt(typed, row).cells, copied).typed);
  return { typed: changed, messages: [], judge: false };
}

function removeRow(typed: Typed, row: number): ChangedGrid {
  const changed = { ...typed };
  const count = rowCount(typed);
  for (let number = row; number < count; number += 1) {
    const below = rowAt(typed, number + 1);
    putRow(changed, number, below.cells);
    changed[sameField(number)] = below.confirmed ? TICKED : '';
  }
  putRow(changed, count, {});
  changed[sameField(count)] = '';
  return { typed: changed, messages: [`Row ${row} was removed; those below it moved up.`], judge: false };
}

/** Puts a block into the rows below the last that is filled in; what does not fit stays in the box. */
function fillBlock(typed: Typed): ChangedGrid {
  const { rows, messages } = readBlock(typed.block ?? '');
  const changed: Typed = { ...typed, block: '' };
  let next = (filledRows(typed).at(-1)?.number ?? 0) + 1;
  const fitting = rows.slice(0, MOST_ROWS - next + 1);
  for (const cells of fitting) {
    putRow(changed, next, cells);
    next += 1;
  }
  const left = rows.slice(fitting.length);
  if (left.length > 0) {
    changed.block = [GRID_COLUMNS.map(({ label }) => label), ...left.map(cellsInOrder)]
      .map((cells) => cells.join('\t'))
      .join('\n');
    messages.push(
      `The grid holds ${MOST_ROWS} rows, so ${left.length} stay in the box. Record these, then fill those in; or import a file.`,
    );
  }
  const filled = fitting.length === 1 ? '1 row was' : `${fitting.length} rows were`;
  return { typed: changed, messages: [`${filled} filled in. Nothing is recorded yet.`, ...messages], judge: true };
}

function cellsInOrder(cells: Record<string, string>): string[] {
  return GRID_COLUMNS.map(({ name }) => cells[name] ?? '');
}

function suggestCoding(typed: Typed, suppliers: readonly Supplier[]): ChangedGrid {
  const changed = { ...typed };
  const messages: string[] = [];
  const marked: string[] = [];
  for (const { number, cells } of filledRows(typed)) {
    const last = supplierNamed(suppliers, cells.supplier ?? '')?.last ?? null;
    if (last === null) continue;
    const { typed: filled, suggested } = suggest(cells, codingCells(last));
    if (suggested.length === 0) continue;
    putRow(changed, number, filled);
    marked.push(...suggested.map((name) => cellField(name, number)));
    const columns = GRID_COLUMNS.filter(({ name }) => suggested.includes(name)).map(({ label }) => label.toLowerCase());
    messages.push(`Row ${number}: suggested from ${last.ref}: ${columns.join(', ')}. Check it.`);
  }
  return {
    typed: changed,
    messages: messages.length > 0 ? messages : ['No supplier of these rows was paid before, or nothing is left empty.'],
    judge: false,
    suggested: marked,
  };
}
