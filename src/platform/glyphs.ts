import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const MISSING = '\u2610';

const require = createRequire(import.meta.url);
let ranges: [number, number][] | undefined;

/**
 * The words as the document's font can show them. A character it has no shape for becomes an empty box, since the
 * alternative is a font of the machine's own, or under PDF/UA no document at all because of one name.
 */
export function printable(words: string): string {
  return [...words.normalize('NFC')].map(shownAs).join('');
}

function shownAs(character: string): string {
  if (character === '\n' || character === '\t') return character;
  if (/\p{Default_Ignorable_Code_Point}/u.test(character)) return '';
  if (/\p{Cc}/u.test(character)) return ' ';
  return hasGlyph(character.codePointAt(0) ?? 0) ? character : MISSING;
}

function hasGlyph(point: number): boolean {
  ranges ??= readRanges();
  return ranges.some(([first, last]) => point >= first && point <= last);
}

// The character map of a TrueType font, in its 32-bit form (format 12): groups of (first, last, glyph).
function readRanges(): [number, number][] {
  const folder = path.dirname(require.resolve('@expo-google-fonts/source-sans-3/package.json'));
  const font = readFileSync(path.join(folder, '400Regular', 'SourceSans3_400Regular.ttf'));
  const cmap = tableAt(font, 'cmap');
  const subtables = Array.from({ length: font.readUInt16BE(cmap + 2) }, (_, n) => font.readUInt32BE(cmap + 8 + n * 8));
  const wide = subtables.map((offset) => cmap + offset).find((at) => font.readUInt16BE(at) === 12);
  if (wide === undefined) throw new Error('The font has no map of its characters.');
  return Array.from({ length: font.readUInt32BE(wide + 12) }, (_, n) => {
    const group = wide + 16 + n * 12;
    return [font.readUInt32BE(group), font.readUInt32BE(group + 4)];
  });
}

function tableAt(font: Buffer, tag: string): number {
  for (let n = 0; n < font.readUInt16BE(4); n++) {
    const record = 12 + n * 16;
    if (font.toString('latin1', record, record + 4) === tag) return font.readUInt32BE(record + 8);
  }
  throw new Error(`The font has no ${tag} table.`);
}
