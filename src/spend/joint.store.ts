import type { Act } from '../audit/act.ts';
import { addUp } from '../ledger/balance.ts';
import type { Pence } from '../money/pence.ts';
import type { Db } from '../platform/database.ts';
import { listSpend } from './spend.store.ts';
import { isCharge, type Spend } from './spend.ts';

/** Binds what was entered together, so that it is approved together or not at all; the first names the others. */
export async function joinSpend(act: Act, refs: readonly string[]): Promise<void> {
  const [first] = refs;
  await act.addMany(
    'joint_spend',
    refs.map((ref) => ({ first_ref: first as string, spend_ref: ref })),
  );
}

/** What is decided together with a spend, itself too, in the order in which it was entered; most stand alone. */
export async function readTogether(db: Db, officeId: number, spend: Spend): Promise<Spend[]> {
  const own = await db('joint_spend').where({ office_id: officeId, spend_ref: spend.ref }).first('first_ref');
  if (own === undefined) return [spend];
  const rows = await db('joint_spend').where({ office_id: officeId, first_ref: own.first_ref }).select('spend_ref');
  return listSpend(db, officeId, { refs: rows.map(({ spend_ref }) => spend_ref) }, { sort: 'oldest' });
}

/** Whether what is decided together takes something back first and posts it anew with another coding. */
export function isRecoding(together: readonly Spend[]): boolean {
  return together.length > 1 && together[0]?.kind === 'reversal';
}

/** How much is decided at once, in pence: what is posted, not what is taken back for it. */
export function decidedPence(together: readonly Spend[]): Pence {
  const [only] = together;
  if (together.length === 1 && only !== undefined) return only.pence;
  return addUp(together.filter(({ kind }) => isCharge(kind)).map(({ pence }) => pence));
}

/** Which spend was taken back so that this one could be posted anew; null for what was not recoded. */
export async function readRecodedFrom(db: Db, officeId: number, spend: Pick<Spend, 'ref'>): Promise<string | null> {
  const row = await db('joint_spend as j')
    .join('spend as r', (on) => {
      on.on('r.office_id', 'j.office_id').andOn('r.ref', 'j.first_ref');
    })
    .where({ 'j.office_id': officeId, 'j.spend_ref': spend.ref, 'r.kind': 'reversal' })
    .whereNot('j.first_ref', spend.ref)
    .first('r.corrects_ref');
  return row?.corrects_ref ?? null;
}
