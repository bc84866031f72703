import fc from 'fast-check';
import type { Step } from '../history.ts';

const near = fc.constantFrom(-1, 0, 1);
const share = fc.constantFrom(0, 0.3, 0.5, 1, 1);
const aim = { near, share };
const yes = fc.boolean();
const which = fc.nat({ max: 5 });

const decided = (what: 'allocate' | 'budget' | 'commit' | 'release') =>
  fc.record({ do: fc.constant(what), ...aim, ringFenced: yes, reason: yes });

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 1, arbitrary: decided('allocate') },
  { weight: 2, arbitrary: decided('budget') },
  { weight: 2, arbitrary: decided('commit') },
  { weight: 1, arbitrary: decided('release') },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('spend' as const),
      ...aim,
      reason: yes,
      bound: yes,
      own: yes,
      twice: yes,
      late: fc.constantFrom(false, false, true),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('approve-late' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('refund' as const), near, which }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('reverse' as const), which, again: yes }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('replay' as const), other: yes }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('accrue' as const),
      ...aim,
      reason: yes,
      bound: yes,
      late: fc.constantFrom(false, false, true),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('approve-accrual' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('reverse-accrual' as const), which }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('pay-in-advance' as const),
      ...aim,
      reason: yes,
      bound: yes,
      months: fc.integer({ min: 1, max: 5 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('reverse-prepayment' as const), which }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('adjust' as const),
      ...aim,
      reason: yes,
      credit: yes,
      ago: fc.constantFrom(0, 0, 1),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('vire' as const),
      ...aim,
      ringFenced: yes,
      back: yes,
      consent: yes,
      reason: yes,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('carry' as const),
      ...aim,
      ringFenced: yes,
      level: fc.constantFrom('unallocated', 'allocation', 'initiative'),
      consent: fc.constantFrom(true, true, false),
      late: fc.constantFrom(false, false, true),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('lapse' as const), ringFenced: fc.constantFrom(true, true, false) }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('close' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('reopen' as const), held: yes }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('post-closed' as const), adjusts: yes }) },
);

/** Histories whose amounts aim at the boundary: at random they would hardly ever meet it. */
export const history: fc.Arbitrary<Step[]> = fc.array(step, { minLength: 3, maxLength: 26, size: 'max' });
