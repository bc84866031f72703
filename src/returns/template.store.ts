import type { Act } from '../audit/act.ts';
import type { Db, Row } from '../platform/database.ts';
import { canonical, type Plain, sha256 } from '../platform/digest.ts';
import { refused } from '../platform/refusal.ts';
import type { Filing } from './filing.ts';
import { checkTemplate, compareVersions, type Template } from './template.ts';
import { listTemplateFiles, readTemplate } from './template-file.ts';

/** A template as the record keeps it: as it was when a return was prepared by it, or as the office made it. */
export interface KeptTemplate {
  id: number;
  template: Template;
  /** How often this version was saved; it may be saved again until a return by it is submitted. */
  revision: number;
  sha256: string;
  /** Whether the office made it on its pages; shipped ones are kept once they are used. */
  ofOffice: boolean;
  enteredBy: number;
}

/** Every kept template, the last revision of each version, in the order in which they were first kept. */
export async function listKeptTemplates(db: Db, officeId: number): Promise<KeptTemplate[]> {
  const rows: Row[] = await db('return_template').where({ office_id: officeId }).orderBy('id');
  const last = new Map(rows.map((row) => [`${row.name} ${row.version}`, row]));
  return [...last.values()].map(keptFrom);
}

function keptFrom(row: Row): KeptTemplate {
  return {
    id: row.id,
    template: JSON.parse(row.content),
    revision: row.revision,
    sha256: row.sha256,
    ofOffice: row.of_office === 1,
    enteredBy: row.entered_by,
  };
}

/**
 * Every version of every template that an office can use, by name and version: those that are shipped, and those that
 * it made itself. A version by which a return was submitted is as it was then, whatever its file says since.
 */
export async function listTemplates(db: Db, officeId: number): Promise<Template[]> {
  const kept = await listKeptTemplates(db, officeId);
  const used = await readUsed(db, officeId);
  const standing = kept.filter(({ template, ofOffice }) => ofOffice || used.has(keyOf(template)));
  const found = new Map(listTemplateFiles().map((template) => [keyOf(template), template]));
  for (const { template } of standing) found.set(keyOf(template), template);
  return [...found.values()].toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : compareVersions(a, b)));
}

const keyOf = ({ name, version }: Pick<Template, 'name' | 'version'>): string => `${name} ${version}`;

/** The versions by which a return was submitted, each with the references of those returns. */
export async function readUsed(db: Db, officeId: number): Promise<Map<string, string[]>> {
  const rows: Row[] = await db('return_filing as f')
    .join('return_step as s', 's.filing_id', 'f.id')
    .where({ 'f.office_id': officeId, 's.step': 'submitted' })
    .orderBy('f.id')
    .select('f.template', 'f.template_version', 'f.ref');
  const used = new Map<string, string[]>();
  for (const row of rows) {
    const key = keyOf({ name: row.template, version: row.template_version });
    used.set(key, [...new Set([...(used.get(key) ?? []), row.ref as string])]);
  }
  return used;
}

/** The returns that were submitted by a version of a template, by their references. */
export function usedBy(used: Map<string, string[]>, template: Pick<Template, 'name' | 'version'>): string[] {
  return used.get(keyOf(template)) ?? [];
}

/** The template that a filing was prepared by, as it was then. */
export async function templateOf(db: Db, filing: Pick<Filing, 'template' | 'templateVersion' | 'templateId'>) {
  if (filing.templateId === null) return readTemplate(filing.template, filing.templateVersion);
  const row: Row | undefined = await db('return_template').where({ id: filing.templateId }).first();
  if (row === undefined) throw new Error(`The template ${filing.templateId} of a return is not kept.`);
  return keptFrom(row).template;
}

/**
 * Keeps a template within an act, unless it is kept as it is, and answers the number that a filing names. Refused by
 * name: `template-used` when a return was submitted by this version, which therefore never changes.
 */
export async function keepTemplate(act: Act, template: Template, ofOffice: boolean): Promise<number> {
  checkTemplate(`${template.name}, version ${template.version}`, template);
  const content = canonical(template as unknown as Plain);
  const digest = sha256(content);
  const { officeId } = act.doer;
  const kept = (await listKeptTemplates(act.trx, officeId)).find((one) => keyOf(one.template) === keyOf(template));
  if (kept?.sha256 === digest) return kept.id;
  const used = usedBy(await readUsed(act.trx, officeId), template);
  if (used.length > 0) {
    throw refused(
      'template-used',
      `Version ${template.version} of ${template.title} never changes, since ${used[0]} was submitted by it. Save it as a new version.`,
    );
  }
  return act.add('return_template', {
    name: template.name,
    version: template.version,
    revision: (kept?.revision ?? 0) + 1,
    content,
    sha256: digest,
    of_office: ofOffice ? 1 : 0,
    entered_by: act.doer.personId,
  });
}
