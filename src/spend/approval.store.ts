import { latestMoment } from '../audit/moment.ts';
import { readEntries } from '../ledger/entry.store.ts';
import { type Books, openBooks } from '../ledger/figure.ts';
import type { ReadFigures } from '../ledger/shown-figure.ts';
import { may, type Permission } from '../people/may.ts';
import { listPeople, readNames } from '../people/person.store.ts';
import type { Person } from '../people/person.ts';
import type { Db } from '../platform/database.ts';
import { Refusal } from '../platform/refusal.ts';
import { postingPeriod } from './decide.ts';
import { effectFigures, effectShown } from './effect.pages.ts';
import { effectOf } from './enter.ts';
import type { ApprovalShown, SpendShown } from './spend.pages.ts';
import { findSpend, leftToCorrect, listSpend } from './spend.store.ts';
import { approvalSubject, type Spend } from './spend.ts';

type Decided = Pick<Spend, 'enteredBy' | 'pence'>;

/** Whether the person may decide this, with the refusal where they may not. */
export function mayApprove(person: Person, decided: Decided): Permission {
  return may(person, 'spend.approve', approvalSubject(decided));
}

/** How many people of the office may decide this. */
export function countApprovers(people: readonly Person[], decided: Decided): number {
  return people.filter((person) => mayApprove(person, decided).may).length;
}

/** A spend with all that its page shows, for the person who looks. */
export async function readShown(db: Db, readFigures: ReadFigures, person: Person, ref: string): Promise<SpendShown> {
  const { officeId } = person;
  const spend = await findSpend(db, officeId, ref);
  const corrections = await listSpend(db, officeId, { corrects: ref }, { sort: 'oldest' });
  const awaits = spend.status === 'awaiting approval' && spend.batch === null;
  const mayCorrect = may(person, 'spend.enter').may && spend.status === 'approved' && spend.kind !== 'reversal';
  const books = openBooks(db, officeId, await latestMoment(db, officeId));
  return {
    spend,
    names: await readNames(db, officeId),
    entries: await readEntries(db, officeId, { spendRef: ref }),
    corrections,
    approval: awaits ? await readApproval(books, readFigures, person, spend, await listPeople(db, officeId)) : null,
    correctable: mayCorrect ? await leftToCorrect(db, officeId, spend) : null,
  };
}

/** What approving a spend now would do, and whether this person may. */
export async function readApproval(
  books: Books,
  readFigures: ReadFigures,
  person: Person,
  spend: Spend,
  people: readonly Person[],
): Promise<ApprovalShown> {
  const { db, officeId } = books;
  const permission = mayApprove(person, spend);
  const shown: ApprovalShown = {
    whyNot: permission.may ? null : permission.refusal.message,
    approvers: countApprovers(people, spend),
    effect: null,
    obstacle: null,
    needsReason: false,
  };
  if (spend.kind !== 'spend') return shown;
  try {
    const { year, number } = postingPeriod(await books.periods(), spend);
    const coded = { ...spend, period: { year, number } };
    const effect = await effectOf(db, officeId, coded, spend.pence);
    const figures = await readFigures(books, effectFigures(coded));
    shown.effect = effectShown(coded, effect, figures);
    shown.needsReason = effect.over > 0 && spend.reason === null;
  } catch (error) {
    if (!(error instanceof Refusal) || error.kind !== 'refused') throw error;
    shown.obstacle = error.message;
  }
  return shown;
}
