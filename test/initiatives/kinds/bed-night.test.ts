import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addDays } from '../../../src/calendar/day.ts';
import { quarterSpan } from '../../../src/calendar/quarter.ts';
import {
  type Beds,
  type BedUse,
  checkBedNights,
  nightsAvailable,
  nightsUsed,
  occupancyPercent,
} from '../../../src/initiatives/kinds/bed-night.ts';
import type { Refusal } from '../../../src/platform/refusal.ts';

const RUNS = { seed: 20150717, numRuns: 300 };
const Q1 = { year: 2015, quarter: 1 } as const;
const beds = (number: number, startsOn: string, endsOn: string | null = null, place = 'E08000035'): Beds => ({
  place,
  number,
  open: { startsOn, endsOn },
});
const use = (children: number, nights: number, place = 'E08000035'): BedUse => ({
  place,
  quarter: Q1,
  children,
  nights,
});

function rule(work: () => void): string {
  try {
    work();
  } catch (error) {
    return (error as Refusal).rule;
  }
  return 'let through';
}

const anyDay = fc.integer({ min: 0, max: 3000 }).map((days) => addDays('2013-01-01', days));
const anyBeds = fc
  .tuple(fc.integer({ min: 0, max: 40 }), anyDay, fc.option(fc.integer({ min: 0, max: 900 }), { nil: null }))
  .map(([number, from, length]) => beds(number, from, length === null ? null : addDays(from, length)));

describe('bed nights available', () => {
  test('are beds by nights open in the quarter, the first and the last night included', () => {
    expect(nightsAvailable([beds(4, '2015-04-01')], quarterSpan(Q1))).toBe(4 * 91);
    expect(nightsAvailable([beds(2, '2015-06-30')], quarterSpan(Q1))).toBe(2);
    expect(nightsAvailable([beds(3, '2015-01-01', '2015-04-01')], quarterSpan(Q1))).toBe(3);
    expect(nightsAvailable([beds(3, '2015-07-01')], quarterSpan(Q1))).toBe(0);
    expect(
      nightsAvailable([beds(1, '2015-01-01'), beds(1, '2015-01-01', null, 'E08000032')], quarterSpan(Q1), 'E08000032'),
    ).toBe(91);
  });

  test('know the leap day, and the quarter that a law drew out', () => {
    expect(nightsAvailable([beds(1, '2015-01-01')], quarterSpan({ year: 2015, quarter: 4 }))).toBe(91);
    expect(nightsAvailable([beds(1, '2014-01-01')], quarterSpan({ year: 2014, quarter: 4 }))).toBe(90);
    expect(nightsAvailable([beds(1, '2020-01-01')], quarterSpan({ year: 2020, quarter: 4 }))).toBe(90 + 39);
  });

  test('are never below zero, and add up over runs that follow each other', () => {
    fc.assert(
      fc.property(fc.array(anyBeds, { maxLength: 5 }), anyDay, fc.nat(400), fc.nat(400), (all, startsOn, one, two) => {
        const first = { startsOn, endsOn: addDays(startsOn, one) };
        const second = { startsOn: addDays(first.endsOn, 1), endsOn: addDays(first.endsOn, 1 + two) };
        const both = { startsOn, endsOn: second.endsOn };
        expect(nightsAvailable(all, both)).toBe(nightsAvailable(all, first) + nightsAvailable(all, second));
        expect(nightsAvailable(all, first)).toBeGreaterThanOrEqual(0);
      }),
      RUNS,
    );
  });
});

describe('bed nights used', () => {
  test('are hidden with the one to five children whose they are, and so is every total with them', () => {
    const all = () => true;
    expect(nightsUsed([use(6, 200)], all)).toEqual({ value: 200, marker: '' });
    expect(nightsUsed([use(5, 200)], all)).toEqual({ value: null, marker: 'c' });
    expect(nightsUsed([use(6, 200), use(1, 12, 'E08000032')], all)).toEqual({ value: null, marker: 'c' });
    expect(nightsUsed([use(0, 0), use(7, 90, 'E08000032')], all)).toEqual({ value: 90, marker: '' });
    expect(nightsUsed([], all)).toBeNull();
  });

  test('show as much whatever the hidden ones are', () => {
    const small = fc.record({ children: fc.integer({ min: 1, max: 5 }), nights: fc.integer({ min: 5, max: 400 }) });
    const large = fc.record({ children: fc.integer({ min: 6, max: 30 }), nights: fc.integer({ min: 30, max: 900 }) });
    fc.assert(
      fc.property(fc.array(large, { maxLength: 4 }), small, small, (others, one, other) => {
        const shown = (hidden: { children: number; nights: number }) =>
          nightsUsed(
            [...others, hidden].map((of) => use(of.children, of.nights)),
            () => true,
          );
        expect(shown(one)).toEqual(shown(other));
      }),
      RUNS,
    );
  });

  test('are refused beyond the beds of their place and quarter, and without a child', () => {
    const shown = () => 'Leeds';
    const open = [beds(1, '2015-04-01')];
    expect(rule(() => checkBedNights(open, [use(6, 91)], 'nights', shown))).toBe('let through');
    expect(rule(() => checkBedNights(open, [use(6, 92)], 'nights', shown))).toBe('beyond-beds');
    expect(rule(() => checkBedNights(open, [use(6, 10, 'E08000032')], 'nights', shown))).toBe('beyond-beds');
    expect(rule(() => checkBedNights(open, [use(0, 10)], 'nights', shown))).toBe('nobody-placed');
    expect(rule(() => checkBedNights(open, [use(6, 5)], 'nights', shown))).toBe('nobody-placed');
    expect(rule(() => checkBedNights(open, [use(0, 0)], 'nights', shown))).toBe('let through');
  });

  test('are so much of those available, in whole per cent', () => {
    expect(occupancyPercent(271, 364)).toBe(74);
    expect(occupancyPercent(0, 0)).toBeNull();
  });
});
