import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { seedDemonstration } from '../../seeds/demonstration.ts';
import { latestMoment } from '../../src/audit/moment.ts';
import { type Dimension, dimensionsOf } from '../../src/figures/dimensions.ts';
import { FIGURES, openFigure, readValues } from '../../src/figures/registry.ts';
import { type Books, openBooks } from '../../src/ledger/figure.ts';
import type { Scope } from '../../src/ledger/scope.ts';
import { addOffice } from '../../src/people/office.store.ts';
import { DATABASES, openWorld, type World } from '../world.ts';

/** A question by each dimension alone. */
const ASKED: Record<Dimension, Scope> = {
  fund: { fund: 'CSE' },
  source: { source: 'PCC' },
  nature: { nature: 'revenue' },
  allocation: { allocation: 'AL-2014-001' },
  initiative: { initiative: 'I-01' },
  agreement: { agreement: 'AG-2014-001' },
  place: { place: 'E08000035' },
  category: { category: '1' },
  year: { year: 2014 },
  quarter: { quarter: { year: 2014, quarter: 4 } },
  period: { period: { year: 2014, number: 12 } },
  through: { through: { year: 2014, number: 12 } },
  decision: { decision: 'D-2014-001' },
  act: { act: '1' },
  measure: { measure: 'SA-PUPILS' },
  cost: { cost: 'overtime' },
  of: { of: 'spend.to-date' },
  since: { since: '1' },
};

/**
 * What answers what, as finance people would say it: `x` answers, `.` is [z]. A figure that is about one head, one
 * decision, one act or one measure is asked with that besides.
 */
const TABLE = `
                              fund source nature allocation initiative agreement place category year quarter period through
fund.awarded                   x     x      x        .          .          .       .      .      x      x      x      x
fund.unallocated               x     x      x        .          .          .       .      .      x      x      x      x
fund.allocated                 x     x      x        x          .          .       .      .      x      x      x      x
fund.unbudgeted                x     x      x        x          .          .       .      .      x      x      x      x
fund.carried-in                x     x      x        x          x          .       .      .      x      x      x      x
fund.carried-out               x     x      x        x          x          .       .      .      x      x      x      x
fund.lapsed                    x     x      x        x          x          .       .      .      x      x      x      x
fund.reserve                   x     x      x        .          .          .       .      .      x      x      x      x
fund.traced                    x     x      x        x          x          x       .      .      x      x      x      x
budget.original                x     x      x        x          x          .       .      .      x      x      x      x
budget.current                 x     x      x        x          x          .       .      .      x      x      x      x
budget.profile                 x     x      x        x          x          .       .      .      x      x      x      x
budget.available               x     x      x        x          x          .       .      .      x      x      x      x
commitment.made                x     x      x        x          x          x       .      .      x      x      x      x
commitment.signed              x     x      x        x          x          x       .      .      x      x      x      x
commitment.released            x     x      x        x          x          x       .      .      x      x      x      x
commitment.varied              x     x      x        x          x          x       .      .      x      x      x      x
commitment.rolled              x     x      x        x          x          x       .      .      x      x      x      x
commitment.outstanding         x     x      x        x          x          x       .      .      x      x      x      x
clawback.asked                 x     .      .        .          x          x       .      .      .      .      .      .
clawback.repaid                x     .      .        .          x          x       .      .      .      .      .      .
clawback.outstanding           x     .      .        .          x          x       .      .      .      .      .      .
spend.to-date                  x     x      x        x          x          x       x      x      x      x      x      x
spend.in-period                x     x      x        x          x          x       x      x      x      x      x      x
spend.accruals                 x     x      x        x          x          x       x      x      x      x      x      x
spend.prepaid                  x     x      x        x          x          x       x      x      x      x      x      x
spend.restated                 x     x      x        x          x          x       x      x      x      x      x      x
spend.awaiting                 x     .      x        .          x          x       x      x      x      x      x      x
forecast.in-period             x     .      .        .          x          .       .      .      x      x      x      x
forecast.remaining             x     x      .        x          x          .       .      .      x      .      .      .
forecast.after-period          x     x      .        x          x          .       .      .      x      .      .      x
outturn                        x     x      .        x          x          .       .      .      x      .      .      .
outturn.in-period              x     .      .        .          x          .       .      .      x      x      x      x
over-under-spend               x     x      .        x          x          .       .      .      x      .      .      .
over-under-spend.percent       x     x      .        x          x          .       .      .      x      .      .      .
lapse.exposure                 x     x      x        .          x          .       .      .      x      .      .      .
posts.funded                   x     .      .        .          x          .       .       .      x      x      x      x
posts.filled                   x     .      .        .          x          .       .       .      x      x      x      x
posts.funded-wte               x     .      .        .          x          .       .       .      x      x      x      x
posts.filled-wte               x     .      .        .          x          .       .       .      x      x      x      x
posts.funded-cost              x     .      .        .          x          .       .       .      x      .      .      .
posts.filled-cost              x     .      .        .          x          .       .       .      x      .      .      .
posts.vacancy-saving           x     .      .        .          x          .       .       .      x      .      .      .
posts.unexplained              x     .      .        .          x          .       .       .      x      .      .      .
bed-nights.available           x     .      .        .          x          .       .       .      x      x      .      .
bed-nights.used                x     .      .        .          x          .       .       .      x      x      .      .
agreement.paid                 x     .      x        .          x          x       .      .      .      .      .      .
agreement.used                 x     .      x        .          x          x       .      .      .      .      .      .
agreement.in-hand              x     .      x        .          x          x       .      .      .      .      .      .
agreement.due-back             x     .      x        .          x          x       .      .      .      .      .      .
payable.open                   x     .      x        .          x          x       .      .      .      .      .      .
payroll.funded                 x     .      .        .          x          .       .       .      x      x      x      x
payroll.filled                 x     .      .        .          x          .       .       .      x      x      x      x
payroll.vacant                 x     .      .        .          x          .       .       .      x      x      x      x
payroll.recorded               x     .      .        .          x          .       .       .      x      x      x      x
grant.received                 .     x      x        .          .          .       .      .      x      .      .      x
grant.unused                   x     x      x        .          .          .       .      .      x      x      x      x
`;

