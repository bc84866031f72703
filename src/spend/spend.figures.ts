import { comparePeriods } from '../calendar/period.ts';
import { initiativeFigures } from '../initiatives/initiative.figures.ts';
import { addUp, behindTotal, total } from '../ledger/balance.ts';
import {
  type Books,
  entryRow,
  type Figure,
  ledgerFigure,
  plain,
  signed,
  type TraceRow,
  type Value,
} from '../ledger/figure.ts';
import type { Period } from '../ledger/period.ts';
import { type Scope, scopeFilter } from '../ledger/scope.ts';
import type { Pence } from '../money/pence.ts';
import { type Forecast, readForecasts } from './forecast.store.ts';
import { listAmounts } from './spend.store.ts';
import { signedPence } from './spend.ts';

const SPENT = { accountKinds: ['spent'] } as const;

const spendToDate = ledgerFigure({
  id: 'spend.to-date',
  label: 'Spend to date',
  means: 'What was actually incurred and approved, less refunds, credits and reversals, net of recoverable VAT.',
  filter: SPENT,
});

const budgetCurrent = initiativeFigures.find(({ id }) => id === 'budget.current') as Figure;

/** A forecast stands for a whole initiative; a narrower question cannot be answered from it. */
function isTooNarrow(scope: Scope): boolean {
  const { source, allocation, agreement, nature, place, category, quarter, period, through } = scope;
  return [source, allocation, agreement, nature, place, category, quarter, period, through].some(
    (part) => part !== undefined,
  );
}

const notApplicable = (scope: Scope): Value => ({ scope, value: null, marker: 'z', leavesOut: [] });

function forecastsOf(books: Books): Promise<Forecast[]> {
  return books.once('spend.forecasts', () => readForecasts(books.db, books.officeId, { moment: books.moment }));
}

/** The financial year meant: the one named, or that of the current period as at the moment. */
async function yearMeant(books: Books, scope: Scope): Promise<number> {
  if (scope.year !== undefined) return scope.year;
  const periods = await books.periods();
  const open = periods.find((period) => !period.closed);
  return open?.year ?? periods.at(-1)?.year ?? 0;
}

/**
 * What is still expected: for each open period of the year, how far its forecast passes what was spent in it. A
 * closed period counts its actuals, so nothing is expected of it any more.
 */
async function remaining(books: Books, scope: Scope): Promise<(TraceRow & { value: Pence })[]> {
  const year = await yearMeant(books, scope);
  const open = (await books.periods()).filter((period: Period) => period.year === year && !period.closed);
  const cells = await books.cells();
  const rows: (TraceRow & { value: Pence })[] = [];
  for (const { fund, initiative, period, pence } of await forecastsOf(books)) {
    const isMeant =
      (scope.initiative === undefined || scope.initiative === initiative) &&
      (scope.fund === undefined || scope.fund === fund) &&
      open.some((candidate) => comparePeriods(candidate, period) === 0);
    if (!isMeant) continue;
    const spent = total(cells, { ...SPENT, fund, initiative, period });
    const value = Math.max(0, pence - spent);
    if (value === 0) continue;
    const beyond = spent === 0 ? '' : ' beyond what was spent in it';
    rows.push({
      label: `${initiative}, forecast for period ${period.number}${beyond}`,
      href: `/forecasts/${initiative}`,
      day: null,
      value,
      marker: '',
    });
  }
  return rows;
}

async function outturnRows(books: Books, scope: Scope): Promise<TraceRow[]> {
  const year = await yearMeant(books, scope);
  return [...(await spendToDate.trace(books, { ...scope, year })), ...(await remaining(books, scope))];
}

async function outturnOf(books: Books, scope: Scope): Promise<Pence> {
  const year = await yearMeant(books, scope);
  const spent = total(await books.cells(), { ...scopeFilter({ ...scope, year }), ...SPENT });
  return spent + addUp((await remaining(books, scope)).map(({ value }) => value));
}

/** The outturn's rows that come after the period named: spend posted later, and what is still expected. */
async function rowsAfter(books: Books, { through, ...whole }: Scope): Promise<TraceRow[]> {
  const year = await yearMeant(books, whole);
  const filter = { ...scopeFilter({ ...whole, year }), ...SPENT };
  const later = behindTotal(await books.entries(), filter).filter(
    ({ entry }) => through === undefined || comparePeriods({ year: entry.year, number: entry.period }, through) > 0,
  );
  return [...later.map(({ entry, pence }) => entryRow(entry, pence)), ...(await remaining(books, whole))];
}

async function expectedAfter(books: Books, scope: Scope): Promise<Pence> {
  const year = await yearMeant(books, scope);
  const spent = total(await books.cells(), { ...scopeFilter({ ...scope, year }), ...SPENT });
  return (await outturnOf(books, { ...scope, year, through: undefined })) - spent;
}

/**
 * Initiatives with a budget in the year, and periods open in it, that nobody has forecast: an outturn would take
 * their rest of the year for nothing, so it says that it leaves them out.
 */
