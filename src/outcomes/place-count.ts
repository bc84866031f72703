import type { Quarter } from '../calendar/quarter.ts';
import { addUp } from '../ledger/balance.ts';
import { categoryName, type Measure } from './measure.ts';
import { isSmall, type Observation, spotKey } from './observation.ts';

/** What approved observations say of a measure in a place and a quarter, before anybody looks whether it may be shown. */
export interface PlaceCount {
  place: string;
  value: number | null;
  /** Why there is no number. */
  marker: 'x' | 'z';
  /** How many children are behind it; null where somebody did not say. */
  children: number | null;
  /** Whether a number behind it is so small that it must be hidden. */
  isSmall: boolean;
  isRevised: boolean;
  /** How often what is behind it was approved: another number of the same place and quarter has another version. */
  version: number;
  /** The categories that it could not include. */
  missing: string[];
  rows: Observation[];
}

/** Approved observations as they stand: the newest of each spot, and which of those took the place of another. */
export class ApprovedCounts {
  private readonly byPlace = new Map<string, Observation[]>();
  private readonly revised = new Set<Observation>();
  private readonly versions = new Map<string, number>();

  /** Takes approved observations in the order in which they came to count. */
  constructor(approved: readonly Observation[]) {
    for (const observation of approved) this.add(observation);
  }

  private add(observation: Observation): void {
    const key = placeKey(observation.measure, observation.place, observation.quarter);
    this.versions.set(spotKey(observation), (this.versions.get(spotKey(observation)) ?? 0) + 1);
    const before = this.byPlace.get(key) ?? [];
    const replaced = before.findIndex(({ category }) => category === observation.category);
    if (replaced < 0) {
      this.byPlace.set(key, [...before, observation]);
      return;
    }
    this.byPlace.set(key, before.with(replaced, observation));
    this.revised.add(observation);
  }

  isRevised(observation: Observation): boolean {
    return this.revised.has(observation);
  }

  /**
   * The count of a place in a quarter, its categories added up, or of one of them where it is named; undefined where
   * nothing was approved.
   */
  of(measure: Measure, place: string, quarter: Quarter, category?: string): PlaceCount | undefined {
    const all = this.byPlace.get(placeKey(measure.code, place, quarter)) ?? [];
    const rows = category === undefined ? all : all.filter((row) => row.category === category);
    if (rows.length === 0) return undefined;
    const isBroken = category === undefined && rows.some((row) => row.category !== '');
    const unseen = isBroken
      ? measure.categories.filter(({ code }) => !rows.some((row) => row.category === code)).map(({ name }) => name)
      : [];
    const unknown = rows.filter(({ value, marker }) => value === null && marker === 'x');
    const numbers = rows.filter((row): row is Observation & { value: number } => row.value !== null);
    const missing = [...unseen, ...(isBroken ? unknown.map(({ category }) => categoryName(measure, category)) : [])];
    return {
      place,
      value: numbers.length === 0 ? null : addUp(numbers.map(({ value }) => value)),
      marker: rows.every(({ marker }) => marker === 'z') ? 'z' : 'x',
      children: numbers.some(({ children }) => children === null)
        ? null
        : addUp(numbers.map(({ children }) => children as number)),
      isSmall: numbers.some((row) => isSmall(row, measure)),
      isRevised: rows.some((row) => this.revised.has(row)),
      version: addUp(rows.map((row) => this.versions.get(spotKey(row)) as number)),
      missing,
      rows,
    };
  }
}

function placeKey(measure: string, place: string, { year, quarter }: Quarter): string {
  return `${measure}|${place}|${year}|${quarter}`;
}
