import { isAscii } from 'node:buffer';
import { createHash } from 'node:crypto';
import { StringDecoder } from 'node:string_decoder';
import { TextDecoder } from 'node:util';
import { type OpenSource, openSource } from './source.ts';

export type Encoding = 'utf-8' | 'windows-1252' | 'utf-16le' | 'utf-16be';

/** How a file is said to be written; `auto` looks. */
export const ENCODINGS = ['auto', 'utf-8', 'windows-1252'] as const;
export type AskedEncoding = (typeof ENCODINGS)[number];

/** How the text of a file is written, or the sentence that says why it is not the text of a table. */
export type TextKind = { encoding: Encoding; sha256: string } | { refused: string; sha256: string };

/** The text of a file and how its bytes were read, or why it is not the text of a table. */
export type FileText = { text: string; encoding: Encoding } | { refused: string };

const MOST_BYTES = 10_000_000;

const notText: readonly [start: readonly number[], what: string, todo: string][] = [
  [[0x25, 0x50, 0x44, 0x46], 'a PDF', 'Extract the lines themselves as CSV or as an Excel workbook.'],
  [[0x50, 0x4b], 'an Excel or zip file', 'Open it and save it as "CSV UTF-8".'],
  [[0xd0, 0xcf, 0x11, 0xe0], 'an old Excel file', 'Open it and save it as "CSV UTF-8".'],
];
const marks: readonly [start: readonly number[], encoding: Encoding][] = [
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be'],
  [[0xef, 0xbb, 0xbf], 'utf-8'],
];

// The characters of the bytes 0x80 to 0x9F; five bytes stand for nothing and become U+FFFD, which no cell may hold.
const upperHalf = '€\ufffd‚ƒ„…†‡ˆ‰Š‹Œ\ufffdŽ\ufffd\ufffd‘’“”•–—˜™š›œ\ufffdžŸ';

/**
 * Tells how the text of a file is written, reading it through once, with the fingerprint of its bytes. Refuses what is
 * no text, is empty, or cannot be what the profile says.
 */
export function tellText(file: OpenSource, wanted: AskedEncoding): TextKind {
  const hash = createHash('sha256');
  const marked = marks.find(([start]) => begins(file.head, start))?.[1] ?? null;
  const isWide = marked === 'utf-16le' || marked === 'utf-16be';
  let validator: TextDecoder | null = new TextDecoder(isWide ? marked : 'utf-8', { fatal: true });
  let hasNul = false;
  let endsWhole = true;
  let start = '';
  for (const piece of file.pieces()) {
    hash.update(piece);
    if (!isWide && !hasNul) hasNul = piece.includes(0);
    // Enough to see whether there is anything but space, and whether it is a web page.
    if (start.length < 10)
      start = (start + latin1(piece).replace(/^\u00ef\u00bb\u00bf|[\0\u00fe\u00ff]/g, '')).trimStart();
    // Plain letters after a whole one need no look; a piece of an unfinished letter would be found wanting.
    const isPlain = !isWide && endsWhole && isAscii(piece);
    if (!isPlain && validator !== null && !decodes(validator, piece)) validator = null;
    endsWhole = (piece.at(-1) ?? 0) < 0x80;
  }
  if (validator !== null && !decodes(validator, null)) validator = null;
  const sha256 = hash.digest('hex');
  const refuse = (expected: string, found: string, todo: string) => ({ ...refused(expected, found, todo), sha256 });

  const other = notText.find(([bytes]) => begins(file.head, bytes));
  if (other) return refuse('a CSV file or an Excel workbook', other[1], other[2]);
  if (hasNul) {
    return refuse('a CSV file', 'NUL bytes, which text never holds', 'Save it again as "CSV UTF-8".');
  }
  if (start === '') return refuse('a header row and lines', 'an empty file', 'Extract the file again.');
  if (start.startsWith('<')) {
    return refuse('a CSV file', 'a web page or XML', 'Open it in a spreadsheet and save it as "CSV UTF-8".');
  }
  if (isWide) {
    if (wanted === 'auto' && validator !== null) return { encoding: marked, sha256 };
    return refuse('text whose every byte can be read', 'UTF-16 text', 'Save it again as "CSV UTF-8".');
  }
  if (wanted === 'windows-1252') return { encoding: wanted, sha256 };
  if (validator !== null) return { encoding: 'utf-8', sha256 };
  if (wanted === 'auto' && marked === null) return { encoding: 'windows-1252', sha256 };
  return refuse('UTF-8 text', 'bytes that are not UTF-8', 'Save it again as "CSV UTF-8".');
}

/** Decodes the pieces of a text one after another, without a byte-order mark; null in place of a piece ends it. */
export function decoderOf(encoding: Encoding): (piece: Uint8Array | null) => string {
  if (encoding === 'windows-1252') return (piece) => (piece === null ? '' : windows1252(piece));
  if (encoding === 'utf-8') return utf8Decoder();
  const decoder = new TextDecoder(encoding, { fatal: true });
  return (piece) => (piece === null ? decoder.decode() : decoder.decode(piece, { stream: true }));
}

// Not TextDecoder: it makes every text twice as wide as its letters need. A letter that cannot be read becomes U+FFFD.
function utf8Decoder(): (piece: Uint8Array | null) => string {
  const decoder = new StringDecoder('utf8');
  let isFirst = true;
  let endedWhole = true;
  return (piece) => {
    if (piece === null) return decoder.end();
    // Nearly all of a ledger is plain letters, and those are four times as quick to copy as to decode.
    const text = endedWhole && isAscii(piece) ? latin1(piece) : decoder.write(bufferOf(piece));
    endedWhole = (piece.at(-1) ?? 0x80) < 0x80;
    if (!isFirst || text === '') return text;
    isFirst = false;
    return text.startsWith('\ufeff') ? text.slice(1) : text;
  };
}

/** The text of a small file, without a byte-order mark. Refuses what `tellText` does and what is over 10 MB. */
export function readFileText(bytes: Uint8Array, encoding: AskedEncoding): FileText {
  if (bytes.length > MOST_BYTES) {
    return refused('a file of 10 MB or less', `${bytes.length.toLocaleString('en-GB')} bytes`, 'Extract fewer months.');
  }
  const told = tellText(openSource({ bytes }), encoding);
  if ('refused' in told) return { refused: told.refused };
  const decode = decoderOf(told.encoding);
  return { text: decode(bytes) + decode(null), encoding: told.encoding };
}

function begins(bytes: Uint8Array, start: readonly number[]): boolean {
  return start.every((byte, index) => bytes[index] === byte);
}

function decodes(decoder: TextDecoder, piece: Uint8Array | null): boolean {
  try {
    if (piece === null) decoder.decode();
    else decoder.decode(piece, { stream: true });
    return true;
  } catch {
    return false;
  }
}

// Not TextDecoder: Node 20.18.3 to 24 reads 0x80 to 0x9F as Latin-1, so an apostrophe would become a control character
// (nodejs/node issue 56542).
function windows1252(bytes: Uint8Array): string {
  return latin1(bytes).replace(/[\u0080-\u009f]/g, (character) => upperHalf.charAt(character.charCodeAt(0) - 0x80));
}

function latin1(bytes: Uint8Array): string {
  return bufferOf(bytes).toString('latin1');
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}

function refused(expected: string, found: string, todo: string): { refused: string } {
  return { refused: `Expected ${expected}; found ${found}. ${todo}` };
}
