import { type Check, type Checked, makeChecks } from '../audit/check.ts';
import { chainHead, type Finding, type Head, verifyChain, verifyStrays } from '../audit/verify.ts';
import { verifyDocuments } from '../documents/document.store.ts';
import { LEDGER_CHECKS } from '../ledger/verify.ts';
import { OUTCOME_CHECKS } from '../outcomes/verify-observations.ts';
import type { Db } from '../platform/database.ts';
import { SPEND_CHECKS } from '../spend/verify.ts';
import { FIGURE_CHECKS } from './verify-figures.ts';
import { SEARCH_CHECK } from './verify-search.ts';

/** What a whole verification found: nothing, when the record is as it was made. */
export interface Verification {
  ok: boolean;
  head: Head | null;
  findings: Finding[];
  /** Every check that was made, each with how many findings. */
  checks: { name: string; holds: string; findings: number }[];
}

/** Everything that verification looks at, in its order. */
export const CHECKS: readonly Check[] = [
  {
    name: 'chain',
    holds: 'Every act stands where it stood, and every row and text is as its act recorded it.',
    find: verifyChain,
  },
  { name: 'strays', holds: 'No row stands that no act recorded.', find: verifyStrays },
  ...LEDGER_CHECKS,
  ...SPEND_CHECKS,
  ...OUTCOME_CHECKS,
  ...FIGURE_CHECKS,
  SEARCH_CHECK,
  { name: 'fingerprints', holds: 'Every frozen paper has the bytes it was frozen with.', find: verifyDocuments },
];

/** Verifies everything: the chain and the rows bound to it, the books added up again, and frozen bytes. */
export async function verifyEverything(
  db: Db,
  officeId: number,
  printed?: { seq: number; hash: string },
): Promise<Verification> {
  const made: Checked[] = await makeChecks(
    db,
    officeId,
    printed === undefined ? CHECKS : [...CHECKS, headCheck(printed)],
  );
  const findings = made.flatMap((check) => check.findings);
  return {
    ok: findings.length === 0,
    head: await chainHead(db, officeId),
    findings,
    checks: made.map(({ name, holds, findings: found }) => ({ name, holds, findings: found.length })),
  };
}

/** An event that a paper printed must still stand where it stood. */
function headCheck({ seq, hash }: { seq: number; hash: string }): Check {
  return {
    name: 'head',
    holds: 'The event that a paper printed still stands.',
    async find(db, officeId) {
      const event = await db('audit_event').where({ office_id: officeId, seq }).first('hash');
      if (event?.hash === hash) return [];
      const found = event === undefined ? 'is gone' : 'is not the one that was printed';
      return [{ check: 'head', seq, sentence: `Event ${seq} ${found}.` }];
    },
  };
}
