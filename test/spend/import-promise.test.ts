import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { makeChecks } from '../../src/audit/check.ts';
import { formatDecimal } from '../../src/money/pence.ts';
import { acceptBatch } from '../../src/spend/import/accept.ts';
import { findBatch, readGroups } from '../../src/spend/import/batch.store.ts';
import { inTheWay, readOverview } from '../../src/spend/import/overview.ts';
import { discardPlan } from '../../src/spend/import/plan.store.ts';
import { SPEND_CHECKS } from '../../src/spend/verify.ts';
import { DATABASES, openWorld, type World } from '../world.ts';
import { Desk } from './desk.ts';
import { confirmPlanned, ownFile, planOf } from './import-desk.ts';
import { fillOffice } from './office.ts';

const SEED = Number(process.env.CSE_SEED ?? 20_151_126);

/** A line of a ledger: few numbers and amounts, so that copies, second rows and equal payments are frequent. */
const line = fc.record({
  transaction: fc.integer({ min: 1, max: 6 }),
  pence: fc.oneof(fc.integer({ min: 1, max: 300 }), fc.constantFrom(100, 100, 250), fc.integer({ min: -200, max: -1 })),
  supplier: fc.constantFrom('Hall', 'HALL', 'Printer', 'Theatre Company'),
  category: fc.constantFrom('1', '4', '5'),
});
type Line = { transaction: number; pence: number; supplier: string; category: string };

describe.each(DATABASES)('An import, on %s,', (kind) => {
  let world: World;
  let desk: Desk;
  let run = 0;

  beforeAll(async () => {
    world = await openWorld(kind, fillOffice);
    desk = new Desk(world);
  });
  afterAll(() => world.close());

  test('stores what its plan showed, once, whatever extract brings its lines again, and posts what they come to', async () => {
    const finance = await world.person('finance@demo.example');
    const manager = await world.person('manager@demo.example');
    const text = (lines: readonly Line[]) =>
      ownFile(
        ...lines.map(
          ({ transaction, pence, supplier, category }) =>
            `07/07/2015,${supplier},,${formatDecimal(pence)},${category},R${1000 + run}${transaction}`,
        ),
      );
    const sum = (lines: readonly Line[]) => lines.reduce((all, { pence }) => all + pence, 0);
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { minLength: 1, maxLength: 14 }),
        fc.array(line, { maxLength: 6 }),
        async (first, later) => {
          run += 1;
          const before = (await desk.figure('spend.to-date', { initiative: 'I-02' })) ?? 0;
          const plan = await planOf(world.site, finance, text(first), { initiative: 'I-02' });
          const shown = await readOverview(world.db, plan);
          expect([shown.lines, shown.pence, inTheWay(shown)]).toEqual([first.length, sum(first), []]);
          const ref = await confirmPlanned(world.site, finance, plan, 'It may pass');
          expect(await readGroups(world.db, 1, ref)).toEqual(shown.groups);
          await desk.act('manager', 'import.accept', async (act) => {
            await acceptBatch(act, manager, ref, sum(first));
            return null;
          });
          expect((await desk.figure('spend.to-date', { initiative: 'I-02' })) ?? 0).toBe(before + sum(first));
          // The next extract holds the same lines in the same order, and others after them.
          const next = await planOf(world.site, finance, text([...first, ...later]), { initiative: 'I-02' });
          expect([next.summary?.known, next.summary?.changed, next.summary?.lines, next.summary?.pence]).toEqual([
            first.length,
            0,
            later.length,
            sum(later),
          ]);
          await discardPlan(world.db, next.id);
          expect((await findBatch(world.db, 1, ref)).lines).toBe(first.length);
        },
      ),
      { seed: SEED, numRuns: Number(process.env.CSE_RUNS ?? 25) },
    );
    const findings = (await makeChecks(world.db, 1, SPEND_CHECKS)).flatMap(({ findings: of }) => of);
    expect(findings).toEqual([]);
  }, 240_000);
});
