/**
 * The cells of a block copied from a spreadsheet: rows on lines, cells between tabs. No-break spaces are spaces, and the
 * line end that a spreadsheet puts after the last row is no row.
 */
export function blockCells(text: string): string[][] {
  const lines = text.replace(/\r\n?/g, '\n').replace(/\n+$/, '').split('\n');
  return lines.map((line) => line.split('\t').map((cell) => cell.replace(/[\u00a0\u202f]/g, ' ').trim()));
}
