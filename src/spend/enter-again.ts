import type { Act } from '../audit/act.ts';
import type { Person } from '../people/person.ts';
import type { Db } from '../platform/database.ts';
import { refused } from '../platform/refusal.ts';
import { leadOf, readTogether } from './joint.store.ts';
import { findSpend } from './spend.store.ts';
import type { Spend } from './spend.ts';
import { earlierRefs, laterRef } from './version.store.ts';

/**
 * Enters a returned entry again as it was corrected, with all that was decided together with it: `enter` records the
 * new one, which names the returned one and every version before. Whoever entered any of them never approves it.
 * Answers the new reference.
 *
 * Refused by name: as `demandReturned` says, and what `enter` refuses.
 */
export async function enterAgain(act: Act, returned: string, enter: (act: Act) => Promise<string>): Promise<string> {
  const { trx, doer } = act;
  const { ref: lead } = leadOf(await demandReturned(trx, doer.officeId, returned));
  const before = await earlierRefs(trx, doer.officeId, lead);
  const ref = await enter(act);
  await act.addMany(
    'earlier_version',
    [lead, ...before].map((earlier, index) => ({ spend_ref: ref, earlier_ref: earlier, steps: index + 1 })),
  );
  return ref;
}

/**
 * Leaves what was returned to this person as it is: it is not owed, so nobody is asked to enter it again. Its reason
 * stays. Refused by name: as `demandReturned` says, `not-yours`, and `left` when that was said before.
 */
export async function leaveReturned(act: Act, person: Person, returned: string): Promise<Spend> {
  const { trx, doer } = act;
  const lead = leadOf(await demandReturned(trx, doer.officeId, returned));
  if (lead.enteredBy !== person.id) {
    throw refused('not-yours', `${lead.ref} was returned to whoever entered it, and they decide whether to leave it.`);
  }
  if (await isLeft(trx, doer.officeId, lead.ref)) throw refused('left', `${lead.ref} was left as it is before.`);
  await act.add('left_returned', { spend_ref: lead.ref });
  return lead;
}

/** Whether whoever entered it said that it stays as it was returned. */
export async function isLeft(db: Db, officeId: number, ref: string): Promise<boolean> {
  return (await db('left_returned').where({ office_id: officeId, spend_ref: ref }).first('id')) !== undefined;
}

/**
 * The entry as it was returned, with all that was decided together with it, to be corrected. Refused by name:
 * `not-returned`, `entered-again` since one corrected entry takes its place, `part-of-batch` since a file is imported
 * again.
 */
export async function demandReturned(db: Db, officeId: number, ref: string): Promise<Spend[]> {
  const spend = await findSpend(db, officeId, ref);
  if (spend.batch !== null) {
    throw refused('part-of-batch', `${ref} belongs to ${spend.batch}. Import its file again, as it was corrected.`);
  }
  if (spend.status !== 'returned') {
    throw refused('not-returned', `${ref} is ${spend.status}; only what was returned is entered again.`);
  }
  const together = await readTogether(db, officeId, spend);
  const later = await laterRef(db, officeId, leadOf(together).ref);
  if (later !== null) {
    throw refused('entered-again', `${ref} was entered again as ${later}. Nothing more was recorded.`);
  }
  return together;
}
