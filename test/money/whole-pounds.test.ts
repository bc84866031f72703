import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { roundToPounds } from '../../src/money/pence.ts';
import { type Flow, roundFlows } from '../../src/money/whole-pounds.ts';

const sum = (of: readonly number[]): number => of.reduce((a, b) => a + b, 0);

/** A table with the totals of its rows and columns, as flows: the grand total first, then the totals, then the parts. */
function asFlows(table: readonly (readonly number[])[]): { flows: Flow[]; rows: number; columns: number } {
  const columns = table[0]?.length ?? 0;
  const flows: Flow[] = [{ from: 'all rows', to: 'all columns', pence: sum(table.flat()) }];
  for (const [row, cells] of table.entries()) flows.push({ from: `row ${row}`, to: 'all rows', pence: sum(cells) });
  for (let column = 0; column < columns; column += 1) {
    const pence = sum(table.map((cells) => cells[column] as number));
    flows.push({ from: 'all columns', to: `column ${column}`, pence });
  }
  for (const [row, cells] of table.entries()) {
    for (const [column, pence] of cells.entries()) flows.push({ from: `column ${column}`, to: `row ${row}`, pence });
  }
  return { flows, rows: table.length, columns };
}

const amounts = fc.oneof(
  fc.integer({ min: -300, max: 300 }),
  fc.integer({ min: -10_000_000_000, max: 10_000_000_000 }),
);
const tables = fc
  .tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 6 }))
  .chain(([rows, columns]) =>
    fc.array(fc.array(amounts, { minLength: columns, maxLength: columns }), { minLength: rows, maxLength: rows }),
  );

describe('whole pounds that add up in every direction', () => {
  test('every row and column of a table adds up to its printed total, and no number is a pound away from its own', () => {
    fc.assert(
      fc.property(tables, (table) => {
        const { flows, rows, columns } = asFlows(table);
        const printed = roundFlows(flows);
        const [total, ...rest] = printed as [number, ...number[]];
        const rowTotals = rest.slice(0, rows);
        const columnTotals = rest.slice(rows, rows + columns);
        const cells = rest.slice(rows + columns);
        for (const [row, rowTotal] of rowTotals.entries()) {
          expect(sum(cells.slice(row * columns, (row + 1) * columns))).toBe(rowTotal);
        }
        for (const [column, columnTotal] of columnTotals.entries()) {
          expect(sum(cells.filter((_, index) => index % columns === column))).toBe(columnTotal);
        }
        expect(sum(rowTotals)).toBe(total);
        expect(sum(columnTotals)).toBe(total);
        for (const [index, pence] of printed.entries()) {
          expect(pence % 100 === 0).toBe(true);
          expect(Math.abs(pence - (flows[index] as Flow).pence)).toBeLessThan(100);
        }
        // What is named first is to the nearest pound.
        expect(total).toBe(roundToPounds([sum(table.flat())])[0]);
      }),
      { numRuns: 2000 },
    );
  });

  test('what is whole already stays as it is', () => {
    const { flows } = asFlows([
      [100, 250, -350],
      [0, 1_000, 300],
    ]);
    const printed = roundFlows(flows);
    for (const [index, { pence }] of flows.entries()) if (pence % 100 === 0) expect(printed[index]).toBe(pence);
  });

  test('amounts that do not add up are refused, since nothing could keep them together', () => {
    expect(() => roundFlows([{ from: 'parts', to: 'total', pence: 101 }])).toThrow(RangeError);
  });
});
