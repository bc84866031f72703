import type { Pence } from '../money/pence.ts';
import type { Person } from '../people/person.ts';
import type { Db } from '../platform/database.ts';
import { mayApprove } from './approval.store.ts';
import { decidedOf, groupAwaiting } from './joint.store.ts';
import { listAmounts } from './spend.store.ts';
import { approvalSubject, type Spend } from './spend.ts';

/** Which of what awaits approval is meant. What is left out is not asked about. */
export interface QueueFilter {
  /** Any of it belongs to this initiative. */
  initiative?: string;
  enteredBy?: number;
  /** All that is decided at once is more than this, in pence. */
  over?: Pence;
  /** This person may decide all of it. */
  decidableBy?: Person;
}

/**
 * What was entered by hand and awaits approval, each with all that is decided together with it, the oldest first. It is
 * meant or not as a whole, since it is approved as a whole.
 */
export async function readQueue(
  db: Db,
  officeId: number,
  { initiative, enteredBy, over, decidableBy }: QueueFilter = {},
): Promise<Omit<Spend, 'supplier'>[][]> {
  const awaiting = await listAmounts(db, officeId, { status: 'awaiting approval', batch: null });
  return (await groupAwaiting(db, officeId, awaiting)).filter((together) => {
    const decided = decidedOf(together);
    return (
      (initiative === undefined || together.some((spend) => spend.initiative === initiative)) &&
      (enteredBy === undefined || together.some((spend) => spend.enteredBy === enteredBy)) &&
      (over === undefined || (approvalSubject(decided).pence ?? 0) > over) &&
      (decidableBy === undefined || mayApprove(decidableBy, decided).may)
    );
  });
}
