/**
 * How the numbers of a measure are protected, as data. `hides` are the counts of children that are not shown; other
 * numbers are rounded to a multiple of `roundsTo`. A zero may be hidden where that is what protects a neighbour, or
 * never is; then readers know that a hidden cell is no zero.
 */
export interface Rule {
  name: 'A' | 'B' | 'exact';
  version: number;
  hides: { least: number; most: number } | null;
  roundsTo: number;
  zeros: 'hidden-when-needed' | 'never-hidden';
  /** The sharing agreement or the funder's instruction by which exact small counts leave. */
  authority: string | null;
}

/** What a reader may not be able to rule out of a hidden number: that it is as low as `down` and as high as `up`. */
export interface Need {
  down: number;
  up: number;
}

const LEAST_LIMIT = 3;
const MOST_LIMIT = 10;
const LONGEST_AUTHORITY = 500;

/**
 * Rule A: counts of children from 1 to `most` are hidden, from 0 where a zero says something of somebody. Throws
 * RangeError unless `most` is 3 to 10.
 */
export function ruleA(
  options: { most?: number; zeroIsSensitive?: boolean; zeros?: Rule['zeros'] } = {},
): Rule & { hides: { least: number; most: number } } {
  const { most = 5, zeroIsSensitive = false, zeros = 'hidden-when-needed' } = options;
  if (!Number.isInteger(most) || most < LEAST_LIMIT || most > MOST_LIMIT) {
    throw new RangeError(`the largest hidden count is ${LEAST_LIMIT} to ${MOST_LIMIT}`);
  }
  if (zeroIsSensitive && zeros === 'never-hidden') {
    throw new RangeError('a zero that is sensitive is hidden');
  }
  return {
    name: 'A',
    version: 2,
    hides: { least: zeroIsSensitive ? 0 : 1, most },
    roundsTo: 1,
    zeros,
    authority: null,
  };
}

/** Rule B: counts of children from 1 to 7 are hidden, all others rounded to the nearest 5. */
export function ruleB(): Rule & { hides: { least: number; most: number } } {
  return {
    name: 'B',
    version: 1,
    hides: { least: 1, most: 7 },
    roundsTo: 5,
    zeros: 'hidden-when-needed',
    authority: null,
  };
}

/** Everything as it is, for an annex or return whose authority is cited. Throws RangeError when none is. */
export function ruleExact(authority: string): Rule {
  const cited = authority.slice(0, LONGEST_AUTHORITY).trim();
  if (cited === '') throw new RangeError('exact small counts need the agreement or instruction that allows them');
  return { name: 'exact', version: 1, hides: null, roundsTo: 1, zeros: 'hidden-when-needed', authority: cited };
}

/** The rule as it is printed with a publication. */
export function ruleWords({ name, version, hides, roundsTo, authority }: Rule): string {
  if (hides === null) return `Counts are exact, by ${authority}. Rule ${name}, version ${version}.`;
  const others = roundsTo > 1 ? `, others are rounded to the nearest ${roundsTo}` : '';
  return (
    `Counts of people from ${hides.least} to ${hides.most} are shown as [c]${others}. Further numbers are hidden ` +
    `where these could be worked out from them. Rule ${name}, version ${version}.`
  );
}

/** Whether so many children are hidden by the rule. */
export function isSmall(rule: Rule, people: number): boolean {
  return rule.hides !== null && people >= rule.hides.least && people <= rule.hides.most;
}

/** A number as the rule shows it when it is not hidden. */
export function rounded(rule: Rule, value: number): number {
  return Math.round(value / rule.roundsTo) * rule.roundsTo;
}
