/** One file within a ZIP archive, as the archive's directory claims it to be. */
export interface ZipEntry {
  name: string;
  /** 0 is stored, 8 is deflated. */
  method: number;
  compressed: number;
  /** How large it claims to be when inflated. */
  size: number;
  isEncrypted: boolean;
  /** Where its own header begins, and where its bytes begin and end. */
  header: number;
  start: number;
  end: number;
}

/** The directory of an archive, or what is wrong with the archive: the words follow "a ZIP archive that". */
export type ZipDirectory = { entries: ZipEntry[] } | { fault: string };

const MUDDLED = 'is not put together as it says';
const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const END_BYTES = 22;
const IN_EXTRA = 0xffffffff;
const LONGEST_COMMENT = 0xffff;
// An office file of a hundred pages has some hundreds of parts: the limits leave room, and stop a file that claims to
// become gigabytes.
const MOST_ENTRIES = 2000;
const LARGEST_INFLATED = 200_000_000;
const LARGEST_RATIO = 200;
const SMALL_ENTRY = 1_000_000;
const DEFLATE_BEST = 1040;

/** Whether an archive ends here, whatever the bytes begin with: that is how one file is two at once. */
export function endsAsZip(bytes: Uint8Array): boolean {
  return findEnd(viewOf(bytes)) !== null;
}

/**
 * Reads the directory at the end of a ZIP archive and compares it with each file's own header, without inflating
 * anything. Refused: what is cut off, stands before, between or within other files, names a file twice or outside the
 * archive, or claims to grow beyond every office file (more than 2,000 files, 200 MB, or 200 times its size).
 */
export function readZipDirectory(bytes: Uint8Array): ZipDirectory {
  const view = viewOf(bytes);
  const end = findEnd(view);
  if (end === null) return { fault: 'is cut off' };
  const count = view.getUint16(end + 10, true);
  const size = view.getUint32(end + 12, true);
  const start = view.getUint32(end + 16, true);
  if (count === 0) return { fault: 'holds nothing' };
  if (count > MOST_ENTRIES) return { fault: `holds more than ${MOST_ENTRIES.toLocaleString('en-GB')} files` };
  if (view.getUint16(end + 8, true) !== count || start + size !== end) return { fault: MUDDLED };
  const entries: ZipEntry[] = [];
  let at = start;
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > end || view.getUint32(at, true) !== CENTRAL) return { fault: MUDDLED };
    const next =
      at + 46 + view.getUint16(at + 28, true) + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    if (next > end) return { fault: MUDDLED };
    const entry = readEntry(bytes, view, at, start);
    if (entry === null) return { fault: MUDDLED };
    entries.push(entry);
    at = next;
  }
  const fault = at === end ? faultOf(entries) : MUDDLED;
  return fault === null ? { entries } : { fault };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Where the record stands that ends an archive: its comment must reach exactly to the end of the file. */
function findEnd(view: DataView): number | null {
  const last = view.byteLength - END_BYTES;
  for (let at = last; at >= Math.max(0, last - LONGEST_COMMENT); at -= 1) {
    if (view.getUint32(at, true) !== END || at + END_BYTES + view.getUint16(at + 20, true) !== view.byteLength)
      continue;
    return at;
  }
  return null;
}

function readEntry(bytes: Uint8Array, view: DataView, at: number, directory: number): ZipEntry | null {
  const nameLength = view.getUint16(at + 28, true);
  const local = view.getUint32(at + 42, true);
  if (local + 30 > directory || view.getUint32(local, true) !== LOCAL) return null;
  const localLength = view.getUint16(local + 26, true);
  const name = bytes.subarray(at + 46, at + 46 + nameLength);
  const localName = bytes.subarray(local + 30, local + 30 + localLength);
  // A reader that goes by the headers and one that goes by the directory must see the same file.
  if (Buffer.compare(name, localName) !== 0) return null;
  const method = view.getUint16(at + 10, true);
  if (view.getUint16(local + 8, true) !== method) return null;
  const compressed = view.getUint32(at + 20, true);
  const size = view.getUint32(at + 24, true);
  const isDescribedAfter = (view.getUint16(local + 6, true) & 8) !== 0;
  const ownCompressed = view.getUint32(local + 18, true);
  const ownSize = view.getUint32(local + 22, true);
  // Written as a stream, the sizes follow the file; written for large files, they stand in a field of their own.
  const elsewhere = isDescribedAfter && ownCompressed === 0 && ownSize === 0 ? 0 : IN_EXTRA;
  if (ownCompressed !== compressed && ownCompressed !== elsewhere) return null;
  if (ownSize !== size && ownSize !== elsewhere) return null;
  const start = local + 30 + localLength + view.getUint16(local + 28, true);
  const end = start + compressed;
  if (end > directory) return null;
  const isEncrypted = (view.getUint16(at + 8, true) & 1) !== 0;
  return { name: Buffer.from(name).toString('utf8'), method, compressed, size, isEncrypted, header: local, start, end };
}

/** What no archive of an honest program has: checked over the whole directory before anything is opened. */
function faultOf(entries: readonly ZipEntry[]): string | null {
  const names = new Set(entries.map(({ name }) => name.toLowerCase()));
  if (names.size !== entries.length) return 'holds two files of one name';
  if (entries.some(({ name }) => /^[/\\]|\\|^[a-z]:|(^|\/)\.\.(\/|$)|\0/i.test(name))) {
    return 'names a file outside itself';
  }
  const inOrder = entries.toSorted((a, b) => a.header - b.header);
  if (inOrder[0]?.header !== 0) return 'begins with something else';
  if (inOrder.some(({ header }, index) => index > 0 && header < (inOrder[index - 1] as ZipEntry).end))
    return 'holds files within each other';
  for (const { method, compressed, size } of entries) {
    const isFalse =
      method === 0 ? size !== compressed : size > compressed * DEFLATE_BEST || compressed > size + size / 8 + 64;
    if (isFalse) return 'holds a file whose size is false';
    if (size > SMALL_ENTRY && size > compressed * LARGEST_RATIO) return 'grows without measure when it is opened';
  }
  let inflated = 0;
  for (const { size } of entries) inflated += size;
  return inflated > LARGEST_INFLATED ? 'grows beyond 200 MB when it is opened' : null;
}
