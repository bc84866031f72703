import { addUp } from '../../ledger/balance.ts';
import { categoryShown } from '../../ledger/category.ts';
import type { ShownFigure } from '../../ledger/shown-figure.ts';
import { formatPounds } from '../../money/pence.ts';
import { placeName } from '../../partners/place.ts';
import type { Page } from '../../people/door.ts';
import { counted, formatCount } from '../../platform/count.ts';
import { errorSummary, Fields } from '../../platform/form.pages.ts';
import type { FieldError, Typed } from '../../platform/form.ts';
import { amountCell, columns, countCell, fact, type Table, words } from '../../platform/table.ts';
import { periodCell } from '../spend-list.pages.ts';
import { SPEND } from '../spend-way.ts';
import { IMPORTS } from './batch.pages.ts';
import type { HeldLine } from './held-line.store.ts';
import { leftOutTable } from './left-out.pages.ts';
import { inTheWay, linesOfCandidates, nothingNewWords, type Overview, overShown, overviewDigest } from './overview.ts';
import { type Coding, type FileSummary, type Group, type Plan, percentRead, planHref } from './plan.ts';
import type { PlanLine, Remark } from './plan-line.store.ts';
import type { Flag } from './stage/staged-line.ts';

export const MOST_FAULTS = 500;
export const MOST_ROWS = 50;

/** What each unlikely thing about lines is called, and what is confirmed by ticking it. */
export const FLAG_WORDS: Record<Flag, { of: string; confirms: string }> = {
  repeated: { of: 'in the file more than once', confirms: 'Each of them is a payment of its own' },
  unusual: { of: 'at ten times what the supplier is usually paid, or more', confirms: 'Their amounts are right' },
  'new supplier': { of: 'to suppliers never paid before', confirms: 'Their suppliers are right' },
  weekend: { of: 'dated on a Saturday or a Sunday', confirms: 'Their dates are right' },
  late: { of: 'of a period that is closed', confirms: 'They are posted in the oldest open period' },
};

/** The field that confirms an unlikely thing. */
export function flagField(flag: Flag): string {
  return `flag-${flag.replace(' ', '-')}`;
}

/** A plan with everything that its page shows. */
export interface PlanShown {
  overview: Overview;
  profileLabel: string;
  lines: readonly PlanLine[];
  remarks: Record<'fault' | 'changed' | 'skipped' | 'read-as' | 'known', readonly Remark[]>;
  /** What each initiative of the file has left now. */
  left: readonly ShownFigure[];
  hasFile: boolean;
  /** Texts of its lines that look personal, and how many there are in all. */
  personal: { held: readonly HeldLine[]; texts: number };
}

/** A plan whose file is being read, or could not be. */
export function readingPage(plan: Plan): Page {
  const failed = plan.state === 'failed';
  return {
    title: failed ? 'The file could not be read' : 'The file is being read',
    wide: true,
    breadcrumbs: [SPEND, IMPORTS],
    href: planHref(plan),
    isReading: !failed,
    problem: plan.problem,
    fileName: plan.fileName,
    progress: `${formatCount(plan.rowsRead)} rows so far, ${percentRead(plan)}% of the file.`,
    percent: percentRead(plan),
  };
}

