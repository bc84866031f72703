import { yearShown } from '../calendar/financial-year.ts';
import { periodLabel, periodShown } from '../calendar/period.ts';
import { quarterShown } from '../calendar/quarter.ts';
import { addUp } from '../ledger/balance.ts';
import { PERIODS_WAY } from '../ledger/period.pages.ts';
import type { Period } from '../ledger/period.ts';
import { figureCell, figureNotes } from '../ledger/shown-figure.ts';
import type { Page } from '../people/door.ts';
import { counted } from '../platform/count.ts';
import {
  type Cell,
  columns,
  countCell,
  head,
  instantCell,
  number,
  type Table,
  tagged,
  words,
} from '../platform/table.ts';
import { differenceHref, nameOf, STATES, saidOf } from './difference.pages.ts';
import { hasLines, matchingSections } from './matching.pages.ts';
import { amount, amountOrNothing, periodFilter } from './month-end.pages.ts';
import type { Comparison, Reconciliation } from './reconciliation.ts';
import { type ComparisonState, UNSETTLED } from './reconciliation-state.ts';

/** A reconciliation with what its page says around it. */
export interface ReconciliationShown {
  period: Period;
  periods: readonly Period[];
  reconciliation: Reconciliation;
  names: ReadonlyMap<number, string>;
  mayEnter: boolean;
}

/** What is recorded in a period beside the finance system and the submitted return, with every difference. */
export function reconciliationPage(shown: ReconciliationShown): Page {
  const { period, periods, reconciliation, mayEnter } = shown;
  const label = periodLabel(period);
  const { ledger, returned, matching, versions } = reconciliation;
  const carried = carriedTable(shown);
  return {
    title: `Reconciliation of ${periodShown(period)}`,
    caption: yearShown(period.year),
    wide: true,
    breadcrumbs: [...PERIODS_WAY, { text: 'Month end', href: `/month-end/${label}` }, { text: 'Reconciliation' }],
    lede: [
      'What is recorded here beside what the finance system says, as both stand now. A difference is what is here less ' +
        'what is there, so it is above zero when more is recorded here. Each is explained or carried, by somebody.',
    ],
    warnings: warningsOf([...ledger, ...(returned?.comparisons ?? [])]),
    actions: mayEnter
      ? [
          { text: 'Load control totals from a file', href: `/reconciliation/${label}/file` },
          { text: 'Type control totals', href: `/reconciliation/${label}/totals` },
        ]
      : [],
    filter: periodFilter('/reconciliation', period, periods),
    sections: [
      { table: ledgerTable(shown) },
      ...(returned === null ? [] : [{ table: returnTable(shown, returned) }]),
      ...(carried.rows.length === 0 ? [] : [{ table: carried }]),
      ...matchingSections(matching, versions),
      { table: versionTable(shown) },
    ],
    links: [
      { text: 'The whole comparison as a CSV file', href: `/reconciliation/${label}.csv` },
      ...(hasLines(versions)
        ? [{ text: 'Every line and entry as a CSV file', href: `/reconciliation/${label}/lines.csv` }]
        : []),
      { text: 'Month end', href: `/month-end/${label}` },
    ],
  };
}

function warningsOf(comparisons: readonly Comparison[]): string[] {
  const unsettled = comparisons.filter(({ state }) => UNSETTLED.includes(state));
  if (unsettled.length === 0) return [];
  const which = [...new Set(unsettled.map(({ initiative }) => initiative.ref))].join(', ');
  return [`${counted(unsettled.length, 'comparison is', 'comparisons are')} neither explained nor carried: ${which}.`];
}

function ledgerTable(shown: ReconciliationShown): Table {
  const { ledger, trackerTotal } = shown.reconciliation;
  const loaded = ledger.filter(({ difference }) => difference !== null);
  const missing = ledger.filter(({ difference }) => difference === null).map(({ initiative }) => initiative.ref);
  return {
    caption: 'Here and in the finance system',
    columns: columns(
      'Initiative',
      '#Recorded here',
      '#Finance system',
      '#Difference',
      'State',
      'What is said of it',
      'To do',
    ),
    rows: ledger.map((of) => comparisonRow(shown, of)),
    foot: [
      head('All'),
      figureCell(trackerTotal),
      amountOrNothing(loaded.length === 0 ? null : addUp(loaded.map(({ other }) => other ?? 0))),
      amountOrNothing(loaded.length === 0 ? null : addUp(loaded.map(({ difference }) => difference ?? 0))),
      words(''),
      words(''),
      words(''),
    ],
    notes: [
      ...(missing.length === 0
        ? []
        : loaded.length === 0
          ? ['No control total of this period has been loaded, so there is nothing to compare yet.']
          : [`The finance system’s total and the difference leave out ${missing.join(', ')}: not loaded.`]),
      ...figureNotes([trackerTotal]),
    ],
    empty: 'No initiative has a budget or spend, and no control total was loaded.',
  };
}

