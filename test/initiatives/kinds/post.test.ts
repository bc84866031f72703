import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addDays, daysBetween } from '../../../src/calendar/day.ts';
import { yearSpan } from '../../../src/calendar/financial-year.ts';
import {
  checkFillings,
  filledOn,
  fundedOn,
  type HeldPost,
  postMoney,
  vacantDays,
} from '../../../src/initiatives/kinds/post.ts';
import { vacancySentences, vacancyWords } from '../../../src/initiatives/kinds/vacancy.ts';
import type { Refusal } from '../../../src/platform/refusal.ts';

const RUNS = { seed: 20150717, numRuns: 400 };
const YEAR = yearSpan(2014);

/** A whole-time post at £31,200 a year, funded all through 2014/15 unless told otherwise. */
function held(
  post: Partial<HeldPost['post']>,
  ...fillings: [from: string, to: string | null, share?: number][]
): HeldPost {
  return {
    post: {
      ref: 'PO-001',
      label: 'Investigator 01',
      funded: { startsOn: '2014-04-01', endsOn: '2015-03-31' },
      share: 100,
      annual: 3_120_000,
      vacancy: null,
      ...post,
    },
    fillings: fillings.map(([startsOn, endsOn, share = 100], index) => ({
      ref: `FI-00${index + 1}`,
      post: 'PO-001',
      span: { startsOn, endsOn },
      share,
    })),
  };
}

function rule(work: () => void): string {
  try {
    work();
  } catch (error) {
    return (error as Refusal).rule;
  }
  return 'let through';
}

const anyDay = fc.integer({ min: 0, max: 1200 }).map((days) => addDays('2013-10-01', days));
const anySpan = fc
  .tuple(anyDay, fc.option(fc.integer({ min: 0, max: 800 }), { nil: null }))
  .map(([startsOn, length]) => ({ startsOn, endsOn: length === null ? null : addDays(startsOn, length) }));
const anyPost: fc.Arbitrary<HeldPost> = fc
  .record({
    funded: anySpan,
    share: fc.integer({ min: 1, max: 100 }),
    annual: fc.integer({ min: 0, max: 20_000_000 }),
    fillings: fc.array(fc.record({ span: anySpan, share: fc.integer({ min: 1, max: 100 }) }), { maxLength: 5 }),
  })
  .map(({ fillings, ...post }) => ({
    post: { ref: 'PO-001', label: 'Post', vacancy: null, ...post },
    fillings: fillings.map((filling, index) => ({ ref: `FI-${index}`, post: 'PO-001', ...filling })),
  }));

describe('the money of a post', () => {
  test('is its annual cost for a whole year, and its share of one by days', () => {
    expect(postMoney(held({}, ['2014-04-01', null]), YEAR)).toEqual({
      funded: 3_120_000,
      filled: 3_120_000,
      saving: 0,
    });
    expect(postMoney(held({}), YEAR)).toEqual({ funded: 3_120_000, filled: 0, saving: 3_120_000 });
    // 151 of 365 days: from 1 November to 31 March.
    const late = postMoney(held({}, ['2014-11-01', null]), YEAR);
    expect(late).toEqual({ funded: 3_120_000, filled: 1_290_740, saving: 1_829_260 });
    expect(postMoney(held({ share: 20 }), YEAR).funded).toBe(624_000);
    expect(postMoney(held({}, ['2014-04-01', '2014-09-30', 50], ['2014-04-01', null, 50]), YEAR).saving).toBe(777_863);
  });

  test('counts only days on which the post is funded, in the year that is asked about', () => {
    const post = held({ funded: { startsOn: '2014-05-01', endsOn: '2016-03-31' } }, ['2013-01-01', null]);
    const { funded, filled, saving } = postMoney(post, YEAR);
    expect([funded, filled, saving]).toEqual([2_863_562, 2_863_562, 0]);
    expect(postMoney(held({ funded: { startsOn: '2016-04-01', endsOn: null } }), YEAR).funded).toBe(0);
  });

  test('follows the stored dates of a year that a law drew out: 404 days of 2020/21 cost one annual cost', () => {
    const long = yearSpan(2020);
    const post = held({ funded: { startsOn: '2020-04-01', endsOn: null } }, ['2021-04-01', null]);
    expect(postMoney(post, long).funded).toBe(3_120_000);
    // 39 of 404 days.
    expect(postMoney(post, long).filled).toBe(301_188);
  });

  test('adds up: what is filled and what its vacancy saves are what is funded, to the penny, for any posts', () => {
    fc.assert(
      fc.property(fc.array(anyPost, { maxLength: 6 }), fc.integer({ min: 2013, max: 2021 }), (posts, year) => {
        const money = posts.map((post) => postMoney(post, yearSpan(year)));
        for (const { funded, filled, saving } of money) {
          expect(filled + saving).toBe(funded);
          expect(Math.min(funded, filled, saving)).toBeGreaterThanOrEqual(0);
        }
        for (const [index, { funded }] of money.entries()) {
          const { annual, share } = (posts[index] as HeldPost).post;
          expect(funded).toBeLessThanOrEqual(Math.ceil((annual * share) / 100));
        }
      }),
      RUNS,
    );
  });
});

