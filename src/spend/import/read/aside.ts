import type { ChildProcess } from 'node:child_process';
import { type FileLimits, UPLOAD_LIMITS } from '../../../documents/table/limits.ts';
import type { FileSource } from '../../../documents/table/source.ts';
import { startChild } from '../../../platform/child.ts';
import type { Sample } from './sample.ts';

/** What the child is sent: a file to read the first rows of, and the headers that are known. */
export interface SampleOrder {
  source: FileSource;
  knownHeaders: readonly string[];
  limits: FileLimits;
}

const LONGEST_SILENCE_MS = 60_000;
const MOST_MEMORY_MB = 1024;

/**
 * Reads the first rows of a file as `readSample` does, in a process of its own: other people's pages must not wait for
 * it, and a hostile file can do no more than end it. Rejects when that process ends or falls silent.
 */
export async function readSampleAside(
  source: FileSource,
  knownHeaders: readonly string[],
  limits: FileLimits = UPLOAD_LIMITS,
): Promise<Sample> {
  const child = startChild({
    beside: import.meta.url,
    file: 'aside-child',
    flags: [`--max-old-space-size=${MOST_MEMORY_MB}`],
  });
  let silence: NodeJS.Timeout | undefined;
  try {
    return await new Promise((resolve, reject) => {
      const fail = (why: string): void => reject(new Error(`The file could not be read: ${why}`));
      silence = setTimeout(() => fail(`nothing came for ${LONGEST_SILENCE_MS} ms.`), LONGEST_SILENCE_MS);
      send(child, { source, knownHeaders, limits }, resolve, fail);
    });
  } finally {
    clearTimeout(silence);
    child.kill('SIGKILL');
  }
}

function send(
  child: ChildProcess,
  order: SampleOrder,
  resolve: (sample: Sample) => void,
  fail: (why: string) => void,
): void {
  child.once('error', (error) => fail(error.message));
  child.once('close', (code, signal) => fail(`its process ended (${signal ?? code}).`));
  child.once('message', resolve);
  child.send(order, (error) => {
    if (error) fail(error.message);
  });
}
