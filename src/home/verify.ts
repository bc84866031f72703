import { chainHead, type Finding, type Head, verifyChain } from '../audit/verify.ts';
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
export async function verifyEverything(db: Db, officeId: number): Promise<Verification> {
  const findings = [
    ...(await verifyChain(db, officeId)),
    ...(await verifyLedger(db, officeId)),
    ...(await verifyDocuments(db, officeId)),
  ];
  return { ok: findings.length === 0, head: await chainHead(db, officeId), findings };
}
