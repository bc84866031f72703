import type { Act } from '../audit/act.ts';
import { addUp } from '../ledger/balance.ts';
import type { Pence } from '../money/pence.ts';
import type { Db } from '../platform/database.ts';
import { listSpend } from './spend.store.ts';
import { type Decided, isCharge, type Spend, signedPence } from './spend.ts';

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

/** What is decided together with each of these, in as many queries whatever their number; each group once, in order. */
export async function readGroups(db: Db, officeId: number, spends: readonly Spend[]): Promise<Spend[][]> {
  const refs = spends.map(({ ref }) => ref);
  const rows = await db('joint_spend as j')
    .join('joint_spend as own', (on) => {
      on.on('own.office_id', 'j.office_id').andOn('own.first_ref', 'j.first_ref');
    })
    .where('own.office_id', officeId)
    .whereIn('own.spend_ref', refs)
    .distinct('j.first_ref', 'j.spend_ref');
  const joined =
    rows.length === 0
      ? []
      : await listSpend(db, officeId, { refs: [...new Set(rows.map((r) => r.spend_ref))] }, { sort: 'oldest' });
  const firstOf = new Map<string, string>(rows.map((row) => [row.spend_ref, row.first_ref]));
  const groups = new Map<string, Spend[]>();
  for (const spend of spends) {
    const first = firstOf.get(spend.ref);
    const members = first === undefined ? [spend] : joined.filter(({ ref }) => firstOf.get(ref) === first);
    groups.set(first ?? spend.ref, members);
  }
  return [...groups.values()];
}

/** The references of all that was decided together with each of these, itself first. */
export async function readShares(db: Db, officeId: number, leads: readonly string[]): Promise<Map<string, string[]>> {
  const rows = await db('joint_spend')
    .where({ office_id: officeId })
    .whereIn('first_ref', [...leads])
    .orderBy('id')
    .select('first_ref', 'spend_ref');
  const shares = new Map(leads.map((ref) => [ref, [ref]]));
  for (const { first_ref: lead, spend_ref: ref } of rows) if (ref !== lead) shares.get(lead)?.push(ref);
  return shares;
}

/** Puts everything that awaits a decision into what is decided together, in the order given. */
export async function groupAwaiting<T extends Pick<Spend, 'ref'>>(
  db: Db,
  officeId: number,
  awaiting: readonly T[],
): Promise<T[][]> {
  const rows = await db('joint_spend as j')
    .leftJoin('spend_outcome as o', (on) => {
      on.on('o.office_id', 'j.office_id').andOn('o.spend_ref', 'j.spend_ref');
    })
    .where('j.office_id', officeId)
    .whereNull('o.id')
    .select('j.spend_ref', 'j.first_ref');
  const firstOf = new Map<string, string>(rows.map((row) => [row.spend_ref, row.first_ref]));
  const groups = new Map<string, T[]>();
  for (const spend of awaiting) {
    const first = firstOf.get(spend.ref) ?? spend.ref;
    groups.set(first, [...(groups.get(first) ?? []), spend]);
  }
  return [...groups.values()];
}

/** What is decided together as far as it says who may decide it: everybody who entered any of it, and all of it. */
export function decidedOf(together: readonly Pick<Spend, 'kind' | 'pence' | 'enteredBy' | 'earlierBy'>[]): Decided {
  const [enteredBy = 0, ...earlierBy] = together.flatMap((spend) => [spend.enteredBy, ...spend.earlierBy]);
  return { enteredBy, earlierBy, pence: decidedPence(together) };
}

/** The one of what is decided together that names the others, by which it is chosen and seen. */
export function leadOf<T>(together: readonly T[]): T {
  return together[0] as T;
}

/** Whether what is decided together takes something back first and posts it anew with another coding. */
export function isRecoding(together: readonly Pick<Spend, 'kind'>[]): boolean {
  return together.length > 1 && together[0]?.kind === 'reversal';
}

/** How much is decided at once, in pence: what is posted, not what is taken back for it. */
export function decidedPence(together: readonly Pick<Spend, 'kind' | 'pence'>[]): Pence {
  const [only] = together;
  if (together.length === 1 && only !== undefined) return only.pence;
  return addUp(together.filter(({ kind }) => isCharge(kind)).map(({ pence }) => pence));
}

/** The same as its row shows it: below zero where it alone takes spend away. */
export function shownPence(together: readonly Pick<Spend, 'kind' | 'correctsKind' | 'pence'>[]): Pence {
  return together.length > 1 ? decidedPence(together) : signedPence(leadOf(together));
}

/** Which spend was taken back so that this one could be posted anew; null for what was not recoded. */
export async function readRecodedFrom(db: Db, officeId: number, spend: Pick<Spend, 'ref'>): Promise<string | null> {
  const row = await db('joint_spend as j')
    .join('spend as r', (on) => {
      on.on('r.office_id', 'j.office_id').andOn('r.ref', 'j.first_ref');
    })
    .where({ 'j.office_id': officeId, 'j.spend_ref': spend.ref, 'r.kind': 'reversal' })
    .whereNot('j.first_ref', spend.ref)
    .first('r.ref');
  return row === undefined ? null : ((await listSpend(db, officeId, { refs: [row.ref] }))[0]?.corrects ?? null);
}
