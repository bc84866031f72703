import { type Day, daysBetween } from './day.ts';
import type { Span } from './financial-year.ts';

/** A run of days, both ends included, that may have no end yet. */
export interface OpenSpan {
  startsOn: Day;
  endsOn: Day | null;
}

/** The days that two runs share; null where they do not meet. */
export function sharedSpan(span: Span, other: OpenSpan): Span | null {
  const [, startsOn = ''] = [span.startsOn, other.startsOn].toSorted();
  const [endsOn = ''] = [span.endsOn, other.endsOn ?? span.endsOn].toSorted();
  return endsOn < startsOn ? null : { startsOn, endsOn };
}

/** How many days two runs share, both ends included: 0 where they do not meet. */
export function daysShared(span: Span, other: OpenSpan): number {
  const shared = sharedSpan(span, other);
  return shared === null ? 0 : daysIn(shared);
}

/** How many days a run has. */
export function daysIn({ startsOn, endsOn }: Span): number {
  return daysBetween(startsOn, endsOn) + 1;
}

/** Whether a day lies in a run. */
export function isWithin(on: Day, { startsOn, endsOn }: OpenSpan): boolean {
  return startsOn <= on && (endsOn === null || on <= endsOn);
}
