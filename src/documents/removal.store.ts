import type { Act } from '../audit/act.ts';
import { readKnowledge } from '../audit/gate/knowledge.ts';
import { spellOut } from '../audit/words.ts';
import type { Day } from '../calendar/day.ts';
import { personalWords } from '../disclosure/words-gate.ts';
import type { Db, Row } from '../platform/database.ts';
import { canonical, sha256 } from '../platform/digest.ts';
import { notFound, Refusal, refused } from '../platform/refusal.ts';
import { ownRequest, type Removal, type RemovalPlace, type RemovalRooms, type RemovalTarget } from './removal.ts';
import { findPlaces, removePlaces, soughtFor } from './removal-place.ts';

/**
 * Asks for personal data to be removed for good, and answers the request's reference, such as `RM-2015-001`. Refused by
 * name: `personal-reason` when the reason itself looks personal, `asked-already` while another request for the same
 * waits, `removed-already`.
 */
export async function askRemoval(
  act: Act,
  wanted: RemovalTarget & { reason: string; askedOn: Day },
  rooms: RemovalRooms,
): Promise<string> {
  const { trx, doer } = act;
  if (doer.personId === null) throw new Error('A removal is asked for by somebody.');
  await soughtFor(trx, doer.officeId, wanted, rooms);
  const found = personalWords(wanted.reason, wanted.askedOn, await readKnowledge(trx, doer.officeId));
  if (found.length > 0) {
    throw refused(
      'personal-reason',
      `“${found[0]?.words}” ${found[0]?.why}. Say why without it: the reason is kept.`,
      'reason',
    );
  }
  const waiting = (await listRemovals(trx, doer.officeId)).find(
    ({ kind, target, outcome }) => kind === wanted.kind && target === wanted.target && outcome === null,
  );
  if (waiting !== undefined) {
    throw refused('asked-already', `${waiting.ref} asks for this already, and waits for a second person.`, 'reason');
  }
  const year = Number(wanted.askedOn.slice(0, 4));
  const ref = `RM-${year}-${String(await act.nextNumber('removal', year)).padStart(3, '0')}`;
  await act.add('removal_request', {
    ref,
    kind: wanted.kind,
    target: wanted.target,
    reason_words: await act.words(wanted.reason),
    asked_by: doer.personId,
  });
  return ref;
}

/** A request with everything that carries what it asks to remove, and the fingerprint of that list. */
export interface RemovalShown {
  removal: Removal;
  places: RemovalPlace[];
  placesDigest: string;
  /** What is to be removed, for whoever decides; empty for bytes, and once it is gone. */
  texts: readonly string[];
}

/** A removal by its reference: what it would take away, or what it took away. */
export async function readRemoval(db: Db, officeId: number, ref: string, rooms: RemovalRooms): Promise<RemovalShown> {
  const removal = (await listRemovals(db, officeId)).find((one) => one.ref === ref);
  if (removal === undefined) throw notFound(`removal ${ref.slice(0, 20)}`);
  if (removal.outcome !== null) {
    const rows: Row[] = await db('removed_item').where({ office_id: officeId, request: ref }).orderBy('id');
    const places = rows.map(({ kind, item, digest, place }) => ({ kind, item, digest, where: place }));
    return { removal, places, placesDigest: '', texts: [] };
  }
  // Another removal may have taken it away meanwhile.
  const sought = await soughtFor(db, officeId, removal, rooms).catch((error: unknown) => {
    if (error instanceof Refusal) return { texts: [], documents: [] };
    throw error;
  });
  const places = await findPlaces(db, officeId, sought, rooms);
  return { removal, places, placesDigest: digestOf(places), texts: sought.texts };
}

function digestOf(places: readonly RemovalPlace[]): string {
  return sha256(canonical(places.map(({ kind, item }) => [kind, item])));
}

/**
 * Removes what was asked for from every place that was shown. Refused: to whoever asked (`own-request`); by name
 * `decided-already`, `places-changed` when it stands in other places by now, `nothing-left`.
 */
export async function doRemoval(act: Act, ref: string, seen: string, rooms: RemovalRooms): Promise<RemovalPlace[]> {
  const { trx, doer } = act;
  const { removal, places, placesDigest, texts } = await readRemoval(trx, doer.officeId, ref, rooms);
  demandAnother(act, removal);
  if (places.length === 0) throw refused('nothing-left', 'Nothing is left of it. Decline the request, and say so.');
  if (placesDigest !== seen) {
    throw refused('places-changed', 'It stands in other places than were listed. Look through the list again.');
  }
  for (const { kind, item, digest, where } of places) {
    await act.add('removed_item', { request: ref, kind, item, digest, place: where });
  }
  await act.add('removal_outcome', {
    request: ref,
    outcome: 'removed',
    reason_words: null,
    decided_by: doer.personId,
  });
  await removePlaces(act, places, texts, rooms);
  return places;
}

/** Declines a request with a reason; what it asked for stays. Refused as `doRemoval` is. */
export async function declineRemoval(act: Act, ref: string, reason: string): Promise<void> {
  const removal = (await listRemovals(act.trx, act.doer.officeId)).find((one) => one.ref === ref);
  if (removal === undefined) throw notFound(`removal ${ref.slice(0, 20)}`);
  demandAnother(act, removal);
  await act.add('removal_outcome', {
    request: ref,
    outcome: 'declined',
    reason_words: await act.words(reason),
    decided_by: act.doer.personId,
  });
}

function demandAnother({ doer }: Act, { askedBy, outcome, ref }: Removal): void {
  if (outcome !== null) throw refused('decided-already', `${ref} was decided already. Nothing was recorded.`);
  if (doer.personId === null || doer.personId === askedBy) throw ownRequest();
}

/** Every request, the newest first. */
export async function listRemovals(db: Db, officeId: number): Promise<Removal[]> {
  const rows: Row[] = await db('removal_request as r')
    .join('audit_event as e', (on) => on.on('e.office_id', 'r.office_id').on('e.seq', 'r.act_seq'))
    .leftJoin('removal_outcome as o', (on) => on.on('o.office_id', 'r.office_id').on('o.request', 'r.ref'))
    .leftJoin('audit_event as d', (on) => on.on('d.office_id', 'o.office_id').on('d.seq', 'o.act_seq'))
    .where('r.office_id', officeId)
    .orderBy('r.id', 'desc')
    .select('r.ref', 'r.kind', 'r.target', 'r.reason_words', 'r.asked_by', 'e.recorded_at as asked_at')
    .select('o.outcome', 'o.decided_by', 'o.reason_words as answer_words', 'd.recorded_at as decided_at');
  return (await spellOut(db, rows)).map((row: Row) => ({
    ref: row.ref,
    kind: row.kind,
    target: row.target,
    reason: row.reason,
    askedBy: row.asked_by,
    askedAt: row.asked_at,
    outcome:
      row.outcome === null
        ? null
        : { what: row.outcome, reason: row.answer, decidedBy: row.decided_by, decidedAt: row.decided_at },
  }));
}
