import type { Row } from './database.ts';

/** Rows by what one of their columns says, each group in the rows' own order. */
export function groupedBy<R extends Row, K extends keyof R>(rows: readonly R[], column: K): Map<R[K], R[]> {
  const groups = new Map<R[K], R[]>();
  for (const row of rows) {
    const group = groups.get(row[column]);
    if (group === undefined) groups.set(row[column], [row]);
    else group.push(row);
  }
  return groups;
}
