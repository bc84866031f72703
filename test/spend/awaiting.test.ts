import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { seedDemonstration } from '../../seeds/demonstration.ts';
import { latestMoment } from '../../src/audit/moment.ts';
import { openFigure, readValues } from '../../src/figures/registry.ts';
import { addUp } from '../../src/ledger/balance.ts';
import { openBooks } from '../../src/ledger/figure.ts';
import type { Scope } from '../../src/ledger/scope.ts';
import { listAmounts } from '../../src/spend/spend.store.ts';
import { signedPence } from '../../src/spend/spend.ts';
import { SPEND_CHECKS } from '../../src/spend/verify.ts';
import { DATABASES, openWorld, type World } from '../world.ts';

const SCOPES: Scope[] = [
  {},
  { fund: 'CSE' },
  { year: 2015 },
  { initiative: 'I-01' },
  { initiative: 'I-02', year: 2015, quarter: { year: 2015, quarter: 2 } },
  { period: { year: 2015, number: 4 } },
  { through: { year: 2015, number: 3 } },
  { nature: 'revenue' },
];

describe.each(DATABASES)('what awaits approval, on %s', (kind) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(kind, seedDemonstration);
  }, 60_000);
  afterAll(() => world.close());

  test('as at every moment the balances kept of it are what the list of it comes to', async () => {
    const { seq: last } = await latestMoment(world.db, 1);
    let seen = 0;
    for (let seq = 1; seq <= last; seq += 3) {
      const books = openBooks(world.db, 1, { seq, at: '2015-07-31T00:00:00.000Z' });
      const listed = await listAmounts(world.db, 1, { status: 'awaiting approval', moment: books.moment });
      const [all] = await readValues(books, 'spend.awaiting', [{}]);
      expect([seq, all?.value]).toEqual([seq, addUp(listed.map(signedPence))]);
      if (listed.length > 0) seen += 1;
    }
    expect(seen).toBeGreaterThan(10);
  }, 120_000);

  test('what is behind it adds up to it, however it is asked, and by place it is read from the list itself', async () => {
    const books = openBooks(world.db, 1, await latestMoment(world.db, 1));
    for (const scope of [...SCOPES, { place: 'E08000035' }, { initiative: 'I-02', category: '4' }]) {
      const { rows, value } = await openFigure(books, 'spend.awaiting', scope);
      expect([scope, addUp(rows.map((row) => row.value ?? 0))]).toEqual([scope, value.value]);
    }
  });

  test('verification compares every version with the spend itself', async () => {
    const check = SPEND_CHECKS.find(({ name }) => name === 'awaiting');
    expect(await check?.find(world.db, 1)).toEqual([]);
  });
});
