import type { PeriodKey } from '../calendar/period.ts';
import type { Db, Row } from '../platform/database.ts';
import { readById } from './entry.store.ts';
import type { Entry } from './entry.ts';

/** An entry that restates a closed period: which period it concerns, while it was posted in a later one. */
export interface Restatement {
  entryId: number;
  concerned: PeriodKey;
  seq: number;
}

/**
 * The entries that restate a closed period, in the order in which they were posted: up to and with the act named, and
 * of these entries alone where they are.
 */
export async function readRestatements(
  db: Db,
  officeId: number,
  { upToSeq, entryIds }: { upToSeq?: number; entryIds?: number[] } = {},
): Promise<Restatement[]> {
  const rows = await db('restatement')
    .where({ office_id: officeId })
    .modify((q) => {
      if (upToSeq !== undefined) q.where('act_seq', '<=', upToSeq);
      if (entryIds !== undefined) q.whereIn('entry_id', entryIds);
    })
    .orderBy('entry_id')
    .select('entry_id', 'year', 'period', 'act_seq');
  return rows.map((row: Row) => ({
    entryId: row.entry_id,
    concerned: { year: row.year, number: row.period },
    seq: row.act_seq,
  }));
}

/** An entry with the closed period that it restates. */
export interface RestatingEntry {
  entry: Entry;
  concerned: PeriodKey;
}

/** As `readRestatements`, with the entries themselves: it costs by the restatements, not by all entries. */
export async function readRestatingEntries(db: Db, officeId: number, upToSeq: number): Promise<RestatingEntry[]> {
  const restatements = await readRestatements(db, officeId, { upToSeq });
  const entries = await readById(
    db,
    officeId,
    restatements.map(({ entryId }) => entryId),
  );
  return restatements.map(({ entryId, concerned }) => ({ entry: entries.get(entryId) as Entry, concerned }));
}

/** The entries that took an accrual back as a mistake, up to and with the act named. */
export async function readWithdrawals(db: Db, officeId: number, upToSeq: number): Promise<Entry[]> {
  const rows = await db('withdrawn_accrual')
    .where({ office_id: officeId })
    .where('act_seq', '<=', upToSeq)
    .orderBy('entry_id')
    .select('entry_id');
  return [
    ...(
      await readById(
        db,
        officeId,
        rows.map((row: Row) => row.entry_id),
      )
    ).values(),
  ];
}