function returnTable(
  shown: ReconciliationShown,
  { filed, comparisons, trackerTotal }: NonNullable<Reconciliation['returned']>,
): Table {
  return {
    caption: `${quarterShown(filed.quarter)}: here and in the return ${filed.ref}`,
    columns: columns('Initiative', '#Recorded here', '#Return', '#Difference', 'State', 'What is said of it', 'To do'),
    rows: comparisons.map((of) => comparisonRow(shown, of)),
    foot: [
      head('All'),
      figureCell(trackerTotal),
      amount(addUp(comparisons.map(({ other }) => other ?? 0)), filed.href),
      amount(addUp(comparisons.map(({ difference }) => difference ?? 0))),
      words(''),
      words(''),
      words(''),
    ],
    notes: [
      'Recorded here is the quarter as it is known now, with what later adjustments restate of it; the return says ' +
        'what was known when it was submitted.',
      ...figureNotes([trackerTotal]),
    ],
    empty: 'The return states no initiative.',
  };
}

function comparisonRow(shown: ReconciliationShown, of: Comparison): Cell[] {
  const { initiative, tracker, other, difference, state } = of;
  const href = differenceHref(shown.period, of);
  return [
    head(`${initiative.ref} ${initiative.name}`, `/initiatives/${initiative.ref}`),
    figureCell(tracker),
    other === null ? number('') : amount(other),
    difference === null ? number('') : amount(difference),
    tagged(STATES[state]),
    words(saidOf(shown, of)),
    state === 'agrees' || state === 'not loaded'
      ? words('')
      : { ...words(linkText(shown, state), href), hidden: ` the difference of ${initiative.ref}` },
  ];
}

function linkText({ mayEnter }: ReconciliationShown, state: ComparisonState): string {
  return mayEnter && UNSETTLED.includes(state) ? 'Explain or carry' : 'Open';
}

/** Where a difference is looked at, explained and carried. */

/** What earlier periods carry into this one, and which of it this one takes back. */
function carriedTable({ reconciliation, names }: ReconciliationShown): Table {
  const { ledger, returned, carriedReturns } = reconciliation;
  const againstLedger = ledger.map((of) => ({
    initiative: of.initiative.ref,
    with: 'Finance system',
    carried: of.carriedIn,
    gone: of.state === 'cleared',
  }));
  const againstReturn = [...carriedReturns].map(([initiative, carried]) => ({
    initiative,
    with: 'Return',
    carried,
    gone: returned?.comparisons.some((of) => of.initiative.ref === initiative && of.state === 'cleared') === true,
  }));
  return {
    caption: 'Carried in from earlier periods',
    columns: columns('Initiative', 'Compared with', 'From', '#Difference then', 'Why', 'By', 'Now'),
    rows: [...againstLedger, ...againstReturn].flatMap(({ initiative, with: other, carried, gone }) =>
      carried.from.map(({ period, note }) => [
        head(initiative),
        words(other),
        words(
          `${yearShown(period.year)} ${periodShown(period)}`,
          `/reconciliation/${periodLabel(period)}/differences/${note.against}/${initiative}`,
        ),
        amount(note.pence),
        words(note.text),
        words(nameOf(names, note.enteredBy)),
        words(gone ? 'Taken back here' : 'Still carried'),
      ]),
    ),
    notes: [],
    empty: 'Nothing is carried in.',
  };
}

function versionTable({ reconciliation: { versions }, names }: ReconciliationShown): Table {
  const latest = new Map(versions.map((version) => [version.initiative, version.id]));
  return {
    caption: 'Control totals as they were loaded, the latest first',
    columns: columns('Initiative', '#Control total', 'How', 'When', 'By', 'Counts'),
    rows: versions
      .toReversed()
      .map((version) => [
        head(version.initiative),
        amount(version.pence),
        words(version.fileDigest === null ? 'Typed' : `File ${version.fileDigest.slice(0, 8)}`),
        instantCell(version.at),
        words(nameOf(names, version.enteredBy)),
        words(latest.get(version.initiative) === version.id ? 'Yes' : 'Replaced'),
      ]),
    notes: [],
    empty: 'No control total has been loaded for this period.',
  };
}

/** The whole comparison as one table, for its file. */
export function comparisonFile({ period, reconciliation, names }: ReconciliationShown): Table {
  const { ledger, returned } = reconciliation;
  return {
    caption: 'Reconciliation',
    columns: columns(
      'period',
      'compared_with',
      'initiative',
      'name',
      'recorded_here',
      'other',
      'difference',
      'carried_in',
      'left_over',
      'state',
      'said_of_amount',
      'treatment',
      'said',
      'by',
      'at',
    ),
    rows: [...ledger, ...(returned?.comparisons ?? [])].map((of) => {
      const note = of.notes.at(-1);
      return [
        words(periodLabel(period)),
        words(of.against === 'ledger' ? 'finance system' : (returned?.filed.ref ?? 'return')),
        words(of.initiative.ref),
        words(of.initiative.name),
        figureCell(of.tracker),
        amountOrNothing(of.other),
        amountOrNothing(of.difference),
        amount(of.carriedIn.pence),
        countCell(of.leftOver),
        words(of.state),
        amountOrNothing(note?.pence ?? null),
        words(note?.treatment ?? ''),
        words(note?.text ?? ''),
        words(note === undefined ? '' : nameOf(names, note.enteredBy)),
        words(note?.at ?? ''),
      ];
    }),
    notes: [],
    empty: '',
  };
}
