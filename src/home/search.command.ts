import { rebuildSearch } from '../audit/search/search-index.ts';
import { write } from '../platform/database.ts';
import { indexLinesAnew } from '../spend/import/stage/index-lines.ts';
import { type Command, print, theOffice } from './command.ts';

export const searchRebuildCommand: Command = {
  name: 'search rebuild',
  usage: 'search rebuild',
  help: `Makes the index of the search anew from the record, imported lines too: after an upgrade from a version without it, or when
verify says that it differs.`,
  options: {},
  positionals: 0,
  async run({ site }) {
    const office = await theOffice(site);
    const count = await write(site.db, (trx) => rebuildSearch(trx, office.id));
    const lines = await indexLinesAnew(site.db, office.id);
    print(`The search finds ${count} records and ${lines} imported lines.`);
    return 0;
  },
};
