import { sha256 as digest } from '../../platform/digest.ts';
import type { FileContent } from '../file-content.ts';
import { tellCompound, tellZip } from '../office-file.ts';
import { type Broken, CsvRows, type Delimiter, isBlank, type RawRow } from './csv-rows.ts';
import type { FileLimits } from './limits.ts';
import { sheetRows } from './sheet-rows.ts';
import type { OpenSource } from './source.ts';
import { type AskedEncoding, decoderOf, type Encoding, tellText } from './text.ts';
import { openWorkbook, type Sheet, type Workbook } from './workbook.ts';
import { WorkbookError } from './workbook-part.ts';

/** How well a row would do as the header row: how many columns it names, and whether that is all that are needed. */
export type Fits = (cells: readonly string[]) => { found: number; isWhole: boolean };

/** What a file was told to be by its content, whatever it is called. */
export interface TableKind {
  sha256: string;
  kind: 'csv' | 'xlsx' | null;
  encoding: Encoding | null;
  delimiter: Delimiter | null;
  sheet: string | null;
}

/** Some rows of a table, and how many bytes of the file were taken for them so far. */
export interface RowBlock {
  rows: RawRow[];
  bytes: number;
}

/** An open table: its rows from the header row on; what reading them returns says why it broke off, if it did. */
export type Table = { told: TableKind } & ({ refused: string } | { blocks(): Generator<RowBlock, Broken | null> });

const DELIMITERS: readonly Delimiter[] = [',', ';', '\t'];
const TODO: Record<string, string> = {
  'old-office': 'Open it and save it as an Excel workbook (.xlsx).',
  encrypted: 'Save it without the password.',
  macros: 'Save it without macros, as .xlsx.',
};
const XLSX_AGAIN = 'Save it again as an Excel workbook (.xlsx), or as "CSV UTF-8".';

/**
 * Opens a CSV file or a workbook as rows. What separates its cells, and which sheet is meant, is told by the header row
 * alone: where two would fit, the file is refused and nothing is guessed.
 */
export function openTable(file: OpenSource, encoding: AskedEncoding, fits: Fits, limits: FileLimits): Table {
  const told: TableKind = { sha256: '', kind: null, encoding: null, delimiter: null, sheet: null };
  if (file.size > limits.bytes) {
    const most = `${limits.bytes / 1_000_000} MB`;
    const found = `${file.size.toLocaleString('en-GB')} bytes`;
    return { told, refused: `Expected a file of ${most} or less; found ${found}. Extract fewer months.` };
  }
  const begins = (...start: number[]) => start.every((byte, index) => file.head[index] === byte);
  if (begins(0x50, 0x4b, 3, 4)) return openZip(file, told, fits, limits);
  if (begins(0xd0, 0xcf, 0x11, 0xe0)) {
    const bytes = file.whole();
    const content = tellCompound(bytes);
    return { told: { ...told, sha256: digest(bytes) }, refused: refusalOf(content) };
  }
  const text = tellText(file, encoding);
  told.sha256 = text.sha256;
  if ('refused' in text) return { told, refused: text.refused };
  return openText(file, { ...told, kind: 'csv', encoding: text.encoding }, fits, limits);
}

function openText(
  file: OpenSource,
  told: TableKind & { encoding: Encoding | null },
  fits: Fits,
  limits: FileLimits,
): Table {
  const encoding = told.encoding as Encoding;
  const tried = DELIMITERS.map((delimiter) => {
    const cells = firstRow(file, encoding, delimiter, limits);
    return { delimiter, cells: cells.length, ...fits(cells) };
  });
  const whole = tried.filter(({ isWhole }) => isWhole);
  if (whole.length > 1) {
    return { told, refused: 'Expected one kind of separator in the header row; found two that fit. Use commas alone.' };
  }
  const [best] = whole.length === 1 ? whole : tried.toSorted((a, b) => b.found - a.found || b.cells - a.cells);
  const delimiter = best?.delimiter ?? ',';
  return {
    told: { ...told, delimiter },
    *blocks() {
      const decode = decoderOf(encoding);
      const rows = new CsvRows(delimiter, limits.rowLength);
      let bytes = 0;
      for (const piece of file.pieces()) {
        bytes += piece.length;
        yield { rows: rows.push(decode(piece), false), bytes };
        if (rows.broken !== null) return rows.broken;
      }
      yield { rows: rows.push(decode(null), true), bytes };
      return rows.broken;
    },
  };
}

