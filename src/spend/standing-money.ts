import { comparePeriods, type PeriodKey } from '../calendar/period.ts';
import type { Purse } from '../funds/budget-head.ts';
import type { Account, Nature } from '../ledger/account.ts';
import { addUp } from '../ledger/balance.ts';
import type { Pence } from '../money/pence.ts';
import type { ApprovalEffect, HeadEffect, PeriodEffect, YearEffect } from './approval-effect.ts';
import { addPeriods, countedPence, type ForecastPeriod, type ForecastYear } from './forecast-year.ts';

/** The purses and the years of initiatives as the books have them. */
export interface BookedMoney {
  purses: readonly Purse[];
  /** By `initiative|year`. */
  years: ReadonlyMap<string, ForecastYear>;
}

/** What spends of an initiative's year in a period, below zero where it takes spend back; in pence. */
interface Counted {
  initiative: string;
  year: number;
  period: PeriodKey;
  pence: Pence;
}

/**
 * What is left and what is expected while entries are approved one after the other on paper: the books themselves are
 * not touched. Each act on it is told as an effect, from where the one before it ended.
 */
export class StandingMoney {
  private readonly purses = new Map<number, Purse>();
  private readonly order: readonly Purse[];
  private readonly years = new Map<string, ForecastYear>();

  constructor(booked: BookedMoney) {
    this.order = booked.purses.map((purse) => ({ ...purse }));
    for (const purse of this.order) this.purses.set(purse.account.id, purse);
    for (const [key, year] of booked.years) this.years.set(key, year);
  }

  /** What an agreement binds of a year, in the order in which it was bound. */
  bound(agreement: string, year: number): Purse[] {
    return this.order.filter(
      ({ account }) => account.kind === 'agreement' && account.agreement === agreement && account.year === year,
    );
  }

  /** What an initiative has free of a year and nature, in the order in which it was budgeted. */
  free(initiative: string, year: number, nature: Nature): Purse[] {
    return this.order.filter(
      ({ account }) =>
        account.kind === 'initiative' &&
        account.initiative === initiative &&
        account.year === year &&
        account.nature === nature,
    );
  }

  /** Puts money back into a purse, or takes it out where it is below zero; an account of another kind is no purse. */
  give(account: Account, pence: Pence): void {
    const purse = this.purses.get(account.id);
    if (purse !== undefined) purse.left = addUp([purse.left, pence]);
  }

  /** What the heads hold now, for each that an entry may touch. */
  heads(touched: readonly Pick<HeadEffect, 'initiative' | 'agreement' | 'nature' | 'year'>[]): HeadEffect[] {
    return touched.map((head) => {
      const purses =
        head.agreement === ''
          ? this.free(head.initiative, head.year, head.nature)
          : this.bound(head.agreement, head.year);
      const left = addUp(purses.map((purse) => purse.left));
      return { ...head, before: left, after: left };
    });
  }

  /** Counts what becomes spend, and answers what it does to its periods and years. */
  count(moves: readonly Counted[]): Pick<ApprovalEffect, 'periods' | 'years'> {
    const periods: PeriodEffect[] = [];
    const years: YearEffect[] = [];
    for (const { initiative, year, period, pence } of moves) {
      const key = `${initiative}|${year}`;
      const before = this.years.get(key) ?? { fund: '', initiative, year, periods: [], hasBudget: false };
      const after = withSpent(before, period, pence);
      this.years.set(key, after);
      const at = (of: ForecastYear) => of.periods.find((one) => comparePeriods(one.period, period) === 0);
      periods.push({
        initiative,
        year,
        period,
        forecast: at(before)?.forecast?.pence ?? null,
        before: at(before)?.spent ?? 0,
        after: at(after)?.spent ?? 0,
      });
      years.push({
        initiative,
        year,
        spentBefore: addPeriods([before], ({ spent }) => spent),
        spentAfter: addPeriods([after], ({ spent }) => spent),
        outturnBefore: addPeriods([before], countedPence),
        outturnAfter: addPeriods([after], countedPence),
      });
    }
    return { periods, years };
  }
}

function withSpent(of: ForecastYear, period: PeriodKey, pence: Pence): ForecastYear {
  const isMeant = (one: ForecastPeriod) => comparePeriods(one.period, period) === 0;
  const known = of.periods.some(isMeant)
    ? of.periods
    : [...of.periods, { period, closed: false, spent: 0, forecast: null }];
  return {
    ...of,
    periods: known.map((one) => (isMeant(one) ? { ...one, spent: addUp([one.spent, pence]) } : one)),
  };
}