/** What importing the file would do, before anything is stored. */
export function planPage(shown: PlanShown, typed: Typed = {}, errors: readonly FieldError[] = []): Page {
  const { overview, profileLabel, remarks, left } = shown;
  const { plan, groups, queue, matches, candidates, flags, over, sameFile, leftOut, leftOutBy } = overview;
  const byHand = leftOut.filter(({ how }) => how === 'left-out');
  const { summary } = plan;
  if (summary === null) throw new Error('A plan has a page of what it would do once its file was read.');
  const href = planHref(plan);
  const stops = inTheWay(overview);
  const linesOf = (codings: typeof queue) =>
    addUp(codings.map(({ chargeLines, creditLines }) => chargeLines + creditLines));
  const unlikely = [...flags];
  return {
    title: 'What this file would do',
    wide: true,
    breadcrumbs: [SPEND, IMPORTS, { text: plan.fileName }],
    errors: errorSummary([...stops.map((message) => ({ field: 'to-do', message })), ...errors]),
    href,
    about: [
      ['File', plan.fileName],
      ['Kind of file', profileLabel],
      ['Read as', readAsWords(summary)],
      ['Columns read', summary.columns.map(({ header }) => header).join(', ')],
      ['Its lines come to', formatPounds(overview.filePence)],
      ...(summary.controlTotal === null ? [] : [['Its own total row says', formatPounds(summary.controlTotal)]]),
    ].map(([key = '', value = '']) => fact(key, value)),
    sameFile:
      sameFile === null ? null : { text: `${sameFile} already holds this very file.`, href: `/imports/${sameFile}` },
    counts: [
      { label: 'New', text: formatCount(overview.lines), note: formatPounds(overview.pence) },
      { label: 'Already known', text: formatCount(summary.known), note: 'nothing changes for them' },
      { label: 'Changed', text: formatCount(summary.changed), note: 'in the finance system since' },
      { label: 'Skipped', text: formatCount(summary.skipped), note: 'no spend in them' },
      {
        label: 'Left out',
        text: formatCount(linesOf(leftOut)),
        note: leftOut.length === 0 ? 'not ours' : formatPounds(addUp(leftOutBy.map(({ pence }) => pence))),
      },
      { label: 'Faults', text: formatCount(summary.faults), note: 'all rows are imported, or none' },
      {
        label: 'Unlikely',
        text: formatCount(addUp(unlikely.filter(([flag]) => flag !== 'late').map(([, count]) => count))),
        note: 'to be confirmed',
      },
    ],
    toDo: [
      ...(queue.length === 0 && byHand.length === 0
        ? []
        : [
            {
              text: `Code lines: ${formatCount(linesOf(queue))} in the queue, ${formatCount(linesOf(byHand))} left out`,
              href: `${href}/queue`,
            },
          ]),
      ...(leftOut.length === byHand.length
        ? []
        : [
            {
              text: `Look at what coding rules leave out: ${counted(linesOf(leftOut) - linesOf(byHand), 'line', 'lines')}`,
              href: `${href}/left-out`,
            },
          ]),
      ...(candidates.length === 0 && matches.length === 0
        ? []
        : [
            {
              text: `Match lines: ${counted(linesOfCandidates(candidates), 'looks', 'look')} like what is recorded, ${formatCount(matches.length)} matched`,
              href: `${href}/matching`,
            },
          ]),
      ...(shown.personal.texts === 0
        ? []
        : [
            {
              text: `${counted(shown.personal.texts, 'text looks', 'texts look')} personal: files and papers leave them out until somebody else clears them`,
              href: '#personal',
            },
          ]),
      ...unlikely.map(([flag, count]) => ({
        text: `${counted(count, 'line', 'lines')} ${FLAG_WORDS[flag].of}`,
        href: `${href}/lines?flag=${encodeURIComponent(flag)}`,
      })),
    ],
    faultsFile: summary.faults > 0 && summary.canComeBack && shown.hasFile ? `${href}/faults.csv` : null,
    stale: overview.moved.length > 0,
    nothingNew: stops.length === 0 && overview.lines === 0 ? nothingNewWords(overview) : null,
    over: overShown(over),
    left,
    confirm:
      stops.length > 0 || overview.lines === 0
        ? null
        : {
            shown: overviewDigest(overview),
            fields: confirmFields(overview, typed, errors),
            text: `Import ${counted(overview.lines, 'line', 'lines')} for ${formatPounds(overview.pence)}`,
          },
    sections: [
      { id: 'faults', table: remarkTable('Faults', 'What is wrong', remarks.fault, summary.faults) },
      {
        table: remarkTable(
          'Lines that changed in the finance system',
          'What is recorded',
          remarks.changed,
          summary.changed,
        ),
      },
      { id: 'personal', table: personalTable(shown.personal) },
      { table: groupTable(groups, decidedBy(overview.codings)) },
      { table: leftOutTable(leftOutBy, (rule) => (rule === null ? `${href}/queue` : `${href}/left-out?rule=${rule}`)) },
      {
        table: lineTable(
          leftOut.length === 0 ? 'New lines' : 'New lines, and those left out',
          shown.lines,
          summary.lines,
          `${href}/lines`,
        ),
      },
      { table: readAsTable(remarks['read-as'], summary.readAs) },
      { table: skippedTable(remarks.skipped, summary.skipped) },
      { table: remarkTable('Lines already known', 'Where it stands', remarks.known, summary.known) },
    ].filter(({ table }) => table.rows.length > 0),
  };
}

function personalTable({ held, texts }: PlanShown['personal']): Table {
  return {
    caption: 'Texts that look personal',
    columns: columns('Where', 'Text'),
    rows: held.map(({ where, text }) => [words(where), words(text)]),
    notes: [
      'A carer or a child must not be named in the record. Where one is, throw the plan away, have the finance system corrected and import the file again.',
      ...cut(texts, held.length),
    ],
    empty: '',
  };
}

/** What the file is by its content, whatever it is called. */
function readAsWords({ kind, sheet, delimiter, encoding }: FileSummary): string {
  if (kind === 'xlsx') return sheet === null ? 'Excel workbook' : `Excel workbook, sheet ${sheet}`;
  const between = { ',': 'commas', ';': 'semicolons', '\t': 'tabs' }[delimiter ?? ','];
  return `Text with ${between} between its cells${encoding === null ? '' : `, ${encoding}`}`;
}

