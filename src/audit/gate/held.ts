import { type Day, londonDay } from '../../calendar/day.ts';
import { personalWords } from '../../disclosure/words-gate.ts';
import type { Db, Row } from '../../platform/database.ts';
import { refused } from '../../platform/refusal.ts';
import { readKnowledge } from './knowledge.ts';
import { columnShown, fieldSort, LOOKED } from './looked.ts';
import { HELD, type HeldText, type Reading } from './reading.ts';

/**
 * Has a reading meet the held texts among those just read: it remembers them, and where it is for a paper they read
 * `HELD` from here on.
 */
export async function meetHeld(
  db: Db,
  reading: Reading,
  digests: readonly string[],
  texts: Map<string, string | null>,
): Promise<void> {
  const held: Row[] = await db('held_text').whereIn('digest', [...digests]);
  for (const { digest, column_name, office_id } of held) {
    const text = texts.get(digest);
    if (text === null || text === undefined) continue;
    if (!reading.held.has(digest)) {
      const findings = reading.isPaper ? [] : await findingsIn(db, office_id, { digest, text, column: column_name });
      reading.held.set(digest, { digest, text, findings });
    }
    if (reading.isPaper) texts.set(digest, HELD);
  }
}

/** What looks personal in a kept text, as the office's names stand now. */
async function findingsIn(
  db: Db,
  officeId: number,
  { digest, text, column }: { digest: string; text: string; column: string },
): Promise<HeldText['findings']> {
  const kept: Row | undefined = await db('words as w')
    .join('audit_event as e', (on) => on.on('e.office_id', 'w.office_id').on('e.seq', 'w.act_seq'))
    .where('w.digest', digest)
    .first('e.recorded_at');
  const day = await dayOfOffice(db, officeId, new Date(0).toISOString());
  return personalWords(text, day(kept?.recorded_at ?? null), await readKnowledge(db, officeId), fieldSort(column));
}

/**
 * The day on which a text is read: its own, or the day at which the office stands. A date counts as one of birth by how
 * far it lay back when it was written, so that no text comes to look personal by growing old.
 */
export async function dayOfOffice(db: Db, officeId: number, now: string): Promise<(recordedAt: string | null) => Day> {
  const office: Row | undefined = await db('office').where({ id: officeId }).first('standing_day');
  const standing: Day | null = office?.standing_day ?? null;
  return (recordedAt) => {
    const written = londonDay(recordedAt ?? now);
    return standing !== null && standing < written ? standing : written;
  };
}

/** Where a held text stands, in words: 'Highlight report PEG-2015-03, I-01: risks'. */
export interface HeldPlace {
  digest: string;
  where: string;
}

/** Where held texts stand, in the order in which they came to be held. */
export async function placesOf(db: Db, digests: readonly string[]): Promise<HeldPlace[]> {
  const held: Row[] = await db('held_text')
    .whereIn('digest', [...digests])
    .orderBy('id');
  const places: HeldPlace[] = [];
  for (const { digest, source, column_name, row_id } of held) {
    const row: Row | undefined = await db(source).where({ id: row_id }).first();
    places.push({ digest, where: placeShown(source, column_name, row ?? {}) });
  }
  return places;
}

const MOST_NAMED = 5;

/**
 * Refuses (`held-words`) to let a paper leave on which held words would stand, and names those that it met. `printed` is
 * the paper's text: what was only read beside it keeps nothing back.
 */
export async function demandNothingHeld(
  db: Db,
  { held }: Reading,
  paper: { what: string; printed: string },
): Promise<void> {
  if (!paper.printed.includes(HELD)) return;
  const { what } = paper;
  const places = (await placesOf(db, [...held.keys()])).map(({ where }) => where);
  const more = places.length > MOST_NAMED ? `; and ${places.length - MOST_NAMED} more` : '';
  throw refused(
    'held-words',
    `${what} holds words that look personal and that nobody has checked: ${places.slice(0, MOST_NAMED).join('; ')}${more}. ` +
      'Have a second person clear them on the page Words to check, or edit them.',
  );
}

/** A place in words, from its row. */
export function placeShown(source: string, column: string, row: Row): string {
  const looked = LOOKED[source];
  const named = (looked?.key ?? []).filter((name) => !['id', 'filing_id'].includes(name)).map((name) => row[name]);
  return `${[looked?.says ?? source, named.join(', ')].filter((part) => part !== '').join(' ')}: ${columnShown(column)}`;
}
