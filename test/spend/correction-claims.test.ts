import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { verifyEverything } from '../../src/home/verify.ts';
import { DATABASES, openWorld, type World } from '../world.ts';
import { ClaimDesk, ruleOf } from './claim-desk.ts';
import { CorrectionDesk, LEEDS } from './correction-desk.ts';
import { Desk } from './desk.ts';
import { fillOffice } from './office.ts';

describe.each(DATABASES)('Corrections of what paid a claim, on %s', (kind) => {
  let world: World;
  let desk: Desk;
  let claims: ClaimDesk;
  let corrections: CorrectionDesk;
  let agreement: string;
  beforeAll(async () => {
    world = await openWorld(kind, fillOffice);
    desk = new Desk(world);
    claims = new ClaimDesk(desk);
    corrections = new CorrectionDesk(desk);
    await desk.money({ year: 2015, initiative: 'I-02', pence: 90_000_00 });
    agreement = await desk.agree({ 2015: 20_000_00 });
  }, 60_000);
  afterAll(async () => {
    expect((await verifyEverything(world.db, 1)).findings).toEqual([]);
    await world.close();
  });

  let day = 1;
  /** A claim approved and paid by one line of this amount; answers the claim and the line. */
  async function paid(pence: number, line = pence): Promise<[claim: string, line: string]> {
    const on = `2015-07-${String(day++).padStart(2, '0')}`;
    const lines = [{ place: 'E08000035', category: '4', pence, description: 'Tour' }];
    const claim = await claims.approved({ agreement, lines, startsOn: on, endsOn: on, receivedOn: on });
    const payable = (await claims.payableOf(claim))?.ref as string;
    const ref = await desk.approve(await desk.spend({ agreement, netPence: line }));
    await claims.settle(payable, ref, pence);
    return [claim, ref];
  }

  test('a refund leaves that much to be paid again, and what is in hand says the same', async () => {
    const [claim, line] = await paid(1_000_00);
    expect(await claims.payableOf(claim)).toMatchObject({ state: 'paid', open: 0 });
    await desk.approve(await desk.correct(line, { kind: 'refund', pence: 300_00 }));
    expect(await claims.payableOf(claim)).toMatchObject({
      state: 'partly paid',
      paid: 700_00,
      open: 300_00,
      free: 300_00,
    });
    expect(await desk.figure('agreement.in-hand', { agreement })).toBe(-300_00);
    const payable = (await claims.payableOf(claim))?.ref as string;
    const again = { agreement, settles: payable };
    expect(await ruleOf(desk.spend({ ...again, netPence: 300_01 }))).toBe('above-payable');
    await desk.approve(await desk.spend({ ...again, netPence: 300_00 }));
    expect(await claims.payableOf(claim)).toMatchObject({ state: 'paid', open: 0 });
    expect(await desk.figure('agreement.in-hand', { agreement })).toBe(0);
  });

  test('a refund takes first what of the line pays nothing, then what was settled last', async () => {
    const [claim, line] = await paid(500_00, 800_00);
    await desk.approve(await desk.correct(line, { kind: 'refund', pence: 300_00 }));
    expect(await claims.payableOf(claim)).toMatchObject({ state: 'paid' });
    await desk.approve(await desk.correct(line, { kind: 'refund', pence: 1 }));
    expect(await claims.payableOf(claim)).toMatchObject({ state: 'partly paid', open: 1 });
  });

  test('a refund that was a mistake pays again what nothing else has paid since', async () => {
    const [claim, line] = await paid(400_00);
    const refund = await desk.approve(await desk.correct(line, { kind: 'refund', pence: 100_00 }));
    const payable = (await claims.payableOf(claim))?.ref as string;
    await desk.approve(await desk.spend({ agreement, settles: payable, netPence: 30_00 }));
    await desk.approve(await desk.correct(refund));
    expect(await claims.payableOf(claim)).toMatchObject({ state: 'paid', paid: 400_00, open: 0 });
  });

  test('what is coded anew under the same agreement pays it in its place, part by part', async () => {
    const [claim, line] = await paid(600_00);
    await desk.approve(
      await corrections.recode(line, [
        { agreement, pence: 250_00, place: LEEDS },
        { agreement, pence: 350_00, place: 'E08000036' },
      ]),
    );
    const payable = await claims.payableOf(claim);
    expect(payable).toMatchObject({ state: 'paid', paid: 600_00, open: 0 });
    expect(payable?.settlements.map(({ pence, status }) => `${pence} ${status}`)).toEqual([
      '60000 reversed',
      '25000 approved',
      '35000 approved',
    ]);
  });

  test('coding it to another agreement would leave the claim unpaid, so it is refused; a part that pays nothing may go', async () => {
    const [claim, line] = await paid(200_00, 260_00);
    expect(await ruleOf(corrections.recode(line, [{ agreement: '', pence: 260_00, place: LEEDS }]))).toBe('pays-claim');
    const parts = [
      { agreement, pence: 200_00 },
      { agreement: '', pence: 60_00, place: LEEDS },
    ];
    await desk.approve(await corrections.recode(line, parts));
    expect(await claims.payableOf(claim)).toMatchObject({ state: 'paid' });
  });

  test('a claim is taken back once refunds have left nothing that pays it', async () => {
    const [claim, line] = await paid(50_00);
    await desk.approve(await desk.correct(line, { kind: 'refund', pence: 49_99 }));
    expect(await ruleOf(claims.takeBack(claim))).toBe('paid');
    await desk.approve(await desk.correct(line, { kind: 'refund', pence: 1 }));
    await claims.takeBack(claim);
    expect(await claims.payableOf(claim)).toMatchObject({ state: 'taken back', open: 0 });
  });
});
