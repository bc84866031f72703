import { yearLabel, yearShown } from '../calendar/financial-year.ts';
import { figureCell, figureNotes, type ShownFigure } from '../ledger/shown-figure.ts';
import { type YearChoice, yearChoices } from '../ledger/year-choice.ts';
import type { Place } from '../partners/place.ts';
import type { Page } from '../people/door.ts';
import { Fields, formPage } from '../platform/form.pages.ts';
import type { Choice, FieldError, Typed } from '../platform/form.ts';
import { columns, head, ref as refCell, type Table, tagged, words } from '../platform/table.ts';
import { PUBLISHED } from './initiative.form.ts';
import type { Initiative } from './initiative.store.ts';
import { kindChoices, kindShown } from './kinds/initiative-kind.ts';
import type { Status } from './life/life-machine.ts';
import { statusTag } from './life/life-status.pages.ts';

/** Where initiatives are listed, as the way down to their pages begins. */
export const INITIATIVES = { text: 'Initiatives', href: '/initiatives' };

/** What each initiative shows for a year. */
export const INITIATIVE_FIGURES = [
  'budget.current',
  'spend.to-date',
  'commitment.outstanding',
  'budget.available',
  'over-under-spend',
];

const HEADINGS = ['#Current budget', '#Spend to date', '#Commitment', '#Available', '#Over/(under)spend'];

/** Initiatives with where they stand now and the figures of a year. */
export function initiativeTable(
  year: number,
  initiatives: readonly Initiative[],
  figures: readonly ShownFigure[][],
  total: readonly ShownFigure[],
  statuses: ReadonlyMap<string, Status>,
): Table {
  return {
    caption: `Initiatives, ${yearShown(year)}`,
    pinned: true,
    columns: columns('Reference', 'Name', 'Status', ...HEADINGS),
    rows: initiatives.map(({ ref, name }, index) => [
      refCell(ref, `/initiatives/${ref}`),
      words(name),
      tagged(statusTag(statuses.get(ref) ?? 'need-identified')),
      ...(figures[index] ?? []).map(figureCell),
    ]),
    foot: [head('All'), words(''), words(''), ...total.map(figureCell)],
    notes: figureNotes(total),
    empty: 'No initiative has been added.',
  };
}

/** Every initiative with a year's figures. */
export function initiativeListPage(
  table: Table,
  { year, years }: YearChoice,
  may: { add: boolean; documents: boolean },
): Page {
  const fields = new Fields({ year: yearLabel(year) }, []);
  return {
    title: 'Initiatives',
    wide: true,
    lede: ['Each commissioned piece of work, with what it may spend and what it spent. Every number opens.'],
    actions: may.add ? [{ text: 'Add an initiative', href: '/initiatives/new' }] : [],
    filter: {
      action: '/initiatives',
      fields: [fields.select('year', 'Financial year', yearChoices(years))],
      button: 'Show the year',
    },
    sections: [{ table }],
    links: [
      { text: 'Where initiatives stand', href: '/life' },
      { text: 'Delivery of all initiatives', href: '/delivery' },
      { text: 'Agreements with providers', href: '/agreements' },
      { text: 'Organisations', href: '/organisations' },
      ...(may.documents ? [{ text: 'Attached documents', href: '/attachments' }] : []),
      { text: `Download ${yearShown(year)} as CSV`, href: `/initiatives.csv?year=${yearLabel(year)}` },
    ],
  };
}

/** An initiative with everything that its page shows. */
export interface InitiativeShown {
  initiative: Initiative;
  years: readonly { year: number; figures: ShownFigure[] }[];
  places: readonly { place: Place; figures: ShownFigure[] }[];
  placesTotal: readonly ShownFigure[];
  agreements: Table;
  /** How the budget of each year was decided and changed. */
  budgets: readonly Table[];
  /** Null for those who do not read virements. */
  virements: Table | null;
}

/** One initiative: its years, its places, its budgets and its agreements. */
export function initiativePage(shown: InitiativeShown, may: { budget: boolean; agree: boolean }): Page {
  const { initiative, years, places, placesTotal } = shown;
  const { ref } = initiative;
  return {
    title: initiative.name,
    caption: `Initiative ${ref}: ${kindShown(initiative.kind)}`,
    mark: initiative.amountPublished ? undefined : 'Amount not published',
    wide: true,
    breadcrumbs: [INITIATIVES, { text: ref }],
    actions: [
      ...(may.budget ? [{ text: 'Give or change its budget', href: `/initiatives/${ref}/budgets/new` }] : []),
      ...(may.agree ? [{ text: 'Record an agreement', href: `/agreements/new?initiative=${ref}` }] : []),
    ],
    summary: [
      { key: 'Purpose', cells: [words(initiative.purpose)] },
      { key: 'Basis', cells: [words(initiative.basis)] },
      {
        key: 'Budget profile',
        cells: years.map(({ year }) =>
          words(`Period by period in ${yearShown(year)}`, `/initiatives/${ref}/profiles/${yearLabel(year)}`),
        ),
      },
      { key: 'Measures', cells: [words('What was counted and asked', `/measures?initiative=${ref}`)] },
    ],
    sections: [
      {
        table: {
          caption: 'By financial year',
          columns: columns('Financial year', '#Original budget', ...HEADINGS),
          rows: years.map(({ year, figures }) => [head(yearShown(year)), ...figures.map(figureCell)]),
          notes: [],
          empty: 'No financial year has been made yet.',
        } satisfies Table,
      },
      {
        table: {
          caption: 'Spend to date by place',
          columns: columns('Place', ...years.map(({ year }) => `#${yearShown(year)}`)),
          rows: places.map(({ place, figures }) => [head(place.name), ...figures.map(figureCell)]),
          foot: [head('All places'), ...placesTotal.map(figureCell)],
          notes: ['Spend is recorded for a district or for all West Yorkshire, and is never forced apart.'],
          empty: '',
        } satisfies Table,
      },
      ...budgetSections(shown),
      ...(shown.virements === null ? [] : [{ table: shown.virements }]),
      { table: shown.agreements },
    ],
    links: [
      { text: 'Its rating, and why', href: `/initiatives/${ref}/rating` },
      { text: 'Download every change of its budgets as CSV', href: `/initiatives/${ref}/budgets.csv` },
    ],
  };
}

function budgetSections({ initiative, budgets }: InitiativeShown) {
  if (budgets.length > 0) return budgets.map((table) => ({ table }));
  const none = initiative.amountPublished ? 'It has no budget yet.' : 'It has no budget: no amount was ever published.';
  return [{ heading: 'Budget', sentences: [none] }];
}

/** The form that adds an initiative. */
export function initiativeFormPage(funds: readonly Choice[], typed: Typed = {}, errors: FieldError[] = []): Page {
  const fields = new Fields({ fund: funds.length === 1 ? (funds[0]?.value ?? '') : '', ...typed }, errors);
  return formPage(
    {
      title: 'Add an initiative',
      action: '/initiatives/new',
      button: 'Add the initiative',
      breadcrumbs: [INITIATIVES],
    },
    [
      fields.select('fund', 'Fund', funds),
      fields.radios('kind', 'Kind', kindChoices()),
      fields.text('name', 'Name'),
      fields.longText('purpose', 'Purpose', { hint: 'What it is meant to do. Write nothing about a person.' }),
      fields.longText('basis', 'Basis', { hint: 'What its existence and its amount rest on: a decision, a letter' }),
      fields.radios('published', 'Was an amount published?', PUBLISHED),
    ],
    errors,
  );
}
