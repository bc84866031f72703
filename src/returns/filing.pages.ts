import { formatDay, formatInstant } from '../calendar/day.ts';
import type { Page } from '../people/door.ts';
import { errorSummary, Fields } from '../platform/form.pages.ts';
import type { Choice, FieldError, Typed } from '../platform/form.ts';
import { columns, head, number, type Table, words } from '../platform/table.ts';
import type { Acknowledgement } from './acknowledge.ts';
import { type Checked, type Finding, faultsOf, longestExplanation } from './check.ts';
import type { Download } from './custody.ts';
import type { Difference } from './difference.ts';
import type { Cell, DraftRow, DraftTable } from './draft.ts';
import { answerTo, type Filing, type FilingState, type StepName, spanOf, stateOf } from './filing.ts';
import type { Answered, LastSaid } from './history.ts';
import { CONTROL, METADATA, PACKAGE } from './package.ts';
import type { ChangeRequest } from './request.ts';
import { filingHref, RETURNS, standingShown, stateTag } from './return.pages.ts';
import type { Suggestion } from './suggest.ts';
import type { Template } from './template.ts';

/** What the person who looks may do with this filing. */
export interface FilingRights {
  prepare: boolean;
  /** Holds a role by which the template lets certify; `ownDraft` says that it is their own, which somebody else certifies. */
  certify: boolean;
  ownDraft: boolean;
  submit: boolean;
  /** Releases exact counts beside it, by an authority that is cited. */
  annex: boolean;
}

/** A draft with everything that its page shows. */
export interface FilingView {
  filing: Filing;
  template: Template;
  tables: DraftTable[];
  /** Empty once submitted: what was filed is no longer held against anything. */
  checked: Checked[];
  digest: string;
  /** What the record itself says of rows that can be explained. */
  suggestions: Suggestion[];
  /** What the last return said; null once submitted. */
  lastSaid: LastSaid | null;
  /** The filing that this one answers, with what was asked for and what differs; null when it answers none. */
  answered: Answered | null;
  /** What was asked for in this one. */
  requests: ChangeRequest[];
  acknowledgement: Acknowledgement | null;
  /** Who took files of it out of the program. */
  downloads: Download[];
  files: { name: string; fileName: string; sha256?: string }[];
}

/** A return with its tables, what its checks found, and the next thing to do with it. */
export function filingPage(
  view: FilingView,
  names: Map<number, string>,
  rights: FilingRights,
  typed: Typed = {},
  errors: readonly FieldError[] = [],
): Page {
  const { filing, tables, checked } = view;
  const state = stateOf(filing);
  const isFiled = state === 'submitted';
  const isOpen = state === 'draft' && filing.latest;
  return {
    title: filing.ref,
    caption: `${view.template.title}: ${spanOf(filing, view.template)}`,
    wide: true,
    breadcrumbs: [RETURNS, { text: filing.ref }],
    errors: errorSummary(errors),
    state: stateTag(filing),
    life: lifeOf(view, names),
    next: filing.latest ? nextOf(view, state, rights) : null,
    replaced: replacedNote(filing),
    answers: answerTables(view),
    checks: checked.map(checkRow),
    explain: isOpen && rights.prepare ? explainForm(view, typed, errors) : null,
    tables: tables.slice(0, -1).map(tablePart),
    signOff: signOffPart(tables.at(-1) as DraftTable),
    annex: rights.annex && view.template.annex === true ? `${filingHref(filing)}/annex` : null,
    filesTitle: isFiled ? 'Files, as submitted' : 'Files, as a draft',
    filesNote: isFiled
      ? 'These bytes never change. The fingerprint is SHA-256, which anybody can check; each download is recorded.'
      : 'They may still change, and their names say that they are a draft.',
    files: view.files.map(({ name, fileName, sha256 }) => ({
      href: `${filingHref(filing)}/${fileAddress(name)}`,
      text: fileName,
      says: FILE_WORDS[name] ?? null,
      sha256: sha256 ?? null,
    })),
    custody: isFiled ? custodyTable(view, names) : null,
  };
}

const FILE_WORDS: Partial<Record<string, string>> = {
  [CONTROL]: 'The control page: rows, totals, fingerprints, what it is reconciled to, what differs',
  [METADATA]: 'What each column is, for programs (CSV on the Web)',
  [PACKAGE]: 'All of them in one',
};

function fileAddress(name: string): string {
  if (name === PACKAGE) return 'package.zip';
  return name === METADATA ? 'metadata.json' : `files/${name}.csv`;
}

function replacedNote(filing: Filing): string | null {
  if (filing.latest) return null;
  return stateOf(filing) === 'submitted'
    ? 'A later draft of this return was prepared. What was submitted here stays as it was.'
    : 'A later draft has taken the place of this one, so nothing more is done with it.';
}

