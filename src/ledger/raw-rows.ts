import { dialectOf } from '../../migrations/dialect.ts';
import type { Db, Row } from '../platform/database.ts';

/** Rows by plain SQL that both databases understand: for verification, which shares no query with what it checks. */
export async function rawRows<R extends Row = Row>(
  db: Db,
  sql: string,
  bindings: Record<string, string | number>,
): Promise<R[]> {
  const answer = await db.raw(sql, bindings);
  return dialectOf(db as never) === 'postgres' ? answer.rows : answer;
}
