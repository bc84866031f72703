import type { ChildProcess } from 'node:child_process';
import { type FileLimits, UPLOAD_LIMITS } from '../../../documents/table/limits.ts';
import type { FileSource } from '../../../documents/table/source.ts';
import { startChild } from '../../../platform/child.ts';
import { type FileSink, type FileSlice, type FileSummary, handOver } from './file.ts';
import type { ImportProfile } from './profile.ts';
import type { Sample } from './sample.ts';

/** What the child is sent first: to read a file by a profile, or its first rows, of which some headers are known. */
export type ReadOrder = { source: FileSource; limits: FileLimits } & (
  | { profile: ImportProfile }
  | { knownHeaders: readonly string[] }
);

/** What the child answers: slices, of which it sends a few ahead, and at last the summary; or a sample. */
export type ReadAnswer = { slice: FileSlice } | { summary: FileSummary } | { sample: Sample };

const LONGEST_SILENCE_MS = 60_000;
const MOST_MEMORY_MB = 1024;

/**
 * Reads a file of spend as `readSpendFile` does, in a process of its own: it takes seconds that other people's pages
 * must not wait for, and a hostile file can do no more than end it. Rejects when that process ends or falls silent.
 */
export async function readSpendFileAside(
  source: FileSource,
  profile: ImportProfile,
  sink: FileSink,
  limits: FileLimits = UPLOAD_LIMITS,
): Promise<FileSummary> {
  const answer = await askChild({ source, profile, limits }, sink);
  if ('summary' in answer) return answer.summary;
  throw new Error('The file could not be read: its process answered something else.');
}

/** Reads the first rows of a file as `readSample` does, in a process of its own. */
export async function readSampleAside(
  source: FileSource,
  knownHeaders: readonly string[],
  limits: FileLimits = UPLOAD_LIMITS,
): Promise<Sample> {
  const answer = await askChild({ source, knownHeaders, limits }, {});
  if ('sample' in answer) return answer.sample;
  throw new Error('The file could not be read: its process answered something else.');
}

type LastAnswer = Exclude<ReadAnswer, { slice: FileSlice }>;

async function askChild(order: ReadOrder, sink: FileSink): Promise<LastAnswer> {
  const child = startChild({
    beside: import.meta.url,
    file: 'aside-child',
    flags: [`--max-old-space-size=${MOST_MEMORY_MB}`],
  });
  try {
    return await new Promise((resolve, reject) => listen(child, order, sink, { resolve, reject }));
  } finally {
    child.kill('SIGKILL');
  }
}

function listen(
  child: ChildProcess,
  order: ReadOrder,
  sink: FileSink,
  { resolve, reject }: { resolve(answer: LastAnswer): void; reject(error: unknown): void },
): void {
  let taken: Promise<void> = Promise.resolve();
  let silence: NodeJS.Timeout | undefined;
  const fail = (why: string): void => {
    clearTimeout(silence);
    reject(new Error(`The file could not be read: ${why}`));
  };
  const wait = (): void => {
    clearTimeout(silence);
    silence = setTimeout(() => fail(`nothing came for ${LONGEST_SILENCE_MS} ms.`), LONGEST_SILENCE_MS);
  };
  wait();
  child.once('error', (error) => fail(error.message));
  child.once('close', (code, signal) => fail(`its process ended (${signal ?? code}).`));
  child.on('message', (answer: ReadAnswer) => {
    clearTimeout(silence);
    taken = taken
      .then(async () => {
        if (!('slice' in answer)) {
          resolve(answer);
          return;
        }
        await handOver(answer.slice, sink);
        wait();
        if (child.connected) child.send('taken');
      })
      .catch((error: unknown) => {
        clearTimeout(silence);
        reject(error);
      });
  });
  child.send(order, (error) => {
    if (error) fail(error.message);
  });
}
