import { formatDay } from '../calendar/day.ts';
import { yearLabel, yearShown } from '../calendar/financial-year.ts';
import { overrideField } from '../funds/allocation.pages.ts';
import { NATURES } from '../funds/money.form.ts';
import { figureCell, type ShownFigure } from '../ledger/shown-figure.ts';
import { yearChoices } from '../ledger/year-choice.ts';
import { formatPounds } from '../money/pence.ts';
import type { Page } from '../people/door.ts';
import { Fields, formPage } from '../platform/form.pages.ts';
import type { Choice, FieldError, Typed } from '../platform/form.ts';
import { columns, head, lines, ref as refCell, type Table, words } from '../platform/table.ts';
import { AGREEMENT_KIND_CHOICES, type AgreementChoices } from './agreement.form.ts';
import { AGREEMENT_KINDS, type Agreement, yearAmountField, yearsShown } from './agreement.ts';
import { INITIATIVES } from './initiative.pages.ts';
import type { RollForward } from './roll-forward.store.ts';

const AGREEMENTS = { text: 'Agreements', href: '/agreements' };

/** What each agreement shows in a list. */
export const AGREEMENT_FIGURES = ['commitment.signed', 'commitment.made', 'commitment.outstanding', 'spend.to-date'];

/** What an agreement shows for each of its years, and in all. */
export const AGREEMENT_YEAR_FIGURES = [
  'commitment.signed',
  'commitment.rolled',
  'commitment.released',
  'spend.to-date',
  'commitment.outstanding',
];

/** Agreements with the names of their providers by number. */
export function agreementTable(
  agreements: readonly Agreement[],
  providers: ReadonlyMap<number, string>,
  figures: readonly ShownFigure[][],
): Table {
  return {
    caption: 'Agreements with providers',
    columns: columns(
      'Agreement',
      'Initiative',
      'Provider',
      'Kind',
      'Financial years',
      '#Value',
      '#Committed',
      '#Outstanding',
      '#Spent',
    ),
    rows: agreements.map((agreement, index) => [
      refCell(agreement.ref, `/agreements/${agreement.ref}`),
      refCell(agreement.initiative, `/initiatives/${agreement.initiative}`, 'words'),
      words(providers.get(agreement.organisationId) ?? ''),
      words(AGREEMENT_KINDS[agreement.kind]),
      words(yearsShown(agreement.boundYears)),
      ...(figures[index] ?? []).map(figureCell),
    ]),
    notes: [],
    empty: 'No agreement has been recorded.',
  };
}

/** Every agreement. */
export function agreementListPage(table: Table, mayAdd: boolean): Page {
  return {
    title: 'Agreements',
    wide: true,
    breadcrumbs: [INITIATIVES, { text: 'Agreements' }],
    lede: ['What the office is bound to pay providers. Committed is the value less what was released.'],
    actions: mayAdd ? [{ text: 'Record an agreement', href: '/agreements/new' }] : [],
    sections: [{ table }],
    links: [
      { text: 'Download as CSV', href: '/agreements.csv' },
      { text: 'Open commitments at the year end', href: '/agreements/roll-forward' },
    ],
  };
}

/** What an agreement shows besides its terms. */
export interface AgreementShown {
  agreement: Agreement;
  provider: string;
  /** The figures of `AGREEMENT_FIGURES`. */
  figures: readonly ShownFigure[];
  /** Those of `AGREEMENT_YEAR_FIGURES`, for each of its years and then in all. */
  byYear: readonly ShownFigure[][];
  rolled: readonly RollForward[];
}

/** One agreement, named by its provider. */
export function agreementPage(shown: AgreementShown, may: { release: boolean; addYear: boolean }): Page {
  const { agreement, provider, figures } = shown;
  const { ref, initiative } = agreement;
  return {
    title: provider,
    wide: true,
    caption: `Agreement ${ref}: ${AGREEMENT_KINDS[agreement.kind]}`,
    breadcrumbs: [INITIATIVES, AGREEMENTS, { text: ref }],
    actions: [
      ...(may.addYear ? [{ text: 'Add the value of another year', href: `/agreements/${ref}/years/new` }] : []),
      ...(may.release ? [{ text: 'Release what is not needed', href: `/agreements/${ref}/releases/new` }] : []),
    ],
    figures,
    summary: [
      { key: 'Initiative', cells: [words(initiative, `/initiatives/${initiative}`)] },
      {
        key: agreement.boundYears.length === 1 ? 'Financial year' : 'Financial years',
        cells: [words(`${yearsShown(agreement.boundYears)}, ${agreement.nature}`)],
      },
      { key: 'Signed', cells: [words(formatDay(agreement.signedOn))] },
      { key: 'Runs', cells: [words(`${formatDay(agreement.startsOn)} to ${formatDay(agreement.endsOn)}`)] },
      { key: 'Purpose', cells: lines(agreement.purpose) },
      { key: 'How it reduces crime', cells: lines(agreement.crimeReduction) },
      { key: 'Why it is value for money', cells: lines(agreement.valueForMoney) },
      { key: 'Conditions', cells: lines(agreement.conditions ?? 'None recorded') },
    ],
    sections: [
      { table: yearTable(shown) },
      ...(shown.rolled.length === 0
        ? []
        : [{ heading: 'Rolled forward', sentences: shown.rolled.map(rolledSentence) }]),
    ],
  };
}

