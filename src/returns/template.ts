import { readdirSync, readFileSync } from 'node:fs';
import { findFigure } from '../figures/registry.ts';
import { notFound, Refusal } from '../platform/refusal.ts';
import { inProject } from '../platform/root.ts';

/** Where a figure of a row is asked: as the row stands, within the quarter, or up to the quarter's last period. */
export type ScopeKind = 'row' | 'quarter' | 'to-date';

/**
 * What is behind a column: a fact of the row, a figure, a figure that depends on a fact of the row, the same text on
 * every row, or what stands beside a figure.
 */
export type Behind =
  | { fact: string }
  | { figure: string; scope: ScopeKind; per?: 'initiative' }
  | { figures: Record<string, string>; by: string; scope: ScopeKind; per?: 'initiative' }
  | { constant: string }
  | { markerOf: string }
  | { noteOf: string };

export interface Column {
  name: string;
  label: string;
  format: (typeof FORMATS)[number];
  required: boolean;
  behind: Behind;
  note?: string;
}

export interface TableTemplate {
  name: string;
  title: string;
  rows: RowKind;
  columns: Column[];
}

/** A rule that a draft is held against, with what it says when it is kept. */
export type CheckTemplate = { says: string } & (
  | { rule: 'required' }
  | { rule: 'in-order' }
  | { rule: 'awaiting' }
  | { rule: 'within'; table: string; column: string; of: string }
  | { rule: 'explained'; table: string; column: string; of: string; percent: number; pence: number; words: number }
  | { rule: 'parts'; table: string; column: string; of: string[] }
  | { rule: 'control-total'; table: string; column: string }
);

/** A return as data: its tables, what it is held against, and what is declared when it is certified. */
export interface Template {
  name: string;
  version: string;
  title: string;
  /** What its references start with: `HO` in `HO-2014-15-Q4`. */
  prefix: string;
  note: string;
  /** Who it is filed with: the reader whom its counts of people are protected from. */
  recipient: string;
  /** Whether exact counts of people may go with it as an annex, by an agreement or instruction that is cited. */
  annex?: boolean;
  tables: TableTemplate[];
  checks: CheckTemplate[];
  declaration: string;
}

const FORMATS = ['text', 'pence', 'count', 'day', 'moment', 'marker'] as const;

/** The facts that each kind of row offers to its columns. */
const FACTS = {
  'initiative-source-nature': [
    'return_ref',
    'template_version',
    'grant_ref',
    'funding_source',
    'recipient_body',
    'initiative_ref',
    'initiative_name',
    'district_code',
    'expenditure_type',
    'financial_year',
    'quarter',
    'explanation',
  ],
  'measure-place': [
    'return_ref',
    'initiative_ref',
    'district_code',
    'measure_code',
    'measure_name',
    'unit',
    'basis',
    'disclosure_rule',
  ],
  change: ['return_ref', 'change_ref', 'kind', 'moved_from', 'moved_to', 'reason', 'status', 'period'],
  'sign-off': [
    'prepared_by',
    'prepared_at',
    'reviewed_by',
    'certified_by_name',
    'certified_by_role',
    'certified_at',
    'declaration',
    'data_cutoff_at',
    'row_count',
    'content_sha256',
  ],
} as const;

export type RowKind = keyof typeof FACTS;

const FOLDER = ['data', 'returns'];
const RULES = ['required', 'in-order', 'within', 'explained', 'parts', 'control-total', 'awaiting'];

/** Every template of `data/returns`, by name. */
export function listTemplates(): Template[] {
  const names = readdirSync(inProject(...FOLDER)).filter((name) => name.endsWith('.json'));
  return names.toSorted().map((name) => readTemplate(name.slice(0, -'.json'.length)));
}

/** A template by its name. Unknown: not found. Wrong in itself: an error that names the part to mend. */
export function readTemplate(name: string): Template {
  if (!/^[a-z][a-z0-9-]{0,60}$/.test(name)) throw notFound('return template of this name');
  let text: string;
  try {
    text = readFileSync(inProject(...FOLDER, `${name}.json`), 'utf8');
  } catch {
    throw notFound(`return template ${name}`);
  }
  return checkTemplate(name, JSON.parse(text));
}

/** Throws an error that names the first part of a template that cannot be meant. */
export function checkTemplate(name: string, template: Template): Template {
  const fail = (problem: string): never => {
    throw new Error(`data/returns/${name}.json: ${problem}.`);
  };
  for (const part of ['name', 'version', 'title', 'prefix', 'note', 'recipient', 'declaration'] as const) {
    if (typeof template[part] !== 'string' || template[part] === '') fail(`${part} must be a text`);
  }
  if (template.name !== name) fail(`name must be ${name}, as the file is called`);
  if (template.tables.at(-1)?.rows !== 'sign-off') fail('the last table must be the sign-off');
  for (const table of template.tables) checkTable(table, (problem) => fail(`${table.name}: ${problem}`));
  for (const check of template.checks) checkCheck(template, check, (problem) => fail(`${check.rule}: ${problem}`));
  return template;
}

type Fail = (problem: string) => never;

function checkTable(table: TableTemplate, fail: Fail): void {
  const facts: readonly string[] = FACTS[table.rows] ?? fail(`no rows of the kind ${JSON.stringify(table.rows)}`);
  const names = table.columns.map((column) => column.name);
  if (!/^[a-z-]{1,40}$/.test(table.name)) fail('its name must be small letters and hyphens');
  if (new Set(names).size !== names.length) fail('two columns have the same name');
  for (const { name, format, behind, required } of table.columns) {
    if (!FORMATS.includes(format)) fail(`${name}: no format ${JSON.stringify(format)}`);
    if (typeof required !== 'boolean') fail(`${name}: required must be true or false`);
    if ('fact' in behind && !facts.includes(behind.fact)) fail(`${name}: its rows have no fact ${behind.fact}`);
    if ('markerOf' in behind && !names.includes(behind.markerOf)) fail(`${name}: no column ${behind.markerOf}`);
    if ('noteOf' in behind && !names.includes(behind.noteOf)) fail(`${name}: no column ${behind.noteOf}`);
    if ('figures' in behind) {
      if (!facts.includes(behind.by)) fail(`${name}: its rows have no fact ${behind.by}`);
      for (const figure of Object.values(behind.figures)) {
        checkFigure(figure, format === 'pence', (problem) => fail(`${name}: ${problem}`));
      }
    }
    if ('figure' in behind) checkFigure(behind.figure, format === 'pence', (problem) => fail(`${name}: ${problem}`));
  }
}

function checkFigure(id: string, isMoney: boolean, fail: Fail): void {
  try {
    const { unit } = findFigure(id);
    if ((unit === 'pence') !== isMoney) fail(`the figure ${id} is in ${unit}`);
  } catch (error) {
    if (error instanceof Refusal) fail(`there is no figure ${id}`);
    throw error;
  }
}

function checkCheck(template: Template, check: CheckTemplate, fail: Fail): void {
  if (!RULES.includes(check.rule)) fail('there is no such rule');
  if (!('table' in check)) return;
  const table = template.tables.find((candidate) => candidate.name === check.table) ?? fail(`no table ${check.table}`);
  const asked = [check.column, ...('of' in check ? [check.of].flat() : [])];
  for (const name of asked) {
    if (!table.columns.some((column) => column.name === name)) fail(`${table.name} has no column ${name}`);
  }
}
