import type { Act } from '../audit/act.ts';
import { comparePeriods, type PeriodKey } from '../calendar/period.ts';
import { ensureAccount } from '../ledger/account.store.ts';
import { addUp } from '../ledger/balance.ts';
import type { Entry, EntryKind, Excess, NewEntry } from '../ledger/entry.ts';
import { readPeriods } from '../ledger/period.store.ts';
import { post } from '../ledger/post.ts';
import { releasePrepayments, schedulePrepayment } from '../ledger/prepayment.store.ts';
import { readRestatements } from '../ledger/restatement.store.ts';
import type { Pence } from '../money/pence.ts';
import { refused } from '../platform/refusal.ts';
import { takenOff } from './adjustment.ts';
import { findCorrectable, type PostedPart, readPostedParts } from './correctable.ts';
import { needsReason, pursesOf, turnedRound } from './enter.ts';
import { ownShare } from './prepayment.ts';
import { readSchedules } from './schedule.store.ts';
import { splitSchedule } from './schedule.ts';
import { draw, lineNamed, moneyPeriod, type Spend } from './spend.ts';
import { demandStillSpent } from './still-spent.ts';

/** The period posted to, and why it may pass what is left, as the one who approves it says. */
export interface Posting {
  period: PeriodKey;
  reason: string | null;
}

/** Posts what was entered, by its kind, in the period named. */
export async function postSpend(act: Act, spend: Spend, posting: Posting): Promise<void> {
  if (spend.kind === 'prepayment') await postPrepayment(act, spend, posting);
  else if (spend.kind === 'refund') await post(act, await refundEntries(act, spend, posting));
  else if (spend.kind === 'reversal') await post(act, await reversalEntries(act, spend, posting));
  else if (spend.kind === 'adjustment-credit') await post(act, await creditEntries(act, spend, posting));
  else if (spend.kind !== 'unmatched-credit') {
    await post(act, await drawnEntries(act, spend, posting, { kind: spend.kind, pence: spend.pence }));
  }
}

export function shared(spend: Spend, { period }: Posting) {
  return {
    happenedOn: spend.invoicedOn,
    period,
    place: spend.place,
    category: spend.category,
    spendRef: spend.ref,
    concerns: spend.concerns ?? undefined,
  };
}

/** What draws on an agreement and a budget: spend, an accrual, an adjustment that adds, and what is paid in advance. */
export async function drawnEntries(
  act: Act,
  spend: Spend,
  posting: Posting,
  drawn: { kind: EntryKind; pence: Pence; into?: 'prepaid' },
): Promise<NewEntry[]> {
  const period = moneyPeriod({ period: posting.period, concerns: spend.concerns });
  const { bound, free } = await pursesOf(act.trx, act.doer.officeId, { ...spend, period });
  const draws = draw(spend.agreement, bound, free, drawn.pence, drawn.into);
  const over = addUp(draws.filter((part) => part.over).map((part) => part.pence));
  const why = posting.reason ?? spend.reason;
  if (over > 0 && why === null) throw needsReason(over);
  const excess: Excess | undefined =
    over > 0 && why !== null ? { kind: 'overspend', reasonWords: await act.words(why) } : undefined;
  const entries: NewEntry[] = [];
  for (const part of draws) {
    entries.push({
      ...shared(spend, posting),
      kind: drawn.kind,
      from: part.from,
      to: await ensureAccount(act, part.to),
      pence: part.pence,
      excess: part.over ? excess : undefined,
    });
  }
  return entries;
}

/** Pays the shares of the posting year, keeps the schedule, and spends what it serves up to and with the posting. */
async function postPrepayment(act: Act, spend: Spend, posting: Posting): Promise<void> {
  const { period } = posting;
  const schedule = (await readSchedules(act.trx, act.doer.officeId, [spend.ref])).get(spend.ref) ?? [];
  const pence = ownShare(schedule, period.year);
  const entries = await drawnEntries(act, spend, posting, { kind: 'prepayment', pence, into: 'prepaid' });
  const ids = await post(act, entries);
  const paid = entries.map((entry) => entry.pence);
  for (const [index, shares] of splitSchedule(schedule, period.year, paid).entries()) {
    const entry = { id: ids[index] as number, year: period.year, pence: paid[index] as Pence };
    await schedulePrepayment(act, entry, shares);
  }
  await releasePrepayments(act, { through: period, spendRef: spend.ref });
}