/** The first row that holds anything, or as much of it as there is. */
function firstRow(file: OpenSource, encoding: Encoding, delimiter: Delimiter, limits: FileLimits): string[] {
  const decode = decoderOf(encoding);
  const reader = new CsvRows(delimiter, limits.rowLength);
  const found = (rows: RawRow[]) => rows.find(({ cells }) => !cells.every(isBlank))?.cells;
  for (const piece of file.pieces()) {
    const first = found(reader.push(decode(piece), false));
    if (first !== undefined) return first;
    if (reader.broken !== null) return [];
  }
  return found(reader.push(decode(null), true)) ?? [];
}

function openZip(file: OpenSource, before: TableKind, fits: Fits, limits: FileLimits): Table {
  const bytes = file.whole();
  const told = { ...before, sha256: digest(bytes) };
  const content = tellZip(bytes);
  if (!('kind' in content) || content.kind !== 'xlsx') return { told, refused: refusalOf(content) };
  try {
    const workbook = openWorkbook(bytes, limits);
    const chosen = chooseSheet(workbook, fits, limits);
    if ('refused' in chosen) return { told, refused: chosen.refused };
    return {
      told: { ...told, kind: 'xlsx', sheet: chosen.name },
      blocks: () => sheetBlocks(workbook, chosen, bytes.length, limits),
    };
  } catch (error) {
    return { told, refused: unreadable(error) };
  }
}

/** The one visible sheet whose header row fits; the first where none does, so that its faults can be told. */
function chooseSheet(workbook: Workbook, fits: Fits, limits: FileLimits): Sheet | { refused: string } {
  const { sheets } = workbook;
  const [first] = sheets;
  if (first === undefined) return { refused: refusal('no visible sheet with cells', XLSX_AGAIN) };
  const fitting = sheets.filter((sheet) => fits(firstSheetRow(workbook, sheet, limits)).isWhole);
  if (fitting.length < 2) return fitting[0] ?? first;
  const names = fitting.slice(0, 5).map(({ name }) => name.slice(0, 31));
  return {
    refused:
      `Expected one sheet with these columns; found ${fitting.length}: ${names.join(', ')}. ` +
      'Save each as a file of its own, or put them together on one sheet.',
  };
}

function firstSheetRow(workbook: Workbook, sheet: Sheet, limits: FileLimits): string[] {
  for (const rows of sheetRows(workbook, sheet, limits)) {
    const first = rows.find(({ cells }) => !cells.every(isBlank));
    if (first !== undefined) return first.cells;
  }
  return [];
}

function* sheetBlocks(
  workbook: Workbook,
  sheet: Sheet,
  bytes: number,
  limits: FileLimits,
): Generator<RowBlock, Broken | null> {
  let last = 0;
  try {
    for (const rows of sheetRows(workbook, sheet, limits)) {
      last = rows.at(-1)?.number ?? last;
      yield { rows, bytes };
    }
    return null;
  } catch (error) {
    return { row: last + 1, reason: unreadable(error) };
  }
}

function unreadable(error: unknown): string {
  if (!(error instanceof WorkbookError)) throw error;
  if (error.message.startsWith('Expected')) return error.message;
  return `Expected an Excel workbook that can be read; found that ${error.message}. ${XLSX_AGAIN}`;
}

function refusalOf(content: FileContent): string {
  if (!('rule' in content)) return refusal('a Word document', 'Copy its table into a spreadsheet and save that.');
  return refusal(content.holds, TODO[content.rule] ?? XLSX_AGAIN);
}

function refusal(found: string, todo: string): string {
  return `Expected a CSV file or an Excel workbook; found ${found}. ${todo}`;
}
