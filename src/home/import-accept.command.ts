import { perform } from '../audit/act.ts';
import { formatPounds, parsePounds } from '../money/pence.ts';
import { doer } from '../people/person.ts';
import { acceptBatch } from '../spend/import/accept.ts';
import { type Command, needed, print, theActor, UsageError } from './command.ts';

export const importAcceptCommand: Command = {
  name: 'import-accept',
  usage: 'import-accept BATCH --control-total AMOUNT --as EMAIL',
  help: `Accepts an imported batch as a whole, against the total that the finance system gives, and posts its lines.
Whoever imported it cannot accept it.`,
  options: { 'control-total': { type: 'string' }, as: { type: 'string' } },
  positionals: 1,
  async run(call) {
    const person = await theActor(call);
    const typed = needed(call, 'control-total');
    const control = parsePounds(typed);
    if (!control.ok) throw new UsageError(`The control total ${JSON.stringify(typed)} ${control.reason}.`);
    const ref = call.positionals[0] as string;
    const lines = await perform(call.site, doer(person), 'import.accept', null, async (act) => {
      const batch = await acceptBatch(act, person, ref, control.pence);
      return {
        subject: { kind: 'batch', ref },
        detail: { file: batch.fileDigest, lines: batch.lines, total: batch.controlPence },
        result: batch.lines,
      };
    });
    print(`${ref} is accepted: ${lines} lines, ${formatPounds(control.pence)}, are posted.`);
    return 0;
  },
};
