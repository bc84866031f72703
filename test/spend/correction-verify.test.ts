import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CLAIM_CHECKS } from '../../src/spend/claims/verify-claims.ts';
import { CORRECTION_CHECKS } from '../../src/spend/verify-recodings.ts';
import { DATABASES, openWorld, type World } from '../world.ts';
import { ClaimDesk } from './claim-desk.ts';
import { CorrectionDesk, LEEDS } from './correction-desk.ts';
import { Desk } from './desk.ts';
import { fillOffice } from './office.ts';

describe.each(DATABASES)('What verification says of corrections, on %s', (kind) => {
  let world: World;
  let desk: Desk;
  beforeAll(async () => {
    world = await openWorld(kind, fillOffice);
    desk = new Desk(world);
    await desk.money({ year: 2015, initiative: 'I-02', pence: 90_000_00 });
  }, 60_000);
  afterAll(() => world.close());

  const found = async () => {
    const findings = [];
    for (const { find } of [...CORRECTION_CHECKS, ...CLAIM_CHECKS]) findings.push(...(await find(world.db, 1)));
    return findings.map(({ sentence }) => sentence);
  };

  let clawbacks = 0;
  const askBack = (refund: string) =>
    desk.act('commissioning', 'clawback', async (act) => {
      clawbacks += 1;
      await act.add('clawback', {
        ref: `CB-2015-00${clawbacks}`,
        version: 1,
        initiative: 'I-02',
        agreement: null,
        amount_pence: 100_00,
        reason_words: await act.words('Not spent'),
        basis_words: await act.words('Unspent money is returned'),
        asked_on: '2015-07-01',
        due_on: null,
        agreed_amount_pence: null,
        agreed_on: null,
        repaid_amount_pence: 100_00,
        refund_words: await act.words(refund),
        withdrawn_on: null,
        entered_by: null,
        why_words: null,
      });
      return null;
    });

  test('a clawback names a refund that stands, and nobody else names it', async () => {
    const line = await desk.approve(await desk.spend({ netPence: 500_00 }));
    const refund = await desk.approve(await desk.correct(line, { kind: 'refund', pence: 100_00 }));
    await askBack(refund);
    expect(await found()).toEqual([]);
    await askBack(refund);
    expect(await found()).toEqual([expect.stringContaining('CB-2015-001 and CB-2015-002; it came in once')]);
    await askBack(line);
    await askBack('SP-2015-16-009999');
    expect(await found()).toEqual([
      expect.stringContaining('came in once'),
      expect.stringContaining(`names ${line}, which is no refund but a spend`),
      expect.stringContaining('names SP-2015-16-009999, which is no spend of this office'),
    ]);
    await desk.approve(await desk.correct(refund));
    expect(await found()).toContainEqual(expect.stringContaining('took back'));
  });

  test('what was posted anew is what was taken back, and is decided with it', async () => {
    const corrections = new CorrectionDesk(desk);
    const line = await desk.approve(await desk.spend({ netPence: 200_00 }));
    const before = await found();
    const back = await corrections.recode(line, [{ pence: 200_00, place: LEEDS }]);
    await desk.approve(back);
    expect(await found()).toEqual(before);
    const stray = await desk.spend({ netPence: 1 });
    const { act_seq } = await world.db('spend').where({ ref: stray }).first('act_seq');
    await world.db('joint_spend').insert({ office_id: 1, first_ref: back, spend_ref: stray, act_seq });
    expect(await found()).toEqual([
      `${back} and what was entered with it were not decided together.`,
      `${back} takes back £200.00, and £200.01 was posted anew for it.`,
      ...before,
    ]);
  });

  test('a line pays no more of claims than refunds have left of it', async () => {
    const claims = new ClaimDesk(desk);
    const agreement = await desk.agree({ 2015: 5_000_00 });
    const payable = (
      await claims.payableOf(
        await claims.approved({ agreement, pence: 300_00, startsOn: '2015-07-01', endsOn: '2015-07-05' }),
      )
    )?.ref as string;
    const line = await desk.approve(await desk.spend({ agreement, netPence: 300_00, settles: payable }));
    const refund = await desk.approve(await desk.correct(line, { kind: 'refund', pence: 50_00 }));
    expect(await found()).not.toContainEqual(expect.stringContaining('pays more than it is'));
    const { act_seq } = await world.db('spend').where({ ref: refund }).first('act_seq');
    const change = {
      office_id: 1,
      payable_ref: payable,
      spend_ref: line,
      cause_ref: line,
      pence: 1,
      act_seq: act_seq + 1,
    };
    await world.db('settlement_change').insert(change);
    expect(await found()).toContainEqual(`${line} pays more than it is.`);
  });
});
