import type { Day } from '../calendar/day.ts';
import { compareQuarters, type Quarter, quarterLabel, quarterSpan } from '../calendar/quarter.ts';
import { type ShownCount, shownCount } from '../disclosure/count.ts';
import { COUNTY, DISTRICTS, type Place } from '../partners/place.ts';
import { may } from '../people/may.ts';
import type { Person } from '../people/person.ts';
import type { Choice } from '../platform/form.ts';
import { type Definition, isProtected, type Measure } from './measure.ts';

/** How sure the evidence is, the surest first. */
export const GRADES = [
  { value: 'measured', text: 'Measured', hint: 'Counted from records, every one' },
  { value: 'sampled', text: 'Sampled', hint: 'Counted in a part, and taken to stand for the whole' },
  { value: 'estimated', text: 'Estimated', hint: 'Worked out from something else' },
  { value: 'asserted', text: 'Asserted', hint: 'Somebody said so, and nothing else shows it' },
] as const satisfies readonly (Choice & { hint: string })[];

export type Grade = (typeof GRADES)[number]['value'];

/** What is observed once: a measure in a place and a quarter, of one category where it is broken down. */
export interface Spot {
  measure: string;
  place: string;
  category: string;
  quarter: Quarter;
}

/** What was found there: a number, or why there is none. Neither marker is the same as zero. */
export interface Finding {
  value: number | null;
  /** `x` not available, `z` not applicable; null when there is a value. */
  marker: 'x' | 'z' | null;
  /** How many children are behind a number of events. */
  children: number | null;
}

/** A version of an observation, with what was decided about it. */
export interface Observation extends Spot, Finding {
  /** Null for one of the time when recording was enough. */
  id: number | null;
  /** The version of the measure's definition that it was counted by. */
  definition: number;
  version: number;
  grade: Grade | null;
  source: string;
  /** The reference of a record that shows it. */
  record: string | null;
  /** Why it differs from what was approved before, or falls where it never should. */
  reason: string | null;
  enteredBy: number;
  /** The act that entered it, and the one by which it counts. */
  seq: number;
  state: 'submitted' | 'approved' | 'returned';
  decided: { by: number; reason: string | null; seq: number } | null;
}

/** A spot as one text. */
export function spotKey({ measure, place, category, quarter }: Spot): string {
  return [measure, place, category, quarterLabel(quarter)].join('.');
}

/** The parts of a spot that a text names, its quarter still as text. */
export function spotOf(key: string): Omit<Spot, 'quarter'> & { quarter: string } {
  const [measure = '', place = '', category = '', quarter = ''] = key.split('.');
  return { measure, place, category, quarter };
}

/** Whether a quarter had begun by a day. */
export function hasBegun(quarter: Quarter, today: Day): boolean {
  return quarterSpan(quarter).startsOn <= today;
}

/** Whether a quarter was over by a day. */
export function hasEnded(quarter: Quarter, today: Day): boolean {
  return quarterSpan(quarter).endsOn < today;
}

/** The places that a person may enter observations for: a district's contact, their own district. */
export function placesToEnter(person: Person): Place[] {
  return [COUNTY, ...DISTRICTS].filter(({ code }) => may(person, 'observation.enter', { district: code }).may);
}

/** The districts whose observations a person sees; the county's own are for everyone. */
export function districtsSeen(person: Person): Place[] {
  return DISTRICTS.filter(({ code }) => may(person, 'measure.read', { district: code }).may);
}

/** The places that a measure is counted for; both levels where it never said which. */
export function placesOf({ level }: Pick<Measure, 'level'>): readonly Place[] {
  if (level === 'county') return [COUNTY];
  return level === 'districts' ? DISTRICTS : [COUNTY, ...DISTRICTS];
}

/** An observation in the order of quarters. */
export function byQuarter(a: Pick<Spot, 'quarter'>, b: Pick<Spot, 'quarter'>): number {
  return compareQuarters(a.quarter, b.quarter);
}

/**
 * Whether a number must be hidden because it is small: of people by the number itself, of events by the number of
 * children behind it. Where nobody said how many those are, the events stand for them.
 */
export function isSmall({ value, children }: Finding, measure: Pick<Definition, 'counts'>): boolean {
  if (value === null || !isProtected(measure)) return false;
  const people = measure.counts === 'events' ? (children ?? value) : value;
  return shownCount(people, true).marker === 'c';
}

/** A single observation as it may be shown. */
export function shownFinding(
  finding: Finding,
  measure: Pick<Definition, 'counts'>,
): ShownCount | { value: null; marker: 'x' | 'z' } {
  if (finding.value === null) return { value: null, marker: finding.marker ?? 'x' };
  return isSmall(finding, measure) ? { value: null, marker: 'c' } : { value: finding.value, marker: '' };
}
