import { DRAFT_FIELDS } from '../people/draft.ts';
import { blockCells } from '../platform/block-cells.ts';
import { type FieldError, type FormAnswer, FormReader, type Typed } from '../platform/form.ts';
import { type GridFrame, isCellField, type Slot, slotField } from './grid-frame.ts';
import { EVIDENCE_FIELDS, readEvidence } from './observation.form.ts';
import type { Finding } from './observation.ts';
import type { NewObservation } from './submit.ts';

/** Fields of the grid besides its cells: which table it is, a pasted block, the evidence, and the draft's slip. */
const GRID_FIELDS: readonly string[] = [
  'initiative',
  'measure',
  'quarter',
  'year',
  'block',
  'block-row',
  'block-column',
  ...EVIDENCE_FIELDS,
  ...DRAFT_FIELDS,
];

/** Reads everything that was typed into a grid, judging nothing. */
export function readGridTyped(body: unknown): Typed {
  const cells = Object.keys((body ?? {}) as object).filter(isCellField);
  return new FormReader(body, [...GRID_FIELDS, ...cells]).typed;
}

/** The cells that hold something, by the names of their fields. */
export function filledCells(typed: Typed): string[] {
  return Object.keys(typed).filter((name) => isCellField(name) && (typed[name] ?? '').trim() !== '');
}

/** Reads a grid: an observation for each cell that is filled in, all with the same evidence. */
export function readGrid(typed: Typed, frame: GridFrame): FormAnswer<NewObservation[]> {
  const form = new FormReader(
    Object.fromEntries(EVIDENCE_FIELDS.map((name) => [name, typed[name] ?? ''])),
    EVIDENCE_FIELDS,
  );
  const evidence = readEvidence(form);
  const errors: FieldError[] = [];
  const slots = frame.rows.flatMap(({ slots: of }) => of).filter((slot): slot is Slot => slot !== null);
  const known = new Set(slots.map(slotField));
  const stray = filledCells(typed).find((name) => !known.has(name));
  if (stray !== undefined)
    errors.push({ field: '', message: 'A cell is not part of this table any more. Open it again.' });
  const wanted = slots
    .filter(({ isChildren }) => !isChildren)
    .flatMap((slot) => {
      const read = readCells(typed, slot, errors);
      return read === null ? [] : [{ ...slot.spot, ...read, ...evidence }];
    });
  if (wanted.length === 0 && errors.length === 0) {
    errors.push({ field: slots[0] === undefined ? '' : slotField(slots[0]), message: 'Enter at least one number' });
  }
  const answer = form.answer(() => wanted);
  if (errors.length === 0) return answer.ok ? answer : { ...answer, typed };
  return { ok: false, errors: [...errors, ...(answer.ok ? [] : answer.errors)], typed };
}

/** What the cells of a spot say; null where they are empty or wrong. */
function readCells(typed: Typed, slot: Slot, errors: FieldError[]): Finding | null {
  const field = slotField(slot);
  const behind = slotField({ ...slot, isChildren: true });
  const found = readFinding(typed[field] ?? '');
  const children = readWhole(typed[behind] ?? '');
  if (found === 'wrong') {
    errors.push({ field, message: 'Enter a whole number, x for not available or z for not applicable' });
  }
  if (children === 'wrong') errors.push({ field: behind, message: 'Enter a whole number of children' });
  if (found === null && children !== null)
    errors.push({ field, message: 'Enter the number that the children are behind' });
  if (found === null || found === 'wrong' || children === 'wrong') return null;
  return { ...found, children };
}

/** What a cell says: a number, x, z, or nothing. A lone dash says none of these. */
export function readFinding(text: string): Omit<Finding, 'children'> | null | 'wrong' {
  const typed = text.trim().toLowerCase();
  if (typed === '') return null;
  if (/^(\[?x\]?|not available)$/.test(typed)) return { value: null, marker: 'x' };
  if (/^(\[?z\]?|not applicable)$/.test(typed)) return { value: null, marker: 'z' };
  const value = readWhole(typed);
  return value === null || value === 'wrong' ? 'wrong' : { value, marker: null };
}

const LARGEST = 10_000_000;

function readWhole(text: string): number | null | 'wrong' {
  const typed = text.trim();
  if (typed === '') return null;
  if (!/^(\d{1,8}|\d{1,3}(,\d{3}){1,2})$/.test(typed)) return 'wrong';
  const value = Number(typed.replaceAll(',', ''));
  return value > LARGEST ? 'wrong' : value;
}

/** Lays the cells of a spreadsheet over the grid from a row and a column on; what became of them is said. */
export function fillGrid(typed: Typed, frame: GridFrame): { typed: Typed; messages: string[] } {
  const { block = '', ...rest } = typed;
  const [row, column] = [
    place(typed['block-row'], frame.rows.length),
    place(typed['block-column'], frame.columns.length),
  ];
  const filled: Typed = {};
  let beyond = 0;
  for (const [down, cells] of blockCells(block).entries()) {
    for (const [across, cell] of cells.entries()) {
      if (cell === '') continue;
      const slot = frame.rows[row + down]?.slots[column + across] ?? null;
      if (slot === null) beyond += 1;
      else filled[slotField(slot)] = cell.slice(0, 40);
    }
  }
  const count = Object.keys(filled).length;
  const messages = [`${count === 1 ? '1 cell was' : `${count} cells were`} filled in. Nothing is submitted yet.`];
  if (beyond > 0)
    messages.push(
      `${beyond === 1 ? '1 cell was' : `${beyond} cells were`} beyond the table or not counted there, and left out.`,
    );
  return { typed: { ...rest, ...filled }, messages };
}

function place(text: string | undefined, count: number): number {
  const at = /^\d{1,3}$/.test(text ?? '') ? Number(text) : 0;
  return at < count ? at : 0;
}
