import { rmSync } from 'node:fs';
import type { Postgres } from './postgres.ts';

const place = globalThis as { postgresOfThisRun?: Postgres };

/** The two hooks may be loaded apart, so what one hands to the other goes by way of the process. */
export function keepForTeardown(postgres: Postgres): void {
  place.postgresOfThisRun = postgres;
}

/** Once per run, after the last worker. */
export default async function teardown(): Promise<void> {
  await place.postgresOfThisRun?.stop();
  if (process.env.CSE_TEST_FOLDER) rmSync(process.env.CSE_TEST_FOLDER, { recursive: true, force: true });
}
