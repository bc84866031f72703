import { yearShown } from '../../calendar/financial-year.ts';
import { periodShown } from '../../calendar/period.ts';
import { categoryShown } from '../../ledger/category.ts';
import { formatPounds, type Pence } from '../../money/pence.ts';
import { placeName } from '../../partners/place.ts';
import type { Page } from '../../people/door.ts';
import { formatCount } from '../../platform/count.ts';
import { errorSummary, Fields } from '../../platform/form.pages.ts';
import type { FieldError, Typed } from '../../platform/form.ts';
import { amountCell, columns, countCell, type Table, words } from '../../platform/table.ts';
import { historyTable } from '../history.pages.ts';
import type { HistoryEvent } from '../history.store.ts';
import { paging, rowsShown } from '../paging.ts';
import { fewApprovers } from '../spend.pages.ts';
import type { Spend } from '../spend.ts';
import { periodCell, spendFormHref, spendRow, statusTag } from '../spend-list.pages.ts';
import { SPEND } from '../spend-way.ts';
import type { Batch } from './batch.store.ts';
import { leftOutTable } from './left-out.pages.ts';
import type { LeftOut } from './left-out.ts';
import type { Group } from './plan.ts';
import type { PlanLine } from './plan-line.store.ts';
import type { Reversal } from './reversal.store.ts';

/** Where imports are listed, as the way down to their pages goes on. */
export const IMPORTS = { text: 'Imports', href: '/imports' };

/** A batch with everything that its page shows. */
export interface BatchShown {
  batch: Batch;
  groups: readonly Group[];
  /** Lines that are spend of their own. */
  lines: readonly Spend[];
  count: number;
  page: number;
  /** Lines that are the trace of what was posted, and where to read on; the row that was asked for. */
  trace: { lines: readonly PlanLine[]; next: string | null; of: string; became: (line: PlanLine) => string };
  /** The line that was asked for, where it can be corrected by itself: what became of it, and what is left of it. */
  line: { line: Spend; left: Pence; history: readonly HistoryEvent[] } | null;
  /** What of the file is not ours, by rule and by hand. */
  leftOut: readonly LeftOut[];
  reversals: readonly Reversal[];
  names: ReadonlyMap<number, string>;
  /** Why this person may not decide it; null when they may, or when it is decided. */
  whyNot: string | null;
  whyNotReverse: string | null;
  mayAsk: boolean;
  mayCorrect: boolean;
  approvers: number;
}

