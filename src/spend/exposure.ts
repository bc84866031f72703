import { addDays, type Day } from '../calendar/day.ts';
import { workingDayOnOrBefore } from '../calendar/working-days.ts';
import type { Pence } from '../money/pence.ts';
import { drawInOrder } from './draw.ts';

/** An initiative's money of one source, year and nature, in pence. */
export interface Pot {
  source: string;
  nature: string;
  ringFenced: boolean;
  budget: Pence;
  spent: Pence;
  /** What was carried forward out of it or has lapsed already. */
  gone: Pence;
}

/** A pot with what is still expected to be drawn on it, and what of it would then lapse. */
export interface ExposedPot extends Pot {
  drawn: Pence;
  atRisk: Pence;
}

/** What is left of a pot before anything more is expected of it; below zero it was overspent. */
export function leftOfPot({ budget, spent, gone }: Pick<Pot, 'budget' | 'spent' | 'gone'>): Pence {
  return budget - gone - spent;
}

/**
 * Divides what an initiative is still expected to spend over its pots in their order. What was spent stays with the
 * source that it was drawn on. What is then left of a ring-fenced pot is at risk of lapsing; own money never is.
 */
export function exposePots<P extends Pot>(pots: readonly P[], expected: Pence): (P & ExposedPot)[] {
  const drawn = drawInOrder(pots.map(leftOfPot), expected);
  return pots.map((pot, index) => {
    const part = drawn[index] ?? 0;
    return { ...pot, drawn: part, atRisk: pot.ringFenced ? Math.max(0, leftOfPot(pot) - part) : 0 };
  });
}

/**
 * The last day on which more work can be commissioned so that it is done by the end of the year: the last working day
 * on or before that end less the lead time.
 */
export function lastSafeDay(yearEnd: Day, leadTimeDays: number): Day {
  return workingDayOnOrBefore(addDays(yearEnd, -leadTimeDays));
}
