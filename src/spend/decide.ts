import type { Act } from '../audit/act.ts';
import { ensureAccount } from '../ledger/account.store.ts';
import { addUp } from '../ledger/balance.ts';
import { readEntries } from '../ledger/entry.store.ts';
import type { Excess, NewEntry } from '../ledger/entry.ts';
import { readPeriods } from '../ledger/period.store.ts';
import { currentPeriod, type Period } from '../ledger/period.ts';
import { leftOfEntry, post } from '../ledger/post.ts';
import { demand } from '../people/may.ts';
import type { Person } from '../people/person.ts';
import { refused } from '../platform/refusal.ts';
import { needsReason, pursesOf } from './enter.ts';
import { findSpend } from './spend.store.ts';
import { approvalSubject, draw, type Spend } from './spend.ts';

/**
 * Approves a spend, refund or reversal that somebody else entered, and posts it. Its period may have closed since it
 * was entered: then it goes to the oldest open one and keeps its own dates.
 *
 * Refused by name: `own-entry`, `limit`, `decided` (already approved or returned), `part-of-batch`,
 * `overspend-reason` when it now passes the budget and nobody said why.
 */
export async function approveSpend(act: Act, person: Person, ref: string, reason: string | null): Promise<Spend> {
  const spend = await undecided(act, person, ref);
  const periods = await readPeriods(act.trx, act.doer.officeId);
  const period = postingPeriod(periods, spend);
  await post(act, await entriesOf(act, spend, period, reason));
  await act.add('spend_outcome', {
    spend_ref: ref,
    outcome: 'approved',
    year: period.year,
    period: period.number,
    reason_words: await act.optionalWords(reason),
    decided_by: person.id,
  });
  return spend;
}

/** Gives a spend back to whoever entered it, with a reason that stays. Nothing moves in the books. */
export async function returnSpend(act: Act, person: Person, ref: string, reason: string): Promise<Spend> {
  const spend = await undecided(act, person, ref);
  await act.add('spend_outcome', {
    spend_ref: ref,
    outcome: 'returned',
    year: null,
    period: null,
    reason_words: await act.words(reason),
    decided_by: person.id,
  });
  return spend;
}

async function undecided(act: Act, person: Person, ref: string): Promise<Spend> {
  const spend = await findSpend(act.trx, act.doer.officeId, ref);
  demand(person, 'spend.approve', approvalSubject(spend));
  if (spend.batch !== null) {
    throw refused('part-of-batch', `${ref} belongs to ${spend.batch}, which is accepted as a whole.`);
  }
  if (spend.status !== 'awaiting approval') {
    throw refused('decided', `${ref} is already ${spend.status}. Nothing was changed.`);
  }
  return spend;
}

/** Where a spend goes when it is approved: its own period while that is open, else the oldest open one. */
export function postingPeriod(periods: Period[], spend: Pick<Spend, 'period'>): Period {
  const own = periods.find(({ year, number }) => year === spend.period.year && number === spend.period.number);
  return own === undefined || own.closed ? currentPeriod(periods) : own;
}

async function entriesOf(act: Act, spend: Spend, period: Period, reason: string | null): Promise<NewEntry[]> {
  const shared = {
    happenedOn: spend.invoicedOn,
    period,
    place: spend.place,
    category: spend.category,
    spendRef: spend.ref,
  };
  if (spend.kind === 'spend') return spendEntries(act, spend, period, reason, shared);
  const correction = spend.kind === 'refund' ? 'refund' : 'reversal';
  return correctionEntries(act, spend, correction, shared);
}

type Shared = Pick<NewEntry, 'happenedOn' | 'period' | 'place' | 'category' | 'spendRef'>;

async function spendEntries(
  act: Act,
  spend: Spend,
  period: Period,
  reason: string | null,
  shared: Shared,
): Promise<NewEntry[]> {
  const { bound, free } = await pursesOf(act.trx, act.doer.officeId, { ...spend, period });
  const draws = draw(spend.agreement, bound, free, spend.pence);
  const over = addUp(draws.filter((part) => part.over).map((part) => part.pence));
  const why = reason ?? spend.reason;
  if (over > 0 && why === null) throw needsReason(over);
  const excess: Excess | undefined =
    over > 0 && why !== null ? { kind: 'overspend', reasonWords: await act.words(why) } : undefined;
  const entries: NewEntry[] = [];
  for (const part of draws) {
    const to = await ensureAccount(act, part.to);
    entries.push({
      ...shared,
      kind: 'spend',
      from: part.from,
      to,
      pence: part.pence,
      excess: part.over ? excess : undefined,
    });
  }
  return entries;
}

/** Turns the original's entries round, the last first, as far as the amount reaches and each is not yet corrected. */
async function correctionEntries(
  act: Act,
  spend: Spend,
  kind: 'refund' | 'reversal',
  shared: Shared,
): Promise<NewEntry[]> {
  const { trx, doer } = act;
  const originals = await readEntries(trx, doer.officeId, { spendRef: spend.corrects as string });
  const entries: NewEntry[] = [];
  let open = spend.pence;
  for (const original of originals.toReversed()) {
    const left = await leftOfEntry(trx, original);
    const part = kind === 'reversal' ? original.pence : Math.min(open, left);
    if (part <= 0) continue;
    open -= part;
    // Taking a refund or a credit back is real money going out again, so it may pass what is left.
    const isOut = original.to.kind !== 'spent';
    const excess: Excess | undefined = isOut
      ? { kind: 'overspend', reasonWords: await act.words(spend.reason ?? 'Reversal') }
      : undefined;
    entries.push({ ...shared, kind, from: original.to, to: original.from, pence: part, corrects: original.id, excess });
  }
  return entries;
}
