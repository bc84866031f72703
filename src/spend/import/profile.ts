import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const columnNames = [
  'body',
  'date',
  'transaction',
  'amount',
  'supplier',
  'area',
  'type',
  'category',
  'reference',
] as const;
const negatives = ['leading minus', 'trailing minus', 'brackets', 'CR and DR'] as const;
const skips = ['blank row', 'total row', 'comes to £0.00', 'repeated header row'] as const;
const dateShapes = ['dd/mm/yyyy', 'yyyy-mm-dd'] as const;
const encodings = ['auto', 'utf-8', 'windows-1252'] as const;
const credits = ['unmatched', 'refused'] as const;
const keyParts = ['body', 'transaction', 'occurrence'] as const;
const tests = ['is', 'startsWith', 'contains'] as const;

/** What a column of a spend file means to us; the profile says under which header it stands. */
export type ColumnName = (typeof columnNames)[number];
export type SkipReason = (typeof skips)[number];

/** How amounts are written. Decimal and scientific text are always read; a mark not named here makes it a fault. */
export interface AmountNotation {
  thousands: boolean;
  pound: boolean;
  negatives: readonly (typeof negatives)[number][];
}

/** The code a line gets when the cell passes the test against any of the texts, whatever their case. */
export interface CategoryRule {
  code: string;
  column: 'category' | 'type';
  test: (typeof tests)[number];
  texts: readonly string[];
}

/** How one kind of spend file is read: `data/import-profiles/*.json`, so that a new ledger needs no code. */
export interface ImportProfile {
  name: string;
  label: string;
  /** 'auto' is UTF-8 when the bytes are valid UTF-8, else Windows-1252. */
  encoding: (typeof encodings)[number];
  /** The headers each column may stand under, matched without case or surrounding spaces, in any order. */
  columns: Readonly<Partial<Record<ColumnName, readonly string[]>>>;
  /** Columns whose header must be there and whose cells must be filled (a category may fall to the default). */
  required: readonly ColumnName[];
  /** The only columns whose text leaves the file; the others named in `columns` are looked at and forgotten. */
  keep: readonly ColumnName[];
  /** What tells one line from another, since one transaction number covers several rows. */
  lineKey: readonly (typeof keyParts)[number][];
  dates: readonly (typeof dateShapes)[number][];
  amount: AmountNotation;
  /** 'unmatched': negative amounts become unmatched credits for a person to match; 'refused': they are faults. */
  credits: (typeof credits)[number];
  skip: readonly SkipReason[];
  /** First rule that fits wins; without a default, a category that fits no rule is a fault. */
  categories: { rules: readonly CategoryRule[]; default: { code: string; name: string } | null };
}

/**
 * Every profile in the folder, by name.
 * Throws when a file is not a profile, saying which part, what was expected and what was found.
 */
export function readProfiles(folder: string): ImportProfile[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => {
      const profile = readProfile(readFileSync(join(folder, file), 'utf8'), file);
      if (`${profile.name}.json` !== file) expected(`${file}: name`, `"${file.slice(0, -5)}"`, profile.name);
      return profile;
    });
}

/** The profile of that name. Throws, naming those there are, when there is none. */
export function findProfile(profiles: readonly ImportProfile[], name: string): ImportProfile {
  const profile = profiles.find((one) => one.name === name);
  if (profile) return profile;
  return expected('Import profile', `one of ${profiles.map((one) => one.name).join(', ')}`, name);
}

/** One profile from its JSON text; `where` names the file in errors. Throws as `readProfiles` does. */
export function readProfile(json: string, where: string): ImportProfile {
  const found = parts(parse(json, where), where, [
    'name',
    'label',
    'encoding',
    'columns',
    'required',
    'keep',
    'line_key',
    'dates',
    'amount',
    'credits',
    'skip',
    'categories',
  ]);
  const amount = parts(found.amount, `${where}: amount`, ['thousands', 'pound', 'negatives']);
  const profile: ImportProfile = {
    name: text(found.name, `${where}: name`),
    label: text(found.label, `${where}: label`),
    encoding: oneOf(found.encoding, encodings, `${where}: encoding`),
    columns: columns(found.columns, `${where}: columns`),
    required: listOf(found.required, columnNames, `${where}: required`),
    keep: listOf(found.keep, columnNames, `${where}: keep`),
    lineKey: listOf(found.line_key, keyParts, `${where}: line_key`),
    dates: listOf(found.dates, dateShapes, `${where}: dates`),
    amount: {
      thousands: flag(amount.thousands, `${where}: amount.thousands`),
      pound: flag(amount.pound, `${where}: amount.pound`),
      negatives: listOf(amount.negatives, negatives, `${where}: amount.negatives`),
    },
    credits: oneOf(found.credits, credits, `${where}: credits`),
    skip: listOf(found.skip, skips, `${where}: skip`),
    categories: categories(found.categories, `${where}: categories`),
  };
  checkTogether(profile, where);
  return profile;
}

