import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { latestMoment } from '../../src/audit/moment.ts';
import { openFigure } from '../../src/figures/registry.ts';
import { verifyEverything } from '../../src/home/verify.ts';
import { readEntries } from '../../src/ledger/entry.store.ts';
import { openBooks } from '../../src/ledger/figure.ts';
import { approveSpend } from '../../src/spend/decide.ts';
import { checkRecode } from '../../src/spend/recode.ts';
import { findSpend } from '../../src/spend/spend.store.ts';
import { DATABASES, openWorld, type World } from '../world.ts';
import { ruleOf } from './claim-desk.ts';
import { BRADFORD, CorrectionDesk, LEEDS, TOUR } from './correction-desk.ts';
import { Desk, P } from './desk.ts';
import { fillOffice } from './office.ts';

describe.each(DATABASES)('Spend that was coded wrongly, on %s', (kind) => {
  let world: World;
  let desk: Desk;
  let corrections: CorrectionDesk;
  beforeAll(async () => {
    world = await openWorld(kind, fillOffice);
    desk = new Desk(world);
    corrections = new CorrectionDesk(desk);
    await desk.money({ year: 2015, initiative: 'I-02', pence: 90_000_00 });
    await desk.money({ year: 2015, initiative: 'I-02', pence: 1_000_00, source: 'HO' });
  }, 60_000);
  afterAll(async () => {
    expect((await verifyEverything(world.db, 1)).findings).toEqual([]);
    await world.close();
  });

  test('is taken back and posted anew in one act, approved once by somebody else', async () => {
    const ref = await desk.approve(await desk.spend({ netPence: 3_000_00 }));
    const before = await corrections.stands('source');
    const leeds = (await desk.figure('spend.to-date', { place: LEEDS })) ?? 0;
    const back = await corrections.recode(ref, [{ pence: 3_000_00, place: LEEDS }]);
    const [, anew = ''] = await corrections.newest(2);
    expect(await desk.entries(back)).toEqual([]);
    await desk.approve(anew);
    expect(await corrections.stands('source')).toEqual(before);
    expect(await desk.figure('spend.to-date', { place: LEEDS })).toBe(leeds + 3_000_00);
    expect(await desk.entries(back)).toHaveLength(1);
    expect(await ruleOf(desk.approve(back))).toBe('decided');
    expect(await ruleOf(corrections.recode(ref, [{ pence: 3_000_00, place: BRADFORD }]))).toBe('not-correctable');
  });

  test('is never approved by whoever entered it, and returned as a whole', async () => {
    const ref = await desk.approve(await desk.spend({ netPence: 400_00 }));
    const back = await corrections.recode(ref, [{ pence: 400_00, place: LEEDS }]);
    const [, anew = ''] = await corrections.newest(2);
    const author = await world.person('finance@demo.example');
    for (const one of [back, anew]) {
      const own = desk.act('finance', 'spend.approve', async (act) => {
        await approveSpend(act, author, one, null);
        return null;
      });
      expect(await ruleOf(own)).toBe('own-entry');
    }
    await desk.sendBack(anew);
    for (const one of [back, anew]) expect((await findSpend(world.db, 1, one)).status).toBe('returned');
    expect((await findSpend(world.db, 1, ref)).status).toBe('approved');
  });

  test('is approved within the limit on all of it, not on each part', async () => {
    await desk.money({ year: 2015, initiative: 'I-02', pence: 200_000_00 });
    const ref = await desk.approve(await desk.spend({ netPence: 200_000_00 }));
    const parts = [BRADFORD, LEEDS].map((place) => ({ place, pence: 100_000_00 }));
    const back = await corrections.recode(ref, parts);
    const officer = await world.person('finance2@demo.example');
    const within = desk.act('finance2', 'spend.approve', async (act) => {
      await approveSpend(act, officer, back, null);
      return null;
    });
    expect(await ruleOf(within)).toBe('limit');
    await desk.approve(back);
  });

  test('in a closed period restates it: its total stays, the coding moves', async () => {
    const ref = await desk.approve(await desk.spend({ netPence: 900_00, period: P(4) }));
    await desk.closeThrough(P(4));
    const [periods, places] = [await corrections.stands('period'), await corrections.stands('place')];
    await desk.approve(await corrections.recode(ref, [{ pence: 900_00, place: BRADFORD }]));
    expect(await corrections.stands('period')).toEqual(periods);
    const after = await corrections.stands('place');
    expect((after[BRADFORD as string] ?? 0) - (places[BRADFORD as string] ?? 0)).toBe(900_00);
    const [anew = ''] = await corrections.newest(1);
    expect((await findSpend(world.db, 1, anew)).concerns).toEqual(P(4));
    expect(await desk.entries(anew)).toEqual([expect.stringContaining('in 2015 P5')]);
    expect(await desk.figure('spend.restated', { period: P(4), place: BRADFORD })).toBeGreaterThanOrEqual(900_00);

    // And what was corrected so can be corrected again, refunded, or reversed, still in the period that it counts in.
    await desk.approve(await corrections.recode(anew, [{ pence: 900_00, place: LEEDS }]));
    expect(await corrections.stands('period')).toEqual(periods);
    const [again = ''] = await corrections.newest(1);
    await desk.approve(await desk.correct(again, { period: P(5) }));
    const { '2015 4': left = 0 } = await corrections.stands('period');
    expect(left).toBe((periods['2015 4'] ?? 0) - 900_00);
  });

  test('is entered while its period is open and approved after it closed: it restates that period', async () => {
    const ref = await desk.approve(await desk.spend({ netPence: 70_00, period: P(5) }));
    const back = await corrections.recode(ref, [{ pence: 70_00, place: BRADFORD }]);
    await desk.close(P(5));
    const periods = await corrections.stands('period');
    await desk.approve(back);
    expect(await corrections.stands('period')).toEqual(periods);
    const [anew = ''] = await corrections.newest(1);
    expect((await findSpend(world.db, 1, anew)).concerns).toEqual(P(5));
  });

  test('was partly refunded: only what is left is coded anew, and its VAT with it', async () => {
    const ref = await desk.approve(await desk.spend({ netPence: 1_000_00, vatPence: 200_00, period: P(6) }));
    await desk.approve(await desk.correct(ref, { kind: 'refund', pence: 300_01, period: P(6) }));
    expect(await ruleOf(corrections.recode(ref, [{ pence: 1_200_00, place: LEEDS }]))).toBe('other-total');
    const parts = [
      { pence: 300_00, place: LEEDS },
      { pence: 599_99, place: BRADFORD },
    ];
    await desk.approve(await corrections.recode(ref, parts));
    const [, leeds = '', bradford = ''] = await corrections.newest(3);
    const shares = [await findSpend(world.db, 1, leeds), await findSpend(world.db, 1, bradford)];
    expect(shares.map(({ netPence, vatPence, pence }) => [netPence, vatPence, pence])).toEqual([
      [233_33, 66_67, 300_00],
      [466_66, 133_33, 599_99],
    ]);
    const places = await corrections.stands('place');
    expect(await ruleOf(desk.correct(leeds, { kind: 'refund', pence: 300_01, period: P(6) }))).toBe(
      'corrected-in-full',
    );
    await desk.approve(await desk.correct(leeds, { kind: 'refund', pence: 300_00, period: P(6) }));
    expect((await corrections.stands('place'))[LEEDS as string]).toBe((places[LEEDS as string] ?? 0) - 300_00);
  });

  test('a refund of it cannot be taken back once the rest was coded anew, nor can two corrections wait at once', async () => {
    const ref = await desk.approve(await desk.spend({ netPence: 500_00, period: P(6) }));
    const refund = await desk.correct(ref, { kind: 'refund', pence: 100_00, period: P(6) });
    expect(await ruleOf(corrections.recode(ref, [{ pence: 400_00, place: LEEDS }]))).toBe('correction-awaits');
    await desk.approve(refund);
    const back = await corrections.recode(ref, [{ pence: 400_00, place: LEEDS }]);
    expect(await ruleOf(desk.correct(ref, { kind: 'refund', pence: 1, period: P(6) }))).toBe('corrected-in-full');
    await desk.approve(back);
    expect(await ruleOf(desk.correct(refund, { period: P(6) }))).toBe('recoded-since');
  });

  test('moves to another initiative and draws there, with what each is left with known before', async () => {
    const ref = await desk.approve(await desk.spend({ netPence: 250_00, period: P(6) }));
    const anew = { ...TOUR, initiative: 'I-01', category: '1', pence: 250_00 };
    const wanted = { corrects: ref, parts: [anew], reason: 'Wrong', overspendReason: null, happenedOn: '2015-07-31' };
    const { effect } = await checkRecode(world.db, 1, wanted);
    await desk.approve(await corrections.recode(ref, [anew]));
    for (const { asked, after } of effect.lines) expect(await desk.figure(asked.figure, asked.scope)).toBe(after);
    expect(effect.lines).toHaveLength(2);
  });

  test('is refused under an agreement of another initiative, unchanged, before approval and in parts that do not add up', async () => {
    const ref = await desk.approve(await desk.spend({ netPence: 90_00, period: P(6) }));
    const one = { pence: 90_00, place: LEEDS };
    expect(await ruleOf(corrections.recode(ref, [{ ...one, agreement: 'AG-2015-001' }]))).toBe('other-initiative');
    expect(await ruleOf(corrections.recode(ref, [{ pence: 90_00 }]))).toBe('same-coding');
    expect(await ruleOf(corrections.recode(ref, [one, { pence: 1, place: BRADFORD }]))).toBe('other-total');
    expect(await ruleOf(corrections.recode(ref, [{ ...one, nature: 'capital' }]))).toBe('no-budget');
    const waits = await desk.spend({ netPence: 90_00, period: P(6) });
    expect(await ruleOf(corrections.recode(waits, [one]))).toBe('not-correctable');
    const accrual = await desk.approve(await desk.accrue({ pence: 2_000_00, period: P(6) }));
    expect(await ruleOf(corrections.recode(accrual, [one]))).toBe('not-correctable');
  });

  test('passes a budget elsewhere only with a reason', async () => {
    const ref = await desk.approve(await desk.spend({ netPence: 60_000_00, period: P(6) }), 'It happened');
    const anew = { ...TOUR, initiative: 'I-01', pence: 60_000_00 };
    expect(await ruleOf(corrections.recode(ref, [anew]))).toBe('overspend-reason');
    await desk.approve(await corrections.recode(ref, [anew], { overspendReason: 'It was theirs' }));
    const [entry] = (await readEntries(world.db, 1)).filter(({ excess }) => excess === 'overspend').toReversed();
    expect(entry?.from.initiative).toBe('I-01');
  });

  test('an adjustment of a closed period is coded anew like spend', async () => {
    const ref = await desk.approve(await desk.adjust({ pence: 45_00, period: P(6) }));
    const periods = await corrections.stands('period');
    await desk.approve(await corrections.recode(ref, [{ pence: 45_00, place: LEEDS }]));
    expect(await corrections.stands('period')).toEqual(periods);
    const [anew = ''] = await corrections.newest(1);
    expect(await findSpend(world.db, 1, anew)).toMatchObject({ kind: 'adjustment', concerns: P(2), place: LEEDS });
  });

  test('leads in every trace to what it corrects', async () => {
    const ref = await desk.approve(await desk.spend({ netPence: 33_00, period: P(6) }));
    const back = await corrections.recode(ref, [{ pence: 33_00, place: LEEDS }]);
    await desk.approve(back);
    const [anew = ''] = await corrections.newest(1);
    const books = openBooks(world.db, 1, await latestMoment(world.db, 1));
    const { rows } = await openFigure(books, 'spend.to-date', { initiative: 'I-02' });
    const labels = rows.map(({ label }) => label);
    expect(labels).toContainEqual(expect.stringContaining(`Reversal ${back} of ${ref}:`));
    expect(labels).toContainEqual(expect.stringContaining(`Spend ${anew}, recoded from ${ref}:`));
  });
});
