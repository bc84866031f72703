import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { intervalsFor, type Request } from '../../../src/disclosure/protect.ts';
import { factKey, type Reader } from '../../../src/disclosure/release.ts';
import { ruleA, ruleB } from '../../../src/disclosure/rule.ts';
import { ALL, COUNTY, Counts, wholeTable } from './counts.ts';

const SEED = Number(process.env.CSE_SEED ?? 20150731);
const RUNS = Math.ceil(Number(process.env.CSE_RUNS ?? 1_000) / 6);
const QUARTER = '2014-15-Q1';
const PLACES = ['Leeds', 'Bradford'];
const YEARS = ['year 7', 'year 8'];
const MOST = 12;

const PUBLIC: Reader = { name: 'public', readsPeg: false, readsAs: null, knows: { places: [], measures: [] } };
const LEEDS: Reader = { name: 'Leeds', readsPeg: false, readsAs: null, knows: { places: ['Leeds'], measures: [] } };

/** Every way in which four inner counts could be, each from none to twelve. */
const WAYS = Array.from({ length: (MOST + 1) ** 4 }, (_, way) =>
  [0, 1, 2, 3].map((place) => Math.floor(way / (MOST + 1) ** place) % (MOST + 1)),
);

/** Which inner counts a number of the table adds up. */
function partsOf(place: string, category: string): number[] {
  return [0, 1, 2, 3].filter(
    (inner) =>
      (place === COUNTY || PLACES[Math.floor(inner / 2)] === place) &&
      (category === ALL || YEARS[inner % 2] === category),
  );
}

describe('what a reader can work out', () => {
  test.each([
    ['the public', PUBLIC, 'A'],
    ['a district with its own numbers', LEEDS, 'A'],
    ['the public, where numbers are rounded', PUBLIC, 'B'],
    ['the public, where zeros are never hidden', PUBLIC, 'zeros shown'],
  ])('is what trying every possibility finds, for %s', async (_name, reader, by) => {
    const rule = by === 'B' ? ruleB() : ruleA({ zeros: by === 'A' ? 'hidden-when-needed' : 'never-hidden' });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 4, maxLength: 4 }),
        fc.array(fc.boolean(), { minLength: 9, maxLength: 9 }),
        async (values, hides) => {
          const shape = { districts: PLACES, quarters: [QUARTER], categories: YEARS, isToDate: false };
          const release = wholeTable(new Counts(shape, values), rule);
          const hidden = release.facts.filter(
            ({ value }, index) =>
              (hides[index] && !(by === 'zeros shown' && value === 0)) || (by === 'B' && value > 0 && value < 8),
          );
          const request: Request = { release, readers: [reader], earlier: [], decisions: {}, secret: '', kept: [] };
          const found = await intervalsFor(request, { hidden: hidden.map(factKey), withheld: [] }, reader);
          const fits = WAYS.filter((way) =>
            release.facts.every((fact) => {
              const now = total(way, partsOf(fact.place, fact.category));
              if (reader.knows.places.includes(fact.place)) return now === fact.value;
              if (hidden.includes(fact)) return by !== 'zeros shown' || now > 0;
              if (by !== 'B' || fact.value === 0) return now === fact.value;
              return now >= 8 && Math.abs(now - round5(fact.value)) <= 2;
            }),
          );
          for (const fact of hidden.filter(({ place }) => !reader.knows.places.includes(place))) {
            const all = fits.map((way) => total(way, partsOf(fact.place, fact.category)));
            const { least, most } = found[factKey(fact)] as { least: number; most: number | null };
            expect(least).toBe(Math.min(...all));
            // Where the possibilities that were tried have no room, nothing bounds it.
            if (most === null) expect(Math.max(...all)).toBeGreaterThanOrEqual(MOST);
            else if (most < MOST) expect(Math.max(...all)).toBe(most);
          }
        },
      ),
      { seed: SEED, numRuns: Math.ceil(RUNS / 4) },
    );
  });
});

function total(way: readonly number[], parts: readonly number[]): number {
  let all = 0;
  for (const part of parts) all += way[part] as number;
  return all;
}

function round5(value: number): number {
  return Math.round(value / 5) * 5;
}
