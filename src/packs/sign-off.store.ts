import type { Act } from '../audit/act.ts';
import type { Db, Row } from '../platform/database.ts';

/** That somebody signed a section off: whatever had the digest, and nothing else. */
export interface SignOff {
  section: string;
  digest: string;
  by: number;
  at: string;
}

/** Keeps that a section was signed off with the content of a digest. */
export async function addSignOff(
  act: Act,
  meetingRef: string,
  { section, digest, by }: Omit<SignOff, 'at'>,
): Promise<void> {
  await act.add('pack_sign_off', { meeting_ref: meetingRef, section, content_digest: digest, signed_by: by });
}

/** The last sign-off of each section of a meeting's pack. */
export async function readSignOffs(db: Db, officeId: number, meetingRef: string): Promise<Map<string, SignOff>> {
  const rows: Row[] = await db('pack_sign_off as s')
    .join('audit_event as e', (on) => on.on('e.office_id', 's.office_id').on('e.seq', 's.act_seq'))
    .where({ 's.office_id': officeId, 's.meeting_ref': meetingRef })
    .orderBy('s.id')
    .select('s.section', 's.content_digest', 's.signed_by', 'e.recorded_at');
  return new Map(
    rows.map((row) => [
      row.section,
      { section: row.section, digest: row.content_digest, by: row.signed_by, at: row.recorded_at },
    ]),
  );
}
