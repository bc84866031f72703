// The grid of many rows of spend: moving, copying down, pasting a block, completing what is typed. Without this file
// the form works all the same, by its buttons.

import { lastCoding, smallButton } from './coding.js';
import { Combobox, offeredBy, offeredFrom } from './combobox.js';
import { CellGrid, POUNDS, readPounds } from './grid.js';
import { clearError, nextRow } from './grid-row.js';
import { headingsOf, plainName, quotedCells } from './spend-block.js';

const MOST_ROWS = 60;
const OF_ONE_INVOICE = ['reference', 'settles'];

export class SpendGrid extends CellGrid {
  constructor(form, draft) {
    super(form);
    this.draft = draft;
    this.columns = [...form.querySelectorAll('thead th[data-name]')].map(({ dataset }) => ({
      name: dataset.name,
      label: dataset.label,
      names: JSON.parse(dataset.names).map(plainName),
      from: dataset.from,
    }));
    this.status = form.querySelector('[data-grid-status]');
    this.messages = form.querySelector('[data-grid-messages]');
    this.suggestion = form.querySelector('[data-suggestion]');
    // Before the table's own keys: what has a meaning here never moves.
    form.addEventListener('keydown', (event) => this.command(event), { capture: true });
    form.addEventListener('paste', (event) => this.paste(event));
    form.addEventListener('click', (event) => this.press(event));
    form.addEventListener('input', () => this.total());
    form.addEventListener('focusin', (event) => this.complete(event.target));
    form.addEventListener('change', (event) => this.changed(event.target));
    this.total();
  }

  columnAt(input) {
    return this.columns[this.placeOf(input)?.column];
  }

  valueAt(row, name) {
    return this.cellAt(row, name)?.value ?? '';
  }

  cellAt(row, name) {
    return this.inputAt(
      row,
      this.columns.findIndex((column) => column.name === name),
    );
  }

  /** A box offers what it may hold from the moment that somebody is in it. */
  complete(input) {
    const column = input.matches?.('tbody [data-column] input') ? this.columnAt(input) : undefined;
    if (column?.from === undefined || input.getAttribute('role') === 'combobox') return;
    const { row } = this.placeOf(input);
    const encoded = encodeURIComponent;
    const options = {
      list: offeredFrom(document.getElementById(`list-${column.name}`)),
      suppliers: offeredBy((typed) => `/spend/entry/suppliers?like=${encoded(typed)}`),
      references: offeredBy(
        (typed) => `/spend/entry/references?like=${encoded(typed)}&supplier=${encoded(this.valueAt(row, 'supplier'))}`,
      ),
    }[column.from];
    new Combobox(input, { options, inTable: true });
  }

  command(event) {
    const { key, ctrlKey, metaKey, altKey, target } = event;
    const place = this.placeOf(target);
    const isControl = (ctrlKey || metaKey) && !altKey;
    if (isControl && key.toLowerCase() === 's') {
      this.take(event);
      this.draft.save();
    } else if (isControl && key.toLowerCase() === 'd' && place !== null) {
      this.take(event);
      this.copyAbove(place.row);
    } else if (altKey && key === 'Insert') {
      this.take(event);
      const row = this.addRow();
      if (row !== null) this.inputAt(row, 0).focus();
    } else if (altKey && key === 'Enter' && this.suggested !== undefined) {
      this.take(event);
      this.useCoding();
    }
  }

  take(event) {
    event.preventDefault();
    event.stopPropagation();
  }

  press(event) {
    const button = event.target.closest?.('button[name="do"]');
    const [act, at] = (button?.value ?? '').split('-');
    if (!['add', 'copy', 'remove'].includes(act)) return;
    event.preventDefault();
    const row = Number(at) - 1;
    if (act === 'add') {
      const first = this.rows.length;
      for (let count = 0; count < 10; count += 1) this.addRow();
      this.inputAt(Math.min(first, this.rows.length - 1), 0).focus();
    } else if (act === 'copy') this.copyAbove(row);
    else this.removeRow(row);
    this.draft.later();
  }

  /** Adds an empty row and answers where; null when the grid is full. */
  addRow() {
    if (this.rows.length >= MOST_ROWS) {
      this.say([`The grid holds ${MOST_ROWS} rows at most. Import a longer file.`]);
      return null;
    }
    const last = this.rows.at(-1);
    last.after(nextRow(last, this.rows.length + 1));
    this.findRows();
    return this.rows.length - 1;
  }

  copyAbove(row) {
    if (row < 1) return;
    let copied = 0;
    for (const { name } of this.columns) {
      const [from, to] = [this.cellAt(row - 1, name), this.cellAt(row, name)];
      if (OF_ONE_INVOICE.includes(name) || to.value.trim() !== '' || from.value === '') continue;
      to.value = from.value;
      copied += 1;
    }
    this.total();
    this.draft.later();
    this.say([
      copied === 0 ? `Nothing was left empty in row ${row + 1}.` : `Row ${row} was copied into row ${row + 1}.`,
    ]);
  }

