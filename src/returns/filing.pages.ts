import { formatDay, formatInstant } from '../calendar/day.ts';
import { quarterShown } from '../calendar/quarter.ts';
import type { Page } from '../people/door.ts';
import { errorSummary, Fields } from '../platform/form.pages.ts';
import type { Choice, FieldError, Typed } from '../platform/form.ts';
import { type Checked, type Finding, faultsOf, longestExplanation } from './check.ts';
import type { Cell, DraftRow, DraftTable } from './draft.ts';
import { type Filing, type FilingState, returnFileName, stateOf } from './filing.ts';
import { filingHref, RETURNS, stateTag } from './return.pages.ts';
import type { Suggestion } from './suggest.ts';
import type { Template } from './template.ts';

/** What the person who looks may do with this filing. */
export interface FilingRights {
  prepare: boolean;
  /** Holds a role that certifies; `ownDraft` says that it is their own, which somebody else certifies. */
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
  files: { name: string; sha256?: string }[];
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
  const isOpen = state === 'draft' && filing.latest;
  return {
    title: filing.ref,
    caption: `${view.template.title}: ${quarterShown(filing.quarter)}`,
    wide: true,
    breadcrumbs: [RETURNS, { text: filing.ref }],
    errors: errorSummary(errors),
    state: stateTag(filing),
    life: lifeOf(filing, names, view.digest),
    next: filing.latest ? nextOf(view, state, rights) : null,
    replaced: filing.latest ? null : 'A later draft has taken the place of this one, so nothing more is done with it.',
    checks: checked.map(checkRow),
    explain: isOpen && rights.prepare ? explainForm(view, typed, errors) : null,
    tables: tables.slice(0, -1).map(tablePart),
    signOff: signOffPart(tables.at(-1) as DraftTable),
    annex: rights.annex && view.template.annex === true ? `${filingHref(filing)}/annex` : null,
    filesTitle: state === 'submitted' ? 'Files, as submitted' : 'Files, as a draft',
    filesNote:
      state === 'submitted'
        ? 'These bytes never change. The fingerprint is SHA-256, which anybody can check.'
        : 'They may still change, and their names say that they are a draft.',
    files: view.files.map(({ name, sha256 }) => ({
      href: `${filingHref(filing)}/files/${name}.csv`,
      text: returnFileName(filing, name),
      sha256: sha256 ?? null,
    })),
  };
}

function lifeOf(
  filing: Filing,
  names: Map<number, string>,
  digest: string,
): { key: string; text: string; code: boolean }[] {
  const by = (person: number | null, at: string | null): string =>
    `${names.get(person ?? -1) ?? ''}, ${at === null ? '' : formatInstant(at)}`;
  const { checked, certified, submitted } = filing.steps;
  const row = (key: string, text: string, code = false) => ({ key, text, code });
  return [
    row('Draft', String(filing.draft)),
    row('Prepared', by(filing.preparedBy, filing.preparedAt)),
    row('Data cut-off', `${formatInstant(filing.cutoff.at)} (act ${filing.cutoff.seq} of the record)`),
    ...(checked === undefined ? [] : [row('Checked', by(checked.doneBy, checked.at))]),
    ...(certified === undefined ? [] : [row('Certified', by(certified.doneBy, certified.at))]),
    ...(submitted === undefined ? [] : [row('Submitted', by(submitted.doneBy, submitted.at))]),
    row('Fingerprint of the content', submitted?.contentDigest ?? digest, true),
  ];
}

interface Next {
  heading: string;
  text: string;
  declaration?: string;
  action?: { href: string; text: string };
}

function nextOf({ filing, template, checked, tables }: FilingView, state: FilingState, rights: FilingRights): Next {
  const href = filingHref(filing);
  if (state === 'draft') {
    const faults = faultsOf(checked).length;
    if (faults > 0) {
      const count = faults === 1 ? 'one fault' : `${faults} faults`;
      return { heading: `Mend ${count} first`, text: 'The checks below say what, where, and how to mend it.' };
    }
    const text = 'No check finds a fault. Look through the tables; from then on their content stands still.';
    if (!rights.prepare) return { heading: 'To be checked', text: 'A colleague in finance checks it next.' };
    return {
      heading: 'Check it',
      text,
      action: { href: `${href}/review`, text: `Confirm that ${filing.ref} is checked` },
    };
  }
  if (state === 'checked') {
    const declaration = tables.at(-1)?.rows[0]?.cells.declaration?.text ?? template.declaration;
    const heading = 'To be certified';
    if (!rights.certify)
      return { heading, text: 'The Chief Finance Officer or the deputy certifies it next.', declaration };
    if (rights.ownDraft) return { heading, text: 'You prepared this, so somebody else certifies it.', declaration };
    const action = { href: `${href}/certification`, text: `Certify ${filing.ref}` };
    return { heading: 'Certify it', text: 'By certifying you declare:', declaration, action };
  }
  if (state === 'certified') {
    const text = 'Submitting freezes the files and the figures behind them. They never change after that.';
    if (!rights.submit) return { heading: 'To be submitted', text: 'A colleague in finance submits it next.' };
    return { heading: 'Submit it', text, action: { href: `${href}/submission`, text: `Submit ${filing.ref}` } };
  }
  return {
    heading: 'Submitted',
    text: 'This return is frozen. Downloading its files again always gives the same bytes.',
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

function explainForm(
  { filing, template, tables, checked, suggestions }: FilingView,
  typed: Typed,
  errors: readonly FieldError[],
) {
  const rows = explainableRows(tables, checked);
  const only: Typed = rows.length === 1 ? { row: rows[0]?.value ?? '' } : {};
  const fields = new Fields({ ...only, ...typed }, errors);
  return {
    action: `${filingHref(filing)}/explanations`,
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
  return {
    title: table.title,
    label: `${table.title} table`,
    empty: table.rows.length === 0,
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
      cells: table.rows.map((row) => cellPart(row, name, format)),
    })),
    rows: table.rows.map((row) => ({
      label: row.label,
      cells: own.map(({ name, format }) => cellPart(row, name, format)),
    })),
  };
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
