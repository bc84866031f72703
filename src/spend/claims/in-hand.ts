import { listAgreements } from '../../initiatives/agreements/agreement.store.ts';
import type { Agreement } from '../../initiatives/agreements/agreement.ts';
import { readConditions } from '../../initiatives/agreements/condition.store.ts';
import { hasCondition } from '../../initiatives/agreements/condition.ts';
import { addUp, behindTotal, type CellFilter, total } from '../../ledger/balance.ts';
import type { EntryKind } from '../../ledger/entry.ts';
import { type Books, entriesFor, entryRow, signed, type TraceRow } from '../../ledger/figure.ts';
import type { Scope } from '../../ledger/scope.ts';
import type { Pence } from '../../money/pence.ts';
import { readDuties } from '../monitoring/duty.store.ts';
import { withdrawals } from '../period-end.figures.ts';
import { listClaims } from './claim.store.ts';
import type { Claim } from './claim.ts';

/** The condition under which a provider gives back what it has not spent by the end. */
const UNSPENT_RETURNED = 'unspent-returned';

/** Everything that pays a provider or takes money back; an accrual is spend that nobody was paid yet. */
const PAYING: readonly EntryKind[] = [
  'spend',
  'refund',
  'reversal',
  'unmatched-credit',
  'prepayment',
  'prepayment-release',
  'adjustment',
  'adjustment-credit',
];

function paidFilter(agreement: string): CellFilter {
  return { agreement, accountKinds: ['spent', 'prepaid'], kinds: PAYING };
}

/** The entries behind `paidOf`. */
export async function paidRows(books: Books, agreement: string): Promise<TraceRow[]> {
  const filter = paidFilter(agreement);
  // Reversals of accruals take back what was never paid, so they are no part of what was.
  const withdrawn = new Set((await withdrawals(books)).map(({ id }) => id));
  return behindTotal(await entriesFor(books, filter), filter)
    .filter(({ entry }) => !withdrawn.has(entry.id))
    .map(({ entry, pence }) => entryRow(entry, pence));
}

/** What was paid under an agreement, in pence. */
export async function paidOf(books: Books, agreement: string): Promise<Pence> {
  const filter = paidFilter(agreement);
  const mistakes = behindTotal(await withdrawals(books), filter).map(({ pence }) => signed(pence, -1));
  return addUp([total(await books.cells(), filter), ...mistakes]);
}

/** The agreements that a question is about, as they stood at the books' moment. */
export async function meantAgreements(books: Books, scope: Scope): Promise<Agreement[]> {
  const { db, officeId, moment } = books;
  const all = await books.once('spend.claims.agreements', () => listAgreements(db, officeId, { upToSeq: moment.seq }));
  return all.filter(
    (agreement) =>
      (scope.agreement === undefined || agreement.ref === scope.agreement) &&
      (scope.initiative === undefined || agreement.initiative === scope.initiative) &&
      (scope.fund === undefined || agreement.fund === scope.fund) &&
      (scope.nature === undefined || agreement.nature === scope.nature),
  );
}

function claimsAt({ db, officeId, moment, once }: Books): Promise<Claim[]> {
  return once('spend.claims', () => listClaims(db, officeId, { upToSeq: moment.seq }));
}

/**
 * The agreements that are meant, apart by whether the provider reports what it used: a duty asks for returns, or a
 * claim or statement has come. Of the others nobody knows what is in hand: a recharge in arrears leaves nothing.
 */
export async function meantByReport(
  books: Books,
  scope: Scope,
): Promise<{ reporting: Agreement[]; silent: Agreement[] }> {
  const reports = await books.once('spend.claims.reporting', async () => {
    const duties = await readDuties(books.db, books.officeId, { upToSeq: books.moment.seq });
    const asked = duties.filter(({ rhythm, finalDays }) => rhythm !== 'none' || finalDays !== null);
    return new Set([...asked, ...(await claimsAt(books))].map(({ agreement }) => agreement));
  });
  const meant = await meantAgreements(books, scope);
  return {
    reporting: meant.filter(({ ref }) => reports.has(ref)),
    silent: meant.filter(({ ref }) => !reports.has(ref)),
  };
}

async function usedClaims(books: Books, agreement: string): Promise<Claim[]> {
  return (await claimsAt(books)).filter((claim) => claim.agreement === agreement && claim.state === 'approved');
}

/** What its provider used, in pence, by claims and statements that count. */
export async function usedOf(books: Books, agreement: string): Promise<Pence> {
  return addUp((await usedClaims(books, agreement)).map(({ pence }) => pence));
}

/** The claims and statements behind `usedOf`, each times the sign. */
export async function usedRows(books: Books, agreement: string, sign: 1 | -1): Promise<TraceRow[]> {
  return (await usedClaims(books, agreement)).map(({ ref, kind, endsOn, pence }) => ({
    label: `${kind === 'claim' ? 'Claim' : 'Statement of use'} ${ref} of ${agreement}`,
    href: `/claims/${ref}`,
    day: endsOn,
    value: signed(pence, sign),
    marker: '' as const,
  }));
}

/** What its provider holds, in pence; below zero it is owed that much. */
export async function inHandOf(books: Books, agreement: string): Promise<Pence> {
  return addUp([await paidOf(books, agreement), signed(await usedOf(books, agreement), -1)]);
}

/**
 * Whether what is in hand under an agreement must come back: it ended before the books' current period began, and its
 * unspent money is returned. The current period is recorded, so as-at gives the same answer for ever.
 */
async function mustComeBack(books: Books, { ref, endsOn }: Agreement): Promise<boolean> {
  const current = (await books.periods()).find(({ closed }) => !closed);
  if (current !== undefined && endsOn >= current.startsOn) return false;
  const conditions = await books.once(`spend.claims.conditions ${ref}`, () =>
    readConditions(books.db, books.officeId, ref, books.moment.seq),
  );
  return hasCondition(conditions, UNSPENT_RETURNED);
}

/** What of that must come back, in pence. */
export async function dueBackOf(books: Books, agreement: Agreement): Promise<Pence> {
  return (await mustComeBack(books, agreement)) ? Math.max(0, await inHandOf(books, agreement.ref)) : 0;
}
