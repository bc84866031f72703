import type { Db, Row } from '../platform/database.ts';

/**
 * The records of a register's table as they stood up to an act, without their words: what other records count. The columns are those
 * of the table, such as `published_on`.
 */
export async function latestRows(db: Db, officeId: number, table: string, upToSeq: number): Promise<Row[]> {
  const rows: Row[] = await db(table)
    .where({ office_id: officeId })
    .where('act_seq', '<=', upToSeq)
    .orderBy([{ column: 'ref' }, { column: 'version' }]);
  return [...new Map(rows.map((row) => [row.ref, row])).values()];
}
