import { yearLabel, yearShown } from '../../calendar/financial-year.ts';
import { overrideField } from '../../funds/allocation.pages.ts';
import { figureCell, type ShownFigure } from '../../ledger/shown-figure.ts';
import { yearChoices } from '../../ledger/year-choice.ts';
import { formatPounds } from '../../money/pence.ts';
import type { Page } from '../../people/door.ts';
import { errorSummary, Fields } from '../../platform/form.pages.ts';
import type { Choice, FieldError, Typed } from '../../platform/form.ts';
import { amountCell, columns, head, ref as refCell, type Table, words } from '../../platform/table.ts';
import { INITIATIVES } from '../initiative.pages.ts';
import type { Agreement } from './agreement.ts';
import type { RollForward } from './roll-forward.store.ts';
import { rollAmountField, rollChoiceField } from './roll-forward.ts';

/** What each agreement with an open commitment shows of the ending year. */
export const OPEN_FIGURES = ['commitment.made', 'spend.to-date', 'commitment.outstanding'];

/** What each of their initiatives shows of the ending year; and what it has for the next. */
export const LEFT_FIGURES = ['commitment.outstanding', 'budget.available'];
export const NEXT_FIGURES = ['budget.available'];

/** Open commitments of a year that is ending. */
export interface RollForwardShown {
  year: number;
  years: readonly number[];
  /** Whether the year is ending, so that its commitments may be rolled forward. */
  isEnding: boolean;
  /** Whether the next year has been made. */
  nextMade: boolean;
  open: readonly { agreement: Agreement; provider: string; figures: readonly ShownFigure[] }[];
  /** What was rolled forward out of the year so far. */
  rolled: readonly (RollForward & { initiative: string })[];
  /** For each initiative with an open commitment, or one that was rolled forward: this year's figures and the next's. */
  left: readonly { initiative: string; figures: readonly ShownFigure[] }[];
  decisions: readonly Choice[];
  mayRoll: boolean;
  mayOverride: boolean;
}

/** The agreements with something outstanding in the year, as the page has them and as a file. */
export function openTable({ year, open }: RollForwardShown): Table {
  return {
    caption: `Open commitments of ${yearShown(year)}`,
    columns: columns('Agreement', 'Initiative', 'Provider', '#Bound', '#Spent', '#Outstanding'),
    rows: open.map(({ agreement, provider, figures }) => [
      refCell(agreement.ref, `/agreements/${agreement.ref}`),
      refCell(agreement.initiative, `/initiatives/${agreement.initiative}`, 'words'),
      words(provider),
      ...figures.map(figureCell),
    ]),
    notes: [],
    empty: `No agreement has anything outstanding in ${yearShown(year)}.`,
  };
}

/** What decisions have taken into the next year so far. */
function rolledTable({ year, rolled }: RollForwardShown): Table {
  return {
    caption: `Rolled forward out of ${yearShown(year)}`,
    columns: columns('Agreement', 'Initiative', 'Decision', '#Amount'),
    rows: rolled.map(({ agreement, initiative, decisionRef, pence }) => [
      refCell(agreement, `/agreements/${agreement}`),
      refCell(initiative, `/initiatives/${initiative}`, 'words'),
      refCell(decisionRef, `/decisions/${decisionRef}`, 'words'),
      amountCell(pence),
    ]),
    notes: [],
    empty: 'Nothing has been rolled forward.',
  };
}

/** What stays in each initiative when its commitments are rolled forward, and what the next year has to bear them. */
function leftTable({ year, left }: RollForwardShown): Table {
  return {
    caption: `What is left in ${yearShown(year)}`,
    columns: columns(
      'Initiative',
      '#Still committed',
      `#Available in ${yearShown(year)}`,
      `#Available in ${yearShown(year + 1)}`,
    ),
    rows: left.map(({ initiative, figures }) => [
      head(initiative, `/initiatives/${initiative}`),
      ...figures.map(figureCell),
    ]),
    notes: [
      `What is released stays with its initiative in ${yearShown(year)}. It does not move with the commitment: it is ` +
        'carried forward or lapses by a decision of its own.',
    ],
    empty: 'Nothing is left over.',
  };
}

/** The year-end page of open commitments, with the form that rolls them forward for those who may. */
export function rollForwardPage(shown: RollForwardShown, typed: Typed = {}, errors: readonly FieldError[] = []): Page {
  const { year, years, open, decisions, mayOverride } = shown;
  const next = yearShown(year + 1);
  const fields = new Fields(typed, errors);
  const asks = shown.mayRoll && shown.isEnding && shown.nextMade && open.length > 0;
  return {
    title: 'Open commitments at the year end',
    wide: true,
    caption: yearShown(year),
    breadcrumbs: [INITIATIVES, { text: 'Agreements', href: '/agreements' }, { text: 'Open commitments' }],
    errors: errorSummary(errors),
    lede: [
      'A commitment that is still open at the year end is rolled forward by a decision: it is released out of the old ' +
        `year and bound again out of the budget for ${next}, which has to bear it.`,
      ...whyNot(shown),
    ],
    filter: {
      action: '/agreements/roll-forward',
      fields: [
        new Fields({ year: yearLabel(year) }, []).select('year', 'Financial year', yearChoices(years), {
          always: true,
        }),
      ],
      button: 'Show the year',
    },
    asks,
    action: `/agreements/roll-forward?year=${yearLabel(year)}`,
    table: openTable(shown),
    boxes: open.map(({ agreement, figures }) => boxOf(agreement.ref, figures, typed, errors)),
    fields: [
      fields.select('decision', 'Decision', decisions, { hint: 'Record the decision first if it is not listed' }),
      ...(mayOverride ? [overrideField(fields)] : []),
    ],
    button: `Roll forward into ${next}`,
    tables: [rolledTable(shown), leftTable(shown)],
    links: [{ text: 'Download as CSV', href: `/agreements/roll-forward.csv?year=${yearLabel(year)}` }],
  };
}

function whyNot({ year, isEnding, nextMade, mayRoll, open }: RollForwardShown): string[] {
  if (!mayRoll || open.length === 0) return [];
  if (!isEnding)
    return [`${yearShown(year)} is not ending yet: its commitments are rolled forward from its period 12 on.`];
  if (!nextMade) return [`${yearShown(year + 1)} has not been made. Make it on the page Fund first.`];
  return [];
}

/** The boxes beside an open commitment: whether it is rolled forward, and how much of it. */
function boxOf(ref: string, figures: readonly ShownFigure[], typed: Typed, errors: readonly FieldError[]) {
  const choice = rollChoiceField(ref);
  const field = rollAmountField(ref);
  const errorOf = (name: string) => {
    const error = errors.find((candidate) => candidate.field === name);
    return error === undefined ? undefined : { text: error.message };
  };
  const outstanding = figures.at(-1)?.value ?? 0;
  return {
    choice,
    choiceLabel: `Roll ${ref} forward`,
    isChosen: typed[choice] === 'yes',
    choiceError: errorOf(choice),
    field,
    label: `Amount of ${ref} to roll forward, in pounds`,
    value: typed[field] ?? formatPounds(outstanding).replace('£', ''),
    error: errorOf(field),
  };
}
