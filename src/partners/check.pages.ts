import { formatDay, formatShortDay } from '../calendar/day.ts';
import type { Page } from '../people/door.ts';
import type { PagePart } from '../people/page-part.ts';
import { Fields, formPage } from '../platform/form.pages.ts';
import type { FieldError, Typed } from '../platform/form.ts';
import { type Cell, columns, dayCell, head, type Table, tagged, words } from '../platform/table.ts';
import { CHECK_FILTERS, CHECK_KIND_CHOICES, CHECK_OUTCOME_CHOICES, CHECK_STATES } from './check.form.ts';
import {
  CHECK_KINDS,
  CHECK_OUTCOMES,
  type CheckState,
  checkKindShown,
  checkWarnings,
  type ProviderCheck,
  type StandingCheck,
} from './check.ts';
import type { CheckOverride } from './check-override.store.ts';
import { ORGANISATIONS, organisationHref, WAY } from './organisation.pages.ts';
import { ORGANISATION_KINDS, type Organisation } from './organisation.store.ts';

export const PROVIDER_CHECKS = { text: 'Checks on providers', href: '/provider-checks' };

const TAGS: Record<CheckState, string> = {
  failed: 'govuk-tag--red',
  expired: 'govuk-tag--red',
  missing: 'govuk-tag--yellow',
  expiring: 'govuk-tag--yellow',
  'in-date': 'govuk-tag--green',
};

/** How a provider stands with a check, as a tag with the day on which that ends; null when none is needed. */
export function checkStateCell(standing: Pick<StandingCheck, 'state' | 'check'> | null): Cell {
  if (standing === null) return tagged({ text: 'None needed', classes: 'govuk-tag--grey' });
  const { state, check } = standing;
  const day = check === null || state === 'failed' ? '' : ` ${formatShortDay(check.expiresOn)}`;
  const text = state === 'in-date' ? 'In date' : state === 'expiring' ? `Expires${day}` : CHECK_STATES[state];
  return tagged({ text: state === 'expired' ? `Expired${day}` : text, classes: TAGS[state] });
}

/** One row of the list of checks; one that a later check replaced has no state. */
export interface CheckRow {
  organisation: Organisation;
  kind: string;
  state: CheckState | null;
  check: ProviderCheck | null;
}

/** Checks of all providers, as the page and the file show them. */
export function checkTable(rows: readonly CheckRow[]): Table {
  return {
    caption: 'Checks on providers',
    captionHidden: true,
    columns: columns('Organisation', 'Kind', 'Check', 'State', 'Outcome', 'Made on', 'Expires on', 'Made by'),
    rows: rows.map(({ organisation, kind, state, check }) => [
      head(organisation.name, organisationHref(organisation.id)),
      words(ORGANISATION_KINDS[organisation.kind]),
      words(checkKindShown(kind)),
      state === null
        ? tagged({ text: 'Replaced', classes: 'govuk-tag--grey' })
        : tagged({ text: CHECK_STATES[state], classes: TAGS[state] }),
      words(check === null ? '' : CHECK_OUTCOMES[check.outcome]),
      words(check === null ? '' : formatDay(check.madeOn)),
      words(check === null ? '' : formatDay(check.expiresOn)),
      words(check?.madeBy ?? ''),
    ]),
    notes: [],
    empty: 'No check is recorded, and none is needed.',
  };
}

/** How every provider stands with the checks that it needs. */
export function checkListPage(table: Table, state: string | undefined): Page {
  const fields = new Fields({ state: state ?? '' }, []);
  return {
    title: 'Checks on providers',
    wide: true,
    breadcrumbs: [...WAY, ORGANISATIONS, { text: 'Checks' }],
    lede: [
      'An agreement, or more money for one, is refused while a check of its provider has expired or failed, unless ' +
        'the Chief Finance Officer or the chief executive says why. A check that is not recorded only warns.',
    ],
    filter: {
      action: '/provider-checks',
      fields: [fields.select('state', 'State', CHECK_FILTERS, { any: 'Any, as it stands now' })],
      button: 'Show these',
    },
    sections: [
      { table },
      {
        heading: 'What is checked',
        sentences: CHECK_KINDS.map(({ label, means, months, warningDays, neededFrom }) => {
          const from = neededFrom.map((kind) => ORGANISATION_KINDS[kind].toLowerCase()).join(', ');
          return `${label}: ${means} Valid for ${months} months; warned of ${warningDays} days before. Needed from: ${from || 'nobody'}.`;
        }),
      },
    ],
    links: [{ text: 'Download as CSV', href: `/provider-checks.csv${state === undefined ? '' : `?state=${state}`}` }],
  };
}

