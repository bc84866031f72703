import type { Knex } from 'knex';
import type { DatabaseConfig } from './config.ts';
import { isBusyOnPostgres, openPostgres } from './postgres.ts';
import { Refusal } from './refusal.ts';
import { assertSchema } from './schema.ts';
import { isBusyOnSqlite, openSqlite } from './sqlite.ts';

/** A row as the driver hands it over, before a store gives it its type. */
// biome-ignore lint/suspicious/noExplicitAny: the drivers type no rows
export type Row = Record<string, any>;

/** A database or an open transaction: what every store function takes first. */
export type Db = Knex | Knex.Transaction;

/**
 * Opens the database, brings its tables up to date, and asserts its settings and triggers; throws a sentence when
 * any of them is not as it must be.
 */
export async function openDatabase(config: DatabaseConfig, mayCreate: boolean): Promise<Knex> {
  const db = config.kind === 'postgres' ? openPostgres(config.url) : openSqlite(config.file, mayCreate);
  try {
    await db.migrate.latest();
    await assertSchema(db);
    return db;
  } catch (error) {
    await db.destroy();
    throw error;
  }
}

const ATTEMPTS = 60;

/**
 * Runs the work in one transaction that holds the write lock from its start. When another process holds it, waits
 * without blocking this one and tries again, for about five seconds; then refuses as busy.
 */
export async function write<T>(db: Knex, work: (trx: Knex.Transaction) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await db.transaction(work);
    } catch (error) {
      if (!isBusyOnSqlite(error) && !isBusyOnPostgres(error)) throw error;
      if (attempt === ATTEMPTS) {
        throw new Refusal('busy', 'busy', 'Somebody else is saving at this moment. Nothing was saved. Try again.');
      }
      await new Promise((resolve) => setTimeout(resolve, 20 + Math.floor(Math.random() * 100)));
    }
  }
}
