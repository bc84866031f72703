import { existsSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type Database from 'better-sqlite3';
import knexModule, { type Knex } from 'knex';
import { migrationSource } from '../../migrations/index.ts';

const APPLICATION_ID = 0x43534546;
const require = createRequire(import.meta.url);
const BetterSqlite = require('knex/lib/dialects/better-sqlite3/index.js') as typeof Knex.Client;

/**
 * knex begins with a deferred transaction: a second writer then fails at once after reading. Beginning immediately
 * takes the write lock first, so that what was read still holds when it is written.
 */
class ImmediateSqlite extends BetterSqlite {
  // biome-ignore lint/suspicious/noExplicitAny: knex types neither its dialects' transaction nor its begin
  override transaction(container: any, config: any, outerTx: any): any {
    // biome-ignore lint/suspicious/noExplicitAny: as above
    const transaction: any = super.transaction(container, config, outerTx);
    // A commit that fails leaves its transaction open: others would read what was never saved, and begin no more.
    const abandon = (connection: Database.Database) => {
      if (connection.inTransaction) connection.exec('ROLLBACK');
    };
    transaction.begin = (connection: Database.Database) => {
      abandon(connection);
      return transaction.query(connection, 'BEGIN IMMEDIATE;');
    };
    transaction.commit = async (connection: Database.Database, value: unknown) => {
      const answer = await transaction.query(connection, 'COMMIT;', 1, value);
      abandon(connection);
      return answer;
    };
    return transaction;
  }
}

/** How a process keeps what it reads, waits, and writes. */
interface Settings {
  /** How long it waits for the lock inside SQLite. */
  waitMs: number;
  cacheKiB: number;
  synchronous: 'FULL' | 'NORMAL';
  walPages: number;
  /** How much of the file it reads where it lies; none where a process's memory is not to grow with the file. */
  mappedMiB: number;
}

/**
 * Opens a SQLite file (or ':memory:'), one read-write connection. The lock is waited for asynchronously by `write`,
 * so the busy timeout is zero: a wait inside SQLite would freeze every page. A process without pages may wait.
 */
export function openSqlite(
  file: string,
  mayCreate: boolean,
  { waitMs = 0, cacheKiB = 65_536, synchronous = 'FULL', walPages = 1000, mappedMiB = 1024 }: Partial<Settings> = {},
): Knex {
  const memory = file === ':memory:';
  if (!memory && !existsSync(file)) {
    if (!mayCreate) {
      throw new Error(`There is no database file ${file}. Make it with: npm run -s cse -- user add --help`);
    }
    mkdirSync(path.dirname(file), { recursive: true });
  }
  return knexModule.knex({
    client: ImmediateSqlite as typeof Knex.Client,
    connection: { filename: file },
    useNullAsDefault: true,
    acquireConnectionTimeout: 5000,
    // That a file cannot be opened is thrown; the stack that knex would print beside it helps nobody.
    log: { warn: () => undefined },
    migrations: { migrationSource },
    pool: {
      min: 1,
      max: 1,
      afterCreate: (
        connection: Database.Database,
        done: (error: Error | null, connection: Database.Database) => void,
      ) => {
        try {
          settle(connection, memory, { waitMs, cacheKiB, synchronous, walPages, mappedMiB });
          done(null, connection);
        } catch (error) {
          done(error as Error, connection);
        }
      },
    },
  });
}

function settle(
  connection: Database.Database,
  memory: boolean,
  { waitMs, cacheKiB, synchronous, walPages, mappedMiB }: Settings,
): void {
  connection.pragma(`busy_timeout = ${waitMs}`);
  const owner = connection.pragma('application_id', { simple: true });
  if (owner !== 0 && owner !== APPLICATION_ID) throw new Error('The database file belongs to another program.');
  if (owner === 0) connection.pragma(`application_id = ${APPLICATION_ID}`);
  if (!memory) connection.pragma('journal_mode = WAL');
  connection.pragma(`synchronous = ${synchronous}`);
  connection.pragma('foreign_keys = ON');
  connection.pragma('recursive_triggers = ON');
  connection.pragma('trusted_schema = OFF');
  // With the 2 MiB that SQLite takes by itself, a ledger of a million entries is read from the disk each time.
  connection.pragma(`cache_size = -${cacheKiB}`);
  connection.pragma(`wal_autocheckpoint = ${walPages}`);
  // What it does not keep of a large ledger, the system has in memory: mapped, that is not copied page by page.
  connection.pragma(`mmap_size = ${mappedMiB * 1024 * 1024}`);
}

const SETTINGS: [name: string, expected: number | string][] = [
  ['synchronous', 2],
  ['foreign_keys', 1],
  ['recursive_triggers', 1],
  ['trusted_schema', 0],
  ['busy_timeout', 0],
  ['application_id', APPLICATION_ID],
];

/** Asserts the connection's settings; throws naming the first that is not as it must be. */
export async function assertSqliteSettings(db: Knex): Promise<void> {
  const [{ version }] = await db.raw('SELECT sqlite_version() AS version');
  const [major, minor, patch] = String(version).split('.').map(Number) as [number, number, number];
  // Versions before 3.51.3 can corrupt a WAL database that has two connections.
  if (major * 1e6 + minor * 1e3 + patch < 3_051_003)
    throw new Error(`SQLite is ${version}; 3.51.3 or later is needed.`);
  for (const [name, expected] of SETTINGS) {
    const [row] = await db.raw(`PRAGMA ${name}`);
    const found = Object.values(row as Record<string, unknown>)[0];
    if (found !== expected) throw new Error(`SQLite's ${name} is ${found}; it must be ${expected}.`);
  }
  const [mode] = await db.raw('PRAGMA journal_mode');
  if (!['wal', 'memory'].includes(mode.journal_mode)) {
    throw new Error(`SQLite's journal_mode is ${mode.journal_mode}; it must be wal.`);
  }
}

/** Whether another process holds the write lock. */
export function isBusyOnSqlite(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return typeof code === 'string' && code.startsWith('SQLITE_BUSY');
}
