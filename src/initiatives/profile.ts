import { YEAR_END_PERIOD, yearShown } from '../calendar/financial-year.ts';
import { periodShown } from '../calendar/period.ts';
import { addUp } from '../ledger/balance.ts';
import type { Period } from '../ledger/period.ts';
import { formatPounds, type Pence, shareOut } from '../money/pence.ts';
import { refused } from '../platform/refusal.ts';
import type { Weight } from './profile-pattern.ts';

export type ProfileMethod = 'even' | 'hand' | 'pattern';

/** One version of how an initiative's budget of a year is spread over its periods. */
export interface BudgetProfile {
  initiative: string;
  year: number;
  method: ProfileMethod;
  /** The pattern's code, where one was chosen; the weights are those it had then. */
  pattern: string | null;
  weights: Weight[];
  enteredBy: number | null;
  seq: number;
}

/** How a budget is to be spread, as a person says it. */
export type WantedProfile =
  | { method: 'even' }
  | { method: 'pattern'; pattern: string }
  | { method: 'hand'; amounts: readonly ProfileAmount[] };

/** What was typed for a period. */
export interface ProfileAmount {
  period: number;
  pence: Pence;
}

/** The periods that a budget is spread over: the months of its year, which are not always twelve. */
export function monthsOf(periods: readonly Period[], year: number): Period[] {
  return periods.filter((period) => period.year === year && period.number !== YEAR_END_PERIOD);
}

/** The weight of each month in the order of the months; a month that a profile does not name weighs nothing. */
export function weightsFor(months: readonly Period[], weights: readonly Weight[] | undefined): number[] {
  if (weights === undefined) return months.map(() => 1);
  return months.map(({ number }) => weights.find(({ period }) => period === number)?.weight ?? 0);
}

/**
 * Shares a budget out over months by the profile's weights (evenly without one), in pence: the shares add up to the
 * budget to the penny, whatever it is and however often it changes.
 */
export function profileShares(
  budget: Pence,
  months: readonly Period[],
  profile: Pick<BudgetProfile, 'weights'> | undefined,
): Pence[] {
  return shareOut(budget, weightsFor(months, profile?.weights));
}

/** What was typed in all for a profile by hand: the budget as it stood then. */
export function typedInAll({ weights }: Pick<BudgetProfile, 'weights'>): Pence {
  return addUp(weights.map(({ weight }) => weight));
}

/**
 * The weights that amounts typed by hand make. Refused by name: `profile-periods` unless each month of the year has
 * one amount, `profile-nothing` when there is no budget, `profile-sign` when one goes against the budget,
 * `profile-sum` unless they add up to it to the penny.
 */
export function handWeights(
  subject: { initiative: string; year: number; budget: Pence },
  months: readonly Period[],
  amounts: readonly ProfileAmount[],
): Weight[] {
  const { initiative, year, budget } = subject;
  const typed = new Map(amounts.map(({ period, pence }) => [period, pence]));
  if (
    typed.size !== amounts.length ||
    months.length !== typed.size ||
    months.some(({ number }) => !typed.has(number))
  ) {
    throw refused('profile-periods', `Enter one amount for each of the ${months.length} months of ${yearShown(year)}.`);
  }
  if (budget === 0) {
    throw refused(
      'profile-nothing',
      `The budget of ${initiative} for ${yearShown(year)} is £0.00, so there is nothing to spread by hand. Choose ` +
        'another way; it is used as soon as there is a budget.',
      'method',
    );
  }
  const against = months.find(({ number }) => (typed.get(number) as Pence) * Math.sign(budget) < 0);
  if (against !== undefined) {
    throw refused(
      'profile-sign',
      `The amount of ${periodShown(against)} must be £0.00 or ${budget > 0 ? 'more' : 'less'}, as the budget is.`,
      profileField(against),
    );
  }
  const inAll = addUp(typed.values());
  if (inAll !== budget) {
    const difference = formatPounds(Math.abs(inAll - budget));
    throw refused(
      'profile-sum',
      `The amounts come to ${formatPounds(inAll)}, which is ${difference} ${inAll < budget ? 'less' : 'more'} than ` +
        `the budget of ${formatPounds(budget)}. Change them so that they add up to it.`,
      profileField(months[0] as Period),
    );
  }
  return months.map(({ number }) => ({ period: number, weight: Math.abs(typed.get(number) as Pence) }));
}

/** The field of a month's amount. */
export function profileField({ number }: Pick<Period, 'number'>): string {
  return `amount-P${String(number).padStart(2, '0')}`;
}
