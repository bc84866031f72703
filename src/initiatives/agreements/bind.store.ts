import type { Act } from '../../audit/act.ts';
import type { Day } from '../../calendar/day.ts';
import { yearShown } from '../../calendar/financial-year.ts';
import { overrideOf } from '../../funds/allocation.store.ts';
import { drawInOrder, type Purse } from '../../funds/budget-head.ts';
import { ensureAccount } from '../../ledger/account.store.ts';
import { sibling } from '../../ledger/account.ts';
import type { NewEntry } from '../../ledger/entry.ts';
import { readPeriods } from '../../ledger/period.store.ts';
import { currentPeriod, type Period } from '../../ledger/period.ts';
import { post } from '../../ledger/post.ts';
import { Refusal, refused } from '../../platform/refusal.ts';
import { noBudget } from '../initiative.store.ts';
import { type Agreement, type AgreementYear, yearAmountField } from './agreement.ts';
import { initiativePurses } from './purse.store.ts';

type YearPurses = Map<number, Purse[]>;

/** What each of the years can be bound out of. Refused by name: `year-not-made`, `no-budget`. */
export async function pursesOfYears(
  { trx, doer }: Act,
  { initiative, nature }: Pick<Agreement, 'initiative' | 'nature'>,
  years: readonly AgreementYear[],
): Promise<YearPurses> {
  const periods = await readPeriods(trx, doer.officeId);
  const purses: YearPurses = new Map();
  for (const { year } of years) {
    demandYear(periods, year, yearAmountField(year));
    const ofYear = await initiativePurses(trx, doer.officeId, initiative, year, nature);
    if (ofYear.length === 0) throw noBudget(initiative, year, nature, yearAmountField(year));
    purses.set(year, ofYear);
  }
  return purses;
}

/**
 * Binds the value of each year out of that year's own purses, in the order in which their sources were budgeted.
 * Refused as `below-zero`, beside the year's amount, beyond what is left.
 */
export async function bindYears(
  act: Act,
  ref: string,
  years: readonly AgreementYear[],
  purses: YearPurses,
  { happenedOn, overrideReason }: { happenedOn: Day; overrideReason: string | null },
): Promise<void> {
  const period = currentPeriod(await readPeriods(act.trx, act.doer.officeId));
  const excess = await overrideOf(act, overrideReason);
  for (const { year, pence } of years) {
    const entries: NewEntry[] = [];
    for (const drawn of drawInOrder(purses.get(year) as Purse[], pence)) {
      const to = await ensureAccount(act, sibling(drawn.account, { kind: 'agreement', agreement: ref }));
      entries.push({ kind: 'commit', from: drawn.account, to, pence: drawn.pence, happenedOn, period, excess });
    }
    await besideYear(year, () => post(act, entries));
  }
}

/** A refusal of a year's money stands beside that year's amount. */
async function besideYear(year: number, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Refusal) || error.kind !== 'refused' || error.field !== undefined) throw error;
    throw refused(error.rule, error.message, yearAmountField(year));
  }
}

/** Refused unless the office has made the financial year. */
export function demandYear(periods: readonly Period[], year: number, field?: string): void {
  if (periods.some((period) => period.year === year)) return;
  throw refused(
    'year-not-made',
    `The financial year ${yearShown(year)} has not been made. Make it on the page Fund first.`,
    field,
  );
}
