import type { PeriodKey } from '../calendar/period.ts';
import { withLeft } from '../funds/budget-head.store.ts';
import type { Purse } from '../funds/budget-head.ts';
import { findAccounts } from '../ledger/account.store.ts';
import type { Account } from '../ledger/account.ts';
import { addUp } from '../ledger/balance.ts';
import { readEntries } from '../ledger/entry.store.ts';
import type { Entry } from '../ledger/entry.ts';
import type { Books } from '../ledger/figure.ts';
import type { Period } from '../ledger/period.ts';
import type { Pence } from '../money/pence.ts';
import { Refusal } from '../platform/refusal.ts';
import { takenOff } from './adjustment.ts';
import type { ApprovalEffect } from './approval-effect.ts';
import { chargePlan, correctionPlan, inTurn, movesPlan, type Plan, type TakenBack } from './approval-plan.ts';
import { findCorrectable } from './correctable.ts';
import { readCorrected } from './corrected.ts';
import { postingPeriod } from './decide.ts';
import { checkCoding } from './enter.ts';
import { type ForecastYear, forecastYears } from './forecast-year.ts';
import { demandNotStoodFor } from './import/match/stood-for.ts';
import { entriesOfLine } from './import/posted-line.ts';
import { isRecoding } from './joint.store.ts';
import { recodingPlan } from './recode-plan.ts';
import { demandUnchanged } from './recode-posting.ts';
import { readSchedules, type ScheduledShare } from './schedule.store.ts';
import { isCharge, lineNamed, moneyPeriod, type Spend } from './spend.ts';
import { type BookedMoney, StandingMoney } from './standing-money.ts';

/** What an entry would do, or why nobody can approve it as it stands. */
export type ForeseenEffect = { effect: ApprovalEffect; obstacle: null } | { effect: null; obstacle: string };

/**
 * What approving each of these would do, as the books stand: each alone, or each after those before it; each is all that
 * is decided together. The books are read once for all of them, however many they are.
 */
export async function foreseeEffects(
  books: Books,
  groups: readonly (readonly Spend[])[],
  how: 'alone' | 'in-order',
): Promise<ForeseenEffect[]> {
  const plans = await planAll(books, groups);
  const booked = await readBooked(books, plans);
  let standing = new StandingMoney(booked);
  return plans.map((plan) => {
    if (how === 'alone') standing = new StandingMoney(booked);
    return refusable(() => ({ effect: plan.on(standing), obstacle: null }));
  });
}

async function planAll(books: Books, groups: readonly (readonly Spend[])[]): Promise<Plan[]> {
  const { db, officeId } = books;
  const periods = await books.periods();
  const spends = groups.flat();
  const refs = spends.filter(({ kind }) => kind === 'prepayment').map(({ ref }) => ref);
  const schedules = refs.length === 0 ? new Map() : await readSchedules(db, officeId, refs);
  const corrected = await readTakenBack(books, spends);
  const plans: Plan[] = [];
  for (const together of groups) {
    if (isRecoding(together)) {
      plans.push(await refusedLater(() => planRecoding(books, together, periods)));
      continue;
    }
    const each: Plan[] = [];
    for (const spend of together) {
      const known = { periods, schedule: schedules.get(spend.ref) ?? [], corrected };
      each.push(await refusedLater(() => planOne(books, spend, known)));
    }
    plans.push(inTurn(each));
  }
  return plans;
}

async function planRecoding({ db, officeId }: Books, together: readonly Spend[], periods: Period[]): Promise<Plan> {
  const [back, ...parts] = together as [Spend, ...Spend[]];
  const { year, number } = postingPeriod(periods, back);
  const original = await findCorrectable(db, officeId, back.corrects as string);
  const corrected = await readCorrected(db, officeId, original);
  demandUnchanged(back, corrected);
  return recodingPlan(corrected, parts, { year, number });
}

interface Known {
  periods: Period[];
  schedule: readonly ScheduledShare[];
  corrected: TakenBack;
}

