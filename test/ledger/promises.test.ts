import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { verifyChain } from '../../src/audit/verify.ts';
import { readCells, readPeriodCells } from '../../src/ledger/balance.store.ts';
import { type Cell, total } from '../../src/ledger/balance.ts';
import { verifyLedger } from '../../src/ledger/verify.ts';
import { DATABASES, freshDatabase, type TestDatabase } from '../world.ts';
import { history } from './history/generate.ts';
import { History } from './history.ts';

const SEED = Number(process.env.CSE_SEED ?? 20150717);
const RUNS = { sqlite: Number(process.env.CSE_RUNS ?? 40), postgres: Number(process.env.CSE_RUNS ?? 10) };

describe.each(DATABASES)('any history of an office, on %s', (kind) => {
  let base: TestDatabase;
  beforeAll(async () => {
    base = await freshDatabase(kind);
  });
  afterAll(() => base.close());

  test(
    'answers every step as a plain second model says, and keeps the promises',
    async () => {
      await fc.assert(
        fc.asyncProperty(history, async (steps) => {
          const books = await History.begin(base.db);
          for (const taken of steps) await books.take(taken);
          await expectPromises(books);
        }),
        { seed: SEED, numRuns: RUNS[kind], verbose: 1 },
      );
    },
    60_000 + RUNS[kind] * 5_000,
  );
});

async function expectPromises({ office, remembered }: History): Promise<void> {
  const { db, officeId } = office;
  const cells = await readPeriodCells(db, officeId);
  // Promise 1: nothing comes from nowhere.
  expect(total(cells, {})).toBe(0);
  // Promises 2 and 3: the raw entries, both balance tables and the model agree on every account, to the penny.
  const model = office.model.balances();
  expect(await rawBalances(office)).toEqual(model);
  expect(heldIn(cells)).toEqual(model);
  expect(heldIn(await readCells(db, officeId))).toEqual(model);
  // Promise 12: what the books said after each act they still say, whatever came later.
  for (const { seq, balances } of remembered) {
    const moment = { seq, at: '' };
    expect(heldIn(await readPeriodCells(db, officeId, { moment }))).toEqual(balances);
    expect(heldIn(await readCells(db, officeId, { moment }))).toEqual(balances);
  }
  // Promises 4, 6, 7 and 13, found again by queries of their own; promise 15, the chain and every row bound to it.
  expect(await verifyLedger(db, officeId)).toEqual([]);
  expect(await verifyChain(db, officeId)).toEqual([]);
  await expectOtherPeople(office);
}

/** Promise 11: whoever approved is not who entered. */
async function expectOtherPeople({ db, officeId }: History['office']): Promise<void> {
  const own = await db('spend as s')
    .join('spend_outcome as o', (on) => {
      on.on('o.spend_ref', 's.ref').andOn('o.office_id', 's.office_id');
    })
    .where('s.office_id', officeId)
    .whereRaw('s.entered_by = o.decided_by');
  expect(own).toEqual([]);
}

function heldIn(cells: readonly Cell[]): Record<string, number> {
  const names = [...new Set(cells.map(({ account }) => account.name))].toSorted();
  return Object.fromEntries(
    names.map((name) => [
      name,
      total(
        cells.filter(({ account }) => account.name === name),
        {},
      ),
    ]),
  );
}

/** The raw entries added up in plain TypeScript, by none of the ledger's code. */
async function rawBalances({ db, officeId }: History['office']): Promise<Record<string, number>> {
  const names = new Map((await db('account').where({ office_id: officeId })).map((row) => [row.id, row.name]));
  const balances = new Map<string, number>();
  for (const { from_account_id, to_account_id, pence } of await db('entry').where({ office_id: officeId })) {
    const [from, to] = [names.get(from_account_id), names.get(to_account_id)];
    balances.set(from, (balances.get(from) ?? 0) - pence);
    balances.set(to, (balances.get(to) ?? 0) + pence);
  }
  return Object.fromEntries([...balances].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
