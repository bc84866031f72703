import type { Knex } from 'knex';
import { dialectOf } from '../../migrations/dialect.ts';
import { canonical, sha256 } from './digest.ts';
import { assertPostgresSettings } from './postgres.ts';
import { assertSqliteSettings, openSqlite } from './sqlite.ts';

/**
 * Asserts that the tables, checks and triggers are those that the migrations make, and the settings those that keep
 * the record: a dropped trigger would let rows be changed, and nothing else would notice.
 */
export async function assertSchema(db: Knex): Promise<void> {
  if (dialectOf(db) === 'postgres') {
    await assertPostgresSettings(db);
    await assertPostgresTriggers(db);
    return;
  }
  await assertSqliteSettings(db);
  migrated ??= migratedSchema();
  const expected = await migrated;
  const found = await sqliteSchema(db);
  for (const [name, sql] of expected) {
    if (found.get(name) !== sql) throw new Error(changed(name));
  }
  for (const name of found.keys()) if (!expected.has(name)) throw new Error(changed(name));
}

let migrated: Promise<Map<string, string>> | undefined;

/** What the migrations make: the same as long as the process lives. */
async function migratedSchema(): Promise<Map<string, string>> {
  const fresh = openSqlite(':memory:', true);
  try {
    await fresh.migrate.latest();
    return await sqliteSchema(fresh);
  } finally {
    await fresh.destroy();
  }
}

function changed(name: string): string {
  return `The database's ${name} is not as the migrations made it. Restore a backup before serving.`;
}

async function sqliteSchema(db: Knex): Promise<Map<string, string>> {
  const rows: { type: string; name: string; sql: string }[] = await db.raw(
    `SELECT type, name, sql FROM sqlite_master
     WHERE sql IS NOT NULL AND name NOT LIKE 'knex_%' AND name NOT LIKE 'sqlite_%' ORDER BY type, name`,
  );
  return new Map(rows.map(({ type, name, sql }) => [`${type} ${name}`, sha256(sql)]));
}

/** The tables that must each hold a refusal of change and one of emptying; PostgreSQL keeps no text to compare. */
async function assertPostgresTriggers(db: Knex): Promise<void> {
  const { rows } = await db.raw(
    `SELECT c.relname AS table_name, t.tgname AS name, t.tgenabled AS enabled, pg_get_triggerdef(t.oid) AS definition,
            p.prosrc AS source
     FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
     JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE NOT t.tgisinternal AND n.nspname = current_schema() ORDER BY 1, 2`,
  );
  const disabled = rows.find((row: { enabled: string }) => row.enabled !== 'O');
  if (disabled !== undefined) throw new Error(changed(`trigger ${disabled.name}`));
  const kept = await db('installation_secret').where({ name: 'schema' }).first();
  const found = sha256(canonical(rows));
  const migrations = (await db('knex_migrations').select('name').orderBy('id')).map((row) => row.name).join(' ');
  if (kept === undefined || !kept.value.startsWith(`${migrations}:`)) {
    await db('installation_secret')
      .insert({ name: 'schema', value: `${migrations}:${found}` })
      .onConflict('name')
      .merge();
    return;
  }
  if (kept.value !== `${migrations}:${found}`) throw new Error(changed('set of triggers'));
}
