import type { Act } from '../audit/act.ts';
import { sameBefore } from '../audit/gate/gate.ts';
import { placeShown } from '../audit/gate/held.ts';
import { spellOut } from '../audit/words.ts';
import type { FindingKind } from '../disclosure/words-gate.ts';
import type { Db, Row } from '../platform/database.ts';
import { notFound, Refusal } from '../platform/refusal.ts';
import { findHeldLines, type HeldLine, listHeldLines } from '../spend/import/held-line.store.ts';
import { hrefOfRow } from './held-href.ts';

/** A text that is held back until somebody has checked it. */
export interface WordsToCheck {
  digest: string;
  source: string;
  column: string;
  where: string;
  href: string | null;
  /** Where its removal is asked for. */
  removal: string;
  text: string;
  kinds: FindingKind[];
  /** Who kept it last, and everybody who kept the very same words of the record: none of them clears it. */
  writtenBy: number | null;
  authors: readonly number[];
  writtenAt: string;
}

/** What somebody decided about a text that looked personal; its words are not in it. */
export interface WordsDecision {
  decision: 'cleared' | 'edited';
  what: string;
  kinds: FindingKind[];
  why: string | null;
  decidedBy: number | null;
  decidedAt: string;
}

/** Every text that is held now, the oldest first, those of imported lines after those of records. */
export async function listWordsToCheck(db: Db, officeId: number): Promise<WordsToCheck[]> {
  const rows: Row[] = await db('held_text').where({ office_id: officeId }).orderBy('id');
  const held = await Promise.all(rows.map((row) => recordWords(db, row)));
  const lines = await listHeldLines(db, officeId);
  return [...held, ...lines.map(lineWords)];
}

/** A held text by its digest; not found when none is held by it, which may be because somebody has just checked it. */
export async function findWordsToCheck(db: Db, officeId: number, digest: string): Promise<WordsToCheck> {
  const row: Row | undefined = await db('held_text').where({ office_id: officeId, digest }).first();
  if (row !== undefined) return recordWords(db, row);
  const line = (await listHeldLines(db, officeId)).find((held) => held.digest === digest);
  if (line === undefined) throw notFound('text to check there: it was cleared, edited or removed');
  return lineWords(line);
}

function lineWords(line: HeldLine): WordsToCheck {
  const authors = line.writtenBy === null ? [] : [line.writtenBy];
  const removal = `/removals/new?${new URLSearchParams({ line: line.target })}`;
  return { ...line, source: 'import', column: line.what, authors, removal };
}

async function recordWords(db: Db, held: Row): Promise<WordsToCheck> {
  const row: Row = (await db(held.source).where({ id: held.row_id }).first()) ?? {};
  // Spelled out like any other, so that the page which shows it marks it.
  const [spelled] = await spellOut(db, [{ text_words: held.digest as string }]);
  const place = { source: held.source, column: held.column_name, rowId: held.row_id };
  const { text: said } = await db('words').where({ digest: held.digest }).first('text');
  const kept: Row[] = await db('words as w')
    .join('audit_event as e', (on) => on.on('e.office_id', 'w.office_id').on('e.seq', 'w.act_seq'))
    .whereIn('w.digest', [held.digest, ...(await sameBefore(db, place, said))])
    .orderBy('w.id', 'desc')
    .select('e.person_id', 'e.recorded_at');
  return {
    digest: held.digest,
    source: held.source,
    column: held.column_name,
    where: placeShown(held.source, held.column_name, row),
    href: await hrefOfRow(db, held.source, row),
    removal: `/removals/new?text=${held.digest}`,
    text: spelled?.text as string,
    kinds: held.kinds.split(' '),
    writtenBy: kept[0]?.person_id ?? null,
    authors: kept.flatMap(({ person_id }) => (person_id === null ? [] : [person_id])),
    writtenAt: kept[0]?.recorded_at ?? '',
  };
}

/**
 * Clears a held text: from here on it stands on papers. The decision keeps the text's digest and the kinds of what was
 * found, never its words. Refused (`own-words`) to whoever wrote it, and not found once somebody else has decided.
 */
export async function clearWords(act: Act, digest: string, why: string): Promise<WordsToCheck> {
  const { trx, doer } = act;
  const held = await findWordsToCheck(trx, doer.officeId, digest);
  if (doer.personId === null || held.authors.includes(doer.personId)) throw ownWords();
  await act.add('words_decision', {
    digest,
    decision: 'cleared',
    source: held.source,
    column_name: held.column,
    kinds: held.kinds.join(' '),
    why_words: await act.words(why),
    decided_by: doer.personId,
  });
  await trx('held_text').where({ office_id: doer.officeId, digest }).del();
  const lines = await findHeldLines(trx, digest);
  await trx('import_held_line').whereIn('held_id', lines).del();
  await trx('import_held').whereIn('id', lines).del();
  return held;
}

/** The refusal of a clearance by whoever wrote the words. */
export function ownWords(): Refusal {
  return new Refusal(
    'forbidden',
    'own-words',
    'You wrote these words or brought them in, so somebody else clears them. You may edit them.',
  );
}

/** What was decided about held texts, the newest first, at most so many. */
export async function listWordsDecisions(db: Db, officeId: number, most: number): Promise<WordsDecision[]> {
  const rows: Row[] = await db('words_decision as d')
    .join('audit_event as e', (on) => on.on('e.office_id', 'd.office_id').on('e.seq', 'd.act_seq'))
    .where('d.office_id', officeId)
    .orderBy('d.id', 'desc')
    .limit(most)
    .select('d.*', 'e.recorded_at');
  return (await spellOut(db, rows)).map((row) => ({
    decision: row.decision,
    what: placeShown(row.source as string, row.column_name as string, {}),
    kinds: (row.kinds as string).split(' ') as FindingKind[],
    why: row.why as string | null,
    decidedBy: row.decided_by,
    decidedAt: row.recorded_at,
  })) as WordsDecision[];
}
