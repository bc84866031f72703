import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { verifyEverything } from '../../src/home/verify.ts';
import { DATABASES, openWorld, type World } from '../world.ts';
import { Desk, P } from './desk.ts';
import { fillOffice } from './office.ts';

const SPENT = 3_000_00;

describe.each(DATABASES)('On %s, no pound is taken back twice', (kind) => {
  let world: World;
  let desk: Desk;

  beforeEach(async () => {
    world = await openWorld(kind, fillOffice);
    desk = new Desk(world);
  });
  afterEach(async () => {
    expect((await verifyEverything(world.db, 1)).findings).toEqual([]);
    await world.close();
  });

  const credit = (pence = SPENT) =>
    desk.adjust({ kind: 'adjustment-credit', concerns: P(4), period: P(5), pence, place: 'E23000010' });
  const spend = async () => desk.approve(await desk.spend({ netPence: SPENT, vatPence: 0, place: 'E23000010' }));
  const takenOff = { rule: 'taken-off' };
  const tooLarge = { rule: 'adjustment-too-large' };

  test('an accrual that has turned round leaves nothing for an adjustment to take off', async () => {
    await desk.approve(await desk.accrue({ pence: SPENT }));
    await desk.close(P(4));
    await expect(credit()).rejects.toMatchObject(tooLarge);
    await expect(credit(1)).rejects.toMatchObject(tooLarge);
  });

  test('what an adjustment took off a closed period is not reversed as well, until the adjustment is', async () => {
    const ref = await spend();
    await desk.close(P(4));
    const taken = await desk.approve(await credit());
    const reversal = await desk.correct(ref, { period: P(5) });
    await expect(desk.approve(reversal)).rejects.toMatchObject(takenOff);
    await desk.approve(await desk.correct(taken, { period: P(5) }));
    await desk.approve(reversal);
  });

  test('what was refunded is not taken off by an adjustment as well, to the penny', async () => {
    const ref = await spend();
    await desk.close(P(4));
    await desk.approve(await desk.correct(ref, { kind: 'refund', pence: 1_000_00, period: P(5) }));
    await expect(credit(SPENT - 1_000_00 + 1)).rejects.toMatchObject(tooLarge);
    await desk.approve(await credit(SPENT - 1_000_00));
    const rest = await desk.correct(ref, { kind: 'refund', pence: 1, period: P(5) });
    await expect(desk.approve(rest)).rejects.toMatchObject(takenOff);
  });

  test('an adjustment that another took off again is not reversed as well', async () => {
    await desk.close(P(4));
    const added = await desk.approve(await desk.adjust({ concerns: P(4), period: P(5), pence: SPENT }));
    await desk.approve(await credit());
    await expect(desk.approve(await desk.correct(added, { period: P(5) }))).rejects.toMatchObject(takenOff);
  });

  test('a correction stands in the period of what it corrects or a later one, never before it', async () => {
    const ref = await desk.approve(await desk.spend({ netPence: SPENT, vatPence: 0, period: P(6) }));
    await expect(desk.correct(ref, { period: P(5) })).rejects.toMatchObject({ rule: 'before-original' });
    await desk.approve(await desk.correct(ref, { period: P(6) }));
  });

  test('what was released ahead of a period that is opened again goes back where it stands', async () => {
    const ref = await desk.approve(await desk.prepay({ netPence: SPENT, vatPence: 0 }));
    await desk.close(P(4));
    await desk.reopen(P(4));
    await desk.approve(await desk.correct(ref, { period: P(4) }));
    const entries = await world.db('entry').where({ spend_ref: ref, kind: 'prepayment-release' }).orderBy('id');
    const back = await world.db('entry').whereIn(
      'corrects_entry_id',
      entries.map(({ id }) => id),
    );
    expect(back.map(({ period }) => period).sort()).toEqual(entries.map(({ period }) => period).sort());
  });
});
