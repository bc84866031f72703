import type { Span } from '../../calendar/financial-year.ts';
import { compareQuarters, type Quarter, quarterShown, quarterSpan } from '../../calendar/quarter.ts';
import { daysShared, type OpenSpan } from '../../calendar/span.ts';
import { type ShownCount, shownCount, shownTotal } from '../../disclosure/count.ts';
import { addUp } from '../../ledger/balance.ts';
import { formatCount } from '../../platform/count.ts';
import { refused } from '../../platform/refusal.ts';

/** Beds that were opened together: from the first night to the last. */
export interface Beds {
  place: string;
  number: number;
  open: OpenSpan;
}

/** What was used of the beds of a place in a quarter, and by how many children. */
export interface BedUse {
  place: string;
  quarter: Quarter;
  nights: number;
  children: number;
}

/** The nights that beds were open in a run of days: beds × nights, both days included. */
export function nightsAvailable(beds: readonly Beds[], run: Span, place?: string): number {
  const meant = beds.filter((of) => place === undefined || of.place === place);
  return addUp(meant.map(({ number, open }) => number * daysShared(run, open)));
}

/**
 * The nights used that are meant: null where none was recorded, and hidden where any part of them stands for one to
 * five children, since a total less the others would show it.
 */
export function nightsUsed(use: readonly BedUse[], isMeant: (of: BedUse) => boolean): ShownCount | null {
  const meant = use.filter(isMeant);
  return meant.length === 0 ? null : shownTotal(meant.map(shownNights));
}

/** The nights of one record of use, hidden with the children whose they are. */
function shownNights({ nights, children }: BedUse): ShownCount {
  return shownCount(children, true).marker === 'c' ? { value: null, marker: 'c' } : { value: nights, marker: '' };
}

/** Nights used in whole per cent of those available; null where there were none. */
export function occupancyPercent(used: number, available: number): number | null {
  return available === 0 ? null : Math.round((used * 100) / available);
}

/**
 * Refuses more nights used in a place and quarter than beds were open there (`beyond-beds`), and nights without a
 * child or a child without a night (`nobody-placed`). The sentence names no number that may be hidden.
 */
export function checkBedNights(
  beds: readonly Beds[],
  use: readonly BedUse[],
  field: string,
  shown: (place: string) => string,
): void {
  for (const { place, quarter, nights, children } of use) {
    const available = nightsAvailable(beds, quarterSpan(quarter), place);
    if (nights > available) {
      throw refused(
        'beyond-beds',
        `${shown(place)} had ${formatCount(available)} bed nights open in ${quarterShown(quarter)}, and more were used ` +
          'than that. Record the beds first, or enter fewer nights.',
        field,
      );
    }
    if (nights < children || (children === 0 && nights > 0)) {
      throw refused(
        'nobody-placed',
        `Each child placed has at least one bed night in ${quarterShown(quarter)}, and nights are used by a child. Enter both again.`,
        field,
      );
    }
  }
}

/** The quarters in which beds were open or used, up to and with one, the earliest first. */
export function quartersOfBeds(beds: readonly Beds[], use: readonly BedUse[], quarters: readonly Quarter[]): Quarter[] {
  return quarters
    .filter(
      (quarter) =>
        nightsAvailable(beds, quarterSpan(quarter)) > 0 || use.some((of) => compareQuarters(of.quarter, quarter) === 0),
    )
    .toSorted(compareQuarters);
}
