import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { makeChecks } from '../../src/audit/check.ts';
import { verifyChain } from '../../src/audit/verify.ts';
import { openDatabase } from '../../src/platform/database.ts';
import { inProject } from '../../src/platform/root.ts';
import { openSqlite } from '../../src/platform/sqlite.ts';
import { SearchAside } from '../../src/spend/import/stage/search-aside.ts';
import { SPEND_CHECKS } from '../../src/spend/verify.ts';
import { ownFile } from './import-desk.ts';
import { fillOffice } from './office.ts';

// So many that a thread of its own puts them into the search.
const ROWS = 60_000;
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'kill-'));
  const rows = Array.from(
    { length: ROWS },
    (_, at) => `07/07/2015,Supplier ${at % 50},,0.${10 + (at % 89)},4,K${100_000 + at}`,
  );
  writeFileSync(path.join(folder, 'large.csv'), ownFile(...rows));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Imports the file in a process of its own, which is killed after so many milliseconds; answers when it has ended. */
function importKilled(database: string, afterMs: number): Promise<void> {
  const args = ['import-spend', path.join(folder, 'large.csv'), '--profile', 'own-template', '--initiative', 'I-01'];
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', inProject('src', 'cli.ts'), ...args, '--as', 'finance@demo.example', '--confirm', 'all'],
    { env: { ...process.env, DATABASE_FILE: database }, stdio: 'ignore' },
  );
  return new Promise((resolve) => {
    const killed = setTimeout(() => child.kill('SIGKILL'), afterMs);
    child.once('close', () => {
      clearTimeout(killed);
      resolve();
    });
  });
}

test('killing the process at any moment of an import leaves all of it or none of it', async () => {
  const database = path.join(folder, 'killed.sqlite');
  const made = await openDatabase({ kind: 'sqlite', file: database }, true);
  await fillOffice(made);
  await made.destroy();
  const seen = new Set<number>();
  for (const afterMs of [1500, 2600, 3700, 5500, 120_000]) {
    await importKilled(database, afterMs);
    const db = await openDatabase({ kind: 'sqlite', file: database }, false);
    const batches = await db('import_batch');
    const groups = await db('import_group').sum({ lines: 'lines' }).first();
    seen.add(batches.length);
    expect([batches.length, Number(groups?.lines ?? 0)]).toEqual(batches.length === 0 ? [0, 0] : [1, ROWS]);
    expect(await verifyChain(db, 1)).toEqual([]);
    expect((await makeChecks(db, 1, SPEND_CHECKS)).flatMap(({ findings }) => findings)).toEqual([]);
    await db.destroy();
  }
  // The last one was left alone, so the whole is there in the end, and once.
  expect(seen).toEqual(new Set([0, 1]));
}, 180_000);

test('a search that cannot be written ends the reading with the reason', async () => {
  const db = openSqlite(path.join(folder, 'empty.sqlite'), true);
  await db.raw('SELECT 1');
  expect(SearchAside.open(db, 1000)).toBeNull();
  const search = SearchAside.open(db, 10_000_000) as SearchAside;
  await search.idle();
  for (const range of [
    [1, 2],
    [3, 4],
  ] as const) {
    search.put([[...range]]);
    await expect(search.idle()).rejects.toThrow('The lines were not put into the search: no such table');
  }
  await search.close();
  await db.destroy();
});
