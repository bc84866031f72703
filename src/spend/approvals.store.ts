import { latestMoment } from '../audit/moment.ts';
import { listAttachments } from '../documents/attachment.store.ts';
import { type Attachment, isStanding, maySee } from '../documents/attachment.ts';
import { type Books, openBooks } from '../ledger/figure.ts';
import type { Visit } from '../people/door.ts';
import type { Db } from '../platform/database.ts';
import { notFound } from '../platform/refusal.ts';
import type { ApprovalShown } from './approval.pages.ts';
import { mayApprove, readApprovals } from './approval.store.ts';
import { type ApprovalEffect, effectMark, NO_EFFECT, together } from './approval-effect.ts';
import { decidedOf, leadOf, readGroups } from './joint.store.ts';
import { listSpend } from './spend.store.ts';
import type { Spend } from './spend.ts';
import { earlierOfEach, readEnteredAt } from './version.store.ts';

/** An entry that awaits approval, with what its approver needs beside it. */
export interface WaitingEntry {
  spend: Spend;
  /** What is decided together with it, itself first; most stand alone. */
  together: readonly Spend[];
  enteredAt: string;
  approval: ApprovalShown;
  /** The documents of every version of it that stand. */
  evidence: Attachment[];
  /** The version that was returned before it; null for one that is new. */
  returned: string | null;
}

/** Reads all that is shown of these, each all that is decided together, in the order given, whatever their number in as many queries. */
export async function readWaiting(
  visit: Visit,
  books: Books,
  groups: readonly (readonly Spend[])[],
  how: 'alone' | 'in-order',
): Promise<WaitingEntry[]> {
  const { db, officeId } = books;
  const refs = groups.flat().map(({ ref }) => ref);
  const approvals = await readApprovals(books, visit.person, groups, how);
  const enteredAt = await readEnteredAt(db, officeId, refs);
  const earlier = await earlierOfEach(db, officeId, refs);
  const every = [...refs, ...[...earlier.values()].flat()];
  const documents = (await listAttachments(db, officeId, { subjectKind: 'spend', subjectRefs: every })).filter(
    (attachment) => isStanding(attachment) && maySee(visit, attachment),
  );
  return groups.map((together, index) => {
    const spend = leadOf(together);
    const versions = earlier.get(spend.ref) ?? [];
    const every = [...together.map(({ ref }) => ref), ...versions];
    return {
      spend,
      together,
      enteredAt: enteredAt.get(spend.ref) ?? '',
      approval: approvals[index] as ApprovalShown,
      evidence: documents.filter(({ subjectRef }) => every.includes(subjectRef)),
      returned: versions[0] ?? null,
    };
  });
}

/** Entries that were chosen to be approved together, with what they do one after the other. */
export interface Chosen {
  books: Books;
  waiting: WaitingEntry[];
  /** What was chosen and cannot be decided by this person any more, with why. */
  leftOut: { ref: string; why: string }[];
  effect: ApprovalEffect;
  mark: string;
}

/** Reads what was chosen. Not found when there is no entry of a reference. */
export async function readChosen(visit: Visit, refs: readonly string[]): Promise<Chosen> {
  const { db } = visit.site;
  const officeId = visit.office.id;
  const found = new Map((await listSpend(db, officeId, { refs: [...refs] })).map((spend) => [spend.ref, spend]));
  const groups = await readGroups(db, officeId, [...found.values()]);
  const chosen = new Set<Spend[]>();
  const leftOut: Chosen['leftOut'] = [];
  for (const ref of refs) {
    const spend = found.get(ref);
    const together = groups.find((group) => group.some((one) => one.ref === ref));
    if (spend === undefined || together === undefined) throw notFound(`spend ${ref}`);
    const permission = mayApprove(visit.person, decidedOf(together));
    if (spend.status !== 'awaiting approval') leftOut.push({ ref, why: `It is ${spend.status}.` });
    else if (spend.batch !== null) leftOut.push({ ref, why: `It belongs to ${spend.batch}, accepted as a whole.` });
    else if (!permission.may) leftOut.push({ ref, why: permission.refusal.message });
    else chosen.add(together);
  }
  const books = openBooks(db, officeId, await latestMoment(db, officeId));
  const waiting = await readWaiting(visit, books, [...chosen], 'in-order');
  const effects = waiting.map(({ spend, approval }) => ({ ref: spend.ref, effect: approval.effect }));
  return {
    books,
    waiting,
    leftOut,
    effect: together(effects.map(({ effect }) => effect ?? NO_EFFECT)),
    mark: effectMark(effects),
  };
}

/** What this person entered, was returned, and nobody has entered again; the latest first. */
export async function readReturned(db: Db, officeId: number, personId: number, most = 50): Promise<Spend[]> {
  const filter = { status: 'returned', batch: null, enteredBy: personId, leading: true } as const;
  const returned = await listSpend(db, officeId, filter, { limit: most * 5 });
  const again = await db('earlier_version')
    .where({ office_id: officeId, steps: 1 })
    .whereIn(
      'earlier_ref',
      returned.map(({ ref }) => ref),
    )
    .select('earlier_ref');
  const known = new Set(again.map((row) => row.earlier_ref));
  return returned.filter(({ ref }) => !known.has(ref)).slice(0, most);
}
