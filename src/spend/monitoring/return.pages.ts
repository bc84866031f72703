import { type Day, formatDay, formatShortDay } from '../../calendar/day.ts';
import { AGREEMENTS, agreementCrumbs } from '../../initiatives/agreements/agreement.pages.ts';
import { INITIATIVES } from '../../initiatives/initiative.pages.ts';
import type { Page } from '../../people/door.ts';
import { whoShown } from '../../people/person.ts';
import { formatCount } from '../../platform/count.ts';
import { errorSummary, Fields, formPage } from '../../platform/form.pages.ts';
import { type Choice, type FieldError, type Typed, typedDay } from '../../platform/form.ts';
import { columns, countCell, dayCell, head, ref as refCell, type Table, tagged, words } from '../../platform/table.ts';
import { RHYTHM_CHOICES } from './duty.form.ts';
import { type Duty, dutyShown, reportingPeriodShown, USUAL_DAYS } from './duty.ts';
import { OUTCOME_CHOICES, PART_CHOICES, partField, type ReturnQuery } from './return.form.ts';
import { type MonitoringReturn, missingOf, PARTS, type Receipt, type ReturnState, returnHref } from './return.ts';

const RETURNS_OF_PROVIDERS = { text: 'Monitoring returns', href: '/monitoring-returns' };

/** Where a return stands, as a tag; the word carries it, the colour only helps. */
function returnTag(state: ReturnState): { text: string; classes: string } {
  const shown: Record<ReturnState, [text: string, classes: string]> = {
    running: ['Not due', 'govuk-tag--grey'],
    due: ['Due', 'govuk-tag--yellow'],
    overdue: ['Overdue', 'govuk-tag--red'],
    incomplete: ['Incomplete', 'govuk-tag--orange'],
    'sent back': ['Sent back', 'govuk-tag--orange'],
    received: ['To be looked at', 'govuk-tag--blue'],
    accepted: ['Accepted', 'govuk-tag--green'],
  };
  const [text, classes] = shown[state];
  return { text, classes };
}

/** Returns with the names of their providers by number; without the columns of the agreement on its own page. */
export function returnTable(
  returns: readonly MonitoringReturn[],
  providers: ReadonlyMap<number, string>,
  of: 'every agreement' | 'one agreement' = 'every agreement',
): Table {
  const isOne = of === 'one agreement';
  return {
    caption: 'Monitoring returns',
    captionHidden: !isOne,
    columns: columns(
      ...(isOne ? ['Period'] : ['Provider', 'Agreement', 'Period']),
      'Due',
      'State',
      '#Days late',
      'What is missing',
      'Received',
    ),
    rows: returns.map(({ agreement, period, state, daysLate, missing, receipts }) => {
      const shown = reportingPeriodShown(period);
      const href = returnHref(agreement.ref, period.key);
      const late = daysLate === 0 ? words('') : countCell(daysLate);
      const received = receipts.at(-1)?.receivedOn;
      return [
        ...(isOne
          ? [head(shown, href)]
          : [
              head(providers.get(agreement.organisationId) ?? ''),
              refCell(agreement.ref, `/agreements/${agreement.ref}`, 'words'),
              words(shown, href),
            ]),
        { ...dayCell(period.dueOn), ref: true },
        tagged(returnTag(state)),
        { ...late, kind: 'number', file: daysLate === 0 ? null : daysLate },
        words(missing.join(', ')),
        received === undefined ? words('') : { ...dayCell(received), ref: true },
      ];
    }),
    notes: [],
    empty: isOne ? 'No returns are asked for.' : 'No provider owes a return.',
  };
}

/** Who still owes what, or every return. */
export function returnListPage(table: Table, query: ReturnQuery, agreements: readonly Choice[], today: Day): Page {
  const fields = new Fields(query.typed, []);
  return {
    title: 'Monitoring returns of providers',
    wide: true,
    breadcrumbs: [INITIATIVES, AGREEMENTS, { text: RETURNS_OF_PROVIDERS.text }],
    lede: [
      query.show === 'owed'
        ? `Who still owes what on ${formatDay(today)}: returns whose period is over and that have not come whole, or were sent back.`
        : `Every return, as it stands on ${formatDay(today)}.`,
    ],
    filter: {
      action: RETURNS_OF_PROVIDERS.href,
      button: 'Narrow the list',
      fields: [
        fields.select(
          'show',
          'Show',
          [
            { value: 'owed', text: 'What is owed' },
            { value: 'all', text: 'Every return' },
          ],
          { always: true, full: true },
        ),
        fields.select('agreement', 'Agreement', agreements, { any: 'All', full: true }),
      ],
    },
    sections: [{ table }],
    links: [
      { text: 'Download as CSV', href: `/monitoring-returns.csv?${new URLSearchParams(query.typed)}` },
      { text: 'Paid, used and in hand, by agreement', href: '/advances' },
    ],
  };
}

/** A return with what its page shows. */
export interface ReturnShown {
  found: MonitoringReturn;
  provider: string;
  names: ReadonlyMap<number, string>;
  mayEnter: boolean;
}

