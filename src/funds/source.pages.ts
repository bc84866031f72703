import { yearShown } from '../calendar/financial-year.ts';
import { figureCell, figureNotes, type ShownFigure } from '../ledger/shown-figure.ts';
import type { Page } from '../people/door.ts';
import { Fields, formPage } from '../platform/form.pages.ts';
import type { Choice, FieldError, Typed } from '../platform/form.ts';
import { type Cell, columns, head, lines, type Table, words } from '../platform/table.ts';
import { FUND } from './fund.pages.ts';
import { lapseHref } from './lapse.pages.ts';
import { NATURES } from './money.form.ts';
import { RESTRICTIONS } from './source.form.ts';
import { type Award, type FundingSource, INVENTED } from './source.store.ts';

const SOURCES = { text: 'Funding sources', href: '/funding-sources' };

function restrictionShown({ restriction }: FundingSource): string {
  return RESTRICTIONS.find(({ value }) => value === restriction)?.text ?? restriction;
}

/** Every funding source. */
export function sourceListPage(
  sources: readonly FundingSource[],
  figures: readonly ShownFigure[][],
  mayAdd: boolean,
): Page {
  return {
    title: 'Funding sources',
    breadcrumbs: [FUND, { text: 'Funding sources' }],
    actions: mayAdd ? [{ text: 'Add a funding source', href: '/funding-sources/new' }] : [],
    sections: [
      {
        table: {
          caption: 'Money coming into the fund, all years',
          columns: columns('Code', 'Name', 'Funder', 'Restriction', '#Awarded', '#Unallocated'),
          rows: sources.map((source, index) => [
            head(source.code, `/funding-sources/${source.code}`),
            words(source.name),
            words(source.funder),
            words(source.restriction === 'none' ? 'None' : 'Ring-fenced'),
            ...(figures[index] ?? []).map(figureCell),
          ]),
          notes: [],
          empty: 'No funding source has been added.',
        } satisfies Table,
      },
    ],
  };
}

/** The awards of one year and nature, which the figures add up. */
export interface AwardGroup {
  year: number;
  nature: Award['nature'];
  awards: Award[];
}

/** One funding source with what it gave. */
export function sourcePage(
  source: FundingSource,
  groups: readonly AwardGroup[],
  figures: readonly ShownFigure[][],
  ends: readonly YearEndRow[],
  may: { award: boolean; lapse: boolean; spend: boolean },
): Page {
  return {
    title: source.name,
    caption: `Funding source ${source.code}`,
    breadcrumbs: [FUND, SOURCES, { text: source.code }],
    actions: may.award ? [{ text: 'Record an award', href: `/funding-sources/${source.code}/awards/new` }] : [],
    summary: [
      { key: 'Funder', cells: [words(source.funder)] },
      { key: 'Restriction', cells: [words(restrictionShown(source))] },
      {
        key: 'Conditions',
        cells: lines(source.conditions ?? 'None recorded'),
      },
    ],
    sections: [
      {
        table: {
          caption: 'Awards by financial year',
          columns: columns('Financial year', 'Kind', 'Reference', 'Decision', '#Awarded', '#Allocated', '#Unallocated'),
          rows: groups.map((group, index) => [
            head(yearShown(group.year)),
            words(group.nature === 'revenue' ? 'Revenue' : 'Capital'),
            referencesOf(group),
            decisionOf(group),
            ...(figures[index] ?? []).map(figureCell),
          ]),
          notes: figureNotes((figures ?? []).flat()),
          empty: 'This source has awarded nothing yet.',
        } satisfies Table,
      },
      { table: yearEndTable(source, ends, may.lapse) },
    ],
    links: [
      { text: 'What it paid to the office', href: `/grant-receipts?source=${source.code}` },
      { text: 'On what terms it is claimed', href: `/grant-terms?source=${source.code}` },
      { text: 'Which costs it can be claimed for', href: `/eligible-costs?source=${source.code}` },
      // Only what is ring-fenced goes back at the end of a year.
      ...(may.spend && source.restriction !== 'none'
        ? [{ text: 'Year-end exposure', href: '/year-end/exposure' }]
        : []),
    ],
  };
}

