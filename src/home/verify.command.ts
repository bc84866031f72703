import { type Command, print, theOffice } from './command.ts';
import { verifyEverything } from './verify.ts';

export const verifyCommand: Command = {
  name: 'verify',
  usage: 'verify [--json]',
  help: `Adds the raw entries up again, compares every balance to the penny, and checks the chain and the fingerprints.
Exits with 1, and the first difference, when something is wrong.`,
  options: { json: { type: 'boolean' } },
  positionals: 0,
  async run({ site, values }) {
    const office = await theOffice(site);
    const verification = await verifyEverything(site.db, office.id);
    const { ok, head, findings } = verification;
    if (values.json === true) print(JSON.stringify(verification));
    else if (ok) print(`Everything agrees. The chain ends at event ${head?.seq ?? 0}, ${head?.hash ?? 'none'}.`);
    else print(`${findings[0]?.sentence} (${findings.length} found in all.)`);
    return ok ? 0 : 1;
  },
};
