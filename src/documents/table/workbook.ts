import { posix } from 'node:path';
import { readZipDirectory, type ZipEntry } from '../zip-directory.ts';
import type { FileLimits } from './limits.ts';
import { hearPart, WorkbookError } from './workbook-part.ts';

/** One sheet of a workbook that a person sees when they open it. */
export interface Sheet {
  name: string;
  entry: ZipEntry;
}

/** A workbook with what its sheets refer to. Nothing in it is run: formulas are read by the result that was stored. */
export interface Workbook {
  bytes: Uint8Array;
  /** The visible sheets, in the order of their tabs. */
  sheets: Sheet[];
  /** Texts that cells refer to by number. */
  shared: readonly string[];
  /** Of each style of a cell, whether it shows its number as a date. */
  isDate: readonly boolean[];
  /** Whether days are counted from 1904 instead of 1900. */
  from1904: boolean;
}

const DATE_FORMATS = new Set([14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58]);

/** Reads all of a workbook but its sheets. Throws WorkbookError when it is not put together as a workbook is. */
export function openWorkbook(bytes: Uint8Array, limits: FileLimits): Workbook {
  const directory = readZipDirectory(bytes);
  if ('fault' in directory) throw new WorkbookError(`it ${directory.fault}`);
  const parts = new Map(directory.entries.map((entry) => [entry.name.toLowerCase(), entry]));
  const relationsOf = (part: string) => readRelations(bytes, parts.get(relationsPart(part)), part);
  const main = relationsOf('').find(({ kind }) => kind === 'officeDocument')?.target ?? '';
  const entry = parts.get(main);
  if (entry === undefined) throw new WorkbookError('it has no list of sheets');
  const { listed, from1904 } = readSheetList(bytes, entry);
  const related = relationsOf(main);
  const partOf = (kind: string, id?: string) => {
    const found = related.find((one) => one.kind === kind && (id === undefined || one.id === id));
    return found === undefined ? undefined : parts.get(found.target);
  };
  const sheets = listed.flatMap(({ name, id }) => {
    // A tab may be a chart, which has no cells.
    const found = partOf('worksheet', id);
    return found === undefined ? [] : [{ name, entry: found }];
  });
  return {
    bytes,
    sheets,
    from1904,
    shared: readShared(bytes, partOf('sharedStrings'), limits),
    isDate: readStyles(bytes, partOf('styles')),
  };
}

function relationsPart(of: string): string {
  return posix.join(posix.dirname(of), '_rels', `${posix.basename(of)}.rels`).toLowerCase();
}

interface Relation {
  id: string;
  /** The last part of its type's address. */
  kind: string;
  target: string;
}

/** What a part refers to within the archive. */
function readRelations(bytes: Uint8Array, entry: ZipEntry | undefined, of: string): Relation[] {
  const relations: Relation[] = [];
  if (entry === undefined) return relations;
  hearPart(bytes, entry, {
    open(name, { Id: id = '', Type = '', Target, TargetMode }) {
      if (name !== 'Relationship' || Target === undefined || TargetMode === 'External') return;
      const path = Target.startsWith('/') ? Target.slice(1) : posix.join(posix.dirname(of), Target);
      relations.push({ id, kind: posix.basename(Type), target: posix.normalize(path).toLowerCase() });
    },
  });
  return relations;
}

function readSheetList(bytes: Uint8Array, entry: ZipEntry) {
  const listed: { name: string; id: string }[] = [];
  let from1904 = false;
  hearPart(bytes, entry, {
    open(name, attributes) {
      if (name === 'workbookPr') from1904 = isOn(attributes.date1904);
      if (name !== 'sheet' || (attributes.state ?? 'visible') !== 'visible') return;
      const id = Object.entries(attributes).find(([key]) => key === 'id' || key.endsWith(':id'))?.[1];
      listed.push({ name: attributes.name ?? '', id: id ?? '' });
    },
  });
  return { listed, from1904 };
}

function readShared(bytes: Uint8Array, entry: ZipEntry | undefined, limits: FileLimits): string[] {
  const shared: string[] = [];
  if (entry === undefined) return shared;
  let text = '';
  let total = 0;
  let isText = false;
  let inPhonetic = false;
  hearPart(bytes, entry, {
    open(name) {
      if (name === 'si') text = '';
      if (name === 'rPh') inPhonetic = true;
      isText = name === 't' && !inPhonetic;
    },
    close(name) {
      if (name === 'si') shared.push(text);
      if (name === 'rPh') inPhonetic = false;
      isText = false;
    },
    text(piece) {
      if (!isText) return;
      text += piece;
      total += piece.length;
      if (text.length > limits.rowLength || total > limits.sharedLength) {
        throw new WorkbookError('it holds texts that are longer than those of any list of spend');
      }
    },
  });
  return shared;
}

function readStyles(bytes: Uint8Array, entry: ZipEntry | undefined): boolean[] {
  const isDate: boolean[] = [];
  if (entry === undefined) return isDate;
  const own = new Map<number, boolean>();
  let inCells = false;
  hearPart(bytes, entry, {
    open(name, attributes) {
      if (name === 'numFmt') own.set(Number(attributes.numFmtId), isDateFormat(attributes.formatCode ?? ''));
      if (name === 'cellXfs') inCells = true;
      if (name !== 'xf' || !inCells) return;
      const format = Number(attributes.numFmtId ?? 0);
      isDate.push(own.get(format) ?? DATE_FORMATS.has(format));
    },
    close(name) {
      if (name === 'cellXfs') inCells = false;
    },
  });
  return isDate;
}

/** Whether a number format shows a day or a year, leaving out what it shows literally and its colours. */
function isDateFormat(code: string): boolean {
  const [positive = ''] = code
    .slice(0, 255)
    .replace(/"[^"]*"|\\.|_.|\*.|\[[^\]]*\]/g, '')
    .split(';');
  return /[dy]/i.test(positive) && !/general/i.test(positive);
}

function isOn(flag: string | undefined): boolean {
  return flag === '1' || flag === 'true';
}
