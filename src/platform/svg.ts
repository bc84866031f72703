import { escapeHtml } from './markup.ts';

// The shapes of a drawing as SVG text. Nothing here depends on the machine, so the same drawing is the same bytes.

/** A rectangle with an outline. */
export function rect(x: number, y: number, width: number, height: number, fill: string, stroke: string): string {
  const size = `width="${round(Math.max(0, width))}" height="${round(Math.max(0, height))}"`;
  return `<rect x="${round(x)}" y="${round(y)}" ${size} fill="${fill}" stroke="${stroke}" stroke-width="1"/>`;
}

/** A straight line. */
export function line(x1: number, y1: number, x2: number, y2: number, stroke: string): string {
  return `<line x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}" stroke="${stroke}"/>`;
}

/** Words at a place. */
export function text(x: number, y: number, words: string, anchor: string, fill: string, size = 13): string {
  const place = `x="${round(x)}" y="${round(y)}" text-anchor="${anchor}"`;
  return `<text ${place} fill="${fill}" font-size="${size}">${shown(words)}</text>`;
}

/** Words made safe for XML, which has no place for control characters or half a character, even escaped. */
export function shown(words: string): string {
  return escapeHtml(words.replace(/[\p{Cc}\p{Surrogate}\ufffe\uffff]/gu, ' '));
}

/** An estimate, the same on every machine: the font's letters average a little over half their size. */
export function textWidth(words: string, size: number): number {
  return words.length * size * 0.52;
}

/** The words in lines of at most so many letters; a longer word is cut. */
export function wrapped(label: string, most: number): string[] {
  const lines: string[] = [];
  for (const word of label.split(' ').flatMap((part) => pieces(part, most))) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= most) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

function pieces(word: string, most: number): string[] {
  const letters = [...word];
  const count = Math.max(1, Math.ceil(letters.length / most));
  return Array.from({ length: count }, (_, n) => letters.slice(n * most, (n + 1) * most).join(''));
}

/** To a hundredth, and never minus nought. */
export function round(value: number): number {
  return Math.round(value * 100) / 100 + 0;
}
