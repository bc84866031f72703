import { addUp } from '../ledger/balance.ts';
import { type Books, type Figure, notApplicable, plain, type TraceRow, type Value } from '../ledger/figure.ts';
import type { Scope } from '../ledger/scope.ts';
import { figureHref } from '../ledger/shown-figure.ts';
import { formatPounds, type Pence } from '../money/pence.ts';
import { tenthsOfPercent } from '../spend/forecast.figures.ts';
import { type Currency, completenessIn, type InitiativeCompleteness } from './completeness.ts';

/** What initiatives of a currency carry of a year's current budget, and what that is of the whole. */
const CARRIED: readonly { currency: Currency; label: string; whose: string }[] = [
  {
    currency: 'up-to-date',
    label: 'Budget with outcomes up to date',
    whose: 'initiatives for which all that was expected of the quarter was said and approved',
  },
  {
    currency: 'stale',
    label: 'Budget with stale outcomes',
    whose: 'initiatives for which something that was expected of the quarter was not said or not approved',
  },
  {
    currency: 'unmeasured',
    label: 'Budget without measures',
    whose: 'initiatives that have no measure',
  },
];

async function carriedBy(books: Books, { quarter }: Scope, currency: Currency): Promise<InitiativeCompleteness[]> {
  if (quarter === undefined) return [];
  return (await completenessIn(books, quarter)).filter((of) => of.currency === currency && of.budget !== 0);
}

async function total(books: Books, { quarter }: Scope): Promise<Pence> {
  if (quarter === undefined) return 0;
  return addUp((await completenessIn(books, quarter)).map(({ budget }) => budget));
}

async function inPercent(books: Books, scope: Scope, part: Pence): Promise<Value> {
  const tenths = tenthsOfPercent(part, await total(books, scope));
  return tenths === null ? notApplicable(scope) : plain(scope, tenths);
}

function budgetRow({ initiative, budget }: InitiativeCompleteness): TraceRow {
  const { ref, name } = initiative;
  return { label: `${ref} ${name}`, href: `/initiatives/${ref}`, day: null, value: budget, marker: '' };
}

const COUNTS = [
  {
    part: 'expected',
    label: 'Observations expected',
    means: 'For each measure of an initiative, its places and categories in a quarter.',
  },
  {
    part: 'approved',
    label: 'Observations approved',
    means:
      'Of what is expected of an initiative in a quarter, what was said and approved: a number, or why there is none.',
  },
] as const;

async function measuresOf(books: Books, { quarter, initiative }: Scope): Promise<InitiativeCompleteness['measures']> {
  if (quarter === undefined || initiative === undefined) return [];
  const found = (await completenessIn(books, quarter)).find((of) => of.initiative.ref === initiative);
  return found?.measures ?? [];
}

/** Whether outcomes are up to date, and how much of the money that is true of. */
export const completenessFigures: Figure[] = [
  ...COUNTS.map(
    ({ part, label, means }): Figure => ({
      id: `completeness.${part}`,
      label,
      means,
      unit: 'count',
      values: (books, scopes) =>
        Promise.all(
          scopes.map(async (scope) =>
            scope.quarter === undefined || scope.initiative === undefined
              ? notApplicable(scope)
              : plain(scope, addUp((await measuresOf(books, scope)).map(({ completeness }) => completeness[part]))),
          ),
        ),
      trace: async (books, scope) =>
        (await measuresOf(books, scope)).map(({ measure, completeness }) => ({
          label: `${measure.code} ${measure.name}`,
          href: `/measures/${measure.code}`,
          day: null,
          value: completeness[part],
          marker: '',
        })),
    }),
  ),
  ...CARRIED.flatMap(({ currency, label, whose }): Figure[] => [
    {
      id: `completeness.${currency}`,
      label,
      means: `Current budget, in the financial year of the quarter named, of ${whose}.`,
      unit: 'pence',
      values: (books, scopes) =>
        Promise.all(
          scopes.map(async (scope) => {
            const budgets = (await carriedBy(books, scope, currency)).map(({ budget }) => budget);
            return scope.quarter === undefined ? notApplicable(scope) : plain(scope, addUp(budgets));
          }),
        ),
      trace: async (books, scope) => (await carriedBy(books, scope, currency)).map(budgetRow),
    },
    {
      id: `completeness.${currency}.percent`,
      label: `${label}, in per cent`,
      means: `What ${whose} carry of the current budget of all, to one decimal.`,
      unit: 'tenths-of-percent',
      values: (books, scopes) =>
        Promise.all(
          scopes.map(async (scope) => {
            const budgets = (await carriedBy(books, scope, currency)).map(({ budget }) => budget);
            return inPercent(books, scope, addUp(budgets));
          }),
        ),
      trace: async (books, scope) => [
        ...(await carriedBy(books, scope, currency)).map((of) => {
          const row = budgetRow(of);
          return { ...row, label: `${row.label}: ${formatPounds(of.budget)}`, value: null };
        }),
        {
          label: `Current budget of all initiatives: ${formatPounds(await total(books, scope))}`,
          href: figureHref('budget.current', { year: scope.quarter?.year }),
          day: null,
          value: null,
          marker: '',
        },
      ],
    },
  ]),
  {
    id: 'completeness.share.percent',
    label: 'Share of the budget',
    means: 'What one initiative carries of the current budget of all, in the financial year of the quarter named.',
    unit: 'tenths-of-percent',
    values: (books, scopes) =>
      Promise.all(
        scopes.map(async (scope) => {
          if (scope.quarter === undefined || scope.initiative === undefined) return notApplicable(scope);
          const found = (await completenessIn(books, scope.quarter)).find(
            ({ initiative }) => initiative.ref === scope.initiative,
          );
          return inPercent(books, scope, found?.budget ?? 0);
        }),
      ),
    trace: async (_books, { quarter, initiative }) =>
      [
        { label: 'Current budget of the initiative', scope: { initiative, year: quarter?.year } },
        { label: 'Current budget of all initiatives', scope: { year: quarter?.year } },
      ].map(({ label, scope }) => ({
        label,
        href: figureHref('budget.current', scope),
        day: null,
        value: null,
        marker: '' as const,
      })),
  },
];
