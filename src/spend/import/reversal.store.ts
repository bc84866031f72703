import { spellOut } from '../../audit/words.ts';
import type { Db, Row } from '../../platform/database.ts';

/** The reversal of a batch as it was asked for, and what was decided. */
export interface Reversal {
  number: number;
  reason: string;
  enteredBy: number;
  outcome: 'approved' | 'returned' | null;
  decidedBy: number | null;
  decisionReason: string | null;
}

/** The latest reversal that was asked for of a batch; null when none was. */
export async function findReversal(db: Db, officeId: number, batch: string): Promise<Reversal | null> {
  return (await listReversals(db, officeId, batch)).at(-1) ?? null;
}

/** Every reversal that was asked for of a batch, the earliest first. */
export async function listReversals(db: Db, officeId: number, batch: string): Promise<Reversal[]> {
  const rows: Row[] = await db('import_reversal as r')
    .leftJoin('import_reversal_outcome as o', (on) => {
      on.on('o.office_id', 'r.office_id').andOn('o.batch_ref', 'r.batch_ref').andOn('o.number', 'r.number');
    })
    .where({ 'r.office_id': officeId, 'r.batch_ref': batch })
    .orderBy('r.number')
    .select(
      'r.number',
      'r.reason_words',
      'r.entered_by',
      'o.outcome',
      'o.decided_by',
      'o.reason_words as decision_reason_words',
    );
  return (await spellOut(db, rows)).map((row: Row) => ({
    number: row.number,
    reason: row.reason,
    enteredBy: row.entered_by,
    outcome: row.outcome,
    decidedBy: row.decided_by,
    decisionReason: row.decision_reason,
  }));
}
