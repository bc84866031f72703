import type { Db } from '../platform/database.ts';
import type { RequestStatus } from './request.ts';

/** How virements and carry-forwards were decided, by reference, as recorded up to an act; those that wait are not there. */
export async function readRequestOutcomes(
  db: Db,
  officeId: number,
  upToSeq: number,
): Promise<Map<string, Exclude<RequestStatus, 'awaiting approval'>>> {
  const found = new Map<string, Exclude<RequestStatus, 'awaiting approval'>>();
  for (const request of ['virement', 'carry_forward']) {
    const rows = await db(`${request}_outcome`)
      .where({ office_id: officeId })
      .where('act_seq', '<=', upToSeq)
      .select(`${request}_ref as ref`, 'outcome');
    for (const { ref, outcome } of rows) found.set(ref, outcome);
  }
  return found;
}
