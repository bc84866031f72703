import type { Db } from '../platform/database.ts';
import { leadOf, readGroups } from './joint.store.ts';
import { listSpend } from './spend.store.ts';
import type { Spend } from './spend.ts';

/** A version that was returned, with when that was. */
export interface EarlierVersion {
  spend: Spend;
  /** All that was returned with it, itself first. */
  together: Spend[];
  returnedAt: string;
}

/** The versions of an entry that was returned and entered again. */
export interface Versions {
  /** Those that were returned before it, the latest first. */
  earlier: EarlierVersion[];
  /** The one that was entered in its place; null while none was. */
  later: string | null;
}

/** The earlier versions of an entry with the reasons for which they were returned, and the one entered in its place. */
export async function readVersions(db: Db, officeId: number, ref: string): Promise<Versions> {
  const refs = await earlierRefs(db, officeId, ref);
  const groups = refs.length === 0 ? [] : await readGroups(db, officeId, await listSpend(db, officeId, { refs }));
  const returned = await db('spend_outcome as o')
    .join('audit_event as e', (on) => {
      on.on('e.office_id', 'o.office_id').andOn('e.seq', 'o.act_seq');
    })
    .where('o.office_id', officeId)
    .whereIn('o.spend_ref', refs)
    .select('o.spend_ref', 'e.recorded_at');
  const at = new Map<string, string>(returned.map((row) => [row.spend_ref, row.recorded_at]));
  return {
    earlier: refs.flatMap((one) => {
      const together = groups.find((group) => leadOf(group).ref === one);
      return together === undefined ? [] : [{ spend: leadOf(together), together, returnedAt: at.get(one) ?? '' }];
    }),
    later: await laterRef(db, officeId, ref),
  };
}

/** What was entered in the place of a returned entry; null while nothing was. */
export async function laterRef(db: Db, officeId: number, ref: string): Promise<string | null> {
  const later = await db('earlier_version')
    .where({ office_id: officeId, earlier_ref: ref, steps: 1 })
    .first('spend_ref');
  return later?.spend_ref ?? null;
}

/** The references of the versions before an entry, the latest first. */
export async function earlierRefs(db: Db, officeId: number, ref: string): Promise<string[]> {
  const rows = await db('earlier_version')
    .where({ office_id: officeId, spend_ref: ref })
    .orderBy('steps')
    .select('earlier_ref');
  return rows.map((row) => row.earlier_ref);
}

/** The versions before each of these entries, as references, the latest first. */
export async function earlierOfEach(db: Db, officeId: number, refs: readonly string[]): Promise<Map<string, string[]>> {
  const rows = await db('earlier_version')
    .where({ office_id: officeId })
    .whereIn('spend_ref', [...refs])
    .orderBy('steps')
    .select('spend_ref', 'earlier_ref');
  const found = new Map<string, string[]>();
  for (const { spend_ref: of, earlier_ref: earlier } of rows) found.set(of, [...(found.get(of) ?? []), earlier]);
  return found;
}

/** When each of these was entered, as an instant. */
export async function readEnteredAt(db: Db, officeId: number, refs: readonly string[]): Promise<Map<string, string>> {
  const rows = await db('spend as s')
    .join('audit_event as e', (on) => {
      on.on('e.office_id', 's.office_id').andOn('e.seq', 's.act_seq');
    })
    .where('s.office_id', officeId)
    .whereIn('s.ref', [...refs])
    .select('s.ref', 'e.recorded_at');
  return new Map(rows.map((row) => [row.ref, row.recorded_at]));
}