/** What of a source crossed an end of a year, or went back at it. */
export interface YearEndRow {
  year: number;
  nature: Award['nature'];
  /** The figures of `YEAR_END_FIGURES`. */
  figures: readonly ShownFigure[];
}

function yearEndTable(source: FundingSource, ends: readonly YearEndRow[], mayRead: boolean): Table {
  const lapses = source.restriction !== 'none' && mayRead;
  return {
    caption: 'Year ends',
    columns: columns(
      'Financial year',
      'Kind',
      '#Brought forward',
      '#Carried forward',
      '#Lapsed',
      ...(lapses ? ['Lapse'] : []),
    ),
    rows: ends.map(({ year, nature, figures }) => [
      head(yearShown(year)),
      words(nature === 'revenue' ? 'Revenue' : 'Capital'),
      ...figures.map(figureCell),
      ...(lapses
        ? [
            {
              ...words('What lapses', lapseHref(source.code, year, nature)),
              hidden: ` in ${yearShown(year)}, ${nature}`,
            },
          ]
        : []),
    ]),
    notes: [
      source.restriction === 'none'
        ? 'Own money does not lapse: what is left is carried forward by a decision, through the reserve.'
        : 'What is left lapses to the source, unless its funder consents that it be carried forward.',
    ],
    empty: 'This source has no money of any year yet.',
  };
}

function referencesOf({ awards }: AwardGroup): Cell {
  const cell = words(awards.map(({ reference }) => reference).join('; '));
  return awards.some(({ invented }) => invented) ? { ...cell, mark: INVENTED } : cell;
}

function decisionOf({ awards }: AwardGroup): Cell {
  const refs = [...new Set(awards.flatMap(({ decisionRef }) => (decisionRef === null ? [] : [decisionRef])))];
  return refs.length === 1 ? words(refs[0] as string, `/decisions/${refs[0]}`) : words(refs.join(', ') || 'None cited');
}

/** The form that adds a funding source. */
export function sourceFormPage(funds: readonly Choice[], typed: Typed = {}, errors: FieldError[] = []): Page {
  const fields = new Fields({ fund: funds.length === 1 ? (funds[0]?.value ?? '') : '', ...typed }, errors);
  return formPage(
    {
      title: 'Add a funding source',
      action: '/funding-sources/new',
      button: 'Add the funding source',
      breadcrumbs: [FUND, SOURCES],
    },
    [
      fields.select('fund', 'Fund', funds),
      fields.text('code', 'Code', {
        width: 20,
        hint: '2 to 20 capital letters, digits or hyphens, like PCC-2015. It stands in account names and stays.',
      }),
      fields.text('name', 'Name'),
      fields.text('funder', 'Funder', { hint: 'The body that gives the money' }),
      fields.radios('restriction', 'Restriction', RESTRICTIONS),
      fields.longText('conditions', 'Conditions', {
        optional: true,
        hint: 'What the funder says the money may be used for, and by when. Needed when it is ring-fenced.',
      }),
    ],
    errors,
  );
}

/** The form that records an award. */
export function awardFormPage(
  source: FundingSource,
  choices: { years: readonly Choice[]; decisions: readonly Choice[] },
  typed: Typed = { nature: 'revenue' },
  errors: FieldError[] = [],
): Page {
  const fields = new Fields(typed, errors);
  const { code } = source;
  return formPage(
    {
      title: `Record an award from ${source.name}`,
      action: `/funding-sources/${code}/awards/new`,
      button: 'Record the award',
      breadcrumbs: [FUND, SOURCES, { text: code, href: `/funding-sources/${code}` }],
    },
    [
      fields.select('year', 'Financial year', choices.years, { hint: 'The year in which the money may be used' }),
      fields.radios('nature', 'Revenue or capital', NATURES, { inline: true }),
      fields.pounds('amount', 'Amount'),
      fields.day('awarded', 'Date of the award', { hint: 'For example, 27 3 2015' }),
      fields.text('reference', 'Reference', { hint: "The funder's letter or agreement" }),
      fields.select('decision', 'Decision', choices.decisions, { optional: true }),
    ],
    errors,
  );
}
