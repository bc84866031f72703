import { comparePeriods } from '../calendar/period.ts';
import { initiativeFigures } from '../initiatives/initiative.figures.ts';
import { addUp, behindTotal } from '../ledger/balance.ts';
import {
  type Books,
  entriesFor,
  entryRow,
  type Figure,
  plain,
  signed,
  type TraceRow,
  type Value,
} from '../ledger/figure.ts';
import { type Scope, scopeFilter } from '../ledger/scope.ts';
import { figureHref, figureText } from '../ledger/shown-figure.ts';
import type { Pence } from '../money/pence.ts';
import { type DrawnPot, drawnYears } from './drawn-pots.ts';
import {
  addPeriods,
  countedPence,
  type ForecastPeriod,
  type ForecastYear,
  inYearMeant,
  isPeriodMeant,
  isUnforecast,
  ofScope,
  remainingPence,
  withinPeriods,
  yearMeant,
  yearsMeant,
} from './forecast-year.ts';
import { SPENT, spendToDate } from './spend.figures.ts';

const budgetCurrent = initiativeFigures.find(({ id }) => id === 'budget.current') as Figure;

/** A forecast stands for a whole initiative, and what is expected of it is divided over its sources at most. */
function isTooNarrow(scope: Scope): boolean {
  const { agreement, nature, place, category } = scope;
  return [agreement, nature, place, category].some((part) => part !== undefined);
}

function namesMoney({ source, allocation }: Scope): boolean {
  return source !== undefined || allocation !== undefined;
}

function namesPeriods({ period, quarter, through }: Scope): boolean {
  return [period, quarter, through].some((part) => part !== undefined);
}

/** Whether it is a question about whole years, which is all that a budget can be compared with. */
function isWholeYear(scope: Scope): boolean {
  return !isTooNarrow(scope) && !namesPeriods(scope);
}

const notApplicable = (scope: Scope): Value => ({ scope, value: null, marker: 'z', leavesOut: [] });

/** What a forecast figure is asked of: the initiatives' years that the scope means, with the periods that it names. */
interface Meant {
  /** The scope with its financial year named. */
  scope: Scope;
  years: ForecastYear[];
  /** What of the years' money is of the source and allocation that the scope names; null where it names none. */
  money: MeantMoney | null;
}

/** The part of initiatives' years that is of one source or allocation. */
interface MeantMoney {
  parts: MeantPart[];
  /** Initiatives that expect to spend and have no source to draw it on. */
  sourceless: string[];
}

interface MeantPart {
  initiative: string;
  source: string;
  allocation: string;
  spent: Pence;
  drawn: Pence;
}

async function meantBy(books: Books, scope: Scope): Promise<Meant> {
  const inYear = { ...scope, year: await yearMeant(books, scope) };
  if (namesMoney(scope)) return meantOfMoney(books, inYear);
  const years = await yearsMeant(books, inYear);
  return {
    scope: inYear,
    years: namesPeriods(scope) ? withinPeriods(years, (period) => isPeriodMeant(scope, period)) : years,
    money: null,
  };
}

async function meantOfMoney(books: Books, scope: Scope & { year: number }): Promise<Meant> {
  const drawn = ofScope(await drawnYears(books, scope.year), scope);
  const parts = drawn.flatMap(({ initiative, pots }) => partsOf(initiative, pots, scope));
  const holders = new Set(parts.map(({ initiative }) => initiative));
  const sourceless = drawn
    .filter((of) => of.pots.length === 0 && addPeriods([of], remainingPence) !== 0)
    .map(({ initiative }) => initiative);
  return { scope, years: drawn.filter(({ initiative }) => holders.has(initiative)), money: { parts, sourceless } };
}

/** The allocations' parts of an initiative's pots that a scope means. */
function partsOf(initiative: string, pots: readonly DrawnPot[], scope: Scope): MeantPart[] {
  return pots
    .filter(({ source }) => scope.source === undefined || source === scope.source)
    .flatMap(({ source, parts }) =>
      parts
        .filter(({ allocation }) => scope.allocation === undefined || allocation === scope.allocation)
        .map(({ allocation, spent, drawn }) => ({ initiative, source, allocation, spent, drawn })),
    );
}

/** What the meant money is expected to come to: its spend, and what is still drawn on it. */
function outturnPence({ years, money }: Meant): Pence {
  return money === null ? addPeriods(years, countedPence) : addUp(money.parts.map(({ spent, drawn }) => spent + drawn));
}

function stillExpectedPence({ years, money }: Meant): Pence {
  return money === null ? addPeriods(years, remainingPence) : addUp(money.parts.map(({ drawn }) => drawn));
}

/**
 * Initiatives with a budget in the year, and periods open in it, that nobody has forecast: an outturn would take
 * their rest of the year for nothing, so it says that it leaves them out.
 */
