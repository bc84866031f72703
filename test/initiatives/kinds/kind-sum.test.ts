import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { shownCount } from '../../../src/disclosure/count.ts';
import { type SumPart, sumGrid } from '../../../src/initiatives/kinds/kind-sum.ts';

const ROWS = ['A', 'B', 'C'];
const COLUMNS = ['2013-14', '2014-15'];

interface Leaf {
  row: string;
  column: string;
  count: number;
}
const grid = (leaves: readonly Leaf[]) =>
  sumGrid(
    leaves.map(({ count, ...where }): SumPart => ({ ...where, count: shownCount(count, true) })),
    ROWS,
    COLUMNS,
  );
const anyLeaf = fc.record({
  row: fc.constantFrom(...ROWS),
  column: fc.constantFrom(...COLUMNS),
  count: fc.oneof(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 5000 })),
});

describe('counts of people added up by two things', () => {
  test('add up, and say nothing where nothing was recorded', () => {
    const found = grid([
      { row: 'A', column: '2013-14', count: 40 },
      { row: 'A', column: '2014-15', count: 10 },
      { row: 'B', column: '2014-15', count: 0 },
    ]);
    expect(found.cells[0]?.map((cell) => cell?.value)).toEqual([40, 10]);
    expect(found.cells[1]).toEqual([null, { value: 0, marker: '' }]);
    expect(found.rowTotals.map((cell) => cell?.value)).toEqual([50, 0, undefined]);
    expect(found.total).toEqual({ value: 50, marker: '' });
  });

  test('hide every total that a hidden count is in, even beside others in its own cell', () => {
    const found = grid([
      { row: 'A', column: '2014-15', count: 40 },
      { row: 'A', column: '2014-15', count: 3 },
      { row: 'B', column: '2013-14', count: 60 },
    ]);
    expect(found.cells[0]?.[1]).toEqual({ value: null, marker: 'c' });
    expect(found.rowTotals[0]?.marker).toBe('c');
    expect(found.columnTotals.map((cell) => cell?.marker)).toEqual(['', 'c']);
    expect(found.total?.marker).toBe('c');
  });

  test('are the same table whatever the hidden counts are: so none can be worked out from it', () => {
    fc.assert(
      fc.property(
        fc.array(anyLeaf, { maxLength: 12 }),
        fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 12, maxLength: 12 }),
        (leaves, others) => {
          const changed = leaves.map((leaf, index) =>
            leaf.count >= 1 && leaf.count <= 5 ? { ...leaf, count: others[index] as number } : leaf,
          );
          expect(grid(changed)).toEqual(grid(leaves));
        },
      ),
      { seed: 20150717, numRuns: 500 },
    );
  });
});