function confirmFields({ plan, flags, over }: Overview, typed: Typed, errors: readonly FieldError[]) {
  const fields = new Fields(typed, errors);
  const boxes = [
    ...[...flags].map(([flag, count]) => ({
      name: flagField(flag),
      text: FLAG_WORDS[flag].confirms,
      hint: `${counted(count, 'line', 'lines')} ${FLAG_WORDS[flag].of}`,
    })),
    ...((plan.summary?.changed ?? 0) > 0
      ? [{ name: 'changed', text: 'What changed in the finance system stays here as it is recorded' }]
      : []),
  ];
  return [
    ...(boxes.length > 0 ? [fields.checkboxes('What you looked at', boxes)] : []),
    ...(over.size > 0 || errors.some(({ field }) => field === 'reason')
      ? [fields.longText('reason', 'Why it is overspent', { rows: 2 })]
      : []),
  ];
}

/** What decided the lines of each group, in words, by its coding. */
function decidedBy(codings: readonly Coding[]): (group: Group) => string {
  const said = new Map<string, Set<string>>();
  for (const coding of codings) {
    for (const agreement of new Set([coding.agreement, ''])) {
      const key = codingKey({ ...coding, agreement });
      said.set(key, (said.get(key) ?? new Set()).add(HOW_WORDS[coding.how] ?? coding.rule ?? ''));
    }
  }
  return (group) => [...(said.get(codingKey(group)) ?? [])].filter((by) => by !== '').join(', ');
}

const HOW_WORDS: Partial<Record<Coding['how'], string>> = {
  file: 'the reference in the file',
  choice: 'you',
  target: 'what was asked for',
};

function codingKey({ initiative, agreement, place, category, period }: Omit<Group, 'number'> | Coding): string {
  return JSON.stringify([initiative, agreement, place, category, period.year, period.number]);
}

function groupTable(groups: readonly Group[], by: (group: Group) => string): Table {
  return {
    caption: 'What would be posted',
    columns: columns('Initiative', 'Agreement', 'Place', 'Category', 'Period', 'Decided by', '#Lines', '#Amount'),
    rows: groups
      .slice(0, MOST_FAULTS)
      .map((group) => [
        words(group.initiative),
        words(group.agreement),
        words(placeName(group.place)),
        words(categoryShown(group.category)),
        periodCell(group.period),
        words(by(group)),
        countCell(group.lines),
        amountCell(group.kind === 'spend' ? group.pence : -group.pence),
      ]),
    notes: [
      ...(groups.some(({ kind }) => kind === 'unmatched-credit')
        ? ['An amount below zero is of credits whose original is not known: they wait for a person to match them.']
        : []),
      ...cut(groups.length, MOST_FAULTS),
    ],
    empty: '',
  };
}

/** Lines of a file as a table. */
export function lineTable(caption: string, lines: readonly PlanLine[], count: number, href: string): Table {
  return {
    caption,
    columns: columns('#Row', 'Date', 'Transaction', 'Supplier', 'Text', '#Amount'),
    rows: lines.map((line) => [
      countCell(line.row, `${href}/${line.row}`),
      { ...words(line.date.split('-').toReversed().join('/')), ref: true },
      words(line.transaction),
      words(line.supplier),
      words(line.text ?? ''),
      amountCell(line.pence),
    ]),
    notes: cut(count, lines.length),
    empty: '',
  };
}

function remarkTable(caption: string, said: string, remarks: readonly Remark[], count: number): Table {
  return {
    caption,
    columns: columns('#Row', 'Column', 'Value', said),
    rows: remarks.map(({ row, column, value, reason }) => [
      countCell(row),
      words(column ?? ''),
      words(value),
      words(reason),
    ]),
    notes: cut(count, remarks.length),
    empty: '',
  };
}

function readAsTable(remarks: readonly Remark[], count: number): Table {
  return {
    caption: 'Cells read as something else',
    columns: columns('Column', 'The file says', 'Read as', 'Rows'),
    rows: remarks.map(({ column, value, reason, note }) => [
      words(column ?? ''),
      words(value),
      words(reason),
      words(note ?? ''),
    ]),
    notes: cut(count, remarks.length),
    empty: '',
  };
}

function skippedTable(remarks: readonly Remark[], count: number): Table {
  return {
    caption: 'Skipped rows',
    columns: columns('#Row', 'Why', 'Amount as written'),
    rows: remarks.map(({ row, reason, value }) => [countCell(row), words(reason), words(value)]),
    notes: cut(count, remarks.length),
    empty: '',
  };
}

function cut(count: number, most: number): string[] {
  return count > most ? [`The first ${formatCount(most)} of ${formatCount(count)} are listed.`] : [];
}
