import { yearLabel, yearShown } from '../calendar/financial-year.ts';
import { type PeriodKey, periodLabel, periodShown } from '../calendar/period.ts';
import type { Initiative } from '../initiatives/initiative.store.ts';
import type { Period } from '../ledger/period.ts';
import { type FigureAsked, figureCell, figureNotes, type ShownFigure } from '../ledger/shown-figure.ts';
import { yearChoices } from '../ledger/year-choice.ts';
import { formatPounds, type Pence } from '../money/pence.ts';
import type { Page } from '../people/door.ts';
import { errorSummary, Fields } from '../platform/form.pages.ts';
import type { FieldError, Typed } from '../platform/form.ts';
import { type Cell, columns, head, type Table, words } from '../platform/table.ts';
import { forecastCell, gridTyped } from './forecast.form.ts';
import type { Forecast } from './forecast.store.ts';
import { SPEND } from './spend-way.ts';

const TOTALS = ['outturn', 'budget.current', 'over-under-spend'];

/** The figures of the table: each initiative's spend by period and its totals, then those of all together. */
export function gridFigures(
  initiatives: readonly Pick<Initiative, 'ref'>[],
  periods: readonly PeriodKey[],
  year: number,
): FigureAsked[] {
  const keys = periods.map(({ year: of, number }) => ({ year: of, number }));
  return [
    ...initiatives.flatMap(({ ref }) => [
      ...keys.map((period) => ({ figure: 'spend.in-period', scope: { initiative: ref, year, period } })),
      ...TOTALS.map((figure) => ({ figure, scope: { initiative: ref, year } })),
    ]),
    ...keys.map((period) => ({ figure: 'outturn.in-period', scope: { year, period } })),
    ...TOTALS.map((figure) => ({ figure, scope: { year } })),
  ];
}

/** A year's forecasts of every initiative with everything that their page shows. */
export interface GridShown {
  year: number;
  years: readonly number[];
  initiatives: readonly Initiative[];
  periods: readonly Period[];
  latest: readonly Forecast[];
  /** As `gridFigures` asked for them. */
  figures: readonly ShownFigure[];
  /** The act up to which all this stands. */
  seen: number;
  mayEnter: boolean;
}

interface GridLine {
  initiative: Initiative;
  spent: readonly ShownFigure[];
  totals: readonly ShownFigure[];
}

function linesOf({ initiatives, periods, figures }: GridShown): {
  lines: GridLine[];
  foot: Omit<GridLine, 'initiative'>;
} {
  const width = periods.length + TOTALS.length;
  const line = (index: number) => ({
    spent: figures.slice(index * width, index * width + periods.length),
    totals: figures.slice(index * width + periods.length, (index + 1) * width),
  });
  return {
    lines: initiatives.map((initiative, index) => ({ initiative, ...line(index) })),
    foot: line(initiatives.length),
  };
}

/** What the table is shown with besides what stands in the record. */
interface GridState {
  typed?: Typed;
  errors?: readonly FieldError[];
  /** What became of a pasted block. */
  messages?: readonly string[];
}

/** Every initiative's year in one form: actual spend of closed periods, and a box for each that is open. */
export function gridPage(shown: GridShown, { typed, errors = [], messages = [] }: GridState = {}): Page {
  const { year, years, initiatives, periods, latest, seen, mayEnter } = shown;
  const values = typed ?? gridTyped(latest);
  const { lines, foot } = linesOf(shown);
  const isOpen = periods.some(({ closed }) => !closed);
  return {
    title: `Forecasts for ${yearShown(year)}`,
    wide: true,
    breadcrumbs: [SPEND, { text: 'Forecasts' }],
    errors: errorSummary(errors),
    filter: {
      action: '/forecasts',
      button: 'Show the year',
      fields: [
        new Fields({ year: yearLabel(year) }, []).select('year', 'Financial year', yearChoices(years), {
          always: true,
        }),
      ],
    },
    action: '/forecasts',
    fillAction: '/forecasts/filling',
    year: yearLabel(year),
    seen,
    asks: mayEnter && isOpen && initiatives.length > 0,
    messages,
    columns: periods.map(columnOf),
    totals: foot.totals.map(({ label }) => label),
    rows: lines.map((line) => rowOf(shown, line, values, errors)),
    foot: {
      cells: foot.spent.map(totalCell),
      totals: foot.totals.map(totalCell),
    },
    notes: figureNotes(foot.totals),
    block: blockFields(shown, values, errors),
    links: [
      { text: 'Download these forecasts (CSV)', href: `/forecasts.csv?year=${yearLabel(year)}` },
      { text: 'Ring-fenced money at risk of lapsing', href: `/year-end/exposure?year=${yearLabel(year)}` },
    ],
  };
}

