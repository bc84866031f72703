// A block of rows as a spreadsheet copies it, read as `src/spend/entry/grid-block.ts` does.

/** A heading as it is compared: its letters and digits. */
export function plainName(text) {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
}

/** A block as rows of cells: rows on lines, cells between tabs; a cell with a tab or a line break in it is quoted. */
export function quotedCells(text) {
  const rows = [[]];
  const cell = /(?:"((?:[^"]|"")*)"(?=[\t\r\n]|$)|([^\t\r\n]*))(\t|\r\n|\n|\r|$)/gy;
  for (let found = cell.exec(text); found !== null; found = cell.exec(text)) {
    const [, quoted, plain, end] = found;
    const content = quoted === undefined ? plain : quoted.replaceAll('""', '"');
    rows.at(-1).push(
      content
        .replace(/[\u00a0\u202f]/g, ' ')
        .replace(/\s*[\r\n]+\s*/g, ' ')
        .trim(),
    );
    if (end === '') break;
    if (end !== '\t') rows.push([]);
  }
  return rows.filter((cells) => cells.some((content) => content !== ''));
}

/** Under which column of the grid each cell stands; null where the row holds no headings. */
export function headingsOf(cells, columns) {
  const places = cells.map((cell) => columns.findIndex(({ names }) => names.includes(plainName(cell))));
  const known = places.filter((place) => place >= 0).length;
  return known >= 2 && known * 2 > cells.filter((cell) => cell !== '').length ? places : null;
}
