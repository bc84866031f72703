import type { PeriodKey } from '../calendar/period.ts';
import type { Db, Row } from '../platform/database.ts';
import { ACCOUNT_COLUMNS } from './account.store.ts';
import type { Account } from './account.ts';
import type { Entry, EntryKind } from './entry.ts';

export interface EntryWhere {
  upToSeq?: number;
  /** Posted by this act. */
  seq?: number;
  ids?: number[];
  spendRef?: string;
  spendRefs?: readonly string[];
  /** Only what corrects one of these entries. */
  correcting?: readonly number[];
  batchRef?: string;
  decisionRef?: string;
  /** Only entries of these acts. */
  acts?: readonly number[];
  fund?: string;
  accountIds?: number[];
  kind?: EntryKind;
  kinds?: readonly EntryKind[];
  period?: PeriodKey;
}

/** Entries in the order they were posted. */
export async function readEntries(db: Db, officeId: number, where: EntryWhere = {}): Promise<Entry[]> {
  const rows = await db('entry')
    .where({ office_id: officeId })
    .modify((q) => {
      if (where.upToSeq !== undefined) q.where('act_seq', '<=', where.upToSeq);
      if (where.seq !== undefined) q.where('act_seq', where.seq);
      if (where.ids !== undefined) q.whereIn('id', where.ids);
      if (where.spendRef !== undefined) q.where('spend_ref', where.spendRef);
      if (where.spendRefs !== undefined) q.whereIn('spend_ref', [...where.spendRefs]);
      if (where.correcting !== undefined) q.whereIn('corrects_entry_id', [...where.correcting]);
      if (where.batchRef !== undefined) q.where('batch_ref', where.batchRef);
      if (where.decisionRef !== undefined) q.where('decision_ref', where.decisionRef);
      if (where.acts !== undefined) q.whereIn('act_seq', [...where.acts]);
      if (where.fund !== undefined) q.where('fund', where.fund);
      if (where.kind !== undefined) q.where('kind', where.kind);
      if (where.kinds !== undefined) q.whereIn('kind', [...where.kinds]);
      if (where.period !== undefined) q.where({ year: where.period.year, period: where.period.number });
      const accounts = where.accountIds;
      if (accounts !== undefined) {
        q.where((either) => either.whereIn('from_account_id', accounts).orWhereIn('to_account_id', accounts));
      }
    })
    .orderBy('id');
  const accounts: Account[] = await db('account')
    .where({ office_id: officeId })
    .select(...ACCOUNT_COLUMNS);
  const byId = new Map(accounts.map((account) => [account.id, account]));
  return rows.map((row: Row) => ({
    id: row.id,
    kind: row.kind,
    from: byId.get(row.from_account_id) as Account,
    to: byId.get(row.to_account_id) as Account,
    pence: row.pence,
    happenedOn: row.happened_on,
    year: row.year,
    period: row.period,
    place: row.place,
    category: row.category,
    decisionRef: row.decision_ref,
    spendRef: row.spend_ref,
    batchRef: row.batch_ref,
    corrects: row.corrects_entry_id,
    excess: row.excess,
    seq: row.act_seq,
  }));
}

// What a database takes in one question is limited; an office's corrections are not.
const SLICE = 1000;

/** Entries by their ids, in no order. */
export async function readById(db: Db, officeId: number, ids: readonly number[]): Promise<Map<number, Entry>> {
  const entries = new Map<number, Entry>();
  for (let at = 0; at < ids.length; at += SLICE) {
    for (const entry of await readEntries(db, officeId, { ids: ids.slice(at, at + SLICE) }))
      entries.set(entry.id, entry);
  }
  return entries;
}
