import { crc32, deflateRawSync } from 'node:zlib';

/** One file of an archive that a test makes; what is given besides name and data is claimed, true or not. */
export interface Part {
  name: string;
  data: string | Uint8Array;
  method?: 0 | 8;
  flags?: number;
  /** What the directory claims, and what the file's own header claims where that differs. */
  size?: number;
  ownName?: string;
  /** Where the directory says that the file begins. */
  at?: number;
}

/** A ZIP archive of the parts, in their order. */
export function zip(
  parts: readonly Part[],
  { before = Buffer.alloc(0), comment = '' }: { before?: Buffer; comment?: string } = {},
): Buffer {
  const files: Buffer[] = [before];
  const directory: Buffer[] = [];
  let offset = before.length;
  for (const part of parts) {
    const data = Buffer.from(part.data as string);
    const method = part.method ?? 8;
    const packed = method === 8 ? deflateRawSync(data) : data;
    const name = Buffer.from(part.name);
    const ownName = Buffer.from(part.ownName ?? part.name);
    const shared = Buffer.alloc(22);
    shared.writeUInt16LE(20, 0);
    shared.writeUInt16LE(part.flags ?? 0, 2);
    shared.writeUInt16LE(method, 4);
    shared.writeUInt32LE(crc32(data), 10);
    shared.writeUInt32LE(packed.length, 14);
    shared.writeUInt32LE(part.size ?? data.length, 18);
    const header = Buffer.concat([Buffer.from('PK\x03\x04'), shared, u16(ownName.length), u16(0), ownName]);
    const place = Buffer.alloc(4);
    place.writeUInt32LE(part.at ?? offset);
    directory.push(
      Buffer.concat([Buffer.from('PK\x01\x02'), u16(20), shared, u16(name.length), Buffer.alloc(12), place, name]),
    );
    files.push(header, packed);
    offset += header.length + packed.length;
  }
  const listed = Buffer.concat(directory);
  const sizes = Buffer.alloc(8);
  sizes.writeUInt32LE(listed.length, 0);
  sizes.writeUInt32LE(offset, 4);
  const count = u16(parts.length);
  const end = [
    Buffer.from('PK\x05\x06'),
    u16(0),
    u16(0),
    count,
    count,
    sizes,
    u16(comment.length),
    Buffer.from(comment),
  ];
  return Buffer.concat([...files, listed, ...end]);
}

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

const MAIN = {
  docx: ['word/document.xml', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml'],
  xlsx: ['xl/workbook.xml', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml'],
  docm: ['word/document.xml', 'application/vnd.ms-word.document.macroEnabled.main+xml'],
  xlsb: ['xl/workbook.bin', 'application/vnd.ms-excel.sheet.binary.macroEnabled.main'],
  pptx: ['ppt/presentation.xml', 'application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml'],
} as const;

/** What an Office file says it is made of. */
export function contentTypes(kind: keyof typeof MAIN, more = ''): string {
  const [part, type] = MAIN[kind];
  return `<?xml version="1.0"?><Types>${more}<Override PartName="/${part}" ContentType="${type}"/></Types>`;
}

/** A small Office file, with more parts where a test asks for them. */
export function office(kind: keyof typeof MAIN, more: readonly Part[] = [], types = contentTypes(kind)): Buffer {
  return zip([{ name: '[Content_Types].xml', data: types }, { name: MAIN[kind][0], data: '<document/>' }, ...more]);
}

/** A compound file of before 2007 with a stream of the name. */
export function compound(stream: string): Buffer {
  const start = Buffer.from('d0cf11e0a1b11ae1', 'hex');
  return Buffer.concat([start, Buffer.alloc(1016), Buffer.from(stream, 'utf16le'), Buffer.alloc(1000)]);
}

/** A small PDF, with more objects where a test asks for them. */
export function pdf(more = ''): Buffer {
  return Buffer.from(
    `%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n${more}trailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n`,
    'latin1',
  );
}

/** The smallest PNG: one dot. */
export const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** As much of a JPEG as tells that it is one and whole. */
export const JPEG = Buffer.from('ffd8ffe000104a46494600010100000100010000ffda0008010100003f00d2cf20ffd9', 'hex');
