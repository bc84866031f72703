import { formatShortDay } from '../../calendar/day.ts';
import { yearShown } from '../../calendar/financial-year.ts';
import { periodShown } from '../../calendar/period.ts';
import { categoryShown } from '../../ledger/category.ts';
import type { ShownFigure } from '../../ledger/shown-figure.ts';
import { formatPounds } from '../../money/pence.ts';
import { placeName } from '../../partners/place.ts';
import type { Page } from '../../people/door.ts';
import { counted, formatCount } from '../../platform/count.ts';
import { errorSummary, type Field, Fields } from '../../platform/form.pages.ts';
import type { FieldError, Typed } from '../../platform/form.ts';
import { columns, fact, number, type Table, words } from '../../platform/table.ts';
import { SPEND } from '../spend.pages.ts';
import { IMPORTS } from './batch.pages.ts';
import { type ImportPlan, planDigest } from './plan.ts';
import type { Fault, FileLine } from './read/line.ts';
import type { KeyedLine, SpendFile } from './read/whole-file.ts';

const MOST_ROWS = 50;
const MOST_FAULTS = 500;

/** A plan with everything that its page shows. */
export interface PlanShown {
  plan: ImportPlan;
  fileName: string;
  profileLabel: string;
  initiative: string;
  token: string;
  left: ShownFigure;
}

/** What importing the file would do, before anything is stored: new, known and skipped rows, and every fault. */
export function planPage(shown: PlanShown, typed: Typed = {}, errors: readonly FieldError[] = []): Page {
  const { plan, fileName, profileLabel, initiative, token, left } = shown;
  const { faults, newLines, known, pays, file, over } = plan;
  const faulty = faults.length > 0;
  const inTheWay: FieldError[] = faulty
    ? [
        {
          field: 'faults',
          message: `The file has ${counted(faults.length, 'fault', 'faults')}, so nothing of it is imported`,
        },
      ]
    : [];
  return {
    title: 'What this file would do',
    wide: true,
    breadcrumbs: [SPEND, IMPORTS, { text: 'Choose another file', href: '/imports/new' }],
    errors: errorSummary([...inTheWay, ...errors]),
    about: [
      ['File', fileName],
      ['Kind of file', profileLabel],
      ['Initiative', initiative],
      ['Place', placeName(plan.place)],
      ['Period', `${periodShown(plan.period)}, ${yearShown(plan.period.year)}`],
    ].map(([key = '', value = '']) => fact(key, value)),
    left,
    sameFile:
      plan.sameFile === null
        ? null
        : { text: `${plan.sameFile} already holds this very file.`, href: `/imports/${plan.sameFile}` },
    counts: [
      { label: 'New', text: formatCount(newLines.length), note: formatPounds(plan.pence) },
      { label: 'Already recorded', text: formatCount(known.length), note: 'nothing changes for them' },
      { label: 'Skipped', text: formatCount(file.skipped.length), note: 'no spend in them' },
      { label: 'Faults', text: formatCount(faults.length), note: 'all rows are imported, or none' },
    ],
    nothingNew: !faulty && newLines.length === 0,
    over: over > 0 ? `These lines pass what ${plan.initiative} has left by ${formatPounds(over)}.` : null,
    confirm:
      faulty || newLines.length === 0
        ? null
        : {
            token,
            plan: planDigest(plan),
            fields: over > 0 || errors.some(({ field }) => field === 'reason') ? [reasonField(typed, errors)] : [],
            text: `Import ${counted(newLines.length, 'line', 'lines')} for ${formatPounds(plan.pence)}`,
          },
    sections: [
      { id: 'faults', table: faultTable(faults) },
      { table: lineTable('New lines', newLines, pays) },
      { table: readAsTable(file.lines) },
      { table: skippedTable(file.skipped) },
      { table: lineTable('Lines already recorded', known) },
    ].filter(({ table }) => table.rows.length > 0),
  };
}

function faultTable(faults: readonly Fault[]): Table {
  return {
    caption: 'Faults',
    columns: columns('#Row', 'Column', 'Value', 'What is wrong'),
    rows: faults
      .slice(0, MOST_FAULTS)
      .map(({ row, column, value, reason }) => [number(String(row)), words(column ?? ''), words(value), words(reason)]),
    notes: cut(faults.length, MOST_FAULTS),
    empty: '',
  };
}

function lineTable(caption: string, lines: readonly KeyedLine[], pays: ImportPlan['pays'] = new Map()): Table {
  const paying = pays.size > 0 ? ['Pays'] : [];
  return {
    caption,
    columns: columns('#Row', 'Date', 'Transaction', 'Supplier', 'Category', ...paying, '#Amount'),
    rows: lines
      .slice(0, MOST_ROWS)
      .map(({ row, key, date, transaction, supplier, category, pence }) => [
        number(String(row)),
        { ...words(formatShortDay(date)), ref: true },
        words(transaction),
        words(supplier),
        words(categoryShown(category ?? '')),
        ...paying.map(() => words(pays.get(key)?.payable ?? '')),
        number(formatPounds(pence)),
      ]),
    notes: cut(lines.length, MOST_ROWS),
    empty: '',
  };
}

function readAsTable(lines: readonly FileLine[]): Table {
  const groups = readAsGroups(lines);
  return {
    caption: 'Cells read as something else',
    columns: columns('Column', 'The file says', 'Read as', 'Rows'),
    rows: groups
      .slice(0, MOST_FAULTS)
      .map(({ column, found, readAs, rows }) => [words(column), words(found), words(readAs), words(rows)]),
    notes: cut(groups.length, MOST_FAULTS),
    empty: '',
  };
}

function skippedTable(skipped: SpendFile['skipped']): Table {
  return {
    caption: 'Skipped rows',
    columns: columns('#Row', 'Why', 'Amount as written'),
    rows: skipped
      .slice(0, MOST_FAULTS)
      .map(({ row, reason, amount }) => [number(String(row)), words(reason), words(amount ?? '')]),
    notes: cut(skipped.length, MOST_FAULTS),
    empty: '',
  };
}

function reasonField(typed: Typed, errors: readonly FieldError[]): Field {
  return new Fields(typed, errors).longText('reason', 'Why it is overspent', { rows: 2 });
}

/** Cells that were read as something other than what they say, the same ones together, the most frequent first. */
export function readAsGroups(
  lines: readonly FileLine[],
): { column: string; found: string; readAs: string; rows: string }[] {
  const groups = new Map<string, { column: string; found: string; readAs: string; rows: number[] }>();
  for (const line of lines) {
    for (const { column, found, readAs } of line.readAs ?? []) {
      const key = JSON.stringify([column, found, readAs]);
      const group = groups.get(key) ?? { column, found, readAs, rows: [] };
      group.rows.push(line.row);
      groups.set(key, group);
    }
  }
  return [...groups.values()]
    .toSorted((a, b) => b.rows.length - a.rows.length)
    .map(({ rows, ...group }) => ({ ...group, rows: rowNumbers(rows) }));
}

function rowNumbers(rows: readonly number[]): string {
  const first = rows.slice(0, 5).join(', ');
  return rows.length > 5 ? `${first} and ${formatCount(rows.length - 5)} more` : first;
}

function cut(count: number, most: number): string[] {
  return count > most ? [`The first ${formatCount(most)} of ${formatCount(count)} are listed.`] : [];
}
