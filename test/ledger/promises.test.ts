import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { verifyChain } from '../../src/audit/verify.ts';
import type { AccountKind } from '../../src/ledger/account.ts';
import { readCells } from '../../src/ledger/balance.store.ts';
import { total } from '../../src/ledger/balance.ts';
import { verifyLedger } from '../../src/ledger/verify.ts';
import { DATABASES, freshDatabase, type TestDatabase } from '../world.ts';
import { History, type Step } from './history.ts';

const SEED = Number(process.env.CSE_SEED ?? 20150717);
const RUNS = { sqlite: Number(process.env.CSE_RUNS ?? 50), postgres: Number(process.env.CSE_RUNS ?? 12) };
const KINDS: AccountKind[] = ['unallocated', 'allocation', 'initiative', 'agreement', 'spent'];

const near = fc.constantFrom(-1, 0, 1);
const share = fc.constantFrom(0, 0.3, 0.5, 1, 1);
const reason = fc.boolean();
const which = fc.nat({ max: 5 });

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 1, arbitrary: fc.record({ do: fc.constant('allocate' as const), near, share, reason }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('budget' as const), near, share, reason }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('commit' as const), near, share, reason }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('release' as const), near, share, reason }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('spend' as const),
      near,
      share,
      reason,
      bound: fc.boolean(),
      own: fc.boolean(),
      twice: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('refund' as const), near, which }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('reverse' as const), which, again: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('replay' as const), other: fc.boolean() }) },
);

// Every history begins with money to spend, so that the steps after it have something to go wrong with.
const beginning: Step[] = [
  { do: 'allocate', near: 0, share: 0.5, reason: false },
  { do: 'budget', near: 0, share: 0.5, reason: false },
];
const history = fc.array(step, { minLength: 1, maxLength: 14 }).map((steps) => [...beginning, ...steps]);

describe.each(DATABASES)('any history of an office, on %s', (kind) => {
  let base: TestDatabase;
  beforeAll(async () => {
    base = await freshDatabase(kind);
  });
  afterAll(() => base.close());

  test('answers every step as a plain second model says, and keeps the promises', async () => {
    await fc.assert(
      fc.asyncProperty(history, async (steps) => {
        const books = await History.begin(base.db);
        for (const taken of steps) await books.take(taken);
        await expectPromises(books);
      }),
      { seed: SEED, numRuns: RUNS[kind], verbose: 1 },
    );
  }, 240_000);
});

async function expectPromises(books: History): Promise<void> {
  const { db, officeId } = books;
  const raw = await rawBalances(books);
  const kept = await readCells(db, officeId);
  const held = (cells: typeof kept) =>
    Object.fromEntries(KINDS.map((of) => [of, total(cells, { accountKinds: [of] })]));
  // Promises 1 and 3: nothing comes from nowhere; what was awarded stands somewhere.
  expect(total(kept, {})).toBe(0);
  // Promise 2: the raw entries, the balance table and the as-at query agree, with each other and with the model.
  expect(held(kept)).toEqual(books.balances);
  expect(raw).toEqual(books.balances);
  // Promise 12: what the books said after each act they still say, whatever came later.
  for (const { seq, balances } of books.remembered) {
    expect(held(await readCells(db, officeId, { moment: { seq, at: '' } }))).toEqual(balances);
  }
  // Promises 4 and 6, added up again in the database; promise 15, the chain and every row bound to it.
  expect(await verifyLedger(db, officeId)).toEqual([]);
  expect(await verifyChain(db, officeId)).toEqual([]);
  // Promise 7 has nothing to hold yet: no accrual can be posted.
  expect(await db('entry').where({ office_id: officeId, kind: 'accrual' })).toEqual([]);
  // Promise 11: whoever approved is not who entered.
  const own = await db('spend as s')
    .join('spend_outcome as o', (on) => {
      on.on('o.spend_ref', 's.ref').andOn('o.office_id', 's.office_id');
    })
    .where('s.office_id', officeId)
    .whereRaw('s.entered_by = o.decided_by');
  expect(own).toEqual([]);
}

/** The raw entries added up in plain TypeScript, by none of the ledger's code. */
async function rawBalances({ db, officeId }: History): Promise<Record<string, number>> {
  const accounts = new Map((await db('account').where({ office_id: officeId })).map((row) => [row.id, row.kind]));
  const balances = new Map<string, number>(KINDS.map((of) => [of, 0]));
  for (const { from_account_id, to_account_id, pence } of await db('entry').where({ office_id: officeId })) {
    const [from, to] = [accounts.get(from_account_id), accounts.get(to_account_id)];
    if (balances.has(from)) balances.set(from, (balances.get(from) as number) - pence);
    balances.set(to, (balances.get(to) ?? 0) + pence);
  }
  return Object.fromEntries(balances);
}
