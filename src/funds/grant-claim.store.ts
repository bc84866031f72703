import type { Act } from '../audit/act.ts';
import { compareQuarters, type Quarter } from '../calendar/quarter.ts';
import type { Pence } from '../money/pence.ts';
import type { Db, Row } from '../platform/database.ts';

/** What was claimed from a source for a quarter with a submitted return. */
export interface GrantClaim {
  source: string;
  quarter: Quarter;
  pence: Pence;
  returnRef: string;
  draft: number;
}

/** Records what a submitted return claims; a later return of the same quarter takes the place of the one before. */
export async function addGrantClaim(act: Act, { source, quarter, pence, returnRef, draft }: GrantClaim): Promise<void> {
  await act.add('grant_claim', {
    source,
    year: quarter.year,
    quarter: quarter.quarter,
    pence,
    return_ref: returnRef,
    draft,
  });
}

/** What stands claimed up to an act: of each source and quarter the claim of the last return, the earliest first. */
export async function listGrantClaims(db: Db, officeId: number, upToSeq: number): Promise<GrantClaim[]> {
  const rows: Row[] = await db('grant_claim')
    .where({ office_id: officeId })
    .where('act_seq', '<=', upToSeq)
    .orderBy('id');
  const last = new Map(rows.map((row) => [`${row.source} ${row.year} ${row.quarter}`, row]));
  return [...last.values()]
    .map((row) => ({
      source: row.source,
      quarter: { year: row.year, quarter: row.quarter },
      pence: row.pence,
      returnRef: row.return_ref,
      draft: row.draft,
    }))
    .toSorted((a, b) => compareQuarters(a.quarter, b.quarter));
}
