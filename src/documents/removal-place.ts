import type { Act } from '../audit/act.ts';
import { placeShown } from '../audit/gate/held.ts';
import { readKnowledge } from '../audit/gate/knowledge.ts';
import { LOOKED, NOT_LOOKED, wordsOfRow } from '../audit/gate/looked.ts';
import { RECORDED } from '../audit/record.ts';
import { forgetWords } from '../audit/search/search-index.ts';
import { londonDay } from '../calendar/day.ts';
import { personalWords } from '../disclosure/words-gate.ts';
import { oneLine } from '../platform/csv.ts';
import type { Db, Row } from '../platform/database.ts';
import { escapeHtml } from '../platform/markup.ts';
import { notFound, refused } from '../platform/refusal.ts';
import { findAttachment } from './attachment.store.ts';
import type { RemovalPlace, RemovalRooms, RemovalTarget, Sought } from './removal.ts';

/** Shorter texts are sought whole alone: within others they would be found everywhere. */
const SHORTEST_WITHIN = 6;

/** What a request looks for. Not found, or refused as `removed-already`, when its target has nothing left to remove. */
export async function soughtFor(
  db: Db,
  officeId: number,
  { kind, target }: RemovalTarget,
  rooms: RemovalRooms,
): Promise<Sought> {
  if (kind === 'line') return { texts: [await rooms.textOfLine(db, officeId, target)], documents: [] };
  if (kind === 'attachment') {
    const { documentId } = await findAttachment(db, officeId, target);
    const row = await db('document').where({ id: documentId }).whereNotNull('content').first('id');
    if (row === undefined) throw removedAlready();
    return { texts: [], documents: [documentId] };
  }
  const row: Row | undefined = await db('words').where({ office_id: officeId, digest: target }).first('text');
  if (row === undefined) throw notFound('such text in the record');
  if (row.text === null) throw removedAlready();
  return { texts: [row.text], documents: [] };
}

function removedAlready() {
  return refused('removed-already', 'It was removed already. Nothing of it is left but its digest.');
}

/** Every place that carries what is sought: texts, frozen papers and files, imported lines; none twice. */
export async function findPlaces(
  db: Db,
  officeId: number,
  { texts, documents }: Sought,
  rooms: RemovalRooms,
): Promise<RemovalPlace[]> {
  const places = [...(await wordsPlaces(db, officeId, texts)), ...(await rooms.findLines(db, officeId, texts))];
  const ids = new Set(documents);
  for (const id of await documentsWith(db, officeId, await passagesOf(db, officeId, texts))) ids.add(id);
  const papers = new Map<number, string>();
  for (const id of ids) {
    const { where, together } = await rooms.paperOf(db, officeId, id);
    papers.set(id, where);
    for (const other of together)
      if (!papers.has(other)) papers.set(other, (await rooms.paperOf(db, officeId, other)).where);
  }
  const rows: Row[] = await db('document')
    .whereIn('id', [...papers.keys()])
    .whereNotNull('content')
    .orderBy('id')
    .select('id', 'sha256');
  for (const { id, sha256 } of rows) {
    places.push({ kind: 'document', item: id, digest: sha256, where: papers.get(id) as string });
  }
  return places;
}

async function wordsPlaces(db: Db, officeId: number, texts: readonly string[]): Promise<RemovalPlace[]> {
  const found = new Map<number, Row>();
  for (const text of texts) for (const row of await wordsWith(db, officeId, text)) found.set(row.id, row);
  const where = await whereWords(
    db,
    [...found.values()].map(({ digest }) => digest),
  );
  return [...found.values()].map(({ id, digest }) => ({
    kind: 'words',
    item: id,
    digest,
    where: where.get(digest) ?? 'A text that no row names',
  }));
}

/** The texts of an office that are this one or hold it, at most so many. */
export async function wordsWith(db: Db, officeId: number, text: string, most = 500): Promise<Row[]> {
  const rows: Row[] = await db('words')
    .where({ office_id: officeId })
    .modify((q) => {
      if (text.length < SHORTEST_WITHIN) q.where({ text });
      else q.whereRaw("text LIKE ? ESCAPE '!'", [`%${text.replace(/[!%_]/g, '!$&')}%`]);
    })
    .orderBy('id')
    .limit(most);
  return rows.filter((row) => holds(row.text, text));
}