describe('posts on a day', () => {
  test('are counted in posts and in hundredths of whole-time ones, from the first day to the last', () => {
    const post = held({ share: 60 }, ['2014-06-01', '2014-06-30', 40], ['2014-07-01', null, 60]);
    expect(fundedOn(post, '2014-03-31')).toEqual({ posts: 0, hundredths: 0 });
    expect(fundedOn(post, '2014-04-01')).toEqual({ posts: 1, hundredths: 60 });
    expect(filledOn(post, '2014-05-31')).toEqual({ posts: 0, hundredths: 0 });
    expect(filledOn(post, '2014-06-30')).toEqual({ posts: 1, hundredths: 40 });
    expect(filledOn(post, '2014-07-01')).toEqual({ posts: 1, hundredths: 60 });
    expect(filledOn(post, '2015-04-01')).toEqual({ posts: 0, hundredths: 0 });
  });

  test('are vacant while any of their share is not filled', () => {
    const june = { startsOn: '2014-06-01', endsOn: '2014-06-30' };
    expect(vacantDays(held({}), june)).toBe(30);
    expect(vacantDays(held({}, ['2014-06-11', '2014-06-20']), june)).toBe(20);
    expect(vacantDays(held({}, ['2014-01-01', null, 50]), june)).toBe(30);
    expect(vacantDays(held({}, ['2014-01-01', null, 50], ['2014-06-11', null, 50]), june)).toBe(10);
    expect(vacantDays(held({ funded: { startsOn: '2014-06-21', endsOn: null } }), june)).toBe(10);
  });

  test('are vacant on as many days as a count day by day finds', () => {
    fc.assert(
      fc.property(anyPost, anyDay, fc.integer({ min: 0, max: 120 }), (post, startsOn, length) => {
        const run = { startsOn, endsOn: addDays(startsOn, length) };
        let days = 0;
        for (let on = run.startsOn; on <= run.endsOn; on = addDays(on, 1)) {
          const { hundredths } = fundedOn(post, on);
          if (hundredths > 0 && filledOn(post, on).hundredths < hundredths) days += 1;
        }
        expect(vacantDays(post, run)).toBe(days);
        expect(days).toBeLessThanOrEqual(daysBetween(run.startsOn, run.endsOn) + 1);
      }),
      { ...RUNS, numRuns: 100 },
    );
  });
});

describe('fillings of a post', () => {
  test('follow each other, or share the post up to its own share', () => {
    const after = held({}, ['2014-06-01', '2014-06-30'], ['2014-07-01', null]);
    expect(rule(() => checkFillings(after, 'from-day'))).toBe('let through');
    const shared = held({}, ['2014-06-01', null, 60], ['2014-06-01', null, 40]);
    expect(rule(() => checkFillings(shared, 'from-day'))).toBe('let through');
  });

  test('are refused when they meet on one day, take more than the share, or leave the days that it is funded', () => {
    const meeting = held({}, ['2014-06-01', '2014-07-01'], ['2014-07-01', null]);
    expect(rule(() => checkFillings(meeting, 'from-day'))).toBe('beyond-share');
    expect(rule(() => checkFillings(held({ share: 50 }, ['2014-06-01', null, 51]), 'from-day'))).toBe('beyond-share');
    expect(rule(() => checkFillings(held({}, ['2014-03-31', null]), 'from-day'))).toBe('outside-funding');
    expect(rule(() => checkFillings(held({}, ['2014-06-01', '2015-04-01']), 'from-day'))).toBe('outside-funding');
    expect(rule(() => checkFillings(held({}, ['2015-04-01', null]), 'from-day'))).toBe('outside-funding');
  });
});

describe('why a year is underspent', () => {
  const facts = {
    year: 2014,
    ended: true,
    over: -60_000,
    saving: 60_000,
    rest: 0,
    posts: { on: '2015-03-31', filled: 14, funded: 30 },
  };
  test.each([
    [{}, 'underspent by £600.00. Vacant posts saved exactly that.'],
    [{ saving: 50_000, rest: -10_000 }, 'Vacant posts saved £500.00 of it; £100.00 has another cause.'],
    [{ saving: 70_000, rest: 10_000 }, 'Vacant posts saved £700.00; £100.00 of that is used by other costs.'],
    [{ over: 0, rest: 60_000 }, 'comes to its budget: what vacant posts saved, £600.00, is used by other costs.'],
    [
      { over: 5_000, rest: 65_000 },
      'overspent by £50.00. Without the £600.00 that vacant posts saved it would be £650.00.',
    ],
    [{ saving: 0, rest: -60_000 }, 'No post funded in 2014/15 was vacant'],
    [{ ended: false }, '2014/15 is expected to be underspent by £600.00. Vacant posts save exactly that.'],
  ])('%j', (changes, said) => {
    const text = vacancySentences({ ...facts, ...changes }).join(' ');
    expect(text).toContain(said);
    expect(text).toContain('On 31 March 2015, 14 of 30 posts were filled.');
    expect(vacancyWords({ ...facts, ...changes })).not.toContain('£');
  });
});
