import { addUp } from '../../../ledger/balance.ts';
import type { Pence } from '../../../money/pence.ts';
import type { Db, Row } from '../../../platform/database.ts';
import { refused } from '../../../platform/refusal.ts';
import { lineRef } from '../../spend.ts';

/**
 * What ledger lines of batches that stand were matched to, in pence, by what they stand for. Where that was coded anew
 * since, they stand for what was posted in its place.
 */
export async function readMatched(db: Db, officeId: number): Promise<Map<string, Pence>> {
  const rows: Row[] = await standingMatches(db, officeId).select('m.stands_ref', 'm.pence');
  const amounts = new Map<string, Pence[]>();
  for (const { stands_ref, pence } of rows) amounts.set(stands_ref, [...(amounts.get(stands_ref) ?? []), pence]);
  const matched = new Map([...amounts].map(([ref, of]) => [ref, addUp(of)]));
  return matched.size === 0 ? matched : carriedOn(matched, await readRecoded(db, officeId));
}

/** What was posted anew, and for what: a spend, or a line of a batch. */
export interface Recoded {
  from: string;
  to: string;
  pence: Pence;
}

/** Hands what stands for a spend on to its parts, in their order; a part that was coded anew hands it on again. */
function carriedOn(matched: Map<string, Pence>, recoded: readonly Recoded[]): Map<string, Pence> {
  const left = new Map(matched);
  for (const { from, to, pence } of recoded) {
    const part = Math.min(pence, left.get(from) ?? 0);
    if (part === 0) continue;
    left.set(from, (left.get(from) ?? 0) - part);
    left.set(to, part);
  }
  // What stood for the whole still does, whatever became of its parts.
  return new Map([...left, ...matched]);
}

/** Everything that was posted anew or awaits that, in the order in which it was entered. */
export async function readRecoded(db: Db, officeId: number): Promise<Recoded[]> {
  const rows: Row[] = await db('joint_spend as j')
    .join('spend as r', (on) => {
      on.on('r.office_id', 'j.office_id').andOn('r.ref', 'j.first_ref');
    })
    .join('spend as s', (on) => {
      on.on('s.office_id', 'j.office_id').andOn('s.ref', 'j.spend_ref');
    })
    .leftJoin('spend_outcome as o', (on) => {
      on.on('o.office_id', 'r.office_id').andOn('o.spend_ref', 'r.ref');
    })
    .leftJoin('line_correction as c', (on) => {
      on.on('c.office_id', 'r.office_id').andOn('c.spend_ref', 'r.ref');
    })
    .where({ 'j.office_id': officeId, 'r.kind': 'reversal' })
    .whereRaw('j.spend_ref <> j.first_ref')
    .where((q) => q.whereNull('o.id').orWhere('o.outcome', 'approved'))
    .orderBy('j.id')
    .select('r.corrects_ref', 'c.batch_ref', 'c.row_number', 'j.spend_ref', 's.pence');
  return rows.map(({ corrects_ref, batch_ref, row_number, spend_ref, pence }) => ({
    from: corrects_ref ?? lineRef(batch_ref, row_number),
    to: spend_ref,
    pence,
  }));
}

/** What was posted anew for what is meant, and for that again, however often. */
export function postedAnewFor(recoded: readonly Recoded[], isMeant: (from: string) => boolean): ReadonlySet<string> {
  const refs = new Set<string>();
  for (const { from, to } of recoded) if (isMeant(from) || refs.has(from)) refs.add(to);
  return refs;
}

/**
 * Refused as `stood-for` where a ledger line stands for a spend: taken away, it would leave a payment that the finance
 * system made and that is nowhere here. Coding it anew keeps the line matched.
 */
export async function demandNotStoodFor(db: Db, officeId: number, ref: string): Promise<void> {
  if (((await readMatched(db, officeId)).get(ref) ?? 0) === 0) return;
  const own = await standingMatches(db, officeId).where('m.stands_ref', ref).first('m.batch_ref', 'm.row_number');
  const line = own === undefined ? 'A line of the ledger' : `Row ${own.row_number} of ${own.batch_ref}`;
  throw refused(
    'stood-for',
    `${line} stands for ${ref}, so it cannot be taken away. Reverse or reject that batch first; where only the coding ` +
      'is wrong, recode it once it is approved.',
  );
}

function standingMatches(db: Db, officeId: number) {
  return db('line_match as m')
    .where('m.office_id', officeId)
    .whereNotExists(
      db('import_outcome as o')
        .whereRaw("o.office_id = m.office_id AND o.batch_ref = m.batch_ref AND o.outcome = 'rejected'")
        .select(db.raw('1')),
    )
    .whereNotExists(
      db('import_reversal_outcome as r')
        .whereRaw("r.office_id = m.office_id AND r.batch_ref = m.batch_ref AND r.outcome = 'approved'")
        .select(db.raw('1')),
    );
}
