import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { latestMoment, type Moment } from '../../src/audit/moment.ts';
import { readValues } from '../../src/figures/registry.ts';
import { openBooks } from '../../src/ledger/figure.ts';
import { DATABASES, openWorld, type World } from '../world.ts';
import { ClaimDesk, ruleOf } from './claim-desk.ts';
import { Desk } from './desk.ts';
import { fillOffice } from './office.ts';

const SEED = Number(process.env.CSE_SEED ?? 20150731);
const RUNS = { sqlite: Number(process.env.CSE_RUNS ?? 12), postgres: Number(process.env.CSE_RUNS ?? 4) };

/** What happens under one agreement. Which of what is there is meant is chosen by `nth`; amounts aim at the limit. */
const step = fc.record({
  kind: fc.constantFrom(
    'claim',
    'statement',
    'pay',
    'pay',
    'pay',
    'spend',
    'settle',
    'approve',
    'approve',
    'return',
    'reverse',
    'reverse',
    'refund',
    'take back',
  ),
  nth: fc.nat(9),
  share: fc.constantFrom('all', 'a penny more', 'half', 'a penny'),
});
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** Something to pay from the start, so that the steps meet it again and again. */
const BEGINNING: Step[] = [
  { kind: 'claim', nth: 0, share: 'all' },
  { kind: 'claim', nth: 0, share: 'half' },
  { kind: 'spend', nth: 0, share: 'all' },
];

interface ModelClaim {
  ref: string;
  pence: number;
  isPaid: boolean;
  gone: boolean;
}
interface ModelSpend {
  ref: string;
  pence: number;
  state: 'awaiting' | 'approved' | 'gone';
  refunded: number;
  /** How much it pays: a refund frees what is left of the line no more. */
  pays: { claim: string; pence: number } | null;
}

/** What plain arithmetic says of one agreement: the second model that the program is held against. */
class Model {
  claims: ModelClaim[] = [];
  spends: ModelSpend[] = [];

  paysLive(claim: string): number {
    return this.add(
      this.spends.filter((s) => s.pays?.claim === claim && s.state !== 'gone').map((s) => s.pays?.pence ?? 0),
    );
  }

  figures() {
    const paid = this.add(this.spends.filter((s) => s.state === 'approved').map((s) => s.pence - s.refunded));
    const used = this.add(this.claims.filter(({ gone }) => !gone).map(({ pence }) => pence));
    const open = this.claims
      .filter(({ isPaid, gone }) => isPaid && !gone)
      .map(
        (claim) =>
          claim.pence -
          this.add(
            this.spends
              .filter((s) => s.pays?.claim === claim.ref && s.state === 'approved')
              .map((s) => s.pays?.pence ?? 0),
          ),
      );
    return { paid, used, inHand: paid - used, open: this.add(open), each: open };
  }

  private add(amounts: number[]): number {
    let pence = 0;
    for (const amount of amounts) pence += amount;
    return pence;
  }
}

