import type { Db } from '../../../platform/database.ts';
import { FLAGS, type Flag } from './staged-line.ts';

const EACH = Object.entries(FLAGS) as [Flag, number][];

/** How many lines of a coding are unlikely in each way. */
export type Flagged = { [flag in Flag]?: number };

/** Counts a line with these flags in, or out again. */
export function countFlags(flagged: Flagged, flags: number, by: 1 | -1): void {
  if (flags === 0) return;
  for (const [flag, bit] of EACH) {
    if ((flags & bit) !== 0) flagged[flag] = (flagged[flag] ?? 0) + by;
  }
}

/** Counts a line with these flags in or out of a coding that is kept. */
export async function moveFlags(trx: Db, codingId: number, flags: number, by: 1 | -1): Promise<void> {
  if (flags === 0) return;
  const row = await trx('import_coding').where({ id: codingId }).first('flagged');
  const flagged: Flagged = JSON.parse(row.flagged);
  countFlags(flagged, flags, by);
  await trx('import_coding')
    .where({ id: codingId })
    .update({ flagged: JSON.stringify(flagged) });
}
