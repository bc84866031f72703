import type { Db, Row } from '../platform/database.ts';
import { readById } from './entry.store.ts';
import type { Entry } from './entry.ts';

/**
 * Entries with the reference of the record that they go back to: what a correction takes back, and what an entry was
 * posted anew for with another coding. An accrual that turned round by itself names its own, so it is left out.
 */
export async function withOriginals(db: Db, officeId: number, entries: readonly Entry[]): Promise<Entry[]> {
  if (entries.length === 0) return [];
  const recoded: Row[] = await db('recoded_entry')
    .where({ office_id: officeId })
    .select('entry_id', 'original_entry_id');
  const anew = new Map<number, number>(recoded.map((row) => [row.entry_id, row.original_entry_id]));
  const originalId = ({ id, corrects }: Entry) => corrects ?? anew.get(id) ?? null;
  const wanted = new Set(entries.map(originalId).filter((id) => id !== null));
  const originals = await readById(db, officeId, [...wanted]);
  return entries.map((entry) => {
    const id = originalId(entry);
    const ref = id === null ? null : (originals.get(id)?.spendRef ?? null);
    return { ...entry, original: ref === entry.spendRef ? null : ref };
  });
}
