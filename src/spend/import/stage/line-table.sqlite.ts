import type Database from 'better-sqlite3';
import type { Knex } from 'knex';
import { type Db, type Row, write } from '../../../platform/database.ts';
import { type CodingCount, type LineTable, STANDS, type SupplierCount, soughtAs, soughtBy } from './live-line.ts';
import { type Range, SEARCH_PLAIN } from './search-plain.ts';
import { type EarlierLine, wordsOfLine } from './staged-line.ts';

type Statements = ReturnType<typeof prepare>;

const prepared = new WeakMap<Database.Database, Statements>();

/** Beyond so many known keys between the first and the last of a slice, each key is looked up by itself. */
const FEW_KNOWN = 200;
// The reader of words in SQLite makes of plain letters what `wordsOf` does, and they are most of a million lines.
const special = /\P{ASCII}/u;

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
    async hasKeys(start) {
      return (await statements()).between.get(start, `${start}\u{10ffff}`, 1) !== undefined;
    },
    async earlier(planId, keys) {
      const { earlier, between } = await statements();
      const near = between.all(...endsOf(keys), FEW_KNOWN) as string[];
      if (near.length === 0) return [];
      const sought = new Set(keys);
      const known = near.length < FEW_KNOWN ? new Set(near) : sought;
      return [...known].filter((key) => sought.has(key)).flatMap((key) => earlier.all(key, planId) as EarlierLine[]);
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
    async suppliers(planId, suppliers) {
      const { supplier, addSupplier } = await statements();
      return suppliers.map(({ name, key, salt, digest }) => {
        const known = supplier.get(planId, name) as SupplierCount | undefined;
        if (known !== undefined) return known;
        return { id: addSupplier.get(planId, name, key, salt, digest) as number, lines: 0, pence: 0 };
      });
    },
    async codings(planId, codings) {
      const { coding, addCoding } = await statements();
      return codings.map(({ signature, fields, supplierId, decision, period, on }) => {
        const known = coding.get(planId, signature) as (CodingCount & { flagged: string }) | undefined;
        if (known !== undefined) return { ...known, flagged: JSON.parse(known.flagged) };
        const { how, rule, stopped, initiative, agreement, place, category } = decision;
        const [target, counted] = [
          [how, rule, stopped, initiative, agreement, place, category],
          { chargeLines: 0, chargePence: 0, creditLines: 0, creditPence: 0 },
        ];
        const { year, number } = period;
        const id = addCoding.get(planId, signature, fields, supplierId, ...target, year, number, on, on) as number;
        return { id, ...counted, flagged: {}, firstOn: on, lastOn: on };
      });
    },
    async saveSuppliers(suppliers) {
      const { saveSupplier } = await statements();
      for (const { id, lines, pence } of suppliers) saveSupplier.run(lines, pence, id);
    },
    async saveCodings(codings) {
      const { saveCoding } = await statements();
      for (const { id, chargeLines, chargePence, creditLines, creditPence, flagged, firstOn, lastOn } of codings) {
        const counts = [chargeLines, chargePence, creditLines, creditPence, JSON.stringify(flagged)];
        saveCoding.run(...counts, firstOn, lastOn, id);
      }
    },
    async add(planId, lines, later) {
      const { last, add, search, searchPlain } = await statements();
      let id = (last.get() as { id: number | null }).id ?? 0;
      let from = id + 1;
      const putPlain = (...range: Range) => (later === undefined ? searchPlain.run(...range) : later.push(range));
      for (const line of lines) {
        id += 1;
        const words = wordsOfLine(line);
        add.run(
          id,
          planId,
          line.row,
          line.key,
          line.occurrence,
          line.date,
          line.pence,
          line.vatPence,
          line.coding.id,
          line.supplier.id,
          line.flags,
          words,
          line.salt,
        );
        if (!special.test(words) && !special.test(line.supplier.name)) continue;
        if (from < id) putPlain(from, id - 1);
        from = id + 1;
        search.run(id, soughtBy(`${line.supplier.name} ${words}`, soughtAs(line)));
      }
      if (from <= id) putPlain(from, id);
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

/** The first and the last of some keys as SQLite orders them: they hold nothing beyond ASCII. */
function endsOf(keys: readonly string[]): [first: string, last: string] {
  let first = keys[0] ?? '';
  let last = first;
  for (const key of keys) {
    if (key < first) first = key;
    else if (key > last) last = key;
  }
  return [first, last];
}

const SLICE = 60_000;
const SORT_KIB = 2048;
/** Between two slices, so that others who wait to save come in. */
const PAUSE_MS = 10;

/**
 * Puts the lines of a plan in the order of their amounts among all others, once they are all there: line by line each
 * would change another page of that order, and writing those would take longer than all else. They are put in order
 * beside the database first, so that each slice changes few pages.
 */
export async function orderSqliteBySize(db: Knex, planId: number, lines: number): Promise<void> {
  const ordered = 'SELECT pence, id FROM import_line WHERE plan_id = ? ORDER BY pence, id';
  if (lines <= SLICE) {
    await write(db, (trx) => trx.raw(`INSERT INTO import_line_size (pence, line_id) ${ordered}`, [planId]));
    return;
  }
  const beside = `temp.import_size_${planId}`;
  // SQLite sorts in as much memory as it may keep pages, so that a larger file would take more than a small one.
  const [{ cache_size: kept }] = await db.raw('PRAGMA cache_size');
  await db.raw(`PRAGMA cache_size = -${SORT_KIB}`);
  await db.raw(`PRAGMA temp.cache_size = -${SORT_KIB}`);
  await db.raw(`CREATE TEMP TABLE import_size_${planId} AS ${ordered.replace('?', String(planId))}`);
  await db.raw(`PRAGMA cache_size = ${kept}`);
  try {
    for (let at = 0; at < lines; at += SLICE) {
      await write(db, (trx) =>
        trx.raw(
          `INSERT INTO import_line_size (pence, line_id) SELECT pence, id FROM ${beside} WHERE rowid > ? AND rowid <= ?`,
          [at, at + SLICE],
        ),
      );
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  } finally {
    await db.raw(`DROP TABLE ${beside}`);
  }
}

function prepare(connection: Database.Database) {
  const counted =
    'charge_lines AS chargeLines, charge_pence AS chargePence, credit_lines AS creditLines, credit_pence AS creditPence';
  return {
    between: connection.prepare('SELECT line_key FROM import_line WHERE line_key BETWEEN ? AND ? LIMIT ?').pluck(),
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
    supplier: connection.prepare('SELECT id, lines, pence FROM import_supplier WHERE plan_id = ? AND name = ?'),
    addSupplier: connection
      .prepare(
        `INSERT INTO import_supplier (plan_id, name, name_key, salt, digest, lines, pence) VALUES (?, ?, ?, ?, ?, 0, 0)
         RETURNING id`,
      )
      .pluck(),
    saveSupplier: connection.prepare('UPDATE import_supplier SET lines = ?, pence = ? WHERE id = ?'),
    coding: connection.prepare(
      `SELECT id, ${counted}, flagged, first_on AS firstOn, last_on AS lastOn FROM import_coding
       WHERE plan_id = ? AND signature = ?`,
    ),
    addCoding: connection
      .prepare(
        `INSERT INTO import_coding (plan_id, signature, fields, supplier_id, how, rule, stopped, initiative, agreement,
           place, category, year, period, first_on, last_on, charge_lines, charge_pence, credit_lines, credit_pence)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0) RETURNING id`,
      )
      .pluck(),
    saveCoding: connection.prepare(
      `UPDATE import_coding SET charge_lines = ?, charge_pence = ?, credit_lines = ?, credit_pence = ?, flagged = ?,
         first_on = ?, last_on = ? WHERE id = ?`,
    ),
    last: connection.prepare('SELECT max(id) AS id FROM import_line'),
    add: connection.prepare(
      `INSERT INTO import_line (id, plan_id, row_number, line_key, occurrence, happened_on, pence, vat_pence, coding_id,
         supplier_id, flags, words, salt) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    search: connection.prepare('INSERT INTO import_line_search (rowid, words) VALUES (?, ?)'),
    searchPlain: connection.prepare(SEARCH_PLAIN),
  };
}
