import type { ImportProfile } from './profile.ts';

export type Encoding = 'utf-8' | 'windows-1252';

/** The text of a file and how its bytes were read, or the sentence that says why it is not the text of a CSV file. */
export type FileText = { text: string; encoding: Encoding } | { refused: string };

const MOST_BYTES = 10_000_000;

const notText: readonly [start: readonly number[], what: string][] = [
  [[0x50, 0x4b], 'an Excel or zip file'],
  [[0xd0, 0xcf, 0x11, 0xe0], 'an old Excel file'],
  [[0x25, 0x50, 0x44, 0x46], 'a PDF'],
  [[0xff, 0xfe], 'UTF-16 text'],
  [[0xfe, 0xff], 'UTF-16 text'],
];

// The characters of the bytes 0x80 to 0x9F; five bytes stand for nothing and become U+FFFD, which no cell may hold.
const upperHalf = '€\ufffd‚ƒ„…†‡ˆ‰Š‹Œ\ufffdŽ\ufffd\ufffd‘’“”•–—˜™š›œ\ufffdžŸ';

/** The text of the bytes, without a byte-order mark. Refuses what is not text, is empty or is over 10 MB. */
export function readFileText(bytes: Uint8Array, encoding: ImportProfile['encoding']): FileText {
  if (bytes.length > MOST_BYTES) {
    return refused('a file of 10 MB or less', `${bytes.length.toLocaleString('en-GB')} bytes`, 'Extract fewer months.');
  }
  const other = notText.find(([start]) => start.every((byte, index) => bytes[index] === byte));
  if (other) return refused('a CSV file', other[1], 'Open it and save it as "CSV UTF-8".');
  if (bytes.includes(0)) {
    return refused('a CSV file', 'NUL bytes, which text never holds', 'Save it again as "CSV UTF-8".');
  }
  const decoded = decode(bytes, encoding);
  if ('refused' in decoded) return decoded;
  const start = decoded.text.trimStart();
  if (start === '') return refused('a header row and lines', 'an empty file', 'Extract the file again.');
  if (start.startsWith('<')) return refused('a CSV file', 'a web page or XML', 'Save it as "CSV UTF-8".');
  return decoded;
}

function decode(bytes: Uint8Array, encoding: ImportProfile['encoding']): FileText {
  if (encoding === 'windows-1252') return { text: windows1252(bytes), encoding };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'utf-8' };
  } catch {
    const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
    if (encoding === 'auto' && !marked) return { text: windows1252(bytes), encoding: 'windows-1252' };
    return refused('UTF-8 text', 'bytes that are not UTF-8', 'Save it again as "CSV UTF-8".');
  }
}

// Not TextDecoder: Node 20.18.3 to 24 reads 0x80 to 0x9F as Latin-1, so an apostrophe would become a control character
// (nodejs/node issue 56542).
function windows1252(bytes: Uint8Array): string {
  const latin1 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  return latin1.replace(/[\u0080-\u009f]/g, (character) => upperHalf.charAt(character.charCodeAt(0) - 0x80));
}

function refused(expected: string, found: string, todo: string): { refused: string } {
  return { refused: `Expected ${expected}; found ${found}. ${todo}` };
}
