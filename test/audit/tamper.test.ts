import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { seedDemonstration } from '../../seeds/demonstration.ts';
import { perform } from '../../src/audit/act.ts';
import { RECORDED } from '../../src/audit/record.ts';
import { freeze } from '../../src/documents/document.store.ts';
import { verifyEverything } from '../../src/home/verify.ts';
import type { Row } from '../../src/platform/database.ts';
import { openWorld } from '../world.ts';

const SEED = Number(process.env.CSE_SEED ?? 20150717);

test('no value of any recorded row, nor a byte of a frozen paper, changes without verification finding it', async () => {
  const world = await openWorld('sqlite', seedDemonstration);
  const { db } = world;
  await perform(world.site, { officeId: 1, personId: null, role: 'program' }, 'freeze', null, async (act) => {
    const frozen = {
      mediaType: 'text/plain',
      fileName: 'paper.txt',
      content: Buffer.from('what was published '.repeat(40)),
    };
    const { sha256 } = await freeze(act, frozen);
    return { subject: { kind: 'paper', ref: 'paper.txt' }, result: sha256 };
  });
  expect((await verifyEverything(db, 1)).ok).toBe(true);
  await db.raw('PRAGMA foreign_keys = OFF');
  await db.raw('PRAGMA ignore_check_constraints = ON');
  const triggers = await db('sqlite_master').where({ type: 'trigger' }).select('name');
  for (const { name } of triggers) await db.raw(`DROP TRIGGER ${name}`);
  const tables: { table: string; rows: Row[] }[] = [];
  for (const table of ['audit_event', ...Object.keys(RECORDED)]) {
    const rows = await db(table).orderBy('id');
    if (rows.length > 0) tables.push({ table, rows });
  }
  const changed = (value: unknown): unknown => {
    if (typeof value === 'number') return value + 1_000_003;
    if (value instanceof Uint8Array) return Buffer.from(value).fill(0, 7, 8);
    return typeof value === 'string' ? `${value.slice(0, -1)}${value.endsWith('0') ? '1' : '0'}` : 'x';
  };
  const choice = fc.record({ table: fc.nat(), row: fc.nat(), column: fc.nat() });
  await fc.assert(
    fc.asyncProperty(choice, async (chosen) => {
      const { table, rows } = tables[chosen.table % tables.length] as (typeof tables)[number];
      const row = rows[chosen.row % rows.length] as Row;
      const columns = Object.keys(row).filter((column) => column !== 'id');
      const column = columns[chosen.column % columns.length] as string;
      const [{ type }] = await db.raw('SELECT type FROM pragma_table_info(?) WHERE name = ?', [table, column]);
      const value = row[column] === null && /int/i.test(type) ? 1 : changed(row[column]);
      await db(table)
        .where({ id: row.id })
        .update({ [column]: value });
      const { ok } = await verifyEverything(db, 1);
      await db(table)
        .where({ id: row.id })
        .update({ [column]: row[column] });
      expect([table, column, ok]).toEqual([table, column, false]);
    }),
    { seed: SEED, numRuns: 120 },
  );
  expect((await verifyEverything(db, 1)).ok).toBe(true);
  await world.close();
}, 90_000);
