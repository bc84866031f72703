import { createRequire } from 'node:module';
import knexModule, { type Knex } from 'knex';
import type pg from 'pg';
import { migrationSource } from '../../migrations/index.ts';

/** Has the driver read whole numbers as numbers. It is loaded here, so that an office on SQLite does without it. */
function readWholeNumbers(): void {
  const { types }: typeof pg = createRequire(import.meta.url)('pg');
  types.setTypeParser(types.builtins.INT8, (text) => {
    const value = Number(text);
    if (!Number.isSafeInteger(value)) throw new RangeError(`${text} is beyond what the program counts to.`);
    return value;
  });
}

const SETTINGS: Record<string, string> = {
  statement_timeout: '30s',
  lock_timeout: '5s',
  idle_in_transaction_session_timeout: '30s',
  default_transaction_isolation: 'read committed',
};

/** Opens PostgreSQL with a pool of ten and time limits, so that a stuck request cannot hold a lock for ever. */
export function openPostgres(url: string): Knex {
  readWholeNumbers();
  return knexModule.knex({
    client: 'pg',
    connection: {
      connectionString: url,
      options: Object.entries(SETTINGS)
        .map(([name, value]) => `-c ${name}=${value.replaceAll(' ', '\\ ')}`)
        .join(' '),
    },
    acquireConnectionTimeout: 10_000,
    migrations: { migrationSource },
    pool: { min: 0, max: 10 },
  });
}

/** Asserts the connection's settings; throws naming the first that is not as it must be. */
export async function assertPostgresSettings(db: Knex): Promise<void> {
  for (const [name, expected] of Object.entries(SETTINGS)) {
    const { rows } = await db.raw(`SHOW ${name}`);
    if (rows[0][name] !== expected)
      throw new Error(`PostgreSQL's ${name} is ${rows[0][name]}; it must be ${expected}.`);
  }
  const encoding = (await db.raw('SHOW server_encoding')).rows[0].server_encoding;
  if (encoding !== 'UTF8') throw new Error(`PostgreSQL's encoding is ${encoding}; it must be UTF8.`);
}

const TRY_AGAIN = new Set(['40001', '40P01', '55P03']);

/** Whether the transaction lost to another and may be run again: serialization, deadlock or lock time-out. */
export function isBusyOnPostgres(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return typeof code === 'string' && TRY_AGAIN.has(code);
}
