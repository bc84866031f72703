import { onOnePicture } from '../platform/database.ts';
import { type Command, print, theOffice, UsageError } from './command.ts';
import { verifyEverything } from './verify.ts';

export const verifyCommand: Command = {
  name: 'verify',
  usage: 'verify [--head SEQ:HASH] [--json]',
  help: `Adds the raw entries up again, compares every balance to the penny, and checks the chain, the rules of the books and
the fingerprints. With --json it names every check and what it found.
A chain cannot tell that its end was cut off: --head names an event and its hash as a published paper prints them.
Exits with 1, and the first difference, when something is wrong.`,
  options: { json: { type: 'boolean' }, head: { type: 'string' } },
  positionals: 0,
  async run({ site, values }) {
    const office = await theOffice(site);
    const printed = headNamed(values.head);
    const verification = await onOnePicture(site.db, (picture) => verifyEverything(picture, office.id, printed));
    const { ok, head, findings } = verification;
    if (values.json === true) print(JSON.stringify(verification));
    else if (ok) print(`Everything agrees. The chain ends at event ${head?.seq ?? 0}, ${head?.hash ?? 'none'}.`);
    else print(`${findings[0]?.sentence} (${findings.length} found in all.)`);
    return ok ? 0 : 1;
  },
};

function headNamed(typed: string | boolean | undefined): { seq: number; hash: string } | undefined {
  if (typeof typed !== 'string') return undefined;
  const [, seq, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(typed) ?? [];
  if (seq === undefined || hash === undefined) throw new UsageError('Write the head as the paper prints it: SEQ:HASH.');
  return { seq: Number(seq), hash };
}
