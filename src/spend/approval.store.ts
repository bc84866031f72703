import { latestMoment } from '../audit/moment.ts';
import { readEntries } from '../ledger/entry.store.ts';
import type { EntryKind } from '../ledger/entry.ts';
import { type Books, openBooks } from '../ledger/figure.ts';
import type { ReadFigures } from '../ledger/shown-figure.ts';
import { findOrganisationByName } from '../partners/organisation-match.ts';
import { may, type Permission } from '../people/may.ts';
import { listPeople, readNames } from '../people/person.store.ts';
import type { Person } from '../people/person.ts';
import type { Db } from '../platform/database.ts';
import type { ApprovalShown } from './approval.pages.ts';
import { approvalFigures } from './approval-effect.pages.ts';
import { foreseeEffects } from './approval-effect.store.ts';
import { effectMark, NO_EFFECT } from './approval-effect.ts';
import { readSettlements } from './claims/payable.store.ts';
import { isLeft } from './enter-again.ts';
import { readHistory } from './history.store.ts';
import { decidedOf, isRecoding, leadOf, readRecodedFrom, readTogether } from './joint.store.ts';
import { readSchedules } from './schedule.store.ts';
import type { SpendShown } from './spend.pages.ts';
import { findSpend, leftToCorrect, listSpend } from './spend.store.ts';
import { approvalSubject, type Decided, isCharge, type Spend } from './spend.ts';
import { readVersions } from './version.store.ts';

/** What the closing of a period or a schedule posts, long after it was approved. */
const BY_ITSELF: readonly EntryKind[] = ['accrual-reversal', 'prepayment-release'];

/** Whether the person may decide this, with the refusal where they may not. */
export function mayApprove(person: Person, decided: Decided): Permission {
  return may(person, 'spend.approve', approvalSubject(decided));
}

/** Who of the office may decide this. */
export function approversOf(people: readonly Person[], decided: Decided): Person[] {
  return people.filter((person) => mayApprove(person, decided).may);
}

/** How many people of the office may decide this. */
export function countApprovers(people: readonly Person[], decided: Decided): number {
  return approversOf(people, decided).length;
}

/** A spend with all that its page shows, for the person who looks. */
export async function readShown(db: Db, readFigures: ReadFigures, person: Person, ref: string): Promise<SpendShown> {
  const { officeId } = person;
  const spend = await findSpend(db, officeId, ref);
  const corrections = await listSpend(db, officeId, { corrects: ref }, { sort: 'oldest' });
  const awaits = spend.status === 'awaiting approval' && spend.batch === null;
  const mayEnter = may(person, 'spend.enter').may;
  const mayCorrect = mayEnter && spend.status === 'approved' && spend.kind !== 'reversal';
  const books = openBooks(db, officeId, await latestMoment(db, officeId));
  const entries = await readEntries(db, officeId, { spendRef: ref });
  const together = await readTogether(db, officeId, spend);
  const versions = await readVersions(db, officeId, leadOf(together).ref);
  const isReturned = spend.status === 'returned' && spend.batch === null && versions.later === null;
  return {
    spend,
    names: await readNames(db, officeId),
    supplierId: (await findOrganisationByName(db, officeId, spend.supplier))?.id ?? null,
    entries: entries.filter(({ kind }) => !BY_ITSELF.includes(kind)),
    later: entries.filter(({ kind }) => BY_ITSELF.includes(kind)),
    periods: await books.periods(),
    schedule: (await readSchedules(db, officeId, [ref])).get(ref) ?? [],
    corrections,
    pays: await readSettlements(db, officeId, { spend: ref }),
    together,
    recodedFrom: await readRecodedFrom(db, officeId, spend),
    recodedTo: await readRecodedTo(db, officeId, corrections),
    history: await readHistory(db, officeId, ref),
    approval: awaits ? await readApproval(books, readFigures, person, together) : null,
    correctable: mayCorrect ? await leftToCorrect(db, officeId, spend) : null,
    versions,
    mayEnterAgain: mayEnter && isReturned,
    isLeft: isReturned && (await isLeft(db, officeId, leadOf(together).ref)),
    mayLeave: mayEnter && isReturned && spend.enteredBy === person.id,
  };
}

/** What was posted anew, or awaits that, for a spend with these corrections. */
async function readRecodedTo(db: Db, officeId: number, corrections: readonly Spend[]): Promise<Spend[]> {
  const backs = corrections.filter(({ kind, status }) => kind === 'reversal' && status !== 'returned');
  const together = await Promise.all(backs.map((back) => readTogether(db, officeId, back)));
  return together.filter(isRecoding).flatMap(([, ...parts]) => parts);
}

/** What approving a spend now would do, and whether this person may. */
async function readApproval(
  books: Books,
  readFigures: ReadFigures,
  person: Person,
  together: readonly Spend[],
): Promise<ApprovalShown> {
  const [approval] = await readApprovals(books, person, [together], 'alone');
  if (approval === undefined) throw new Error(`The effect of ${leadOf(together).ref} was not foreseen.`);
  return { ...approval, figures: await readFigures(books, approvalFigures(approval.effect ?? NO_EFFECT)) };
}

/**
 * What approving each of these would do, alone or after those before it, and whether this person may; each is all that
 * is decided together.
 */
export async function readApprovals(
  books: Books,
  person: Person,
  groups: readonly (readonly Spend[])[],
  how: 'alone' | 'in-order',
): Promise<ApprovalShown[]> {
  const people = await listPeople(books.db, books.officeId);
  const foreseen = await foreseeEffects(books, groups, how);
  return groups.map((together, index) => {
    const decided = decidedOf(together);
    const permission = mayApprove(person, decided);
    const { effect, obstacle } = foreseen[index] ?? { effect: null, obstacle: null };
    const unexplained = together.some(({ kind, reason }) => isCharge(kind) && reason === null);
    return {
      whyNot: permission.may ? null : permission.refusal.message,
      approvers: approversOf(people, decided).map(({ name }) => name),
      effect,
      figures: [],
      obstacle,
      needsReason: effect !== null && effect.over > 0 && unexplained,
      mark: effectMark([{ ref: leadOf(together).ref, effect }]),
    };
  });
}
