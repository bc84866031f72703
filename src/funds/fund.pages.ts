import { formatDay } from '../calendar/day.ts';
import { yearShown } from '../calendar/financial-year.ts';
import { figureCell, figureNotes, type ShownFigure } from '../ledger/shown-figure.ts';
import type { Page } from '../people/door.ts';
import { columns, head, type Table } from '../platform/table.ts';
import type { Fund } from './fund.store.ts';
import type { FundingSource } from './source.store.ts';

/** The fund's own page, as the way down to what it is made of begins. */
export const FUND = { text: 'Fund', href: '/fund' };

/** What a fund shows for each source and year, left to right as a pound moves. */
export const FUND_FIGURES = [
  'fund.awarded',
  'fund.allocated',
  'fund.unallocated',
  'budget.current',
  'commitment.outstanding',
  'spend.to-date',
];

const HEADINGS = ['#Awarded', '#Allocated', '#Unallocated', '#Budgeted', '#Committed', '#Spent'];

/** What crossed an end of the year, or went back at it. */
export const YEAR_END_FIGURES = ['fund.carried-in', 'fund.carried-out', 'fund.lapsed'];

/** A financial year of a fund: a row for each source that has money of it. */
export interface FundYear {
  fund: Fund;
  year: number;
  /** The figures of `FUND_FIGURES` and of `YEAR_END_FIGURES`. */
  rows: { source: FundingSource; figures: ShownFigure[]; crossed: ShownFigure[] }[];
  total: ShownFigure[];
  crossed: ShownFigure[];
}

/** The funds with what each source gave them, year by year, and their allocations. */
export function fundPage(
  funds: readonly Fund[],
  years: readonly FundYear[],
  allocations: Table,
  sources: number,
  may: { addSource: boolean; allocate: boolean; decide: boolean; virements: boolean; spend: boolean },
): Page {
  return {
    title: funds.length === 1 ? (funds[0]?.name ?? 'The fund') : 'Funds',
    caption: funds.length === 1 ? 'The fund' : undefined,
    wide: true,
    lede:
      funds.length === 0
        ? ['No fund has been made yet.']
        : funds.map(({ name, startsOn }) => `${name} starts on ${formatDay(startsOn)}. Every number opens.`),
    actions: [
      ...(may.allocate && funds.length === 0 ? [{ text: 'Make a fund', href: '/fund/new' }] : []),
      ...(may.decide ? [{ text: 'Record a decision', href: '/decisions/new' }] : []),
      ...(may.addSource && funds.length > 0 ? [{ text: 'Add a funding source', href: '/funding-sources/new' }] : []),
      ...(may.allocate && sources > 0 ? [{ text: 'Allocate money', href: '/allocations/new' }] : []),
    ],
    sections: [
      ...years.flatMap((of) => [
        { table: yearTable(of, funds.length > 1) },
        ...(of.crossed.some(({ value }) => value !== 0) ? [{ table: crossedTable(of, funds.length > 1) }] : []),
      ]),
      { table: allocations },
    ],
    links: [
      { text: 'Funding sources', href: '/funding-sources' },
      { text: 'Decisions', href: '/decisions' },
      { text: 'Allocations', href: '/allocations' },
      ...(may.virements
        ? [
            { text: 'Virements', href: '/virements' },
            { text: 'Carry-forwards', href: '/carry-forwards' },
          ]
        : []),
      { text: 'Every pound', href: '/fund/every-pound' },
      ...(may.spend ? [{ text: 'Year-end exposure', href: '/year-end/exposure' }] : []),
      { text: 'Restatements', href: '/restatements' },
      { text: 'Periods', href: '/periods' },
      { text: 'What each figure means', href: '/figures' },
      ...(may.allocate ? [{ text: 'Add the next financial year', href: '/fund/years/new' }] : []),
    ],
  };
}

function yearTable({ fund, year, rows, total }: FundYear, named: boolean): Table {
  return {
    caption: named ? `${fund.name}, ${yearShown(year)}` : `Financial year ${yearShown(year)}`,
    columns: columns('Funding source', ...HEADINGS),
    rows: rows.map(({ source, figures }) => [
      head(source.name, `/funding-sources/${source.code}`),
      ...figures.map(figureCell),
    ]),
    foot: [head('All sources'), ...total.map(figureCell)],
    notes: figureNotes(total),
    empty: 'No source has awarded money for this year.',
  };
}

function crossedTable({ fund, year, rows, crossed }: FundYear, named: boolean): Table {
  return {
    caption: `${named ? `${fund.name}: what` : 'What'} crossed the ends of ${yearShown(year)}`,
    columns: columns('Funding source', '#Brought forward', '#Carried forward', '#Lapsed'),
    rows: rows.map(({ source, crossed: own }) => [
      head(source.name, `/funding-sources/${source.code}`),
      ...own.map(figureCell),
    ]),
    foot: [head('All sources'), ...crossed.map(figureCell)],
    notes: [],
    empty: '',
  };
}
