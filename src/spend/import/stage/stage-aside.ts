import type { Knex } from 'knex';
import type { FileSource } from '../../../documents/table/source.ts';
import { startChild } from '../../../platform/child.ts';
import type { DatabaseConfig } from '../../../platform/config.ts';
import { configOf } from '../../../platform/database.ts';
import { failReading, INTERRUPTED } from '../plan.store.ts';
import type { ImportProfile } from '../read/profile.ts';
import { STAGING_FLAG, stageFile } from './stage-file.ts';

/** What the child is sent. */
export interface StagingOrder {
  database: DatabaseConfig;
  planId: number;
  source: FileSource;
  profiles: readonly ImportProfile[];
}

/** A file of so many bytes is read before the page is answered; a larger one by a process of its own. */
const SMALL_BYTES = 150_000;
const MOST_MEMORY_MB = 220;

/**
 * Reads a file into its plan. A small one is read at once; a large one by a process of its own, since nobody's page may
 * wait for it, and the plan's page says how far it is. `done` settles when the reading has ended, either way.
 */
export async function startStaging(
  db: Knex,
  planId: number,
  source: FileSource,
  profiles: readonly ImportProfile[],
): Promise<{ done: Promise<void> }> {
  if ('bytes' in source && source.bytes.length <= SMALL_BYTES) {
    await stageFile(db, planId, source, profiles);
    return { done: Promise.resolve() };
  }
  return { done: stageAside(db, { database: configOf(db), planId, source, profiles }) };
}

async function stageAside(db: Knex, order: StagingOrder): Promise<void> {
  const child = startChild({
    beside: import.meta.url,
    file: 'stage-child',
    flags: [`--max-old-space-size=${MOST_MEMORY_MB}`, STAGING_FLAG],
  });
  const ended = new Promise<void>((resolve) => {
    child.once('error', () => resolve());
    child.once('close', () => resolve());
  });
  child.send(order, () => {});
  await ended;
  // A child that came to its end left the plan ready or failed; one that was killed could not say so.
  await failReading(db, order.planId, INTERRUPTED, new Date().toISOString());
}
