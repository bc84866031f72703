import { type Quarter, quarterLabel, readQuarter } from '../calendar/quarter.ts';
import type { ShownCount } from './count.ts';
import type { Rule } from './rule.ts';

/**
 * What is published of a number. A hidden one has no number inside, and looks the same whatever made it hidden. A
 * ratio over nothing is `[z]`.
 */
export type Published = ShownCount | { value: null; marker: 'z' };

/** A name with what it is made of: a county and its districts, all pupils and their year groups. */
export interface Tree {
  name: string;
  parts?: Tree[];
}

/** Whether parts add up to the whole, overlap (a child counted in several parts counts once in the whole), or neither. */
export type Adds = 'adds' | 'overlaps' | 'apart';

/**
 * What is counted. `people` are children themselves; `stands-for-people` are days, events and money behind which
 * children stand, whose number each fact then names; `neither` says nothing of anybody by itself.
 */
export interface Measure {
  code: string;
  counts: 'people' | 'stands-for-people' | 'neither';
  rule: Rule;
  places: Tree;
  categories: Tree;
  adds: { places: Adds; categories: Adds; time: Adds };
}

/** Quarters by their labels. From null is from the very beginning. */
export interface Time {
  from: string | null;
  through: string;
}

/** One number: of a measure, a place, a category and a time, in a version. A correction is another version. */
export interface FactName {
  measure: string;
  place: string;
  category: string;
  time: Time;
  version: number;
}

export interface Fact extends FactName {
  /** A whole number from zero; money in pence. */
  value: number;
  /** The children behind it, where the measure stands for people. */
  people?: number;
  /** To be hidden whatever its size, such as a number that one provider alone makes up. */
  hide?: boolean;
  /** Published elsewhere, so that hiding it here would hide nothing. */
  fixed?: boolean;
}

/** A number worked out of two facts: whole per cent, or pence per one, rounded half up. */
export interface Ratio {
  kind: 'percent' | 'unit-cost';
  of: string;
  per: string;
}

/** What stands in a table, by `factKey` and `ratioKey`. */
export interface Table {
  name: string;
  facts: string[];
  ratios: string[];
}

/** Those of `part` are among those of `whole`, as completed among started. The rest may itself be few children. */
export interface Subset {
  part: string;
  whole: string;
  restIsPeople: boolean;
}

export type Audience = { kind: 'public' } | { kind: 'peg' } | { kind: 'named'; readers: string[] };

/**
 * Everything that is published together. `facts` holds every number that the published ones are made of; one that
 * stands in no table is not published itself. Parts that are missing are worked out, as a reader would.
 */
export interface Release {
  id: string;
  audience: Audience;
  measures: Measure[];
  facts: Fact[];
  tables: Table[];
  ratios: Ratio[];
  subsets: Subset[];
}

/** A release that readers have, with what was hidden in it. */
export interface Earlier {
  release: Release;
  /** Keys of the facts and ratios that were hidden in it, and of those among them that were withheld. */
  hidden: string[];
  withheld: string[];
}

/** Somebody who reads, what they have read before, and what they know of themselves. */
export interface Reader {
  name: string;
  readsPeg: boolean;
  /** As which named reader they have read earlier releases. */
  readsAs: string | null;
  knows: { places: string[]; measures: string[] };
}

/**
 * Whom a release has to be safe from. Members of PEG read what is public too, and each district knows its own numbers,
 * the police their own measures.
 */
export function readersOf(audience: Audience, own: { districts: string[]; police: string[] }): Reader[] {
  const nothing = { places: [], measures: [] };
  const members = [
    { name: 'PEG', readsPeg: true, readsAs: null, knows: nothing },
    ...own.districts.map((place) => ({
      name: place,
      readsPeg: true,
      readsAs: null,
      knows: { places: [place], measures: [] },
    })),
    ...(own.police.length === 0
      ? []
      : [{ name: 'police', readsPeg: true, readsAs: null, knows: { places: [], measures: own.police } }]),
  ];
  if (audience.kind === 'public')
    return [{ name: 'public', readsPeg: false, readsAs: null, knows: nothing }, ...members];
  if (audience.kind === 'peg') return members;
  return audience.readers.map((reader) => ({
    name: reader,
    readsPeg: own.districts.includes(reader),
    readsAs: reader,
    knows: { places: own.districts.includes(reader) ? [reader] : [], measures: reader === 'police' ? own.police : [] },
  }));
}

/** Whether somebody has read a release of that audience. */
export function hasRead(reader: Reader, audience: Audience): boolean {
  if (audience.kind === 'public') return true;
  if (audience.kind === 'peg') return reader.readsPeg;
  return reader.readsAs !== null && audience.readers.includes(reader.readsAs);
}

/** The stable name of one number: the same wherever and whenever it is published, until it is corrected. */
export function factKey(name: FactName): string {
  return `${nameKey(name)}@${name.version}`;
}

/** The name of a ratio: of the same two numbers it is the same one. */
export function ratioKey({ kind, of, per }: Ratio): string {
  return `${kind} of ${of} per ${per}`;
}

/** The name of a number whatever its version. Throws RangeError for names that would be mistaken for one another. */
export function nameKey({ measure, place, category, time }: Omit<FactName, 'version'>): string {
  const parts = [measure, place, timeKey(time), category];
  if (parts.some((part) => /[|@]/.test(part))) throw new RangeError('a name holds neither | nor @');
  return parts.join('|');
}

function timeKey({ from, through }: Time): string {
  return from === through ? through : `${from ?? ''}..${through}`;
}

/** The quarter as a number that grows by one each quarter. Throws RangeError when it is not a quarter. */
export function quarterNumber(label: string): number {
  const read = readQuarter(label);
  if (read === null) throw new RangeError('not a quarter');
  return read.year * 4 + read.quarter - 1;
}

/** The quarter of a number. */
export function quarterOf(number: number): string {
  return quarterLabel({ year: Math.floor(number / 4), quarter: ((number % 4) + 1) as Quarter['quarter'] });
}
