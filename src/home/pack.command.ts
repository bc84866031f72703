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
    mkdirSync(out, { recursive: true });
    for (const [name, content] of Object.entries({
      'pack.html': html,
      'pack.pdf': pdf,
      'figures.json': figuresFile(figures),
    })) {
      writeFileSync(path.join(out, name), content);
      print(path.join(out, name));
    }
    return 0;
  },
};