/** Whether a text holds another whole, and not as part of a longer word. */
export function holds(text: string, part: string): boolean {
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) {
    const before = text[at - 1] ?? ' ';
    const after = text[at + part.length] ?? ' ';
    if (!/[\p{L}\d]/u.test(before) && !/[\p{L}\d]/u.test(after)) return true;
  }
  return false;
}

/** Where texts stand, each in words. */
export async function whereWords(db: Db, digests: readonly string[]): Promise<Map<string, string>> {
  const where = new Map<string, string>();
  if (digests.length === 0) return where;
  for (const table of Object.keys(RECORDED)) {
    if (!(table in LOOKED) && !(table in NOT_LOOKED) && table !== 'notice') continue;
    for (const column of await wordsColumns(db, table)) {
      const rows: Row[] = await db(table).whereIn(column, [...digests]);
      for (const row of rows) where.set(row[column], placeShown(table, column, row));
    }
    const looked = LOOKED[table];
    if (looked?.body === undefined) continue;
    for (const row of (await db(table)) as Row[]) {
      for (const [column, digest] of Object.entries(wordsOfRow(looked, row))) {
        if (digest !== null && digests.includes(digest)) where.set(digest, placeShown(table, column, row));
      }
    }
  }
  return where;
}

const columnsKnown = new Map<string, string[]>();

async function wordsColumns(db: Db, table: string): Promise<string[]> {
  const known = columnsKnown.get(table);
  if (known !== undefined) return known;
  const found = Object.keys(await db(table).columnInfo()).filter((column) => column.endsWith('_words'));
  columnsKnown.set(table, found);
  return found;
}

/** What of texts a paper can carry: the paragraphs that look personal, or all where none does. */
async function passagesOf(db: Db, officeId: number, texts: readonly string[]): Promise<string[]> {
  const today = londonDay(new Date().toISOString());
  const knowledge = texts.length === 0 ? null : await readKnowledge(db, officeId);
  return texts.flatMap((text) => {
    const parts = text
      .split(/\n+/)
      .map((part) => part.trim())
      .filter((part) => part.length >= SHORTEST_WITHIN);
    const personal = parts.filter((part) => knowledge !== null && personalWords(part, today, knowledge).length > 0);
    return personal.length > 0 ? personal : parts;
  });
}

/** The frozen documents whose bytes carry a passage as a page, a file or a model writes it. */
async function documentsWith(db: Db, officeId: number, passages: readonly string[]): Promise<number[]> {
  if (passages.length === 0) return [];
  const written = [
    ...new Set(
      passages.flatMap((passage) => [
        passage,
        escapeHtml(passage),
        JSON.stringify(passage).slice(1, -1),
        passage.replaceAll('"', '""'),
        oneLine(passage).replaceAll('"', '""'),
      ]),
    ),
  ];
  const ids: number[] = await db('document')
    .where({ office_id: officeId })
    .whereNotNull('content')
    .whereIn('media_type', READABLE)
    .orderBy('id')
    .pluck('id');
  const found: number[] = [];
  for (const id of ids) {
    const { content } = await db('document').where({ id }).first('content');
    const text = Buffer.from(content).toString('utf8').normalize('NFC');
    if (written.some((passage) => holds(text, passage))) found.push(id);
  }
  return found;
}

const READABLE = ['application/json', 'text/html', 'text/csv'];

/** Takes texts and bytes away in an act, and has the search forget them. */
export async function removePlaces(
  act: Act,
  places: readonly RemovalPlace[],
  texts: readonly string[],
  rooms: RemovalRooms,
): Promise<void> {
  const { trx, doer } = act;
  const of = (kind: RemovalPlace['kind']) => places.filter((place) => place.kind === kind);
  const words = of('words');
  for (let at = 0; at < words.length; at += 200) {
    const digests = words.slice(at, at + 200).map(({ digest }) => digest);
    await trx('words')
      .where({ office_id: doer.officeId })
      .whereIn('digest', digests)
      .update({ salt: null, text: null });
    await trx('held_text').where({ office_id: doer.officeId }).whereIn('digest', digests).del();
    await forgetWords(trx, doer.officeId, digests);
  }
  for (const { item } of of('document')) await trx('document').where({ id: item }).update({ content: null });
  await rooms.removeLines(act, [...of('line'), ...of('supplier')], texts);
}
