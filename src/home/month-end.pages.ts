import { formatDay, formatInstant } from '../calendar/day.ts';
import { yearLabel, yearShown } from '../calendar/financial-year.ts';
import { periodLabel, periodShown } from '../calendar/period.ts';
import { quarterShown } from '../calendar/quarter.ts';
import { addUp } from '../ledger/balance.ts';
import { obstacleTable, turnSentence, WEIGHTS_MEAN } from '../ledger/closing.pages.ts';
import { standing } from '../ledger/obstacle.ts';
import { PERIODS_WAY } from '../ledger/period.pages.ts';
import type { Period } from '../ledger/period.ts';
import type { Closing } from '../ledger/period-history.store.ts';
import { figureCell } from '../ledger/shown-figure.ts';
import { formatPounds, type Pence } from '../money/pence.ts';
import type { Page } from '../people/door.ts';
import { counted } from '../platform/count.ts';
import { Fields } from '../platform/form.pages.ts';
import { type Cell, columns, head, number, ref, type Table, words } from '../platform/table.ts';
import { signedPence } from '../spend/spend.ts';
import { leftoverTables } from './leftover.pages.ts';
import type { MonthEnd } from './month-end.ts';

/** A period's month end with what the page says around its list. */
export interface MonthEndShown {
  period: Period;
  periods: readonly Period[];
  monthEnd: MonthEnd;
  /** How and by whom it was closed, when it is. */
  closing: Closing | undefined;
  names: ReadonlyMap<number, string>;
  may: { close: boolean; reopen: boolean };
}

/** The month-end list of a period, with what is behind each of its lines. */
export function monthEndPage(shown: MonthEndShown): Page {
  const { period, periods, monthEnd, may } = shown;
  const label = periodLabel(period);
  const current = periods.find(({ closed }) => !closed);
  const isCurrent = current !== undefined && periodLabel(current) === label;
  return {
    title: `Month end of ${periodShown(period)}`,
    caption: yearShown(period.year),
    wide: true,
    breadcrumbs: [...PERIODS_WAY, { text: 'Month end' }],
    lede: [stateSentence(shown, current), period.closed ? AS_IT_STANDS_NOW : WEIGHTS_MEAN],
    actions: [
      ...(may.close && isCurrent ? [{ text: `Close period ${period.number}`, href: `/periods/${label}/closing` }] : []),
      ...(may.reopen && period.closed
        ? [{ text: `Reopen period ${period.number}`, href: `/periods/${label}/reopening` }]
        : []),
      { text: 'Reconciliation', href: `/reconciliation/${label}` },
    ],
    filter: periodFilter('/month-end', period, periods),
    sections: [
      { table: obstacleTable(monthEnd.obstacles, period.closed) },
      { table: awaitingTable(shown) },
      ...leftoverTables(monthEnd.leftovers).map((table, index) =>
        index === 0 ? { heading: 'What is left over on both sides', id: 'leftovers', sentences: [], table } : { table },
      ),
      { heading: 'What closing posts by itself', sentences: [turnSentence(monthEnd.turn)] },
      ...(monthEnd.turn.accruals.length + monthEnd.turn.releases.length > 0 ? [{ table: turnTable(monthEnd) }] : []),
      ...(monthEnd.missing.length > 0 ? [{ table: missingTable(monthEnd) }] : []),
    ],
    links: [
      { text: 'The month-end list as a CSV file', href: `/month-end/${label}.csv` },
      { text: 'Year-end exposure', href: `/year-end/exposure?year=${yearLabel(period.year)}` },
      { text: 'All periods', href: '/periods' },
    ],
  };
}

const AS_IT_STANDS_NOW = 'The list is as it stands now, and holds nothing up any more.';

/** The list as it stands in its file. */
export function monthEndTable({ obstacles }: MonthEnd, isClosed: boolean): Table {
  return obstacleTable(obstacles, isClosed);
}

/** The question which period a page is about. */
export function periodFilter(action: string, period: Period, periods: readonly Period[]): unknown {
  const fields = new Fields({ period: periodLabel(period) }, []);
  const choices = periods.toReversed().map((other) => ({
    value: periodLabel(other),
    text: `${yearShown(other.year)} ${periodShown(other)}`,
  }));
  return { action, fields: [fields.select('period', 'Period', choices, { always: true, full: true })], button: 'Show' };
}

function stateSentence({ period, closing, names, monthEnd }: MonthEndShown, current: Period | undefined): string {
  if (period.closed) {
    const by = closing?.decidedBy === null ? 'the program' : (names.get(closing?.decidedBy ?? -1) ?? 'somebody');
    const when = closing === undefined ? '' : ` It was closed on ${formatInstant(closing.at)} by ${by}.`;
    const why = closing?.reason == null ? '' : ` Reason given: ${closing.reason}`;
    return `${periodShown(period)} is closed.${when}${why}`;
  }
  if (current !== undefined && periodLabel(current) !== periodLabel(period)) {
    return `${periodShown(period)} is open, and ${periodShown(current)} of ${yearShown(current.year)} closes before it.`;
  }
  return `${periodShown(period)} ends on ${formatDay(period.endsOn)}. ${stateInWords(monthEnd)}`;
}

