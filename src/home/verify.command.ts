import { existsSync, readFileSync } from 'node:fs';
import type { Check } from '../audit/check.ts';
import { readRemovedList, removedListCheck } from '../documents/verify-removal.ts';
import { onOnePicture } from '../platform/database.ts';
import { type Command, print, theOffice, UsageError } from './command.ts';
import { verifyEverything } from './verify.ts';

export const verifyCommand: Command = {
  name: 'verify',
  usage: 'verify [--head SEQ:HASH] [--removals FILE] [--json]',
  help: `Adds the raw entries up again, compares every balance to the penny, and checks the chain, the rules of the books and
the fingerprints. With --json it names every check and what it found.
--removals names a list that the command removals wrote: what of it stands again in a restored backup is a difference.
A chain cannot tell that its end was cut off: --head names an event and its hash as a published paper prints them.
Exits with 1, and the first difference, when something is wrong.`,
  options: { json: { type: 'boolean' }, head: { type: 'string' }, removals: { type: 'string' } },
  positionals: 0,
  async run({ site, values }) {
    const office = await theOffice(site);
    const printed = headNamed(values.head);
    const more = listNamed(values.removals);
    const verification = await onOnePicture(site.db, (picture) => verifyEverything(picture, office.id, printed, more));
    const { ok, head, findings, removals } = verification;
    const gone = removals === 0 ? '' : ` ${removals === 1 ? '1 removal' : `${removals} removals`} by two people.`;
    if (values.json === true) print(JSON.stringify(verification));
    else if (ok) print(`Everything agrees. The chain ends at event ${head?.seq ?? 0}, ${head?.hash ?? 'none'}.${gone}`);
    else print(`${findings[0]?.sentence} (${findings.length} found in all.)`);
    return ok ? 0 : 1;
  },
};

function listNamed(typed: string | boolean | undefined): Check[] {
  if (typeof typed !== 'string') return [];
  const list = existsSync(typed) ? readRemovedList(readFileSync(typed, 'utf8')) : null;
  if (list === null) throw new UsageError('Name a file that the command removals wrote.');
  return [removedListCheck(list)];
}

function headNamed(typed: string | boolean | undefined): { seq: number; hash: string } | undefined {
  if (typeof typed !== 'string') return undefined;
  const [, seq, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(typed) ?? [];
  if (seq === undefined || hash === undefined) throw new UsageError('Write the head as the paper prints it: SEQ:HASH.');
  return { seq: Number(seq), hash };
}
