import { latestMoment, type Moment } from '../audit/moment.ts';
import type { Day } from '../calendar/day.ts';
import { monthsLater } from '../calendar/day.ts';
import { compareQuarters, type Quarter, quarterSpan } from '../calendar/quarter.ts';
import { readCountedFew } from '../figures/stand-in.ts';
import { listInitiatives } from '../initiatives/initiative.store.ts';
import { type BedRecords, readBeds } from '../initiatives/kinds/bed-night.store.ts';
import { nightsAvailable, nightsUsed, quartersOfBeds } from '../initiatives/kinds/bed-night.ts';
import { initiativeKinds, totalsOn } from '../initiatives/kinds/initiative-kind.ts';
import { quartersBegun } from '../initiatives/kinds/kind-choices.ts';
import { openBooks } from '../ledger/figure.ts';
import type { Db } from '../platform/database.ts';

/** How long after a quarter its nights may still be paid for. */
const MONTHS_BEHIND = 3;

/**
 * Which payments stand in for children: those of initiatives that place children with carers, where one to five are
 * behind the nights that a payment can be for, and those of initiatives of whose events that have a cost for each few
 * were counted in a district. Divided by a known price it would tell how many.
 */
export class ChildrenBehind {
  private readonly fostering: ReadonlySet<string>;
  private readonly counted: ReadonlySet<string>;
  private readonly beds: BedRecords;
  private readonly quarters: readonly Quarter[];

  private constructor(
    fostering: ReadonlySet<string>,
    counted: ReadonlySet<string>,
    beds: BedRecords,
    quarters: readonly Quarter[],
  ) {
    this.fostering = fostering;
    this.counted = counted;
    this.beds = beds;
    this.quarters = quarters;
  }

  static async read(
    db: Db,
    officeId: number,
    { cutoff, today }: { cutoff: Moment; today: Day },
  ): Promise<ChildrenBehind> {
    const kinds = new Set(
      initiativeKinds()
        .filter((kind) => totalsOn(kind, 'bed-nights').length > 0)
        .map(({ code }) => code),
    );
    const initiatives = await listInitiatives(db, officeId, cutoff.seq);
    const beds = await readBeds(db, officeId, { upToSeq: cutoff.seq });
    // What was counted since tells as much of a payment that goes out now.
    const moments = [cutoff, await latestMoment(db, officeId)];
    const counted = await Promise.all(moments.map((moment) => readCountedFew(openBooks(db, officeId, moment))));
    return new ChildrenBehind(
      new Set(initiatives.filter(({ kind }) => kinds.has(kind)).map(({ ref }) => ref)),
      new Set(counted.flatMap((few) => [...few])),
      beds,
      await quartersBegun(db, officeId, today),
    );
  }

  /** Whether the initiative places children with carers. */
  fosters(initiative: string): boolean {
    return this.fostering.has(initiative);
  }

  /** Whether what the initiative paid stands in for children at all. */
  standsIn(initiative: string): boolean {
    return this.fosters(initiative) || this.counted.has(initiative);
  }

  /**
   * Whether a payment of an initiative on a day could tell of one to five children. Few in one district hide the
   * payments of every district: the whole less the others would show it. Where the use of open beds was not recorded
   * yet, nobody knows that it could not.
   */
  areFew({ initiative, day }: { initiative: string; day: Day }): boolean {
    if (this.counted.has(initiative)) return true;
    if (!this.fosters(initiative)) return false;
    const beds = this.beds.beds.filter((of) => of.initiative === initiative);
    const use = this.beds.use.filter((of) => of.initiative === initiative);
    const meant = quartersOfBeds(beds, use, this.quarters).filter((quarter) => {
      const { startsOn, endsOn } = quarterSpan(quarter);
      return startsOn <= day && day <= monthsLater(endsOn, MONTHS_BEHIND);
    });
    return meant.some((quarter) => {
      const inQuarter = use.filter((one) => compareQuarters(one.quarter, quarter) === 0);
      const open = beds.filter(({ place }) => nightsAvailable(beds, quarterSpan(quarter), place) > 0);
      const isUnknown = open.some(({ place }) => inQuarter.every((one) => one.place !== place));
      return isUnknown || nightsUsed(inQuarter, () => true)?.marker === 'c';
    });
  }
}
