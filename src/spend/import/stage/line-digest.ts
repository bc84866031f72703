import { createHash, type Hash, hash } from 'node:crypto';
import type { StagedLine } from './staged-line.ts';

/** A line as its digest binds it, but for its words, which stand in it by their own salted digest alone. */
type Bound = Omit<StagedLine, 'words' | 'salt' | 'supplier' | 'flags'>;

/** The salted digest of a line's words. */
export function lineWordsDigest(salt: string, words: string): string {
  return hash('sha256', `line\0${salt}\0${words}`, 'base64url');
}

const BYTES = 65_536;

/** The digest of lines in the order of their rows, taken as they come. */
export class LinesDigest {
  private readonly hash: Hash = createHash('sha256').update('lines\0');
  private readonly bytes = Buffer.allocUnsafe(BYTES);

  /** Takes lines with the digests of their words. */
  add<T extends Bound>(lines: readonly T[], wordsDigestOf: (line: T) => string): void {
    // A text of many lines would be held in as many pieces until it is hashed.
    let at = 0;
    for (const line of lines) {
      const { row, key, occurrence, date, pence, vatPence, codingId, supplierId } = line;
      const wordsDigest = wordsDigestOf(line);
      const text = `${row}\t${key}\t${occurrence}\t${date}\t${pence}\t${vatPence}\t${codingId}\t${supplierId}\t${wordsDigest}\n`;
      if (at + 3 * text.length > BYTES) {
        this.hash.update(this.bytes.subarray(0, at));
        at = 0;
      }
      if (3 * text.length > BYTES) this.hash.update(text);
      else at += this.bytes.write(text, at);
    }
    this.hash.update(this.bytes.subarray(0, at));
  }

  end(): string {
    return this.hash.digest('hex');
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
