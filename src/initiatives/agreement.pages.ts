import { formatDay } from '../calendar/day.ts';
import { yearShown } from '../calendar/financial-year.ts';
import { overrideField } from '../funds/allocation.pages.ts';
import { NATURES } from '../funds/money.form.ts';
import { figureCell, type ShownFigure } from '../ledger/shown-figure.ts';
import type { Page } from '../people/door.ts';
import { Fields, formPage } from '../platform/form.pages.ts';
import type { FieldError, Typed } from '../platform/form.ts';
import { columns, lines, ref as refCell, type Table, words } from '../platform/table.ts';
import { AGREEMENT_KIND_CHOICES, type AgreementChoices } from './agreement.form.ts';
import { AGREEMENT_KINDS, type Agreement } from './agreement.store.ts';
import { INITIATIVES } from './initiative.pages.ts';

const AGREEMENTS = { text: 'Agreements', href: '/agreements' };

/** What each agreement shows in a list. */
export const AGREEMENT_FIGURES = ['commitment.signed', 'commitment.made', 'commitment.outstanding', 'spend.to-date'];

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
      'Financial year',
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
      words(yearShown(agreement.year)),
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
    links: [{ text: 'Download as CSV', href: '/agreements.csv' }],
  };
}

/** One agreement, named by its provider. */
export function agreementPage(
  agreement: Agreement,
  provider: string,
  figures: readonly ShownFigure[],
  mayRelease: boolean,
): Page {
  const { ref, initiative } = agreement;
  return {
    title: provider,
    caption: `Agreement ${ref}: ${AGREEMENT_KINDS[agreement.kind]}`,
    breadcrumbs: [INITIATIVES, AGREEMENTS, { text: ref }],
    actions: mayRelease ? [{ text: 'Release what is not needed', href: `/agreements/${ref}/releases/new` }] : [],
    figures,
    summary: [
      { key: 'Initiative', cells: [words(initiative, `/initiatives/${initiative}`)] },
      {
        key: 'Financial year',
        cells: [words(`${yearShown(agreement.year)}, ${agreement.nature}`)],
      },
      { key: 'Signed', cells: [words(formatDay(agreement.signedOn))] },
      { key: 'Runs', cells: [words(`${formatDay(agreement.startsOn)} to ${formatDay(agreement.endsOn)}`)] },
      { key: 'Purpose', cells: lines(agreement.purpose) },
      { key: 'How it reduces crime', cells: lines(agreement.crimeReduction) },
      { key: 'Why it is value for money', cells: lines(agreement.valueForMoney) },
      { key: 'Conditions', cells: lines(agreement.conditions ?? 'None recorded') },
    ],
  };
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
      lede: ['A signed agreement binds its value out of the budget of its initiative.'],
    },
    [
      fields.select('initiative', 'Initiative', choices.initiatives),
      fields.radios('kind', 'Kind of agreement', AGREEMENT_KIND_CHOICES),
      fields.select('organisation', 'Provider', choices.organisations, {
        hint: 'Add the organisation first if it is not listed',
      }),
      fields.select('year', 'Financial year', choices.years),
      fields.radios('nature', 'Revenue or capital', NATURES, { inline: true }),
      fields.pounds('amount', 'Value', { hint: 'What it binds in this financial year, net of recoverable VAT' }),
      fields.day('signed', 'Date signed', { hint: 'For example, 27 3 2015' }),
      fields.day('starts', 'Start date', { hint: 'For example, 27 3 2015' }),
      fields.day('ends', 'End date', { hint: 'For example, 27 3 2016' }),
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
export function releaseFormPage(ref: string, typed: Typed = {}, errors: FieldError[] = []): Page {
  const fields = new Fields(typed, errors);
  return formPage(
    {
      title: `Release money from ${ref}`,
      action: `/agreements/${ref}/releases/new`,
      button: 'Release the money',
      breadcrumbs: [INITIATIVES, AGREEMENTS, { text: ref, href: `/agreements/${ref}` }],
      lede: ['What an agreement no longer needs goes back to the budget of its initiative.'],
    },
    [
      fields.pounds('amount', 'Amount', { hint: 'At most what is outstanding' }),
      fields.day('released', 'Date of the release', { hint: 'For example, 27 3 2015' }),
      fields.longText('reason', 'Reason', { rows: 3 }),
    ],
    errors,
  );
}
