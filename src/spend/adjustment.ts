import type { Act } from '../audit/act.ts';
import type { Day } from '../calendar/day.ts';
import { yearShown } from '../calendar/financial-year.ts';
import { comparePeriods, type PeriodKey, periodShown } from '../calendar/period.ts';
import { findInitiative } from '../initiatives/initiative.store.ts';
import { findAccounts } from '../ledger/account.store.ts';
import type { Account } from '../ledger/account.ts';
import { addUp } from '../ledger/balance.ts';
import { readPeriods } from '../ledger/period.store.ts';
import { openPeriod, type Period } from '../ledger/period.ts';
import { formatPounds, type Pence } from '../money/pence.ts';
import type { Db } from '../platform/database.ts';
import { refused } from '../platform/refusal.ts';
import { addSpendRow, type Coding, checkCoding, checkEffect, type NewSpend } from './enter.ts';
import type { Spend } from './spend.ts';
import { readMovements } from './still-spent.ts';

/** A correction of a closed period that is no mistake in one recorded spend: what was left out of it, or is too much. */
export interface NewAdjustment extends Coding, Pick<NewSpend, 'period' | 'reason'> {
  kind: 'adjustment' | 'adjustment-credit';
  concerns: PeriodKey;
  /** Why the closed period is corrected. */
  comment: string;
  pence: Pence;
  happenedOn: Day;
}

/**
 * Enters an adjustment of a closed period, to be posted in the open one when somebody else approves it. The money is
 * that of the year it concerns. Answers its reference.
 *
 * Refused by name: `not-closed` when the period it concerns is open, `period-closed` when the one it is posted in is
 * not, `adjustment-too-large` when more would be taken off than was spent, and what spend is refused for.
 */
export async function enterAdjustment(act: Act, wanted: NewAdjustment, enteredBy: number): Promise<string> {
  const { trx, doer } = act;
  const periods = await readPeriods(trx, doer.officeId);
  const money = { ...wanted, period: wanted.concerns };
  openPeriod(periods, wanted.period);
  checkConcerned(periods, wanted.concerns);
  await checkCoding(trx, doer.officeId, money);
  if (wanted.kind === 'adjustment') await checkEffect(trx, doer.officeId, money, wanted);
  else await takenOff(trx, doer.officeId, wanted);
  const { fund } = await findInitiative(trx, doer.officeId, wanted.initiative);
  return addSpendRow(act, {
    ...wanted,
    fund,
    reference: null,
    description: wanted.comment,
    invoicedOn: wanted.happenedOn,
    receivedOn: null,
    paidOn: null,
    netPence: wanted.pence,
    vatPence: 0,
    corrects: null,
    correctsKind: null,
    enteredBy,
  });
}

/** Refused unless the period that would be adjusted is closed: in an open one, what was left out is simply recorded. */
function checkConcerned(periods: readonly Period[], concerns: PeriodKey): void {
  const period = periods.find((candidate) => comparePeriods(candidate, concerns) === 0);
  if (period?.closed === true) return;
  throw refused(
    'not-closed',
    `${periodShown(concerns)} of ${yearShown(concerns.year)} is not closed, so it needs no adjustment. Record it there ` +
      'as usual: as spend, or by correcting what was recorded.',
    'concerns',
  );
}

/** What one purse gave to one account of what is spent. */
interface Way {
  spent: Account;
  purse: Account;
  pence: Pence;
}

type TakenOff = Pick<Spend, 'initiative' | 'agreement' | 'nature' | 'place' | 'category' | 'pence'> & {
  concerns: PeriodKey;
};

/**
 * The ways back by which an amount is taken off what was spent with this coding in a closed period, as later entries
 * restate it: what was drawn last goes back first. Refused as `adjustment-too-large` when less was spent.
 */
export async function takenOff(db: Db, officeId: number, wanted: TakenOff): Promise<Way[]> {
  const ways = await waysOf(db, officeId, wanted);
  const spent = addUp(ways.map(({ pence }) => pence));
  if (wanted.pence > spent) {
    const { concerns, initiative, pence } = wanted;
    throw refused(
      'adjustment-too-large',
      `${initiative} spent ${formatPounds(spent)} in ${periodShown(concerns)} of ${yearShown(concerns.year)} with this ` +
        `agreement, place and category; ${formatPounds(pence)} cannot be taken off. Lower the amount, or change the coding.`,
      'amount',
    );
  }
  const taken: Way[] = [];
  let open = wanted.pence;
  for (const way of ways) {
    const pence = Math.min(open, way.pence);
    if (pence <= 0) continue;
    open -= pence;
    taken.push({ ...way, pence });
  }
  return taken;
}

async function waysOf(db: Db, officeId: number, wanted: TakenOff): Promise<Way[]> {
  const { initiative, agreement, nature, place, category, concerns } = wanted;
  const coding = { initiative, agreement, nature: nature as Account['nature'], year: concerns.year };
  const accounts = await findAccounts(db, officeId, { ...coding, kind: 'spent' });
  const movements = (await readMovements(db, officeId, accounts)).filter(
    ({ entry, period }) =>
      entry.place === place && entry.category === category && comparePeriods(period, concerns) === 0,
  );
  const ways = new Map<string, Way>();
  for (const { spent, other, pence } of movements) {
    const purse = await purseOf(db, officeId, other);
    const key = `${spent.id}|${purse.id}`;
    const before = ways.get(key)?.pence ?? 0;
    // Taken out and put back, so that what moved last stands last.
    ways.delete(key);
    ways.set(key, { spent, purse, pence: before + pence });
  }
  return [...ways.values()].toReversed();
}

/** Where money that is taken off goes back to: what was paid in advance goes to the purse that it was paid from. */
async function purseOf(db: Db, officeId: number, account: Account): Promise<Account> {
  if (account.kind !== 'prepaid') return account;
  const { source, year, nature, allocation, initiative, agreement } = account;
  const same = { source, year, nature, allocation, initiative };
  const bound =
    agreement === '' ? [] : await findAccounts(db, officeId, { ...same, kind: 'agreement' as const, agreement });
  const free = await findAccounts(db, officeId, { ...same, kind: 'initiative' as const });
  return bound[0] ?? free[0] ?? account;
}