/** What there is to say of a provider's checks. */
export interface ChecksShown {
  organisation: Organisation;
  standing: readonly StandingCheck[];
  checks: readonly ProviderCheck[];
  overrides: readonly CheckOverride[];
  names: ReadonlyMap<number, string>;
  may: { record: boolean; override: boolean };
}

/** What the checks say on the page of an organisation. */
export function checkPart({ organisation, standing, checks, overrides, names, may }: ChecksShown): PagePart {
  const href = organisationHref(organisation.id);
  return {
    warnings: checkWarnings(organisation.name, standing),
    actions: [
      ...(may.record ? [{ text: 'Record a check', href: `${href}/checks/new` }] : []),
      ...(may.override ? [{ text: 'Allow agreements without a check', href: `${href}/checks/override` }] : []),
    ],
    sections: [
      {
        table: {
          caption: 'Checks needed now',
          columns: columns('Check', 'State', 'Expires on'),
          rows: standing.map(({ label, state, check }) => [
            head(label),
            tagged({ text: CHECK_STATES[state], classes: TAGS[state] }),
            words(check === null ? '' : formatDay(check.expiresOn)),
          ]),
          notes: [],
          empty: `A body of this kind (${ORGANISATION_KINDS[organisation.kind].toLowerCase()}) needs no check.`,
        },
      },
      {
        table: {
          caption: 'Every check recorded',
          columns: columns('Check', 'Made on', 'Outcome', 'Expires on', 'Made by', 'What was found', 'Recorded by'),
          rows: checks
            .toReversed()
            .map((check) => [
              head(checkKindShown(check.kind)),
              dayCell(check.madeOn, formatDay(check.madeOn)),
              words(CHECK_OUTCOMES[check.outcome]),
              dayCell(check.expiresOn, formatDay(check.expiresOn)),
              words(check.madeBy),
              words(check.detail ?? ''),
              words(names.get(check.enteredBy ?? 0) ?? ''),
            ]),
          notes: [],
          empty: 'No check has been recorded.',
        },
      },
      ...(overrides.length === 0
        ? []
        : [
            {
              heading: 'Agreements allowed without a check',
              sentences: overrides.map(
                ({ untilOn, reason, decidedBy }) =>
                  `Until ${formatDay(untilOn)}, by ${names.get(decidedBy ?? 0) ?? 'the program'}: ${reason}`,
              ),
            },
          ]),
    ],
  };
}

function crumbsTo({ id, name }: Organisation) {
  return [...WAY, ORGANISATIONS, { text: name, href: organisationHref(id) }];
}

/** The form that records a check on a provider. */
export function checkFormPage(organisation: Organisation, typed: Typed = {}, errors: FieldError[] = []): Page {
  const fields = new Fields(typed, errors);
  return formPage(
    {
      title: 'Record a check',
      caption: organisation.name,
      action: `${organisationHref(organisation.id)}/checks/new`,
      button: 'Record the check',
      breadcrumbs: crumbsTo(organisation),
      lede: CHECK_KINDS.map(({ label, means }) => `${label}: ${means}`),
    },
    [
      fields.radios('kind', 'Check', CHECK_KIND_CHOICES),
      fields.day('made', 'Date of the check', { hint: 'For example, 27 3 2015' }),
      fields.day('expires', 'Expiry date', {
        optional: true,
        hint: `The last day on which it holds. Left empty: ${CHECK_KINDS.map(({ label, months }) => `${label.toLowerCase()} ${months} months`).join(', ')}`,
      }),
      fields.radios('outcome', 'Outcome', CHECK_OUTCOME_CHOICES),
      fields.text('madeBy', 'Who made the check', { hint: 'A team or a body, such as Commissioning team' }),
      fields.longText('detail', 'What was found', {
        optional: true,
        hint: 'The conditions of a pass, or why it failed. Write nothing about a child.',
      }),
    ],
    errors,
  );
}

/** The form of those who may let agreements be made although a check has expired or failed. */
export function checkOverridePage(
  { organisation, standing }: Pick<ChecksShown, 'organisation' | 'standing'>,
  typed: Typed = {},
  errors: FieldError[] = [],
): Page {
  const fields = new Fields(typed, errors);
  return formPage(
    {
      title: 'Allow agreements without a check',
      caption: organisation.name,
      action: `${organisationHref(organisation.id)}/checks/override`,
      button: 'Allow them',
      breadcrumbs: crumbsTo(organisation),
      lede: [
        ...checkWarnings(organisation.name, standing),
        'Until the day that you name, agreements with this provider may be recorded although a check has expired or ' +
          'failed. Your reason and your name stand on the pages of the provider and of each such agreement.',
      ],
    },
    [
      fields.day('until', 'Last day on which it holds', { hint: 'For example, 14 8 2015' }),
      fields.longText('reason', 'Reason', { rows: 3 }),
    ],
    errors,
  );
}
