import { inflateRawSync } from 'node:zlib';
import type { FileContent } from './file-content.ts';
import { readZipDirectory, type ZipEntry } from './zip-directory.ts';

const TYPES = '[content_types].xml';
const LARGEST_TYPES = 500_000;
const MAIN = {
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml',
} as const;
const PROGRAM = /\.(exe|dll|scr|com|bat|cmd|ps1|vbs?|js|jse|wsf|hta|jar|msi|lnk|docm|dotm|xlsm|xltm|xlam|pptm)$/;
const MACRO_PART = /(^|\/)(vbaproject[^/]*\.bin|vbadata\.xml|macrosheets\/|activex\/)/;

const AS_PDF = 'Save it as a PDF and attach that.';
const MACROS: FileContent = {
  rule: 'macros',
  holds: 'an Office file with macros',
  todo: 'Save it without macros, as .docx or .xlsx.',
};

/**
 * What a ZIP archive is, by its directory and by the one part in which an Office file says what it is. Nothing else
 * is inflated, and that part to 500 kB at most.
 */
export function tellZip(bytes: Uint8Array): FileContent {
  const directory = readZipDirectory(bytes);
  if ('fault' in directory) {
    return { rule: 'unsafe-archive', holds: `a ZIP archive that ${directory.fault}`, todo: 'Make the file again.' };
  }
  const { entries } = directory;
  if (entries.some(({ isEncrypted }) => isEncrypted)) {
    return {
      rule: 'encrypted',
      holds: 'a ZIP archive with a password',
      todo: 'Attach the file within it without one.',
    };
  }
  const names = entries.map(({ name }) => name.toLowerCase());
  if (names.some((name) => MACRO_PART.test(name))) return MACROS;
  if (names.some((name) => PROGRAM.test(name))) {
    return { rule: 'program', holds: 'an archive with a program in it', todo: 'Attach the document alone.' };
  }
  return tellByTypes(bytes, entries, names);
}

function tellByTypes(bytes: Uint8Array, entries: readonly ZipEntry[], names: readonly string[]): FileContent {
  if (names.includes('mimetype'))
    return { rule: 'not-accepted', holds: 'an OpenDocument or e-book file', todo: AS_PDF };
  const holds = (folder: string) => names.some((name) => name.startsWith(folder));
  const types = entries.find(({ name }) => name.toLowerCase() === TYPES);
  if (types === undefined) {
    return { rule: 'not-accepted', holds: 'a ZIP archive', todo: 'Attach the documents within it one by one.' };
  }
  const said = readTypes(bytes, types);
  if (said === null) {
    return { rule: 'unsafe-archive', holds: 'an Office file that cannot be read', todo: 'Save it again.' };
  }
  if (/macroenabled|vbaproject|activex|intlmacrosheet|\.macrosheet/.test(said)) return MACROS;
  if (/sheet\.binary/.test(said)) {
    return { rule: 'not-accepted', holds: 'a binary Excel workbook', todo: 'Save it as .xlsx.' };
  }
  if (said.includes(MAIN.docx) && holds('word/')) return { kind: 'docx' };
  if (said.includes(MAIN.xlsx) && holds('xl/')) return { kind: 'xlsx' };
  if (/presentationml/.test(said)) return { rule: 'not-accepted', holds: 'a PowerPoint presentation', todo: AS_PDF };
  return { rule: 'not-accepted', holds: 'an Office file of another kind', todo: AS_PDF };
}

/** What an Office file says it is made of, in small letters; null when that cannot be read, or declares entities. */
function readTypes(bytes: Uint8Array, { method, size, start, end }: ZipEntry): string | null {
  if (size > LARGEST_TYPES) return null;
  try {
    const packed = bytes.subarray(start, end);
    const part = method === 0 ? packed : inflateRawSync(packed, { maxOutputLength: LARGEST_TYPES });
    const text = new TextDecoder('utf-8', { fatal: true }).decode(part).toLowerCase();
    // A type written with entities could hide what it is from this reader alone.
    return /<!doctype|<!entity|&/.test(text) ? null : text;
  } catch {
    return null;
  }
}

/** What a compound file of before 2007 is, or an Office file that a password encrypts, which stands in one. */
export function tellCompound(bytes: Uint8Array): FileContent {
  const holds = (name: string) =>
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes(Buffer.from(name, 'utf16le'));
  if (holds('EncryptedPackage')) {
    return { rule: 'encrypted', holds: 'an Office file with a password', todo: 'Save it without the password.' };
  }
  if (holds('WordDocument')) return { rule: 'old-office', holds: 'an old Word document', todo: 'Save it as .docx.' };
  if (holds('Workbook') || holds('Book')) {
    return { rule: 'old-office', holds: 'an old Excel workbook', todo: 'Save it as .xlsx.' };
  }
  if (holds('PowerPoint Document')) {
    return { rule: 'old-office', holds: 'an old PowerPoint presentation', todo: AS_PDF };
  }
  return { rule: 'not-accepted', holds: 'a message, an installer or another compound file', todo: AS_PDF };
}
