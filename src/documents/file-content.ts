import { fileTypeFromBuffer } from 'file-type';
import { tellJpeg, tellPng } from './image-content.ts';
import { tellCompound, tellZip } from './office-file.ts';
import { tellPdf } from './pdf-content.ts';
import { type Charset, charsetOf, tellText } from './text-content.ts';
import { endsAsZip } from './zip-directory.ts';

/** The kinds of file that can be attached. */
export type FileKind = 'pdf' | 'docx' | 'xlsx' | 'png' | 'jpeg' | 'csv';

/**
 * What bytes are, whatever their file is called: one of the kinds, or what they hold instead, by which rule that is
 * refused, and what to do about it. `holds` follows "it holds".
 */
export type FileContent =
  | { kind: Exclude<FileKind, 'csv'> }
  | { kind: 'csv'; charset: Charset }
  | { rule: string; holds: string; todo: string };

const SIGNATURES: readonly [start: readonly number[], tell: (bytes: Uint8Array) => FileContent][] = [
  [[0x25, 0x50, 0x44, 0x46, 0x2d], tellPdf],
  [[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], tellPng],
  [[0xff, 0xd8, 0xff], tellJpeg],
  [[0x50, 0x4b, 0x03, 0x04], tellZip],
  [[0xd0, 0xcf, 0x11, 0xe0], tellCompound],
];

const HEAD_BYTES = 4100;

/**
 * Tells what bytes hold by looking at them. Nothing is run, and nothing inflated but the one part in which an Office
 * file says what it is. The work grows with the bytes alone.
 */
export async function tellContent(bytes: Uint8Array): Promise<FileContent> {
  if (bytes.length === 0) return { rule: 'empty', holds: 'nothing', todo: 'Check that it is the right file.' };
  const known = SIGNATURES.find(([start]) => start.every((byte, index) => bytes[index] === byte));
  if (known !== undefined) {
    const [, tell] = known;
    if (tell !== tellZip && endsAsZip(bytes)) {
      return { rule: 'two-at-once', holds: 'a ZIP archive behind another file', todo: 'Save the document again.' };
    }
    return tell(bytes);
  }
  const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (utf16) return { rule: 'encoding', holds: 'UTF-16 text', todo: 'Save it as "CSV UTF-8".' };
  const charset = charsetOf(bytes);
  const named = await nameOf(bytes, charset !== null);
  if (named !== null) return named;
  if (charset !== null) return tellText(bytes, charset);
  return {
    rule: 'not-accepted',
    holds: 'something that is not recognised',
    todo: 'Save it as a PDF, or a table as CSV.',
  };
}

const PROGRAMS = [
  'exe',
  'elf',
  'macho',
  'wasm',
  'class',
  'jar',
  'apk',
  'dex',
  'msi',
  'deb',
  'rpm',
  'lnk',
  'swf',
  'crx',
];
const ARCHIVES = [
  'zip',
  'gz',
  'tar',
  'tar.gz',
  'bz2',
  '7z',
  'rar',
  'xz',
  'zst',
  'lz',
  'lz4',
  'cab',
  'ar',
  'cpio',
  'Z',
  'arj',
  'iso',
];
const TEXTS = ['rtf', 'ps', 'eps', 'ics', 'vcf'];
const NAMES: Record<string, string> = {
  gif: 'a GIF image',
  tif: 'a TIFF image',
  bmp: 'a BMP image',
  webp: 'a WebP image',
  heic: 'an HEIC photograph',
  rtf: 'an RTF document',
};

/** What else is known by its first bytes, in words; null when nothing is. Text that only begins like it is text. */
async function nameOf(bytes: Uint8Array, isText: boolean): Promise<FileContent | null> {
  const ext = await endingOf(bytes.subarray(0, HEAD_BYTES));
  if (ext === null || (isText && !TEXTS.includes(ext))) return null;
  if (PROGRAMS.includes(ext)) return { rule: 'program', holds: 'a program', todo: 'Programs are not attached.' };
  if (ARCHIVES.includes(ext)) {
    return { rule: 'not-accepted', holds: 'an archive', todo: 'Attach the documents within it one by one.' };
  }
  const holds = NAMES[ext] ?? `a file of the kind .${ext}`;
  const todo = /image|photograph/.test(holds) ? 'Save it as a PNG or JPEG image.' : 'Save it as a PDF and attach that.';
  return { rule: 'not-accepted', holds, todo };
}

/** By the first bytes alone: with them, what the reader of file kinds inflates or skips through stays small. */
async function endingOf(head: Uint8Array): Promise<string | null> {
  // It would unpack this to look inside.
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gz';
  try {
    return (await fileTypeFromBuffer(head))?.ext ?? null;
  } catch {
    return null;
  }
}
