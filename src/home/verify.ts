import { type Check, type Checked, makeChecks } from '../audit/check.ts';
import { chainHead, type Finding, type Head, verifyChain, verifyStrays } from '../audit/verify.ts';
import { verifyDocuments } from '../documents/document.store.ts';
import { REMOVAL_CHECK } from '../documents/verify-removal.ts';
import { LEDGER_CHECKS } from '../ledger/verify.ts';
import { OUTCOME_CHECKS } from '../outcomes/verify-observations.ts';
import type { Db } from '../platform/database.ts';
import { PUBLICATION_CHECKS } from '../publication/verify-publications.ts';
import { SPEND_CHECKS } from '../spend/verify.ts';
import { FIGURE_CHECKS } from './verify-figures.ts';
import { SEARCH_CHECK } from './verify-search.ts';

/** What a whole verification found: nothing, when the record is as it was made. */
export interface Verification {
  ok: boolean;
  head: Head | null;
  findings: Finding[];
  /** How many removals of personal data two people made. */
  removals: number;
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
  ...PUBLICATION_CHECKS,
  SEARCH_CHECK,
  REMOVAL_CHECK,
  { name: 'fingerprints', holds: 'Every frozen paper has the bytes it was frozen with.', find: verifyDocuments },
];

/** Verifies everything: the chain and the rows bound to it, the books added up again, and frozen bytes. */
export async function verifyEverything(
  db: Db,
  officeId: number,
  printed?: { seq: number; hash: string },
  more: readonly Check[] = [],
): Promise<Verification> {
  const made: Checked[] = await makeChecks(db, officeId, [
    ...CHECKS,
    ...(printed === undefined ? [] : [headCheck(printed)]),
    ...more,
  ]);
  const findings = made.flatMap((check) => check.findings);
  return {
    ok: findings.length === 0,
    head: await chainHead(db, officeId),
    findings,
    removals: await countRemovals(db, officeId),
    checks: made.map(({ name, holds, findings: found }) => ({ name, holds, findings: found.length })),
  };
}

async function countRemovals(db: Db, officeId: number): Promise<number> {
  const [row] = await db('removal_outcome').where({ office_id: officeId, outcome: 'removed' }).count({ n: '*' });
  return Number(row?.n);
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
