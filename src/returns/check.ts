import type { HeldPlace } from '../audit/gate/held.ts';
import type { Day } from '../calendar/day.ts';
import { correctionHref, factShown } from '../figures/release/fact-shown.ts';
import type { OpenRelease } from '../figures/release/open-release.ts';
import { isOver } from '../initiatives/life/life.store.ts';
import { type Life, lastOf } from '../initiatives/life/life.ts';
import { STATUSES } from '../initiatives/life/life-machine.ts';
import { addUp } from '../ledger/balance.ts';
import type { ShownFigure } from '../ledger/shown-figure.ts';
import { formatOverUnder, formatPounds, type Pence } from '../money/pence.ts';
import type { DraftRow, DraftTable } from './draft.ts';
import type { CheckTemplate, Template } from './template.ts';
import type { PackTie } from './tie-out.ts';

/** Something that a check found: what, where, and how to mend it. A fault blocks the certificate; a warning does not. */
export interface Finding {
  level: 'fault' | 'warning';
  where: string;
  what: string;
  mend: string;
  /** Where it is mended. */
  link?: { text: string; href: string };
  /** The row that an explanation would answer it for. */
  rowKey?: string;
}

/** A check with what it found. */
export interface Checked {
  says: string;
  findings: Finding[];
}

/** What a draft is held against besides its own tables. */
export interface CheckContext {
  /** The ledger's spend of the year up to the quarter, without narrowing it to rows. */
  control: ShownFigure;
  /** What awaited approval at the cut-off. */
  awaiting: ShownFigure;
  /** The reference of a later quarter's return that has been submitted, if there is one. */
  laterSubmitted: string | null;
  /** What the pack of the same period said; null when there is none to compare with. */
  pack: PackTie | null;
  /** Where each initiative stood at the cut-off. */
  lives: ReadonlyMap<string, Life>;
  /** The first day of the return's quarter. */
  quarterStartsOn: Day;
}

/**
 * Holds a draft against every check of its template, in the template's order. What a check of the severity 'warning'
 * finds blocks nothing.
 */
export function checkDraft(template: Template, tables: DraftTable[], context: CheckContext): Checked[] {
  return template.checks.map((check) => {
    const findings = findingsOf(check, tables, context);
    if (check.severity !== 'warning') return { says: check.says, findings };
    return { says: check.says, findings: findings.map((finding) => ({ ...finding, level: 'warning' })) };
  });
}

/** That no earlier return is still to be submitted. */
export function orderCheck(earlier: readonly string[]): Checked {
  return {
    says: 'The returns of earlier quarters were submitted.',
    findings: earlier.map((ref) => ({
      level: 'fault',
      where: ref,
      what: 'It is of an earlier quarter, and has not been submitted.',
      mend: 'Submit it first: returns go out in the order of their quarters.',
    })),
  };
}

/** That no words in a draft are held back until somebody has checked them. */
export function heldCheck({ held }: { held: readonly HeldPlace[] }): Checked {
  return {
    says: 'No words are held back because they look personal.',
    findings: held.map(({ where }) => ({
      level: 'fault',
      where,
      what: 'These words look personal, and nobody has checked them.',
      mend: 'Have a second person clear them on the page Words to check, or edit them.',
    })),
  };
}

/** That counts of people may go out as they are protected. */
export function protectionCheck({ answer }: OpenRelease): Checked {
  const found = (key: string, what: string, mend: string): Finding => ({
    level: 'fault',
    where: factShown(key),
    what,
    mend,
  });
  return {
    says: 'No count of people gives a child away to whoever reads the return.',
    findings: [
      ...answer.held.map(({ key, why }) => ({
        ...found(key, why, 'Somebody decides whether the correction may be seen.'),
        link: { text: 'Decide', href: correctionHref(key) },
      })),
      ...answer.givenAway.map(({ key, why }) =>
        found(key, why, 'Leave the measure out, or correct what was published before.'),
      ),
    ],
  };
}

/** The findings that block a certificate. */
export function faultsOf(checked: Checked[]): Finding[] {
  return checked.flatMap(({ findings }) => findings).filter(({ level }) => level === 'fault');
}

/** The longest explanation that the template takes, in words. */
export function longestExplanation(template: Template): number {
  const check = template.checks.find((candidate) => candidate.rule === 'explained');
  return check?.rule === 'explained' ? check.words : 150;
}

/** How many words a text has. */
export function countWords(text: string): number {
  return text.split(/\s+/).filter((word) => word !== '').length;
}