function unforecast({ years, money }: Meant): string[] {
  const sourceless = money?.sourceless ?? [];
  return [
    ...years.filter(isUnforecast).map(noneMade),
    ...sourceless.map((initiative) => `the forecast of ${initiative} (it has no source to draw on)`),
  ];
}

/** As `unforecast`, for the periods that are meant, whether they have closed since or not. */
function neverForecast({ years }: Meant): string[] {
  const asOpen = years.map((of) => ({ ...of, periods: of.periods.map((period) => ({ ...period, closed: false })) }));
  return asOpen.filter(isUnforecast).map(noneMade);
}

function noneMade({ initiative }: ForecastYear): string {
  return `the forecast of ${initiative} (none was made)`;
}

type ValueRow = TraceRow & { value: Pence };

function remainingRows({ years, money }: Meant): ValueRow[] {
  if (money !== null) return money.parts.filter(({ drawn }) => drawn !== 0).map(drawnRow);
  return years.flatMap(({ initiative, periods }) =>
    periods.flatMap((of) => {
      const value = remainingPence(of);
      if (value === 0) return [];
      const beyond = of.spent === 0 ? '' : ' beyond what was spent in it';
      return [forecastRow(initiative, `forecast for period ${of.period.number}${beyond}`, value)];
    }),
  );
}

function drawnRow({ initiative, source, allocation, drawn }: MeantPart): ValueRow {
  return forecastRow(initiative, `still expected to be drawn on ${source}, allocation ${allocation}`, drawn);
}

function forecastRow(initiative: string, what: string, value: Pence): ValueRow {
  return {
    label: `${initiative}, ${what}`,
    href: `/forecasts/${initiative}`,
    day: null,
    value,
    marker: '',
    expected: true,
  };
}

/** The spend of the year's money behind a question, and what is still expected: they add up to the outturn. */
async function outturnRows(books: Books, meant: Meant): Promise<TraceRow[]> {
  return [...(await spendToDate.trace(books, meant.scope)), ...remainingRows(meant)];
}

/** The outturn's rows that come after the period named: spend posted later, and what is still expected. */
async function rowsAfter(books: Books, { through, ...whole }: Scope): Promise<TraceRow[]> {
  if (!isWholeYear(whole)) return [];
  const meant = await meantBy(books, { ...whole, year: await yearMeant(books, { ...whole, through }) });
  const filter = { ...scopeFilter(meant.scope), ...SPENT };
  const later = behindTotal(await entriesFor(books, filter), filter).filter(
    ({ entry }) => through !== undefined && comparePeriods({ year: entry.year, number: entry.period }, through) > 0,
  );
  return [...later.map(({ entry, pence }) => entryRow(entry, pence)), ...remainingRows(meant)];
}

interface Definition extends Pick<Figure, 'id' | 'label' | 'means' | 'overUnder'> {
  /** Whether it may be asked of a period, a quarter or what is up to a period; else of a source or an allocation. */
  byPeriod: boolean;
  leavesOut?: (meant: Meant) => string[];
  value(meant: Meant): Pence;
  rows(books: Books, meant: Meant): Promise<TraceRow[]>;
}

/**
 * A figure in pence that is answered per initiative, and per period or per source and allocation; it is [z] for
 * anything narrower.
 */
function forecastFigure({ byPeriod, leavesOut = unforecast, value, rows, ...named }: Definition): Figure {
  const isAnswered = byPeriod ? (scope: Scope) => !isTooNarrow(scope) && !namesMoney(scope) : isWholeYear;
  return {
    ...named,
    unit: 'pence',
    values: (books, scopes) =>
      Promise.all(
        scopes.map(async (scope) => {
          if (!isAnswered(scope)) return notApplicable(scope);
          const meant = await meantBy(books, scope);
          return { ...plain(scope, value(meant)), leavesOut: leavesOut(meant) };
        }),
      ),
    trace: async (books, scope) => (isAnswered(scope) ? rows(books, await meantBy(books, scope)) : []),
  };
}

const outturn = forecastFigure({
  id: 'outturn',
  label: 'Outturn',
  means:
    'Spend to date plus the forecast for the rest of the year: a closed period counts its spend, an open one the greater of spend and forecast. What is still expected draws on the sources of an initiative in their order, each as far as it reaches, and on the last for what passes them all.',
  byPeriod: false,
  value: outturnPence,
  rows: outturnRows,
});

