import { describe, expect, test } from '@jest/globals';
import { bankHolidaysOf } from '../../src/calendar/bank-holidays.ts';
import { workingDayOnOrBefore } from '../../src/calendar/working-days.ts';

describe('the bank holidays of England and Wales', () => {
  test.each([
    // as they were published, month and day
    [2012, '01-02 04-06 04-09 05-07 06-04 06-05 08-27 12-25 12-26', 'the Diamond Jubilee'],
    [2015, '01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28', 'Boxing Day on a Saturday'],
    [2016, '01-01 03-25 03-28 05-02 05-30 08-29 12-26 12-27', 'Christmas Day on a Sunday'],
    [2020, '01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28', 'VE Day instead of the first Monday of May'],
    [2021, '01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28', 'Christmas on a weekend'],
    [2022, '01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27', 'the Platinum Jubilee and the state funeral'],
    [2023, '01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26', 'the coronation'],
    [2026, '01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28', 'an ordinary year'],
  ])('of %d are %s: %s', (year, days) => {
    expect(
      bankHolidaysOf(year)
        .map((day) => day.slice(5))
        .join(' '),
    ).toBe(days);
  });

  test.each([
    ['2016-03-31', '2016-03-31', 'a Thursday'],
    ['2016-03-28', '2016-03-24', 'Easter Monday, back over the weekend and Good Friday'],
    ['2016-01-01', '2015-12-31', "New Year's Day, in the year before"],
    ['2021-12-28', '2021-12-24', 'two substitute days after a weekend'],
    ['2021-05-09', '2021-05-07', 'the Sunday on which a year ended by law'],
  ])('%s has %s as its last working day: %s', (day, expected) => {
    expect(workingDayOnOrBefore(day)).toBe(expected);
  });
});
