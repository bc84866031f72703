import { type Db, onPostgres } from '../../../platform/database.ts';
import { postgresLines } from './line-table.postgres.ts';
import { sqliteLines } from './line-table.sqlite.ts';
import type { LineTable } from './live-line.ts';

/** The table of lines in the words of the database. */
export function lineTable(db: Db): LineTable {
  return onPostgres(db) ? postgresLines(db) : sqliteLines(db);
}