/** One return: when it is due, what came of it, and what can be done about it. */
export function returnPage(
  { found, provider, names, mayEnter }: ReturnShown,
  typed: Typed = {},
  errors: readonly FieldError[] = [],
): Page {
  const { agreement, period, state, daysLate, missing, receipts } = found;
  const href = returnHref(agreement.ref, period.key);
  const fields = new Fields(typed, errors);
  const awaitsDecision = state === 'received' || state === 'incomplete';
  return {
    title: `${reportingPeriodShown(period)}: ${provider}`,
    caption: `Monitoring return of ${agreement.ref}`,
    breadcrumbs: [INITIATIVES, AGREEMENTS, RETURNS_OF_PROVIDERS, { text: agreement.ref }],
    errors: errorSummary(errors),
    state: returnTag(state),
    summary: [
      { key: 'Agreement', cells: [words(agreement.ref, `/agreements/${agreement.ref}`)] },
      { key: 'Covers', cells: [words(`${formatDay(period.startsOn)} to ${formatDay(period.endsOn)}`)] },
      { key: 'Due', cells: [dayCell(period.dueOn, formatDay(period.dueOn))] },
      ...(daysLate === 0 ? [] : [{ key: 'Days late', cells: [words(formatCount(daysLate))] }]),
      ...(missing.length === 0 ? [] : [{ key: 'Missing', cells: missing.map((part) => words(part)) }]),
    ],
    sections: [{ table: receiptTable(receipts, names) }],
    forms: mayEnter
      ? [
          ...(awaitsDecision ? [outcomeForm(href, fields)] : []),
          ...(state === 'accepted' || state === 'received' ? [] : [receiptForm(href, fields, awaitsDecision)]),
        ]
      : [],
  };
}

function receiptTable(receipts: readonly Receipt[], names: ReadonlyMap<number, string>): Table {
  return {
    caption: 'What was received',
    columns: columns('Received', 'Recorded by', 'Missing', 'Note', 'What became of it'),
    rows: receipts.map((receipt) => {
      const { outcome } = receipt;
      return [
        head(formatShortDay(receipt.receivedOn)),
        words(whoShown(names, receipt.enteredBy)),
        words(missingOf(receipt).join(', ') || 'Nothing'),
        words(receipt.note ?? ''),
        outcome === null
          ? words('')
          : words(
              `${outcome.kind === 'accepted' ? 'Accepted' : 'Sent back'} by ${whoShown(names, outcome.decidedBy)}` +
                (outcome.reason === null ? '' : `: ${outcome.reason}`),
            ),
      ];
    }),
    notes: [],
    empty: 'Nothing has been received yet.',
  };
}

function receiptForm(href: string, fields: Fields, isSecond: boolean) {
  return {
    heading: isSecond ? 'Or record what came since' : 'Record what was received',
    action: `${href}/receipts`,
    fields: [
      fields.day('received', 'Date received'),
      ...PARTS.map(({ code, label }) => fields.radios(partField(code), label, PART_CHOICES, { inline: true })),
      fields.longText('note', 'Note', {
        optional: true,
        rows: 2,
        hint: 'Write nothing about a person. Numbers of incidents belong in observations, not here',
      }),
    ],
    button: 'Record it',
    secondary: isSecond,
  };
}

function outcomeForm(href: string, fields: Fields) {
  return {
    heading: 'Your decision',
    action: `${href}/outcome`,
    fields: [
      fields.radios('outcome', 'Accept it or send it back', OUTCOME_CHOICES, { inline: true }),
      fields.longText('reason', 'Reason', { optional: true, rows: 2, hint: 'Needed when it is sent back' }),
    ],
    button: 'Record the decision',
  };
}

/** The form that says how a provider reports on an agreement. */
export function dutyFormPage(
  { ref, startsOn }: { ref: string; startsOn: Day },
  recorded: readonly Duty[],
  typed: Typed | null,
  errors: readonly FieldError[] = [],
): Page {
  const fields = new Fields(typed ?? { finalDays: String(USUAL_DAYS.final), ...typedDay('from', startsOn) }, errors);
  return formPage(
    {
      title: `Reporting duty of ${ref}`,
      action: `/agreements/${ref}/reporting-duty`,
      button: 'Record the duty',
      breadcrumbs: agreementCrumbs(ref),
      lede:
        recorded.length === 0
          ? ['Every return and the day that it is due follow from this; none is typed again.']
          : [`Now: ${dutyShown(recorded.at(-1) as Duty)}`],
    },
    [
      fields.radios('rhythm', 'How often the provider reports', RHYTHM_CHOICES),
      fields.text('daysAfter', 'Days after the end of a quarter', {
        optional: true,
        width: 3,
        whole: true,
        hint: `When a quarterly return is due; usually ${USUAL_DAYS.quarterly}`,
      }),
      fields.text('finalDays', 'Days after the end of the agreement', {
        optional: true,
        width: 3,
        whole: true,
        hint: 'When the final return is due; empty where none is owed',
      }),
      fields.day('from', 'From which day', {
        hint: 'The start of the agreement, or the first day of a quarter from which it changes',
      }),
      ...(recorded.length === 0 ? [] : [fields.longText('reason', 'Why it changes', { rows: 2 })]),
    ],
    errors,
  );
}

/** What monitoring says on the page of an agreement. */
export function dutySentences(recorded: readonly Duty[]): string[] {
  return recorded.length === 0 ? ['No reporting duty has been recorded.'] : recorded.map(dutyShown);
}
