import type { Db } from '../../platform/database.ts';
import { listAgreements } from './agreement.store.ts';
import type { Agreement } from './agreement.ts';

/** The agreements whose amount was not published up to an act. One whose value was added later is none of them. */
export async function listUnpublishedAgreements(db: Db, officeId: number, upToSeq: number): Promise<Agreement[]> {
  const marked = await db('agreement_unpublished')
    .where({ office_id: officeId })
    .where('act_seq', '<=', upToSeq)
    .first('id');
  if (marked === undefined) return [];
  return (await listAgreements(db, officeId, { upToSeq })).filter(({ amountPublished }) => !amountPublished);
}
