import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { formatInstant } from '../calendar/day.ts';
import { readYear } from '../calendar/financial-year.ts';
import { type Quarter, readQuarter } from '../calendar/quarter.ts';
import { readNames } from '../people/person.store.ts';
import { refused } from '../platform/refusal.ts';
import { buildReturn } from '../returns/build.ts';
import { type VerifiedFile, verifyFile } from '../returns/verify-file.ts';
import { type Command, needed, print, text, theOffice, UsageError } from './command.ts';

export const returnBuildCommand: Command = {
  name: 'return build',
  usage: 'return build TEMPLATE --period 2014-15-Q4 [--source CODE] --out DIR',
  help: `Builds the files of a return for a quarter, or for a year (--period 2014-15), in the folder named.
When the return was submitted, its frozen bytes are written; otherwise a draft as the books stand now.`,
  options: { period: { type: 'string' }, source: { type: 'string' }, out: { type: 'string' } },
  positionals: 1,
  async run(call) {
    const office = await theOffice(call.site);
    const quarter = quarterNamed(needed(call, 'period'));
    const out = needed(call, 'out');
    const template = call.positionals[0] as string;
    const source = text(call, 'source') ?? null;
    const { ref, submitted, files } = await buildReturn(call.site, office.id, template, quarter, source);
    mkdirSync(out, { recursive: true });
    for (const { fileName, content } of files) {
      writeFileSync(path.join(out, fileName), content);
      print(path.join(out, fileName));
    }
    print(submitted ? `${ref} as it was submitted.` : `${ref} as a draft: it has not been submitted.`);
    return 0;
  },
};

function quarterNamed(typed: string): Quarter {
  const year = readYear(typed);
  const quarter = year === null ? readQuarter(typed) : ({ year, quarter: 4 } as const);
  if (quarter === null) throw new UsageError(`${typed} is not a quarter like 2014-15-Q4, nor a year like 2014-15.`);
  return quarter;
}

export const returnVerifyCommand: Command = {
  name: 'return verify',
  usage: 'return verify FILE',
  help: `Says of which submitted return a file is, byte for byte, who submitted it and when.
Of a ZIP file that was packed again each file in it is looked at. Exits 1 when any of it was never sent.`,
  options: {},
  positionals: 1,
  async run(call) {
    const office = await theOffice(call.site);
    const named = call.positionals[0] as string;
    const results = await verifyFile(call.site.db, office.id, path.basename(named), readNamed(named));
    const names = await readNames(call.site.db, office.id);
    for (const result of results) print(saidOf(result, names));
    return results.every(({ sent }) => sent.length > 0) ? 0 : 1;
  },
};

function readNamed(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    throw refused('no-file', `The file ${file} could not be read. Name a file that is there.`);
  }
}

function saidOf({ name, sha256, sent }: VerifiedFile, names: Map<number, string>): string {
  const [first] = sent;
  if (first === undefined) return `${name}: not as any submitted return sent it (SHA-256 ${sha256}).`;
  const { ref, draft, fileName, submittedBy, submittedAt } = first;
  return `${name}: ${fileName} of ${ref}, draft ${draft}, submitted by ${names.get(submittedBy) ?? ''}, ${formatInstant(submittedAt)} (SHA-256 ${sha256}).`;
}