describe.each(DATABASES)('Whatever is claimed, paid, refunded and taken back, on %s', (kind) => {
  let world: World;
  let desk: Desk;
  let claims: ClaimDesk;
  beforeAll(async () => {
    world = await openWorld(kind, fillOffice);
    desk = new Desk(world);
    claims = new ClaimDesk(desk);
    await desk.money({ year: 2015, initiative: 'I-02', pence: 900_000_000 });
  }, 60_000);
  afterAll(() => world.close());

  async function figuresAt(agreement: string, moment: Moment) {
    const books = openBooks(world.db, 1, moment);
    const read = async (id: string) => (await readValues(books, id, [{ agreement }]))[0]?.value ?? 0;
    return {
      paid: await read('agreement.paid'),
      used: await read('agreement.used'),
      inHand: await read('agreement.in-hand'),
      open: await read('payable.open'),
    };
  }

  test(
    'paid is used and in hand, what is to be paid is what was approved less what was settled, and the past stays',
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 16, size: 'max' }), async (steps) => {
          const agreement = await desk.agree({ 2015: 20_000_00 });
          const model = new Model();
          const remembered: [Moment, object][] = [];
          for (const [index, taken] of [...BEGINNING, ...steps].entries()) {
            await take(model, agreement, taken, index);
            const { each, ...expected } = model.figures();
            const moment = await latestMoment(world.db, 1);
            const found = await figuresAt(agreement, moment);
            // Before anything was claimed nobody knows what was used.
            if (model.claims.length > 0) {
              expect(found).toEqual(expected);
              expect(found.paid).toBe(found.used + found.inHand);
              remembered.push([moment, found]);
            }
            expect(each.every((open) => open >= 0)).toBe(true);
            expect(await desk.figure('payable.open', { agreement })).toBeGreaterThanOrEqual(0);
          }
          for (const [moment, found] of remembered) expect(await figuresAt(agreement, moment)).toEqual(found);
        }),
        { seed: SEED, numRuns: RUNS[kind], verbose: 1 },
      );
    },
    60_000 + RUNS[kind] * 8_000,
  );

  async function take(model: Model, agreement: string, { kind: what, nth, share }: Step, index: number): Promise<void> {
    const of = <T>(list: readonly T[]): T | undefined => list[nth % Math.max(1, list.length)];
    const part = (whole: number) =>
      ({ all: whole, 'a penny more': whole + 1, half: Math.ceil(whole / 2), 'a penny': 1 })[share];
    const coded = { initiative: 'I-02', agreement };
    if (what === 'claim' || what === 'statement') {
      const day = `2015-07-${String(index + 1).padStart(2, '0')}`;
      const pence = part(1_000_00);
      const lines = [{ place: 'E08000035', category: '4', pence, description: 'Tour' }];
      const ref = await claims.approved({ agreement, kind: what, lines, startsOn: day, endsOn: day, receivedOn: day });
      model.claims.push({ ref, pence, isPaid: what === 'claim', gone: false });
    } else if (what === 'spend') {
      const pence = part(500_00);
      model.spends.push({
        ref: await desk.spend({ ...coded, netPence: pence }),
        pence,
        state: 'awaiting',
        refunded: 0,
        pays: null,
      });
    } else if (what === 'pay') {
      const claim = of(model.claims.filter(({ isPaid }) => isPaid));
      if (claim === undefined) return;
      const payable = (await claims.payableOf(claim.ref))?.ref as string;
      const free = claim.gone ? 0 : claim.pence - model.paysLive(claim.ref);
      const pence = Math.max(1, part(free));
      const ref = await desk
        .spend({ ...coded, netPence: pence, settles: payable })
        .catch((error) => error.rule as string);
      const expected = claim.gone ? 'taken-back' : free === 0 ? 'settled' : pence > free ? 'above-payable' : null;
      if (expected !== null) return void expect(ref).toBe(expected);
      model.spends.push({ ref, pence, state: 'awaiting', refunded: 0, pays: { claim: claim.ref, pence } });
    } else if (what === 'settle') {
      const claim = of(model.claims.filter(({ isPaid, gone }) => isPaid && !gone));
      const spend = of(model.spends.filter(({ pays, state }) => pays === null && state !== 'gone'));
      if (claim === undefined || spend === undefined) return;
      const payable = (await claims.payableOf(claim.ref))?.ref as string;
      const [free, left] = [claim.pence - model.paysLive(claim.ref), spend.pence - spend.refunded];
      const pence = Math.max(1, part(Math.min(free, left)));
      const expected = pence > left ? 'above-spend' : free === 0 ? 'settled' : pence > free ? 'above-payable' : null;
      expect(await ruleOf(claims.settle(payable, spend.ref, pence))).toBe(expected);
      if (expected === null) spend.pays = { claim: claim.ref, pence };
    } else if (what === 'approve' || what === 'return') {
      const spend = of(model.spends.filter(({ state }) => state === 'awaiting'));
      if (spend === undefined) return;
      if (what === 'approve') await desk.approve(spend.ref, 'More was needed');
      else await desk.sendBack(spend.ref);
      spend.state = what === 'approve' ? 'approved' : 'gone';
    } else if (what === 'reverse') {
      const whole = model.spends.filter(({ state, refunded }) => state === 'approved' && refunded === 0);
      const paying = whole.filter(({ pays }) => pays !== null);
      const spend = of(paying.length > 0 ? paying : whole);
      if (spend === undefined) return;
      await desk.approve(await desk.correct(spend.ref));
      spend.state = 'gone';
    } else if (what === 'refund') {
      const spend = of(model.spends.filter(({ state, pence, refunded }) => state === 'approved' && pence > refunded));
      if (spend === undefined) return;
      const pence = Math.min(spend.pence - spend.refunded, part(spend.pence - spend.refunded));
      await desk.approve(await desk.correct(spend.ref, { kind: 'refund', pence }));
      spend.refunded += pence;
      if (spend.pays !== null) spend.pays.pence = Math.min(spend.pays.pence, spend.pence - spend.refunded);
    } else {
      const claim = of(model.claims);
      if (claim === undefined) return;
      const expected = claim.gone ? 'not-approved' : model.paysLive(claim.ref) > 0 ? 'paid' : null;
      expect(await ruleOf(claims.takeBack(claim.ref))).toBe(expected);
      if (expected === null) claim.gone = true;
    }
  }
});
