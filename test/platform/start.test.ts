import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readConfig } from '../../src/platform/config.ts';
import { openDatabase, write } from '../../src/platform/database.ts';
import { inProject } from '../../src/platform/root.ts';
import { DATABASES, freshDatabase, refusalOf } from '../world.ts';

describe('settings', () => {
  test('none are needed', () => {
    expect(readConfig({})).toMatchObject({ host: '127.0.0.1', port: 3000, production: false });
    expect(readConfig({}).database).toMatchObject({ kind: 'sqlite' });
  });

  test.each([
    ['PORT', { PORT: 'eighty' }],
    ['PORT', { PORT: '70000' }],
    ['HOST', { HOST: 'a b' }],
    ['NODE_ENV', { NODE_ENV: 'prod' }],
    ['VERIFY_AT', { VERIFY_AT: '25:00' }],
    ['SCAN_COMMAND', { SCAN_COMMAND: ' ' }],
    ['DATABASE_URL', { DATABASE_URL: 'mysql://here/there' }],
    ['DATABASE_FILE', { DATABASE_FILE: '' }],
    ['DATABASE_URL and DATABASE_FILE', { DATABASE_URL: 'postgres://h/d', DATABASE_FILE: 'x' }],
  ])('a wrong %s is named', (name, env) => {
    expect(() => readConfig(env)).toThrow(name);
  });
});

describe('a SQLite file', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'cse-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('is made where that is allowed, and opens again as it was left', async () => {
    const file = path.join(folder, 'new', 'fund.sqlite');
    const first = await openDatabase({ kind: 'sqlite', file }, true);
    expect((await first.raw('PRAGMA journal_mode'))[0].journal_mode).toBe('wal');
    await first.destroy();
    const again = await openDatabase({ kind: 'sqlite', file }, false);
    expect((await again.raw('PRAGMA synchronous'))[0].synchronous).toBe(2);
    await again.destroy();
  });

  test('is not made in production, where a missing one is a mistake', async () => {
    const file = path.join(folder, 'missing.sqlite');
    await expect(openDatabase({ kind: 'sqlite', file }, false)).rejects.toThrow('There is no database file');
  });

  test('that is not ours is refused', async () => {
    const file = path.join(folder, 'text.sqlite');
    writeFileSync(file, 'this is not a database, whatever it is called'.repeat(20));
    expect(await refusalOf(openDatabase({ kind: 'sqlite', file }, false))).toContain('file is not a database');
  });

  test('whose guard was taken away is refused, naming what is missing', async () => {
    const file = path.join(folder, 'unguarded.sqlite');
    const db = await openDatabase({ kind: 'sqlite', file }, true);
    await db.raw('DROP TRIGGER entry_no_update');
    await db.destroy();
    await expect(openDatabase({ kind: 'sqlite', file }, false)).rejects.toThrow('trigger entry_no_update');
  });

  test('that another process is writing to is waited for without standing still', async () => {
    const file = path.join(folder, 'busy.sqlite');
    const db = await openDatabase({ kind: 'sqlite', file }, true);
    const holder = `
      const db = new (require('better-sqlite3'))(${JSON.stringify(file)});
      db.exec('BEGIN IMMEDIATE');
      console.log('held');
      setTimeout(() => { db.exec('COMMIT'); db.close(); }, 700);`;
    const child = spawn(process.execPath, ['-e', holder], { cwd: inProject() });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    let ticks = 0;
    const clock = setInterval(() => {
      ticks += 1;
    }, 20);
    await write(db, (trx) => trx('installation_secret').insert({ name: 'a', value: 'b' }));
    clearInterval(clock);
    expect(ticks).toBeGreaterThan(10);
    expect(await db('installation_secret').where({ name: 'a' })).toHaveLength(1);
    await db.destroy();
  });
});

describe.each(DATABASES)('a database of %s', (kind) => {
  test('migrates once, and keeps pence beyond two thousand million', async () => {
    const { db, close } = await freshDatabase(kind);
    expect((await db.migrate.latest())[1]).toEqual([]);
    await db('installation_secret').insert({ name: 'x', value: 'y' });
    const { rows, ...rest } = await db.raw('SELECT CAST(99999999999 AS BIGINT) AS pence');
    expect((rows ?? Object.values(rest))[0].pence).toBe(99_999_999_999);
    await close();
  });
});

describe('PostgreSQL', () => {
  test('whose guard was taken away is refused', async () => {
    const { db, close } = await freshDatabase('postgres');
    const { connectionString } = db.client.config.connection;
    await db.raw('ALTER TABLE entry DISABLE TRIGGER entry_no_change');
    await expect(openDatabase({ kind: 'postgres', url: connectionString }, false)).rejects.toThrow('entry_no_change');
    await db.raw('DROP TRIGGER entry_no_change ON entry');
    await expect(openDatabase({ kind: 'postgres', url: connectionString }, false)).rejects.toThrow('triggers');
    await close();
  });
});

describe('the lock file', () => {
  test('pins what is installed exactly', () => {
    const found = JSON.parse(
      execFileSync('node', ['-p', 'JSON.stringify(require("./package.json"))'], { cwd: inProject() }).toString(),
    );
    const ranges = Object.entries<string>({ ...found.dependencies, ...found.devDependencies }).filter(([, v]) =>
      /[\^~*x]/.test(v),
    );
    expect(ranges).toEqual([]);
  });
});