/** Asked only about one thing of their own kind, which is named with every question. */
const OF_ONE: Record<string, Scope> = {
  'fund.virement-running': { initiative: 'I-01' },
  // Paid in instalments: what is paid on claim or by result has no schedule, so it reads [z].
  'agreement.scheduled': { agreement: 'AG-2015-003' },
  'agreement.due-to-date': { agreement: 'AG-2015-003' },
  'decision.headline': { decision: 'D-2014-001' },
  'decision.allocated': { decision: 'D-2014-001' },
  'decision.budgeted': { decision: 'D-2014-001' },
  'decision.moved': { decision: 'D-2014-001' },
  'decision.carried': { decision: 'D-2014-001' },
  'decision.carried-unallocated': { decision: 'D-2014-001' },
  'grant.threshold': { source: 'PCC', year: 2014 },
  'grant.share': { source: 'PCC', year: 2014 },
  'grant.eligible': { source: 'PCC', year: 2014 },
  'grant.claimable': { source: 'PCC', year: 2014 },
  'grant.claimed': { source: 'PCC', year: 2014 },
  'grant.claimed-before': { source: 'PCC', year: 2014 },
  'grant.claim': { source: 'PCC', year: 2014 },
  'virement.amount': { act: '1', initiative: 'I-01' },
  'carry-forward.amount': { act: '1' },
  'restatement.before': { act: '1' },
  'restatement.after': { act: '1' },
  'restatement.change': { act: '1' },
  // Nothing was published yet, so there is nothing to compare with.
  'since.before': { of: 'spend.to-date', since: '1' },
  'since.activity': { of: 'spend.to-date', since: '1' },
  'since.forecast': { of: 'spend.to-date', since: '1' },
  'since.restated': { of: 'spend.to-date', since: '1' },
  'since.defined': { of: 'spend.to-date', since: '1' },
  'since-count.before': { of: 'outcome.observed', since: '1' },
  'since-count.activity': { of: 'outcome.observed', since: '1' },
  'since-count.restated': { of: 'outcome.observed', since: '1' },
  'since-count.defined': { of: 'outcome.observed', since: '1' },
  'outcome.observed': { measure: 'SA-PUPILS', quarter: { year: 2014, quarter: 4 } },
  'outcome.target': { measure: 'SA-PUPILS', quarter: { year: 2014, quarter: 4 } },
  'outcome.share': { measure: 'SA-PUPILS', quarter: { year: 2014, quarter: 4 } },
  'outcome.year': { measure: 'SA-PUPILS', year: 2014 },
  'outcome.year-share': { measure: 'SA-PUPILS', year: 2014 },
  'unit-cost': { measure: 'SA-PUPILS', quarter: { year: 2015, quarter: 1 } },
  'unit-cost.spend': { measure: 'SA-PUPILS', quarter: { year: 2015, quarter: 1 } },
  'bed-nights.cost': { initiative: 'I-04', quarter: { year: 2015, quarter: 1 } },
  'bed-nights.spend': { initiative: 'I-04', quarter: { year: 2015, quarter: 1 } },
  ...Object.fromEntries(
    ['expected', 'approved', 'share.percent'].map((of) => [
      `completeness.${of}`,
      { initiative: 'I-02', quarter: { year: 2015, quarter: 1 } },
    ]),
  ),
  ...Object.fromEntries(
    ['up-to-date', 'stale', 'unmeasured'].flatMap((of) =>
      [of, `${of}.percent`].map((name) => [`completeness.${name}`, { quarter: { year: 2015, quarter: 1 } }]),
    ),
  ),
};