function findingsOf(check: CheckTemplate, tables: DraftTable[], context: CheckContext): Finding[] {
  if (check.rule === 'required') return tables.flatMap(blankCells);
  if (check.rule === 'in-order') return outOfOrder(context);
  if (check.rule === 'awaiting') return stillAwaiting(context);
  if (check.rule === 'pack') return apartFromPack(context);
  if (check.rule === 'statuses') return tables.flatMap(({ rows }) => rows.flatMap((row) => statusOf(row, context)));
  const table = tables.find(({ name }) => name === check.table);
  if (table === undefined) return [];
  if (check.rule === 'control-total') return apart(table, check.column, context.control);
  return table.rows.flatMap((row) => {
    if (check.rule === 'within') return beyond(row, check);
    if (check.rule === 'not-above') return above(table, row, check);
    if (check.rule === 'explained') return unexplained(table, row, check);
    return notAdding(row, check);
  });
}

type Rule<R extends CheckTemplate['rule']> = Extract<CheckTemplate, { rule: R }>;

const amount = (row: DraftRow, column: string): Pence | null => row.cells[column]?.value ?? null;
const explanation = (row: DraftRow): string => row.cells.explanation?.text ?? '';

function blankCells(table: DraftTable): Finding[] {
  const required = table.columns.filter((column) => column.required);
  return table.rows.flatMap((row) =>
    required
      .filter(({ name }) => {
        const cell = row.cells[name];
        return cell === undefined || (cell.value === null && cell.marker === '' && cell.text.trim() === '');
      })
      .map(({ label }) => ({
        level: 'fault' as const,
        where: `${table.title}, ${row.label}, ${label}`,
        what: 'The cell is blank.',
        mend: 'Enter a value, even if it is zero, in the record that it comes from, and prepare the return again.',
      })),
  );
}

/** By one penny as much as by a million. Spend has happened, so what is explained is a warning. */
function beyond(row: DraftRow, { column, of }: Rule<'within'>): Finding[] {
  const spent = amount(row, column);
  const limit = amount(row, of);
  if (spent === null || limit === null || spent <= limit) return [];
  const isExplained = explanation(row) !== '';
  return [
    {
      level: isExplained ? 'warning' : 'fault',
      where: row.label,
      what: `Spend of ${formatPounds(spent)} is ${formatPounds(spent - limit)} more than the current budget of ${formatPounds(limit)}.`,
      mend: isExplained
        ? 'It is explained.'
        : 'Explain the row, or decide a larger budget and prepare the return again.',
      rowKey: row.key,
    },
  ];
}

function above(table: DraftTable, row: DraftRow, { column, of }: Rule<'not-above'>): Finding[] {
  const stated = amount(row, column);
  const limit = amount(row, of);
  if (stated === null || limit === null || stated <= limit) return [];
  const labelOf = (name: string): string => table.columns.find((one) => one.name === name)?.label ?? name;
  return [
    {
      level: 'fault',
      where: `${table.title}, ${row.label}`,
      what: `${labelOf(column)} of ${formatPounds(stated)} is ${formatPounds(stated - limit)} more than ${labelOf(of).toLowerCase()} of ${formatPounds(limit)}.`,
      mend: 'Put right in the record whichever of the two is wrong, and prepare the return again.',
    },
  ];
}

function unexplained(table: DraftTable, row: DraftRow, check: Rule<'explained'>): Finding[] {
  const over = amount(row, check.column);
  if (over === null) return [];
  const text = explanation(row);
  const words = countWords(text);
  if (words > check.words) {
    const what = `The explanation has ${words} words; ${check.words} are taken.`;
    return [{ level: 'fault', where: row.label, what, mend: 'Shorten it.', rowKey: row.key }];
  }
  // An initiative with several sources has its over/(under)spend on a row of its own, its budgets on the others.
  const initiative = row.cells.initiative_ref?.text;
  const own = amount(row, check.of);
  const others = table.rows.filter((other) => other.cells.initiative_ref?.text === initiative);
  const budget = own ?? addUp(others.map((other) => amount(other, check.of) ?? 0));
  const size = Math.abs(over);
  const isLarge = size > 0 && (size >= check.pence || BigInt(size) * 100n >= BigInt(budget) * BigInt(check.percent));
  if (!isLarge || text !== '') return [];
  return [
    {
      level: 'fault',
      where: row.label,
      what:
        `The over/(under)spend of ${formatOverUnder(over)} reaches ${check.percent}% of the budget or ` +
        `${formatPounds(check.pence)}, whichever is lower, and is not explained.`,
      mend: `Explain the row in at most ${check.words} words.`,
      rowKey: row.key,
    },
  ];
}

