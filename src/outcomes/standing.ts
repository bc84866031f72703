import { compareQuarters } from '../calendar/quarter.ts';
import { byQuarter, type Observation, type Spot, spotKey } from './observation.ts';

/** Versions of observations by the spot that they are of: what stands there, and what awaits a decision. */
export class Standing {
  private readonly bySpot = new Map<string, Observation[]>();

  constructor(versions: readonly Observation[]) {
    for (const version of versions) this.add(version);
  }

  add(version: Observation): void {
    const key = spotKey(version);
    this.bySpot.set(key, [...(this.bySpot.get(key) ?? []), version]);
  }

  versions(spot: Spot): readonly Observation[] {
    return this.bySpot.get(spotKey(spot)) ?? [];
  }

  /** The approved version that counts: the newest. */
  approved(spot: Spot): Observation | undefined {
    return this.versions(spot).findLast(({ state }) => state === 'approved');
  }

  awaiting(spot: Spot): Observation | undefined {
    return this.versions(spot).findLast(({ state }) => state === 'submitted');
  }

  /** Whether an approved version took the place of another approved one. */
  isRevised(spot: Spot): boolean {
    return this.versions(spot).filter(({ state }) => state === 'approved').length > 1;
  }

  /** What would count if all that awaits a decision were approved, for every spot of a measure. */
  expected(measure: string): Observation[] {
    return [...this.bySpot.values()].flatMap((versions) => {
      const newest = versions.findLast(({ state }) => state !== 'returned');
      return newest?.measure === measure ? [newest] : [];
    });
  }

  /** The nearest numbers before and after a spot's quarter, among those that a state names. */
  neighbours(spot: Spot, states: readonly Observation['state'][]): { before?: Observation; after?: Observation } {
    const same = [...this.bySpot.values()].flatMap((versions) => {
      const [first] = versions;
      if (first?.measure !== spot.measure || first.place !== spot.place || first.category !== spot.category) return [];
      const newest = versions.findLast(({ state }) => states.includes(state));
      return newest === undefined || newest.value === null ? [] : [newest];
    });
    const inOrder = same.sort(byQuarter);
    return {
      before: inOrder.findLast(({ quarter }) => compareQuarters(quarter, spot.quarter) < 0),
      after: inOrder.find(({ quarter }) => compareQuarters(quarter, spot.quarter) > 0),
    };
  }
}
