import type { Act } from '../audit/act.ts';
import { spellOut } from '../audit/words.ts';
import type { Db, Row } from '../platform/database.ts';
import { decisionKey, type Redaction, type RedactionChoice } from './redaction.ts';

/** Records what a person decided about a text or a row, with the reason. An earlier decision on it stays to be read. */
export async function addRedaction(
  act: Act,
  wanted: Omit<Redaction, 'decidedBy' | 'decidedAt'> & { choice: RedactionChoice },
): Promise<void> {
  await act.add('redaction', {
    subject: wanted.subject,
    item: wanted.item,
    field: wanted.field,
    choice: wanted.choice,
    reason_words: await act.words(wanted.reason),
    seen: wanted.seen,
    decided_by: act.doer.personId,
  });
}

/** The latest decision on each text and row that was looked at, by its key. */
export async function readRedactions(db: Db, officeId: number): Promise<Map<string, Redaction>> {
  const all = await listRedactions(db, officeId);
  return new Map(all.map((redaction) => [decisionKey(redaction), redaction]));
}

/** Every decision, or those on one record, the earliest first. */
export async function listRedactions(
  db: Db,
  officeId: number,
  where: { subject?: string; item?: string } = {},
): Promise<Redaction[]> {
  const rows: Row[] = await db('redaction as r')
    .leftJoin('audit_event as e', (on) => on.on('e.office_id', 'r.office_id').andOn('e.seq', 'r.act_seq'))
    .where('r.office_id', officeId)
    .modify((q) => {
      if (where.subject !== undefined) q.where('r.subject', where.subject);
      if (where.item !== undefined) q.where('r.item', where.item);
    })
    .orderBy('r.id')
    .select('r.*', 'e.recorded_at');
  return (await spellOut(db, rows)).map((row) => ({
    subject: row.subject,
    item: row.item,
    field: row.field,
    choice: row.choice,
    reason: row.reason as string,
    seen: row.seen,
    decidedBy: row.decided_by,
    decidedAt: row.recorded_at ?? '',
  }));
}