function checkTogether(profile: ImportProfile, where: string): void {
  for (const name of ['date', 'transaction', 'amount', 'supplier', 'category'] as const) {
    if (!profile.required.includes(name)) expected(`${where}: required`, `${name} among them`, profile.required);
  }
  for (const name of new Set([...profile.required, ...profile.keep, ...profile.categories.rules.map(ruleColumn)])) {
    if (!profile.columns[name]) expected(`${where}: columns`, `headers for ${name}`, profile.columns[name]);
  }
  for (const name of profile.required) {
    if (!profile.keep.includes(name)) expected(`${where}: keep`, `${name}, since it is required`, profile.keep);
  }
  for (const part of profile.lineKey) {
    if (part === 'occurrence' || profile.required.includes(part)) continue;
    expected(`${where}: line_key`, 'required columns and occurrence', part);
  }
  // Without these two, the second row of a transaction would look like the first row imported again.
  for (const part of ['transaction', 'occurrence'] as const) {
    if (!profile.lineKey.includes(part)) expected(`${where}: line_key`, `${part} among its parts`, profile.lineKey);
  }
}

function columns(value: unknown, where: string): ImportProfile['columns'] {
  const found = parts(value, where, [], columnNames);
  const taken = new Map<string, string>();
  const result: Partial<Record<ColumnName, readonly string[]>> = {};
  for (const name of columnNames) {
    if (!Object.hasOwn(found, name)) continue;
    const headers = texts(found[name], `${where}.${name}`);
    for (const header of headers) {
      // Published files carry service users' surnames there, so no profile may ask for it.
      if (/\binv(oice)?\b/i.test(header)) expected(`${where}.${name}`, 'no invoice column, ever', header);
      const other = taken.get(headerKey(header));
      if (other) expected(`${where}.${name}`, `a header that ${other} does not use`, header);
      taken.set(headerKey(header), name);
    }
    result[name] = headers;
  }
  return result;
}

function categories(value: unknown, where: string): ImportProfile['categories'] {
  const found = parts(value, where, ['rules', 'default']);
  if (!Array.isArray(found.rules)) expected(`${where}.rules`, 'a list of rules', found.rules);
  const rules = (found.rules as unknown[]).map((rule, index) => categoryRule(rule, `${where}.rules[${index}]`));
  if (found.default === null) return { rules, default: null };
  const fallback = parts(found.default, `${where}.default`, ['code', 'name']);
  return {
    rules,
    default: {
      code: groupCode(fallback.code, `${where}.default.code`),
      name: text(fallback.name, `${where}.default.name`),
    },
  };
}

function categoryRule(value: unknown, where: string): CategoryRule {
  const found = parts(value, where, ['code', 'column'], tests);
  const [test, ...more] = tests.filter((one) => Object.hasOwn(found, one));
  if (!test || more.length > 0) return expected(where, `exactly one of ${tests.join(', ')}`, Object.keys(found));
  return {
    code: groupCode(found.code, `${where}.code`),
    column: oneOf(found.column, ['category', 'type'] as const, `${where}.column`),
    test,
    texts: texts(found[test], `${where}.${test}`).map((one) => one.toLowerCase()),
  };
}

const ruleColumn = (rule: CategoryRule): ColumnName => rule.column;

/** What makes two headers the same: not their case, not the spaces around or doubled within. */
export function headerKey(header: string): string {
  return header.replace(/\s+/g, ' ').trim().toLowerCase();
}

function parse(json: string, where: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new Error(`${where}: expected JSON, found ${error instanceof Error ? error.message : String(error)}`);
  }
}

function parts(
  value: unknown,
  where: string,
  needed: readonly string[],
  allowed: readonly string[] = [],
): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return expected(where, 'an object', value);
  for (const name of needed) if (!Object.hasOwn(value, name)) expected(where, `a part named ${name}`, undefined);
  for (const name of Object.keys(value)) {
    if (needed.includes(name) || allowed.includes(name)) continue;
    expected(where, `only ${[...needed, ...allowed].join(', ')}`, name);
  }
  return value as Record<string, unknown>;
}

function text(value: unknown, where: string): string {
  return typeof value === 'string' && value.trim() === value && value !== ''
    ? value
    : expected(where, 'text without spaces around it', value);
}

function texts(value: unknown, where: string): string[] {
  if (!Array.isArray(value) || value.length === 0) return expected(where, 'a list of at least one text', value);
  return value.map((one) => text(one, where));
}

function flag(value: unknown, where: string): boolean {
  return typeof value === 'boolean' ? value : expected(where, 'true or false', value);
}

// The labels of the groups stand in data/categories.csv; a test holds every profile against that list.
function groupCode(value: unknown, where: string): string {
  return typeof value === 'string' && /^([1-9]|10)$/.test(value)
    ? value
    : expected(where, 'a CIPFA group from "1" to "10"', value);
}

function oneOf<T extends string>(value: unknown, choices: readonly T[], where: string): T {
  return choices.find((choice) => choice === value) ?? expected(where, `one of ${choices.join(', ')}`, value);
}

function listOf<T extends string>(value: unknown, choices: readonly T[], where: string): T[] {
  if (!Array.isArray(value)) return expected(where, `a list from ${choices.join(', ')}`, value);
  const list = value.map((one) => oneOf(one, choices, where));
  if (new Set(list).size !== list.length) expected(where, 'each entry once', value);
  return list;
}

function expected(where: string, what: string, found: unknown): never {
  throw new Error(`${where}: expected ${what}, found ${found === undefined ? 'nothing' : JSON.stringify(found)}`);
}