/** A batch with its lines, and the forms to accept, reject or reverse it. */
export function batchPage(shown: BatchShown, errors: readonly FieldError[] = [], typed: Typed = {}): Page {
  const { batch, groups, lines, count, page, names, trace, reversals } = shown;
  const fields = new Fields(typed, errors);
  const name = (id: number | null) => (id === null ? '' : (names.get(id) ?? 'Somebody no longer known'));
  const decided = batch.status === 'rejected' ? 'Rejected by' : 'Accepted by';
  const awaits = batch.status === 'awaiting acceptance';
  const asked = reversals.at(-1);
  const isAsked = asked !== undefined && asked.outcome === null;
  const rows: [string, string][] = [
    ['File', batch.fileName],
    ['Kind of file', batch.profile],
    ['Initiative', batch.initiative ?? 'Several'],
    ['Place', batch.place === null ? 'Several' : placeName(batch.place)],
    ['Period', `${periodShown(batch.period)}, ${yearShown(batch.period.year)}`],
    ['Lines', formatCount(batch.lines)],
    ['Already recorded before', formatCount(batch.known)],
    ['Skipped', formatCount(batch.skipped)],
    ['Imported by', name(batch.enteredBy)],
    ...(batch.overspendReason === null
      ? []
      : [['Reason for passing the budget', batch.overspendReason] as [string, string]]),
    ...(batch.decidedBy === null ? [] : [[decided, name(batch.decidedBy)] as [string, string]]),
    ...(batch.decisionReason === null ? [] : [['Reason given', batch.decisionReason] as [string, string]]),
    ['Fingerprint of the file', batch.fileDigest],
    ...reversals.flatMap((reversal): [string, string][] => [
      ['Reversal asked for by', `${name(reversal.enteredBy)}: ${reversal.reason}`],
      ...(reversal.outcome === null
        ? []
        : [
            [
              reversal.outcome === 'approved' ? 'Reversed by' : 'Reversal returned by',
              `${name(reversal.decidedBy)}${reversal.decisionReason === null ? '' : `: ${reversal.decisionReason}`}`,
            ] as [string, string],
          ]),
    ]),
  ];
  return {
    title: `Import ${batch.ref}`,
    wide: true,
    breadcrumbs: [SPEND, IMPORTS, { text: batch.ref }],
    errors: errorSummary(errors),
    href: `/imports/${batch.ref}`,
    status: statusTag(batch.status),
    total: { text: formatPounds(batch.pence), href: `/spend?batch=${batch.ref}` },
    about: rows.map(([key, text]) => ({ key: { text: key }, value: { text, classes: 'app-wrap' } })),
    awaits,
    whyNot: awaits ? shown.whyNot : null,
    controlField: fields.pounds('control', 'Control total', {
      hint: 'What the whole file comes to, in pounds, taken from the finance system and not from this page. A credit stands as -12.50',
    }),
    reasonField: fields.longText('reason', 'Or reject it: why', { rows: 2 }),
    few: awaits || isAsked ? fewApprovers(shown.approvers) : null,
    mayAsk: batch.status === 'accepted' && !isAsked && shown.mayAsk,
    askField: fields.longText('why', 'Why the whole batch is to be reversed', { rows: 2 }),
    reversal: isAsked
      ? { text: `${name(asked.enteredBy)} asks that it be reversed: ${asked.reason}`, whyNot: shown.whyNotReverse }
      : null,
    returnField: fields.longText('returned', 'Or return it: why', { rows: 2 }),
    tables: [
      groupTable(groups),
      leftOutTable(shown.leftOut, () => undefined),
      ...(batch.planId === null ? [] : [traceTable(trace, batch.ref)]),
    ].filter(({ rows }) => rows.length > 0),
    next: trace.next,
    line: shown.line === null ? null : lineShown(shown.line, names, shown.mayCorrect),
    rows: lines.map(spendRow),
    caption: batch.planId === null ? `Lines of ${batch.ref}` : 'Lines that are spend of their own',
    count: rowsShown(page, count),
    paging: paging(page, count, (number) => `/imports/${batch.ref}?page=${number}`),
    csv: `/spend.csv?batch=${batch.ref}&sort=oldest`,
  };
}

/** What can be done about one line, and all that became of it. */
function lineShown(
  { line, left, history }: NonNullable<BatchShown['line']>,
  names: ReadonlyMap<number, string>,
  mayCorrect: boolean,
) {
  const isSpend = line.kind === 'spend';
  const links = [
    { text: isSpend ? 'Record a refund, or reverse it' : 'Reverse it', href: spendFormHref(line.ref, 'correction') },
    ...(isSpend
      ? [
          { text: 'Recode it', href: spendFormHref(line.ref, 'recode/new') },
          { text: 'Share it between places', href: spendFormHref(line.ref, 'split/new') },
        ]
      : []),
  ];
  return {
    title: `Correct ${line.ref}`,
    links: mayCorrect && left > 0 && line.status === 'approved' ? links : [],
    history: historyTable(history, line.ref, names),
  };
}

function groupTable(groups: readonly Group[]): Table {
  return {
    caption: 'What it posts',
    columns: columns('Initiative', 'Agreement', 'Place', 'Category', 'Period', '#Lines', '#Amount'),
    rows: groups.map((group) => [
      words(group.initiative, `/initiatives/${group.initiative}`),
      words(group.agreement),
      words(placeName(group.place)),
      words(categoryShown(group.category)),
      periodCell(group.period),
      countCell(group.lines),
      amountCell(group.kind === 'spend' ? group.pence : -group.pence),
    ]),
    notes: [],
    empty: '',
  };
}

function traceTable({ lines, of, became }: BatchShown['trace'], ref: string): Table {
  return {
    caption: of,
    columns: columns('#Row', 'Date', 'Transaction', 'Supplier', 'Text', 'What became of it', '#Amount'),
    rows: lines.map((line) => [
      countCell(line.row, `/imports/${ref}?row=${line.row}`),
      { ...words(line.date.split('-').toReversed().join('/')), ref: true },
      words(line.transaction),
      words(line.supplier),
      words(line.text ?? ''),
      words(became(line)),
      amountCell(line.pence),
    ]),
    notes: [],
    empty: '',
  };
}