function columnOf(period: Period, index: number) {
  const [name = '', days = ''] = periodShown(period).replace(/\)$/, '').split(' (');
  return { index, name, days, shown: periodShown(period), closed: period.closed };
}

function rowOf(
  shown: GridShown,
  { initiative, spent, totals }: GridLine,
  values: Typed,
  errors: readonly FieldError[],
) {
  const { periods, latest, mayEnter } = shown;
  const { ref, name } = initiative;
  const own = latest.filter((forecast) => forecast.initiative === ref);
  return {
    ref,
    name,
    href: `/forecasts/${ref}`,
    isForecast: own.length > 0 || periods.every(({ closed }) => closed),
    cells: periods.map((period, index) => {
      const field = forecastCell(ref, period);
      const forecast = own.find((of) => periodLabel(of.period) === periodLabel(period));
      const actual = spent[index];
      const spentPence = actual?.value ?? 0;
      const stored = gridTyped(own)[field] ?? '';
      return {
        index,
        closed: period.closed,
        asks: mayEnter && !period.closed,
        field,
        label: `Forecast of ${ref} for ${periodShown(period)}, in pounds`,
        value: values[field] ?? '',
        stored,
        error: errors.find((candidate) => candidate.field === field)?.message,
        spent: { text: amountText(actual), href: actual?.href, pence: spentPence },
        counted: forecast === undefined ? spentPence : Math.max(spentPence, forecast.pence),
      };
    }),
    totals: totals.map(totalCell),
  };
}

/** An amount in a narrow column: where there is none, only the marker's letter. */
function amountText(figure: ShownFigure | undefined): string {
  if (figure === undefined) return '';
  return figure.value === null ? `[${figure.marker}]` : figure.text;
}

/** A total: the browser moves those that hang on what is typed. */
function totalCell(figure: ShownFigure) {
  return {
    text: figure.text,
    href: figure.href,
    marker: figure.value === null,
    pence: figure.value,
    moves: figure.figure !== 'budget.current' && figure.value !== null,
    overUnder: figure.figure === 'over-under-spend',
  };
}

/** Where a block is pasted without a script: the text, and the cell in which it begins. */
function blockFields({ initiatives, periods }: GridShown, typed: Typed, errors: readonly FieldError[]) {
  const firstOpen = periods.find(({ closed }) => !closed);
  const fields = new Fields(
    {
      'block-initiative': initiatives[0]?.ref ?? '',
      'block-period': firstOpen === undefined ? '' : periodLabel(firstOpen),
      ...typed,
    },
    errors,
  );
  return {
    open: errors.some(({ field }) => field === 'block'),
    fields: [
      fields.longText('block', 'Block of cells', {
        rows: 6,
        hint: 'Rows on lines and cells between tabs, as a spreadsheet copies them. Amounts may have £, commas and brackets; a lone dash is nothing; an empty cell leaves what stands there.',
      }),
      fields.select(
        'block-initiative',
        'Its first row is',
        initiatives.map(({ ref, name }) => ({ value: ref, text: `${ref} ${name}` })),
        { always: true },
      ),
      fields.select(
        'block-period',
        'Its first column is',
        periods.map((period) => ({ value: periodLabel(period), text: periodShown(period) })),
        { always: true },
      ),
    ],
  };
}

/** The table as a file: what closed periods spent and open ones are forecast at, with each initiative's totals. */
export function gridTable(shown: GridShown): Table {
  const { year, periods, latest } = shown;
  const { lines } = linesOf(shown);
  return {
    caption: `Forecasts for ${yearShown(year)}`,
    columns: columns(
      'Initiative',
      'Name',
      ...periods.map((period) => `#${periodShown(period)}, ${period.closed ? 'spent' : 'forecast'}`),
      '#Outturn',
      '#Current budget',
      '#Over/(under)spend',
    ),
    rows: lines.map(({ initiative, spent, totals }) => [
      head(initiative.ref),
      words(initiative.name),
      ...periods.map((period, index): Cell => {
        const forecast = latest.find(
          (of) => of.initiative === initiative.ref && periodLabel(of.period) === periodLabel(period),
        );
        return period.closed ? figureCell(spent[index] as ShownFigure) : saidCell(forecast?.pence ?? null);
      }),
      ...totals.map(figureCell),
    ]),
    notes: [],
    empty: 'There are no initiatives yet.',
  };
}

/** What somebody forecast; empty where nobody did, since that is not £0.00. */
export function saidCell(pence: Pence | null): Cell {
  return pence === null
    ? { text: '', kind: 'number', file: null }
    : { text: formatPounds(pence), kind: 'number', file: { amount: pence } };
}
