import type { FileContent } from './file-content.ts';

const TAIL = 2048;
const RUNS = new RegExp(`/(?:${['JavaScript', 'JS', 'Launch', 'RichMedia'].map(anyhow).join('|')})(?![A-Za-z#])`);

/**
 * Whether a PDF is whole and runs nothing. A script that stands in a compressed part is not seen, since nothing is
 * inflated here; that is why a file is only ever given out as a download.
 */
export function tellPdf(bytes: Uint8Array): FileContent {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const tail = all.subarray(Math.max(0, all.length - TAIL));
  if (!tail.includes('%%EOF') || !tail.includes('startxref')) {
    return { rule: 'cut-off', holds: 'a PDF that is cut off', todo: 'Send it again, or save it again first.' };
  }
  if (RUNS.test(outsideStreams(all))) {
    return { rule: 'script', holds: 'a PDF with a script in it', todo: 'Print it to a PDF and attach that.' };
  }
  return { kind: 'pdf' };
}

/** The objects without their streams, in which any bytes may stand. */
function outsideStreams(all: Buffer): string {
  const parts: string[] = [];
  let at = 0;
  while (at < all.length) {
    const start = all.indexOf('stream', at);
    if (start < 0) break;
    parts.push(all.toString('latin1', at, start));
    const end = all.indexOf('endstream', start + 6);
    if (end < 0) return parts.join(' ');
    at = end + 9;
  }
  parts.push(all.toString('latin1', at));
  return parts.join(' ');
}

/** A pattern for a name however it is written: each letter as itself or as its number, so `/J#61vaScript` too. */
function anyhow(name: string): string {
  return Array.from(name, (letter) => {
    const number = Buffer.from(letter).toString('hex');
    return `(?:${letter}|#${number.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`)})`;
  }).join('');
}
