import type { Quarter } from '../calendar/quarter.ts';
import { initiativeFigures } from '../initiatives/initiative.figures.ts';
import { type Initiative, listInitiatives } from '../initiatives/initiative.store.ts';
import { addUp } from '../ledger/balance.ts';
import type { Books, Figure } from '../ledger/figure.ts';
import type { Pence } from '../money/pence.ts';
import {
  type Completeness,
  completenessOf,
  expectedPlaces,
  expectedSpots,
  knownPlaces,
} from '../outcomes/completeness.ts';
import { quartersOf } from '../outcomes/measure.form.ts';
import { listMeasures } from '../outcomes/measure.store.ts';
import type { Measure } from '../outcomes/measure.ts';
import { listVersions } from '../outcomes/observation.store.ts';
import { Standing } from '../outcomes/standing.ts';
import { listTargets } from '../outcomes/target.store.ts';

/** Whether all that an initiative's measures are expected to say of a quarter was said and approved. */
export type Currency = 'up-to-date' | 'stale' | 'unmeasured';

/** An initiative with how complete its outcomes are for a quarter, and the money of that year that it carries. */
export interface InitiativeCompleteness {
  initiative: Initiative;
  measures: readonly { measure: Measure; completeness: Completeness }[];
  completeness: Completeness;
  currency: Currency;
  /** The last quarter up to the one asked about that is whole; null where none of its year or the year before is. */
  lastWhole: Quarter | null;
  budget: Pence;
}

const currentBudget = initiativeFigures.find(({ id }) => id === 'budget.current') as Figure;

/** How complete the outcomes of every initiative are for a quarter, as was recorded up to the moment of the books. */
export function completenessIn(books: Books, quarter: Quarter): Promise<InitiativeCompleteness[]> {
  return books.once(`figures.completeness-${quarter.year}-${quarter.quarter}`, () => read(books, quarter));
}

async function read(books: Books, quarter: Quarter): Promise<InitiativeCompleteness[]> {
  const { db, officeId, moment } = books;
  const initiatives = await listInitiatives(db, officeId, moment.seq);
  const measures = await listMeasures(db, officeId, moment.seq);
  const versions = await listVersions(db, officeId, { upToSeq: moment.seq });
  const targets = await listTargets(db, officeId, moment.seq);
  const standing = new Standing(versions);
  const budgets = await currentBudget.values(
    books,
    initiatives.map(({ ref }) => ({ initiative: ref, year: quarter.year })),
  );
  const before = quartersOf([quarter.year - 1, quarter.year]).filter(
    (of) => of.year < quarter.year || of.quarter <= quarter.quarter,
  );
  return initiatives.map((initiative, index) => {
    const own = measures.filter((measure) => measure.initiative === initiative.ref);
    const of = (measure: Measure, in_: Quarter): Completeness =>
      completenessOf(
        expectedSpots(measure, expectedPlaces(measure, knownPlaces(measure, versions, targets)), [in_]),
        standing,
      );
    const whole = (in_: Quarter): boolean => isWhole(together(own.map((measure) => of(measure, in_))));
    const found = own.map((measure) => ({ measure, completeness: of(measure, quarter) }));
    const completeness = together(found.map((one) => one.completeness));
    return {
      initiative,
      measures: found,
      completeness,
      currency: completeness.expected === 0 ? 'unmeasured' : isWhole(completeness) ? 'up-to-date' : 'stale',
      lastWhole: before.findLast(whole) ?? null,
      budget: budgets[index]?.value ?? 0,
    };
  });
}

function together(parts: readonly Completeness[]): Completeness {
  const of = (part: keyof Completeness): number => addUp(parts.map((one) => one[part]));
  return { expected: of('expected'), approved: of('approved'), awaiting: of('awaiting'), returned: of('returned') };
}

function isWhole({ expected, approved }: Completeness): boolean {
  return expected > 0 && approved === expected;
}