async function unforecast(books: Books, scope: Scope): Promise<string[]> {
  const year = await yearMeant(books, scope);
  const open = (await books.periods()).filter((period) => period.year === year && !period.closed);
  if (open.length === 0) return [];
  const budgeted = new Set<string>();
  for (const { account } of await books.cells()) {
    const isMeant =
      account.kind === 'initiative' &&
      account.year === year &&
      (scope.fund === undefined || account.fund === scope.fund) &&
      (scope.initiative === undefined || account.initiative === scope.initiative);
    if (isMeant) budgeted.add(account.initiative);
  }
  for (const { initiative, period } of await forecastsOf(books)) {
    if (open.some((candidate) => comparePeriods(candidate, period) === 0)) budgeted.delete(initiative);
  }
  return [...budgeted].toSorted().map((ref) => `the forecast of ${ref} (none was made)`);
}

function perInitiative(
  named: Pick<Figure, 'id' | 'label' | 'means' | 'overUnder'>,
  value: (books: Books, scope: Scope) => Promise<Pence>,
  trace: (books: Books, scope: Scope) => Promise<TraceRow[]>,
): Figure {
  return {
    ...named,
    unit: 'pence',
    values: (books, scopes) =>
      Promise.all(
        scopes.map(async (scope) =>
          isTooNarrow(scope)
            ? notApplicable(scope)
            : {
                ...plain(scope, await value(books, scope)),
                leavesOut: await unforecast(books, scope),
              },
        ),
      ),
    trace: async (books, scope) => (isTooNarrow(scope) ? [] : trace(books, scope)),
  };
}

/** Spend, what awaits approval, and what the year is expected to come to. */
export const spendFigures: Figure[] = [
  spendToDate,
  ledgerFigure({
    id: 'spend.in-period',
    label: 'Spend in the period',
    means: 'Spend posted in the period or quarter named.',
    filter: SPENT,
  }),
  ledgerFigure({
    id: 'spend.accruals',
    label: 'Accruals within spend',
    means: 'Accruals posted and not yet reversed. No accrual can be posted yet, so this is nothing.',
    filter: { ...SPENT, kinds: [] },
  }),
  {
    id: 'spend.awaiting',
    label: 'Awaiting approval',
    means: 'What has been entered or imported and not yet approved by somebody else; it is outside spend to date.',
    unit: 'pence',
    async values(books, scopes) {
      return Promise.all(
        scopes.map(async (scope) => plain(scope, addUp((await awaiting(books, scope)).map(signedPence)))),
      );
    },
    async trace(books, scope) {
      return (await awaiting(books, scope)).map((spend) => ({
        label: `${spend.ref} awaits approval`,
        href: `/spend/${spend.ref}`,
        day: spend.invoicedOn,
        value: signedPence(spend),
        marker: '' as const,
      }));
    },
  },
  perInitiative(
    {
      id: 'forecast.remaining',
      label: 'Forecast for the rest of the year',
      means: 'For each open period, how far its forecast passes what was spent in it.',
    },
    async (books, scope) => addUp((await remaining(books, scope)).map(({ value }) => value)),
    remaining,
  ),
  {
    id: 'forecast.after-period',
    label: 'Expected after the period',
    means: 'Outturn less what was spent up to and with the period named: later spend and forecast together.',
    unit: 'pence',
    values: (books, scopes) =>
      Promise.all(
        scopes.map(async (scope) =>
          isTooNarrow({ ...scope, through: undefined })
            ? notApplicable(scope)
            : plain(scope, await expectedAfter(books, scope)),
        ),
      ),
    trace: async (books, scope) => (isTooNarrow({ ...scope, through: undefined }) ? [] : rowsAfter(books, scope)),
  },
  perInitiative(
    {
      id: 'outturn',
      label: 'Outturn',
      means:
        'Spend to date plus the forecast for the rest of the year: a closed period counts its spend, an open one the greater of spend and forecast.',
    },
    outturnOf,
    outturnRows,
  ),
  perInitiative(
    {
      id: 'over-under-spend',
      label: 'Over/(under)spend',
      means: 'Outturn less current budget: an overspend is positive, an underspend stands in brackets.',
      overUnder: true,
    },
    async (books, scope) => {
      const year = await yearMeant(books, scope);
      const [budget] = await budgetCurrent.values(books, [{ ...scope, year }]);
      return (await outturnOf(books, scope)) - (budget?.value ?? 0);
    },
    async (books, scope) => {
      const year = await yearMeant(books, scope);
      const budgets = await budgetCurrent.trace(books, { ...scope, year });
      return [
        ...(await outturnRows(books, scope)),
        ...budgets.map((row) => ({ ...row, value: signed(row.value ?? 0, -1) })),
      ];
    },
  ),
];

async function awaiting(books: Books, scope: Scope) {
  const all = await books.once('spend.awaiting', () =>
    listAmounts(books.db, books.officeId, { status: 'awaiting approval', moment: books.moment }),
  );
  return all.filter(
    (spend) =>
      (scope.fund === undefined || spend.fund === scope.fund) &&
      (scope.initiative === undefined || spend.initiative === scope.initiative) &&
      (scope.agreement === undefined || spend.agreement === scope.agreement) &&
      (scope.nature === undefined || spend.nature === scope.nature) &&
      (scope.place === undefined || spend.place === scope.place) &&
      (scope.category === undefined || spend.category === scope.category) &&
      (scope.year === undefined || spend.period.year === scope.year) &&
      (scope.through === undefined || comparePeriods(spend.period, scope.through) <= 0) &&
      (scope.period === undefined || comparePeriods(spend.period, scope.period) === 0),
  );
}
