import { type ChildProcess, fork } from 'node:child_process';
import { createRequire } from 'node:module';
import { constants, setPriority } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';

/** A process of its own for work that would keep people's pages waiting. */
export interface ChildOrder {
  /** `import.meta.url` of the module that the child's file stands beside. */
  beside: string;
  /** The child's file without its extension, such as `pdf-child`. */
  file: string;
  /** What Node is started with, such as a limit of its memory. */
  flags?: readonly string[];
  /** Which of what it writes its parent reads; the rest goes nowhere. */
  reads?: readonly ('stdout' | 'stderr')[];
}

/**
 * Starts it, from the compiled program or from the sources, with nothing of the parent's environment but the path:
 * neither secrets nor the database's address, unless its parent sends them.
 */
export function startChild({ beside, file, flags = [], reads = [] }: ChildOrder): ChildProcess {
  const sibling = siblingOf(beside, file);
  // Run from the sources, the child needs what its parent has: something that reads TypeScript.
  const tsx = () => pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  return fork(sibling, {
    execArgv: [...flags, ...(sibling.endsWith('.ts') ? ['--import', tsx()] : [])],
    env: { PATH: process.env.PATH ?? '' },
    serialization: 'advanced',
    stdio: [
      'ignore',
      ...(['stdout', 'stderr'] as const).map((name) => (reads.includes(name) ? 'pipe' : 'ignore')),
      'ipc',
    ],
  });
}

/** Starts a thread of its own from a file that stands beside a module, with what it is to know. */
export function startThread(beside: string, file: string, data: object): Worker {
  const sibling = siblingOf(beside, file);
  const script = `import(${JSON.stringify(pathToFileURL(sibling).href)})`;
  return new Worker(
    sibling.endsWith('.ts')
      ? `import('tsx/esm/api').then(({ register }) => { register(); return ${script}; })`
      : script,
    { eval: true, execArgv: [], workerData: data },
  );
}

/** The path of a file that stands beside a module, compiled or not as that is. */
function siblingOf(beside: string, file: string): string {
  const here = fileURLToPath(beside);
  return path.join(path.dirname(here), `${file}${path.extname(here)}`);
}

/** Lets everything else on the machine come first. */
export function yieldToOthers({ pid }: ChildProcess): void {
  if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_LOW);
}
