import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addDays, daysBetween } from '../../src/calendar/day.ts';
import {
  readSchoolYear,
  schoolYearLabel,
  schoolYearOfDay,
  schoolYearShown,
  schoolYearSpan,
} from '../../src/calendar/school-year.ts';
import { daysShared } from '../../src/calendar/span.ts';

const RUNS = { seed: 20150717, numRuns: 300 };
const anyYear = fc.integer({ min: 1900, max: 2098 });
const anyDay = fc.integer({ min: 0, max: 72_000 }).map((days) => addDays('1900-09-01', days));

describe('a school year', () => {
  test('runs from 1 September to 31 August', () => {
    expect(schoolYearSpan(2014)).toEqual({ startsOn: '2014-09-01', endsOn: '2015-08-31' });
    expect(schoolYearOfDay('2014-08-31')).toBe(2013);
    expect(schoolYearOfDay('2014-09-01')).toBe(2014);
    expect(schoolYearOfDay('2015-08-31')).toBe(2014);
  });

  test('holds every day once, and follows the one before without a gap', () => {
    fc.assert(
      fc.property(anyDay, (day) => {
        const { startsOn, endsOn } = schoolYearSpan(schoolYearOfDay(day));
        expect(startsOn <= day && day <= endsOn).toBe(true);
      }),
      RUNS,
    );
    fc.assert(
      fc.property(anyYear, (year) => {
        expect(addDays(schoolYearSpan(year).endsOn, 1)).toBe(schoolYearSpan(year + 1).startsOn);
        expect([365, 366]).toContain(daysBetween(schoolYearSpan(year).startsOn, schoolYearSpan(year + 1).startsOn));
      }),
      RUNS,
    );
  });

  test('is read as it is written, and nothing else is', () => {
    fc.assert(
      fc.property(anyYear, (year) => {
        expect(readSchoolYear(schoolYearLabel(year))).toBe(year);
        expect(readSchoolYear(schoolYearShown(year))).toBe(year);
      }),
      RUNS,
    );
    for (const text of ['2014-16', '2014', '2014-2015', '1899-00', '', '2014/1é']) {
      expect(readSchoolYear(text)).toBeNull();
    }
    expect(readSchoolYear('1999-00')).toBe(1999);
    expect(() => schoolYearSpan(2014.5)).toThrow(RangeError);
    expect(() => schoolYearOfDay('2014-02-30')).toThrow(RangeError);
  });
});

describe('the days that two spans share', () => {
  const anySpan = fc
    .tuple(fc.integer({ min: 0, max: 1500 }), fc.option(fc.integer({ min: 0, max: 900 }), { nil: null }))
    .map(([start, length]) => {
      const startsOn = addDays('2014-01-01', start);
      return { startsOn, endsOn: length === null ? null : addDays(startsOn, length) };
    });

  test('are counted with both ends, none where they do not meet', () => {
    const june = { startsOn: '2015-06-01', endsOn: '2015-06-30' };
    expect(daysShared(june, { startsOn: '2015-06-30', endsOn: null })).toBe(1);
    expect(daysShared(june, { startsOn: '2015-07-01', endsOn: null })).toBe(0);
    expect(daysShared(june, { startsOn: '2014-01-01', endsOn: '2016-01-01' })).toBe(30);
  });

  test('add up over spans that follow each other', () => {
    fc.assert(
      fc.property(anySpan, anyDay, (span, from) => {
        const first = { startsOn: from, endsOn: addDays(from, 89) };
        const second = { startsOn: addDays(from, 90), endsOn: addDays(from, 200) };
        const both = { startsOn: first.startsOn, endsOn: second.endsOn };
        expect(daysShared(both, span)).toBe(daysShared(first, span) + daysShared(second, span));
        expect(daysShared(both, span)).toBeGreaterThanOrEqual(0);
      }),
      RUNS,
    );
  });
});
