import type { Day } from '../../calendar/day.ts';
import { yearShown, yearSpan } from '../../calendar/financial-year.ts';
import { formatPounds } from '../../money/pence.ts';
import { refused } from '../../platform/refusal.ts';
import { type Agreement, type AgreementYear, checkDates, runsIn, yearAmountField } from './agreement.ts';

/** What a variation changes; what it leaves alone is null, or not among the years. */
export interface VariedTerms {
  agreedOn: Day;
  /** By how much the value of each year goes up, or down below zero. */
  years: readonly AgreementYear[];
  endsOn: Day | null;
  purpose: string | null;
  /** Any other change of what was agreed, in words. */
  terms: string | null;
  reason: string;
  decisionRef: string | null;
}

/** A variation of an agreement as it was recorded: the terms in force are the original ones and all of these. */
export interface Variation extends VariedTerms {
  agreement: string;
  /** Counted from 1 for each agreement. */
  number: number;
  enteredBy: number | null;
  seq: number;
}

/** The value by year after variations, the earliest year first. */
export function variedYears(atFirst: readonly AgreementYear[], variations: readonly Pick<Variation, 'years'>[]) {
  const byYear = new Map(atFirst.map(({ year, pence }) => [year, pence]));
  for (const { years } of variations) {
    for (const { year, pence } of years) byYear.set(year, (byYear.get(year) ?? 0) + pence);
  }
  return [...byYear].map(([year, pence]) => ({ year, pence })).toSorted((a, b) => a.year - b.year);
}

/** What the latest variation that says anything of it says; null when none does. */
export function latestSaid<K extends 'endsOn' | 'purpose'>(variations: readonly Variation[], what: K): string | null {
  return variations.findLast((variation) => variation[what] !== null)?.[what] ?? null;
}

/**
 * Checks a variation against the agreement as it stands. Refused by name: `nothing-changes`, `agreed-too-early`,
 * `ends-before-it-begins`, `year-twice`, `amount-not-published`, `below-nothing`, and `outside-dates` for a year with
 * a value that the agreement would not run through.
 */
export function checkVariation(agreement: Agreement, wanted: VariedTerms): void {
  const { ref, startsOn, signedOn, amountPublished } = agreement;
  const endsOn = wanted.endsOn ?? agreement.endsOn;
  const isSame = wanted.years.length === 0 && endsOn === agreement.endsOn;
  if (isSame && wanted.purpose === null && wanted.terms === null) {
    throw refused('nothing-changes', `Nothing of ${ref} would change. Say what does.`, 'ends-day');
  }
  if (wanted.agreedOn < signedOn) {
    throw refused(
      'agreed-too-early',
      `${ref} was signed later than that. Enter when the variation was agreed.`,
      'agreed-day',
    );
  }
  checkDates({ startsOn, endsOn });
  checkVariedYears(agreement, wanted, amountPublished);
  const outside = variedYears(agreement.years, [wanted]).find(
    ({ year, pence }) => pence > 0 && !runsIn({ startsOn, endsOn }, year),
  );
  if (outside !== undefined) {
    const isChanged = wanted.years.some(({ year }) => year === outside.year);
    throw refused(
      'outside-dates',
      `${ref} would be worth ${formatPounds(outside.pence)} in ${yearShown(outside.year)}, which it does not run ` +
        'through. Change the end date, or lower that value.',
      isChanged ? yearAmountField(outside.year) : 'ends-day',
    );
  }
}

function checkVariedYears({ ref, years }: Agreement, wanted: VariedTerms, amountPublished: boolean): void {
  for (const [index, { year, pence }] of wanted.years.entries()) {
    const field = yearAmountField(year);
    if (!amountPublished) {
      throw refused(
        'amount-not-published',
        `The amount of ${ref} is not published, so it has no value to change. Add the value of a year when it is.`,
        field,
      );
    }
    if (wanted.years.findIndex((other) => other.year === year) !== index) {
      throw refused('year-twice', `${yearShown(year)} is changed twice. Enter one change.`, field);
    }
    if (pence === 0) throw refused('nothing-changes', `A change of £0.00 in ${yearShown(year)} is none.`, field);
    const before = years.find((bound) => bound.year === year)?.pence ?? 0;
    if (before + pence < 0) {
      throw refused(
        'below-nothing',
        `${ref} is worth ${formatPounds(before)} in ${yearShown(year)}; it cannot be lowered by ${formatPounds(-pence)}. ` +
          `Lower it by ${formatPounds(before)} at most.`,
        field,
      );
    }
  }
}

/** The years whose value a variation may change: those with a value, and those made since it began. */
export function yearsToVary({ years, startsOn }: Agreement, made: readonly number[]): number[] {
  const valued = years.map(({ year }) => year);
  const open = made.filter((year) => yearSpan(year).endsOn >= startsOn);
  return [...new Set([...valued, ...open])].toSorted((a, b) => a - b);
}
