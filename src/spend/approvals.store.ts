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
import { decidedOf, leadOf, readGroups, readShares } from './joint.store.ts';
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
  /** The documents that stand: of every version of it, and of what it corrects. */
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
  const before = await readShares(db, officeId, [...earlier.values()].flat());
  const every = [...refs, ...correctedBy(groups.flat()), ...[...before.values()].flat()];
  const documents = (await listAttachments(db, officeId, { subjectKind: 'spend', subjectRefs: every })).filter(
    (attachment) => isStanding(attachment) && maySee(visit, attachment),
  );
  return groups.map((together, index) => {
    const spend = leadOf(together);
    const versions = earlier.get(spend.ref) ?? [];
    const every = [
      ...together.map(({ ref }) => ref),
      ...correctedBy(together),
      ...versions.flatMap((ref) => before.get(ref) ?? []),
    ];
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

function correctedBy(spends: readonly Spend[]): string[] {
  return spends.flatMap(({ corrects }) => (corrects === null ? [] : [corrects]));
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

/**
 * What this person entered and was returned, with all that was decided together with it, which they neither entered
 * again nor left as it is; the latest first.
 */
export async function readReturned(db: Db, officeId: number, personId: number, most = 50): Promise<Spend[][]> {
  const filter = { status: 'returned', batch: null, enteredBy: personId, leading: true, unanswered: true } as const;
  return readGroups(db, officeId, await listSpend(db, officeId, filter, { limit: most }));
}
