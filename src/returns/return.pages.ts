import type { Day } from '../calendar/day.ts';
import { quarterShown } from '../calendar/quarter.ts';
import type { Page } from '../people/door.ts';
import { Fields, formPage } from '../platform/form.pages.ts';
import type { FieldError, Typed } from '../platform/form.ts';
import { columns, dayCell, head, instantCell, type Table, tagged, words } from '../platform/table.ts';
import { type OwedReturn, owedShown } from './duty.ts';
import { answerTo, type Filing, type FilingState, STANDINGS, stateOf } from './filing.ts';
import { QUARTERS, type ReturnChoices } from './return.form.ts';

const STATES: Record<FilingState | 'replaced' | 'acknowledged', { text: string; classes: string }> = {
  draft: { text: 'Draft', classes: 'govuk-tag--grey' },
  checked: { text: 'Checked', classes: 'govuk-tag--light-blue' },
  offered: { text: 'To be certified', classes: 'govuk-tag--blue' },
  returned: { text: 'Changes asked for', classes: 'govuk-tag--orange' },
  acknowledged: { text: 'Acknowledged', classes: 'govuk-tag--green' },
  certified: { text: 'Certified', classes: 'govuk-tag--purple' },
  submitted: { text: 'Submitted', classes: 'govuk-tag--green' },
  replaced: { text: 'Replaced', classes: 'govuk-tag--yellow' },
};

/** Where returns are listed, as the way down to their pages begins. */
export const RETURNS = { text: 'Returns', href: '/returns' };

/** The state as a tag. A draft that a later one took the place of says so, unless it was submitted: then it stays. */
export function stateTag(filing: Filing): { text: string; classes: string } {
  const state = stateOf(filing);
  if (state === 'submitted') return STATES[answerTo(filing) ?? state];
  return STATES[filing.latest ? state : 'replaced'];
}

/** Where a draft of a return is. */
export function filingHref(filing: Pick<Filing, 'ref' | 'draft'>): string {
  return `/returns/${filing.ref}/${filing.draft}`;
}

/** How sure a filing is of its numbers, in a word. */
export function standingShown({ standing }: Pick<Filing, 'standing'>): string {
  return STANDINGS.find(({ value }) => value === standing)?.text ?? standing;
}

/** Every return with its drafts, the newest first, and before them what is owed. */
export function returnListPage(
  filings: Filing[],
  owed: OwedReturn[],
  names: Map<number, string>,
  { mayPrepare, today }: { mayPrepare: boolean; today: Day },
): Page {
  return {
    title: 'Returns',
    lede: ['What the office files with those who give it money. Once submitted, a return never changes.'],
    actions: mayPrepare ? [{ text: 'Prepare a return', href: '/returns/new' }] : [],
    sections: [
      { table: owedTable(owed, today) },
      {
        table: {
          caption: 'Returns and their drafts, the newest first',
          columns: columns('Return', 'Quarter', 'Draft', 'Standing', 'State', 'Prepared by', 'Data cut-off'),
          rows: filings.map((filing) => [
            { ...head(filing.ref, filingHref(filing)), hidden: `, draft ${filing.draft}` },
            words(quarterShown(filing.quarter)),
            words(String(filing.draft)),
            words(standingShown(filing)),
            tagged(stateTag(filing)),
            words(names.get(filing.preparedBy ?? -1) ?? ''),
            instantCell(filing.cutoff.at),
          ]),
          notes: [],
          empty: 'No return has been prepared yet.',
        } satisfies Table,
      },
    ],
    links: [
      { text: 'Which returns are owed for which money', href: '/return-duties' },
      { text: 'Templates of returns', href: '/return-templates' },
    ],
  };
}

function owedTable(owed: OwedReturn[], today: Day): Table {
  return {
    caption: 'Returns that are owed',
    columns: columns('Return', 'Of', 'Due', 'State'),
    rows: owed.map((one) => {
      const filing = one.submitted ?? one.latest;
      return [
        filing === null ? head(one.ref) : head(one.ref, filingHref(filing)),
        words(`${one.template.title}, ${owedShown(one)}`),
        dayCell(one.dueOn),
        tagged(owedState(one, today)),
      ];
    }),
    notes: [],
    empty: 'No return is owed for a quarter that is over.',
  };
}

function owedState({ submitted, latest, dueOn }: OwedReturn, today: Day): { text: string; classes: string } {
  if (submitted !== null) return stateTag(submitted);
  if (today > dueOn) return { text: 'Overdue', classes: 'govuk-tag--red' };
  return latest === null ? { text: 'Not begun', classes: 'govuk-tag--grey' } : stateTag(latest);
}

/** The question which return is to be prepared, with what was typed when it has to be asked again. */
export function newReturnPage(choices: ReturnChoices, typed: Typed = {}, errors: readonly FieldError[] = []): Page {
  const fields = new Fields({ template: choices.templates[0]?.value ?? '', standing: 'final', ...typed }, errors);
  return formPage(
    {
      title: 'Prepare a return',
      action: '/returns/new',
      button: 'Prepare the return',
      breadcrumbs: [RETURNS],
      lede: [
        'Its figures are those of the moment at which it is prepared. What is recorded later does not change them; prepared again before it is submitted, it becomes the next draft.',
      ],
    },
    [
      fields.select('template', 'Return', choices.templates, {
        always: true,
        hint: 'The version follows from the financial year.',
      }),
      fields.select('year', 'Financial year', choices.years),
      fields.radios('quarter', 'Quarter', QUARTERS, {
        optional: true,
        hint: 'Not for a return of a whole year. Every period must be closed; period 13 belongs to quarter 4.',
      }),
      fields.select('source', 'Funding source', choices.sources, {
        optional: true,
        hint: 'Only for a return of one source',
      }),
      fields.radios('standing', 'Standing', STANDINGS, {
        inline: true,
        hint: 'A provisional return is followed by a final one, and that by one that was audited.',
      }),
    ],
    errors,
  );
}
