import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { seedDemonstration } from '../../seeds/demonstration.ts';
import { perform } from '../../src/audit/act.ts';
import { RECORDED } from '../../src/audit/record.ts';
import { verifyEverything } from '../../src/home/verify.ts';
import { approveSpend } from '../../src/spend/decide.ts';
import { openWorld, type World } from '../world.ts';

const AWAITING = 'SP-2015-16-000010';

let world: World;
beforeAll(async () => {
  world = await openWorld('sqlite', seedDemonstration);
});
afterAll(() => world.close());

async function countRows(): Promise<string> {
  const counts: string[] = [];
  for (const table of [...Object.keys(RECORDED), 'audit_event']) {
    const { n } = (await world.db(table).count({ n: '*' }).first()) as { n: number };
    counts.push(`${table} ${n}`);
  }
  return counts.join(', ');
}

test('whichever statement of an approval fails, nothing is half done, and sending the form again completes it', async () => {
  const approver = await world.person('cfo@demo.example');
  const by = { officeId: 1, personId: approver.id, role: 'chief-finance-officer' };
  const once = { key: 'a'.repeat(32), input: AWAITING };
  const approve = () =>
    perform(world.site, by, 'spend.approve', once, async (act) => {
      await approveSpend(act, approver, AWAITING, null);
      return { subject: { kind: 'spend', ref: AWAITING }, result: AWAITING };
    });
  const before = await countRows();
  const driver = Object.getPrototypeOf(world.db.client);
  const query = driver._query;
  let statements = 0;
  let failAt = 1;
  driver._query = function counted(connection: unknown, what: { sql?: string }) {
    statements += 1;
    if (statements === failAt) throw new Error(`statement ${failAt} failed`);
    return query.call(this, connection, what);
  };
  try {
    for (; failAt < 500; failAt += 1) {
      statements = 0;
      const outcome = await approve().then(
        () => 'done',
        (error: Error) => error.message,
      );
      // The last statement is the commit: what fails before it leaves nothing behind.
      const failedAt = failAt;
      failAt = Number.MAX_SAFE_INTEGER;
      if (outcome === 'done') break;
      expect(outcome).toBe(`statement ${failedAt} failed`);
      expect(await countRows()).toBe(before);
      failAt = failedAt;
    }
  } finally {
    driver._query = query;
  }
  expect(statements).toBeGreaterThan(20);
  const after = await countRows();
  expect(after).not.toBe(before);
  expect(await approve()).toBe(AWAITING);
  expect(await countRows()).toBe(after);
  expect((await verifyEverything(world.db, 1)).findings).toEqual([]);
}, 60_000);
