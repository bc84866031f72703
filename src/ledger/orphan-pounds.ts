import type { Pence } from '../money/pence.ts';
import type { Db } from '../platform/database.ts';
import type { EntryKind } from './entry.ts';
import { rawRows } from './raw-rows.ts';

/** Money that was set aside, budgeted or moved and rests on no recorded decision. */
export interface OrphanPound {
  entryId: number;
  kind: EntryKind;
  pence: Pence;
  fromName: string;
  toName: string;
  toKind: string;
  allocation: string;
  initiative: string;
  happenedOn: string;
  /** The decision that the entry names, which nobody recorded; null when it names none. */
  decisionRef: string | null;
  seq: number;
}

/**
 * Every entry that gave money to an allocation or an initiative, or moved it between them or between years, and does
 * not name a recorded decision (promise 13). By a query of its own, so that it finds what posting should have refused.
 */
export async function readOrphanPounds(db: Db, officeId: number): Promise<OrphanPound[]> {
  const rows = await rawRows(
    db,
    `SELECT e.id, e.kind, e.pence, e.happened_on, e.decision_ref, e.act_seq, f.name AS from_name, t.name AS to_name,
            t.kind AS to_kind, t.allocation, t.initiative
     FROM entry e JOIN account f ON f.id = e.from_account_id JOIN account t ON t.id = e.to_account_id
     LEFT JOIN decision d ON d.office_id = e.office_id AND d.ref = e.decision_ref
     WHERE e.office_id = :officeId AND d.id IS NULL AND e.kind <> 'reversal'
       AND (e.kind IN ('allocate', 'budget', 'budget-revision', 'virement', 'carry-out', 'carry-in')
         OR t.kind = 'allocation' OR (t.kind = 'initiative' AND f.kind IN ('unallocated', 'allocation', 'initiative')))
     ORDER BY e.id`,
    { officeId },
  );
  return rows.map((row) => ({
    entryId: row.id,
    kind: row.kind,
    pence: row.pence,
    fromName: row.from_name,
    toName: row.to_name,
    toKind: row.to_kind,
    allocation: row.allocation,
    initiative: row.initiative,
    happenedOn: row.happened_on,
    decisionRef: row.decision_ref,
    seq: row.act_seq,
  }));
}
