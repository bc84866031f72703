import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { constants, setPriority } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Knex } from 'knex';
import type { DatabaseConfig } from '../../platform/config.ts';
import { BYTE_ORDER_MARK } from '../../platform/csv.ts';
import { configOf } from '../../platform/database.ts';
import { Refusal } from '../../platform/refusal.ts';
import { HEAD, type ListAsked } from './export.ts';

/** What the child is sent. */
export type ExportOrder = ListAsked & { database: DatabaseConfig };

const AT_ONCE = 2;
let running = 0;

/**
 * Answers a list as a CSV file made by a process of its own, which reads one picture of the database: a million rows
 * hold up nobody's page. The bytes are passed on as fast as whoever asked takes them; who goes away ends the process.
 * When it fails, the connection is cut instead of ended, so that nobody takes half a file for the whole.
 * Refused as busy while two files are being made.
 */
export async function sendList(res: ServerResponse, { db, ...asked }: ListAsked & { db: Knex }): Promise<void> {
  if (running >= AT_ONCE) {
    throw new Refusal(
      'busy',
      'exports',
      'Two lists are being written to files at this moment. Wait until one of them is done, then download this one.',
    );
  }
  running += 1;
  const child = startChild();
  const end = () => child.kill('SIGKILL');
  res.once('close', end);
  try {
    res.setHeader('Content-Type', 'text/csv; charset=utf-8');
    res.setHeader('Content-Disposition', 'attachment; filename="spend.csv"');
    res.write(BYTE_ORDER_MARK + HEAD);
    res.flushHeaders();
    const ended = once(child, 'close') as Promise<[number | null]>;
    child.send({ ...asked, database: configOf(db) } satisfies ExportOrder, (error) => {
      if (error) end();
    });
    child.stderr?.resume();
    child.stdout?.pipe(res, { end: false });
    const [code] = await ended;
    if (code === 0) res.end();
    else res.destroy();
  } finally {
    running -= 1;
    res.off('close', end);
    end();
  }
}

function startChild(): ChildProcess {
  const here = fileURLToPath(import.meta.url);
  const extension = path.extname(here);
  // Run from the sources, the child needs what its parent has: something that reads TypeScript.
  const tsx = () => pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  const child = fork(path.join(path.dirname(here), `export-child${extension}`), {
    // Rows live no longer than their portion: with room for some portions, hardly any is moved before it is dropped.
    execArgv: ['--max-semi-space-size=32', ...(extension === '.ts' ? ['--import', tsx()] : [])],
    env: { PATH: process.env.PATH ?? '' },
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  // People's pages come first.
  if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
  return child;
}