function lifeOf(
  { filing, template, digest, acknowledgement }: FilingView,
  names: Map<number, string>,
): { key: string; text: string; code: boolean }[] {
  const by = (person: number | null, at: string | null): string =>
    `${names.get(person ?? -1) ?? ''}, ${at === null ? '' : formatInstant(at)}`;
  const { steps } = filing;
  const row = (key: string, text: string, code = false) => ({ key, text, code });
  const done = STEPS.flatMap(({ step, says }) => {
    const taken = steps[step];
    return taken === undefined ? [] : [row(says, by(taken.doneBy, taken.at))];
  });
  const received =
    acknowledgement === null
      ? []
      : [row('By', `${acknowledgement.reference}, ${formatDay(acknowledgement.receivedOn)}`)];
  return [
    row('Draft', String(filing.draft)),
    row('Standing', standingShown(filing)),
    row('Template', `Version ${template.version}`),
    row('Prepared', by(filing.preparedBy, filing.preparedAt)),
    row('Data cut-off', `${formatInstant(filing.cutoff.at)} (act ${filing.cutoff.seq} of the record)`),
    ...done,
    ...received,
    row('Fingerprint of the content', steps.submitted?.contentDigest ?? digest, true),
  ];
}

/** The steps in the order in which they come about. */
const STEPS = [
  { step: 'checked', says: 'Checked' },
  { step: 'offered', says: 'Submitted for certification' },
  { step: 'certified', says: 'Certified' },
  { step: 'submitted', says: 'Submitted' },
  { step: 'returned', says: 'Changes asked for' },
  { step: 'acknowledged', says: 'Acknowledged' },
] as const satisfies { step: StepName; says: string }[];

interface Next {
  heading: string;
  text: string;
  declaration?: string;
  action?: { href: string; text: string };
  /** What can be done instead. */
  links?: { href: string; text: string }[];
}

function nextOf(view: FilingView, state: FilingState, rights: FilingRights): Next {
  const { filing } = view;
  const href = filingHref(filing);
  if (state === 'draft') return nextOfDraft(view, rights);
  if (state === 'checked') {
    const heading = 'To be submitted for certification';
    if (!rights.prepare) return { heading, text: 'A colleague in finance submits it for certification next.' };
    const action = { href: `${href}/offer`, text: `Submit ${filing.ref} for certification` };
    return { heading: 'Submit it for certification', text: 'Then it is the certifier’s turn.', action };
  }
  if (state === 'offered') return nextOfOffered(view, rights);
  if (state === 'certified') {
    const text = 'Submitting freezes the files and the figures behind them. They never change after that.';
    if (!rights.submit) return { heading: 'To be submitted', text: 'A colleague in finance submits it next.' };
    return { heading: 'Submit it', text, action: { href: `${href}/submission`, text: `Submit ${filing.ref}` } };
  }
  if (state === 'returned') {
    const heading = 'Changes were asked for';
    if (!rights.prepare) return { heading, text: 'A colleague in finance prepares the next draft.' };
    const links = [{ href: '/returns/new', text: 'Prepare the next draft' }];
    return {
      heading,
      text: 'Put right what was asked for, and prepare the next draft. This one stays as it is.',
      links,
    };
  }
  return nextOfSubmitted(filing, rights);
}

function nextOfDraft({ filing, checked }: FilingView, rights: FilingRights): Next {
  const faults = faultsOf(checked).length;
  if (faults > 0) {
    const count = faults === 1 ? 'one fault' : `${faults} faults`;
    return { heading: `Mend ${count} first`, text: 'The checks below say what, where, and how to mend it.' };
  }
  if (!rights.prepare) return { heading: 'To be checked', text: 'A colleague in finance checks it next.' };
  return {
    heading: 'Check it',
    text: 'No check finds a fault. Look through the tables; from then on their content stands still.',
    action: { href: `${filingHref(filing)}/review`, text: `Confirm that ${filing.ref} is checked` },
  };
}

function nextOfOffered({ filing, template, tables }: FilingView, rights: FilingRights): Next {
  const declaration = tables.at(-1)?.rows[0]?.cells.declaration?.text ?? template.declarations.join(' ');
  const heading = 'To be certified';
  if (!rights.certify) {
    return { heading, text: 'The Chief Finance Officer or the deputy certifies it next.', declaration };
  }
  if (rights.ownDraft) return { heading, text: 'You prepared this, so somebody else certifies it.', declaration };
  const href = filingHref(filing);
  return {
    heading: 'Certify it',
    text: 'By certifying you declare:',
    declaration,
    action: { href: `${href}/certification`, text: `Certify ${filing.ref}` },
    links: [{ href: `${href}/changes`, text: 'Ask for changes instead' }],
  };
}

