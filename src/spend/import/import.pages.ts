import { formatShortDay } from '../../calendar/day.ts';
import { yearShown } from '../../calendar/financial-year.ts';
import { periodLabel, periodShown } from '../../calendar/period.ts';
import { currentPeriod } from '../../ledger/period.ts';
import type { ShownFigure } from '../../ledger/shown-figure.ts';
import { formatPounds } from '../../money/pence.ts';
import { COUNTY, placeName } from '../../partners/place.ts';
import type { Page } from '../../people/door.ts';
import type { FieldError, Typed } from '../../platform/form.ts';
import { categoryShown } from '../category.ts';
import { PLACE_CHOICES, periodChoices, type SpendChoices } from '../choice.store.ts';
import { selectItems, shownErrors } from '../form-error.ts';
import { statusTag } from '../spend-list.pages.ts';
import type { Batch } from './batch.store.ts';
import type { FileLine } from './file.ts';
import { type ImportPlan, planDigest } from './plan.ts';
import type { ImportProfile } from './profile.ts';
import { profileChoices } from './upload.form.ts';

const MOST_ROWS = 50;
const MOST_FAULTS = 500;
const COUNT = new Intl.NumberFormat('en-GB');

/** Every batch that was imported, the latest first. */
export function importListPage(
  batches: readonly Batch[],
  names: ReadonlyMap<number, string>,
  mayImport: boolean,
): Page {
  return {
    title: 'Imports',
    wide: true,
    back: { href: '/spend', text: 'Spend' },
    mayImport,
    rows: batches.map((batch) => ({
      ref: batch.ref,
      href: `/imports/${batch.ref}`,
      fileName: batch.fileName,
      initiative: batch.initiative,
      period: `${yearShown(batch.period.year)} P${batch.period.number}`,
      enteredBy: names.get(batch.enteredBy) ?? '',
      lines: COUNT.format(batch.lines),
      text: formatPounds(batch.pence),
      status: statusTag(batch.status),
    })),
  };
}

/** The form that asks for a file and where its lines are to go. */
export function uploadPage(
  choices: SpendChoices,
  profiles: readonly ImportProfile[],
  typed: Typed | null,
  errors: readonly FieldError[] = [],
): Page {
  const chosen = typed ?? { place: COUNTY.code, period: periodLabel(currentPeriod(choices.periods)) };
  const open = choices.periods.filter((period) => !period.closed);
  return {
    title: 'Import spend from a file',
    back: { href: '/imports', text: 'Imports' },
    ...shownErrors(errors),
    profiles: profileChoices(profiles).map(({ value, text }) => ({ value, text, checked: chosen.profile === value })),
    initiatives: selectItems(choices.initiatives, chosen.initiative, 'Select an initiative'),
    places: selectItems(PLACE_CHOICES, chosen.place, 'Select a place'),
    periods: selectItems(periodChoices(open), chosen.period, 'Select a period'),
    again: errors.length > 0 ? 'Select the file again: a page cannot keep it for you.' : null,
  };
}

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
  const { faults, newLines, known, file, over } = plan;
  const faulty = faults.length > 0;
  const inTheWay: FieldError[] = faulty
    ? [{ field: 'faults', message: `The file has ${counted(faults.length, 'fault')}, so nothing of it is imported` }]
    : [];
  return {
    title: 'What this file would do',
    wide: true,
    back: { href: '/imports/new', text: 'Choose another file' },
    ...shownErrors([...inTheWay, ...errors]),
    typed,
    about: [
      ['File', fileName],
      ['Kind of file', profileLabel],
      ['Initiative', initiative],
      ['Place', placeName(plan.place)],
      ['Period', `${periodShown(plan.period)}, ${yearShown(plan.period.year)}`],
    ].map(([key, value]) => ({ key: { text: key }, value: { text: value } })),
    left: { label: left.label, text: left.text, href: left.href },
    sameFile:
      plan.sameFile === null
        ? null
        : { text: `${plan.sameFile} already holds this very file.`, href: `/imports/${plan.sameFile}` },
    counts: [
      { label: 'New', text: COUNT.format(newLines.length), note: formatPounds(plan.pence) },
      { label: 'Already recorded', text: COUNT.format(known.length), note: 'nothing changes for them' },
      { label: 'Skipped', text: COUNT.format(file.skipped.length), note: 'no spend in them' },
      { label: 'Faults', text: COUNT.format(faults.length), note: 'all rows are imported, or none' },
    ],
    faults: faults
      .slice(0, MOST_FAULTS)
      .map(({ row, column, value, reason }) => ({ row, column: column ?? '', value, reason })),
    faultsCut: cut(faults.length, MOST_FAULTS),
    nothingNew: !faulty && newLines.length === 0,
    over: over > 0 ? `These lines pass what ${plan.initiative} has left by ${formatPounds(over)}.` : null,
    confirm:
      faulty || newLines.length === 0
        ? null
        : {
            token,
            plan: planDigest(plan),
            asksReason: over > 0,
            text: `Import ${counted(newLines.length, 'line')} for ${formatPounds(plan.pence)}`,
          },
    newLines: newLines.slice(0, MOST_ROWS).map(lineRow),
    newCut: cut(newLines.length, MOST_ROWS),
    known: known.slice(0, MOST_ROWS).map(lineRow),
    knownCut: cut(known.length, MOST_ROWS),
    skipped: file.skipped
      .slice(0, MOST_FAULTS)
      .map(({ row, reason, amount }) => ({ row, reason, amount: amount ?? '' })),
    skippedCut: cut(file.skipped.length, MOST_FAULTS),
    readAs: readAsGroups(file.lines).slice(0, MOST_FAULTS),
    readAsCut: cut(readAsGroups(file.lines).length, MOST_FAULTS),
  };
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
  return rows.length > 5 ? `${first} and ${COUNT.format(rows.length - 5)} more` : first;
}

function lineRow(line: FileLine) {
  const { row, date, transaction, supplier, category, pence } = line;
  return {
    row,
    day: formatShortDay(date),
    transaction,
    supplier,
    category: categoryShown(category),
    text: formatPounds(pence),
  };
}

function counted(count: number, noun: string): string {
  return `${COUNT.format(count)} ${noun}${count === 1 ? '' : 's'}`;
}

function cut(count: number, most: number): string | null {
  return count > most ? `The first ${COUNT.format(most)} of ${COUNT.format(count)} are listed.` : null;
}
