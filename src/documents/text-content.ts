import type { FileContent } from './file-content.ts';

export type Charset = 'utf-8' | 'windows-1252';

const MARKUP = /<(?:!doctype|html|head|body|script|svg|iframe|object|embed|form|meta|\?xml|\?php|%)/i;
// In Windows-1252 these five bytes stand for nothing.
const NO_CHARACTER = [0x81, 0x8d, 0x8f, 0x90, 0x9d];

/** In which encoding the bytes are text without control characters, or null when they are not text. */
export function charsetOf(bytes: Uint8Array): Charset | null {
  // By index: an iterator takes several times as long over ten megabytes.
  for (let at = 0; at < bytes.length; at += 1) if (isControl(bytes[at] as number)) return null;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return 'utf-8';
  } catch {
    const isMarked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
    return isMarked || bytes.some((byte) => NO_CHARACTER.includes(byte)) ? null : 'windows-1252';
  }
}

function isControl(byte: number): boolean {
  return (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13) || byte === 127;
}

/** What a text is: the lines of a table, or something that a browser or a command line would run. */
export function tellText(bytes: Uint8Array, charset: Charset): FileContent {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  const start = text
    .slice(0, 1000)
    .replace(/^\u00ef\u00bb\u00bf/, '')
    .trimStart();
  if (!/[^\s\u00ef\u00bb\u00bf]/.test(text)) {
    return { rule: 'empty', holds: 'nothing but blanks', todo: 'Check that it is the right file.' };
  }
  if (/^<svg|^<\?xml[^>]*>\s*(<!--.*?-->\s*)?<svg/is.test(start)) {
    return { rule: 'markup', holds: 'an SVG drawing', todo: 'Save it as a PNG image or a PDF.' };
  }
  if (start.startsWith('<')) {
    return { rule: 'markup', holds: 'a web page or XML', todo: 'Save it as a PDF, or a table as "CSV UTF-8".' };
  }
  if (MARKUP.test(text)) {
    return { rule: 'markup', holds: 'text with a web page in it', todo: 'Take the markup out, or save it as a PDF.' };
  }
  if (/^#!|^@echo|^import java|^Set-ExecutionPolicy/i.test(start)) {
    return { rule: 'program', holds: 'a script of commands', todo: 'Programs are not attached.' };
  }
  return { kind: 'csv', charset };
}