/** The current period's month end as the landing page says it. */
export function monthEndNotice(period: Period, monthEnd: MonthEnd): { period: string; href: string; state: string } {
  return { period: periodShown(period), href: `/month-end/${periodLabel(period)}`, state: stateInWords(monthEnd) };
}

/** How far a period is from being closed, in a sentence. */
function stateInWords({ obstacles }: MonthEnd): string {
  const stops = standing(obstacles, 'stops').length;
  const inTheWay = standing(obstacles, 'in the way').length;
  const warnings = standing(obstacles, 'warning').length;
  const parts = [
    ...(stops > 0 ? [`${counted(stops, 'thing', 'things')} to do first`] : []),
    ...(inTheWay > 0 ? [`${counted(inTheWay, 'thing', 'things')} in the way`] : []),
    ...(warnings > 0 ? [counted(warnings, 'warning', 'warnings')] : []),
  ];
  return parts.length === 0 ? 'Nothing stands in the way of closing it.' : `There ${isOrAre(parts)}.`;
}

function isOrAre(parts: readonly string[]): string {
  return `${parts[0]?.startsWith('1 ') ? 'is' : 'are'} ${parts.join(' and ')}`;
}

function awaitingTable({ monthEnd, names }: MonthEndShown): Table {
  const { awaiting, batches, awaitingTotal } = monthEnd;
  const isEmpty = awaiting.length + batches.length === 0;
  return {
    caption: 'What awaits approval or acceptance',
    columns: columns('What', 'Initiative', 'Period', 'Entered by', '#Amount'),
    rows: [
      ...awaiting.map((spend) => [
        ref(spend.ref, `/spend/${spend.ref}`),
        words(spend.initiative, `/initiatives/${spend.initiative}`),
        words(periodShown(spend.period)),
        words(names.get(spend.enteredBy) ?? ''),
        amount(signedPence(spend), `/spend/${spend.ref}`),
      ]),
      ...batches.map((batch) => [
        ref(batch.ref, `/imports/${batch.ref}`),
        batch.initiative === null ? words('Several') : words(batch.initiative, `/initiatives/${batch.initiative}`),
        words(periodShown(batch.period)),
        words(names.get(batch.enteredBy) ?? ''),
        amount(batch.pence, `/imports/${batch.ref}`),
      ]),
    ],
    foot: [head('In all'), words(''), words(''), words(''), figureCell(awaitingTotal)],
    notes: isEmpty ? [] : ['It stays outside spend to date until somebody else approves or accepts it.'],
    empty: 'Nothing awaits approval or acceptance.',
  };
}

function turnTable({ turn: { next, accruals, releases } }: MonthEnd): Table {
  const where = next === null ? 'The next financial year has not been made' : periodShown(next);
  return {
    caption: 'Accruals and payments in advance that move',
    columns: columns('Spend', 'What happens', 'Where', 'Initiative', '#Effect on spend there'),
    rows: [
      ...accruals.map((accrual) => [
        head(accrual.spendRef ?? '', `/spend/${accrual.spendRef}`),
        words('The accrual turns round'),
        words(where),
        words(accrual.to.initiative),
        amount(-accrual.pence),
      ]),
      ...releases.map(({ entry, pence }) => [
        head(entry.spendRef ?? '', `/spend/${entry.spendRef}`),
        words('Paid in advance, now served'),
        words(where),
        words(entry.to.initiative),
        amount(pence),
      ]),
    ],
    foot: [
      head('In all'),
      words(''),
      words(''),
      words(''),
      amount(addUp([...accruals.map(({ pence }) => -pence), ...releases.map(({ pence }) => pence)])),
    ],
    notes: [],
    empty: '',
  };
}

function missingTable({ missing, quarter }: MonthEnd): Table {
  return {
    caption: `Observations missing in ${quarterShown(quarter)}`,
    columns: columns('Measure', 'Where', 'Initiative'),
    rows: missing.map(({ measure, places }) => [
      head(`${measure.code} ${measure.name}`, `/measures/${measure.code}`),
      words(places.map(({ name }) => name).join(', ')),
      words(measure.initiative),
    ]),
    notes: ['A warning: a period closes without them, and asks for no reason.'],
    empty: '',
  };
}

/** An amount that is no figure of its own: it leads to the record that says it. */
export function amount(pence: Pence, href?: string): Cell {
  return { text: formatPounds(pence), href, kind: 'number', file: { amount: pence } };
}

/** As `amount`; blank where nothing is known. */
export function amountOrNothing(pence: number | null): Cell {
  return pence === null ? number('') : amount(pence);
}
