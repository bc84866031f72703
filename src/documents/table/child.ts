import { type ChildProcess, fork } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const MOST_MEMORY_MB = 1024;

/**
 * Starts a process that reads a file, beside the module whose address is given: a hostile file can do no more than end
 * it. Its parent ends it.
 */
export function startReader(beside: string, name: string): ChildProcess {
  const here = fileURLToPath(beside);
  const extension = path.extname(here);
  // Run from the sources, the child needs what its parent has: something that reads TypeScript.
  const tsx = () => pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  return fork(path.join(path.dirname(here), `${name}${extension}`), {
    execArgv: [`--max-old-space-size=${MOST_MEMORY_MB}`, ...(extension === '.ts' ? ['--import', tsx()] : [])],
    env: { PATH: process.env.PATH ?? '' },
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
}
