import { hash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { up as bringUpToDate } from '../../migrations/0033_line_sizes.ts';
import { perform } from '../../src/audit/act.ts';
import { makeChecks } from '../../src/audit/check.ts';
import { doer, type Person } from '../../src/people/person.ts';
import { addRule } from '../../src/spend/coding/coding-rule.store.ts';
import { discardPlan } from '../../src/spend/import/plan.store.ts';
import type { Plan } from '../../src/spend/import/plan.ts';
import { IMPORT_CHECKS } from '../../src/spend/import/verify-import.ts';
import { DATABASES, openWorld, type World } from '../world.ts';
import { confirmPlanned, ownFile, planOf } from './import-desk.ts';
import { fillOffice } from './office.ts';

describe.each(DATABASES)('lines that are imported, on %s', (kind) => {
  let world: World;
  let finance: Person;
  beforeAll(async () => {
    world = await openWorld(kind, fillOffice);
    finance = await world.person('finance@demo.example');
  });
  afterAll(() => world.close());

  const rowsOf = ({ id }: Plan): Promise<number[]> =>
    world
      .db('import_line_size as z')
      .join('import_line as l', 'l.id', 'z.line_id')
      .where('l.plan_id', id)
      .orderBy(['z.pence', 'z.line_id'])
      .pluck('l.row_number');

  test('stand in the order of their amounts, however many there are, and leave it with their plan', async () => {
    const amounts = ['5.00', '-3.00', '0.10', '5.00', '120.00'];
    const few = await planOf(
      world.site,
      finance,
      ownFile(...amounts.map((amount, at) => `07/07/2015,Hall,,${amount},4,F${100 + at}`)),
    );
    expect(await rowsOf(few)).toEqual([3, 4, 2, 5, 6]);

    const pence = Array.from({ length: 23_456 }, (_, at) => 1 + ((at * 7919) % 10_007));
    const many = await planOf(
      world.site,
      finance,
      ownFile(...pence.map((one, at) => `07/07/2015,Hall,,${(one / 100).toFixed(2)},4,M${100_000 + at}`)),
    );
    const ordered = pence.map((one, at) => ({ one, row: at + 2 })).toSorted((a, b) => a.one - b.one || a.row - b.row);
    expect(await rowsOf(many)).toEqual(ordered.map(({ row }) => row));

    await discardPlan(world.db, few.id);
    await discardPlan(world.db, many.id);
    expect(await world.db('import_line_size')).toEqual([]);
  });

  test('of an older database are put in that order when it is brought up to date', async () => {
    const plan = await planOf(
      world.site,
      finance,
      ownFile('07/07/2015,Hall,,9.00,4,U100', '07/07/2015,Hall,,8.00,4,U101'),
    );
    await world.db.raw('DROP TABLE import_line_size');
    await world.db.raw('CREATE INDEX import_line_pence ON import_line (pence)');
    await bringUpToDate(world.db);
    expect(await rowsOf(plan)).toEqual([3, 2]);
    await discardPlan(world.db, plan.id);
  });

  test('are missed by the verification when one is taken out of that order', async () => {
    const plan = await planOf(
      world.site,
      finance,
      ownFile('07/07/2015,Hall,,5.00,4,V100', '07/07/2015,Hall,,6.00,4,V101'),
    );
    const ref = await confirmPlanned(world.site, finance, plan);
    const found = async () => (await makeChecks(world.db, 1, IMPORT_CHECKS)).flatMap(({ findings }) => findings);
    expect(await found()).toEqual([]);
    await world.db('import_line_size').where({ pence: 600 }).del();
    expect(await found()).toMatchObject([
      { check: 'imported-order', sentence: `The order by amount is without 1 line of ${ref}.` },
    ]);
  });

  test('are known again by the digest that an earlier version of the program kept as their key', async () => {
    const manager = await world.person('manager@demo.example');
    await perform(world.site, doer(manager), 'rule', null, async (act) => {
      const result = { initiative: 'I-01', agreement: '', place: 'E23000010', category: '4' };
      const conditions = [{ field: 'costCentre' as const, test: 'is' as const, values: ['CSE01'] }];
      const rule = await addRule(act, { conditions, result, profiles: [], why: 'Ours' });
      return { subject: { kind: 'coding-rule', ref: rule }, result: rule };
    });
    const extract = (...transactions: number[]) =>
      [
        'Client,TransNo,TT,Period,Trans.date,Account,Costc,Text,Ap/Ar ID(T),Amount',
        ...transactions.map((number) => `WY,${number},AP,201504,07/07/2015,4100,CSE01,Hire,Hall,7.00`),
        '',
      ].join('\r\n');
    const first = await planOf(world.site, finance, extract(7001), {}, 'unit4');
    const keys = () => world.db('import_line').where({ plan_id: first.id }).pluck('line_key');
    expect(await keys()).toEqual(['1.Unit4.WY.7001']);
    const former = hash('sha256', 'key\u00001\u0000["Unit4","WY","7001"]', 'base64url').slice(0, 20);
    await world
      .db('import_line')
      .where({ plan_id: first.id })
      .update({ line_key: `1:${former}` });
    await confirmPlanned(world.site, finance, first);

    const again = await planOf(world.site, finance, extract(7001, 7002), {}, 'unit4');
    expect([again.summary?.known, again.summary?.lines]).toEqual([1, 1]);
  });
});
