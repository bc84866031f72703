import { yearShown } from '../calendar/financial-year.ts';
import { comparePeriods, type PeriodKey, periodShown } from '../calendar/period.ts';
import { nextOrdinaryPeriod, type Period } from '../ledger/period.ts';
import { Refusal } from '../platform/refusal.ts';
import type { Spend } from './spend.ts';

/** What an accrual does or did by itself, in a sentence; null when it does nothing any more. */
export function turnSentence(spend: Spend, turnedIn: PeriodKey | null, periods: readonly Period[]): string | null {
  const own = `${periodShown(spend.period)} of ${yearShown(spend.period.year)}`;
  if (turnedIn !== null) {
    return (
      `It turned round by itself in ${periodShown(turnedIn)} of ${yearShown(turnedIn.year)}, when ${own} closed. ` +
      'Its invoice is recorded as spend when it comes.'
    );
  }
  const isClosed = periods.some((period) => comparePeriods(period, spend.period) === 0 && period.closed);
  if (spend.status === 'awaiting approval') {
    return isClosed
      ? null
      : `${own} is still open. Once it has closed, the accrual can no longer be approved. ${whereTo(spend, periods)}`;
  }
  return spend.status === 'approved' ? whereTo(spend, periods) : null;
}

function whereTo({ period }: Spend, periods: readonly Period[]): string {
  try {
    const next = nextOrdinaryPeriod([...periods], period);
    return (
      `It turns round by itself in ${periodShown(next)} of ${yearShown(next.year)} when ${periodShown(period)} closes, ` +
      'with the same coding. Record its invoice there or later.'
    );
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return `${error.message} Until then the period cannot close, since the accrual would have nowhere to turn round.`;
  }
}
