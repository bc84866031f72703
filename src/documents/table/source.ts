import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** Where the bytes of a file are: on disk, or in memory. */
export type FileSource = { path: string } | { bytes: Uint8Array };

/** An open file, read piece by piece as often as is needed. */
export interface OpenSource {
  size: number;
  /** The first bytes, at most 4,096. */
  head: Uint8Array;
  /** Its bytes in order. A piece holds until the next is asked for, since a new one each would leave as much lying. */
  pieces(): Generator<Uint8Array>;
  whole(): Uint8Array;
  close(): void;
}

const PIECE = 256 * 1024;
const HEAD = 4096;

/** Opens a file. The caller closes it. */
export function openSource(source: FileSource): OpenSource {
  return 'path' in source ? openPath(source.path) : openBytes(source.bytes);
}

function openBytes(bytes: Uint8Array): OpenSource {
  return {
    size: bytes.length,
    head: bytes.subarray(0, HEAD),
    *pieces() {
      for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE);
    },
    whole: () => bytes,
    close: () => undefined,
  };
}

function openPath(path: string): OpenSource {
  const file = openSync(path, 'r');
  const { size } = fstatSync(file);
  const readAt = (at: number, into: Buffer): Uint8Array => {
    const wanted = Math.max(0, Math.min(into.length, size - at));
    let filled = 0;
    while (filled < wanted) {
      const count = readSync(file, into, filled, wanted - filled, at + filled);
      if (count === 0) break;
      filled += count;
    }
    return into.subarray(0, filled);
  };
  return {
    size,
    head: readAt(0, Buffer.alloc(HEAD)),
    *pieces() {
      const piece = Buffer.alloc(Math.min(PIECE, size));
      for (let at = 0; at < size; at += PIECE) yield readAt(at, piece);
    },
    whole: () => readAt(0, Buffer.alloc(size)),
    close: () => closeSync(file),
  };
}
