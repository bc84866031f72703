import { fork } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { readSpendFile, type SpendFile } from './file.ts';
import type { ImportProfile } from './profile.ts';

/** What the child is sent. */
export interface ReadOrder {
  bytes: Uint8Array;
  profile: ImportProfile;
}

const SMALL_BYTES = 150_000;
const LONGEST_MS = 60_000;
const MOST_MEMORY_MB = 1024;

/**
 * Reads a file of spend as `readSpendFile` does. A large one is read by a process of its own, since it takes seconds
 * that other people's pages must not wait for.
 */
export async function readFileAside(bytes: Uint8Array, profile: ImportProfile): Promise<SpendFile> {
  if (bytes.length <= SMALL_BYTES) return readSpendFile(bytes, profile);
  const child = startChild();
  try {
    return await new Promise<SpendFile>((resolve, reject) => {
      const fail = (why: string): void => {
        clearTimeout(late);
        reject(new Error(`The file could not be read: ${why}`));
      };
      const late = setTimeout(() => fail(`it was not ready after ${LONGEST_MS} ms.`), LONGEST_MS);
      child.once('error', (error) => fail(error.message));
      child.once('close', (code, signal) => fail(`its process ended (${signal ?? code}).`));
      child.once('message', (file: SpendFile) => {
        clearTimeout(late);
        resolve(file);
      });
      child.send({ bytes, profile } satisfies ReadOrder, (error) => {
        if (error) fail(error.message);
      });
    });
  } finally {
    child.kill('SIGKILL');
  }
}

function startChild() {
  const here = fileURLToPath(import.meta.url);
  const extension = path.extname(here);
  // Run from the sources, the child needs what its parent has: something that reads TypeScript.
  const tsx = () => pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  return fork(path.join(path.dirname(here), `read-file-child${extension}`), {
    execArgv: [`--max-old-space-size=${MOST_MEMORY_MB}`, ...(extension === '.ts' ? ['--import', tsx()] : [])],
    env: { PATH: process.env.PATH ?? '' },
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
}
