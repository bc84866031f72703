import type { Act } from '../audit/act.ts';
import { type Day, formatDay } from '../calendar/day.ts';
import { quarterShown } from '../calendar/quarter.ts';
import { COUNTY, placeName } from '../partners/place.ts';
import { demand } from '../people/may.ts';
import type { Person } from '../people/person.ts';
import type { FieldError } from '../platform/form.ts';
import { Refusal, refused } from '../platform/refusal.ts';
import { demandRecord } from './evidence.ts';
import { listMeasures } from './measure.store.ts';
import { isProtected, type Measure } from './measure.ts';
import { listVersions } from './observation.store.ts';
import { byQuarter, type Finding, type Grade, hasBegun, type Spot, spotKey } from './observation.ts';
import { Standing } from './standing.ts';

/** An observation as somebody enters it. */
export interface NewObservation extends Spot, Finding {
  grade: Grade;
  source: string;
  record: string | null;
  reason: string | null;
}

/** Observations that cannot be submitted together, each mistake by the spot that it is of. */
export class ObservationsRefused extends Error {
  readonly errors: FieldError[];

  constructor(errors: FieldError[]) {
    super(errors.map(({ message }) => message).join(' '));
    this.errors = errors;
  }
}

/**
 * Submits observations, all of them or none, for somebody else to approve; answers their ids. Throws
 * `ObservationsRefused` with each mistake by its spot; what one of them may not do, see `demandSubmittable`.
 */
export async function submitObservations(
  act: Act,
  person: Person,
  today: Day,
  wanted: readonly NewObservation[],
): Promise<number[]> {
  const { officeId } = act.doer;
  for (const { place } of wanted) demand(person, 'observation.enter', { district: place });
  for (const record of new Set(wanted.map(({ record }) => record))) await demandRecord(act.trx, officeId, record);
  const measures = new Map((await listMeasures(act.trx, officeId)).map((measure) => [measure.code, measure]));
  const standing = new Standing(await listVersions(act.trx, officeId));
  const errors: FieldError[] = [];
  const ids: number[] = [];
  // The earliest quarter first, so that each cumulative number is held against the one before it.
  for (const observation of wanted.toSorted(byQuarter)) {
    const measure = measures.get(observation.measure);
    try {
      if (measure === undefined) throw refused('no-measure', `There is no measure ${observation.measure}.`, 'measure');
      demandSubmittable(standing, measure, observation, today);
    } catch (error) {
      if (!(error instanceof Refusal) || error.kind !== 'refused') throw error;
      errors.push({ field: spotKey(observation), message: error.message });
      continue;
    }
    ids.push(await addVersion(act, person, standing, measure, observation));
  }
  if (errors.length > 0) throw new ObservationsRefused(errors);
  return ids;
}

/** As `submitObservations` for a single one, throwing its refusal with the field of the form that it is about. */
export async function submitObservation(act: Act, person: Person, today: Day, wanted: NewObservation): Promise<number> {
  const { officeId } = act.doer;
  demand(person, 'observation.enter', { district: wanted.place });
  await demandRecord(act.trx, officeId, wanted.record);
  const measure = (await listMeasures(act.trx, officeId)).find(({ code }) => code === wanted.measure);
  if (measure === undefined) throw refused('no-measure', `There is no measure ${wanted.measure}.`, 'measure');
  const standing = new Standing(await listVersions(act.trx, officeId, { measure: wanted.measure }));
  demandSubmittable(standing, measure, wanted, today);
  return addVersion(act, person, standing, measure, wanted);
}

/**
 * Refused by name: `future`, `level` and `category` where the measure is not counted so, `one-level` and
 * `one-breakdown` where it is already counted otherwise in the quarter, `children` and `no-children`, `awaiting` while
 * a version awaits its decision, `correction-reason` where an approved number would change and nobody says why, and
 * `falls` where a cumulative number would be lower than one before it.
 */
function demandSubmittable(standing: Standing, measure: Measure, wanted: NewObservation, today: Day): void {
  const { quarter } = wanted;
  if (!hasBegun(quarter, today)) {
    throw refused(
      'future',
      `${quarterShown(quarter)} had not begun by ${formatDay(today)}. Choose an earlier quarter.`,
      'quarter',
    );
  }
  demandOneWay(standing, measure, wanted);
  demandLevel(measure, wanted);
  demandChildren(measure, wanted);
  if (standing.awaiting(wanted) !== undefined) {
    throw refused(
      'awaiting',
      `${spotShown(measure, wanted)} awaits approval already. Ask for it to be returned, then enter it again.`,
      'place',
    );
  }
  if (standing.approved(wanted) !== undefined && wanted.reason === null) {
    throw refused(
      'correction-reason',
      `${spotShown(measure, wanted)} was approved before, so this is a correction. Say why it changes.`,
      'reason',
    );
  }
  if (wanted.reason === null) demandNoFall(standing, measure, wanted, ['approved', 'submitted']);
}

