import type { Db, Row } from '../platform/database.ts';

/** One event of the audit chain, without its body: who did what to which thing, and when. */
export interface AuditEvent {
  seq: number;
  recordedAt: string;
  personId: number | null;
  role: string;
  action: string;
  subjectKind: string;
  subjectRef: string;
}

export interface EventFilter {
  action?: string;
  personId?: number;
  /** The reference of what was acted on, such as `SP-2014-15-000001`. */
  subject?: string;
  /** Events before this sequence number. */
  before?: number;
}

/** Events, newest first, at most so many. */
export async function listEvents(db: Db, officeId: number, filter: EventFilter, most: number): Promise<AuditEvent[]> {
  const rows = await db('audit_event')
    .where({ office_id: officeId })
    .modify((q) => {
      if (filter.action !== undefined) q.where('action', filter.action);
      if (filter.personId !== undefined) q.where('person_id', filter.personId);
      if (filter.subject !== undefined) q.where('subject_ref', filter.subject);
      if (filter.before !== undefined) q.where('seq', '<', filter.before);
    })
    .orderBy('seq', 'desc')
    .limit(most)
    .select('seq', 'recorded_at', 'person_id', 'action', 'subject_kind', 'subject_ref', 'body');
  return rows.map((row: Row) => ({
    seq: row.seq,
    recordedAt: row.recorded_at,
    personId: row.person_id,
    role: (JSON.parse(row.body) as { role: string }).role,
    action: row.action,
    subjectKind: row.subject_kind,
    subjectRef: row.subject_ref,
  }));
}

/** Every action that was ever done, by name. */
export async function listActions(db: Db, officeId: number): Promise<string[]> {
  const rows = await db('audit_event').where({ office_id: officeId }).distinct('action').orderBy('action');
  return rows.map(({ action }) => action);
}

/** When acts were recorded, by their numbers. */
export async function readRecordedAt(db: Db, officeId: number, seqs: readonly number[]): Promise<Map<number, string>> {
  const recorded = new Map<number, string>();
  const asked = [...new Set(seqs)];
  for (let at = 0; at < asked.length; at += 500) {
    const rows: Row[] = await db('audit_event')
      .where({ office_id: officeId })
      .whereIn('seq', asked.slice(at, at + 500))
      .select('seq', 'recorded_at');
    for (const { seq, recorded_at } of rows) recorded.set(seq, recorded_at);
  }
  return recorded;
}
