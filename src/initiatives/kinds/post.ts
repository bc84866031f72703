import { addDays, type Day, formatDay } from '../../calendar/day.ts';
import type { Span } from '../../calendar/financial-year.ts';
import { daysIn, daysShared, isWithin, type OpenSpan, sharedSpan } from '../../calendar/span.ts';
import { addUp } from '../../ledger/balance.ts';
import { type Pence, shareOut } from '../../money/pence.ts';
import { refused } from '../../platform/refusal.ts';

/** A post that an initiative pays for. `share` is its part of a whole-time post in per cent, 1 to 100. */
export interface Post {
  ref: string;
  label: string;
  funded: OpenSpan;
  share: number;
  /** What a whole-time post costs in a year, with on-costs. */
  annual: Pence;
  /** Why it is vacant while it is, in words; null where that was not said. */
  vacancy: string | null;
}

/** A time in which a post was filled, by somebody who is not named. */
export interface Filling {
  ref: string;
  post: string;
  span: OpenSpan;
  share: number;
}

/** A post with its fillings. */
export interface HeldPost {
  post: Post;
  fillings: readonly Filling[];
}

/** What a post was funded for in a year, what of it was filled, and what its vacancy saved: the last two add up to the first. */
export interface PostMoney {
  funded: Pence;
  filled: Pence;
  saving: Pence;
}

/**
 * A post's money of a financial year: annual cost × share × days ÷ days of the year, by its stored dates (2020/21 has
 * 404). The funded cost is rounded to the penny; its parts are shared out of it, so that they add up.
 */
export function postMoney({ post, fillings }: HeldPost, year: Span): PostMoney {
  const fundedDays = post.share * daysShared(year, post.funded);
  const wholeDays = 100 * daysIn(year);
  const [funded = 0] = shareOut(post.annual, [fundedDays, wholeDays - fundedDays]);
  if (fundedDays === 0) return { funded: 0, filled: 0, saving: 0 };
  const filledDays = Math.min(filledShareDays({ post, fillings }, year), fundedDays);
  const [filled = 0, saving = 0] = shareOut(funded, [filledDays, fundedDays - filledDays]);
  return { funded, filled, saving };
}

/** Days on which a post was filled while it was funded, each counted by the share that was filled, in per cent. */
export function filledShareDays({ post, fillings }: HeldPost, year: Span): number {
  const funded = sharedSpan(year, post.funded);
  return funded === null ? 0 : addUp(fillings.map(({ share, span }) => share * daysShared(funded, span)));
}

/** Posts at the end of a day: how many, and how much of whole-time posts in whole hundredths. */
export interface PostCount {
  posts: number;
  hundredths: number;
}

/** How much a post adds to the posts funded on a day: its share, or nothing. */
export function fundedOn({ post }: HeldPost, day: Day): PostCount {
  return counted(isWithin(day, post.funded) ? post.share : 0);
}

/** How much a post adds to the posts filled on a day: the share that is filled, at most its own. */
export function filledOn({ post, fillings }: HeldPost, day: Day): PostCount {
  if (!isWithin(day, post.funded)) return counted(0);
  return counted(Math.min(post.share, shareFilled(fillings, day)));
}

function counted(share: number): PostCount {
  return { posts: share > 0 ? 1 : 0, hundredths: share };
}

function shareFilled(fillings: readonly Filling[], day: Day): number {
  return addUp(fillings.map(({ share, span }) => (isWithin(day, span) ? share : 0)));
}

/** On how many days of a run a funded post was vacant, in whole or in part. */
export function vacantDays({ post, fillings }: HeldPost, run: Span): number {
  const funded = sharedSpan(run, post.funded);
  if (funded === null) return 0;
  const changes = fillings.flatMap(({ span }) => [
    span.startsOn,
    ...(span.endsOn === null ? [] : [addDays(span.endsOn, 1)]),
  ]);
  const starts = [...new Set([funded.startsOn, ...changes.filter((day) => isWithin(day, funded))])].toSorted();
  return addUp(
    starts.map((startsOn, index) => {
      if (shareFilled(fillings, startsOn) >= post.share) return 0;
      const next = starts[index + 1];
      return daysIn({ startsOn, endsOn: next === undefined ? funded.endsOn : addDays(next, -1) });
    }),
  );
}

/**
 * Refuses fillings that do not fit their post: outside the days that it is funded (`outside-funding`), or more of it
 * at a time than there is (`beyond-share`).
 */
export function checkFillings({ post, fillings }: HeldPost, field: string): void {
  const { startsOn, endsOn } = post.funded;
  for (const { ref, span } of fillings) {
    const ends = span.endsOn ?? span.startsOn;
    if (span.startsOn < startsOn || (endsOn !== null && (ends > endsOn || span.startsOn > endsOn))) {
      throw refused(
        'outside-funding',
        `${post.label} is funded from ${formatDay(startsOn)}${endsOn === null ? '' : ` to ${formatDay(endsOn)}`}, and ` +
          `${named(ref)} runs from ${formatDay(span.startsOn)}${span.endsOn === null ? '' : ` to ${formatDay(span.endsOn)}`}. ` +
          'Give it days within these.',
        field,
      );
    }
  }
  for (const { span } of fillings) {
    const filled = shareFilled(fillings, span.startsOn);
    if (filled > post.share) {
      throw refused(
        'beyond-share',
        `${post.label} is ${post.share}% of a whole-time post, and ${filled}% of one would be filled on ` +
          `${formatDay(span.startsOn)}. Say when the filling before it ended, or give a smaller share.`,
        field,
      );
    }
  }
}

function named(ref: string): string {
  return ref === '' ? 'this filling' : ref;
}
