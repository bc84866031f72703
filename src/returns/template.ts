import { readYear } from '../calendar/financial-year.ts';
import { findFigure } from '../figures/registry.ts';
import { isRole, type Role } from '../people/role.ts';
import { Refusal } from '../platform/refusal.ts';

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
  /** What heads it in the file, where that is not its name: as somebody else's header row has it. */
  heading?: string;
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

/**
 * A rule that a draft is held against, with what it says when it is kept. A rule whose severity is a warning blocks
 * nothing, which is how a new one begins.
 */
export type CheckTemplate = { says: string; severity?: Severity } & (
  | { rule: 'required' }
  | { rule: 'in-order' }
  | { rule: 'awaiting' }
  | { rule: 'pack' }
  | { rule: 'statuses' }
  | { rule: 'within'; table: string; column: string; of: string }
  | { rule: 'not-above'; table: string; column: string; of: string }
  | { rule: 'explained'; table: string; column: string; of: string; percent: number; pence: number; words: number }
  | { rule: 'parts'; table: string; column: string; of: string[] }
  | { rule: 'control-total'; table: string; column: string }
);

export type Severity = (typeof SEVERITIES)[number];

/** A return as data: its tables, what it is held against, who certifies it, and what is declared then. */
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
  /** The financial year from which this version is used, such as `2014-15`, until a later version's year begins. */
  from: string;
  /** Whether there is one for each quarter, or one for a whole year. */
  every: (typeof RHYTHMS)[number];
  /** Whether one return is of all the money, or there is one for each funding source that owes it. */
  covers: (typeof COVERS)[number];
  /** Whether its files begin with a byte-order mark, as spreadsheets want and some loaders do not. */
  byteOrderMark: boolean;
  certifiedBy: Role[];
  tables: TableTemplate[];
  checks: CheckTemplate[];
  declarations: string[];
}

const FORMATS = ['text', 'pence', 'count', 'day', 'moment', 'marker'] as const;
const RHYTHMS = ['quarter', 'year'] as const;
const COVERS = ['fund', 'source'] as const;
const SEVERITIES = ['fault', 'warning'] as const;

/** The facts that each kind of row offers to its columns. */
export const FACTS = {
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
  'source-nature': [
    'return_ref',
    'template_version',
    'grant_ref',
    'funding_source',
    'source_code',
    'funder',
    'restriction',
    'conditions',
    'expenditure_type',
    'financial_year',
    'quarter',
    'standing',
    'explanation',
  ],
  'source-cost': [
    'return_ref',
    'funding_source',
    'source_code',
    'cost_type',
    'cost_type_name',
    'financial_year',
    'quarter',
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

const RULES: readonly CheckTemplate['rule'][] = [
  'required',
  'in-order',
  'awaiting',
  'pack',
  'statuses',
  'within',
  'not-above',
  'explained',
  'parts',
  'control-total',
];

/** The version of a return for a financial year: of those whose year has begun, the last. Undefined when there is none. */
export function templateFor(templates: readonly Template[], name: string, year: number): Template | undefined {
  return templates
    .filter((template) => template.name === name && fromYear(template) <= year)
    .toSorted((a, b) => fromYear(a) - fromYear(b) || compareVersions(a, b))
    .at(-1);
}

/** The financial year from which a version is used, by its starting year. */
export function fromYear({ from }: Pick<Template, 'from'>): number {
  return readYear(from) as number;
}

/** Versions are whole numbers, so that 10 comes after 9. */
export function compareVersions(a: Pick<Template, 'version'>, b: Pick<Template, 'version'>): number {
  return Number(a.version) - Number(b.version);
}

/**
 * Throws an error that names the first part of a template that cannot be meant; `where` is where it stands, such as
 * its file.
 */
export function checkTemplate(where: string, template: Template): Template {
  const fail = (problem: string): never => {
    throw new Error(`${where}: ${problem}.`);
  };
  for (const part of ['name', 'version', 'title', 'prefix', 'note', 'recipient', 'from'] as const) {
    if (typeof template[part] !== 'string' || template[part] === '') fail(`${part} must be a text`);
  }
  if (!/^[1-9][0-9]{0,3}$/.test(template.version)) fail('version must be a whole number');
  if (readYear(template.from) === null) fail('from must be a financial year like 2014-15');
  if (!RHYTHMS.includes(template.every)) fail('every must be quarter or year');
  if (!COVERS.includes(template.covers)) fail('covers must be fund or source');
  if (typeof template.byteOrderMark !== 'boolean') fail('byteOrderMark must be true or false');
  if (!template.certifiedBy.length || !template.certifiedBy.every(isRole)) fail('certifiedBy must name roles');
  if (!template.declarations.length) fail('declarations must hold a text');
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
  if (check.severity !== undefined && !SEVERITIES.includes(check.severity)) fail('severity must be fault or warning');
  if (!('table' in check)) return;
  const table = template.tables.find((candidate) => candidate.name === check.table) ?? fail(`no table ${check.table}`);
  const asked = [check.column, ...('of' in check ? [check.of].flat() : [])];
  for (const name of asked) {
    if (!table.columns.some((column) => column.name === name)) fail(`${table.name} has no column ${name}`);
  }
}
