import type { Act } from '../../audit/act.ts';
import { spellOut } from '../../audit/words.ts';
import type { ProtectedRelease } from '../../disclosure/protect.ts';
import type { Audience, Earlier, Published, Reader, Release } from '../../disclosure/release.ts';
import type { Marker } from '../../ledger/figure.ts';
import type { Db, Row } from '../../platform/database.ts';
import { canonical, type Plain } from '../../platform/digest.ts';
import { notFound, Refusal } from '../../platform/refusal.ts';

export type ReleaseKind = 'pack' | 'return' | 'annex' | 'publication';

/** What was decided about a small correction, by the name of its number. */
export interface ReleaseDecision {
  fact: string;
  decision: 'show' | 'hide';
  reason: string;
  decidedBy: number;
  seq: number;
}

/** What the register keeps of a release besides its row: plain data, numbers that were hidden included. */
export interface ReleaseContent {
  release: Release;
  readers: Reader[];
  decisions: Record<string, 'show' | 'hide'>;
  answer: Omit<ProtectedRelease, 'release' | 'intervals' | 'fingerprint'>;
  /** What stood beside a shown number: that it was revised, or provisional. */
  marks: Record<string, Marker>;
}

/** A release as it is registered. */
export interface RegisteredRelease extends ReleaseContent {
  id: number;
  kind: ReleaseKind;
  /** The paper that it is: `PEG-2015-03/1` of a pack, `HO-2014-15-Q4` of a return. */
  ref: string;
  audience: Audience;
  asAtSeq: number;
  fingerprint: string;
  seq: number;
}

/** Registers a release within the act that publishes it. Refused as `published-meanwhile` when it rests on an older register. */
export async function addRelease(
  act: Act,
  about: { kind: ReleaseKind; ref: string; asAtSeq: number; seen: number },
  content: ReleaseContent,
  fingerprint: string,
): Promise<void> {
  if ((await lastReleaseId(act.trx, act.doer.officeId)) !== about.seen) {
    throw new Refusal(
      'conflict',
      'published-meanwhile',
      'Somebody published other counts of people meanwhile, so that these must be protected again. Look at it once more.',
    );
  }
  await act.add('release', {
    kind: about.kind,
    ref: about.ref,
    audience: canonical(content.release.audience as unknown as Plain),
    as_at_seq: about.asAtSeq,
    rules: canonical(content.answer.rules),
    hidden: content.answer.hidden.length,
    withheld: content.answer.withheld.length,
    fingerprint,
    content: JSON.stringify(content),
  });
}

/** The newest release in the register, by its id; 0 before the first. */
export async function lastReleaseId(db: Db, officeId: number): Promise<number> {
  const last = await db('release').where({ office_id: officeId }).max({ id: 'id' }).first();
  return Number(last?.id ?? 0);
}

/** Every release up to an act, the oldest first. */
export async function listReleases(
  db: Db,
  officeId: number,
  upToSeq = Number.MAX_SAFE_INTEGER,
): Promise<RegisteredRelease[]> {
  const ids: { id: number }[] = await db('release')
    .where({ office_id: officeId })
    .where('act_seq', '<=', upToSeq)
    .orderBy('id')
    .select('id');
  const known = read.get(db.client.config) ?? new Map<number, RegisteredRelease>();
  read.set(db.client.config, known);
  const missing = ids.filter(({ id }) => !known.has(id)).map(({ id }) => id);
  const rows: Row[] = missing.length === 0 ? [] : await db('release').whereIn('id', missing);
  for (const row of rows) known.set(row.id, releaseFrom(row));
  return ids.map(({ id }) => known.get(id) as RegisteredRelease);
}

/** Releases never change, so each is read once by a process, whose every page asks for them. */
const read = new WeakMap<object, Map<number, RegisteredRelease>>();

export async function findRelease(db: Db, officeId: number, id: string): Promise<RegisteredRelease> {
  const row = /^[1-9]\d{0,8}$/.test(id)
    ? await db('release')
        .where({ office_id: officeId, id: Number(id) })
        .first()
    : undefined;
  if (row === undefined) throw notFound(`release ${id.slice(0, 20)}`);
  return releaseFrom(row);
}

function releaseFrom(row: Row): RegisteredRelease {
  const content: ReleaseContent = JSON.parse(row.content);
  return {
    ...content,
    id: row.id,
    kind: row.kind,
    ref: row.ref,
    audience: content.release.audience,
    asAtSeq: row.as_at_seq,
    fingerprint: row.fingerprint,
    seq: row.act_seq,
  };
}

/** A release as those who protect the next one know it. */
export function asEarlier({ release, answer }: ReleaseContent): Earlier {
  return { release, hidden: answer.hidden, withheld: answer.withheld };
}

/** What a release showed of a number. */
export function shownIn({ answer }: ReleaseContent, key: string): Published | undefined {
  return answer.facts[key] ?? answer.ratios[key];
}

/** Records what somebody decided about a small correction. */
export async function addDecision(
  act: Act,
  decided: { fact: string; decision: 'show' | 'hide'; reason: string; decidedBy: number },
): Promise<void> {
  await act.add('release_decision', {
    fact: decided.fact,
    decision: decided.decision,
    reason_words: await act.words(decided.reason),
    decided_by: decided.decidedBy,
  });
}

/** Every decision about small corrections, the oldest first. */
export async function listDecisions(db: Db, officeId: number): Promise<ReleaseDecision[]> {
  const rows: Row[] = await db('release_decision').where({ office_id: officeId }).orderBy('id');
  return (await spellOut(db, rows)).map((row: Row) => ({
    fact: row.fact,
    decision: row.decision,
    reason: row.reason,
    decidedBy: row.decided_by,
    seq: row.act_seq,
  }));
}
