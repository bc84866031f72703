import { type Day, formatDay } from '../../calendar/day.ts';
import { categoryShown } from '../../ledger/category.ts';
import { formatPounds, type Pence } from '../../money/pence.ts';
import type { Claim } from './claim.ts';

/** What a claim is held against. All of it as the record stands. */
export interface ClaimTerms {
  agreement: string;
  startsOn: Day;
  endsOn: Day;
  /** The codes of the categories that may be claimed; null for any. */
  eligible: readonly string[] | null;
  /** What the agreement binds in all, and what of that its approved claims and statements used already. */
  value: Pence;
  used: Pence;
  /** What of the commitment spend has not used, and what of that is owed already on other claims. */
  outstanding: Pence;
  owed: Pence;
  /** The most that may ever be paid, where the terms of payment name it. */
  cap: Pence | null;
  /** Other claims of the agreement that stand. */
  others: readonly Pick<Claim, 'ref' | 'startsOn' | 'endsOn'>[];
}

export type FindingRule =
  | 'before-start'
  | 'after-end'
  | 'ineligible'
  | 'above-value'
  | 'above-commitment'
  | 'above-cap'
  | 'period-twice';

/** What is wrong with a claim, in a sentence. A claim with any is not approved. */
export interface Finding {
  rule: FindingRule;
  sentence: string;
}

/** Holds a claim against the terms of its agreement. None found means that it may be approved. */
export function findingsOf(
  claim: Pick<Claim, 'kind' | 'startsOn' | 'endsOn' | 'again' | 'pence' | 'lines'>,
  terms: ClaimTerms,
): Finding[] {
  return [
    ...datesOf(claim, terms),
    ...eligibilityOf(claim, terms),
    ...amountOf(claim, terms),
    ...twiceOf(claim, terms),
  ];
}

function datesOf({ startsOn, endsOn }: Pick<Claim, 'startsOn' | 'endsOn'>, terms: ClaimTerms): Finding[] {
  const { agreement } = terms;
  const found: Finding[] = [];
  if (startsOn < terms.startsOn) {
    const sentence = `The period begins on ${formatDay(startsOn)}, before ${agreement} begins on ${formatDay(terms.startsOn)}.`;
    found.push({ rule: 'before-start', sentence });
  }
  if (endsOn > terms.endsOn) {
    const sentence = `The period ends on ${formatDay(endsOn)}, after ${agreement} ends on ${formatDay(terms.endsOn)}.`;
    found.push({ rule: 'after-end', sentence });
  }
  return found;
}

function eligibilityOf({ lines }: Pick<Claim, 'lines'>, { agreement, eligible }: ClaimTerms): Finding[] {
  if (eligible === null) return [];
  return lines
    .filter(({ category }) => !eligible.includes(category))
    .map(({ category, pence, description }) => ({
      rule: 'ineligible',
      sentence:
        `${formatPounds(pence)} for ${JSON.stringify(description)} is coded to ${categoryShown(category)}, and ` +
        `${agreement} pays for ${eligible.map(categoryShown).join(', ')} alone.`,
    }));
}

function amountOf({ kind, pence }: Pick<Claim, 'kind' | 'pence'>, terms: ClaimTerms): Finding[] {
  const { agreement, value, used, outstanding, owed, cap } = terms;
  const found: Finding[] = [];
  if (pence > value - used) {
    const left = formatPounds(Math.max(0, value - used));
    const sentence = `${agreement} is worth ${formatPounds(value)}, of which ${formatPounds(used)} is used; ${left} is left, and ${formatPounds(pence)} is asked for.`;
    found.push({ rule: 'above-value', sentence });
  }
  if (kind === 'claim' && pence > outstanding - owed) {
    const left = formatPounds(Math.max(0, outstanding - owed));
    const sentence = `${formatPounds(outstanding)} of the commitment is outstanding, and ${formatPounds(owed)} of it is owed on other claims; ${left} is left to pay, and ${formatPounds(pence)} is asked for.`;
    found.push({ rule: 'above-commitment', sentence });
  }
  if (cap !== null && pence > cap - used) {
    const sentence = `The terms of payment cap what is paid at ${formatPounds(cap)}, of which ${formatPounds(used)} is used; ${formatPounds(pence)} is asked for.`;
    found.push({ rule: 'above-cap', sentence });
  }
  return found;
}

function twiceOf(
  { startsOn, endsOn, again }: Pick<Claim, 'startsOn' | 'endsOn' | 'again'>,
  { others }: ClaimTerms,
): Finding[] {
  if (again !== null) return [];
  return others
    .filter((other) => other.startsOn <= endsOn && other.endsOn >= startsOn)
    .map((other) => ({
      rule: 'period-twice',
      sentence:
        `${other.ref} covers ${formatDay(other.startsOn)} to ${formatDay(other.endsOn)} already, and this one does not say ` +
        'that it claims for the same days again.',
    }));
}
