import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { verifyEverything } from '../../src/home/verify.ts';
import { PLACES } from '../../src/partners/place.ts';
import { splitByPlace } from '../../src/spend/split.ts';
import { DATABASES, openWorld, type World } from '../world.ts';
import { ruleOf } from './claim-desk.ts';
import { CorrectionDesk, TOUR } from './correction-desk.ts';
import { Desk, P } from './desk.ts';
import { fillOffice } from './office.ts';

const SEED = Number(process.env.CSE_SEED ?? 20150731);
const RUNS = { sqlite: Number(process.env.CSE_RUNS ?? 12), postgres: Number(process.env.CSE_RUNS ?? 4) };
const CODES = PLACES.map(({ code }) => code);

/** Places with weights, two or more. */
const weights = fc
  .array(fc.integer({ min: 0, max: 500 }), { minLength: CODES.length, maxLength: CODES.length })
  .map((shares) => shares.flatMap((share, index) => (share === 0 ? [] : [{ place: CODES[index] as string, share }])))
  .filter((places) => places.length >= 2);

describe('An amount divided over places', () => {
  test('is the amount to the penny, each within a penny of its share, left-over pence to the largest remainders', () => {
    fc.assert(
      fc.property(fc.integer({ min: 10_000, max: 9_999_999_99 }), weights, (pence, places) => {
        const parts = splitByPlace(pence, { by: 'parts', places });
        const all = places.reduce((sum, { share }) => sum + BigInt(share), 0n);
        expect(parts.reduce((sum, part) => sum + part.pence, 0)).toBe(pence);
        expect(parts.map(({ place }) => place)).toEqual(places.map(({ place }) => place));
        const exact = places.map(({ share }) => ({
          floor: Number((BigInt(pence) * BigInt(share)) / all),
          rest: (BigInt(pence) * BigInt(share)) % all,
        }));
        const more = parts.map((part, index) => part.pence - (exact[index]?.floor ?? 0));
        expect(more.every((extra) => extra === 0 || extra === 1)).toBe(true);
        // Nobody without the extra penny has a larger remainder, or the same one and an earlier place.
        for (const [index, extra] of more.entries()) {
          for (const [other, otherExtra] of more.entries()) {
            if (extra !== 1 || otherExtra !== 0) continue;
            const [own, theirs] = [exact[index]?.rest ?? 0n, exact[other]?.rest ?? 0n];
            expect(own > theirs || (own === theirs && index < other)).toBe(true);
          }
        }
      }),
      { seed: SEED, numRuns: 300 },
    );
  });

  test('of a hundred pounds in three equal shares gives the penny to the first', () => {
    const places = CODES.slice(1, 4).map((place) => ({ place, share: 1 }));
    expect(splitByPlace(100_00, { by: 'parts', places }).map(({ pence }) => pence)).toEqual([33_34, 33_33, 33_33]);
  });
});

const step = fc.record({
  kind: fc.constantFrom('spend', 'refund', 'recode', 'recode', 'split', 'split', 'move', 'close'),
  nth: fc.nat(9),
  pence: fc.constantFrom(1, 2, 3, 99, 100_01, 4_000_00),
  places: weights,
});

describe.each(DATABASES)('Whatever is refunded, coded anew and divided, on %s', (kind) => {
  let world: World;
  let desk: Desk;
  let corrections: CorrectionDesk;
  beforeAll(async () => {
    world = await openWorld(kind, fillOffice);
    desk = new Desk(world);
    corrections = new CorrectionDesk(desk);
    // Little of each source, so that spend and its corrections go over several.
    await desk.money({ year: 2015, initiative: 'I-02', pence: 900_00, source: 'HO' });
    await desk.money({ year: 2015, initiative: 'I-02', pence: 700_000_00, source: 'NHS' });
  }, 60_000);
  afterAll(() => world.close());

  test(
    'every pound stays with its source, year and period; places are to the penny; never more is taken back than there was',
    async () => {
      let month = 4;
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 12, size: 'max' }), async (steps) => {
          // What still stands, by its reference: how much is left, and how it is coded.
          const lines: { ref: string; left: number; place: string; initiative: string }[] = [];
          const spend = async (pence: number) => {
            const ref = await desk.approve(await desk.spend({ netPence: pence, period: P(month) }), 'It happened');
            lines.push({ ref, left: pence, place: TOUR.place, initiative: 'I-02' });
          };
          await spend(4_000_00);
          for (const { kind: what, nth, pence, places } of steps) {
            if (what === 'spend') await spend(pence);
            if (what === 'close' && month < 11) {
              await desk.close(P(month));
              month += 1;
            }
            const line = lines[nth % lines.length];
            if (line === undefined || what === 'spend' || what === 'close') continue;
            if (what === 'refund') {
              const taken = Math.min(pence, line.left + 1);
              const refund = desk.correct(line.ref, { kind: 'refund', pence: taken, period: P(month) });
              if (taken > line.left) expect(await ruleOf(refund)).toBe('corrected-in-full');
              else {
                await desk.approve(await refund);
                line.left -= taken;
              }
              continue;
            }
            const before = [await corrections.stands('source'), await corrections.stands('period')];
            const byPlace = await corrections.stands('place');
            const initiative = what === 'move' ? (line.initiative === 'I-02' ? 'I-01' : 'I-02') : line.initiative;
            let parts = [{ place: CODES[nth % CODES.length] as string, pence: line.left }];
            if (what === 'split' && line.left >= 500_00) parts = splitByPlace(line.left, { by: 'parts', places });
            const wanted = parts.map((part) => ({ ...part, initiative }));
            const tooMuch = wanted.map((part, index) => (index === 0 ? { ...part, pence: part.pence + 1 } : part));
            const full = line.left === 0 ? 'corrected-in-full' : 'other-total';
            expect(await ruleOf(corrections.recode(line.ref, tooMuch))).toBe(full);
            if (line.left === 0) continue;
            if (initiative === line.initiative && wanted.every(({ place }) => place === line.place)) continue;
            await desk.approve(await corrections.recode(line.ref, wanted, { overspendReason: 'It had happened' }));
            const [source, period] = [await corrections.stands('source'), await corrections.stands('period')];
            // Another initiative draws on its own sources: then the sum over them is what stays.
            expect(what === 'move' ? sum(source) : source).toEqual(what === 'move' ? sum(before[0]) : before[0]);
            expect(period).toEqual(before[1]);
            const expected = { ...byPlace, [line.place]: (byPlace[line.place] ?? 0) - line.left };
            for (const part of wanted) expected[part.place] = (expected[part.place] ?? 0) + part.pence;
            expect(await corrections.stands('place')).toEqual(withoutZero(expected));
            const refs = await corrections.newest(wanted.length);
            lines.splice(lines.indexOf(line), 1);
            for (const [index, part] of wanted.entries()) {
              lines.push({ ref: refs[index] as string, left: part.pence, place: part.place, initiative });
            }
          }
          expect((await verifyEverything(world.db, 1)).findings).toEqual([]);
        }),
        { seed: SEED, numRuns: RUNS[kind], verbose: 1 },
      );
    },
    60_000 + RUNS[kind] * 20_000,
  );
});

function sum(amounts: Record<string, number> | undefined): number {
  let pence = 0;
  for (const amount of Object.values(amounts ?? {})) pence += amount;
  return pence;
}

function withoutZero(amounts: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(amounts).filter(([, pence]) => pence !== 0));
}
