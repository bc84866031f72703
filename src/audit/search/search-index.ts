import type { Knex } from 'knex';
import { type Db, type Row, write } from '../../platform/database.ts';
import { searchOf, wordsOf } from '../../platform/search.ts';
import { REMOVED, spellOut } from '../words.ts';
import { SEARCHED, type SearchedPart } from './searched.ts';

const SLICE = 400;

/** What a record is found by: the row behind it that is read for its line of context, and its words. */
export interface SearchText {
  rowId: number;
  words: string[];
}

/**
 * Has the search find what an act added: within the act's own transaction, so that it never lags behind the record.
 * `tables` are those that the act touched.
 */
export async function indexAct(db: Db, officeId: number, tables: ReadonlySet<string>, seq: number): Promise<void> {
  const isSought = Object.values(SEARCHED).some((parts) => parts.some(({ table }) => tables.has(table)));
  // A database that is not brought up to date yet has no index; the server fills it when it has.
  if (!isSought || !(await db.schema.hasTable('search_entry'))) return;
  for (const [source, parts] of Object.entries(SEARCHED)) {
    for (const part of parts.filter(({ table }) => tables.has(table))) {
      const rows: Row[] = await db(part.table)
        .where({ office_id: officeId, act_seq: seq })
        .select([...part.key]);
      await refresh(db, officeId, source, [...new Set(rows.map((row) => keyOf(part, row)))]);
    }
  }
}

/**
 * Makes the search forget texts that two people removed: the records that named them are indexed anew by what is left.
 * To be called in the transaction that clears the texts, after it did.
 */
export async function forgetWords(db: Db, officeId: number, digests: readonly string[]): Promise<void> {
  for (const [source, parts] of Object.entries(SEARCHED)) {
    for (const part of parts) {
      for (const column of part.words) {
        const rows: Row[] = await db(part.table)
          .where({ office_id: officeId })
          .whereIn(column, [...digests]);
        await refresh(db, officeId, source, [...new Set(rows.map((row) => keyOf(part, row)))]);
      }
    }
  }
}

/** Has the search find each sort of record that it finds none of: after an upgrade from a version that did not. */
export async function fillSearch(db: Knex): Promise<void> {
  for (const { id } of await db('office').select('id')) {
    for (const source of Object.keys(SEARCHED)) {
      const entry = await db('search_entry').where({ office_id: id, source }).first('id');
      if (entry === undefined) await write(db, (trx) => indexSource(trx, id, source));
    }
  }
}

/** Makes an office's index anew from its record; answers how many records it finds. */
export async function rebuildSearch(db: Db, officeId: number): Promise<number> {
  const search = searchOf(db, 'search_words');
  await search.drop(await db('search_entry').where({ office_id: officeId }).pluck('id'));
  await db('search_entry').where({ office_id: officeId }).del();
  let count = 0;
  for (const source of Object.keys(SEARCHED)) count += await indexSource(db, officeId, source);
  return count;
}

async function indexSource(db: Db, officeId: number, source: string): Promise<number> {
  let count = 0;
  for await (const keys of keysOf(db, officeId, source)) {
    await refresh(db, officeId, source, keys);
    count += keys.length;
  }
  return count;
}

/** The records of a source by their keys, in slices. */
export async function* keysOf(db: Db, officeId: number, source: string): AsyncGenerator<string[]> {
  const [part] = SEARCHED[source] as SearchedPart[] as [SearchedPart];
  const seen = new Set<string>();
  for (let after = 0; ; ) {
    const rows: Row[] = await db(part.table)
      .where({ office_id: officeId })
      .where('id', '>', after)
      .orderBy('id')
      .limit(SLICE)
      .select('id', ...part.key);
    const keys = [...new Set(rows.map((row) => keyOf(part, row)))].filter((key) => !seen.has(key));
    for (const key of keys) seen.add(key);
    if (keys.length > 0) yield keys;
    if (rows.length < SLICE) return;
    after = (rows.at(-1) as Row).id;
  }
}

