import type { Db } from './database.ts';
import type { Search, SearchTable, SoughtWord } from './search.ts';

/** Search by PostgreSQL's text search, each word as it stands: no language's endings are cut off. */
export function postgresSearch(db: Db, table: SearchTable): Search {
  const query = "to_tsquery('simple', ?)";
  const matching = (expression: string) => db(table).select('rowid').whereRaw(`words @@ ${query}`, [expression]);
  return {
    ids: (words) => matching(expressionOf(words)),
    // Looked up as what it cannot foresee: of a hundred words in sight the planner expects so many rows that it goes
    // through the whole table.
    idsOfAny: (words) =>
      db
        .select('found.rowid')
        .from(db.raw('unnest(?::text[]) AS sought(expression)', [[words.map((word) => `'${word}'`).join(' | ')]]))
        .joinRaw(
          "CROSS JOIN LATERAL (SELECT rowid FROM ?? WHERE words @@ to_tsquery('simple', sought.expression)) AS found",
          [table],
        ),
    ranked: async (words, limit, within) => {
      const expression = expressionOf(words);
      const rows = await matching(expression)
        .whereIn('rowid', within)
        .orderByRaw(`ts_rank(words, ${query}) DESC, rowid DESC`, [expression])
        .limit(limit);
      return rows.map(({ rowid }) => rowid);
    },
    words: async () => {
      const rows = await db(table).select('rowid', db.raw('tsvector_to_array(words) AS terms'));
      return new Map(rows.map(({ rowid, terms }) => [rowid, terms]));
    },
    put: async (rows) => {
      for (const { id, words } of rows) {
        await db(table)
          .insert({ rowid: id, words: db.raw("to_tsvector('simple', ?)", [words]) })
          .onConflict('rowid')
          .merge();
      }
    },
    drop: async (ids) => {
      for (let at = 0; at < ids.length; at += 500) {
        await db(table)
          .whereIn('rowid', ids.slice(at, at + 500))
          .del();
      }
    },
    understands: async (words) => words.length > 0,
  };
}

function expressionOf(words: readonly SoughtWord[]): string {
  return words.map(({ text, begins }) => `'${text}'${begins ? ':*' : ''}`).join(' & ');
}