/** Takes off what was spent in a closed period; it goes back the way that it came. */
async function creditEntries(act: Act, spend: Spend, posting: Posting): Promise<NewEntry[]> {
  const concerns = moneyPeriod(spend);
  const ways = await takenOff(act.trx, act.doer.officeId, { ...spend, concerns });
  return ways.map(({ spent, purse, pence }) => ({
    ...shared(spend, posting),
    kind: 'adjustment-credit',
    from: spent,
    to: purse,
    pence,
  }));
}

/** Turns the original's entries round, the last first, as far as the amount reaches and each is not yet corrected. */
async function refundEntries(act: Act, spend: Spend, posting: Posting): Promise<NewEntry[]> {
  const parts: { entry: Entry; pence: Pence }[] = [];
  let open = spend.pence;
  for (const { entry, left } of await originalsOf(act, spend)) {
    const part = Math.min(open, left);
    if (part <= 0) continue;
    open -= part;
    parts.push({ entry, pence: part });
  }
  await demandStillSpent(act.trx, act.doer.officeId, parts);
  return parts.map(({ entry, pence }) => ({ ...shared(spend, posting), ...turned(entry), kind: 'refund', pence }));
}

/**
 * Takes everything back that the original moved: of a payment in advance, what became spend since as well. What stood
 * in a period that has closed restates that period, and so does what an adjustment restated. With `partly` it takes back
 * what refunds have left, since that is posted anew; of a line of a batch always, since others share its entries.
 */
export async function reversalEntries(
  act: Act,
  spend: Spend,
  posting: Posting,
  { partly = lineNamed(spend.corrects as string) !== null } = {},
): Promise<NewEntry[]> {
  const posted = await originalsOf(act, spend);
  const originals = posted.map(({ entry }) => entry);
  if (originals.some(({ kind }) => kind === 'accrual-reversal')) throw turnedRound({ ref: spend.corrects as string });
  const parts: { entry: Entry; pence: Pence }[] = [];
  for (const { entry, left } of posted) {
    const pence = partly ? left : entry.pence;
    if (pence > 0) parts.push({ entry, pence });
  }
  if (partly && addUp(parts.map(({ pence }) => pence)) !== spend.pence) throw changedSince(spend.corrects as string);
  await demandStillSpent(act.trx, act.doer.officeId, parts);
  const periods = await readPeriods(act.trx, act.doer.officeId);
  const isClosed = (key: PeriodKey) => periods.some((p) => p.closed && comparePeriods(p, key) === 0);
  const restated = await readRestatements(act.trx, act.doer.officeId, { entryIds: originals.map(({ id }) => id) });
  const entries: NewEntry[] = [];
  for (const { entry: original, pence } of parts) {
    const concerned = restated.find(({ entryId }) => entryId === original.id)?.concerned ?? periodOf(original);
    // What was released ahead of a period that was opened again goes back where it stands, not before it.
    const isBefore = comparePeriods(posting.period, periodOf(original)) < 0;
    // Taking a refund or a credit back is real money going out again, so it may pass what is left.
    const isOut = original.from.kind === 'spent';
    entries.push({
      ...shared(spend, posting),
      ...turned(original),
      kind: 'reversal',
      pence,
      partly: partly ? true : undefined,
      period: isBefore ? periodOf(original) : posting.period,
      concerns: isClosed(concerned) ? concerned : undefined,
      excess: isOut ? { kind: 'overspend', reasonWords: await act.words(spend.reason ?? 'Reversal') } : undefined,
    });
  }
  return entries;
}

/** The entries of what is corrected, the last first, with what is left of each. */
async function originalsOf(act: Act, spend: Spend): Promise<PostedPart[]> {
  const { trx, doer } = act;
  return readPostedParts(trx, doer.officeId, await findCorrectable(trx, doer.officeId, spend.corrects as string));
}

/** Refused where something else was taken back of what is corrected, after the correction was entered. */
export function changedSince(ref: string) {
  return refused('changed-since', `What is left of ${ref} has changed since. Return it, and correct it anew.`);
}

function turned(original: Entry) {
  return { from: original.to, to: original.from, corrects: original.id };
}

function periodOf({ year, period }: Entry): PeriodKey {
  return { year, number: period };
}
