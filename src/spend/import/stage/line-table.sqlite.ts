import type Database from 'better-sqlite3';
import type { Db, Row } from '../../../platform/database.ts';
import { type LineTable, STANDS, soughtBy } from './live-line.ts';
import type { EarlierLine } from './staged-line.ts';

interface Statements {
  earlier: Database.Statement;
  seen: Database.Statement;
  saw: Database.Statement;
  last: Database.Statement;
  add: Database.Statement;
  search: Database.Statement;
}

const prepared = new WeakMap<Database.Database, Statements>();

/** Prepared statements on the connection itself: through the query builder a million rows take six times as long. */
export function sqliteLines(db: Db): LineTable {
  const statements = async (): Promise<Statements> => {
    const connection = (await db.client.acquireConnection()) as Database.Database;
    const known = prepared.get(connection);
    if (known !== undefined) return known;
    const made = prepare(connection);
    prepared.set(connection, made);
    return made;
  };
  return {
    async earlier(planId, keys) {
      const { earlier } = await statements();
      return keys.flatMap((key) => earlier.all(key, planId) as EarlierLine[]);
    },
    async seenAgain(planId, keys) {
      const { seen, saw } = await statements();
      const before = new Map<string, number>();
      for (const key of keys) {
        if (!before.has(key)) before.set(key, (seen.get(planId, key) as { times: number } | undefined)?.times ?? 0);
        saw.run(planId, key);
      }
      return before;
    },
    async add(planId, lines) {
      const { last, add, search } = await statements();
      let id = (last.get() as { id: number | null }).id ?? 0;
      for (const line of lines) {
        id += 1;
        add.run(
          id,
          planId,
          line.row,
          line.key,
          line.occurrence,
          line.date,
          line.pence,
          line.vatPence,
          line.codingId,
          line.supplierId,
          line.flags,
          line.words,
          line.salt,
        );
        search.run(id, line.sought);
      }
    },
    async seekAgain(id, words, by) {
      await db('import_line_search').where({ rowid: id }).del();
      await db('import_line_search').insert({ rowid: id, words: soughtBy(words, by) });
    },
    async found(of) {
      const seen = 'temp.import_line_search_terms';
      await db.raw(`CREATE VIRTUAL TABLE IF NOT EXISTS ${seen} USING fts5vocab(main, import_line_search, row)`);
      const word = `zz${of}`;
      // Behind the digits stands the colon.
      const rows = await db.raw(`SELECT term, doc FROM ${seen} WHERE term >= ? AND term < ?`, [word, `${word}:`]);
      return new Map((rows as Row[]).map(({ term, doc }) => [Number(term.slice(word.length)), doc]));
    },
  };
}

function prepare(connection: Database.Database): Statements {
  return {
    earlier: connection.prepare(
      `SELECT l.line_key AS key, l.occurrence, l.plan_id AS planId, p.batch_ref AS batch, l.row_number AS row,
         l.happened_on AS date, l.pence, l.supplier_id AS supplierId
       FROM import_line l JOIN import_plan p ON p.id = l.plan_id
       WHERE l.line_key = ? AND (l.plan_id = ? OR (${STANDS})) ORDER BY l.id`,
    ),
    seen: connection.prepare('SELECT times FROM import_seen WHERE plan_id = ? AND line_key = ?'),
    saw: connection.prepare(
      `INSERT INTO import_seen (plan_id, line_key, times) VALUES (?, ?, 1)
       ON CONFLICT (plan_id, line_key) DO UPDATE SET times = times + 1`,
    ),
    last: connection.prepare('SELECT max(id) AS id FROM import_line'),
    add: connection.prepare(
      `INSERT INTO import_line (id, plan_id, row_number, line_key, occurrence, happened_on, pence, vat_pence, coding_id,
         supplier_id, flags, words, salt) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    search: connection.prepare('INSERT INTO import_line_search (rowid, words) VALUES (?, ?)'),
  };
}
