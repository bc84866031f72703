import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addDays } from '../../../src/calendar/day.ts';
import type { PeriodKey } from '../../../src/calendar/period.ts';
import type { HeldPost } from '../../../src/initiatives/kinds/post.ts';
import { addUp } from '../../../src/ledger/balance.ts';
import { monthsOfYear, postMonth, yearCost } from '../../../src/spend/payroll/post-month.ts';

const RUNS = { seed: 20150731, numRuns: 300 };

/** A whole-time post at £31,200 a year, funded all the time unless told otherwise. */
function held(
  post: Partial<HeldPost['post']>,
  ...fillings: [from: string, to?: string | null, share?: number][]
): HeldPost {
  return {
    post: {
      ref: 'PO-001',
      label: 'Investigator 01',
      funded: { startsOn: '2014-04-01', endsOn: null },
      share: 100,
      annual: 31_200_00,
      vacancy: null,
      ...post,
    },
    fillings: fillings.map(([startsOn, endsOn = null, share = 100], index) => ({
      ref: `FI-00${index + 1}`,
      post: 'PO-001',
      span: { startsOn, endsOn },
      share,
    })),
  };
}

const P = (number: number, year = 2015): PeriodKey => ({ year, number });

describe('what a post costs in a period', () => {
  test.each<[name: string, post: HeldPost, period: PeriodKey, onCost: number, filled: number, vacancy: number]>([
    ['a whole month', held({}, ['2014-11-01']), P(4), 0, 2_600_00, 0],
    ['a start on 17 July: 15 of 31 days', held({}, ['2015-07-17']), P(4), 0, 1_258_06, 1_341_94],
    ['a leaver on 10 July: 10 of 31 days', held({}, ['2014-11-01', '2015-07-10']), P(4), 0, 838_71, 1_761_29],
    [
      'one leaves and the next starts: 10 and 11 of 31 days',
      held({}, ['2014-11-01', '2015-07-10'], ['2015-07-21']),
      P(4),
      0,
      1_761_29,
      838_71,
    ],
    ['a vacancy', held({}), P(4), 0, 0, 2_600_00],
    ['one day a week', held({ share: 20 }, ['2014-11-01', null, 20]), P(4), 0, 520_00, 0],
    ['half of a post is filled', held({}, ['2014-11-01', null, 50]), P(4), 0, 1_300_00, 1_300_00],
    [
      'funded from the 16th: 15 of 30 days',
      held({ funded: { startsOn: '2015-06-16', endsOn: null } }, ['2015-04-01']),
      P(3),
      0,
      1_300_00,
      0,
    ],
    ['with on-costs of 10%', held({}, ['2014-11-01']), P(4), 10, 2_860_00, 0],
    ['February of a leap year is a month like any other', held({}, ['2014-11-01']), P(11), 0, 2_600_00, 0],
    [
      'period 12 of the long year, left on 31 March: 31 of its 70 days',
      held({}, ['2014-11-01', '2021-03-31']),
      P(12, 2020),
      0,
      1_151_43,
      1_448_57,
    ],
    ['the year without period 1 has 11 periods', held({}, ['2014-11-01']), P(2, 2021), 0, 2_836_37, 0],
    [
      'its period 2 begins on 10 May: from the 21st 11 of 22 days',
      held({}, ['2021-05-21']),
      P(2, 2021),
      0,
      1_418_19,
      1_418_18,
    ],
  ])('%s', (_, post, period, onCost, filled, vacancy) => {
    expect(postMonth(post, period, onCost)).toMatchObject({ filled, vacancy, funded: filled + vacancy });
  });

  test('the odd pence of a year go to its earliest periods', () => {
    const post = held({ annual: 31_200_05 }, ['2014-04-01']);
    const months = monthsOfYear(2015).map((month) => postMonth(post, month).filled);
    expect(months).toEqual([
      260001, 260001, 260001, 260001, 260001, 260000, 260000, 260000, 260000, 260000, 260000, 260000,
    ]);
  });

  test.each([
    [2015, 12],
    [2020, 12],
    [2021, 11],
    [2022, 12],
  ])('%i has %i periods', (year, count) => {
    expect(monthsOfYear(year)).toHaveLength(count);
  });

  test('the periods of any year make the cost of the year exactly, whatever it is and whatever is added on top', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2013, max: 2024 }),
        fc.integer({ min: 0, max: 9_999_999_999 }),
        fc.integer({ min: 1, max: 100 }),
        fc.integer({ min: 0, max: 100 }),
        (year, annual, share, onCost) => {
          const post = held({ annual, share, funded: { startsOn: '2013-04-01', endsOn: null } }, [
            '2013-04-01',
            null,
            share,
          ]);
          const months = monthsOfYear(year).map((month) => postMonth(post, month, onCost));
          expect(addUp(months.map(({ filled }) => filled))).toBe(yearCost(post.post, onCost));
          const amounts = months.map(({ filled }) => filled);
          expect(Math.max(...amounts) - Math.min(...amounts)).toBeLessThanOrEqual(1);
        },
      ),
      RUNS,
    );
  });

  test('what is filled and what its vacancy saves are what is funded, for any start and leave', () => {
    const day = fc.integer({ min: 0, max: 3000 }).map((days) => addDays('2014-01-01', days));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(day, fc.option(day, { nil: null }), fc.integer({ min: 1, max: 100 })), { maxLength: 4 }),
        fc.tuple(day, fc.option(day, { nil: null })),
        fc.integer({ min: 2014, max: 2021 }),
        (fillings, [startsOn, endsOn], year) => {
          const post = held({ funded: { startsOn, endsOn } }, ...fillings);
          for (const month of monthsOfYear(year)) {
            const { whole, funded, filled, vacancy } = postMonth(post, month, 7);
            expect(filled + vacancy).toBe(funded);
            expect(Math.min(filled, vacancy)).toBeGreaterThanOrEqual(0);
            expect(funded).toBeLessThanOrEqual(whole);
          }
        },
      ),
      RUNS,
    );
  });
});
