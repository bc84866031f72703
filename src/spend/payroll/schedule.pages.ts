import { type Day, formatDay } from '../../calendar/day.ts';
import { yearShown } from '../../calendar/financial-year.ts';
import { comparePeriods, type PeriodKey, periodLabel, periodShown } from '../../calendar/period.ts';
import type { Period } from '../../ledger/period.ts';
import { figureCell, type ShownFigure } from '../../ledger/shown-figure.ts';
import { columns, head, type Table, tagged } from '../../platform/table.ts';
import type { Spend } from '../spend.ts';
import type { RecordedLine } from './payroll.store.ts';
import { isRecorded } from './proposal.ts';
import type { Schedule } from './schedule.ts';

export type MonthState =
  | 'recorded'
  | 'recorded by hand'
  | 'accrued'
  | 'to be recorded'
  | 'closed, not recorded'
  | 'to come'
  | 'year not made';

const COLOURS: Record<MonthState, string> = {
  recorded: 'govuk-tag--green',
  'recorded by hand': 'govuk-tag--green',
  accrued: 'govuk-tag--blue',
  'to be recorded': 'govuk-tag--yellow',
  'closed, not recorded': 'govuk-tag--red',
  'to come': 'govuk-tag--grey',
  'year not made': 'govuk-tag--grey',
};

/** Where a month of a schedule stands, as a tag; the word carries it, the colour only helps. */
export function monthTag(state: MonthState): { text: string; classes: string } {
  return { text: `${state[0]?.toUpperCase()}${state.slice(1)}`, classes: COLOURS[state] };
}

/** What decides where a month of a schedule stands. */
export interface MonthAbout {
  month: PeriodKey;
  periods: readonly Period[];
  recorded: readonly RecordedLine[];
  /** What stands in the period of the same supplier that no schedule recorded. */
  standing: readonly Pick<Spend, 'kind'>[];
  today: Day;
}

export function monthState({ month, periods, recorded, standing, today }: MonthAbout): MonthState {
  const period = periods.find((of) => comparePeriods(of, month) === 0);
  if (period === undefined) return 'year not made';
  if (isRecorded(recorded, month)) {
    const own = recorded.filter((line) => line.live && comparePeriods(line.period, month) === 0);
    return own.every(({ outcome }) => outcome === 'by hand') ? 'recorded by hand' : 'recorded';
  }
  if (standing.some(({ kind }) => kind === 'accrual')) return 'accrued';
  if (period.closed) return 'closed, not recorded';
  return period.startsOn <= today ? 'to be recorded' : 'to come';
}

/** What is asked of each month of a schedule, in the order of the columns. */
export const MONTH_FIGURES = ['payroll.funded', 'payroll.filled', 'payroll.vacant', 'payroll.recorded'];

/** The months of a schedule with where each stands; each opens to its proposal. */
export function monthTable(
  { ref }: Schedule,
  months: readonly { month: PeriodKey; state: MonthState; figures: readonly ShownFigure[] }[],
): Table {
  return {
    caption: 'Its periods',
    columns: columns(
      'Period',
      'State',
      '#Recharge of posts funded',
      '#Recharge of posts filled',
      '#Underspend from vacant posts',
      '#Recorded in the period',
    ),
    rows: months.map(({ month, state, figures }) => [
      head(`${periodShown(month)} of ${yearShown(month.year)}`, `/payroll/${ref}/${periodLabel(month)}`),
      tagged(monthTag(state)),
      ...figures.map(figureCell),
    ]),
    notes: [
      'Posts count as they are recorded now, with starts that are expected. What was recorded counts while it awaits approval too, in the period that it was posted to.',
    ],
    empty: 'The schedule has no period.',
  };
}

/** What somebody must see to in the months of a schedule. */
export function monthWarnings(
  { ref }: Schedule,
  months: readonly { month: PeriodKey; state: MonthState }[],
  today: Day,
): string[] {
  const late = months.filter(({ state }) => state === 'closed, not recorded');
  if (late.length === 0) return [];
  const named = late.map(({ month }) => periodShown(month)).join(', ');
  const isOver = months.every(({ state }) => state !== 'to be recorded' && state !== 'to come');
  const way = isOver
    ? 'No later period of the schedule is open to propose it: name the entry that was made by hand, or let the schedule run longer.'
    : 'The oldest open period proposes what is missing; or name the entry that was made by hand.';
  return [`On ${formatDay(today)}, ${named} of ${ref} had closed without being recorded. ${way}`];
}