function yearTable({ agreement, byYear }: AgreementShown): Table {
  return {
    caption: 'Value and spend by financial year',
    columns: columns('Financial year', '#Value', '#Rolled forward', '#Released', '#Spent', '#Outstanding'),
    rows: agreement.boundYears.map((year, index) => [head(yearShown(year)), ...(byYear[index] ?? []).map(figureCell)]),
    foot: [head('All years'), ...(byYear.at(-1) ?? []).map(figureCell)],
    notes: ["Each year's value is bound out of that year's budget. Spend beyond it is drawn from the budget itself."],
    empty: '',
  };
}

function rolledSentence({ fromYear, toYear, pence, decisionRef }: RollForward): string {
  return `${formatPounds(pence)} from ${yearShown(fromYear)} into ${yearShown(toYear)}, by decision ${decisionRef}.`;
}

/** The form that records a signed agreement. */
export function agreementFormPage(
  choices: AgreementChoices,
  typed: Typed = { nature: 'revenue' },
  errors: FieldError[] = [],
): Page {
  const fields = new Fields(typed, errors);
  return formPage(
    {
      title: 'Record an agreement',
      action: '/agreements/new',
      button: 'Record the agreement',
      breadcrumbs: [INITIATIVES, AGREEMENTS],
      lede: [
        'A signed agreement binds its value out of the budget of its initiative, in each financial year what falls due in it.',
      ],
    },
    [
      fields.select('initiative', 'Initiative', choices.initiatives),
      fields.radios('kind', 'Kind of agreement', AGREEMENT_KIND_CHOICES),
      fields.select('organisation', 'Provider', choices.organisations, {
        hint: 'Add the organisation first if it is not listed',
      }),
      fields.radios('nature', 'Revenue or capital', NATURES, { inline: true }),
      fields.day('signed', 'Date signed', { hint: 'For example, 27 3 2015' }),
      fields.day('starts', 'Start date', { hint: 'For example, 27 3 2015' }),
      fields.day('ends', 'End date', { hint: 'For example, 27 3 2016' }),
      ...choices.years.map((year) =>
        fields.pounds(yearAmountField(year), `Value in ${yearShown(year)}`, {
          hint: 'Net of recoverable VAT; empty where it does not run in that year, 0 to add it when there is a budget',
        }),
      ),
      fields.longText('purpose', 'Purpose', { hint: 'Published with the agreement. Write nothing about a person.' }),
      fields.longText('crimeReduction', 'How it reduces crime', { hint: 'Published with the agreement' }),
      fields.longText('valueForMoney', 'Why it is value for money', { hint: 'Published with the agreement' }),
      fields.longText('conditions', 'Conditions', { optional: true }),
      ...(choices.mayOverride ? [overrideField(fields)] : []),
    ],
    errors,
  );
}

/** The form that gives back what an agreement no longer needs. */
export function releaseFormPage({ ref, boundYears }: Agreement, typed: Typed = {}, errors: FieldError[] = []): Page {
  const only = boundYears.length === 1 ? yearLabel(boundYears[0] as number) : '';
  const fields = new Fields({ year: only, ...typed }, errors);
  return formPage(
    {
      title: `Release money from ${ref}`,
      action: `/agreements/${ref}/releases/new`,
      button: 'Release the money',
      breadcrumbs: [INITIATIVES, AGREEMENTS, { text: ref, href: `/agreements/${ref}` }],
      lede: ['What an agreement no longer needs goes back to the budget of its initiative.'],
    },
    [
      fields.select('year', 'Financial year', yearChoices(boundYears)),
      fields.pounds('amount', 'Amount', { hint: 'At most what is outstanding in that year' }),
      fields.day('released', 'Date of the release', { hint: 'For example, 27 3 2015' }),
      fields.longText('reason', 'Reason', { rows: 3 }),
    ],
    errors,
  );
}

/** The form that adds the value of one more year to an agreement. */
export function agreementYearPage(
  ref: string,
  { years, mayOverride }: { years: readonly Choice[]; mayOverride: boolean },
  typed: Typed = {},
  errors: FieldError[] = [],
): Page {
  const fields = new Fields({ year: years.length === 1 ? (years[0]?.value ?? '') : '', ...typed }, errors);
  return formPage(
    {
      title: `Add the value of another year to ${ref}`,
      action: `/agreements/${ref}/years/new`,
      button: 'Bind the value',
      breadcrumbs: [INITIATIVES, AGREEMENTS, { text: ref, href: `/agreements/${ref}` }],
      lede: ["What falls due in a further financial year is bound out of that year's budget."],
    },
    [
      fields.select('year', 'Financial year', years),
      fields.pounds('amount', 'Value', { hint: 'Net of recoverable VAT' }),
      fields.day('agreed', 'Date agreed', { hint: 'For example, 27 3 2015' }),
      ...(mayOverride ? [overrideField(fields)] : []),
    ],
    errors,
  );
}
