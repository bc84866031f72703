import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ENCODINGS } from '../../../documents/table/text.ts';
import {
  BASES,
  type Basis,
  type CategoryRule,
  COLUMN_NAMES,
  type ColumnName,
  CREDITS,
  DATE_SHAPES,
  headerKey,
  type ImportProfile,
  isInvoiceHeader,
  KEY_PARTS,
  NEGATIVES,
  PERIOD_SOURCES,
  type PeriodSource,
  SKIPS,
  TESTS,
  YEAR_NAMINGS,
} from './profile.ts';
import { checkTogether } from './profile-check.ts';
import { expected, flag, listOf, oneOf, parts, text, texts } from './profile-part.ts';

const PARTS = [
  'name',
  'label',
  'system',
  'encoding',
  'columns',
  'required',
  'keep',
  'line_key',
  'dates',
  'amount',
  'basis',
  'period',
  'credits',
  'skip',
  'blank_supplier',
  'categories',
];

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

/** One profile from its JSON text; `where` names the file in errors. Throws as `readProfiles` does. */
export function readProfile(json: string, where: string): ImportProfile {
  const found = parts(parse(json, where), where, PARTS);
  const amount = parts(found.amount, `${where}: amount`, ['thousands', 'pound', 'negatives']);
  const profile: ImportProfile = {
    name: text(found.name, `${where}: name`),
    label: text(found.label, `${where}: label`),
    system: text(found.system, `${where}: system`),
    encoding: oneOf(found.encoding, ENCODINGS, `${where}: encoding`),
    columns: columns(found.columns, `${where}: columns`),
    required: listOf(found.required, COLUMN_NAMES, `${where}: required`),
    keep: listOf(found.keep, COLUMN_NAMES, `${where}: keep`),
    lineKey: listOf(found.line_key, KEY_PARTS, `${where}: line_key`),
    dates: listOf(found.dates, DATE_SHAPES, `${where}: dates`),
    amount: {
      thousands: flag(amount.thousands, `${where}: amount.thousands`),
      pound: flag(amount.pound, `${where}: amount.pound`),
      negatives: listOf(amount.negatives, NEGATIVES, `${where}: amount.negatives`),
    },
    basis: basis(found.basis, `${where}: basis`),
    period: period(found.period, `${where}: period`),
    credits: oneOf(found.credits, CREDITS, `${where}: credits`),
    skip: listOf(found.skip, SKIPS, `${where}: skip`),
    blankSupplier: found.blank_supplier === null ? null : text(found.blank_supplier, `${where}: blank_supplier`),
    categories: found.categories === null ? null : categories(found.categories, `${where}: categories`),
  };
  checkTogether(profile, where);
  return profile;
}

/** The JSON text of a profile, which `readProfile` reads back as the same profile. */
export function writeProfile({ lineKey, blankSupplier, period, ...rest }: ImportProfile): string {
  const { yearEnd, ...of } = { yearEnd: undefined, ...period };
  return JSON.stringify({
    ...rest,
    line_key: lineKey,
    blank_supplier: blankSupplier,
    period: yearEnd === undefined ? of : { ...of, year_end: yearEnd },
  });
}

function columns(value: unknown, where: string): ImportProfile['columns'] {
  const found = parts(value, where, [], COLUMN_NAMES);
  const taken = new Map<string, string>();
  const result: Partial<Record<ColumnName, readonly string[]>> = {};
  for (const name of COLUMN_NAMES) {
    if (!Object.hasOwn(found, name)) continue;
    const headers = texts(found[name], `${where}.${name}`);
    for (const header of headers) {
      if (isInvoiceHeader(header)) expected(`${where}.${name}`, 'no invoice column, ever', header);
      const other = taken.get(headerKey(header));
      if (other) expected(`${where}.${name}`, `a header that ${other} does not use`, header);
      taken.set(headerKey(header), name);
    }
    result[name] = headers;
  }
  return result;
}

function basis(value: unknown, where: string): Basis {
  const found = parts(value, where, ['kind'], ['accounts']);
  const kind = oneOf(found.kind, BASES, `${where}.kind`);
  if (kind === 'tax on its own line') return { kind, accounts: texts(found.accounts, `${where}.accounts`) };
  if (found.accounts !== undefined) expected(where, 'accounts only with "tax on its own line"', found.accounts);
  return { kind };
}

function period(value: unknown, where: string): PeriodSource {
  const found = parts(value, where, ['from'], ['year', 'year_end']);
  const from = oneOf(found.from, PERIOD_SOURCES, `${where}.from`);
  if (from === 'asked') {
    if (found.year !== undefined) expected(where, 'no year where the period is asked', found.year);
    return { from };
  }
  const year = oneOf(found.year, YEAR_NAMINGS, `${where}.year`);
  if (from !== 'month name') return { from, year };
  const none = Array.isArray(found.year_end) && found.year_end.length === 0;
  return { from, year, yearEnd: none ? [] : texts(found.year_end, `${where}.year_end`) };
}

function categories(value: unknown, where: string): ImportProfile['categories'] {
  const found = parts(value, where, ['rules', 'default']);
  if (!Array.isArray(found.rules)) expected(`${where}.rules`, 'a list of rules', found.rules);
  const rules = (found.rules as unknown[]).map((rule, index) => categoryRule(rule, `${where}.rules[${index}]`));
  if (found.default === null || found.default === 'undecided') return { rules, default: found.default };
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
  // As it is written in a file, under the name of its test, or as `writeProfile` writes it.
  const found = parts(value, where, ['code', 'column'], [...TESTS, 'test', 'texts']);
  const [test, ...more] = TESTS.filter((one) => Object.hasOwn(found, one) || found.test === one);
  if (!test || more.length > 0) return expected(where, `exactly one of ${TESTS.join(', ')}`, Object.keys(found));
  return {
    code: groupCode(found.code, `${where}.code`),
    column: oneOf(found.column, ['category', 'type'] as const, `${where}.column`),
    test,
    texts: texts(found[test] ?? found.texts, `${where}.${test}`).map((one) => one.toLowerCase()),
  };
}

// The labels of the groups stand in data/categories.csv; a test holds every profile against that list.
function groupCode(value: unknown, where: string): string {
  return typeof value === 'string' && /^([1-9]|10)$/.test(value)
    ? value
    : expected(where, 'a CIPFA group from "1" to "10"', value);
}

function parse(json: string, where: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new Error(`${where}: expected JSON, found ${error instanceof Error ? error.message : String(error)}`);
  }
}