/** Indexes records of a source by what they say now. */
async function refresh(db: Db, officeId: number, source: string, keys: readonly string[]): Promise<void> {
  for (let at = 0; at < keys.length; at += SLICE) {
    const texts = await readTexts(db, officeId, source, keys.slice(at, at + SLICE));
    const refs = [...texts.keys()];
    const known: Row[] = await db('search_entry').where({ office_id: officeId, source }).whereIn('ref', refs);
    const search = searchOf(db, 'search_words');
    await search.drop(known.map(({ id }) => id));
    const ids = new Map<string, number>(known.map(({ ref, id }) => [ref, id]));
    const rowOf = (ref: string) => (texts.get(ref) as SearchText).rowId;
    for (const ref of refs) {
      const id = ids.get(ref);
      if (id !== undefined) {
        await db('search_entry')
          .where({ id })
          .update({ row_id: rowOf(ref) });
      }
    }
    const fresh = refs.filter((ref) => !ids.has(ref));
    for (let from = 0; from < fresh.length; from += 100) {
      const rows = fresh
        .slice(from, from + 100)
        .map((ref) => ({ office_id: officeId, source, ref, row_id: rowOf(ref) }));
      const added: Row[] = await db('search_entry').insert(rows).returning(['id', 'ref']);
      for (const { id, ref } of added) ids.set(ref, id);
    }
    await search.put(
      refs.map((ref) => ({
        id: ids.get(ref) as number,
        words: (texts.get(ref) as SearchText).words.join(' '),
      })),
    );
  }
}

/** What records of a source are found by. A text that was removed is no part of it. */
export async function readTexts(
  db: Db,
  officeId: number,
  source: string,
  keys: readonly string[],
): Promise<Map<string, SearchText>> {
  const texts = new Map<string, SearchText>();
  for (const part of SEARCHED[source] ?? []) {
    const [first = 'ref'] = part.key;
    const rows: Row[] = await db(part.table)
      .where({ office_id: officeId })
      .whereIn(first, [...new Set(keys.map((key) => key.split('/')[0] as string))])
      .orderBy('id');
    const wanted = (await spellOut(db, rows)).filter((row) => keys.includes(keyOf(part, row)));
    const spoken = part.held === true ? heldTexts(part, wanted) : latestTexts(part, wanted);
    for (const [key, { rowId, text }] of spoken) {
      const found = texts.get(key);
      texts.set(key, { rowId: found?.rowId ?? rowId, words: [...(found?.words ?? []), ...wordsOf(text)] });
    }
  }
  return texts;
}

function latestTexts(part: SearchedPart, rows: readonly Row[]): Map<string, { rowId: number; text: string }> {
  return new Map(rows.map((row) => [keyOf(part, row), { rowId: row.id, text: textOf(part, row) }]));
}

/** Of what can be given up again, what was given up last does not count. */
function heldTexts(part: SearchedPart, rows: readonly Row[]): Map<string, { rowId: number; text: string }> {
  const held = new Map<string, Map<string, boolean>>();
  for (const row of rows) {
    const key = keyOf(part, row);
    const texts = held.get(key) ?? new Map<string, boolean>();
    held.set(key, texts.set(textOf(part, row), row.held === 1));
  }
  return new Map(
    [...held].map(([key, texts]) => [
      key,
      { rowId: 0, text: [...texts].flatMap(([text, isHeld]) => (isHeld ? [text] : [])).join(' ') },
    ]),
  );
}

function textOf({ words, plain = [] }: SearchedPart, row: Row): string {
  const spelled = words.map((column) => row[column.slice(0, -'_words'.length)]);
  return [...spelled, ...plain.map((column) => row[column])]
    .filter((text) => text !== null && text !== undefined && text !== REMOVED)
    .join(' ');
}

function keyOf({ key }: SearchedPart, row: Row): string {
  return key.map((column) => String(row[column])).join('/');
}
