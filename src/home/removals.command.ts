import { listRemoved } from '../documents/verify-removal.ts';
import { type Command, print, theOffice } from './command.ts';

export const removalsCommand: Command = {
  name: 'removals',
  usage: 'removals > FILE',
  help: `Lists everything that two people removed, by digest alone: a line each with the request, the kind and the digest.
Keep the list outside the backups. After a backup was restored, verify --removals FILE names what of it stands again.`,
  options: {},
  positionals: 0,
  async run({ site }) {
    const office = await theOffice(site);
    for (const { request, kind, digest } of await listRemoved(site.db, office.id))
      print(`${request} ${kind} ${digest}`);
    return 0;
  },
};
