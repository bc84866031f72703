import { yearLabel, yearShown } from '../calendar/financial-year.ts';
import type { Nature } from '../ledger/account.ts';
import { figureCell, type ShownFigure } from '../ledger/shown-figure.ts';
import { formatPounds } from '../money/pence.ts';
import type { Page } from '../people/door.ts';
import { whoShown } from '../people/person.ts';
import { errorSummary, Fields } from '../platform/form.pages.ts';
import type { FieldError, Typed } from '../platform/form.ts';
import { columns, head, instantCell, ref, type Table, words } from '../platform/table.ts';
import { headHref, headShown } from './budget-head.ts';
import { FUND } from './fund.pages.ts';
import type { Lapse } from './lapse.store.ts';
import type { LapsePlan } from './lapse.ts';
import { amount } from './request.pages.ts';
import type { FundingSource } from './source.store.ts';

/** What a source takes back of a year, with everything that its page shows. */
export interface LapseShown {
  source: FundingSource;
  year: number;
  nature: Nature;
  /** Whether the source gave money of the other nature for the year too. */
  hasOther: boolean;
  plan: LapsePlan;
  /** Of the whole source and year. */
  figures: readonly ShownFigure[];
  /** For each line of the plan: what is left. */
  left: readonly ShownFigure[];
  /** For each agreement that still binds money: how much. */
  bound: readonly ShownFigure[];
  lapses: readonly Lapse[];
  names: ReadonlyMap<number, string>;
  /** Why nothing can lapse now; null when it can. */
  obstacle: string | null;
  mayRecord: boolean;
}

/** The address of the page of a source and year. */
export function lapseHref(source: string, year: number, nature: Nature = 'revenue'): string {
  return `/funding-sources/${source}/lapses/${yearLabel(year)}${nature === 'revenue' ? '' : `?nature=${nature}`}`;
}

/** The heads that hold this money, with what is left there and what would go back. */
function leftTable({ source, year, nature, plan, left }: LapseShown): Table {
  return {
    caption: `${nature === 'capital' ? 'Capital' : 'Revenue'} of ${yearShown(year)}, head by head`,
    columns: columns('Budget head', '#Left', '#Would lapse'),
    rows: plan.lines.map((line, index) => [
      head(headShown(line.head), headHref(line.head, source.code)),
      left[index] === undefined ? amount(line.left) : figureCell(left[index]),
      amount(line.pence),
    ]),
    foot: [head('Together'), amount(null), amount(plan.pence)],
    notes: plan.lines.some(({ left }) => left < 0)
      ? ['A budget was overspent. The source bore that too, so that much less goes back.']
      : [],
    empty: `${source.code} gave no ${nature} money for ${yearShown(year)}.`,
  };
}

/** What a source takes back of a year: what is left head by head, what stands in the way, and what lapsed before. */
export function lapsePage(shown: LapseShown, errors: readonly FieldError[] = [], typed: Typed = {}): Page {
  const { source, year, nature, plan, obstacle, mayRecord } = shown;
  const fields = new Fields(typed, errors);
  const other = nature === 'revenue' ? 'capital' : 'revenue';
  const mayConfirm = mayRecord && obstacle === null;
  const isOwn = source.restriction === 'none';
  return {
    title: `What lapses of ${source.code} in ${yearShown(year)}`,
    caption: source.name,
    breadcrumbs: [
      FUND,
      { text: 'Funding sources', href: '/funding-sources' },
      { text: source.code, href: `/funding-sources/${source.code}` },
      { text: `Lapse ${yearShown(year)}` },
    ],
    errors: errorSummary(errors),
    next: obstacle ?? 'Nothing stands in the way. What is left goes back to the source when it is confirmed below.',
    figures: shown.figures,
    sections: isOwn
      ? []
      : [
          { table: leftTable(shown) },
          ...(plan.bound.length === 0 ? [] : [{ table: boundTable(shown) }]),
          { table: lapsedTable(shown) },
        ],
    forms: mayConfirm
      ? [
          {
            heading: 'Let it lapse',
            action: lapseHref(source.code, year),
            hidden: { nature, seen: String(plan.pence) },
            fields: [
              fields.longText('reason', 'Reason', {
                rows: 3,
                hint: 'Why it was not used. Write nothing about a person.',
              }),
            ],
            button: `Let ${formatPounds(plan.pence)} go back to ${source.code}`,
          },
        ]
      : [],
    links: [
      ...(isOwn ? [{ text: 'Carry-forwards', href: '/carry-forwards' }] : []),
      { text: 'Download as CSV', href: lapseHref(source.code, year, nature).replace(/(\?|$)/, '.csv$1') },
      ...(shown.hasOther
        ? [{ text: `Look at the ${other} money instead`, href: lapseHref(source.code, year, other) }]
        : []),
    ],
  };
}

function boundTable({ plan, bound, mayRecord }: LapseShown): Table {
  return {
    caption: 'Agreements that still bind money of the year',
    columns: columns('Agreement', '#Still bound', 'Release'),
    rows: plan.bound.map(({ agreement, left }, index) => [
      ref(agreement, `/agreements/${agreement}`),
      bound[index] === undefined ? amount(left) : figureCell(bound[index]),
      mayRecord
        ? { ...words('Release', `/agreements/${agreement}/releases/new`), hidden: ` from ${agreement}` }
        : words('By the finance manager'),
    ]),
    notes: [],
    empty: '',
  };
}

function lapsedTable({ lapses, names, year, source }: LapseShown): Table {
  return {
    caption: 'What lapsed before',
    columns: columns('Budget head', 'Kind', '#Amount', 'When', 'Who', 'Reason'),
    rows: lapses.map((lapse) => [
      head(headShown(lapse.head), headHref(lapse.head, source.code)),
      words(lapse.nature === 'capital' ? 'Capital' : 'Revenue'),
      amount(lapse.pence),
      instantCell(lapse.decidedAt),
      words(whoShown(names, lapse.decidedBy)),
      words(lapse.reason),
    ]),
    notes: [],
    empty: `Nothing of ${yearShown(year)} has lapsed.`,
  };
}

/** What would lapse now and what lapsed before, head by head, as a file. */
export function lapseFile({ source, year, nature, plan, lapses, names }: LapseShown): Table {
  const shared = [words(yearShown(year)), words(nature)];
  const lines = source.restriction === 'none' ? [] : plan.lines;
  return {
    caption: 'Lapse',
    columns: columns('State', 'Financial year', 'Revenue or capital', 'Budget head', 'Amount', 'When', 'Who', 'Reason'),
    rows: [
      ...lapses
        .filter((lapse) => lapse.nature === nature)
        .map((lapse) => [
          head('lapsed'),
          ...shared,
          words(headShown(lapse.head)),
          amount(lapse.pence),
          instantCell(lapse.decidedAt),
          words(whoShown(names, lapse.decidedBy)),
          words(lapse.reason),
        ]),
      ...lines.map((line) => [
        head('would lapse'),
        ...shared,
        words(headShown(line.head)),
        amount(line.pence),
        words(''),
        words(''),
        words(''),
      ]),
    ],
    notes: [],
    empty: '',
  };
}
