// The table of observations: moving between its cells and pasting a block. Without this file the form works all the
// same, by its buttons.

import { Draft } from './draft.js';
import { blockCells, CellGrid } from './grid.js';

const LONGEST = 40;

function cells(count) {
  return count === 1 ? '1 cell was' : `${count} cells were`;
}

class ObservationGrid extends CellGrid {
  constructor(form, draft) {
    super(form);
    this.draft = draft;
    this.status = form.querySelector('[data-grid-status]');
    form.addEventListener('paste', (event) => this.paste(event));
  }

  /** Lays a block over the table, as `src/outcomes/grid.form.ts` does. */
  paste(event) {
    const text = event.clipboardData?.getData('text/plain') ?? '';
    const from = this.placeOf(event.target);
    if (from === null || !/[\t\n\r]/.test(text.replace(/[\r\n]+$/, ''))) return;
    event.preventDefault();
    let filled = 0;
    let beyond = 0;
    for (const [down, row] of blockCells(text).entries()) {
      for (const [across, cell] of row.entries()) {
        if (cell === '') continue;
        const input = this.inputAt(from.row + down, from.column + across);
        if (input === null) beyond += 1;
        else {
          input.value = cell.slice(0, LONGEST);
          filled += 1;
        }
      }
    }
    const left = beyond === 0 ? '' : ` ${cells(beyond)} beyond the table or not counted there, and left out.`;
    this.status.textContent = `${cells(filled)} filled in. Nothing is submitted yet.${left}`;
    this.draft.later();
  }
}

const form = document.querySelector('[data-observation-grid]');
if (form !== null) new ObservationGrid(form, new Draft(form));
