import { formatShortDay } from '../calendar/day.ts';
import { yearShown } from '../calendar/financial-year.ts';
import { periodLabel, periodShown } from '../calendar/period.ts';
import type { Page } from '../people/door.ts';
import { formPage } from '../platform/form.pages.ts';
import type { FieldError } from '../platform/form.ts';
import { columns, head, type Table, tagged, words } from '../platform/table.ts';
import type { Period } from './period.ts';

const PERIODS = { text: 'Periods', href: '/periods' };
const OPEN = { text: 'Open', classes: 'govuk-tag--green' };
const CLOSED = { text: 'Closed', classes: 'govuk-tag--grey' };

/** The periods of each financial year, the latest year first; the oldest open one may be closed. */
export function periodListPage(periods: readonly Period[], mayClose: boolean): Page {
  const current = periods.find(({ closed }) => !closed);
  const years = [...new Set(periods.map(({ year }) => year))].toReversed();
  return {
    title: 'Periods',
    breadcrumbs: [{ text: 'Fund', href: '/fund' }, { text: 'Periods' }],
    lede: [
      current === undefined
        ? 'No period is open.'
        : `The current period is ${periodShown(current)} of ${yearShown(current.year)}: the oldest that is open. Periods close in order.`,
    ],
    actions:
      mayClose && current !== undefined
        ? [{ text: `Close period ${current.number}`, href: `/periods/${periodLabel(current)}/closing` }]
        : [],
    sections: years.map((year) => ({
      table: yearTable(
        year,
        periods.filter((period) => period.year === year),
      ),
    })),
  };
}

function yearTable(year: number, periods: readonly Period[]): Table {
  return {
    caption: `Financial year ${yearShown(year)}`,
    columns: columns('Period', 'From', 'To', 'State'),
    rows: periods.map((period) => [
      head(periodShown(period)),
      words(formatShortDay(period.startsOn)),
      words(formatShortDay(period.endsOn)),
      tagged(period.closed ? CLOSED : OPEN),
    ]),
    notes: [],
    empty: 'It has no periods.',
  };
}

/** The form that closes a period; it asks nothing, and says what closing means. */
export function closingPage(period: Period, errors: readonly FieldError[] = []): Page {
  const name = `${periodShown(period)} of ${yearShown(period.year)}`;
  return formPage(
    {
      title: `Close ${name}`,
      action: `/periods/${periodLabel(period)}/closing`,
      button: `Close period ${period.number}`,
      breadcrumbs: [{ text: 'Fund', href: '/fund' }, PERIODS],
      lede: [
        'Nothing more can be posted to a closed period. What still awaits approval in it goes to the next open one ' +
          'and keeps its own dates; its forecast gives way to what was spent.',
      ],
    },
    [],
    errors,
  );
}
