import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/** A font that documents are set in: its family as Typst knows it, and the folders of its faces. */
export interface Font {
  family: string;
  folders: string[];
}

const require = createRequire(import.meta.url);

/** What all documents are set in; it has Latin, Greek and Cyrillic. */
export const USUAL = fontOf('Source Sans 3', ['400Regular', '400Regular_Italic', '700Bold', '700Bold_Italic']);

/** Those of other scripts that people here may write a name in; a document takes along the ones that its words need. */
const OTHERS: readonly Font[] = [
  ...[
    'Noto Sans Arabic',
    'Noto Sans Armenian',
    'Noto Sans Bengali',
    'Noto Sans Devanagari',
    'Noto Sans Ethiopic',
    'Noto Sans Georgian',
    'Noto Sans Gujarati',
    'Noto Sans Gurmukhi',
    'Noto Sans Hebrew',
    'Noto Sans Tamil',
    'Noto Sans Thai',
  ].map((family) => fontOf(family, ['400Regular', '700Bold'])),
  fontOf('ZCOOL XiaoWei', ['400Regular']),
];

function fontOf(family: string, faces: readonly string[]): Font {
  const name = family.toLowerCase().replaceAll(' ', '-');
  const folder = path.dirname(require.resolve(`@expo-google-fonts/${name}/package.json`));
  return { family, folders: faces.map((face) => path.join(folder, face)) };
}

const fonts = new Map<number, Font | null>();
const shapes = new Map<Font, ReadonlySet<number>>();

/** The font that a character is set in: the usual one where it has a shape for it; null where none has. */
export function fontFor(point: number): Font | null {
  const known = fonts.get(point);
  if (known !== undefined) return known;
  const found = [USUAL, ...OTHERS].find((font) => shapesOf(font).has(point)) ?? null;
  fonts.set(point, found);
  return found;
}

/** The fonts that some words are set in, the usual one first and always. */
export function fontsFor(words: string): Font[] {
  const needed = new Set((words.match(/[^\0-\x7f]/gu) ?? []).map((one) => fontFor(one.codePointAt(0) ?? 0)));
  return [USUAL, ...OTHERS.filter((font) => needed.has(font))];
}

function shapesOf(font: Font): ReadonlySet<number> {
  const known = shapes.get(font);
  if (known !== undefined) return known;
  const [regular = ''] = font.folders;
  const file = `${font.family.replaceAll(' ', '')}_${path.basename(regular)}.ttf`;
  const read = readShapes(readFileSync(path.join(regular, file)));
  shapes.set(font, read);
  return read;
}

/** The characters of a TrueType font, from its map of them (cmap) in the 32-bit form (12) or else the 16-bit form (4). */
function readShapes(font: Buffer): Set<number> {
  const map = tableAt(font, 'cmap');
  const forms = Array.from(
    { length: font.readUInt16BE(map + 2) },
    (_, at) => map + font.readUInt32BE(map + 8 + at * 8),
  );
  const formAt = (format: number) => forms.find((at) => font.readUInt16BE(at) === format);
  const wide = formAt(12);
  if (wide !== undefined) return groupsAt(font, wide);
  const narrow = formAt(4);
  if (narrow === undefined) throw new Error('The font has no map of its characters.');
  return segmentsAt(font, narrow);
}

/** Form 12: groups of the first and the last character, and the first one's shape. */
function groupsAt(font: Buffer, at: number): Set<number> {
  const found = new Set<number>();
  for (let group = at + 16; group < at + 16 + font.readUInt32BE(at + 12) * 12; group += 12) {
    const last = font.readUInt32BE(group + 4);
    for (let point = font.readUInt32BE(group); point <= last; point += 1) found.add(point);
  }
  return found;
}

/** Form 4: segments, each with what is added to a character for its shape, or where the shapes are listed; 0 is none. */
function segmentsAt(font: Buffer, at: number): Set<number> {
  const found = new Set<number>();
  const length = font.readUInt16BE(at + 6);
  const column = (number: number, segment: number) => at + 14 + number * length + (number > 0 ? 2 : 0) + segment;
  for (let segment = 0; segment < length; segment += 2) {
    const last = font.readUInt16BE(column(0, segment));
    const added = font.readUInt16BE(column(2, segment));
    const offset = font.readUInt16BE(column(3, segment));
    const first = font.readUInt16BE(column(1, segment));
    for (let point = first; point <= last && point < 0xffff; point += 1) {
      const listed = column(3, segment) + offset + (point - first) * 2;
      const shape = offset === 0 ? point : font.readUInt16BE(listed);
      if (shape !== 0 && ((shape + added) & 0xffff) !== 0) found.add(point);
    }
  }
  return found;
}

function tableAt(font: Buffer, tag: string): number {
  for (let at = 0; at < font.readUInt16BE(4); at += 1) {
    const record = 12 + at * 16;
    if (font.toString('latin1', record, record + 4) === tag) return font.readUInt32BE(record + 8);
  }
  throw new Error(`The font has no ${tag} table.`);
}
