import type { Db, Row } from '../platform/database.ts';
import { randomToken, sha256 } from '../platform/digest.ts';
import { meetHeld } from './gate/held.ts';
import { currentReading } from './gate/reading.ts';

export const REMOVED = '[removed]';

/** The digest that binds a text to the rows and events that name it. The salt keeps short texts from being guessed. */
export function wordsDigest(salt: string, text: string): string {
  return sha256(`words\0${salt}\0${text.normalize('NFC')}`);
}

/** Keeps a text beside the books and answers the digest that stands for it in them. */
export async function keepWords(db: Db, officeId: number, seq: number, text: string): Promise<string> {
  const salt = randomToken();
  const kept = text.normalize('NFC');
  const digest = wordsDigest(salt, kept);
  await db('words').insert({ office_id: officeId, digest, salt, text: kept, act_seq: seq });
  return digest;
}

/** As `keepWords` for many texts at once, in their order. */
export async function keepManyWords(db: Db, officeId: number, seq: number, texts: string[]): Promise<string[]> {
  const rows = texts.map((text) => {
    const salt = randomToken();
    const kept = text.normalize('NFC');
    return { office_id: officeId, digest: wordsDigest(salt, kept), salt, text: kept, act_seq: seq };
  });
  for (let at = 0; at < rows.length; at += 150) await db('words').insert(rows.slice(at, at + 150));
  return rows.map((row) => row.digest);
}

/**
 * Spells rows out: each `title_words` digest becomes a `title` text; a text that two people removed reads
 * `[removed]`, one that was never given stays null. On a paper, one that nobody has checked yet reads as held.
 */
export async function spellOut<R extends Record<string, unknown>>(
  db: Db,
  rows: R[],
): Promise<(R & Record<string, unknown>)[]> {
  const columns = Object.keys(rows[0] ?? {}).filter((column) => column.endsWith('_words'));
  const digests = [...new Set(rows.flatMap((row) => columns.map((column) => row[column])))].filter(
    (digest): digest is string => typeof digest === 'string',
  );
  const reading = currentReading();
  const texts = reading?.known?.texts ?? new Map<string, string | null>();
  const unread = digests.filter((digest) => !texts.has(digest));
  for (let at = 0; at < unread.length; at += 500) {
    const slice = unread.slice(at, at + 500);
    const found: Row[] = await db('words').whereIn('digest', slice).select('digest', 'text');
    for (const { digest, text } of found) texts.set(digest, text);
    if (reading !== undefined) await meetHeld(db, reading, slice, texts);
  }
  return rows.map((row) => {
    const spelled: Record<string, unknown> = { ...row };
    for (const column of columns) {
      const digest = row[column];
      spelled[column.slice(0, -'_words'.length)] = typeof digest === 'string' ? (texts.get(digest) ?? REMOVED) : null;
    }
    return spelled as R & Record<string, unknown>;
  });
}
