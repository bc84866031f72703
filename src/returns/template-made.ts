import { type Once, perform, type Site } from '../audit/act.ts';
import { demand } from '../people/may.ts';
import { doer, type Person } from '../people/person.ts';
import { CHIEF_FINANCE } from '../people/role.ts';
import type { Db } from '../platform/database.ts';
import { refused } from '../platform/refusal.ts';
import type { TemplateAbout } from './template.form.ts';
import { keepTemplate, listKeptTemplates, listTemplates, readUsed, usedBy } from './template.store.ts';
import type { CheckTemplate, Severity, TableTemplate, Template } from './template.ts';
import { compareVersions, fromYear } from './template.ts';
import type { Chosen } from './template-build.ts';
import { tableFrom } from './template-build.ts';
import { listTemplateFiles, readTemplate } from './template-file.ts';

/** The one table of a template that is built on a page, by its name in its files. */
const TABLE = 'return';

/** A template of what was chosen, of the version that saving it now would make. */
export function templateFrom(about: TemplateAbout, chosen: readonly Chosen[], version: string): Template {
  const table = tableFrom(TABLE, about.title, about.rows, chosen);
  return {
    name: nameOf(about.title),
    version,
    title: about.title,
    prefix: about.prefix,
    recipient: about.recipient,
    note: 'Made by the office from the header row of whoever asks for it.',
    from: about.from,
    every: about.every,
    covers: about.covers,
    byteOrderMark: about.byteOrderMark,
    certifiedBy: [...CHIEF_FINANCE],
    tables: [table, signOffTable()],
    checks: checksFor(table),
    declarations: [about.declaration],
  };
}

/** The name of a template, from its title: small letters with hyphens. */
export function nameOf(title: string): string {
  const name = title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '');
  return name.slice(0, 60) || 'return';
}

/** Who signed is asked of every return in the same way. */
function signOffTable(): TableTemplate {
  const { tables } = readTemplate('statement-of-grant-usage');
  return tables.at(-1) as TableTemplate;
}

/** What every draft is held against; rules about amounts begin as warnings, until the office has seen how they fall. */
function checksFor(table: TableTemplate): CheckTemplate[] {
  const named = (figure: string, scope: string) =>
    table.columns.find(({ behind }) => 'figure' in behind && behind.figure === figure && behind.scope === scope)?.name;
  const severity: Severity = 'warning';
  const spent = named('spend.to-date', 'to-date');
  const budget = named('budget.current', 'row');
  const over = named('over-under-spend', 'row');
  const isExplained = table.columns.some(({ name }) => name === 'explanation');
  return [
    { rule: 'required', says: 'Every required cell holds a value' },
    { rule: 'in-order', says: 'No later return was submitted before' },
    ...(spent === undefined
      ? []
      : [
          {
            rule: 'control-total' as const,
            severity,
            table: TABLE,
            column: spent,
            says: 'The rows add up to the spend of the ledger',
          },
        ]),
    ...(spent === undefined || budget === undefined
      ? []
      : [
          {
            rule: 'within' as const,
            severity,
            table: TABLE,
            column: spent,
            of: budget,
            says: 'Spend is within the current budget, to the penny',
          },
        ]),
    ...(over === undefined || budget === undefined || !isExplained
      ? []
      : [
          {
            rule: 'explained' as const,
            severity,
            table: TABLE,
            column: over,
            of: budget,
            percent: 5,
            pence: 10_000_000,
            words: 150,
            says: 'A large over/(under)spend is explained',
          },
        ]),
  ];
}

/**
 * The version that saving a template now makes: the last one again while no return was submitted by it, the next one
 * after that.
 */
async function versionToSave(db: Db, officeId: number, name: string): Promise<string> {
  const last = (await listKeptTemplates(db, officeId))
    .map(({ template }) => template)
    .filter((template) => template.name === name)
    .toSorted(compareVersions)
    .at(-1);
  if (last === undefined) return '1';
  const isUsed = usedBy(await readUsed(db, officeId), last).length > 0;
  return isUsed ? String(Number(last.version) + 1) : last.version;
}

/**
 * Saves a template that was built on a page. One that a return was submitted by is never changed: saving it makes the
 * next version, for a later year or the same. Refused by name: `name-used`, `prefix-used`, `year-before`.
 */
export async function saveTemplate(
  site: Site,
  person: Person,
  { about, chosen }: { about: TemplateAbout; chosen: readonly Chosen[] },
  once: Once | null,
): Promise<{ name: string; version: string }> {
  demand(person, 'return.template');
  return perform(site, doer(person), 'return-template.save', once, async (act) => {
    const { officeId } = act.doer;
    const name = nameOf(about.title);
    const template = templateFrom(about, chosen, await versionToSave(act.trx, officeId, name));
    await demandOwnName(act.trx, officeId, template);
    await keepTemplate(act, template, true);
    const { version } = template;
    return {
      subject: { kind: 'return-template', ref: name },
      detail: { version, columns: chosen.length },
      result: { name, version },
    };
  });
}

async function demandOwnName(db: Db, officeId: number, template: Template): Promise<void> {
  if (listTemplateFiles().some(({ name }) => name === template.name)) {
    throw refused('name-used', 'A shipped template has this title. Choose another.', 'title');
  }
  const others = await listTemplates(db, officeId);
  const prefixed = others.find(({ name, prefix }) => name !== template.name && prefix === template.prefix);
  if (prefixed !== undefined) {
    throw refused('prefix-used', `${prefixed.title} has this prefix. Choose another.`, 'prefix');
  }
  const later = others.find((other) => other.name === template.name && fromYear(other) > fromYear(template));
  if (later !== undefined && later.version !== template.version) {
    throw refused(
      'year-before',
      `Version ${later.version} is used from ${later.from}. Choose that year or a later one.`,
      'from',
    );
  }
}
