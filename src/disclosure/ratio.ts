import type { Row } from './quantity.ts';
import type { Ratio } from './release.ts';

/** The ratio as it is published, rounded half up: whole per cent, or pence per one. Null where there is none. */
export function ratioValue(kind: Ratio['kind'], of: number, per: number): number | null {
  if (per === 0) return null;
  const times = kind === 'percent' ? 100n : 1n;
  return Number((2n * times * BigInt(of) + BigInt(per)) / (2n * BigInt(per)));
}

/**
 * What a reader knows of the two numbers behind a ratio that was rounded to a whole: that it lies within half a unit.
 * Above it is less than half, which in whole numbers is one less.
 */
export function ratioRows(kind: Ratio['kind'], value: number | null, of: number, per: number): Row[] {
  if (value === null) return [{ terms: [[per, 1]], least: 0, most: 0 }];
  const times = kind === 'percent' ? 200 : 2;
  return [
    {
      terms: [
        [of, times],
        [per, 1 - 2 * value],
      ],
      least: 0,
      most: Infinity,
    },
    {
      terms: [
        [of, times],
        [per, -1 - 2 * value],
      ],
      least: -Infinity,
      most: -1,
    },
    { terms: [[per, 1]], least: 1, most: Infinity },
  ];
}
