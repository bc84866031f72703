import { comparePeriods, type PeriodKey } from '../calendar/period.ts';
import type { Nature } from '../ledger/account.ts';
import { addUp } from '../ledger/balance.ts';
import type { Pence } from '../money/pence.ts';
import { canonical, sha256 } from '../platform/digest.ts';

/** What approving does to money that stands under an agreement, or free in an initiative's budget; in pence. */
export interface HeadEffect {
  initiative: string;
  /** Empty for the initiative's own budget. */
  agreement: string;
  nature: Nature;
  year: number;
  before: Pence;
  after: Pence;
}

/** What approving does to an initiative's money of a year in the period that it is posted in; in pence. */
export interface PeriodEffect {
  initiative: string;
  /** The financial year of the money. */
  year: number;
  period: PeriodKey;
  /** Null when nobody made a forecast of that period. */
  forecast: Pence | null;
  before: Pence;
  after: Pence;
}

/** What approving does to an initiative's whole year; in pence. */
export interface YearEffect {
  initiative: string;
  year: number;
  spentBefore: Pence;
  spentAfter: Pence;
  outturnBefore: Pence;
  outturnAfter: Pence;
}

/** What approving one entry does, or several one after the other. */
export interface ApprovalEffect {
  heads: HeadEffect[];
  periods: PeriodEffect[];
  years: YearEffect[];
  /** How far it passes what is left, in pence. */
  over: Pence;
}

export const NO_EFFECT: ApprovalEffect = { heads: [], periods: [], years: [], over: 0 };

/** What several do that are approved in this order, each beginning where the one before it ended. */
export function together(effects: readonly ApprovalEffect[]): ApprovalEffect {
  return {
    heads: joined(
      effects.flatMap(({ heads }) => heads),
      headKey,
      (first, { after }) => ({ ...first, after }),
    ),
    periods: joined(
      effects.flatMap(({ periods }) => periods),
      periodKey,
      (first, { after }) => ({ ...first, after }),
    ),
    years: joined(
      effects.flatMap(({ years }) => years),
      yearKey,
      (first, { spentAfter, outturnAfter }) => ({
        ...first,
        spentAfter,
        outturnAfter,
      }),
    ),
    over: addUp(effects.map(({ over }) => over)),
  };
}

function joined<T>(all: readonly T[], keyOf: (one: T) => string, join: (first: T, later: T) => T): T[] {
  const found = new Map<string, T>();
  for (const one of all) {
    const first = found.get(keyOf(one));
    found.set(keyOf(one), first === undefined ? one : join(first, one));
  }
  return [...found.values()];
}

function headKey({ initiative, agreement, nature, year }: HeadEffect): string {
  return `${agreement}|${agreement === '' ? `${initiative}|${nature}` : ''}|${year}`;
}

function periodKey({ initiative, year, period }: PeriodEffect): string {
  return `${initiative}|${year}|${period.year}|${period.number}`;
}

function yearKey({ initiative, year }: YearEffect): string {
  return `${initiative}|${year}`;
}

/** An effect as a form carries it, so that an approval holds only for what its approver saw. */
export function effectMark(effects: readonly { ref: string; effect: ApprovalEffect | null }[]): string {
  const seen = effects.map(({ ref, effect }) => ({
    ref,
    heads: (effect?.heads ?? []).map((head) => [headKey(head), head.before, head.after]),
    periods: (effect?.periods ?? []).map((of) => [periodKey(of), of.forecast, of.before, of.after]),
    years: (effect?.years ?? []).map((of) => [yearKey(of), of.spentAfter, of.outturnBefore, of.outturnAfter]),
    over: effect?.over ?? 0,
  }));
  return sha256(`effect\0${canonical(seen)}`).slice(0, 32);
}

/** What of a schedule is served by the period posted in, of that year's money, in pence. */
export function servedThrough(
  shares: readonly { year: number; number: number; pence: Pence }[],
  posted: PeriodKey,
): Pence {
  return addUp(
    shares
      .filter((share) => share.year === posted.year && comparePeriods(share, posted) <= 0)
      .map(({ pence }) => pence),
  );
}
