import { latestMoment } from '../audit/moment.ts';
import { readEntries } from '../ledger/entry.store.ts';
import type { EntryKind } from '../ledger/entry.ts';
import { type Books, openBooks } from '../ledger/figure.ts';
import type { ReadFigures } from '../ledger/shown-figure.ts';
import type { Pence } from '../money/pence.ts';
import { findOrganisationByName } from '../partners/organisation-match.ts';
import { may, type Permission } from '../people/may.ts';
import { listPeople, readNames } from '../people/person.store.ts';
import type { Person } from '../people/person.ts';
import type { Db } from '../platform/database.ts';
import { Refusal } from '../platform/refusal.ts';
import { takenOff } from './adjustment.ts';
import { readSettlements } from './claims/payable.store.ts';
import { postingPeriod } from './decide.ts';
import { effectFigures, effectShown } from './effect.pages.ts';
import { effectOf } from './enter.ts';
import { readHistory } from './history.store.ts';
import { decidedPence, isRecoding, readRecodedFrom, readTogether } from './joint.store.ts';
import { ownShare } from './prepayment.ts';
import { recodeEffectShown } from './recode.pages.ts';
import { readRecoding } from './recode.ts';
import { readSchedules } from './schedule.store.ts';
import type { ApprovalShown, SpendShown } from './spend.pages.ts';
import { findSpend, leftToCorrect, listSpend } from './spend.store.ts';
import { approvalSubject, isCharge, moneyPeriod, type Spend } from './spend.ts';

/** What the closing of a period or a schedule posts, long after it was approved. */
const BY_ITSELF: readonly EntryKind[] = ['accrual-reversal', 'prepayment-release'];

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
  const entries = await readEntries(db, officeId, { spendRef: ref });
  const together = await readTogether(db, officeId, spend);
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
    approval: awaits ? await readApproval(books, readFigures, person, spend, await listPeople(db, officeId)) : null,
    correctable: mayCorrect ? await leftToCorrect(db, officeId, spend) : null,
  };
}

/** What was posted anew, or awaits that, for a spend with these corrections. */
async function readRecodedTo(db: Db, officeId: number, corrections: readonly Spend[]): Promise<Spend[]> {
  const backs = corrections.filter(({ kind, status }) => kind === 'reversal' && status !== 'returned');
  const together = await Promise.all(backs.map((back) => readTogether(db, officeId, back)));
  return together.filter(isRecoding).flatMap(([, ...parts]) => parts);
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
  const together = await readTogether(db, officeId, spend);
  const pence = decidedPence(together);
  const permission = mayApprove(person, { ...spend, pence });
  const shown: ApprovalShown = {
    whyNot: permission.may ? null : permission.refusal.message,
    approvers: countApprovers(people, { ...spend, pence }),
    effect: null,
    obstacle: null,
    needsReason: false,
  };
  try {
    const { year, number } = postingPeriod(await books.periods(), spend);
    if (isRecoding(together)) {
      const [back, ...parts] = together as [Spend, ...Spend[]];
      const { effect } = await readRecoding(db, officeId, back, parts);
      const figures = await readFigures(
        books,
        effect.lines.map(({ asked }) => asked),
      );
      shown.effect = recodeEffectShown(effect, figures);
      shown.needsReason = effect.over > 0 && parts.some(({ reason }) => reason === null);
      return shown;
    }
    const coded = { ...spend, period: moneyPeriod({ ...spend, period: { year, number } }) };
    if (spend.kind === 'adjustment-credit') await takenOff(db, officeId, { ...spend, concerns: coded.period });
    if (!isCharge(spend.kind)) return shown;
    const drawn = together.length > 1 ? pence : await drawnPence(books, spend, year);
    const effect = await effectOf(db, officeId, coded, drawn);
    const figures = await readFigures(books, effectFigures(coded));
    shown.effect = effectShown(coded, effect, figures);
    shown.needsReason = effect.over > 0 && spend.reason === null;
  } catch (error) {
    if (!(error instanceof Refusal) || error.kind !== 'refused') throw error;
    shown.obstacle = error.message;
  }
  return shown;
}

/** What approving it draws on the year's money: of a payment in advance, what serves that year. */
async function drawnPence({ db, officeId }: Books, { kind, ref, pence }: Spend, year: number): Promise<Pence> {
  if (kind !== 'prepayment') return pence;
  return ownShare((await readSchedules(db, officeId, [ref])).get(ref) ?? [], year);
}
