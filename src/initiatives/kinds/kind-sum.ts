import { type ShownCount, shownTotal } from '../../disclosure/count.ts';

/** What one record adds: to which row and column, and how much; null where it answers nothing. */
export interface SumPart {
  row: string;
  column: string;
  count: ShownCount | null;
}

/** Counts added up in two directions; null where nothing was recorded, which is not zero. */
export interface SumGrid {
  cells: (ShownCount | null)[][];
  rowTotals: (ShownCount | null)[];
  columnTotals: (ShownCount | null)[];
  total: ShownCount | null;
}

/**
 * Adds records up by rows and columns. A cell or a total is hidden as soon as any record behind it is hidden: so every
 * number that is shown follows from records that are shown, and no hidden one can be worked out by subtraction.
 */
export function sumGrid(parts: readonly SumPart[], rows: readonly string[], columns: readonly string[]): SumGrid {
  const added = (isMeant: (part: SumPart) => boolean): ShownCount | null => {
    const counts = parts.filter(isMeant).flatMap(({ count }) => (count === null ? [] : [count]));
    return counts.length === 0 ? null : shownTotal(counts);
  };
  return {
    cells: rows.map((row) => columns.map((column) => added((part) => part.row === row && part.column === column))),
    rowTotals: rows.map((row) => added((part) => part.row === row)),
    columnTotals: columns.map((column) => added((part) => part.column === column)),
    total: added(() => true),
  };
}
