import { writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { readEntries } from '../../src/ledger/entry.store.ts';
import { journal } from '../../src/ledger/journal.ts';
import { openDatabase } from '../../src/platform/database.ts';
import { history } from '../ledger/history/generate.ts';
import { History } from '../ledger/history.ts';

/** Writes generated histories into a folder: the journal of each, and what every account holds by the second model. */
const [folder = '.', count = '20', seed = '20150717'] = process.argv.slice(2);
const db = await openDatabase({ kind: 'sqlite', file: ':memory:' }, true);
for (const [number, steps] of fc.sample(history, { numRuns: Number(count), seed: Number(seed) }).entries()) {
  const { office } = await written(steps);
  const entries = await readEntries(db, office.officeId);
  writeFileSync(path.join(folder, `${number}.journal`), journal(entries));
  writeFileSync(path.join(folder, `${number}.json`), JSON.stringify(office.model.balances()));
}
await db.destroy();

async function written(steps: Parameters<History['take']>[0][]): Promise<History> {
  const books = await History.begin(db);
  for (const step of steps) await books.take(step);
  return books;
}
