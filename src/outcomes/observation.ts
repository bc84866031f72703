import type { Act } from '../audit/act.ts';
import { type Day, formatDay } from '../calendar/day.ts';
import { type Quarter, quarterShown, quarterSpan } from '../calendar/quarter.ts';
import { COUNTY, DISTRICTS, type Place } from '../partners/place.ts';
import { demand, may } from '../people/may.ts';
import type { Person } from '../people/person.ts';
import { refused } from '../platform/refusal.ts';
import { type Observation, observe } from './measure.store.ts';

/**
 * Records an observation. Refused by name: `district` when a district's contact enters another place, `future` when
 * the quarter had not begun by the office's day.
 */
export async function enterObservation(
  act: Act,
  person: Person,
  today: Day,
  wanted: Omit<Observation, 'seq' | 'enteredBy'>,
): Promise<void> {
  demand(person, 'observation.enter', { district: wanted.place });
  if (!hasBegun(wanted.quarter, today)) {
    throw refused(
      'future',
      `${quarterShown(wanted.quarter)} had not begun by ${formatDay(today)}. Choose an earlier quarter.`,
      'quarter',
    );
  }
  await observe(act, { ...wanted, enteredBy: person.id });
}

/** Whether a quarter had begun by a day. */
export function hasBegun(quarter: Quarter, today: Day): boolean {
  return quarterSpan(quarter).startsOn <= today;
}

/** The places that a person may enter observations for: a district's contact, their own district. */
export function placesToEnter(person: Person): Place[] {
  return [COUNTY, ...DISTRICTS].filter(({ code }) => may(person, 'observation.enter', { district: code }).may);
}

/** The districts whose observations a person sees; the county's own are for everyone. */
export function districtsSeen(person: Person): Place[] {
  return DISTRICTS.filter(({ code }) => may(person, 'measure.read', { district: code }).may);
}
