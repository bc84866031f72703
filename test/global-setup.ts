import { unpackBrowser } from './browser.ts';
import { keepForTeardown } from './global-teardown.ts';
import { startPostgres } from './postgres.ts';

/** Once per run, before any worker: a real PostgreSQL, whose address the workers inherit, and the unpacked browser. */
export default async function setup(): Promise<void> {
  if (!process.env.CHROMIUM) await unpackBrowser();
  if (process.env.CSE_TEST_POSTGRES) return;
  const postgres = await startPostgres();
  process.env.CSE_TEST_POSTGRES = postgres.url;
  keepForTeardown(postgres);
}
