import type { FileContent } from './file-content.ts';

const AGAIN = 'Send it again, or save it again first.';

/** Whether a PNG is whole: its parts follow each other to the last one, and nothing stands after that. */
export function tellPng(bytes: Uint8Array): FileContent {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 8;
  while (at + 12 <= bytes.length) {
    const next = at + 12 + view.getUint32(at, false);
    if (view.getUint32(at + 4, false) === IEND) {
      if (next === bytes.length) return { kind: 'png' };
      if (next < bytes.length) {
        return {
          rule: 'two-at-once',
          holds: 'a PNG image with something after its end',
          todo: 'Save the image again.',
        };
      }
    }
    at = next;
  }
  return { rule: 'cut-off', holds: 'a PNG image that is cut off', todo: AGAIN };
}

const IEND = 0x49454e44;

/** Whether a JPEG is whole: its parts lead to the picture, and the picture has an end. Cameras write more after it. */
export function tellJpeg(bytes: Uint8Array): FileContent {
  let at = 2;
  while (at + 4 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] as number;
    if (marker === START_OF_SCAN) {
      const end = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).lastIndexOf('ffd9', undefined, 'hex');
      if (end > at) return { kind: 'jpeg' };
      break;
    }
    if (marker === 0xff) at += 1;
    else at += 2 + (((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number));
  }
  return { rule: 'cut-off', holds: 'a JPEG image that is cut off', todo: AGAIN };
}

const START_OF_SCAN = 0xda;
