import { yearShown } from '../calendar/financial-year.ts';
import { periodLabel, periodShown } from '../calendar/period.ts';
import type { Page } from '../people/door.ts';
import { counted } from '../platform/count.ts';
import { errorSummary, Fields } from '../platform/form.pages.ts';
import type { FieldError, Typed } from '../platform/form.ts';
import { capital } from '../platform/sentence.ts';
import { type Cell, columns, head, number, type Table, tagged, words } from '../platform/table.ts';
import type { Hold } from './closing.ts';
import { type Obstacle, standing, type Weight } from './obstacle.ts';
import { PERIODS_WAY } from './period.pages.ts';
import type { Period } from './period.ts';
import type { Turn } from './period-turn.ts';
import { figureCell } from './shown-figure.ts';

const TAGS: Record<Weight, { text: string; classes: string }> = {
  stops: { text: 'Do this first', classes: 'govuk-tag--red' },
  // Kept on one line.
  'in the way': { text: 'In\u00a0the\u00a0way', classes: 'govuk-tag--yellow' },
  warning: { text: 'Warning', classes: 'govuk-tag--blue' },
};
const DONE = { text: 'Done', classes: 'govuk-tag--green' };
const NOT_KNOWN = { text: 'Not\u00a0known', classes: 'govuk-tag--grey' };
/** Nothing is in the way of a period that is closed already. */
const LEFT_OPEN = { text: 'Not\u00a0done', classes: 'govuk-tag--grey' };

/** What the weights of the list mean, said wherever it is shown. */
export const WEIGHTS_MEAN =
  'A period can be closed over what is in the way, with a reason that is kept. A warning never stops it and asks for ' +
  'no reason.';

/** A month-end list as a table: what was found, how it is mended, and, until the period is closed, what it weighs. */
export function obstacleTable(obstacles: readonly Obstacle[], isClosed = false): Table {
  return {
    caption: 'Month-end list',
    columns: columns('What', 'State', '#How many', '#Amount', 'Found', 'How to mend it'),
    rows: obstacles.map(({ name, weight, count, total, found, mend }) => [
      head(name),
      stateCell(count, isClosed ? LEFT_OPEN : TAGS[weight], isClosed ? 'not done' : weight),
      { ...number(count === null ? '' : String(count)), file: count },
      total === null ? number('') : figureCell(total),
      words(found),
      count === 0 ? words('') : { ...words(mend.text, mend.href), hidden: ` (${name})` },
    ]),
    notes: [],
    empty: 'Nothing is asked of this period.',
  };
}

function stateCell(count: number | null, tag: { text: string; classes: string }, inFile: string): Cell {
  if (count === null) return { ...tagged(NOT_KNOWN), file: 'not known' };
  return count === 0 ? { ...tagged(DONE), file: 'done' } : { ...tagged(tag), file: inFile };
}

/** A period as it is closed or reopened: what stands before it, and the form. */
export interface ClosingShown {
  period: Period;
  obstacles: readonly Obstacle[];
  turn: Turn;
}

/** The form that closes a period: what still stands in the way, and what closing means. */
export function closingPage(
  { period, obstacles, turn }: ClosingShown,
  typed: Typed = {},
  errors: readonly FieldError[] = [],
): Page {
  const left = obstacles.filter(({ count }) => (count ?? 0) > 0);
  const inTheWay = standing(obstacles, 'in the way').length;
  const fields = new Fields(typed, errors);
  const reason = fields.longText('reason', 'Why it is closed over what stands in the way', {
    rows: 3,
    hint: 'It is kept with the closing, and stands in the list of periods',
  });
  return {
    title: `Close ${nameOf(period)}`,
    wide: true,
    breadcrumbs: PERIODS_WAY,
    errors: errorSummary(errors),
    action: `/periods/${periodLabel(period)}/closing`,
    button: `Close period ${period.number}`,
    lede: [
      'Nothing more can be posted to a closed period. What still awaits approval in it goes to the next open one ' +
        'and keeps its own dates; an accrual does not, and can then no longer be approved. The forecast of the period ' +
        'gives way to what was spent.',
      turnSentence(turn),
      ...(left.length === 0 ? ['Nothing stands in the way.'] : [WEIGHTS_MEAN]),
    ],
    table: left.length === 0 ? null : { ...obstacleTable(left), caption: 'What still stands in the way' },
    // Kept where the reason was refused meanwhile, so that nothing has to be typed twice.
    fields: inTheWay > 0 || errors.some(({ field }) => field === 'reason') ? [reason] : [],
    links: [{ text: 'The whole month-end list', href: `/month-end/${periodLabel(period)}` }],
  };
}

