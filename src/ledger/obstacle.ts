import type { PeriodKey } from '../calendar/period.ts';
import type { Db } from '../platform/database.ts';
import type { ShownFigure } from './shown-figure.ts';

/**
 * How much one line of the month-end list weighs: the books cannot be closed over what `stops` it; over what is
 * `in the way` somebody closes with a reason that is kept; a `warning` asks for nothing.
 */
export type Weight = 'stops' | 'in the way' | 'warning';

/** One line of the month-end list: what still stands between a period and its closing. */
export interface Obstacle {
  name: string;
  weight: Weight;
  /** How many there are; none when it is done, null where it is not known yet. */
  count: number | null;
  /** What they come to, where a figure says so. */
  total: ShownFigure | null;
  /** What was found, in a sentence. */
  found: string;
  /** How it is mended, and where. */
  mend: { text: string; href: string };
}

/** Reads what stands between a period and its closing; rooms above the ledger know spend, imports and outcomes. */
export type ReadObstacles = (db: Db, officeId: number, period: PeriodKey) => Promise<Obstacle[]>;

/** What of a month-end list is still there, of the weight named. */
export function standing(obstacles: readonly Obstacle[], weight: Weight): Obstacle[] {
  return obstacles.filter((obstacle) => obstacle.weight === weight && (obstacle.count ?? 0) > 0);
}