function nextOfSubmitted(filing: Filing, rights: FilingRights): Next {
  const text = 'This return is frozen. Downloading its files again always gives the same bytes.';
  const answer = answerTo(filing);
  const href = filingHref(filing);
  if (answer === 'returned') {
    const links = rights.prepare ? [{ href: '/returns/new', text: 'Prepare the next draft' }] : [];
    return { heading: 'Changes were asked for', text, links };
  }
  const links = [
    ...(answer === null ? [{ href: `${href}/acknowledgement`, text: 'Record the acknowledgement' }] : []),
    { href: `${href}/changes`, text: 'Record changes that were asked for' },
  ];
  return {
    heading: answer === null ? 'Submitted' : 'Acknowledged',
    text,
    ...(rights.submit ? { links } : {}),
  };
}

/** What was asked for, here or in the filing that this one answers, and what has changed since that one. */
function answerTables({ requests, answered, tables }: FilingView): Table[] {
  const asked = requests.length === 0 ? [] : [requestTable('Changes asked for in this draft', requests, tables, [])];
  if (answered === null) return asked;
  const { before, differences } = answered;
  const name = `draft ${before.draft}${stateOf(before) === 'submitted' ? ', which was submitted' : ''}`;
  return [
    ...asked,
    ...(answered.requests.length === 0
      ? []
      : [requestTable(`Changes asked for in ${name}`, answered.requests, tables, differences ?? [])]),
    {
      caption: `What differs from ${name}`,
      columns: columns('Table', 'Row', 'Column', 'Was', 'Is'),
      rows: (differences ?? []).map(({ tableTitle, rowLabel, columnLabel, was, is }) => [
        words(tableTitle),
        head(rowLabel),
        words(columnLabel),
        saidCell(was),
        saidCell(is),
      ]),
      notes: [],
      empty:
        differences === null
          ? 'It is not known any more: two people removed personal data that it carried.'
          : 'Nothing differs: every value is what it was.',
    },
  ];
}

function saidCell(cell: Cell | null) {
  if (cell === null) return words('No such row');
  return words(cell.text === '' ? 'Blank' : cell.text, cell.href ?? undefined);
}

function requestTable(
  caption: string,
  requests: readonly ChangeRequest[],
  tables: readonly DraftTable[],
  differences: readonly Difference[],
): Table {
  const isChanged = (request: ChangeRequest): boolean =>
    differences.some(({ table, row }) => table === request.table && row === request.row);
  return {
    caption,
    columns: columns('Row', 'Asked by', 'Reason', 'Since then'),
    rows: requests.map((request) => [
      head(labelOf(tables, request)),
      words(request.askedBy === 'certifier' ? 'Whoever certifies it' : 'Whoever received it'),
      words(request.reason),
      words(isChanged(request) ? 'Changed' : 'Not changed'),
    ]),
    notes: [],
    empty: '',
  };
}

function labelOf(tables: readonly DraftTable[], { table, row }: ChangeRequest): string {
  const found = tables.find(({ name }) => name === table);
  return `${found?.title ?? table}: ${found?.rows.find(({ key }) => key === row)?.label ?? row}`;
}

function custodyTable({ downloads }: FilingView, names: Map<number, string>): Table {
  return {
    caption: 'Who downloaded it',
    columns: columns('File', 'By', 'At'),
    rows: downloads.map(({ name, by, at }) => [
      head(name === PACKAGE ? 'All files in one' : name),
      words(names.get(by) ?? ''),
      words(formatInstant(at)),
    ]),
    notes: [],
    empty: 'Nobody has downloaded a file of it yet.',
  };
}

const RESULTS = {
  passed: { text: 'Passed', classes: 'govuk-tag--green' },
  warning: { text: 'Warning', classes: 'govuk-tag--yellow' },
  fault: { text: 'Fault', classes: 'govuk-tag--red' },
};

function checkRow({ says, findings }: Checked) {
  const worst = findings.some(({ level }) => level === 'fault') ? 'fault' : findings.length > 0 ? 'warning' : 'passed';
  return {
    says,
    result: RESULTS[worst],
    findings: findings.map(({ where, what, mend, link }: Finding) => ({
      where,
      text: `${what} ${mend}`,
      link: link ?? null,
    })),
  };
}

/** The rows that can be explained, those that a fault asks to first. */
export function explainableRows(tables: DraftTable[], checked: Checked[]): Choice[] {
  const asked = new Set(faultsOf(checked).map(({ rowKey }) => rowKey));
  const table = tables.find(({ columns }) => columns.some(({ name }) => name === 'explanation'));
  const rows = table?.rows ?? [];
  return [...rows.filter(({ key }) => asked.has(key)), ...rows.filter(({ key }) => !asked.has(key))].map(
    ({ key, label }) => ({ value: key, text: label }),
  );
}

