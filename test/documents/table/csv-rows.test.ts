import { describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { CsvRows, type Delimiter } from '../../../src/documents/table/csv-rows.ts';

const LONGEST = 1_000_000;

/** The rows of a text that comes in pieces, or 'broken'. */
function split(pieces: readonly string[], delimiter: Delimiter = ','): string[][] | 'broken' {
  const reader = new CsvRows(delimiter, LONGEST);
  const rows = pieces.flatMap((piece) => reader.push(piece, false));
  const all = [...rows, ...reader.push('', true)];
  expect(all.map(({ number }) => number)).toEqual(all.map((_, index) => index + 1));
  return reader.broken === null ? all.map(({ cells }) => cells) : 'broken';
}

/** What a parser that none of us wrote makes of it. */
function theirs(text: string, delimiter: Delimiter = ','): string[][] | 'broken' {
  try {
    return parse(text, { delimiter, record_delimiter: ['\r\n', '\n', '\r'], relax_column_count: true });
  } catch {
    return 'broken';
  }
}

const text = fc
  .array(fc.constantFrom('"', '""', ',', ';', '\r', '\n', '\r\n', 'a', ' ', 'é', '1.5', '"x"', ',"y",'))
  .map((all) => all.join(''));

describe('The rows of a CSV file', () => {
  test('are those that csv-parse finds, and a text that it refuses is refused', () => {
    fc.assert(
      fc.property(text, fc.constantFrom<Delimiter>(',', ';'), (whole, delimiter) => {
        expect(split([whole], delimiter)).toEqual(theirs(whole, delimiter));
      }),
      { numRuns: 2_000 },
    );
  });

  test('are the same wherever the pieces of the text end', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 5 }), (whole, size) => {
        const pieces = Array.from({ length: Math.ceil(whole.length / size) }, (_, at) =>
          whole.slice(at * size, (at + 1) * size),
        );
        expect(split(pieces)).toEqual(split([whole]));
      }),
      { numRuns: 2_000 },
    );
  });

  test('are what was written, whatever is in the cells', () => {
    const cells = fc.array(fc.array(fc.string(), { minLength: 2, maxLength: 4 }), { minLength: 1 });
    fc.assert(
      fc.property(cells, (rows) => {
        const quoted = rows.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')).join('\r\n');
        expect(split([quoted])).toEqual(rows);
      }),
    );
  });
});
