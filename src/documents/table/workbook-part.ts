import { TextDecoder } from 'node:util';
import { Inflate } from 'fflate';
import { SaxesParser } from 'saxes';
import type { ZipEntry } from '../zip-directory.ts';

/** What is heard while a part of a workbook is read; names come without their prefix. */
export interface PartEars {
  open?(name: string, attributes: Record<string, string>): void;
  close?(name: string): void;
  text?(text: string): void;
}

/** Raised when a part of a workbook cannot be read; the sentence says why. */
export class WorkbookError extends Error {}

const PACKED_PIECE = 8 * 1024;

/**
 * Reads an XML part of a workbook piece by piece, so that only a little of it is in memory: it stops where the part
 * grows beyond what the archive's directory says. No entity is declared, expanded or fetched. Yields after each piece.
 */
export function* readPart(bytes: Uint8Array, entry: ZipEntry, ears: PartEars): Generator<void> {
  const parser = new SaxesParser<{ position: false; xmlns: false }>({ position: false, xmlns: false });
  parser.on('error', () => {
    throw new WorkbookError('it is not well-formed');
  });
  parser.on('doctype', () => {
    throw new WorkbookError('it declares entities');
  });
  if (ears.open) {
    parser.on('opentag', ({ name, attributes }) => ears.open?.(localName(name), attributes));
  }
  if (ears.close) parser.on('closetag', ({ name }) => ears.close?.(localName(name)));
  if (ears.text) {
    parser.on('text', (text) => ears.text?.(text));
    parser.on('cdata', (text) => ears.text?.(text));
  }
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for (const piece of inflated(bytes, entry)) {
    parser.write(decode(decoder, piece));
    yield;
  }
  parser.write(decode(decoder, null));
  parser.close();
  yield;
}

/** Reads a whole part at once: for the small ones. */
export function hearPart(bytes: Uint8Array, entry: ZipEntry, ears: PartEars): void {
  for (const _ of readPart(bytes, entry, ears));
}

function* inflated(bytes: Uint8Array, entry: ZipEntry): Generator<Uint8Array> {
  const packed = bytes.subarray(entry.start, entry.end);
  if (entry.method !== 0 && entry.method !== 8) throw new WorkbookError('it is packed in an unknown way');
  let size = 0;
  let pieces: Uint8Array[] = [];
  const inflate = new Inflate((piece) => {
    size += piece.length;
    if (size > entry.size) throw new WorkbookError('it is larger than the archive says');
    pieces.push(piece);
  });
  for (let at = 0; at < packed.length; at += PACKED_PIECE) {
    const piece = packed.subarray(at, at + PACKED_PIECE);
    if (entry.method === 0) {
      size += piece.length;
      yield piece;
      continue;
    }
    try {
      inflate.push(piece, at + PACKED_PIECE >= packed.length);
    } catch (error) {
      throw error instanceof WorkbookError ? error : new WorkbookError('it cannot be unpacked');
    }
    yield* pieces;
    pieces = [];
  }
  if (size !== entry.size) throw new WorkbookError('it is shorter than the archive says');
}

function decode(decoder: TextDecoder, piece: Uint8Array | null): string {
  try {
    return piece === null ? decoder.decode() : decoder.decode(piece, { stream: true });
  } catch {
    throw new WorkbookError('it is not UTF-8');
  }
}

function localName(name: string): string {
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
}