function notAdding(row: DraftRow, { column, of }: Rule<'parts'>): Finding[] {
  const whole = amount(row, column);
  const parts = of.map((part) => amount(row, part));
  if (whole === null || parts.some((part) => part === null)) return [];
  const added = addUp(parts as Pence[]);
  if (added === whole) return [];
  return [
    {
      level: 'fault',
      where: row.label,
      what: `The parts come to ${formatPounds(added)}, and the whole is ${formatPounds(whole)}.`,
      mend: 'This is a fault of the record: tell an administrator.',
    },
  ];
}

function apart(table: DraftTable, column: string, control: ShownFigure): Finding[] {
  const added = addUp(table.rows.map((row) => amount(row, column) ?? 0));
  if (control.value === added) return [];
  return [
    {
      level: 'fault',
      where: table.title,
      what: `The rows come to ${formatPounds(added)}, and the ledger's total is ${control.text}.`,
      mend: 'This is a fault of the record: tell an administrator.',
    },
  ];
}

/** What was posted to the quarter after the pack was published is no fault, but a reader of both is told of it. */
function apartFromPack({ control, pack }: CheckContext): Finding[] {
  if (pack === null) return [];
  const where = `Pack ${pack.ref}`;
  if (pack.said.value !== pack.now.value) {
    return [
      {
        level: 'fault',
        where,
        what: `It froze spend of ${formatPounds(pack.said.value ?? 0)}, and the record of that moment now says ${pack.now.text}.`,
        mend: 'This is a fault of the record: tell an administrator, who runs the verification.',
      },
    ];
  }
  if (control.value === pack.upTo.value || control.value === null || pack.upTo.value === null) return [];
  return [
    {
      level: 'fault',
      where,
      what:
        `Up to the end of the quarter it had ${pack.upTo.text}, and this return has ${control.text}: ` +
        `${formatPounds(Math.abs(control.value - pack.upTo.value))} was posted to the quarter after the pack.`,
      mend: 'Be ready to say why the two differ. The control page of the files states it.',
    },
  ];
}

/** Money moves only while an initiative lives: what its life says and what its row says agree. */
function statusOf(row: DraftRow, { lives, quarterStartsOn }: CheckContext): Finding[] {
  const life = lives.get(row.cells.initiative_ref?.text ?? '');
  if (life === undefined) return [];
  const spent = amount(row, 'actual_quarter') ?? 0;
  const expected = amount(row, 'forecast_remaining') ?? 0;
  const status = STATUSES[life.status].toLowerCase();
  const mend = 'Record the step of its life that happened, or put the spend or the forecast right.';
  if (spent > 0 && lastOf(life, 'start') === undefined) {
    const what = `It has spend of ${formatPounds(spent)} in the quarter, and its life says that it has not started (${status}).`;
    return [{ level: 'fault', where: row.label, what, mend }];
  }
  if (spent > 0 && hasEnded(life) && life.since < quarterStartsOn) {
    const what = `It has spend of ${formatPounds(spent)} in the quarter, and was over before it (${status}).`;
    return [{ level: 'fault', where: row.label, what, mend }];
  }
  if (expected > 0 && isOver(life.status)) {
    const what = `It has a forecast of ${formatPounds(expected)}, and it is over (${status}).`;
    return [{ level: 'fault', where: row.label, what, mend }];
  }
  return [];
}

const hasEnded = ({ status }: Life): boolean =>
  isOver(status) || status === 'ended' || status === 'return-received' || status === 'reconciled';

function outOfOrder({ laterSubmitted }: CheckContext): Finding[] {
  if (laterSubmitted === null) return [];
  return [
    {
      level: 'warning',
      where: 'The whole return',
      what: `${laterSubmitted}, for a later quarter, was submitted before this one.`,
      mend: 'Make sure that the Home Office expects this quarter after it.',
    },
  ];
}

function stillAwaiting({ awaiting }: CheckContext): Finding[] {
  if (awaiting.value === null || awaiting.value === 0) return [];
  return [
    {
      level: 'warning',
      where: 'Finance',
      what: `${awaiting.text} awaited approval at the data cut-off and is not in this return.`,
      mend: 'If it belongs in it, have it approved and prepare the return again.',
    },
  ];
}
