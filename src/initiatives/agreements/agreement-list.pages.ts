import { formatDay } from '../../calendar/day.ts';
import { figureCell, type ShownFigure } from '../../ledger/shown-figure.ts';
import type { StandingCheck } from '../../partners/check.ts';
import type { Page } from '../../people/door.ts';
import { Fields } from '../../platform/form.pages.ts';
import type { Choice } from '../../platform/form.ts';
import { columns, dayCell, ref as refCell, type Table, words } from '../../platform/table.ts';
import { INITIATIVES } from '../initiative.pages.ts';
import { AGREEMENT_KINDS, type Agreement, yearsOf, yearsShown } from './agreement.ts';
import { type Payment, paymentShown } from './payment-term.ts';
import { providerCell } from './provider-check.pages.ts';

/** What each agreement shows in a list. */
export const AGREEMENT_FIGURES = [
  'commitment.signed',
  'commitment.varied',
  'commitment.made',
  'commitment.outstanding',
  'spend.to-date',
];

/** What a list of agreements says of each besides its figures. */
export interface AgreementsListed {
  agreements: readonly Agreement[];
  /** The names of providers by number. */
  providers: ReadonlyMap<number, string>;
  payments: ReadonlyMap<string, Payment>;
  /** How providers stand with their checks; null for those who do not read checks. */
  standing: ReadonlyMap<number, readonly StandingCheck[]> | null;
  /** Those of `AGREEMENT_FIGURES`. */
  figures: readonly ShownFigure[][];
}

/** Agreements, as pages and the file show them. */
export function agreementTable({ agreements, providers, payments, standing, figures }: AgreementsListed): Table {
  return {
    caption: 'Agreements with providers',
    pinned: true,
    columns: columns(
      'Agreement',
      'Initiative',
      'Provider',
      ...(standing === null ? [] : ['Checks']),
      'Kind',
      'Ends',
      'How it is paid',
      'Financial years',
      '#Value as signed',
      '#Varied',
      '#Committed',
      '#Outstanding',
      '#Spent',
    ),
    rows: agreements.map((agreement, index) => [
      refCell(agreement.ref, `/agreements/${agreement.ref}`),
      refCell(agreement.initiative, `/initiatives/${agreement.initiative}`, 'words'),
      words(providers.get(agreement.organisationId) ?? ''),
      ...(standing === null ? [] : [providerCell(standing.get(agreement.organisationId) ?? [])]),
      words(AGREEMENT_KINDS[agreement.kind]),
      dayCell(agreement.endsOn, formatDay(agreement.endsOn)),
      words(shapeShown(payments.get(agreement.ref))),
      words(yearsShown(yearsOf(agreement))),
      ...(figures[index] ?? []).map(figureCell),
    ]),
    notes: agreements
      .filter(({ amountPublished }) => !amountPublished)
      .map(({ ref }) => `${ref} binds nothing: its amount is not published, which is not £0.00.`),
    empty: 'No agreement is recorded here.',
  };
}

function shapeShown(payment: Payment | undefined): string {
  return payment === undefined ? 'Not recorded' : paymentShown(payment);
}

/** The days within which an agreement ends that the list can be narrowed to, and those that have ended. */
export const ENDING_CHOICES: readonly Choice[] = [
  ...[30, 60, 90, 180, 365].map((days) => ({ value: String(days), text: `Within ${days} days` })),
  { value: 'ended', text: 'Ended already' },
];

/** Every agreement. */
export function agreementListPage(
  table: Table,
  ending: string | undefined,
  may: { add: boolean; rollForward: boolean },
): Page {
  const fields = new Fields({ ending: ending ?? '' }, []);
  return {
    title: 'Agreements',
    wide: true,
    breadcrumbs: [INITIATIVES, { text: 'Agreements' }],
    lede: [
      'What the office is bound to pay providers. Committed is the value as signed and varied, less what was released.',
    ],
    filter: {
      action: '/agreements',
      fields: [fields.select('ending', 'Ends', ENDING_CHOICES, { any: 'At any time' })],
      button: 'Show these',
    },
    actions: may.add ? [{ text: 'Record an agreement', href: '/agreements/new' }] : [],
    sections: [{ table }],
    links: [
      { text: 'Download as CSV', href: `/agreements.csv${ending === undefined ? '' : `?ending=${ending}`}` },
      ...(may.rollForward ? [{ text: 'Open commitments at the year end', href: '/agreements/roll-forward' }] : []),
    ],
  };
}
