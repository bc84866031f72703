import { addUp } from '../ledger/balance.ts';
import { readEntries } from '../ledger/entry.store.ts';
import type { Entry } from '../ledger/entry.ts';
import { leftOfEntry } from '../ledger/post.ts';
import type { Pence } from '../money/pence.ts';
import type { Db } from '../platform/database.ts';
import { entriesOfLine, findPostedLine } from './import/posted-line.ts';
import { findSpend, listAmounts, listSpend } from './spend.store.ts';
import { lineNamed, type Spend } from './spend.ts';

/**
 * What can be corrected, by its reference: a spend, or a line of a batch that shares its entries with others, which
 * stands as reversed once a reversal of it was approved. Not found, and refused, as `findPostedLine` says.
 */
export async function findCorrectable(db: Db, officeId: number, ref: string): Promise<Spend> {
  if (lineNamed(ref) === null) return findSpend(db, officeId, ref);
  const line = await findPostedLine(db, officeId, ref);
  const reversals = await listSpend(db, officeId, { corrects: ref, kinds: ['reversal'], status: 'approved' });
  return reversals.length > 0 && line.status === 'approved' ? { ...line, status: 'reversed' } : line;
}

/** An entry that was posted for something, with what of it that thing still has, in pence. */
export interface PostedPart {
  entry: Entry;
  left: Pence;
}

/**
 * The entries of something, the last first, with what of each no correction has taken back. Of the entries that a line
 * shares with others it has, from the last on, as much as is left of the line.
 */
export async function readPostedParts(db: Db, officeId: number, spend: Spend): Promise<PostedPart[]> {
  const isLine = lineNamed(spend.ref) !== null;
  const entries = isLine
    ? await entriesOfLine(db, officeId, spend)
    : await readEntries(db, officeId, { spendRef: spend.ref });
  let open = isLine ? await leftOfLine(db, officeId, spend) : Number.MAX_SAFE_INTEGER;
  const parts: PostedPart[] = [];
  for (const entry of entries.toReversed()) {
    const left = Math.max(0, Math.min(open, await leftOfEntry(db, entry)));
    open -= left;
    if (!isLine || left > 0) parts.push({ entry, left });
  }
  return parts;
}

async function leftOfLine(db: Db, officeId: number, { ref, pence }: Spend): Promise<Pence> {
  const taken = await listAmounts(db, officeId, { corrects: ref, status: 'approved' });
  return addUp([pence, ...taken.map((correction) => -correction.pence)]);
}
