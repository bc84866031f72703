import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { LOOKED, NOT_LOOKED } from '../../src/audit/gate/looked.ts';
import { RECORDED } from '../../src/audit/record.ts';
import { freshDatabase, type TestDatabase } from '../world.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await freshDatabase('sqlite');
});
afterAll(() => database.close());

test('every table with words is looked through by the gate, or is named with why not', async () => {
  const missing: string[] = [];
  for (const table of Object.keys(RECORDED)) {
    const columns = Object.keys(await database.db(table).columnInfo());
    if (!columns.some((column) => column.endsWith('_words'))) continue;
    if (!(table in LOOKED) && !(table in NOT_LOOKED)) missing.push(table);
    const { key = [], leave = [] } = LOOKED[table] ?? {};
    for (const name of [...key, ...leave]) if (!columns.includes(name)) missing.push(`${table}.${name}`);
  }
  expect(missing).toEqual([]);
});
