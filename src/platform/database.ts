import type { Knex } from 'knex';
import { dialectOf } from '../../migrations/dialect.ts';
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

/**
 * Opens a database that is there, without looking at its tables: for a process that only reads. Of SQLite's pages it
 * keeps few: who goes through all rows once reads none of them again, and its memory would grow with them.
 */
export function openToRead(config: DatabaseConfig): Knex {
  return config.kind === 'postgres'
    ? openPostgres(config.url)
    : openSqlite(config.file, false, { cacheKiB: 8192, mappedMiB: 0 });
}

/** How SQLite is opened by whoever stages. */
export const STAGING = { waitMs: 5000, cacheKiB: 16_384, synchronous: 'NORMAL', walPages: 4000, mappedMiB: 0 } as const;

/**
 * Opens a database that is there, for a process that writes beside the server and may wait for the lock in SQLite. It
 * hardly reads what it wrote, so it keeps few pages; those that change often it seldom writes to their place. What it
 * stages is safe from a power cut once an act follows it.
 */
export function openToStage(config: DatabaseConfig): Knex {
  return config.kind === 'postgres' ? openPostgres(config.url) : openSqlite(config.file, false, STAGING);
}

/** Whether a database is PostgreSQL, for the few queries that each of the two answers in its own words. */
export function onPostgres(db: Db): boolean {
  return dialectOf(db as Knex) === 'postgres';
}

/** Where a database is, for a process that opens it for itself. */
export function configOf(db: Knex): DatabaseConfig {
  const { connection } = db.client.config;
  return dialectOf(db) === 'postgres'
    ? { kind: 'postgres', url: connection.connectionString }
    : { kind: 'sqlite', file: connection.filename };
}

/**
 * Runs work that only reads on one unmoving picture of the database, for as long as it takes, while others write. On
 * SQLite the handle must be the work's own: it has one connection.
 */
export async function onOnePicture<T>(db: Knex, work: (db: Db) => Promise<T>): Promise<T> {
  if (dialectOf(db) === 'postgres') {
    const settings = { isolationLevel: 'repeatable read', readOnly: true } as const;
    return db.transaction(async (trx) => {
      await trx.raw('SET LOCAL statement_timeout = 0');
      await trx.raw('SET LOCAL idle_in_transaction_session_timeout = 0');
      return work(trx);
    }, settings);
  }
  await db.raw('BEGIN');
  try {
    return await work(db);
  } finally {
    await db.raw('ROLLBACK');
  }
}

const ATTEMPTS = 300;

/**
 * Runs the work in one transaction that holds the write lock from its start. When another process holds it, waits
 * without blocking this one and tries again, for about five seconds; then refuses as busy. It tries often, since one
 * that stages a large file leaves only short pauses.
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
      await new Promise((resolve) => setTimeout(resolve, 5 + Math.floor(Math.random() * 20)));
    }
  }
}