/** Rows that can be explained, beside what the last return said of each. */
function saidTable({ tables, lastSaid }: FilingView, rows: readonly Choice[]): Table | null {
  if (lastSaid === null) return null;
  const found = rows.flatMap(({ value, text }) => {
    const before = lastSaid.rows.get(value);
    if (before === undefined) return [];
    const now = tables.flatMap((table) => table.rows).find(({ key }) => key === value);
    const over = (row: DraftRow | undefined) => row?.cells.over_under_spend?.text ?? '';
    const explained = before.cells.explanation?.text ?? '';
    return [[head(text), number(over(now)), number(over(before)), words(explained || 'Not explained')]];
  });
  return {
    caption: `What ${lastSaid.ref} said`,
    columns: columns('Row', '#Over/(under)spend now', '#Then', 'Explanation then'),
    rows: found,
    notes: [],
    empty: `${lastSaid.ref} had none of these rows.`,
  };
}

function explainForm(view: FilingView, typed: Typed, errors: readonly FieldError[]) {
  const { filing, template, tables, checked, suggestions } = view;
  const rows = explainableRows(tables, checked);
  const only: Typed = rows.length === 1 ? { row: rows[0]?.value ?? '' } : {};
  const fields = new Fields({ ...only, ...typed }, errors);
  return {
    action: `${filingHref(filing)}/explanations`,
    lastSaid: saidTable(view, rows),
    suggestions: suggestions.map(({ row, label, text }) => ({
      label,
      text,
      href: `${filingHref(filing)}?${new URLSearchParams({ explain: row })}#explain`,
    })),
    fields: [
      fields.select('row', 'Row', rows),
      fields.countedText('text', 'Explanation', longestExplanation(template), {
        hint: 'It goes to the Home Office as you write it. Name no person, and no number of children that would be hidden in a table.',
      }),
    ],
  };
}

/** Tables wider than this are turned: their columns go down the page, as a certifier reads them. */
const WIDEST = 12;

function tablePart(table: DraftTable) {
  const isSame = ({ name }: { name: string }): boolean =>
    table.rows.length > 1 &&
    table.rows.every(
      ({ cells }) => cells[name]?.href === null && cells[name]?.text === table.rows[0]?.cells[name]?.text,
    );
  const same = table.columns.filter(isSame);
  const own = table.columns.filter((column) => !isSame(column));
  const isTurned = table.columns.length > WIDEST;
  const notes = longTexts(table);
  return {
    title: table.title,
    label: `${table.title} table`,
    empty: table.rows.length === 0,
    notes: notes.map((text, index) => ({ name: noteName(index), text })),
    turned: isTurned,
    same: same.map(({ label, name, note, format }) => ({
      label,
      text: cellText(table.rows[0]?.cells[name] as Cell, format) || 'Blank',
      note: note ?? null,
    })),
    columns: own.map(({ label, name, note, format }) => ({
      label,
      name,
      note: note ?? null,
      numeric: isNumeric(format),
      cells: table.rows.map((row) => notedPart(row, name, format, notes)),
    })),
    rows: table.rows.map((row) => ({
      label: row.label,
      cells: own.map(({ name, format }) => notedPart(row, name, format, notes)),
    })),
  };
}

/** Longer than this, a text that stands in several rows is said once, below the table. */
const LONGEST_IN_CELL = 100;

function longTexts(table: DraftTable): string[] {
  const texts = table.rows.flatMap(({ cells }) => Object.values(cells).map(({ text }) => text));
  const seen = new Map<string, number>();
  for (const text of texts) if (text.length > LONGEST_IN_CELL) seen.set(text, (seen.get(text) ?? 0) + 1);
  return [...seen].filter(([, times]) => times > 1).map(([text]) => text);
}

const noteName = (index: number): string => `Note ${index + 1}`;

function notedPart(row: DraftRow, name: string, format: string, notes: readonly string[]) {
  const part = cellPart(row, name, format);
  const index = notes.indexOf(part.text);
  return index < 0 ? part : { ...part, text: noteName(index) };
}

function cellPart(row: DraftRow, name: string, format: string) {
  const cell = row.cells[name] as Cell;
  return { text: cellText(cell, format), href: cell.href, numeric: isNumeric(format) };
}

const isNumeric = (format: string): boolean => format === 'pence' || format === 'count';

function cellText(cell: Cell, format: string): string {
  if (cell.text === '') return '';
  if (format === 'moment') return formatInstant(cell.text);
  return format === 'day' ? formatDay(cell.text) : cell.text;
}

function signOffPart(table: DraftTable) {
  const row = table.rows[0] as DraftRow;
  return {
    title: table.title,
    rows: table.columns.map(({ label, name, format }) => {
      const { text, href } = cellPart(row, name, format);
      return { key: label, text: text === '' ? 'Not yet' : text, href, code: name.endsWith('sha256') };
    }),
  };
}
