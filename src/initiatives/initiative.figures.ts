import { comparePeriods } from '../calendar/period.ts';
import { addUp, total } from '../ledger/balance.ts';
import { type Books, type Figure, ledgerFigure, plain, type TraceRow } from '../ledger/figure.ts';
import { type Scope, scopeFilter } from '../ledger/scope.ts';
import { shareOut } from '../money/pence.ts';

const ORIGINAL = { accountKinds: ['initiative'], kinds: ['budget'] } as const;
const CURRENT = {
  accountKinds: ['initiative'],
  kinds: ['budget', 'budget-revision', 'virement', 'carry-in'],
} as const;

/** What each initiative may spend, and what agreements bind of it. */
export const initiativeFigures: Figure[] = [
  ledgerFigure({
    id: 'budget.original',
    label: 'Original budget',
    means: 'What the first decision of the financial year gave initiatives to spend.',
    filter: withoutPeriod(ORIGINAL),
  }),
  ledgerFigure({
    id: 'budget.current',
    label: 'Current budget',
    means: 'The original budget with every revision and virement decided since, and what was brought forward.',
    filter: withoutPeriod(CURRENT),
  }),
  {
    id: 'budget.profile',
    label: 'Profile to date',
    means: 'The current budget spread evenly over the twelve periods of its year, up to and with the period named.',
    unit: 'pence',
    async values(books, scopes) {
      return Promise.all(
        scopes.map(async (scope) => plain(scope, addUp((await profile(books, scope)).map((p) => p.value)))),
      );
    },
    async trace(books, scope) {
      return profile(books, scope);
    },
  },
  ledgerFigure({
    id: 'commitment.made',
    label: 'Bound by agreements',
    means: 'What agreements bound, less what was released from them.',
    filter: { accountKinds: ['agreement'], kinds: ['commit', 'release'] },
  }),
  ledgerFigure({
    id: 'commitment.signed',
    label: 'Value of agreements',
    means: 'What agreements bound when they were signed.',
    filter: { accountKinds: ['agreement'], kinds: ['commit'] },
  }),
  ledgerFigure({
    id: 'commitment.released',
    label: 'Released from agreements',
    means: 'What agreements no longer needed and gave back to their initiatives.',
    sign: -1,
    filter: { accountKinds: ['agreement'], kinds: ['release'] },
  }),
  ledgerFigure({
    id: 'commitment.outstanding',
    label: 'Commitment outstanding',
    means: 'What agreements bind and spend has not yet used.',
    filter: { accountKinds: ['agreement'] },
  }),
  ledgerFigure({
    id: 'budget.available',
    label: 'Available',
    means: 'What is left of budgets after commitments and spend; below zero it is an overspend.',
    filter: { accountKinds: ['initiative'] },
  }),
];

/** A budget belongs to its whole year: the period in which it was decided does not narrow it. */
function withoutPeriod(filter: typeof ORIGINAL | typeof CURRENT) {
  return (scope: Scope) => {
    const year = scope.year ?? scope.through?.year ?? scope.period?.year ?? scope.quarter?.year;
    return { ...filter, year, through: undefined, period: undefined, quarter: undefined };
  };
}

/** Each initiative's budget of each year, by period: the shares are whole pence and add up to the budget. */
async function profile(books: Books, scope: Scope): Promise<(TraceRow & { value: number })[]> {
  const cells = await books.cells();
  const periods = (await books.periods()).filter((period) => period.number <= 12);
  const meant = cells.filter(({ account }) => account.kind === 'initiative');
  const pairs = new Map(meant.map(({ account }) => [`${account.initiative}|${account.year}`, account]));
  const rows: (TraceRow & { value: number })[] = [];
  for (const { initiative, year } of pairs.values()) {
    if (scope.initiative !== undefined && scope.initiative !== initiative) continue;
    if (scope.year !== undefined && scope.year !== year) continue;
    const budget = total(cells, { ...scopeFilter(scope), ...withoutPeriod(CURRENT)(scope), initiative, year });
    if (budget === 0) continue;
    const ofYear = periods.filter((period) => period.year === year);
    const shares = shareOut(
      budget,
      ofYear.map(() => 1),
    );
    for (const [index, period] of ofYear.entries()) {
      const isMeant =
        (scope.through === undefined || comparePeriods(period, scope.through) <= 0) &&
        (scope.period === undefined || comparePeriods(period, scope.period) === 0) &&
        (scope.quarter === undefined ||
          (period.year === scope.quarter.year && Math.ceil(period.number / 3) === scope.quarter.quarter));
      if (!isMeant) continue;
      rows.push({
        label: `${initiative}, share of period ${period.number}`,
        href: `/initiatives/${initiative}`,
        day: period.endsOn,
        value: shares[index] as number,
        marker: '',
      });
    }
  }
  return rows;
}
