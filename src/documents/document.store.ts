import type { Act } from '../audit/act.ts';
import { readRemoved } from '../audit/gate/removed.ts';
import type { Finding } from '../audit/verify.ts';
import type { Db } from '../platform/database.ts';
import { sha256 } from '../platform/digest.ts';
import { refused } from '../platform/refusal.ts';

/** Bytes that never change, with their fingerprint. */
export interface FrozenDocument {
  id: number;
  sha256: string;
  mediaType: string;
  fileName: string;
  content: Buffer;
}

/** Freezes bytes within an act and answers their id and fingerprint. */
export async function freeze(
  act: Act,
  document: { mediaType: string; fileName: string; content: Uint8Array },
): Promise<{ id: number; sha256: string }> {
  const fingerprint = sha256(document.content);
  const id = await act.add('document', {
    sha256: fingerprint,
    media_type: document.mediaType,
    file_name: document.fileName,
    size: document.content.length,
    content: Buffer.from(document.content),
  });
  return { id, sha256: fingerprint };
}

/**
 * As `freeze`, except that bytes which the office holds already under the same media type are kept once: their
 * document is answered, unless its bytes were removed.
 */
export async function freezeOnce(
  act: Act,
  document: { mediaType: string; fileName: string; content: Uint8Array },
): Promise<{ id: number; sha256: string }> {
  const fingerprint = sha256(document.content);
  const held = await act
    .trx('document')
    .where({ office_id: act.doer.officeId, sha256: fingerprint, media_type: document.mediaType })
    .whereNotNull('content')
    .orderBy('id')
    .first('id');
  return held === undefined ? freeze(act, document) : { id: held.id, sha256: fingerprint };
}

/** A frozen document by its number; refused (`removed`) when two people removed its bytes. */
export async function readDocument(db: Db, officeId: number, id: number): Promise<FrozenDocument> {
  const row = await db('document').where({ office_id: officeId, id }).first();
  if (row === undefined) throw new Error(`There is no document ${id}.`);
  if (row.content === null) {
    throw refused(
      'removed',
      `This paper was withdrawn, and its copies were destroyed: two people removed personal data that it carried. Its fingerprint is kept: ${row.sha256}.`,
    );
  }
  return {
    id,
    sha256: row.sha256,
    mediaType: row.media_type,
    fileName: row.file_name,
    content: Buffer.from(row.content),
  };
}

/** A document's bytes and the fingerprint that they must have; the bytes are null once they were removed. */
export async function readFrozen(
  db: Db,
  officeId: number,
  id: number,
): Promise<Omit<FrozenDocument, 'content'> & { content: Buffer | null }> {
  const row = await db('document').where({ office_id: officeId, id }).first();
  if (row === undefined) throw new Error(`There is no document ${id}.`);
  return {
    id,
    sha256: row.sha256,
    mediaType: row.media_type,
    fileName: row.file_name,
    content: row.content === null ? null : Buffer.from(row.content),
  };
}

/** Compares every frozen document's bytes with its fingerprint. */
export async function verifyDocuments(db: Db, officeId: number): Promise<Finding[]> {
  const findings: Finding[] = [];
  const removed = await readRemoved(db, officeId, 'document');
  const ids = await db('document').where({ office_id: officeId }).orderBy('id').select('id');
  for (const { id } of ids) {
    const row = await db('document').where({ id }).first('sha256', 'content', 'file_name', 'act_seq');
    if (row.content === null) {
      if (removed.has(id)) continue;
      findings.push({
        check: 'fingerprints',
        seq: row.act_seq,
        sentence: `${row.file_name} was removed without a record.`,
      });
    } else if (sha256(Buffer.from(row.content)) !== row.sha256) {
      findings.push({
        check: 'fingerprints',
        seq: row.act_seq,
        sentence: `${row.file_name} does not match its fingerprint.`,
      });
    }
  }
  return findings;
}
