import { readdirSync, readFileSync } from 'node:fs';
import { notFound } from '../platform/refusal.ts';
import { inProject } from '../platform/root.ts';
import { checkTemplate, compareVersions, type Template } from './template.ts';

const FOLDER = ['data', 'returns'];

/** Every version of every template that is shipped in `data/returns`, by name and version. */
export function listTemplateFiles(): Template[] {
  const folders = readdirSync(inProject(...FOLDER), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders
    .map(({ name }) => name)
    .toSorted()
    .flatMap((name) =>
      readdirSync(inProject(...FOLDER, name))
        .filter((file) => file.endsWith('.json'))
        .map((file) => readTemplateFile(name, file.slice(0, -'.json'.length)))
        .toSorted(compareVersions),
    );
}

/**
 * A version of a shipped template, the last one without a version. Unknown: not found. Wrong in itself: an error that
 * names the part to mend.
 */
export function readTemplate(name: string, version?: string): Template {
  if (!/^[a-z][a-z0-9-]{0,60}$/.test(name)) throw notFound('return template of this name');
  if (version !== undefined) return readTemplateFile(name, version);
  const last = listTemplateFiles()
    .filter((template) => template.name === name)
    .at(-1);
  if (last === undefined) throw notFound(`return template ${name}`);
  return last;
}

function readTemplateFile(name: string, version: string): Template {
  const where = `data/returns/${name}/${version}.json`;
  let text: string;
  try {
    text = readFileSync(inProject(...FOLDER, name, `${version}.json`), 'utf8');
  } catch {
    throw notFound(`version ${version} of the return template ${name}`);
  }
  const template = checkTemplate(where, JSON.parse(text));
  if (template.name !== name) throw new Error(`${where}: name must be ${name}, as its folder is called.`);
  if (template.version !== version) throw new Error(`${where}: version must be ${version}, as the file is called.`);
  return template;
}