  /** Those below move up, so that the numbers stay those of the rows. */
  removeRow(row) {
    for (let at = row; at < this.rows.length; at += 1) {
      for (const { name } of this.columns) {
        const cell = this.cellAt(at, name);
        cell.value = this.valueAt(at + 1, name);
        clearError(cell);
      }
    }
    for (const box of this.form.querySelectorAll('.app-entry-grid__same')) box.remove();
    this.total();
    this.say([`Row ${row + 1} was removed; those below it moved up.`]);
    this.inputAt(row, 0).focus();
  }

  paste(event) {
    const text = event.clipboardData?.getData('text/plain') ?? '';
    const from = this.placeOf(event.target);
    if (from === null || !/[\t\n\r]/.test(text.replace(/[\r\n]+$/, ''))) return;
    event.preventDefault();
    const rows = quotedCells(text);
    const headings = headingsOf(rows[0] ?? [], this.columns);
    const body = headings === null ? rows : rows.slice(1);
    let beyond = 0;
    for (const [down, cells] of body.entries()) {
      while (this.rows[from.row + down] === undefined && this.addRow() !== null);
      for (const [across, content] of cells.entries()) {
        if (content === '') continue;
        const column = headings === null ? from.column + across : headings[across];
        const cell = this.inputAt(from.row + down, column);
        if (cell === null) beyond += 1;
        else {
          cell.value = content;
          clearError(cell);
        }
      }
    }
    const filled = body.length === 1 ? '1 row was' : `${body.length} rows were`;
    const left =
      beyond === 0 ? [] : [`Cells beyond the edge of the grid or under no heading of it were left out: ${beyond}.`];
    this.total();
    this.draft.later();
    this.say([`${filled} filled in. Nothing is recorded yet.`, ...left]);
  }

  /** What an amount cannot be read as is said at once; the rest is judged when the rows are recorded. */
  changed(input) {
    const column = this.placeOf(input) === null ? undefined : this.columnAt(input);
    if (column === undefined) return;
    clearError(input);
    if (column.name === 'net' || column.name === 'vat') {
      const read = input.value.trim() === '' ? 0 : readPounds(input.value);
      if (typeof read === 'string') {
        input.classList.add('govuk-input--error');
        input.setAttribute('aria-invalid', 'true');
        this.say([`Row ${this.placeOf(input).row + 1}: ${column.label} ${read}.`]);
      } else this.say([]);
    }
    if (column.name === 'supplier') void this.suggest(this.placeOf(input).row);
  }

  /** Offers the coding that the supplier of a row was paid with last; it is put in only when somebody asks for it. */
  async suggest(row) {
    this.suggested = undefined;
    this.suggestion.replaceChildren();
    const supplier = this.valueAt(row, 'supplier');
    if (supplier.trim() === '') return;
    const coding = await lastCoding(supplier);
    const isOpen = Object.entries(coding?.cells ?? {}).some(
      ([name, code]) => code !== '' && this.valueAt(row, name) === '',
    );
    if (!isOpen || this.valueAt(row, 'supplier') !== supplier) return;
    this.suggested = { row, cells: coding.cells };
    const words = `Suggestion for row ${row + 1}, from ${coding.ref}: ${coding.said}. `;
    this.suggestion.replaceChildren(
      words,
      smallButton('Use it (Alt Enter)', () => this.useCoding()),
    );
  }

  useCoding() {
    const { row, cells } = this.suggested;
    for (const [name, code] of Object.entries(cells)) {
      const cell = this.cellAt(row, name);
      if (code === '' || cell.value.trim() !== '') continue;
      cell.value = code;
      clearError(cell);
      cell.classList.add('app-suggested');
    }
    this.suggested = undefined;
    this.suggestion.replaceChildren(`The coding was put into row ${row + 1}. Look at it before you record it.`);
    this.draft.later();
    this.cellAt(row, 'supplier').focus();
  }

  /** How many rows are filled in, and what they come to. */
  total() {
    const filled = this.rows.filter((_, row) => this.columns.some(({ name }) => this.valueAt(row, name).trim() !== ''));
    let pence = 0;
    for (const row of filled) {
      for (const name of ['net', 'vat']) {
        const typed = this.valueAt(this.rows.indexOf(row), name);
        const read = typed.trim() === '' ? 0 : readPounds(typed);
        pence += typeof read === 'number' ? read : Number.NaN;
      }
    }
    const rows = filled.length === 1 ? '1 row is' : `${filled.length} rows are`;
    const sum = Number.isNaN(pence)
      ? 'An amount cannot be read yet.'
      : `${filled.length === 1 ? 'It comes' : 'They come'} to £${POUNDS.format(pence / 100)}.`;
    this.status.textContent = filled.length === 0 ? '' : `${rows} filled in. ${sum}`;
  }

  say(messages) {
    this.messages.replaceChildren(
      ...messages.map((text) => Object.assign(document.createElement('li'), { textContent: text })),
    );
  }
}
