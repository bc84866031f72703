import type { Knex } from 'knex';
import { type Db, onPostgres } from '../../../platform/database.ts';
import { postgresLines } from './line-table.postgres.ts';
import { orderSqliteBySize, sqliteLines } from './line-table.sqlite.ts';
import type { LineTable } from './live-line.ts';

/** The table of lines in the words of the database. */
export function lineTable(db: Db): LineTable {
  return onPostgres(db) ? postgresLines(db) : sqliteLines(db);
}

/** Ends the adding of a plan's lines, of which there are so many: only then the order by amount has them. */
export async function orderBySize(db: Knex, planId: number, lines: number): Promise<void> {
  // PostgreSQL puts each line in its place as it comes.
  if (!onPostgres(db)) await orderSqliteBySize(db, planId, lines);
}
