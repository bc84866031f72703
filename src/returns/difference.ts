import type { Cell, DraftTable } from './draft.ts';

/** One value of a return that differs from what an earlier filing of it said. */
export interface Difference {
  table: string;
  tableTitle: string;
  row: string;
  rowLabel: string;
  column: string;
  columnLabel: string;
  /** What the earlier filing said; null where it had no such row. */
  was: Cell | null;
  /** What this one says; null where it has no such row any more. */
  is: Cell | null;
}

/** Columns that say which filing it is and not what it states, so that they always differ. */
const OF_THE_FILING = ['template_version', 'standing'];

/**
 * Every value of a return's tables that differs from those of an earlier filing, row by row and column by column. The
 * sign-off is left out: it says who signed which of them. A row that only one of them has is one difference.
 */
export function compareTables(before: readonly DraftTable[], after: readonly DraftTable[]): Difference[] {
  return after.slice(0, -1).flatMap((table) => {
    const old = before.find(({ name }) => name === table.name);
    return compareTable(old, table);
  });
}

function compareTable(old: DraftTable | undefined, table: DraftTable): Difference[] {
  const about = { table: table.name, tableTitle: table.title };
  const columns = table.columns.filter(({ name }) => !OF_THE_FILING.includes(name));
  const changed = table.rows.flatMap((row): Difference[] => {
    const earlier = old?.rows.find(({ key }) => key === row.key);
    const named = { ...about, row: row.key, rowLabel: row.label };
    if (earlier === undefined)
      return [{ ...named, column: '', columnLabel: 'The whole row', was: null, is: wholeRow(row.label) }];
    return columns
      .filter(({ name }) => said(earlier.cells[name]) !== said(row.cells[name]))
      .map(({ name, label }) => ({
        ...named,
        column: name,
        columnLabel: label,
        was: earlier.cells[name] ?? null,
        is: row.cells[name] ?? null,
      }));
  });
  const gone = (old?.rows ?? []).filter(({ key }) => !table.rows.some((row) => row.key === key));
  return [
    ...changed,
    ...gone.map(({ key, label }) => ({
      ...about,
      row: key,
      rowLabel: label,
      column: '',
      columnLabel: 'The whole row',
      was: wholeRow(label),
      is: null,
    })),
  ];
}

const said = (cell: Cell | undefined): string => (cell === undefined ? '' : cell.text);

function wholeRow(label: string): Cell {
  return { text: label, value: null, marker: '', href: null, note: null };
}
