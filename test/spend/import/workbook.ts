import { strToU8, zipSync } from 'fflate';

/** A cell of a test's workbook: text, a number, or XML of its own within `<c>`. */
export type SheetCell = string | number | null | { xml: string; attributes?: string };

export interface SheetOf {
  name: string;
  rows: SheetCell[][];
  state?: string;
  /** The sheet's own XML instead. */
  xml?: string;
}

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const TYPES = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** The bytes of a workbook as Excel puts one together: style 1 shows a date, style 2 a date of the office's own. */
export function workbook(
  sheets: SheetOf[],
  more: { parts?: Record<string, string | Uint8Array>; from1904?: boolean } = {},
): Uint8Array {
  const shared: string[] = [];
  const sheetXml = sheets.map(({ rows, xml }) => xml ?? writeSheet(rows, shared));
  const parts: Record<string, string | Uint8Array> = {
    '[Content_Types].xml':
      `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
      `<Override PartName="/xl/workbook.xml" ContentType="${TYPES}.sheet.main+xml"/></Types>`,
    '_rels/.rels': relations([['rId1', 'officeDocument', 'xl/workbook.xml']]),
    'xl/workbook.xml':
      `<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><workbookPr${more.from1904 ? ' date1904="1"' : ''}/><sheets>` +
      sheets
        .map(
          ({ name, state }, index) =>
            `<sheet name="${name}" sheetId="${index + 1}"${state ? ` state="${state}"` : ''} r:id="rId${index + 1}"/>`,
        )
        .join('') +
      '</sheets></workbook>',
    'xl/_rels/workbook.xml.rels': relations([
      ...sheets.map((_, index): [string, string, string] => [
        `rId${index + 1}`,
        'worksheet',
        `worksheets/sheet${index + 1}.xml`,
      ]),
      ['rId98', 'styles', 'styles.xml'],
      ['rId99', 'sharedStrings', '/xl/sharedStrings.xml'],
    ]),
    'xl/styles.xml':
      `<styleSheet xmlns="${MAIN}"><numFmts><numFmt numFmtId="164" formatCode="[Red]&quot;on &quot;dd\\-mmm\\-yyyy;@"/>` +
      `<numFmt numFmtId="165" formatCode="&quot;£&quot;#,##0.00"/></numFmts>` +
      `<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/>` +
      `<xf numFmtId="164"/><xf numFmtId="165"/></cellXfs></styleSheet>`,
    'xl/sharedStrings.xml': `<sst xmlns="${MAIN}">${shared.join('')}</sst>`,
    ...more.parts,
  };
  sheetXml.forEach((xml, index) => {
    parts[`xl/worksheets/sheet${index + 1}.xml`] = xml;
  });
  return zipSync(
    Object.fromEntries(
      Object.entries(parts).map(([name, part]) => [name, typeof part === 'string' ? strToU8(part) : part]),
    ),
  );
}

/** A sheet of such cells. */
export function writeSheet(rows: SheetCell[][], shared: string[] = []): string {
  const body = rows.map((cells, at) => {
    const written = cells.map((cell, column) => writeCell(cell, `${letters(column)}${at + 1}`, shared));
    return `<row r="${at + 1}">${written.join('')}</row>`;
  });
  return sheetOf(body.join(''));
}

/** A sheet around rows of XML. */
export function sheetOf(rows: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="${MAIN}"><sheetData>${rows}</sheetData></worksheet>`;
}

function writeCell(cell: SheetCell, place: string, shared: string[]): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return `<c r="${place}"><v>${cell}</v></c>`;
  if (typeof cell === 'object') return `<c r="${place}" ${cell.attributes ?? ''}>${cell.xml}</c>`;
  shared.push(`<si><t xml:space="preserve">${escaped(cell)}</t></si>`);
  return `<c r="${place}" t="s"><v>${shared.length - 1}</v></c>`;
}

export function letters(column: number): string {
  return (column >= 26 ? letters(Math.floor(column / 26) - 1) : '') + String.fromCharCode(65 + (column % 26));
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

function relations(listed: [id: string, kind: string, target: string][]): string {
  const all = listed.map(
    ([id, kind, target]) => `<Relationship Id="${id}" Type="${RELATIONS}/${kind}" Target="${target}"/>`,
  );
  return `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${all.join('')}</Relationships>`;
}
