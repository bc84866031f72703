import type { Act } from '../audit/act.ts';
import { spellOut } from '../audit/words.ts';
import type { Day } from '../calendar/day.ts';
import { yearShown } from '../calendar/financial-year.ts';
import { ensureAccount, findAccounts } from '../ledger/account.store.ts';
import { type Account, type Nature, sibling } from '../ledger/account.ts';
import type { Excess } from '../ledger/entry.ts';
import { readPeriods } from '../ledger/period.store.ts';
import { currentPeriod } from '../ledger/period.ts';
import { post } from '../ledger/post.ts';
import type { Pence } from '../money/pence.ts';
import { doerMay } from '../people/may.ts';
import type { Db } from '../platform/database.ts';
import { notFound, Refusal, refused } from '../platform/refusal.ts';
import { demandDecision } from './decision.store.ts';

/** Part of the fund set aside for a purpose and a financial year, by a recorded decision. */
export interface Allocation {
  ref: string;
  fund: string;
  year: number;
  purpose: string;
  decisionRef: string;
}

/** Money to be set aside. */
export interface NewAllocation {
  source: string;
  year: number;
  nature: Nature;
  pence: Pence;
  purpose: string;
  decisionRef: string;
  happenedOn: Day;
  /** Given when somebody with the authority allocates more than is unallocated. */
  overrideReason: string | null;
}

/** Sets money of one source and year aside. Answers the allocation's reference. */
export async function allocate(act: Act, wanted: NewAllocation): Promise<string> {
  await demandDecision(act, wanted.decisionRef);
  const [unallocated] = await findAccounts(act.trx, act.doer.officeId, {
    kind: 'unallocated',
    source: wanted.source,
    year: wanted.year,
    nature: wanted.nature,
  });
  if (unallocated === undefined) {
    throw refused(
      'nothing-awarded',
      `${wanted.source} has awarded no ${wanted.nature} money for ${yearShown(wanted.year)}. Record the award first.`,
      'source',
    );
  }
  const number = await act.nextNumber('allocation', wanted.year);
  const ref = `AL-${wanted.year}-${String(number).padStart(3, '0')}`;
  await act.add('allocation', {
    fund: unallocated.fund,
    ref,
    year: wanted.year,
    purpose_words: await act.words(wanted.purpose),
    decision_ref: wanted.decisionRef,
  });
  const to = await ensureAccount(act, sibling(unallocated, { kind: 'allocation', allocation: ref }));
  await post(act, [
    {
      kind: 'allocate',
      from: unallocated,
      to,
      pence: wanted.pence,
      happenedOn: wanted.happenedOn,
      period: currentPeriod(await readPeriods(act.trx, act.doer.officeId)),
      decisionRef: wanted.decisionRef,
      excess: await overrideOf(act, wanted.overrideReason),
    },
  ]);
  return ref;
}

/** The override that a reason makes, for those who hold the authority; others are refused whatever they write. */
export async function overrideOf(act: Act, reason: string | null): Promise<Excess | undefined> {
  if (reason === null || reason === '') return undefined;
  if (!doerMay(act.doer, 'budget.override')) {
    throw new Refusal(
      'forbidden',
      'override',
      'Your role does not include going beyond what is left. Lower the amount, or ask the Chief Finance Officer.',
    );
  }
  return { kind: 'override', reasonWords: await act.words(reason) };
}

/** The office's allocations, in the order in which they were made. */
export async function listAllocations(db: Db, officeId: number): Promise<Allocation[]> {
  const rows = await spellOut(db, await db('allocation').where({ office_id: officeId }).orderBy('id'));
  return rows.map((row) => ({
    ref: row.ref,
    fund: row.fund,
    year: row.year,
    purpose: row.purpose as string,
    decisionRef: row.decision_ref,
  }));
}

/** Each allocation once for each year in which it holds money: its own, and any into which it was brought forward. */
export function byYear(allocations: readonly Allocation[], accounts: readonly Account[]): Allocation[] {
  return allocations.flatMap((allocation) => {
    const held = accounts.filter(({ kind, allocation: of }) => kind === 'allocation' && of === allocation.ref);
    const years = new Set([allocation.year, ...held.map(({ year }) => year)]);
    return [...years].toSorted((a, b) => a - b).map((year) => ({ ...allocation, year }));
  });
}

/** An allocation by its reference; not found when there is none. */
export async function findAllocation(db: Db, officeId: number, ref: string): Promise<Allocation> {
  const found = (await listAllocations(db, officeId)).find((allocation) => allocation.ref === ref);
  if (found === undefined) throw notFound(`allocation ${ref}`);
  return found;
}
