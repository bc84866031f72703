import type { Moment } from '../../audit/moment.ts';
import type { ReadOwed } from '../../initiatives/agreements/agreement.store.ts';
import { addUp } from '../../ledger/balance.ts';
import type { Pence } from '../../money/pence.ts';
import type { Db, Row } from '../../platform/database.ts';
import { notFound } from '../../platform/refusal.ts';
import { listAmounts } from '../spend.store.ts';
import type { SpendStatus } from '../spend.ts';
import { listClaims } from './claim.store.ts';
import type { Claim } from './claim.ts';
import { type Payable, payableOf, type Settlement } from './payable.ts';

/** The payables recorded up to a moment, as they stood at it, in the order in which they are due. */
export async function listPayables(
  db: Db,
  officeId: number,
  where: { ref?: string; agreement?: string; moment?: Moment } = {},
): Promise<Payable[]> {
  const { ref, agreement, moment } = where;
  const upToSeq = moment?.seq ?? Number.MAX_SAFE_INTEGER;
  const rows: Row[] = await db('payable as p')
    .join('claim as c', (on) => {
      on.on('c.office_id', 'p.office_id').andOn('c.ref', 'p.claim_ref');
    })
    .where('p.office_id', officeId)
    .where('p.act_seq', '<=', upToSeq)
    .modify((q) => {
      if (ref !== undefined) q.where('p.ref', ref);
      if (agreement !== undefined) q.where('c.agreement', agreement);
    })
    .orderBy(['p.due_on', 'p.id'])
    .select('p.ref', 'p.claim_ref', 'p.pence', 'p.due_on');
  if (rows.length === 0) return [];
  const one = rows.length === 1 ? { ref: rows[0]?.claim_ref as string } : { agreement };
  const claims = new Map((await listClaims(db, officeId, { ...one, upToSeq })).map((claim) => [claim.ref, claim]));
  const settlements = await readSettlements(db, officeId, { moment, payable: ref });
  return rows.map((row) =>
    payableOf({
      ref: row.ref,
      claim: claims.get(row.claim_ref) as Claim,
      pence: row.pence,
      dueOn: row.due_on,
      settlements: settlements.filter(({ payable }) => payable === row.ref),
    }),
  );
}

/** A payable by its reference; not found when there is none. */
export async function findPayable(db: Db, officeId: number, ref: string): Promise<Payable> {
  const [found] = await listPayables(db, officeId, { ref });
  if (found === undefined) throw notFound(`payable ${ref.slice(0, 20)}`);
  return found;
}

/** What ledger lines pay of payables, with what had become of each line at the moment. */
export async function readSettlements(
  db: Db,
  officeId: number,
  { moment, payable, spend }: { moment?: Moment; payable?: string; spend?: string } = {},
): Promise<Settlement[]> {
  const rows: Row[] = await db('settlement')
    .where({ office_id: officeId })
    .where('act_seq', '<=', moment?.seq ?? Number.MAX_SAFE_INTEGER)
    .modify((q) => {
      if (payable !== undefined) q.where({ payable_ref: payable });
      if (spend !== undefined) q.where({ spend_ref: spend });
    })
    .orderBy('id');
  if (rows.length === 0) return [];
  const changes = await readChanges(db, officeId, moment);
  const refs = [...new Set(rows.map((row) => row.spend_ref as string))];
  const statuses = new Map<string, SpendStatus>();
  for (let at = 0; at < refs.length; at += 400) {
    for (const { ref, status } of await listAmounts(db, officeId, { refs: refs.slice(at, at + 400), moment })) {
      statuses.set(ref, status);
    }
  }
  return rows.map((row) => {
    const changed = addUp(changes.get(`${row.payable_ref} ${row.spend_ref}`) ?? []);
    return {
      payable: row.payable_ref,
      spend: row.spend_ref,
      pence: addUp([row.pence, changed]),
      freed: Math.abs(changed),
      status: statuses.get(row.spend_ref) as SpendStatus,
    };
  });
}

/** By how much refunds, and refunds taken back, have changed what lines pay, by payable and line. */
async function readChanges(db: Db, officeId: number, moment?: Moment): Promise<Map<string, Pence[]>> {
  const rows: Row[] = await db('settlement_change')
    .where({ office_id: officeId })
    .where('act_seq', '<=', moment?.seq ?? Number.MAX_SAFE_INTEGER)
    .orderBy('id');
  const changes = new Map<string, Pence[]>();
  for (const { payable_ref, spend_ref, pence } of rows) {
    const key = `${payable_ref} ${spend_ref}`;
    changes.set(key, [...(changes.get(key) ?? []), pence]);
  }
  return changes;
}

/** What is still to be paid on the approved claims of an agreement, in pence. */
export const readOwed: ReadOwed = async (db, officeId, agreement) =>
  addUp((await listPayables(db, officeId, { agreement })).map(({ open }) => open));