/** What the year is expected to come to, from the latest forecast as at the moment asked for. */
export const forecastFigures: Figure[] = [
  forecastFigure({
    id: 'forecast.in-period',
    label: 'Forecast',
    means:
      'The latest forecast of each period of the year, or of the period or quarter named, whatever was spent in it since.',
    byPeriod: true,
    leavesOut: neverForecast,
    value: ({ years }) => addPeriods(years, ({ forecast }) => forecast?.pence ?? 0),
    rows: async (_books, { years }) =>
      years.flatMap(({ initiative, periods }) =>
        periods.flatMap(({ period, forecast }) =>
          forecast === null
            ? []
            : [
                forecastRow(
                  initiative,
                  `forecast for period ${period.number}, made in period ${forecast.madeIn.number}`,
                  forecast.pence,
                ),
              ],
        ),
      ),
  }),
  forecastFigure({
    id: 'forecast.remaining',
    label: 'Forecast for the rest of the year',
    means:
      "For each open period, how far its forecast passes what was spent in it of the year's money. It draws on an initiative's sources in their order.",
    byPeriod: false,
    value: stillExpectedPence,
    rows: async (_books, meant) => remainingRows(meant),
  }),
  {
    id: 'forecast.after-period',
    label: 'Expected after the period',
    means: 'Outturn less what was spent up to and with the period named: later spend and forecast together.',
    unit: 'pence',
    values: (books, scopes) =>
      Promise.all(
        scopes.map(async (scope) => {
          const { through, ...whole } = scope;
          if (!isWholeYear(whole)) return notApplicable(scope);
          const meant = await meantBy(books, { ...whole, year: await yearMeant(books, scope) });
          if (meant.money !== null) {
            const [spent] = await spendToDate.values(books, [{ ...meant.scope, through }]);
            return plain(scope, outturnPence(meant) - (spent?.value ?? 0));
          }
          const { years } = meant;
          const until = (of: ForecastPeriod): Pence => (isPeriodMeant({ through }, of.period) ? of.spent : 0);
          return plain(
            scope,
            addPeriods(years, (of) => countedPence(of) - until(of)),
          );
        }),
      ),
    trace: rowsAfter,
  },
  outturn,
  forecastFigure({
    id: 'outturn.in-period',
    label: 'Counted in the outturn',
    means:
      "What a period or quarter counts in its year's outturn: a closed period its spend, an open one the greater of spend and forecast. All periods add up to the outturn.",
    byPeriod: true,
    value: ({ years }) => addPeriods(years, countedPence),
    rows: outturnRows,
  }),
  {
    id: 'over-under-spend',
    label: 'Over/(under)spend',
    means: 'Outturn less current budget: an overspend is positive, an underspend stands in brackets.',
    unit: 'pence',
    overUnder: true,
    values: async (books, scopes) => (await againstBudget(books, scopes)).map(({ over }) => over),
    trace: async (books, scope) => {
      if (!isWholeYear(scope)) return [];
      const budgets = await budgetCurrent.trace(books, { ...scope, year: await yearMeant(books, scope) });
      return [
        ...(await outturn.trace(books, scope)),
        ...budgets.map((row) => ({ ...row, value: signed(row.value ?? 0, -1) })),
      ];
    },
  },
  {
    id: 'over-under-spend.percent',
    label: 'Over/(under)spend in per cent',
    means: 'Over/(under)spend in per cent of the current budget, to one decimal; not applicable without a budget.',
    unit: 'tenths-of-percent',
    overUnder: true,
    values: async (books, scopes) =>
      (await againstBudget(books, scopes)).map(({ over, budget }) => {
        const tenths = over.value === null ? null : tenthsOfPercent(over.value, budget);
        return tenths === null ? notApplicable(over.scope) : { ...over, value: tenths };
      }),
    trace: async (books, scope) => {
      const [answer] = await againstBudget(books, [scope]);
      if (answer === undefined || answer.over.value === null) return [];
      const inYear = await inYearMeant(books, scope);
      const stated = (id: string, label: string, value: Pence, overUnder: boolean): TraceRow => ({
        label: `${label}: ${figureText({ unit: 'pence', overUnder }, { value, marker: '' })}`,
        href: figureHref(id, inYear),
        day: null,
        value: null,
        marker: '',
      });
      return [
        stated('over-under-spend', 'Over/(under)spend', answer.over.value, true),
        stated('budget.current', 'Current budget', answer.budget, false),
      ];
    },
  },
];

/** The outturn less the current budget of each scope, with that budget; one asking of each for all of them. */
async function againstBudget(books: Books, scopes: Scope[]): Promise<{ over: Value; budget: Pence }[]> {
  const outturns = await outturn.values(books, scopes);
  const inYear = await Promise.all(scopes.map(async (scope) => ({ ...scope, year: await yearMeant(books, scope) })));
  const budgets = await budgetCurrent.values(books, inYear);
  return outturns.map((value, index) => {
    const budget = budgets[index]?.value ?? 0;
    return { budget, over: value.value === null ? value : { ...value, value: value.value - budget } };
  });
}

/** A part of a budget in tenths of a per cent, half of one away from zero; null without a budget above zero. */
export function tenthsOfPercent(part: Pence, budget: Pence): number | null {
  if (budget <= 0) return null;
  const doubled = (BigInt(Math.abs(part)) * 2000n + BigInt(budget)) / (2n * BigInt(budget));
  return signed(Number(doubled), part < 0 ? -1 : 1);
}
