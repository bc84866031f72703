import { readEntries } from '../ledger/entry.store.ts';
import { journal } from '../ledger/journal.ts';
import { type Command, print, theOffice } from './command.ts';

export const journalCommand: Command = {
  name: 'journal',
  usage: 'journal',
  help: 'Prints the whole ledger as a plain-text journal that hledger reads.',
  options: {},
  positionals: 0,
  async run({ site }) {
    const office = await theOffice(site);
    print(journal(await readEntries(site.db, office.id)));
    return 0;
  },
};