/** Refused as `falls` when a cumulative number would be lower than one before it, or higher than one after it. */
export function demandNoFall(
  standing: Standing,
  measure: Measure,
  wanted: Spot & Finding,
  states: ('approved' | 'submitted')[],
): void {
  if (measure.basis !== 'cumulative' || wanted.value === null) return;
  const { before, after } = standing.neighbours(wanted, states);
  const isBelow = before !== undefined && wanted.value < (before.value as number);
  const isAbove = after !== undefined && wanted.value > (after.value as number);
  if (!isBelow && !isAbove) return;
  const other = isBelow ? before : after;
  // The other number is not said: it may be a small count of people.
  throw refused(
    'falls',
    `${spotShown(measure, wanted)} is ${isBelow ? 'lower' : 'higher'} than what stands for ${quarterShown(
      (other as Spot).quarter,
    )}. A cumulative number never falls: correct it, or say why it changes.`,
    'value',
  );
}

function demandLevel(measure: Measure, { place, category }: Spot): void {
  const isCounty = place === COUNTY.code;
  if ((measure.level === 'county' && !isCounty) || (measure.level === 'districts' && isCounty)) {
    const how = isCounty ? 'by district, and the county is their sum' : 'for the county alone';
    throw refused('level', `${measure.code} is counted ${how}. Choose another place.`, 'place');
  }
  const isKnown =
    measure.categories.length === 0 ? category === '' : measure.categories.some(({ code }) => code === category);
  if (!isKnown) {
    const sentence =
      measure.categories.length === 0
        ? `${measure.code} is not broken down. Leave the category empty.`
        : `${measure.code} is counted by ${measure.dimension?.toLowerCase()}: ${measure.categories.map(({ name }) => name).join(', ')}. Choose one of them.`;
    throw refused('category', sentence, 'category');
  }
}

/**
 * A count of people stands for the county or by district in a quarter, never both, and in a place broken down or whole,
 * never both: the one as it was shown at any time, less the other, would give a small one away for ever.
 */
function demandOneWay(standing: Standing, measure: Measure, wanted: Spot): void {
  const same = standing
    .expected(measure.code)
    .filter(({ quarter }) => quarter.year === wanted.quarter.year && quarter.quarter === wanted.quarter.quarter);
  const isCounty = wanted.place === COUNTY.code;
  if (isProtected(measure) && same.some(({ place }) => (place === COUNTY.code) !== isCounty)) {
    throw refused(
      'one-level',
      `${measure.code} counts people and is already recorded ${isCounty ? 'by district' : 'for the county'} in this quarter. ` +
        `Record it ${isCounty ? 'by district' : 'for the county'} again, since the two together could show a small number.`,
      'place',
    );
  }
  if (same.some(({ place, category }) => place === wanted.place && (category === '') !== (wanted.category === ''))) {
    throw refused(
      'one-breakdown',
      `${measure.code} is already recorded ${wanted.category === '' ? 'by category' : 'as one number'} for ${placeName(wanted.place)} in this quarter. Record it so again.`,
      'category',
    );
  }
}

function demandChildren(measure: Measure, { value, children }: Finding): void {
  if (measure.counts !== 'events') {
    if (children === null) return;
    throw refused(
      'no-children',
      `${measure.code} does not count events about children. Leave their number empty.`,
      'children',
    );
  }
  if (value === null || value === 0) {
    if (children === null || (children === 0 && value === 0)) return;
    throw refused('no-children', 'There are no children behind it. Leave their number empty.', 'children');
  }
  if (children === null || children === 0) {
    throw refused(
      'children',
      `${measure.code} counts events about children. Enter how many children are behind them, so that a few can be hidden.`,
      'children',
    );
  }
}

/** A spot in a sentence, without its number. */
export function spotShown(measure: Measure, { place, category, quarter }: Spot): string {
  const named = measure.categories.find(({ code }) => code === category)?.name ?? category;
  return [measure.code, placeName(place), ...(named === '' ? [] : [named]), quarterShown(quarter)].join(', ');
}

async function addVersion(
  act: Act,
  person: Person,
  standing: Standing,
  measure: Measure,
  wanted: NewObservation,
): Promise<number> {
  const version = standing.versions(wanted).length + 1;
  const id = await act.add('observation_version', {
    measure: wanted.measure,
    definition: measure.version,
    place: wanted.place,
    category: wanted.category,
    year: wanted.quarter.year,
    quarter: wanted.quarter.quarter,
    version,
    value: wanted.value,
    marker: wanted.marker,
    children: wanted.children,
    grade: wanted.grade,
    source_words: await act.words(wanted.source),
    record: wanted.record,
    reason_words: await act.optionalWords(wanted.reason),
    entered_by: person.id,
  });
  standing.add({
    ...wanted,
    id,
    definition: measure.version,
    version,
    enteredBy: person.id,
    seq: act.seq,
    state: 'submitted',
    decided: null,
  });
  return id;
}
