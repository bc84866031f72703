import type { Act } from '../audit/act.ts';
import type { Db } from '../platform/database.ts';
import { refused } from '../platform/refusal.ts';
import { isRecoding, readTogether } from './joint.store.ts';
import { findSpend } from './spend.store.ts';
import type { Spend } from './spend.ts';
import { earlierRefs } from './version.store.ts';

/**
 * Enters a returned entry again as it was corrected: `enter` records the new one, which names the returned one and
 * every version before. Whoever entered any of them never approves it. Answers the new reference.
 *
 * Refused by name: as `demandReturned` says, and what `enter` refuses.
 */
export async function enterAgain(act: Act, returned: string, enter: (act: Act) => Promise<string>): Promise<string> {
  const { trx, doer } = act;
  await demandReturned(trx, doer.officeId, returned);
  const before = await earlierRefs(trx, doer.officeId, returned);
  const ref = await enter(act);
  await act.addMany(
    'earlier_version',
    [returned, ...before].map((earlier, index) => ({ spend_ref: ref, earlier_ref: earlier, steps: index + 1 })),
  );
  return ref;
}

/**
 * The entry as it was returned, to be corrected. Refused by name: `not-returned`, `entered-again` since one corrected
 * entry takes its place, `joined` since a part alone would stand without the rest, `part-of-batch` since a file is imported again.
 */
export async function demandReturned(db: Db, officeId: number, ref: string): Promise<Spend> {
  const spend = await findSpend(db, officeId, ref);
  if (spend.batch !== null) {
    throw refused('part-of-batch', `${ref} belongs to ${spend.batch}. Import its file again, as it was corrected.`);
  }
  if (spend.status !== 'returned') {
    throw refused('not-returned', `${ref} is ${spend.status}; only what was returned is entered again.`);
  }
  const together = await readTogether(db, officeId, spend);
  if (together.length > 1) {
    const instead = isRecoding(together)
      ? `Recode ${together[0]?.corrects} again as it should be.`
      : 'Record the invoice with its shares again.';
    throw refused('joined', `${ref} was returned with all that was entered together. ${instead}`);
  }
  const later = await db('earlier_version')
    .where({ office_id: officeId, earlier_ref: ref, steps: 1 })
    .first('spend_ref');
  if (later !== undefined) {
    throw refused('entered-again', `${ref} was entered again as ${later.spend_ref}. Nothing more was recorded.`);
  }
  return spend;
}
