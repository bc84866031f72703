import type { Db, Row } from '../../platform/database.ts';
import type { SpendFilter } from '../spend.store.ts';
import type { SpendStatus } from '../spend.ts';

/** What the lines of a confirmed plan have from their batch. */
export interface ListedBatch {
  planId: number;
  ref: string;
  fund: string;
  /** The act that recorded the batch. */
  seq: number;
  enteredBy: number;
  status: SpendStatus;
}

/** The batches whose lines a filter can mean, in the order in which they were recorded. */
export async function readListedBatches(db: Db, officeId: number, filter: SpendFilter): Promise<ListedBatch[]> {
  if (isOfSpendAlone(filter)) return [];
  const upTo = filter.moment?.seq ?? Number.MAX_SAFE_INTEGER;
  const rows: Row[] = await db('import_plan as p')
    .join('import_batch as b', (on) => {
      on.on('b.ref', 'p.batch_ref').andOn('b.office_id', 'p.office_id');
    })
    .leftJoin('import_outcome as o', (on) => {
      on.on('o.batch_ref', 'b.ref')
        .andOn('o.office_id', 'b.office_id')
        .andOn('o.act_seq', '<=', db.raw('?', [upTo]));
    })
    .leftJoin('import_reversal_outcome as r', (on) => {
      on.on('r.batch_ref', 'b.ref')
        .andOn('r.office_id', 'b.office_id')
        .andOn('r.outcome', db.raw('?', ['approved']))
        .andOn('r.act_seq', '<=', db.raw('?', [upTo]));
    })
    .where({ 'p.office_id': officeId, 'p.state': 'confirmed' })
    .where('b.act_seq', '<=', upTo)
    .modify((q) => {
      if (typeof filter.batch === 'string') q.where('b.ref', filter.batch);
      if (filter.enteredBy !== undefined) q.where('b.entered_by', filter.enteredBy);
    })
    .orderBy(['b.act_seq', 'p.id'])
    .select('p.id', 'b.ref', 'b.fund', 'b.act_seq', 'b.entered_by', 'o.outcome', 'r.id as reversed');
  return rows
    .map((row) => ({
      planId: row.id,
      ref: row.ref,
      fund: row.fund,
      seq: row.act_seq,
      enteredBy: row.entered_by,
      status: statusOf(row),
    }))
    .filter(({ status }) => filter.status === undefined || filter.status === status);
}

function statusOf({ outcome, reversed }: Row): SpendStatus {
  if (outcome === null) return 'awaiting approval';
  if (outcome === 'rejected') return 'returned';
  return reversed === null ? 'approved' : 'reversed';
}

/** Whether only rows of `spend` can be meant: by hand, by their own references, or what corrects another. */
function isOfSpendAlone({ batch, refs, corrects }: SpendFilter): boolean {
  return batch === null || refs !== undefined || corrects !== undefined;
}
