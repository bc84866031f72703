import { normalForm } from './organisation-name.ts';

/** Words that say what kind of body it is, not which: two names that differ in these alone look alike. */
const WEAK = new Set(
  'the of and ltd plc co cic llp city council mbc mdc bc dc cc md mb metropolitan borough district county'.split(' '),
);

/** What is compared of a name: its normal form, the words that tell it from others, and which letters it has. */
export interface Looks {
  form: string;
  words: string;
  letters: number;
}

export function looksOf(name: string): Looks {
  const form = normalForm(name);
  const strong = form.split(' ').filter((word) => !WEAK.has(word));
  return { form, words: [...new Set(strong)].sort().join(' '), letters: lettersOf(form) };
}

/**
 * Whether two names could be meant for one organisation: the same normal form; the same telling words in any order; or
 * few letters apart (Damerau-Levenshtein distance 1 from 5 letters, 2 from 10, 3 from 20). Forms are at most 200
 * letters, so a comparison takes no longer than that.
 */
export function lookAlike(a: Looks, b: Looks): boolean {
  if (a.form === '' || b.form === '') return false;
  if (a.words !== '' && a.words === b.words) return true;
  if (a.form === b.form) return true;
  const most = mostApart(Math.max(a.form.length, b.form.length));
  if (most === 0 || Math.abs(a.form.length - b.form.length) > most) return false;
  // One edit takes at most one letter away and brings one, so names with more different letters lie further apart.
  if (bitsOf(a.letters ^ b.letters) > 2 * most) return false;
  return distance(a.form, b.form, most) <= most;
}

function mostApart(length: number): number {
  if (length < 5) return 0;
  if (length < 10) return 1;
  return length < 20 ? 2 : 3;
}

function lettersOf(form: string): number {
  let letters = 0;
  for (let at = 0; at < form.length; at += 1) letters |= 1 << (form.charCodeAt(at) % 32);
  return letters;
}

function bitsOf(number: number): number {
  let bits = 0;
  for (let rest = number >>> 0; rest !== 0; rest &= rest - 1) bits += 1;
  return bits;
}

/**
 * How many letters must be put in, left out, replaced or swapped with their neighbour to make one text of another
 * (optimal string alignment), or more than `most` as soon as that is sure. Only the cells near the diagonal are
 * filled, since the others lie further apart than `most`.
 */
export function distance(a: string, b: string, most: number): number {
  const far = most + 1;
  let before: number[] = [];
  let leastBefore = 0;
  let last = Array.from({ length: b.length + 1 }, (_, column) => Math.min(column, far));
  for (let row = 1; row <= a.length; row += 1) {
    const current = new Array<number>(b.length + 1).fill(far);
    if (row <= most) current[0] = row;
    let least = current[0] as number;
    for (let column = Math.max(1, row - most); column <= Math.min(b.length, row + most); column += 1) {
      const isSame = a[row - 1] === b[column - 1];
      let cost = Math.min(
        (last[column] as number) + 1,
        (current[column - 1] as number) + 1,
        (last[column - 1] as number) + (isSame ? 0 : 1),
      );
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped) cost = Math.min(cost, (before[column - 2] as number) + 1);
      current[column] = Math.min(cost, far);
      least = Math.min(least, cost);
    }
    // A swap reaches back two rows, so one far row alone proves nothing.
    if (least > most && leastBefore > most) return far;
    leastBefore = least;
    before = last;
    last = current;
  }
  return last[b.length] as number;
}