const [heading = '', ...lines] = TABLE.trim().split('\n');
const COLUMNS = heading.trim().split(/\s+/) as Dimension[];
const EXPECTED = lines.map((line) => {
  const [figure = '', ...marks] = line.trim().split(/\s+/);
  return { figure, answered: COLUMNS.filter((_, index) => marks[index] === 'x') };
});

describe.each(DATABASES)('what each figure can be asked by, on %s', (kind) => {
  let world: World;
  let books: Books;
  beforeAll(async () => {
    world = await openWorld(kind, seedDemonstration);
    books = openBooks(world.db, 1, await latestMoment(world.db, 1));
  }, 120_000);
  afterAll(() => world.close());

  test('every figure is in the table or is about one thing, and says of itself what the table says', () => {
    const listed = [...EXPECTED.map(({ figure }) => figure), ...Object.keys(OF_ONE)];
    expect(FIGURES.map(({ id }) => id).filter((id) => !listed.includes(id))).toEqual([]);
    expect(listed.filter((id) => !FIGURES.some((figure) => figure.id === id))).toEqual([]);
    for (const { figure, answered } of EXPECTED) {
      expect([figure, dimensionsOf(figure).toSorted()]).toEqual([figure, answered.toSorted()]);
    }
    for (const id of Object.keys(OF_ONE)) expect([id, dimensionsOf(id).length > 0]).toEqual([id, true]);
  });

  test.each(EXPECTED)('$figure', async ({ figure, answered }) => {
    const values = await readValues(
      books,
      figure,
      COLUMNS.map((dimension) => ASKED[dimension]),
    );
    const found = COLUMNS.filter((_, index) => values[index]?.marker !== 'z');
    expect(found.toSorted()).toEqual(answered.toSorted());
    // By what it knows nothing of, nothing is behind it either; by what it answers, what is behind it adds up to it.
    for (const [index, dimension] of COLUMNS.entries()) {
      const { rows, value } = await openFigure(books, figure, ASKED[dimension]);
      expect([dimension, value.value]).toEqual([dimension, values[index]?.value]);
      if (value.marker === 'z') expect([dimension, rows]).toEqual([dimension, []]);
      else if (value.value !== null && !figure.endsWith('percent')) {
        const sum = rows.reduce((total, row) => total + (row.value ?? 0), 0);
        expect([figure, dimension, sum]).toEqual([figure, dimension, value.value]);
      }
    }
  });

  test('a decision, an act and a measure narrow only what is about them', async () => {
    for (const { figure } of EXPECTED) {
      for (const dimension of ['decision', 'act', 'measure', 'cost'] as const) {
        const [value] = await readValues(books, figure, [ASKED[dimension]]);
        expect([figure, dimension, value?.marker]).toEqual([figure, dimension, 'z']);
      }
    }
    for (const [figure, scope] of Object.entries(OF_ONE)) {
      for (const dimension of dimensionsOf(figure)) {
        const { rows, value } = await openFigure(books, figure, { ...scope, ...ASKED[dimension] });
        if (value.marker === 'z' && dimension !== 'act') continue;
        expect(rows.every((row) => row.label !== '')).toBe(true);
      }
    }
  });

  test('every figure opens in an office that has no financial year yet', async () => {
    const office = { code: 'SY', name: 'A new office', areaCode: 'E23000011', commissionerTitle: 'Commissioner' };
    const id = await addOffice(world.db, { ...office, standingDay: null, demonstration: false });
    const empty = openBooks(world.db, id, { seq: 0, at: world.clock.now() });
    for (const { id: figure } of FIGURES) {
      const { value, rows } = await openFigure(empty, figure, {});
      expect([figure, value.value ?? 0, rows.filter((row) => (row.value ?? 0) !== 0)]).toEqual([figure, 0, []]);
    }
  });
});
