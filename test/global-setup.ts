import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { keepForTeardown } from './global-teardown.ts';
import { unpackBrowser } from './packaged-browser.ts';
import { startPostgres } from './postgres.ts';

/**
 * Once per run, before any worker: a real PostgreSQL, whose address the workers inherit, a folder for SQLite's files,
 * and the unpacked browser.
 */
export default async function setup(): Promise<void> {
  if (!process.env.CHROMIUM) await unpackBrowser();
  // In memory where the system has such a place: what tests write is never wanted after them.
  const place = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
  process.env.CSE_TEST_FOLDER = mkdtempSync(path.join(place, 'cse-test-'));
  if (process.env.CSE_TEST_POSTGRES) return;
  const postgres = await startPostgres();
  process.env.CSE_TEST_POSTGRES = postgres.url;
  keepForTeardown(postgres);
}