async function planOne(books: Books, spend: Spend, known: Known): Promise<Plan> {
  const { year, number } = postingPeriod(known.periods, spend);
  const posted = { year, number };
  if (isCharge(spend.kind)) {
    await demandSameYear(books, spend, posted);
    return chargePlan(spend, posted, known.schedule);
  }
  if (spend.kind === 'adjustment-credit') return creditPlan(books, spend, posted);
  if (spend.kind === 'reversal') await demandNotStoodFor(books.db, books.officeId, spend.corrects as string);
  return correctionPlan(spend, posted, known.corrected);
}

/** A plan that is refused when it is followed, as the act would be, so that the others are foreseen all the same. */
async function refusedLater(plan: () => Promise<Plan>): Promise<Plan> {
  try {
    return await plan();
  } catch (error) {
    if (!(error instanceof Refusal) || error.kind !== 'refused') throw error;
    return {
      years: [],
      on: () => {
        throw error;
      },
    };
  }
}

/** The year may have turned since it was entered: then its agreement must bind money of the new one. */
async function demandSameYear({ db, officeId }: Books, spend: Spend, posted: PeriodKey): Promise<void> {
  if (posted.year === spend.period.year || spend.concerns !== null) return;
  await checkCoding(db, officeId, { ...spend, period: posted });
}

async function creditPlan({ db, officeId }: Books, spend: Spend, posted: PeriodKey): Promise<Plan> {
  const concerns = moneyPeriod(spend);
  const ways = await takenOff(db, officeId, { ...spend, concerns });
  return movesPlan(ways.map(({ purse, pence }) => ({ from: null, to: purse, pence, period: posted, spent: -pence })));
}

async function readTakenBack({ db, officeId }: Books, spends: readonly Spend[]): Promise<TakenBack> {
  const refs = [...new Set(spends.flatMap(({ corrects }) => (corrects === null ? [] : [corrects])))];
  const entries = new Map<string, Entry[]>();
  const left = new Map<number, Pence>();
  if (refs.length === 0) return { entries, left };
  const originals = await readEntries(db, officeId, { spendRefs: refs.filter((ref) => lineNamed(ref) === null) });
  for (const ref of refs.filter((one) => lineNamed(one) !== null)) {
    const shared = await entriesOfLine(db, officeId, await findCorrectable(db, officeId, ref));
    entries.set(ref, shared.toReversed());
    for (const entry of shared) if (!originals.some(({ id }) => id === entry.id)) originals.push(entry);
  }
  const corrections = await readEntries(db, officeId, { correcting: originals.map(({ id }) => id) });
  const reversals = await readEntries(db, officeId, {
    correcting: corrections.map(({ id }) => id),
    kind: 'reversal',
  });
  const undone = (id: number) => reversals.filter(({ corrects }) => corrects === id).map(({ pence }) => pence);
  for (const entry of originals.toReversed()) {
    const ref = entry.spendRef;
    if (ref !== null) entries.set(ref, [...(entries.get(ref) ?? []), entry]);
    const taken = corrections
      .filter(({ corrects }) => corrects === entry.id)
      .map(({ id, pence }) => pence - addUp(undone(id)));
    left.set(entry.id, entry.pence - addUp(taken));
  }
  return { entries, left };
}

async function readBooked(books: Books, plans: readonly Plan[]): Promise<BookedMoney> {
  const wanted = [...new Set(plans.flatMap(({ years }) => years))];
  const years = new Map<string, ForecastYear>();
  for (const year of wanted) {
    for (const of of await forecastYears(books, year)) years.set(`${of.initiative}|${of.year}`, of);
  }
  return { purses: await readAllPurses(books, wanted), years };
}

/** Every purse of initiatives and agreements of these years, each kind in the order in which it was opened. */
async function readAllPurses({ db, officeId }: Books, years: readonly number[]): Promise<Purse[]> {
  const accounts: Account[] = [];
  for (const kind of ['initiative', 'agreement'] as const) {
    for (const year of years) accounts.push(...(await findAccounts(db, officeId, { kind, year })));
  }
  return accounts.length === 0 ? [] : withLeft(db, officeId, accounts);
}

function refusable(work: () => ForeseenEffect): ForeseenEffect {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Refusal) || error.kind !== 'refused') throw error;
    return { effect: null, obstacle: error.message };
  }
}
