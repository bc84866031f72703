import type { Act } from '../audit/act.ts';
import { spellOut } from '../audit/words.ts';
import type { Db } from '../platform/database.ts';
import { refused } from '../platform/refusal.ts';
import type { MinutesConfirmation } from './minutes.ts';

/** Refused as `confirmed` once a meeting's notes are confirmed: nothing that they say changes any more. */
export async function demandUnconfirmed({ trx, doer }: Act, meeting: string): Promise<void> {
  const found = await trx('minutes_confirmation').where({ office_id: doer.officeId, meeting_ref: meeting }).first();
  if (found === undefined) return;
  throw refused(
    'confirmed',
    `The notes of ${meeting} were confirmed at ${found.confirmed_at}, so they stand as they are.`,
  );
}

/** How the notes of a meeting were confirmed, as recorded up to an act; null while they are a draft. */
export async function readConfirmation(
  db: Db,
  officeId: number,
  meeting: string,
  upToSeq = Number.MAX_SAFE_INTEGER,
): Promise<MinutesConfirmation | null> {
  const rows = await db('minutes_confirmation')
    .where({ office_id: officeId, meeting_ref: meeting })
    .where('act_seq', '<=', upToSeq);
  const [row] = await spellOut(db, rows);
  if (row === undefined) return null;
  const { confirmed_at: confirmedAt, corrections, document_id: documentId } = row;
  return { meeting, confirmedAt, corrections: corrections as string | null, documentId };
}

/** The meetings with notes that no later meeting has confirmed, as recorded up to an act. */
export async function listUnconfirmed(db: Db, officeId: number, upToSeq: number): Promise<string[]> {
  const confirmed = await db('minutes_confirmation')
    .where({ office_id: officeId })
    .where('act_seq', '<=', upToSeq)
    .pluck('meeting_ref');
  return db('meeting_note')
    .where({ office_id: officeId })
    .where('act_seq', '<=', upToSeq)
    .whereNotIn('meeting', confirmed)
    .distinct('meeting')
    .orderBy('meeting')
    .pluck('meeting');
}
