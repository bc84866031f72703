import type { Db } from '../platform/database.ts';

/** A period by its year and number. */
export interface PeriodNamed {
  year: number;
  period: number;
}

/**
 * Which periods there were, and which of them were closed, at any act: read again for verification alone, by none of
 * the code that posts.
 */
export class PeriodHistory {
  private readonly periods: (PeriodNamed & { seq: number })[];
  private readonly closings: (PeriodNamed & { closed: boolean; seq: number })[];

  private constructor(periods: PeriodHistory['periods'], closings: PeriodHistory['closings']) {
    this.periods = periods;
    this.closings = closings;
  }

  static async read(db: Db, officeId: number): Promise<PeriodHistory> {
    const periods = await db('period')
      .where({ office_id: officeId })
      .select('year', 'number as period', 'act_seq as seq');
    const closings = await db('period_closing')
      .where({ office_id: officeId })
      .orderBy('id')
      .select('year', 'number as period', 'closed', 'act_seq as seq');
    return new PeriodHistory(
      periods.toSorted((a, b) => order(a) - order(b)),
      closings.map((row) => ({ ...row, closed: row.closed === 1 })),
    );
  }

  /** Whether the period was closed before the act; now, without one. */
  wasClosed(of: PeriodNamed, before = Number.MAX_SAFE_INTEGER): boolean {
    const last = this.closings.findLast((closing) => order(closing) === order(of) && closing.seq < before);
    return last?.closed ?? false;
  }

  /** Whether the act itself closed the period. */
  isClosedBy(of: PeriodNamed, seq: number): boolean {
    return this.closings.some((closing) => order(closing) === order(of) && closing.closed && closing.seq === seq);
  }

  /** The oldest period that was open before the act; null when none was. */
  currentAt(before: number): PeriodNamed | null {
    return this.periods.find((period) => period.seq < before && !this.wasClosed(period, before)) ?? null;
  }

  /** The first month after the period, of those that had been made by the act; null when there was none. */
  monthAfter(of: PeriodNamed, by: number): PeriodNamed | null {
    return this.periods.find((p) => p.period <= 12 && order(p) > order(of) && p.seq <= by) ?? null;
  }

  /** The periods that are open now. */
  open(): PeriodNamed[] {
    return this.periods.filter((period) => !this.wasClosed(period));
  }
}

/** Periods as numbers in their order. */
export function order({ year, period }: PeriodNamed): number {
  return year * 100 + period;
}

/** A period as findings name it. */
export function named({ year, period }: PeriodNamed): string {
  return `period ${period} of ${year}`;
}
