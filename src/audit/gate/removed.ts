import type { Db, Row } from '../../platform/database.ts';

/** What two people can remove for good. */
export type RemovedKind = 'words' | 'document' | 'line' | 'supplier';

/** The rows of a kind that were removed by two different people, by number, each with its digest. */
export async function readRemoved(db: Db, officeId: number, kind: RemovedKind): Promise<Map<number, string>> {
  const rows: Row[] = await db('removed_item as i')
    .join('removal_outcome as o', (on) => on.on('o.office_id', 'i.office_id').on('o.request', 'i.request'))
    .join('removal_request as r', (on) => on.on('r.office_id', 'i.office_id').on('r.ref', 'i.request'))
    .where({ 'i.office_id': officeId, 'i.kind': kind, 'o.outcome': 'removed' })
    .whereRaw('o.decided_by <> r.asked_by')
    .whereRaw('o.act_seq = i.act_seq')
    .select('i.item', 'i.digest');
  return new Map(rows.map(({ item, digest }) => [item, digest]));
}
