import { formatInstant } from '../calendar/day.ts';
import { periodLabel, periodShown } from '../calendar/period.ts';
import type { Period } from '../ledger/period.ts';
import { figureCell } from '../ledger/shown-figure.ts';
import { formatPounds } from '../money/pence.ts';
import type { Page } from '../people/door.ts';
import { counted } from '../platform/count.ts';
import { errorSummary, Fields } from '../platform/form.pages.ts';
import type { FieldError, Typed } from '../platform/form.ts';
import { columns, head, type Table, words } from '../platform/table.ts';
import { wayTo } from './control-total.pages.ts';
import { linesTable, postedTable } from './matching.pages.ts';
import { amount, amountOrNothing } from './month-end.pages.ts';
import { TREATMENTS } from './reconciliation.form.ts';
import type { ReconciliationShown } from './reconciliation.pages.ts';
import type { DifferenceNote } from './reconciliation.store.ts';
import type { Comparison } from './reconciliation.ts';
import type { ComparisonState } from './reconciliation-state.ts';
export const STATES: Record<ComparisonState, { text: string; classes: string }> = {
  agrees: { text: 'Agrees', classes: 'govuk-tag--green' },
  explained: { text: 'Explained', classes: 'govuk-tag--green' },
  carried: { text: 'Carried', classes: 'govuk-tag--blue' },
  cleared: { text: 'Takes back what was carried', classes: 'govuk-tag--green' },
  changed: { text: 'Changed since', classes: 'govuk-tag--red' },
  unexplained: { text: 'Unexplained', classes: 'govuk-tag--red' },
  'lines differ': { text: 'Lines differ', classes: 'govuk-tag--red' },
  'not loaded': { text: 'Not loaded', classes: 'govuk-tag--yellow' },
};

export function differenceHref(period: Period, { against, initiative }: Pick<Comparison, 'against' | 'initiative'>) {
  return `/reconciliation/${periodLabel(period)}/differences/${against}/${initiative.ref}`;
}

export function saidOf({ names }: ReconciliationShown, { notes, state, carriedIn, leftOver }: Comparison): string {
  const note = notes.at(-1);
  const parts: string[] = [];
  if (carriedIn.pence !== 0) parts.push(`${formatPounds(carriedIn.pence)} was carried in.`);
  if (leftOver > 0 && state === 'lines differ') parts.push(`${counted(leftOver, 'line', 'lines')} without a match.`);
  if (note !== undefined && (state === 'explained' || state === 'carried')) {
    parts.push(`${note.text} (${nameOf(names, note.enteredBy)})`);
  }
  if (note !== undefined && state === 'changed') {
    parts.push(
      `No longer covered: ${formatPounds(note.pence)} was ${note.treatment} by ${nameOf(names, note.enteredBy)}, ` +
        `“${note.text}”.`,
    );
  }
  return parts.join(' ');
}

export function nameOf(names: ReadonlyMap<number, string>, id: number): string {
  return names.get(id) ?? 'somebody no longer known';
}

/** One difference: what is left over on either side, what was ever said of it, and the form to say something. */
export function differencePage(
  shown: ReconciliationShown,
  of: Comparison,
  typed: Typed = {},
  errors: readonly FieldError[] = [],
): Page {
  const { period, names, mayEnter, reconciliation } = shown;
  const { initiative, against, difference, state } = of;
  const { filed } = reconciliation.returned ?? { filed: null };
  const other = against === 'ledger' ? 'the finance system' : `the return ${filed?.ref}`;
  const mine = (left: { initiative: string }) => left.initiative === initiative.ref;
  const lines = reconciliation.matching.linesLeft.filter(mine);
  const posted = reconciliation.matching.postedLeft.filter(mine);
  const fields = new Fields(typed, errors);
  const isOpen = mayEnter && difference !== null && state !== 'agrees';
  return {
    title: `Difference of ${initiative.ref} with ${other}, ${periodShown(period)}`,
    caption: `${initiative.ref} ${initiative.name}`,
    breadcrumbs: wayTo(period),
    errors: errorSummary(errors),
    wide: true,
    tag: STATES[state],
    facts: [
      { key: 'Recorded here', cell: figureCell(of.tracker) },
      { key: `In ${other}`, cell: amountOrNothing(of.other) },
      { key: 'Difference', cell: amountOrNothing(difference) },
      ...(of.carriedIn.pence === 0 ? [] : [{ key: 'Carried in', cell: amount(of.carriedIn.pence) }]),
    ],
    said: saidOf(shown, of),
    tables: [
      ...(against === 'ledger' && lines.length > 0 ? [{ ...linesTable(lines, posted), captionHidden: false }] : []),
      ...(against === 'ledger' && posted.length > 0 ? [{ ...postedTable(posted), captionHidden: false }] : []),
      noteTable(of.notes, names),
    ],
    action: differenceHref(period, of),
    seen: String(difference ?? 0),
    fields: isOpen
      ? [
          fields.radios('treatment', 'What becomes of it?', TREATMENTS),
          fields.longText('text', 'Reason', {
            rows: 3,
            hint: 'It covers this difference to the penny: when the difference changes, it is shown as no longer covering it',
          }),
        ]
      : [],
    button: 'Keep this',
    back: { href: `/reconciliation/${periodLabel(period)}`, text: `Reconciliation of ${periodShown(period)}` },
  };
}

function noteTable(notes: readonly DifferenceNote[], names: ReadonlyMap<number, string>): Table {
  return {
    caption: 'What was said of it, the latest first',
    columns: columns('When', 'By', 'What becomes of it', '#Of a difference of', 'Reason'),
    rows: notes
      .toReversed()
      .map((note) => [
        head(formatInstant(note.at)),
        words(nameOf(names, note.enteredBy)),
        words(note.treatment),
        amount(note.pence),
        words(note.text),
      ]),
    notes: [],
    empty: 'Nothing was said of it yet.',
  };
}
