import type { Db } from './database.ts';
import type { Search, SearchTable, SoughtWord } from './search.ts';

/** Letters that every version of SQLite's reader of words knows. */
const KNOWN = /^[0-9a-z\u00aa-\u024f\u0370-\u05ff\u0621-\u064a]*$/;

/** Search by FTS5, without the texts: a row of the index is what its words point to, and is deleted with them. */
export function sqliteSearch(db: Db, table: SearchTable): Search {
  const matching = (expression: string) => db(table).select('rowid').whereRaw(`${table} MATCH ?`, [expression]);
  return {
    ids: (words) => matching(expressionOf(words)),
    idsOfAny: (words) => matching(words.map((word) => `"${word}"`).join(' OR ')),
    ranked: async (words, limit, within) =>
      (await matching(expressionOf(words)).whereIn('rowid', within).orderByRaw('rank, rowid DESC').limit(limit)).map(
        ({ rowid }) => rowid,
      ),
    words: async () => {
      await db.raw(`CREATE VIRTUAL TABLE IF NOT EXISTS temp.${table}_seen USING fts5vocab(main, ${table}, instance)`);
      const rows = await db.raw(`SELECT DISTINCT doc, term FROM temp.${table}_seen`);
      return grouped(rows);
    },
    put: async (rows) => {
      for (const { id, words } of rows) await db(table).insert({ rowid: id, words });
    },
    drop: async (ids) => {
      for (let at = 0; at < ids.length; at += 500) {
        await db(table)
          .whereIn('rowid', ids.slice(at, at + 500))
          .del();
      }
    },
    // A letter that it does not know would part a word in two, which an index without positions cannot look for.
    understands: async (words) => words.length > 0 && words.every(({ text }) => KNOWN.test(text)),
  };
}

function grouped(rows: readonly { doc: number; term: string }[]): Map<number, string[]> {
  const words = new Map<number, string[]>();
  for (const { doc, term } of rows) {
    const of = words.get(doc);
    if (of === undefined) words.set(doc, [term]);
    else of.push(term);
  }
  return words;
}

function expressionOf(words: readonly SoughtWord[]): string {
  return words.map(({ text, begins }) => `"${text}"${begins ? '*' : ''}`).join(' ');
}
