import { createHash, type Hash, hash } from 'node:crypto';
import type { StagedLine } from './staged-line.ts';

/** A line as its digest binds it, but for its words, which stand in it by their own salted digest alone. */
type Bound = Pick<StagedLine, 'row' | 'key' | 'occurrence' | 'date' | 'pence' | 'vatPence' | 'coding'> & {
  supplier: { id: number };
};

/** The salted digest of a line's words. */
export function lineWordsDigest(salt: string, words: string): string {
  return hash('sha256', `line\0${salt}\0${words}`, 'base64url');
}

const BYTES = 65_536;
const TAB = 9;
const LINE_END = 10;

/**
 * The digest of lines in the order of their rows, taken as they come. They are written as bytes, number by number, since
 * a text of each would take as long again as hashing it.
 */
export class LinesDigest {
  private readonly hash: Hash = createHash('sha256').update('lines\0');
  private readonly bytes = Buffer.allocUnsafe(BYTES);
  private at = 0;

  /** Takes the next line with the digest of its words. */
  add({ row, key, occurrence, date, pence, vatPence, coding, supplier }: Bound, wordsDigest: string): void {
    this.room(3 * (key.length + date.length + wordsDigest.length) + 200);
    this.number(row, TAB);
    this.text(key, TAB);
    this.number(occurrence, TAB);
    this.text(date, TAB);
    this.number(pence, TAB);
    this.number(vatPence, TAB);
    this.number(coding.id, TAB);
    this.number(supplier.id, TAB);
    this.text(wordsDigest, LINE_END);
  }

  end(): string {
    this.room(BYTES);
    return this.hash.digest('hex');
  }

  /** Hashes what is written so far where there is no room for so many bytes more. */
  private room(bytes: number): void {
    if (this.at + bytes <= BYTES) return;
    this.hash.update(this.bytes.subarray(0, this.at));
    this.at = 0;
  }

  private text(text: string, end: number): void {
    this.at += this.bytes.write(text, this.at);
    this.bytes[this.at++] = end;
  }

  /** Writes a whole number in digits. */
  private number(value: number, end: number): void {
    const { bytes } = this;
    let left = Math.abs(value);
    if (value < 0) bytes[this.at++] = 45;
    let digits = 1;
    for (let power = 10; power <= left; power *= 10) digits += 1;
    for (let place = this.at + digits - 1; place >= this.at; place -= 1) {
      const digit = left % 10;
      bytes[place] = 48 + digit;
      left = (left - digit) / 10;
    }
    this.at += digits;
    bytes[this.at++] = end;
  }
}

/** A client, a transaction and a line number as finance systems make them: no word of anybody's, and in their order. */
const PLAIN_KEY = /^\["[\w -]{1,60}"(,"(?:[A-Z]{1,4}|[A-Z]{0,4}\d{1,20})"){1,4}\]$/;
/** A key with a part that is letters alone: it stood as a digest once. */
const HAS_LETTERS = /,"[A-Z]{1,4}"/;

/**
 * What tells a line from every other of an office: system, transaction and line number. Plain numbers stand as they
 * are, so that those of one file lie together in the index; anything else as a digest.
 */
export function lineKeyOf(officeId: number, keyText: string): string {
  if (keyText.length < 100 && PLAIN_KEY.test(keyText))
    return `${officeId}.${keyText.slice(2, -2).replaceAll('","', '.')}`;
  return keyDigest(officeId, keyText);
}

/** The digest that an earlier version of the program kept of a key that now stands as it is; null where it did not. */
export function formerLineKeyOf(officeId: number, keyText: string): string | null {
  return keyText.length < 100 && HAS_LETTERS.test(keyText) && PLAIN_KEY.test(keyText)
    ? keyDigest(officeId, keyText)
    : null;
}

/** What the keys of an office begin with that stand as digests. */
export function digestKeyStart(officeId: number): string {
  return `${officeId}:`;
}

function keyDigest(officeId: number, keyText: string): string {
  return `${digestKeyStart(officeId)}${hash('sha256', `key\0${officeId}\0${keyText}`, 'base64url').slice(0, 20)}`;
}

/** What the words begin with by which the search finds the lines of a coding or of a supplier. */
export const LINE_WORDS = { coding: 'zzcoding', supplier: 'zzsupplier' } as const;

/** The word by which the search finds the lines of a coding or of a supplier. */
export function lineWord(of: 'coding' | 'supplier', id: number): string {
  return `${LINE_WORDS[of]}${id}`;
}
