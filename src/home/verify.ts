import { chainHead, type Finding, type Head, verifyChain, verifyStrays } from '../audit/verify.ts';
import { verifyDocuments } from '../documents/document.store.ts';
import { verifyLedger } from '../ledger/verify.ts';
import type { Db } from '../platform/database.ts';

/** What a whole verification found: nothing, when the record is as it was made. */
export interface Verification {
  ok: boolean;
  head: Head | null;
  findings: Finding[];
}

/** Verifies everything: the chain and the rows bound to it, the ledger added up again, and frozen bytes. */
export async function verifyEverything(
  db: Db,
  officeId: number,
  printed?: { seq: number; hash: string },
): Promise<Verification> {
  const findings = [
    ...(await verifyChain(db, officeId)),
    ...(await verifyStrays(db)),
    ...(await verifyLedger(db, officeId)),
    ...(await verifyDocuments(db, officeId)),
    ...(printed === undefined ? [] : await verifyPrinted(db, officeId, printed)),
  ];
  return { ok: findings.length === 0, head: await chainHead(db, officeId), findings };
}

/** An event that a paper printed must still stand where it stood. */
async function verifyPrinted(
  db: Db,
  officeId: number,
  { seq, hash }: { seq: number; hash: string },
): Promise<Finding[]> {
  const event = await db('audit_event').where({ office_id: officeId, seq }).first('hash');
  if (event?.hash === hash) return [];
  const found = event === undefined ? 'is gone' : 'is not the one that was printed';
  return [{ check: 'head', seq, sentence: `Event ${seq} ${found}.` }];
}
