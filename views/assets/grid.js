// What every table of boxes does: moving between its cells, reading amounts and blocks of cells.

const NOT_AN_AMOUNT = 'must be an amount in pounds, like 1,234.50';
const TOO_MANY_DECIMALS = 'must have no more than two decimal places';
const TOO_LARGE = 'must be £1,000,000,000.00 or less';
const TOO_SMALL = 'must be -£1,000,000,000.00 or more';
const MAX_PENCE = 100_000_000_000;
const LONGEST_TEXT = 64;
export const NOTHING = /^£?\s*[-\u2010-\u2015\u2212]$/;
const NUMBER = /^(\d+|[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d{0,2}(?: \d{3})+)(?:\.(\d+))?$/;
const MARKS = new Map([
  ['|', 1],
  ['£|', 1],
  ['-|', -1],
  ['-£|', -1],
  ['£-|', -1],
  ['|-', -1],
  ['£|-', -1],
  ['(|)', -1],
  ['(£|)', -1],
  ['£(|)', -1],
]);

/** Reads an amount as `src/money/pence.ts` does: whole pence, or the words that say why not. */
export function readPounds(typed) {
  if (typed.length > LONGEST_TEXT) return NOT_AN_AMOUNT;
  const clean = typed.replace(/[\u200b-\u200f\u2060\ufeff]/g, '').replace(/[\u00a0\u202f]/g, ' ');
  let start = 0;
  let end = clean.length;
  while (start < end && ' -(£\t'.includes(clean.charAt(start))) start += 1;
  while (end > start && ' -)CcDdRr\t\r\n'.includes(clean.charAt(end - 1))) end -= 1;
  const bare = (text) => text.replace(/[ \t\r\n]/g, '');
  const sign = MARKS.get(`${bare(clean.slice(0, start))}|${bare(clean.slice(end)).toUpperCase()}`);
  const number = NUMBER.exec(clean.slice(start, end));
  if (sign === undefined || number === null) return NOT_AN_AMOUNT;
  const decimals = number[2] ?? '';
  if (decimals.length > 2) return TOO_MANY_DECIMALS;
  const pence = BigInt(number[1].replace(/[, ]/g, '') + decimals.padEnd(2, '0'));
  if (pence > BigInt(MAX_PENCE)) return sign < 0 ? TOO_SMALL : TOO_LARGE;
  return pence === 0n ? 0 : sign * Number(pence);
}

export function blockCells(text) {
  const lines = text.replace(/\r\n?/g, '\n').replace(/\n+$/, '').split('\n');
  return lines.map((line) => line.split('\t').map((cell) => cell.replace(/[\u00a0\u202f]/g, ' ').trim()));
}

export const POUNDS = new Intl.NumberFormat('en-GB', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** A form with a table of boxes, between which the arrow keys and Enter move. */
export class CellGrid {
  constructor(form) {
    this.form = form;
    this.findRows();
    form.addEventListener('keydown', (event) => this.move(event));
  }

  /** To be called whenever a row was added or removed. */
  findRows() {
    this.rows = [...this.form.querySelectorAll('tbody tr')];
  }

  inputs() {
    return [...this.form.querySelectorAll('tbody input')];
  }

  inputAt(row, column) {
    return this.rows[row]?.querySelector(`[data-column="${column}"] input`) ?? null;
  }

  /** Where in the table an element stands; null outside its cells. */
  placeOf(element) {
    const cell = element.closest?.('tbody [data-column]');
    if (!cell) return null;
    return { row: this.rows.indexOf(cell.closest('tr')), column: Number(cell.dataset.column) };
  }

  move(event) {
    const { target, key } = event;
    if (!target.matches?.('tbody [data-column] input') || event.altKey || event.ctrlKey || event.metaKey) return;
    const isAll = target.selectionEnd - target.selectionStart === target.value.length;
    const atStart = isAll || target.selectionEnd === 0;
    const atEnd = isAll || target.selectionStart === target.value.length;
    const steps = {
      ArrowUp: [-1, 0],
      ArrowDown: [1, 0],
      Enter: [event.shiftKey ? -1 : 1, 0],
      ArrowLeft: atStart ? [0, -1] : null,
      ArrowRight: atEnd ? [0, 1] : null,
    };
    const step = steps[key];
    if (!step || (event.shiftKey && key !== 'Enter')) return;
    event.preventDefault();
    const { row, column } = this.placeOf(target);
    const next = this.inputAt(row + step[0], column + step[1]);
    if (next === null) return;
    next.focus();
    next.select();
  }
}
