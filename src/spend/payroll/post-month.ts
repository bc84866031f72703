import { type PeriodSpan, periodsOf, YEAR_END_PERIOD } from '../../calendar/financial-year.ts';
import { comparePeriods, type PeriodKey, periodSpan } from '../../calendar/period.ts';
import { daysIn, daysShared } from '../../calendar/span.ts';
import { filledShareDays, type HeldPost, type Post } from '../../initiatives/kinds/post.ts';
import { addUp } from '../../ledger/balance.ts';
import { type Pence, shareOut } from '../../money/pence.ts';

/** What a post costs in a period. The last two amounts add up to `funded`, to the penny. */
export interface PostMonth {
  /** What it costs when it is funded and filled on every day of the period, with on-costs. */
  whole: Pence;
  funded: Pence;
  filled: Pence;
  vacancy: Pence;
  /** Days filled, each counted by the share of a whole-time post that was filled, in per cent. */
  shareDays: number;
  /** As above, were it filled with all of its share on every day of the period. */
  wholeDays: number;
}

/** The months of a financial year by its stored dates: 2021/22 has 11. */
export function monthsOfYear(year: number): PeriodSpan[] {
  return periodsOf(year).filter(({ number }) => number !== YEAR_END_PERIOD);
}

/** A post's cost in a financial year with on-costs on top, in pence; each part is rounded to the penny once. */
export function yearCost({ annual, share }: Pick<Post, 'annual' | 'share'>, onCost: number): Pence {
  const [own = 0] = shareOut(annual, [share, 100 - share]);
  const [added = 0] = shareOut(own, [onCost, 100 - onCost]);
  return addUp([own, added]);
}

/**
 * A post's money of a period: its cost in the financial year shared evenly over the year's periods, so that they make
 * it exactly and the odd pence go to the earliest; of that, the days of the period on which it was funded, and filled.
 */
export function postMonth(held: HeldPost, key: PeriodKey, onCost = 0): PostMonth {
  const { post } = held;
  const months = monthsOfYear(key.year);
  const index = months.findIndex((month) => comparePeriods(month, key) === 0);
  const span = periodSpan(key);
  const whole =
    shareOut(
      yearCost(post, onCost),
      months.map(() => 1),
    )[index] ?? 0;
  const wholeDays = post.share * daysIn(span);
  const fundedDays = post.share * daysShared(span, post.funded);
  if (fundedDays === 0) return { whole, funded: 0, filled: 0, vacancy: 0, shareDays: 0, wholeDays };
  const shareDays = Math.min(filledShareDays(held, span), fundedDays);
  const [funded = 0] = shareOut(whole, [fundedDays, wholeDays - fundedDays]);
  const [filled = 0, vacancy = 0] = shareOut(funded, [shareDays, fundedDays - shareDays]);
  return { whole, funded, filled, vacancy, shareDays, wholeDays };
}