/** What closing would post by itself, in a sentence. */
export function turnSentence({ next, accruals, releases }: Turn): string {
  if (next === null) {
    return accruals.length === 0
      ? 'The next financial year has not been made; nothing is waiting for it.'
      : `${counted(accruals.length, 'accrual has', 'accruals have')} no month to turn round in, since the next financial year has not been made.`;
  }
  if (accruals.length === 0 && releases.length === 0) return 'Closing posts nothing by itself.';
  const parts = [
    ...(accruals.length > 0
      ? [`${counted(accruals.length, 'accrual turns', 'accruals turn')} round in ${nameOf(next)}`]
      : []),
    ...(releases.length > 0
      ? [
          `${counted(releases.length, 'share of what was paid in advance is', 'shares of what was paid in advance are')} ` +
            `spent in ${nameOf(next)}`,
        ]
      : []),
  ];
  return `When it closes, ${parts.join(', and ')}.`;
}

/** A closed period that somebody would open again: what holds it, or why it is not its turn. */
export interface ReopeningShown {
  period: Period;
  /** The period that was closed last; only it can be reopened. */
  last: Period | undefined;
  held: readonly Hold[];
  current: Period | undefined;
}

/** The form that reopens a period, or what stands against it and the way forward. */
export function reopeningPage(
  { period, last, held, current }: ReopeningShown,
  typed: Typed = {},
  errors: readonly FieldError[] = [],
): Page {
  const isLast = last !== undefined && last.year === period.year && last.number === period.number;
  const mayReopen = isLast && held.length === 0;
  const fields = new Fields(typed, errors);
  return {
    title: `Reopen ${nameOf(period)}`,
    breadcrumbs: PERIODS_WAY,
    errors: errorSummary(errors),
    action: `/periods/${periodLabel(period)}/reopening`,
    button: `Reopen period ${period.number}`,
    lede: ledeOf({ period, last, held, current }, isLast),
    table: held.length === 0 ? null : heldTable(held),
    fields: [fields.longText('reason', 'Why it is reopened', { rows: 3, hint: 'It is kept, and stands in the list' })],
    formless: !mayReopen && errors.length === 0,
    links:
      held.length > 0
        ? [{ text: 'Record an adjustment', href: '/spend/adjustments/new' }]
        : [{ text: 'All periods', href: '/periods' }],
  };
}

function ledeOf({ period, last, held, current }: ReopeningShown, isLast: boolean): string[] {
  if (!period.closed) return [`${periodShown(period)} is open.`];
  if (!isLast && last !== undefined) {
    return [
      `Periods reopen in the reverse order: ${nameOf(last)} was closed last, and is the only one that can be reopened.`,
    ];
  }
  if (held.length > 0) {
    const where = current === undefined ? 'the next open period' : nameOf(current);
    return [
      `${periodShown(period)} stays closed: what was published or submitted rests on it, and never changes.`,
      `The way forward is an adjustment. It is recorded in ${where}, names this period and says why; pages, the next ` +
        'pack and the next return then show what it was, what it is, and the reason.',
    ];
  }
  return [
    'What was closed by mistake can be put right in its own period. No pack that was published and no return that was ' +
      'submitted rests on it.',
    'What its closing posted by itself stays where it is, and is not posted again when it closes again.',
  ];
}

function heldTable(held: readonly Hold[]): Table {
  return {
    caption: 'What holds it closed',
    columns: columns('What', 'Rests on everything up to'),
    rows: held.map(({ what, href, through }) => [
      head(capital(what), href),
      words(`${periodShown(through)} of ${yearShown(through.year)}`),
    ]),
    notes: [],
    empty: '',
  };
}

function nameOf(period: Period): string {
  return `${periodShown(period)} of ${yearShown(period.year)}`;
}
