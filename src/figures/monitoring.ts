import type { PeriodKey } from '../calendar/period.ts';
import type { Quarter } from '../calendar/quarter.ts';
import type { Books, Value } from '../ledger/figure.ts';
import type { Scope } from '../ledger/scope.ts';
import type { FigureAsked } from '../ledger/shown-figure.ts';
import { answerFigures } from './registry.ts';

/** How far the figures of a column are narrowed by the row's period: not at all, up to it, or to it alone. */
type Reach = 'year' | 'through' | 'in';

/** The columns of the budget-monitoring report, in the order in which a pound moves. */
export const MONITORING_COLUMNS: readonly { figure: string; reach: Reach }[] = [
  { figure: 'budget.original', reach: 'year' },
  { figure: 'budget.current', reach: 'year' },
  { figure: 'budget.profile', reach: 'through' },
  { figure: 'spend.in-period', reach: 'in' },
  { figure: 'spend.to-date', reach: 'through' },
  { figure: 'spend.accruals', reach: 'through' },
  { figure: 'commitment.outstanding', reach: 'through' },
  { figure: 'budget.available', reach: 'through' },
  { figure: 'forecast.after-period', reach: 'through' },
  { figure: 'outturn', reach: 'year' },
  { figure: 'over-under-spend', reach: 'year' },
  { figure: 'over-under-spend.percent', reach: 'year' },
  { figure: 'spend.awaiting', reach: 'through' },
];

/** What a row of the report is up to: a period, or the last period of a quarter, which its own column then covers. */
export interface MonitoringSpan {
  through: PeriodKey;
  quarter?: Quarter;
}

/** What the report is asked: which money, of which rows (an absent reference is the total of them all), up to when. */
export interface MonitoringAsked {
  year: number;
  narrowed: Pick<Scope, 'source' | 'allocation' | 'place' | 'category'>;
  initiatives: readonly (string | undefined)[];
  spans: readonly MonitoringSpan[];
}

/** One row of the report, its values in the order of the columns. */
export interface MonitoringRow {
  initiative: string | undefined;
  span: MonitoringSpan;
  values: Value[];
}

/** The figures of every initiative and span asked about, all as at one moment: each figure is asked once for them all. */
export async function readMonitoring(books: Books, asked: MonitoringAsked): Promise<MonitoringRow[]> {
  const figures: FigureAsked[] = [];
  const rows: { initiative: string | undefined; span: MonitoringSpan; positions: number[] }[] = [];
  for (const initiative of asked.initiatives) {
    const whole: Scope = { ...asked.narrowed, ...(initiative === undefined ? {} : { initiative }), year: asked.year };
    // What is of the whole year is the same in each of its rows.
    const ofYear = MONITORING_COLUMNS.map(({ figure, reach }) =>
      reach === 'year' ? figures.push({ figure, scope: whole }) - 1 : null,
    );
    for (const span of asked.spans) {
      const through = { ...whole, through: span.through };
      const within =
        span.quarter === undefined ? { ...whole, period: span.through } : { ...whole, quarter: span.quarter };
      const positions = MONITORING_COLUMNS.map(
        ({ figure, reach }, column) =>
          ofYear[column] ?? figures.push({ figure, scope: reach === 'through' ? through : within }) - 1,
      );
      rows.push({ initiative, span, positions });
    }
  }
  const values = await answerFigures(books, figures);
  return rows.map(({ initiative, span, positions }) => ({
    initiative,
    span,
    values: positions.map((position) => values[position] as Value),
  }));
}
