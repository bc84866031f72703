// The table of forecasts: moving between its cells, pasting a block, and totals that follow what is typed. Without
// this file the form works all the same.

import { blockCells, CellGrid, NOTHING, POUNDS, readPounds } from './grid.js';

const BELOW_ZERO = 'must be £0.00 or more';
const LONGEST_SHOWN = 30;

/** As `readPounds`, for what is expected: it is never below nothing. */
function readTyped(typed) {
  const read = readPounds(typed);
  return typeof read === 'number' && read < 0 ? BELOW_ZERO : read;
}

function readAmount(cell) {
  return NOTHING.test(cell) ? 0 : readTyped(cell);
}

function amounts(count) {
  return count === 1 ? '1 amount was' : `${count} amounts were`;
}

/** Lays a block over a table, as `src/spend/forecast-block.ts` does. */
export function placeBlock(text, from, shape) {
  const filled = [];
  const notRead = [];
  const closed = new Map();
  let beyond = 0;
  for (const [down, cells] of blockCells(text).entries()) {
    for (const [across, cell] of cells.entries()) {
      if (cell === '') continue;
      const place = { row: from.row + down, column: from.column + across };
      const row = shape.rows[place.row];
      const column = shape.columns[place.column];
      if (row === undefined || column === undefined) beyond += 1;
      else if (column.closed) closed.set(column.name, (closed.get(column.name) ?? 0) + 1);
      else {
        const read = readAmount(cell);
        if (typeof read === 'number') filled.push({ ...place, pence: read });
        else notRead.push(`${row}, ${column.name}: “${cell.slice(0, LONGEST_SHOWN)}” ${read}. It was left as it was.`);
      }
    }
  }
  const messages = [`${amounts(filled.length)} filled in. Nothing is saved yet.`, ...notRead];
  for (const [name, count] of closed) messages.push(`${name} is closed: ${amounts(count)} left out.`);
  if (beyond > 0) messages.push(`${amounts(beyond)} beyond the edge of the table and left out.`);
  return { filled, messages };
}

function shown(pence) {
  return `£${POUNDS.format(Math.abs(pence) / 100)}`;
}

/** As the pages show a total: below zero an over/(under)spend stands in brackets, anything else after a minus. */
function totalText(pence, overUnder) {
  if (pence >= 0) return shown(pence);
  return overUnder ? `(${shown(pence)})` : `-${shown(pence)}`;
}

class Grid extends CellGrid {
  constructor(form) {
    super(form);
    this.columns = [...form.querySelectorAll('thead th[data-name]')];
    this.shape = {
      rows: this.rows.map((row) => row.dataset.name),
      columns: this.columns.map((column) => ({ name: column.dataset.name, closed: 'closed' in column.dataset })),
    };
    this.status = form.querySelector('[data-grid-status]');
    this.messages = form.querySelector('[data-grid-messages]');
    form.addEventListener('paste', (event) => this.paste(event));
    form.addEventListener('input', () => this.total());
    form.addEventListener('change', () => this.say([]));
    this.total();
  }

  paste(event) {
    const text = event.clipboardData?.getData('text/plain') ?? '';
    const from = this.placeOf(event.target);
    const isBlock = /[\t\n\r]/.test(text.replace(/[\r\n]+$/, '')) || NOTHING.test(text.trim());
    if (from === null || (!isBlock && event.target.matches('input'))) return;
    event.preventDefault();
    const { filled, messages } = placeBlock(text, from, this.shape);
    for (const { row, column, pence } of filled) {
      const input = this.inputAt(row, column);
      if (input !== null) input.value = POUNDS.format(pence / 100);
    }
    this.total();
    this.say(messages);
  }

  /** Every total, by how far what is typed moves what was saved. */
  total() {
    const moved = new Map();
    for (const input of this.inputs()) {
      const typed = input.value.trim() === '' ? null : readTyped(input.value);
      const isRead = typeof typed !== 'string';
      input.classList.toggle('govuk-input--error', !isRead);
      if (isRead) input.removeAttribute('aria-invalid');
      else input.setAttribute('aria-invalid', 'true');
      const spent = Number(input.dataset.spent);
      const counted = typed === null ? spent : Math.max(spent, typed);
      const by = isRead ? counted - Number(input.dataset.counted) : Number.NaN;
      const { row, column } = this.placeOf(input);
      for (const key of [`row-${row}`, `column-${column}`, 'all']) moved.set(key, (moved.get(key) ?? 0) + by);
    }
    for (const [index, row] of this.rows.entries()) this.showTotals(row, moved.get(`row-${index}`) ?? 0);
    const foot = this.form.querySelector('tfoot tr');
    if (foot === null) return;
    this.showTotals(foot, moved.get('all') ?? 0);
    for (const cell of foot.querySelectorAll('[data-column]')) {
      this.showTotal(cell, moved.get(`column-${cell.dataset.column}`) ?? 0);
    }
  }

  showTotals(row, by) {
    for (const cell of row.querySelectorAll('[data-moves]')) this.showTotal(cell, by);
  }

  /** A total that has moved stands in place of the saved one, which a link opens. */
  showTotal(cell, by) {
    const live = cell.querySelector('[data-live]');
    if (live === null) return;
    const saved = cell.querySelector('[data-saved]');
    const isMoved = by !== 0;
    saved.hidden = isMoved;
    live.hidden = !isMoved;
    const pence = Number(cell.dataset.pence) + by;
    live.textContent = Number.isNaN(by) ? 'Not known' : isMoved ? totalText(pence, 'overUnder' in cell.dataset) : '';
  }

  say(messages) {
    const inputs = this.inputs();
    const changed = inputs.filter((input) => input.value !== input.dataset.stored).length;
    const wrong = inputs.filter((input) => input.hasAttribute('aria-invalid'));
    const lines = wrong.map((input) => {
      const { row, column } = this.placeOf(input);
      const said = readTyped(input.value);
      return `${this.shape.rows[row]}, ${this.shape.columns[column].name}: ${said}.`;
    });
    const saved = changed === 1 ? '1 cell has' : `${changed} cells have`;
    this.status.textContent = changed === 0 ? '' : `${saved} changed and not been saved yet.`;
    this.messages.replaceChildren(
      ...[...messages, ...lines].map((text) => Object.assign(document.createElement('li'), { textContent: text })),
    );
  }
}

if (typeof document !== 'undefined') {
  for (const form of document.querySelectorAll('[data-forecast-grid]')) new Grid(form);
}
