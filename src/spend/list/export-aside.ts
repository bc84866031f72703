import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Knex } from 'knex';
import { demandWorkbookFits, MEDIA_TYPES, type TableFormat } from '../../people/table-address.ts';
import { startChild, yieldToOthers } from '../../platform/child.ts';
import type { DatabaseConfig } from '../../platform/config.ts';
import { configOf } from '../../platform/database.ts';
import { Refusal } from '../../platform/refusal.ts';
import type { ListAsked } from './export.ts';
import { TEXT_FORMATS } from './format.ts';

/** What the child is sent. */
export type ExportOrder = ListAsked & { database: DatabaseConfig; format: TableFormat };

/** With what the child ends when a workbook would have too many rows. */
export const TOO_LONG = 3;

const AT_ONCE = 2;
let running = 0;

/**
 * Answers a list as a file made by a process of its own, which reads one picture of the database: a million rows
 * hold up nobody's page. The bytes are passed on as fast as whoever asked takes them; who goes away ends the process.
 * When it fails, the connection is cut instead of ended, so that nobody takes half a file for the whole.
 * Refused as busy while two files are being made.
 */
export async function sendList(
  res: ServerResponse,
  { db, format, ...asked }: ListAsked & { db: Knex; format: TableFormat },
): Promise<void> {
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
    if (format === 'csv' || format === 'json') {
      announce(res, format);
      res.write(TEXT_FORMATS[format].head);
      res.flushHeaders();
    }
    const ended = once(child, 'close') as Promise<[number | null]>;
    child.send({ ...asked, format, database: configOf(db) } satisfies ExportOrder, (error) => {
      if (error) end();
    });
    child.stderr?.resume();
    // A workbook comes in one piece when it is finished, so that until then something else can be answered.
    child.stdout?.once('data', () => announce(res, format));
    child.stdout?.pipe(res, { end: false });
    const [code] = await ended;
    if (code === TOO_LONG && !res.headersSent) demandWorkbookFits(Number.POSITIVE_INFINITY);
    if (code === 0) res.end();
    else res.destroy();
  } finally {
    running -= 1;
    res.off('close', end);
    end();
  }
}

function announce(res: ServerResponse, format: TableFormat): void {
  if (res.headersSent) return;
  res.setHeader('Content-Type', MEDIA_TYPES[format]);
  if (format !== 'json') res.setHeader('Content-Disposition', `attachment; filename="spend.${format}"`);
}
