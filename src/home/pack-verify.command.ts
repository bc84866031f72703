import { readFileSync } from 'node:fs';
import { checkSaid } from '../packs/check.pages.ts';
import { checkFile } from '../packs/check.ts';
import { dossierOf } from '../packs/dossier.ts';
import { findPack } from '../packs/pack.store.ts';
import { rebuildPack } from '../packs/rebuild.ts';
import { type Call, type Command, needed, print, theOffice, UsageError } from './command.ts';
import { writeFiles } from './pack.command.ts';

export const packVerifyCommand: Command = {
  name: 'pack verify',
  usage: 'pack verify FILE [--json]',
  help: `Says whether a file of a pack or a briefing is the published version, superseded, withdrawn or altered.
Compares it byte by byte with what was frozen. Exits 0 when it is the published version, and 1 otherwise.`,
  options: { json: { type: 'boolean' } },
  positionals: 1,
  async run(call) {
    const office = await theOffice(call.site);
    const said = checkSaid(await checkFile(call.site.db, office.id, contentOf(call.positionals[0] as string)));
    if (call.values.json === true) print(JSON.stringify(said));
    else {
      print(said.heading);
      for (const sentence of said.sentences) print(sentence);
    }
    return said.state === 'published' ? 0 : 1;
  },
};

export const packRebuildCommand: Command = {
  name: 'pack rebuild',
  usage: 'pack rebuild MEETING VERSION [--json]',
  help: `Computes each figure of a published pack again as at its cut-off, and names each difference.
Exits 1 when there is one. Nothing that was published changes.`,
  options: { json: { type: 'boolean' } },
  positionals: 2,
  async run(call) {
    const { officeId, pack } = await packOf(call);
    const { figures, differences } = await rebuildPack(call.site.db, officeId, pack);
    if (call.values.json === true) print(JSON.stringify({ figures, differences }));
    else {
      for (const difference of differences) print(difference);
      print(
        differences.length === 0
          ? `${figures} figures, computed again as at ${pack.asAt}: all are as they were published.`
          : `${differences.length} differences in ${figures} figures, as at ${pack.asAt}.`,
      );
    }
    return differences.length === 0 ? 0 : 1;
  },
};

export const packDossierCommand: Command = {
  name: 'pack dossier',
  usage: 'pack dossier MEETING VERSION --out DIR',
  help: `Writes one ZIP for auditors: a published pack with its tables, what is behind each figure, and fingerprints.
Its README.txt says how to check them without this program.`,
  options: { out: { type: 'string' } },
  positionals: 2,
  async run(call) {
    const out = needed(call, 'out');
    const { officeId, pack } = await packOf(call);
    const name = `${pack.meetingRef}-v${pack.version}-dossier.zip`;
    writeFiles(out, { [name]: await dossierOf(call.site.db, officeId, pack) });
    return 0;
  },
};

async function packOf(call: Call) {
  const office = await theOffice(call.site);
  const [meetingRef, version] = call.positionals as [string, string];
  return { officeId: office.id, pack: await findPack(call.site.db, office.id, meetingRef, version) };
}

function contentOf(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new UsageError(`${file} could not be read: ${(error as Error).message}`);
  }
}
