import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readQuarter } from '../calendar/quarter.ts';
import { buildReturn } from '../returns/build.ts';
import { type Command, needed, print, theOffice, UsageError } from './command.ts';

export const returnBuildCommand: Command = {
  name: 'return build',
  usage: 'return build TEMPLATE --period 2014-15-Q4 --out DIR',
  help: `Builds the tables of a return for a quarter as CSV files in the folder named.
When the return was submitted, its frozen bytes are written; otherwise a draft as the books stand now.`,
  options: { period: { type: 'string' }, out: { type: 'string' } },
  positionals: 1,
  async run(call) {
    const office = await theOffice(call.site);
    const typed = needed(call, 'period');
    const out = needed(call, 'out');
    const quarter = readQuarter(typed);
    if (quarter === null) throw new UsageError(`${typed} is not a quarter, like 2014-15-Q4.`);
    const { ref, submitted, files } = await buildReturn(call.site, office.id, call.positionals[0] as string, quarter);
    mkdirSync(out, { recursive: true });
    for (const { fileName, content } of files) {
      writeFileSync(path.join(out, fileName), content);
      print(path.join(out, fileName));
    }
    print(submitted ? `${ref} as it was submitted.` : `${ref} as a draft: it has not been submitted.`);
    return 0;
  },
};
