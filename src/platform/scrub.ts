import type { Knex } from 'knex';
import { onPostgres } from './database.ts';

const TABLES = [
  'words',
  'document',
  'import_line',
  'import_supplier',
  'import_coding',
  'import_remark',
  'spend_draft',
  'observation_draft',
];

/**
 * Runs work that removes something for good, and overwrites it in the database's own files as well: freed pages, the
 * index of the search and the log beside them on SQLite, dead rows on PostgreSQL. Outside any transaction.
 */
export async function scrubbed<T>(db: Knex, work: () => Promise<T>): Promise<T> {
  if (onPostgres(db)) {
    const answer = await work();
    for (const table of TABLES) await db.raw('VACUUM ??', [table]);
    return answer;
  }
  await db.raw('PRAGMA secure_delete = ON');
  try {
    const answer = await work();
    for (const index of ['search_words', 'import_line_search']) {
      await db.raw(`INSERT INTO ${index}(${index}) VALUES ('optimize')`);
    }
    await db.raw('PRAGMA wal_checkpoint(TRUNCATE)');
    return answer;
  } finally {
    await db.raw('PRAGMA secure_delete = OFF');
  }
}
