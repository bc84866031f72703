import { daysBetween, formatDay, formatInstant } from '../calendar/day.ts';
import { yearShown } from '../calendar/financial-year.ts';
import { periodLabel, periodShown, quarterOf } from '../calendar/period.ts';
import type { Page } from '../people/door.ts';
import { whoShown } from '../people/person.ts';
import { columns, dayCell, head, instantCell, type Table, tagged, words } from '../platform/table.ts';
import type { Period } from './period.ts';
import type { Closing, StoredYear } from './period-history.store.ts';

/** Where the periods are listed, as the way down to their pages goes on. */
export const PERIODS_WAY = [
  { text: 'Fund', href: '/fund' },
  { text: 'Periods', href: '/periods' },
];
const OPEN = { text: 'Open', classes: 'govuk-tag--green' };
const CLOSED = { text: 'Closed', classes: 'govuk-tag--grey' };

/** The periods of an office, with who closed and reopened what. */
export interface PeriodsShown {
  years: readonly StoredYear[];
  periods: readonly Period[];
  /** Null for whoever does not see who decided what in the office. */
  history: { closings: readonly Closing[]; names: ReadonlyMap<number, string> } | null;
  may: { close: boolean; reopen: boolean; addYear: boolean };
}

/** The period that was closed last, which alone may be reopened; undefined while none is closed. */
export function lastClosed(periods: readonly Period[]): Period | undefined {
  return periods.findLast(({ closed }) => closed);
}

/** The periods of each financial year, the latest year first, and the history of their closings. */
export function periodListPage({ years, periods, history, may }: PeriodsShown): Page {
  const current = periods.find(({ closed }) => !closed);
  const last = lastClosed(periods);
  return {
    title: 'Periods',
    wide: history !== null,
    breadcrumbs: [{ text: 'Fund', href: '/fund' }, { text: 'Periods' }],
    lede: [
      current === undefined
        ? 'No period is open.'
        : `The current period is ${periodShown(current)} of ${yearShown(current.year)}: the oldest that is open. Periods close in order, and reopen in the reverse order.`,
    ],
    actions: [
      ...(may.close && current !== undefined
        ? [{ text: `Close period ${current.number}`, href: `/periods/${periodLabel(current)}/closing` }]
        : []),
      ...(may.reopen && last !== undefined
        ? [{ text: `Reopen period ${last.number}`, href: `/periods/${periodLabel(last)}/reopening` }]
        : []),
      ...(may.addYear ? [{ text: 'Add the next financial year', href: '/fund/years/new' }] : []),
    ],
    sections: [
      ...years.toReversed().map((year) => ({
        table: yearTable(
          year,
          periods.filter((period) => period.year === year.year),
          history,
        ),
      })),
      ...(history === null ? [] : [{ table: historyTable(history.closings, history.names) }]),
    ],
    links: history === null ? [] : [{ text: 'Month end of the current period', href: '/month-end' }],
  };
}

function yearTable(
  { year, startsOn, endsOn }: StoredYear,
  periods: readonly Period[],
  history: PeriodsShown['history'],
): Table {
  const days = daysBetween(startsOn, endsOn) + 1;
  const unusual = days === 365 || days === 366 ? '' : ` (${days} days, by law)`;
  return {
    caption: `${yearShown(year)}: ${formatDay(startsOn)} to ${formatDay(endsOn)}${unusual}`,
    columns: columns(
      'Period',
      'Quarter',
      'From',
      'To',
      'State',
      ...(history === null ? [] : ['Closed by', 'When', 'Reconciliation']),
    ),
    rows: periods.map((period) => [
      head(periodShown(period), history === null ? undefined : `/month-end/${periodLabel(period)}`),
      words(`Q${quarterOf(period.number)}`),
      dayCell(period.startsOn),
      dayCell(period.endsOn),
      tagged(period.closed ? CLOSED : OPEN),
      ...(history === null ? [] : closedCells(period, history)),
    ]),
    notes: [],
    empty: 'It has no periods.',
  };
}

function closedCells(period: Period, { closings, names }: NonNullable<PeriodsShown['history']>) {
  const closing = closings.findLast(({ year, number }) => year === period.year && number === period.number);
  const stands = period.closed ? closing : undefined;
  return [
    words(stands === undefined ? '' : whoShown(names, stands.decidedBy)),
    words(stands === undefined ? '' : formatInstant(stands.at)),
    { ...words('Reconcile', `/reconciliation/${periodLabel(period)}`), hidden: ` ${periodShown(period)}` },
  ];
}

function historyTable(closings: readonly Closing[], names: ReadonlyMap<number, string>): Table {
  return {
    caption: 'Reopenings, and closings over something in the way',
    columns: columns('Period', 'What', 'When', 'By', 'Reason'),
    rows: worthTelling(closings)
      .toReversed()
      .map((closing) => [
        head(`${yearShown(closing.year)} ${periodShown(closing)}`),
        words(closing.closed ? 'Closed' : 'Reopened'),
        instantCell(closing.at),
        words(whoShown(names, closing.decidedBy)),
        words(closing.reason ?? ''),
      ]),
    notes: [],
    empty: 'No period was reopened, and none was closed over something in the way.',
  };
}

/** What the tables of the years do not say: everything of a period that was reopened, and each reason. */
function worthTelling(closings: readonly Closing[]): Closing[] {
  const reopened = new Set(closings.filter(({ closed }) => !closed).map(periodLabel));
  return closings.filter((closing) => closing.reason !== null || reopened.has(periodLabel(closing)));
}
