import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Knex } from 'knex';
import { startChild, yieldToOthers } from '../../platform/child.ts';
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
  const child = startChild({
    beside: import.meta.url,
    file: 'export-child',
    // Rows live no longer than their portion: with room for some portions, hardly any is moved before it is dropped.
    flags: ['--max-semi-space-size=32'],
    reads: ['stdout', 'stderr'],
  });
  // People's pages come first.
  yieldToOthers(child);
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
