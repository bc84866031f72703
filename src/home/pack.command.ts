import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { buildPack, figuresFile } from '../packs/build.ts';
import { type Command, needed, print, theOffice } from './command.ts';

export const packBuildCommand: Command = {
  name: 'pack build',
  usage: 'pack build MEETING --out DIR',
  help: `Builds the pack of a meeting as it stands now: pack.html, pack.pdf and figures.json in the folder named.
It publishes nothing: that is done on the meeting's page.`,
  options: { out: { type: 'string' } },
  positionals: 1,
  async run(call) {
    const office = await theOffice(call.site);
    const out = needed(call, 'out');
    const { html, pdf, figures } = await buildPack(call.site, office.id, call.positionals[0] as string);
    writeFiles(out, { 'pack.html': html, 'pack.pdf': pdf, 'figures.json': figuresFile(figures) });
    return 0;
  },
};

/** Writes files into a folder, made where it is missing, and prints where each stands. */
export function writeFiles(folder: string, files: Record<string, Buffer>): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(path.join(folder, name), content);
    print(path.join(folder, name));
  }
}
