import { yearShown } from '../calendar/financial-year.ts';
import { type PeriodKey, periodShown } from '../calendar/period.ts';
import { addUp } from '../ledger/balance.ts';
import { formatPounds } from '../money/pence.ts';
import { amountCell, columns, head, type Table, words } from '../platform/table.ts';
import { type ScheduledShare, servedOf } from './schedule.store.ts';
import type { Spend } from './spend.ts';
import { periodCell } from './spend-list.pages.ts';

/** What of a schedule serves later years, as sentences. */
export function laterYearNotes(shares: readonly (PeriodKey & { pence: number })[], year: number): string[] {
  const years = [...new Set(shares.map((share) => share.year))].filter((served) => served !== year);
  return years.map((served) => {
    const pence = addUp(shares.filter((share) => share.year === served).map((share) => share.pence));
    return `${formatPounds(pence)} of it serves ${yearShown(served)}, and comes out of the money of that year month by month.`;
  });
}

/** The schedule of a payment in advance, with what of it has become spend. */
export function scheduleTable(spend: Spend, schedule: readonly ScheduledShare[]): Table {
  const { served, left } = servedOf(schedule);
  const isOver = spend.status === 'reversed' || spend.status === 'returned';
  return {
    caption: 'Schedule',
    columns: columns('Period it serves', 'Spent in', '#Share'),
    rows: schedule.map((share) => [
      head(`${periodShown(share)}${share.year === spend.period.year ? '' : `, ${yearShown(share.year)}`}`),
      share.releasedIn === null ? words(isOver ? 'Never' : 'Not yet') : periodCell(share.releasedIn),
      amountCell(share.pence),
    ]),
    foot: [head('The shares add up to'), words(''), amountCell(addUp([served, left]))],
    notes: [
      ...(spend.status === 'approved'
        ? [`${formatPounds(served)} has become spend, and ${formatPounds(left)} is still to come.`]
        : []),
      ...laterYearNotes(schedule, spend.period.year),
    ],
    empty: 'It has no schedule.',
  };
}
