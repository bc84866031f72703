import { randomBytes } from 'node:crypto';
import { copyFileSync, existsSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import knexModule, { type Knex } from 'knex';
import { seedDemonstration } from '../seeds/demonstration.ts';
import type { DatabaseConfig } from '../src/platform/config.ts';
import { openDatabase } from '../src/platform/database.ts';

/** What puts something into a migrated database. */
export type Fill = (db: Knex) => Promise<unknown>;

/** What a test starts from: a migrated database, with what `fill` put into it. */
interface Template {
  name: string;
  fill: Fill;
}

const EMPTY: Template = { name: 'empty', fill: async () => {} };
const templates = new Map<Fill, Template>([[seedDemonstration, { name: 'demonstration', fill: seedDemonstration }]]);

/** Lets `fill` run once in a run of the suite, not for each test that begins with it. `name` is its own. */
export function filledOnce(name: string, fill: Fill): Fill {
  templates.set(fill, { name, fill });
  return fill;
}

/**
 * A database of its own for a test, copied from one that is made once in a run: migrating and filling anew for each
 * test would take most of the suite's time.
 */
export async function copiedDatabase(
  kind: 'sqlite' | 'postgres',
  fill: Fill,
): Promise<{ db: Knex; close(): Promise<void> }> {
  const template = templates.get(fill) ?? EMPTY;
  const copy = await (kind === 'sqlite' ? copiedSqlite(template) : copiedPostgres(template));
  if (template === EMPTY) await fill(copy.db);
  return copy;
}

/** Makes the template in a database that nobody else looks at yet. */
async function make(config: DatabaseConfig, template: Template): Promise<void> {
  const db = await openDatabase(config, true);
  try {
    await template.fill(db);
  } finally {
    await db.destroy();
  }
}

async function copiedSqlite(template: Template) {
  const folder = named('CSE_TEST_FOLDER');
  const made = path.join(folder, `${template.name}.sqlite`);
  if (!existsSync(made)) {
    // Made aside and moved into place whole: another worker may be making the same.
    const aside = path.join(folder, `${template.name}-${process.pid}.sqlite`);
    await make({ kind: 'sqlite', file: aside }, template);
    renameSync(aside, made);
  }
  const file = path.join(folder, `world-${randomBytes(6).toString('hex')}.sqlite`);
  copyFileSync(made, file);
  const db = await openDatabase({ kind: 'sqlite', file }, false);
  return {
    db,
    close: async () => {
      await db.destroy();
      for (const end of ['', '-wal', '-shm']) rmSync(file + end, { force: true });
    },
  };
}

async function copiedPostgres(template: Template) {
  const admin = named('CSE_TEST_POSTGRES');
  const made = `cse_template_${template.name}`;
  await onAdmin(admin, async (db) => {
    // One worker makes it, the others wait; both names end in a moment, so the lock is the session's.
    await db.raw('SELECT pg_advisory_lock(20141101)');
    const { rows } = await db.raw('SELECT 1 FROM pg_database WHERE datname = ?', [made]);
    if (rows.length > 0) return;
    await db.raw(`DROP DATABASE IF EXISTS ${made}_aside WITH (FORCE)`);
    await db.raw(`CREATE DATABASE ${made}_aside`);
    await make({ kind: 'postgres', url: addressOf(admin, `${made}_aside`) }, template);
    await db.raw(`ALTER DATABASE ${made}_aside RENAME TO ${made}`);
  });
  const name = `cse_${randomBytes(6).toString('hex')}`;
  // Copying its files takes a tenth of what writing each block of it to the log takes, which is what it does unasked.
  await onAdmin(admin, (db) => db.raw(`CREATE DATABASE ${name} TEMPLATE ${made} STRATEGY FILE_COPY`));
  const db = await openDatabase({ kind: 'postgres', url: addressOf(admin, name) }, true);
  return {
    db,
    close: async () => {
      await db.destroy();
      await onAdmin(admin, (admins) => admins.raw(`DROP DATABASE ${name} WITH (FORCE)`));
    },
  };
}

function addressOf(admin: string, database: string): string {
  const url = new URL(admin);
  url.pathname = `/${database}`;
  return url.href;
}

async function onAdmin(url: string, work: (db: Knex) => PromiseLike<unknown>): Promise<void> {
  // One connection throughout: one that was closed because it lay idle would let go of its lock.
  const db = knexModule.knex({ client: 'pg', connection: url, pool: { min: 1, max: 1 } });
  try {
    await work(db);
  } finally {
    await db.destroy();
  }
}

function named(variable: string): string {
  const value = process.env[variable];
  if (value === undefined) throw new Error(`${variable} is not set: the global set-up did not run.`);
  return value;
}
